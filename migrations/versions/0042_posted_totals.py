"""What posted lines come to by product, kept where they are posted."""

import sqlalchemy as sa
from alembic import op

from migrations.ddl import append_only

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def _code(name: str, *codes: str) -> sa.Enum:
    return sa.Enum(*codes, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    """Make the table, and fill it from the lines there are."""
    op.create_table(
        "posted_total",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("book_id", sa.BigInteger(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", _code("kind", "sale", "customer_return", "reversal", "return_cancelled"), nullable=False),
        sa.Column("sold_in", sa.Text(), nullable=False),
        sa.Column("unit_price_rupiah", sa.BigInteger(), nullable=False),
        sa.Column("rate_bp", sa.BigInteger(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column(
            "money_route",
            _code("money_route", "outlet_remits_net", "outlet_remits_gross", "producer_collects"),
            nullable=False,
        ),
        sa.Column("lines", sa.BigInteger(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("gross_rupiah", sa.BigInteger(), nullable=False),
        sa.Column("commission_rupiah", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "gross_rupiah = quantity * unit_price_rupiah", name=op.f("ck_posted_total_gross_is_quantity_times_price")
        ),
        sa.CheckConstraint(
            "lines > 0 AND (kind IN ('sale', 'return_cancelled')) = (quantity > 0) AND quantity <> 0",
            name=op.f("ck_posted_total_sign_follows_kind"),
        ),
        sa.ForeignKeyConstraint(["book_id"], ["ledger_book.id"], name=op.f("fk_posted_total_book_id")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_posted_total_product_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posted_total")),
    )
    op.create_index("ix_posted_total_period", "posted_total", ["period", "book_id"])
    op.execute(
        "INSERT INTO posted_total (book_id, period, source, product_id, kind, sold_in, unit_price_rupiah, rate_bp,"
        " rule, money_route, lines, quantity, gross_rupiah, commission_rupiah)"
        " SELECT ledger_book.id, line.period,"
        " CASE WHEN line.kind = 'sale' THEN 'report:' || line.report_id ELSE 'line:' || line.id END,"
        " line.product_id, line.kind, to_char(coalesce(sale.sold_on, line.sold_on), 'YYYY-MM'),"
        " line.unit_price_rupiah, line.rate_bp, line.rule, line.money_route, count(*), sum(line.quantity),"
        " sum(line.gross_rupiah), sum(line.commission_rupiah)"
        " FROM sale_line line JOIN ledger_book ON ledger_book.kind = 'pair'"
        " AND ledger_book.producer_id = line.producer_id AND ledger_book.outlet_id = line.outlet_id"
        " LEFT JOIN sale_line sale ON sale.id = line.reverses_id"
        " GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10"
    )
    append_only("posted_total")


def downgrade() -> None:
    """Take it away."""
    op.drop_table("posted_total")
