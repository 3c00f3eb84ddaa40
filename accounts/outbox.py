"""Messages that wait to be sent. Nothing here says that one was sent; whoever delivers it writes `sent_at`."""

from collections.abc import Sequence

from flask_babel import force_locale
from sqlalchemy import delete, select

from accounts.models import OutboxMessage, UserAccount
from core.database import db
from core.dates import now
from core.languages import speak
from core.secrets_at_rest import decrypt, encrypt, resealed

BODY = "outbox_message|body"
ADDRESS = "outbox_message|to_address"
BATCH = 500


def put(kind: str, to: UserAccount, *, subject: str, body: str, **params: object) -> OutboxMessage:
    """Put a message into the outbox, in the reader's language. `subject` and `body` are marked sentences."""
    return _add(OutboxMessage(kind=kind, to_user_id=to.id), to.language, subject, [body], params)


def put_to_address(
    kind: str, address: str, language: str, *, about: str, subject: str, body: str, foot: str = "", **params: object
) -> OutboxMessage:
    """The same for somebody without an account, whose address is sealed like the body.

    `about` names what it is about, as `preorder:12`; `foot` is a marked sentence below the body, with its parameters.
    """
    message = OutboxMessage(kind=kind, to_address_encrypted=encrypt(address, ADDRESS), about=about)
    return _add(message, language, subject, [body, foot], params)


def _add(
    message: OutboxMessage, language: str, subject: str, parts: Sequence[str], params: dict[str, object]
) -> OutboxMessage:
    with force_locale(language):
        message.subject, spoken = speak(subject), "".join(speak(part, **params) for part in parts)
    message.body_encrypted, message.created_at = encrypt(spoken, BODY), now()
    db.session.add(message)
    db.session.flush()
    return message


def address_of(message: OutboxMessage) -> str:
    """The address of a message to nobody's account. Raises `CannotBeRead`."""
    return decrypt(message.to_address_encrypted or b"", ADDRESS)


def reseal(after_id: int = 0) -> int | None:
    """Bring the next batch of messages under the current key; the id to go on after, None when all are done.

    Raises `CannotBeRead` for the first message that does not open, and changes none of its batch.
    """
    rows = select(OutboxMessage).where(OutboxMessage.id > after_id).order_by(OutboxMessage.id).limit(BATCH)
    last = None
    for message in db.session.execute(rows.with_for_update()).scalars():
        last = message.id
        message.body_encrypted = resealed(message.body_encrypted, BODY)
        if message.to_address_encrypted is not None:
            message.to_address_encrypted = resealed(message.to_address_encrypted, ADDRESS)
    db.session.flush()
    return last


def remove_about(about: str, *, unsent_only: bool = False) -> None:
    """Remove the messages to an address about one thing: all of them, or those that still wait."""
    wanted = delete(OutboxMessage).where(OutboxMessage.about == about)
    db.session.execute(wanted.where(OutboxMessage.sent_at.is_(None)) if unsent_only else wanted)


def body_of(message: OutboxMessage) -> str:
    """What a message says. Raises `CannotBeRead`."""
    return decrypt(message.body_encrypted, BODY)


def waiting_for(account: UserAccount) -> Sequence[OutboxMessage]:
    """The messages to a person that have not been sent, newest first."""
    return (
        db.session.execute(
            select(OutboxMessage)
            .where(OutboxMessage.to_user_id == account.id, OutboxMessage.sent_at.is_(None))
            .order_by(OutboxMessage.id.desc())
            .limit(20)
        )
        .scalars()
        .all()
    )
