"""Messages that wait to be sent. Nothing here says that one was sent; whoever delivers it writes `sent_at`."""

from collections.abc import Sequence

from flask_babel import force_locale
from sqlalchemy import select

from accounts.models import OutboxMessage, UserAccount
from core.database import db
from core.dates import now
from core.languages import speak
from core.secrets_at_rest import decrypt, encrypt

BODY = "outbox_message|body"


def put(kind: str, to: UserAccount, *, subject: str, body: str, **params: object) -> OutboxMessage:
    """Put a message into the outbox, in the reader's language. `subject` and `body` are marked sentences."""
    with force_locale(to.language):
        spoken_subject, spoken_body = speak(subject), speak(body, **params)
    message = OutboxMessage(
        kind=kind,
        to_user_id=to.id,
        subject=spoken_subject,
        body_encrypted=encrypt(spoken_body, BODY),
        created_at=now(),
    )
    db.session.add(message)
    db.session.flush()
    return message


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
