"""A form of a page does its work once: pressed twice, loaded again, or sent again after going back.

Every form that is opened carries a key of its own. A verb that moves money, decides or closes runs under that key;
where it led to is kept in the transaction of the verb, beside the answers of the API's `Idempotency-Key`. A second
sending waits for the first, changes nothing and lands where the first one did, on a page that says so.
"""

import secrets
from collections.abc import Callable
from typing import Any

from flask import g, request
from sqlalchemy import func, select

from accounts.access import person
from accounts.stored_answers import KeptAnswer, body_of, keep, lock_of, request_hash, stored_under
from core.database import db
from core.wording import N_

ONCE_KEY = "once_key"
LONGEST_KEY = 40
NOT_CONTENT = frozenset({ONCE_KEY, "csrf_token", "current_password", "username"})
SEEN = 303

SENT_AGAIN = N_("Sudah diproses. Kiriman Anda diterima satu kali; yang kedua tidak mengubah apa pun.")
SENT_OTHERWISE = N_(
    "Sudah diproses. Formulir yang sama dikirim lagi dengan isi yang berbeda; isi yang kedua tidak dicatat. "
    "Bila memang ada yang lain, buka lagi formulirnya."
)


class AlreadyProcessed(Exception):  # noqa: N818 - no error: the work is done
    """The form did its work before. `address` is where that led to, `sentence` what the person is told there."""

    def __init__(self, address: str, sentence: str) -> None:
        """`address` is a path of this application, as the first sending was sent on to."""
        super().__init__(address)
        self.address = address
        self.sentence = sentence


def once_key() -> str:
    """The key for the forms of the page being made; a form shown again because it was refused keeps its own."""
    if ONCE_KEY not in g:
        g.once_key = _key_sent() or secrets.token_urlsafe(12)
    return str(g.once_key)


def once(verb: Callable[..., Any], leads_to: Callable[[Any], str]) -> Callable[..., Any]:
    """The verb, run once for each form that was opened; without a key it simply runs.

    `leads_to` tells the address of the page that shows what the verb returned. To be called inside the verb's
    transaction, as `SchemaForm.submit` does. Raises `AlreadyProcessed`, which the edge answers.
    """

    def guarded(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - passes any verb through
        sent = _key_sent()
        if not sent:
            return verb(*args, **kwargs)
        user_id, key = person().id, _kept_under(sent)
        db.session.execute(select(func.pg_advisory_xact_lock(lock_of(user_id, key))))
        refuse_sent_again()
        made = verb(*args, **kwargs)
        keep(user_id, key, request_hash(without=NOT_CONTENT), KeptAnswer(SEEN, leads_to(made)))
        return made

    return guarded


def refuse_sent_again() -> None:
    """For a door that must look before it works, as what it works on may be gone by then. Raises `AlreadyProcessed`."""
    sent = _key_sent()
    stored = stored_under(person().id, _kept_under(sent)) if sent else None
    if stored is not None:
        is_same = stored.request_hash == request_hash(without=NOT_CONTENT)
        raise AlreadyProcessed(body_of(stored), SENT_AGAIN if is_same else SENT_OTHERWISE)


def _kept_under(sent: str) -> str:
    """What the key of a form is kept as: the forms of one page differ in where they go."""
    return f"form {sent} {request.path}"


def _key_sent() -> str:
    """The key the form came with; empty where it has none, or none that was given out here."""
    sent = request.form.get(ONCE_KEY, "") if request.method == "POST" else ""
    return sent if len(sent) <= LONGEST_KEY and sent.isascii() and sent.isprintable() else ""
