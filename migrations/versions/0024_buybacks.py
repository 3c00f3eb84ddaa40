"""Budgets of the agency, and what it buys back from producers."""

import sqlalchemy as sa
from alembic import op

from migrations.ddl import append_only

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def _code(name: str, *codes: str) -> sa.Enum:
    return sa.Enum(*codes, name=name, native_enum=False, create_constraint=True, length=40)


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    """Make the tables, and let the ledger's books name a budget line."""
    op.create_table(
        "buyback_budget",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("year", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("amount_rupiah", sa.BigInteger(), nullable=False),
        sa.Column("created_by_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount_rupiah > 0", name=op.f("ck_buyback_budget_amount_above_zero")),
        sa.CheckConstraint("year BETWEEN 2000 AND 2100", name=op.f("ck_buyback_budget_year_is_one")),
        _to("buyback_budget", "created_by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_buyback_budget")),
        sa.UniqueConstraint("year", "code", name=op.f("uq_buyback_budget_year_code")),
    )
    op.create_table(
        "buyback",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("outlet_id", sa.BigInteger(), nullable=False),
        sa.Column("budget_id", sa.BigInteger(), nullable=False),
        sa.Column("status", _code("status", "proposed", "approved", "declined"), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("proposed_by_id", sa.BigInteger(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("decided_by_id <> proposed_by_id", name=op.f("ck_buyback_second_person_decides")),
        sa.CheckConstraint(
            "(status = 'proposed') = (decided_by_id IS NULL)", name=op.f("ck_buyback_decided_by_somebody")
        ),
        _to("buyback", "outlet_id", "outlet"),
        _to("buyback", "budget_id", "buyback_budget"),
        _to("buyback", "proposed_by_id", "user_account"),
        _to("buyback", "decided_by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_buyback")),
    )
    op.create_index(op.f("ix_buyback_outlet_id"), "buyback", ["outlet_id"])
    op.create_index(op.f("ix_buyback_budget_id"), "buyback", ["budget_id"])
    op.create_table(
        "buyback_line",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("buyback_id", sa.BigInteger(), nullable=False),
        sa.Column("lot_id", sa.BigInteger(), nullable=False),
        sa.Column("placement_id", sa.BigInteger(), nullable=False),
        sa.Column("producer_id", sa.BigInteger(), nullable=False),
        sa.Column("ground", _code("ground", "expired", "unsold"), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("consigned_price_rupiah", sa.BigInteger(), nullable=False),
        sa.Column("share_percent", sa.BigInteger(), nullable=False),
        sa.Column("amount_rupiah", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_buyback_line_quantity_above_zero")),
        sa.CheckConstraint("share_percent BETWEEN 1 AND 100", name=op.f("ck_buyback_line_share")),
        sa.CheckConstraint(
            "amount_rupiah = (quantity * consigned_price_rupiah * share_percent * 100 + 5000) / 10000",
            name=op.f("ck_buyback_line_amount_half_up"),
        ),
        sa.CheckConstraint("amount_rupiah > 0", name=op.f("ck_buyback_line_amount_above_zero")),
        _to("buyback_line", "buyback_id", "buyback"),
        _to("buyback_line", "lot_id", "stock_lot"),
        _to("buyback_line", "placement_id", "placement"),
        _to("buyback_line", "producer_id", "producer"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_buyback_line")),
        sa.UniqueConstraint("buyback_id", "lot_id", name=op.f("uq_buyback_line_buyback_id_lot_id")),
    )
    op.create_index(op.f("ix_buyback_line_lot_id"), "buyback_line", ["lot_id"])
    op.create_index(op.f("ix_buyback_line_producer_id"), "buyback_line", ["producer_id"])
    op.create_table(
        "buyback_payment",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("buyback_id", sa.BigInteger(), nullable=False),
        sa.Column("producer_id", sa.BigInteger(), nullable=False),
        sa.Column("means", _code("means", "transfer", "cash", "withholding_slip"), nullable=False),
        sa.Column("amount_rupiah", sa.BigInteger(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("paid_by_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount_rupiah > 0", name=op.f("ck_buyback_payment_amount_above_zero")),
        _to("buyback_payment", "buyback_id", "buyback"),
        _to("buyback_payment", "producer_id", "producer"),
        _to("buyback_payment", "paid_by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_buyback_payment")),
    )
    op.create_index("ix_buyback_payment_buyback", "buyback_payment", ["buyback_id", "producer_id"])
    op.create_index(op.f("ix_buyback_payment_producer_id"), "buyback_payment", ["producer_id"])
    op.create_table(
        "buyback_disposal",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("buyback_id", sa.BigInteger(), nullable=False),
        sa.Column("disposed_on", sa.Date(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("witnesses", sa.Text(), nullable=False),
        sa.Column("photo_id", sa.BigInteger(), nullable=True),
        sa.Column("recorded_by_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        _to("buyback_disposal", "buyback_id", "buyback"),
        _to("buyback_disposal", "photo_id", "stored_file"),
        _to("buyback_disposal", "recorded_by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_buyback_disposal")),
        sa.UniqueConstraint("buyback_id", name=op.f("uq_buyback_disposal_buyback_id")),
    )
    append_only("buyback_line", "buyback_payment", "buyback_disposal")
    op.add_column("ledger_book", sa.Column("budget_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f("fk_ledger_book_budget_id"), "ledger_book", "buyback_budget", ["budget_id"], ["id"])
    op.create_check_constraint(
        op.f("ck_ledger_book_buyback_is_whole"),
        "ledger_book",
        "(kind = 'buyback') = (budget_id IS NOT NULL)"
        " AND (kind <> 'buyback' OR (producer_id IS NOT NULL AND outlet_id IS NULL))",
    )
    op.create_index("uq_ledger_book_buyback", "ledger_book", ["producer_id", "budget_id"], unique=True)


def downgrade() -> None:
    """Take them away."""
    op.drop_index("uq_ledger_book_buyback", "ledger_book")
    op.drop_constraint(op.f("ck_ledger_book_buyback_is_whole"), "ledger_book", type_="check")
    op.drop_constraint(op.f("fk_ledger_book_budget_id"), "ledger_book", type_="foreignkey")
    op.drop_column("ledger_book", "budget_id")
    for table in ("buyback_disposal", "buyback_payment", "buyback_line", "buyback", "buyback_budget"):
        op.drop_table(table)
