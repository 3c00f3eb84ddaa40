"""Stock counts: the sheet of an outlet, its lines, and what the differences were."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def _code(name: str, *codes: str) -> sa.Enum:
    return sa.Enum(*codes, name=name, native_enum=False, create_constraint=True, length=40)


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "stock_count",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("outlet_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", _code("kind", "regular", "opening"), nullable=False),
        sa.Column(
            "status",
            _code("status", "open", "counted", "awaiting_confirmation", "settled", "cancelled"),
            nullable=False,
        ),
        sa.Column("policy", _code("policy", "batch", "count", "untracked"), nullable=False),
        sa.Column("sales_until", sa.Date(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by_id", sa.BigInteger(), nullable=False),
        sa.Column("entered_key", sa.Text(), nullable=True),
        sa.Column("classified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("classified_by_id", sa.BigInteger(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by_id", sa.BigInteger(), nullable=True),
        sa.Column("confirmed_by_id", sa.BigInteger(), nullable=True),
        sa.Column("cancelled_reason", sa.Text(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("policy <> 'untracked'", name=op.f("ck_stock_count_counts_by_something")),
        sa.CheckConstraint(
            "(status IN ('settled', 'cancelled')) = (closed_at IS NOT NULL)",
            name=op.f("ck_stock_count_closed_by_somebody"),
        ),
        sa.CheckConstraint(
            "(status = 'cancelled') = (cancelled_reason IS NOT NULL)",
            name=op.f("ck_stock_count_cancelled_for_a_reason"),
        ),
        sa.CheckConstraint("confirmed_by_id <> classified_by_id", name=op.f("ck_stock_count_second_person_confirms")),
        _to("stock_count", "outlet_id", "outlet"),
        _to("stock_count", "opened_by_id", "user_account"),
        _to("stock_count", "classified_by_id", "user_account"),
        _to("stock_count", "closed_by_id", "user_account"),
        _to("stock_count", "confirmed_by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_count")),
    )
    op.create_index(op.f("ix_stock_count_outlet_id"), "stock_count", ["outlet_id"])
    op.create_index(
        "uq_stock_count_under_way",
        "stock_count",
        ["outlet_id"],
        unique=True,
        postgresql_where=sa.text("status IN ('open', 'counted', 'awaiting_confirmation')"),
    )
    op.create_table(
        "stock_count_line",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("stock_count_id", sa.BigInteger(), nullable=False),
        sa.Column("placement_id", sa.BigInteger(), nullable=False),
        sa.Column("lot_id", sa.BigInteger(), nullable=True),
        sa.Column("counted", sa.BigInteger(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expected", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("counted >= 0", name=op.f("ck_stock_count_line_counted_not_below_zero")),
        _to("stock_count_line", "stock_count_id", "stock_count"),
        _to("stock_count_line", "placement_id", "placement"),
        _to("stock_count_line", "lot_id", "stock_lot"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_count_line")),
        sa.UniqueConstraint(
            "stock_count_id",
            "placement_id",
            "lot_id",
            name=op.f("uq_stock_count_line_stock_count_id_placement_id_lot_id"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index(op.f("ix_stock_count_line_placement_id"), "stock_count_line", ["placement_id"])
    op.create_index(op.f("ix_stock_count_line_lot_id"), "stock_count_line", ["lot_id"])
    op.create_table(
        "stock_count_difference",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("line_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "outcome",
            _code("outcome", "sold", "lost", "shrinkage", "damaged", "expired", "found", "receipt_wrong"),
            nullable=False,
        ),
        sa.Column("pieces", sa.BigInteger(), nullable=False),
        sa.Column("surplus", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("pieces > 0", name=op.f("ck_stock_count_difference_pieces_above_zero")),
        sa.CheckConstraint(
            "NOT surplus OR outcome IN ('found', 'receipt_wrong')",
            name=op.f("ck_stock_count_difference_surplus_was_not_lost"),
        ),
        sa.CheckConstraint(
            "surplus OR outcome <> 'found'", name=op.f("ck_stock_count_difference_missing_was_not_found")
        ),
        _to("stock_count_difference", "line_id", "stock_count_line"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_count_difference")),
        sa.UniqueConstraint("line_id", "outcome", name=op.f("uq_stock_count_difference_line_id_outcome")),
    )


def downgrade() -> None:
    """Drop them."""
    for table in ("stock_count_difference", "stock_count_line", "stock_count"):
        op.drop_table(table)
