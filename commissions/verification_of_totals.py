"""The check of totals by product: what statements print is held against the lines themselves, month by month."""

from sqlalchemy import text

from commissions.verification_check import Check
from core.database import db
from core.wording import N_

MOST_NAMED = 100

# Both sides are grouped by the database; only what differs comes over.
DIFFERENT = text(
    """
    WITH said AS (
        SELECT book.id AS book_id, line.product_id, line.kind, line.unit_price_rupiah, line.rate_bp, line.rule,
            line.money_route, to_char(coalesce(sale.sold_on, line.sold_on), 'YYYY-MM') AS sold_in, count(*) AS lines,
            sum(line.quantity) AS quantity, sum(line.gross_rupiah) AS gross, sum(line.commission_rupiah) AS commission
        FROM sale_line line
        JOIN ledger_book book ON book.kind = 'pair' AND book.producer_id = line.producer_id
            AND book.outlet_id = line.outlet_id
        LEFT JOIN sale_line sale ON sale.id = line.reverses_id
        WHERE line.period = :month
        GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
    ), kept AS (
        SELECT book_id, product_id, kind, unit_price_rupiah, rate_bp, rule, money_route, sold_in, sum(lines) AS lines,
            sum(quantity) AS quantity, sum(gross_rupiah) AS gross, sum(commission_rupiah) AS commission
        FROM posted_total WHERE period = :month GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
    )
    SELECT book_id, product_id, kind, sold_in, said.lines, kept.lines, said.commission, kept.commission
    FROM said FULL JOIN kept
        USING (book_id, product_id, kind, unit_price_rupiah, rate_bp, rule, money_route, sold_in)
    WHERE (said.lines, said.quantity, said.gross, said.commission)
        IS DISTINCT FROM (kept.lines, kept.quantity, kept.gross, kept.commission)
    ORDER BY 1, 2, 3, 4 LIMIT :most
    """
)


def totals_and_lines() -> tuple[int, list[str]]:
    """The totals kept by product, price, rate, route and month of sale are those of the lines posted in each month."""
    broken: list[str] = []
    months = db.session.execute(text("SELECT month FROM period ORDER BY month")).scalars().all()
    for month in months:
        rows = db.session.execute(DIFFERENT, {"month": month, "most": MOST_NAMED})
        broken += [
            f"{month} book {book} product {product} {kind} of {sold_in}: lines {lines} with commission {fee},"
            f" kept {kept} with {kept_fee}"
            for book, product, kind, sold_in, lines, kept, fee, kept_fee in rows
        ]
    return db.session.execute(text("SELECT count(*) FROM posted_total")).scalar_one(), broken


TOTAL_CHECKS = (
    Check(
        "totals kept by product are those of the lines",
        N_("Jumlah per produk yang disimpan sama dengan barisnya."),
        ("L3",),
        totals_and_lines,
    ),
)
