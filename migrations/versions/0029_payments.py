"""Payments between producers and outlets, and what they are for."""

import sqlalchemy as sa
from alembic import op

from migrations.ddl import append_only

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def _code(name: str, *codes: str) -> sa.Enum:
    return sa.Enum(*codes, name=name, native_enum=False, create_constraint=True, length=40)


def _to(table: str, column: str, other: str, key: str = "id") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.{key}"], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "payment",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("book_id", sa.BigInteger(), nullable=False),
        sa.Column("producer_id", sa.BigInteger(), nullable=False),
        sa.Column("outlet_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "status",
            _code("status", "announced", "confirmed", "declined", "withdrawn", "returned"),
            nullable=False,
        ),
        sa.Column("paid_by", _code("paid_by", "outlet", "producer"), nullable=False),
        sa.Column("amount_rupiah", sa.BigInteger(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("means", _code("means", "transfer", "cash", "withholding_slip"), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("proof_id", sa.BigInteger(), nullable=True),
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
        sa.Column("returned_on", sa.Date(), nullable=True),
        sa.Column("returned_by_id", sa.BigInteger(), nullable=True),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("returned_period", sa.Text(), nullable=True),
        sa.Column("return_reason", sa.Text(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        *[
            sa.CheckConstraint(condition, name=op.f(f"ck_payment_{name}"))
            for name, condition in (
                ("second_person_decides", "status = 'withdrawn' OR decided_by_id <> made_by_id"),
                ("other_side_decides", "status = 'withdrawn' OR decided_for <> made_for"),
                ("staff_never_for_both", "made_source IS NULL OR decided_source IS NULL"),
                ("decided_by_somebody", "(status = 'announced') = (decided_by_id IS NULL)"),
                ("decided_for_a_side", "(decided_by_id IS NULL) = (decided_for IS NULL)"),
                ("posted_once_confirmed", "(status IN ('confirmed', 'returned')) = (period IS NOT NULL)"),
                ("amount_above_zero", "amount_rupiah > 0"),
                ("returned_on_a_day", "(status = 'returned') = (returned_on IS NOT NULL)"),
                ("return_is_posted", "(returned_on IS NULL) = (returned_period IS NULL)"),
                ("returned_after_posting", "returned_period >= period"),
            )
        ],
        _to("payment", "book_id", "ledger_book"),
        _to("payment", "producer_id", "producer"),
        _to("payment", "outlet_id", "outlet"),
        _to("payment", "proof_id", "stored_file"),
        _to("payment", "made_by_id", "user_account"),
        _to("payment", "decided_by_id", "user_account"),
        _to("payment", "returned_by_id", "user_account"),
        _to("payment", "period", "period", "month"),
        _to("payment", "returned_period", "period", "month"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment")),
    )
    for column in ("book_id", "producer_id", "outlet_id"):
        op.create_index(op.f(f"ix_payment_{column}"), "payment", [column])
    op.create_index("ix_payment_twins", "payment", ["book_id", "amount_rupiah", "paid_on"])
    op.create_table(
        "payment_allocation",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("payment_id", sa.BigInteger(), nullable=False),
        sa.Column("statement_id", sa.BigInteger(), nullable=True),
        sa.Column("claim", _code("claim", "takings", "commission"), nullable=False),
        sa.Column("amount_rupiah", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount_rupiah > 0", name=op.f("ck_payment_allocation_amount_above_zero")),
        _to("payment_allocation", "payment_id", "payment"),
        _to("payment_allocation", "statement_id", "statement"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_allocation")),
        sa.UniqueConstraint(
            "payment_id", "statement_id", "claim", name=op.f("uq_payment_allocation_payment_id_statement_id_claim")
        ),
    )
    op.create_index(op.f("ix_payment_allocation_statement_id"), "payment_allocation", ["statement_id"])
    op.create_index(
        "uq_payment_allocation_rest",
        "payment_allocation",
        ["payment_id"],
        unique=True,
        postgresql_where=sa.text("statement_id IS NULL"),
    )
    append_only("payment_allocation")


def downgrade() -> None:
    """Take them away."""
    op.drop_table("payment_allocation")
    op.drop_table("payment")
