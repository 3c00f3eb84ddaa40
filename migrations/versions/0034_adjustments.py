"""Set-offs, charges and balances brought in, as one side proposes and the other confirms."""

import sqlalchemy as sa
from alembic import op

from migrations.ddl import append_only

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

DEDUCTIONS = (
    "regular_discount",
    "fixed_rebate",
    "conditional_rebate",
    "promotion_discount",
    "promotion_cost",
    "distribution_cost",
    "listing_fee",
)


def _code(name: str, *codes: str) -> sa.Enum:
    return sa.Enum(*codes, name=name, native_enum=False, create_constraint=True, length=40)


def _to(table: str, column: str, other: str, key: str = "id") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.{key}"], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "adjustment",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("book_id", sa.BigInteger(), nullable=False),
        sa.Column("producer_id", sa.BigInteger(), nullable=False),
        sa.Column("outlet_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", _code("kind", "set_off", "compensation", "agreed_cost", "brought_in"), nullable=False),
        sa.Column(
            "status",
            _code("status", "proposed", "confirmed", "declined", "withdrawn", "cancelled"),
            nullable=False,
        ),
        sa.Column("amount_rupiah", sa.BigInteger(), nullable=False),
        sa.Column("claim", _code("claim", "takings", "commission"), nullable=True),
        sa.Column("deduction", _code("deduction", *DEDUCTIONS), nullable=True),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_by_id", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_for", _code("made_for", "outlet", "producer"), nullable=False),
        sa.Column("made_source", sa.Text(), nullable=True),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_for", _code("decided_for", "outlet", "producer"), nullable=True),
        sa.Column("decided_source", sa.Text(), nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=True),
        sa.Column("period", sa.Text(), nullable=True),
        sa.Column("cancelled_on", sa.Date(), nullable=True),
        sa.Column("cancelled_by_id", sa.BigInteger(), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_period", sa.Text(), nullable=True),
        sa.Column("cancel_reason", sa.Text(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        *[
            sa.CheckConstraint(condition, name=op.f(f"ck_adjustment_{name}"))
            for name, condition in (
                ("second_person_decides", "status = 'withdrawn' OR decided_by_id <> made_by_id"),
                ("other_side_decides", "status = 'withdrawn' OR decided_for <> made_for"),
                ("staff_never_for_both", "made_source IS NULL OR decided_source IS NULL"),
                ("decided_by_somebody", "(status = 'proposed') = (decided_by_id IS NULL)"),
                ("decided_for_a_side", "(decided_by_id IS NULL) = (decided_for IS NULL)"),
                ("posted_once_confirmed", "(status IN ('confirmed', 'cancelled')) = (period IS NOT NULL)"),
                ("amount_has_its_sign", "amount_rupiah > 0 OR (kind = 'brought_in' AND amount_rupiah < 0)"),
                ("a_balance_names_its_claim", "(kind = 'brought_in') = (claim IS NOT NULL)"),
                ("only_costs_are_deductions", "deduction IS NULL OR kind = 'agreed_cost'"),
                ("only_compensation_is_cancelled", "status <> 'cancelled' OR kind = 'compensation'"),
                ("cancelled_on_a_day", "(status = 'cancelled') = (cancelled_on IS NOT NULL)"),
                ("cancelling_is_posted", "(cancelled_on IS NULL) = (cancelled_period IS NULL)"),
                ("cancelled_after_posting", "cancelled_period >= period"),
            )
        ],
        _to("adjustment", "book_id", "ledger_book"),
        _to("adjustment", "producer_id", "producer"),
        _to("adjustment", "outlet_id", "outlet"),
        _to("adjustment", "made_by_id", "user_account"),
        _to("adjustment", "decided_by_id", "user_account"),
        _to("adjustment", "cancelled_by_id", "user_account"),
        _to("adjustment", "period", "period", "month"),
        _to("adjustment", "cancelled_period", "period", "month"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adjustment")),
    )
    for column in ("book_id", "producer_id", "outlet_id"):
        op.create_index(op.f(f"ix_adjustment_{column}"), "adjustment", [column])
    op.create_index(
        "uq_adjustment_one_balance",
        "adjustment",
        ["book_id", "claim"],
        unique=True,
        postgresql_where=sa.text("kind = 'brought_in' AND status IN ('proposed', 'confirmed')"),
    )
    op.create_table(
        "compensation_line",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("adjustment_id", sa.BigInteger(), nullable=False),
        sa.Column("placement_id", sa.BigInteger(), nullable=False),
        sa.Column("lot_id", sa.BigInteger(), nullable=True),
        sa.Column("batch", sa.Text(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("consigned_price_rupiah", sa.BigInteger(), nullable=False),
        sa.Column("share_percent", sa.BigInteger(), nullable=False),
        sa.Column("amount_rupiah", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_compensation_line_quantity_above_zero")),
        sa.CheckConstraint("share_percent BETWEEN 1 AND 100", name=op.f("ck_compensation_line_share")),
        sa.CheckConstraint(
            "amount_rupiah = (quantity * consigned_price_rupiah * share_percent * 100 + 5000) / 10000",
            name=op.f("ck_compensation_line_amount_half_up"),
        ),
        sa.CheckConstraint("amount_rupiah > 0", name=op.f("ck_compensation_line_amount_above_zero")),
        _to("compensation_line", "adjustment_id", "adjustment"),
        _to("compensation_line", "placement_id", "placement"),
        _to("compensation_line", "lot_id", "stock_lot"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_compensation_line")),
        sa.UniqueConstraint(
            "adjustment_id", "placement_id", "batch", name=op.f("uq_compensation_line_adjustment_id_placement_id_batch")
        ),
    )
    op.create_index(op.f("ix_compensation_line_lot_id"), "compensation_line", ["lot_id"])
    append_only("compensation_line")


def downgrade() -> None:
    """Take them away."""
    op.drop_table("compensation_line")
    op.drop_table("adjustment")
