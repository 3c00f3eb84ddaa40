"""The only writer of the ledger.

A posting is a transfer within one book. `(kind, source, part)` is unique, so posting the same fact again is refused by
the database; nothing here changes or removes a row.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import insert as plain_insert
from sqlalchemy import select, tuple_
from sqlalchemy.dialects.postgresql import insert

from commissions.ledger import Leg
from commissions.models import LedgerBook, Transfer
from core.database import db
from core.dates import now


@dataclass(frozen=True, slots=True)
class Posting:
    """One transfer with everything the ledger must know about it.

    `source` names the event (`report:12`, `departure:7`), `part` tells its transfers apart; `period` is the month it is
    posted in, `sold_in` the month of the sale, `taxed_in` the month of the tax document that carries its commission.
    """

    book_id: int
    leg: Leg
    source: str
    part: str
    period: str
    sold_in: str
    business_date: date
    taxed_in: str | None = None
    tax_code: str | None = None


def post(postings: Iterable[Posting], *, by_id: int | None) -> int:
    """Write transfers and return how many. The caller holds the lock of each posting's month (`lock_for_posting`)."""
    posted_at = now()
    rows = [
        {
            "book_id": posting.book_id,
            "kind": posting.leg.kind.value,
            "debit": posting.leg.debit.value,
            "credit": posting.leg.credit.value,
            "amount_rupiah": posting.leg.amount_rupiah,
            "source": posting.source,
            "part": posting.part,
            "period": posting.period,
            "sold_in": posting.sold_in,
            "taxed_in": posting.taxed_in,
            "tax_code": posting.tax_code,
            "business_date": posting.business_date,
            "posted_at": posted_at,
            "posted_by_id": by_id,
        }
        for posting in postings
    ]
    if rows:
        db.session.execute(plain_insert(Transfer), rows)
    return len(rows)


def pair_books(pairs: Iterable[tuple[int, int]]) -> dict[tuple[int, int], int]:
    """The book of each (producer, outlet), opened where there is none yet."""
    wanted = sorted(set(pairs))
    if not wanted:
        return {}
    key = tuple_(LedgerBook.producer_id, LedgerBook.outlet_id)
    find = select(LedgerBook.producer_id, LedgerBook.outlet_id, LedgerBook.id).where(
        LedgerBook.kind == "pair", key.in_(wanted)
    )
    found = {(producer, outlet): book for producer, outlet, book in db.session.execute(find)}
    missing = [pair for pair in wanted if pair not in found]
    if missing:
        db.session.execute(
            insert(LedgerBook).on_conflict_do_nothing(),
            [{"kind": "pair", "producer_id": producer, "outlet_id": outlet} for producer, outlet in missing],
        )
        found = {(producer, outlet): book for producer, outlet, book in db.session.execute(find)}
    return found
