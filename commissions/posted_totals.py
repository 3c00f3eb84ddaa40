"""Adding up what is posted by product, price and terms, in the transaction that posts it."""

from collections.abc import Iterable, Mapping

from sqlalchemy import insert

from commissions.posted_total_models import PostedTotal
from commissions.pricing import PricedTerms
from core.database import db
from outlets.sales_models import LineKind, SaleLine

LineSum = tuple[PricedTerms, int, str, int, int, int, int]
"""Terms, unit price, month of sale, and of the lines that share them: how many, pieces, gross, commission."""


def note_report(sums: Iterable[LineSum], *, books: Mapping[int, int], source: str, period: str) -> None:
    """Keep the totals of a report's sales. `books` gives the book of each producer."""
    rows = [
        {
            "book_id": books[terms.placed.producer_id],
            "period": period,
            "source": source,
            "product_id": terms.placed.product_id,
            "kind": LineKind.SALE,
            "sold_in": sold_in,
            "unit_price_rupiah": price,
            "rate_bp": terms.rate_bp,
            "rule": terms.rule.value,
            "money_route": terms.money_route,
            "lines": lines,
            "quantity": quantity,
            "gross_rupiah": gross,
            "commission_rupiah": commission,
        }
        for terms, price, sold_in, lines, quantity, gross, commission in sums
    ]
    if rows:
        db.session.execute(insert(PostedTotal), rows)


def note_line(line: SaleLine, *, book_id: int, sold_in: str) -> None:
    """Keep the total of a line that is posted alone: what left a sale, or what was entered anew."""
    db.session.add(
        PostedTotal(
            book_id=book_id,
            period=line.period,
            source=f"line:{line.id}",
            product_id=line.product_id,
            kind=line.kind,
            sold_in=sold_in,
            unit_price_rupiah=line.unit_price_rupiah,
            rate_bp=line.rate_bp,
            rule=line.rule,
            money_route=line.money_route,
            lines=1,
            quantity=line.quantity,
            gross_rupiah=line.gross_rupiah,
            commission_rupiah=line.commission_rupiah,
        )
    )
