"""The check that a month could be told anew: numbers, figures, rows and seals of statements from lines and ledger.

Nothing a close wrote is taken from what it wrote, not even the PPN it posted or the totals kept by product: each closed
month is drafted again after the one before it, from transfers and sale lines alone. Only what lies outside the ledger
and is no number comes from the snapshot: names of outlet and agency, terms, days, and the commitment to the names.
"""

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from sqlalchemy import select, text

from commissions.drafting import Draft, drafts, tax_postings
from commissions.issuing import GENESIS, number_of
from commissions.models import Period, PeriodStatus, Statement
from commissions.preorder_rows import preorder_rows
from commissions.statements import StatementFigures, content_hash
from commissions.verification_check import Check
from core.database import db
from core.wording import N_

BATCH = 500
Row = dict[str, Any]

LINES = text(
    """
    SELECT book.producer_id, book.outlet_id, line.product_id, line.kind,
        to_char(coalesce(sale.sold_on, line.sold_on), 'YYYY-MM') AS sold_in, line.unit_price_rupiah, line.rate_bp,
        line.rule, line.money_route, count(*) AS lines, sum(line.quantity)::bigint AS quantity,
        sum(line.gross_rupiah)::bigint AS gross_rupiah, sum(line.commission_rupiah)::bigint AS commission_rupiah
    FROM sale_line line
    JOIN ledger_book book ON book.kind = 'pair' AND book.producer_id = line.producer_id
        AND book.outlet_id = line.outlet_id
    LEFT JOIN sale_line sale ON sale.id = line.reverses_id
    WHERE line.period = :month
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9
    ORDER BY 1, 2, 5 DESC, 3, 4 DESC, 6, 7, 8, 9
    """
)
"""Lines by pair, and within a pair in the order a statement prints them, but for the names of the products."""


def statements_told_anew() -> tuple[int, list[str]]:
    """Each statement, number and seal included, is what lines and ledger alone give."""
    looked_at, broken = 0, []
    seal, given = GENESIS, dict[str, int]()
    standing: dict[int, StatementFigures] = {}
    closed = select(Period.month).where(Period.status == PeriodStatus.CLOSED).order_by(Period.month)
    for month in db.session.execute(closed).scalars().all():
        wanted = drafts(month, tax_postings(month), standing)
        standing |= {draft.book_id: draft.figures for draft in wanted}
        rows = _Rows(month, [draft.book_id for draft in wanted])
        stored = _stored(month)
        for draft, found in zip(wanted, stored, strict=False):
            looked_at += 1
            given[month[:4]] = given.get(month[:4], 0) + 1
            number = number_of(month[:4], given[month[:4]])
            if (found.number, found.book_id) != (number, draft.book_id):
                broken.append(f"{month}: {found.number} of book {found.book_id} stands where {number} belongs")
                break
            told = told_anew(found.snapshot, number, month, draft.figures, rows.of(draft))
            if (made := content_hash(told, seal)) != found.content_hash:
                broken.append(f"{number}: lines and ledger give the seal {made}, not {found.content_hash}")
            seal = found.content_hash
        counted = db.session.execute(text("SELECT count(*) FROM statement WHERE period = :month"), {"month": month})
        if (count := counted.scalar_one()) != len(wanted):
            broken.append(f"{month}: {count} statements, lines and ledger give {len(wanted)}")
    return looked_at, broken


def told_anew(
    snapshot: Mapping[str, Any], number: str, month: str, figures: StatementFigures, rows: list[Row]
) -> dict[str, object]:
    """A snapshot with every number made anew. Words and the order of products, which go by names, are the stored ones.

    A snapshot of an older format keeps its format: a row takes what its product carries besides numbers.
    """
    words: dict[object, Row] = {}
    places: dict[tuple[object, object], int] = {}
    for place, row in enumerate([*snapshot["rows"], *snapshot["prior_rows"]]):
        words.setdefault(row["product_id"], {name: row[name] for name in ("product_name", "code") if name in row})
        places.setdefault((row["sold_in"], row["product_id"]), place)
    ordered = sorted(rows, key=lambda row: places.get((row["sold_in"], row["product_id"]), len(places)))
    named = [{**row, **words.get(row["product_id"], {})} for row in ordered]
    return {
        **snapshot,
        "number": number,
        "period": month,
        "figures": figures.as_dict(),
        "rows": [row for row in named if row["sold_in"] >= month],
        "prior_rows": [row for row in named if row["sold_in"] < month],
    }


def _stored(month: str) -> Iterator[Any]:
    """The statements of a month in the order in which they were sealed, read a few at a time."""
    columns = (Statement.number, Statement.book_id, Statement.content_hash, Statement.snapshot)
    rows = select(*columns).where(Statement.period == month).order_by(Statement.id)
    return iter(db.session.execute(rows.execution_options(yield_per=BATCH)))


class _Rows:
    """Rows of a month from its lines, one pair after the other, so that no month lies in memory as a whole."""

    def __init__(self, month: str, book_ids: list[int]) -> None:
        lines = db.session.execute(LINES, {"month": month}, execution_options={"yield_per": BATCH}).mappings()
        self.pairs = groupby(lines, key=lambda row: (row["producer_id"], row["outlet_id"]))
        self.next = next(self.pairs, None)
        self.preorders = preorder_rows(month, book_ids)

    def of(self, draft: Draft) -> list[Row]:
        """The rows of the next pair; pairs are asked for in their order."""
        pair = (draft.producer_id, draft.outlet_id)
        found: list[Row] = []
        if self.next and self.next[0] == pair:
            found = [
                {name: value for name, value in row.items() if name not in ("producer_id", "outlet_id")}
                for row in self.next[1]
            ]
            self.next = next(self.pairs, None)
        return found + [row.as_dict() for row in self.preorders.get(draft.book_id, ())]


TOLD_ANEW = (
    Check(
        "statements told anew from lines and ledger have the same numbers and seals",
        N_("Rekap yang dihitung ulang dari baris dan perpindahan saja bernomor dan bersegel sama."),
        ("L10", "P2", "P9"),
        statements_told_anew,
    ),
)
