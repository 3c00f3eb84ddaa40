"""The public page that says whether a statement is genuine, and tells a stranger nothing more."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask import Blueprint, render_template, request
from sqlalchemy import select

from accounts.access import public
from commissions.dispute_models import CreditNote
from commissions.models import Statement
from commissions.statements import FIELDS, StatementFigures, content_hash
from commissions.verification_of_statements import disagrees
from core.database import db
from core.dates import now
from core.errors import Refusal
from core.wording import N_

verification = Blueprint("verification", __name__)

MOST_A_MINUTE = 60
MOST_ADDRESSES = 10_000
_asked: dict[str, list[datetime]] = {}
"""When each address asked lately. Guessing a code is hopeless anyway; this only keeps a process from being busied."""


class AskedTooOften(Refusal):
    """Too many codes were tried from one address."""

    code = "slow_down"
    status = 429
    retry_after_seconds = 60
    sentence = N_("Terlalu banyak kode dicoba dari alamat ini. Tunggu satu menit lalu coba lagi.")


@dataclass(frozen=True, slots=True)
class Correction:
    """A credit note that corrects a statement: its number, its day, and by how many rupiah of sales."""

    number: str
    issued_on: date
    gross_rupiah: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What is known about a code: whether its statement stands as it was sealed, and what its holder may compare.

    A statement is never revised. It is superseded in what credit notes correct; they stand on a later statement.
    """

    genuine: bool
    number: str
    period: str
    issued_at: datetime
    outlet_owes_rupiah: int
    producer_owes_rupiah: int
    content_hash: str
    corrections: Sequence[Correction]


def count_question(address: str) -> None:
    """Note that an address asks. Raises `AskedTooOften` for more than 60 questions in a minute."""
    since = now() - timedelta(minutes=1)
    lately = [instant for instant in _asked.get(address, ()) if instant > since]
    if len(lately) >= MOST_A_MINUTE:
        raise AskedTooOften
    if len(_asked) >= MOST_ADDRESSES:
        _asked.clear()
    _asked[address] = [*lately, now()]


def asked_about(code: str) -> Answer | None:
    """The statement of a code, its seal computed anew; None when there is none."""
    plain = "".join(sign for sign in code.upper() if sign.isalnum())
    statement = db.session.execute(select(Statement).where(Statement.verification_code == plain)).scalar_one_or_none()
    if statement is None:
        return None
    stored = StatementFigures(**{name: getattr(statement, name) for name in FIELDS})
    genuine = content_hash(statement.snapshot, statement.previous_hash) == statement.content_hash and not disagrees(
        statement.snapshot, statement.number, statement.period, statement.due_on.isoformat(), stored
    )
    return Answer(
        genuine,
        statement.number,
        statement.period,
        statement.issued_at,
        statement.outlet_owes_rupiah,
        statement.producer_owes_rupiah,
        statement.content_hash,
        corrections_of(statement.id),
    )


def corrections_of(statement_id: int) -> list[Correction]:
    """The credit notes that name a statement, the oldest first; no names, like everything on this page."""
    notes = select(CreditNote.number, CreditNote.issued_on, CreditNote.gross_rupiah)
    rows = db.session.execute(notes.where(CreditNote.statement_id == statement_id).order_by(CreditNote.id))
    return [Correction(*row) for row in rows]


@verification.get("/verifikasi/<code>")
@public
def verify_statement(code: str) -> Any:  # noqa: ANN401
    """Whether the statement of a code is genuine: number, month, amounts and seal, no names."""
    count_question(request.remote_addr or "")
    answer = asked_about(code[:100]) if code.isascii() else None
    page = render_template("commissions/verification.html", answer=answer, code=code[:40])
    return page, (200 if answer else 404)
