"""Disputes about lines of statements, how they were decided, and credit notes."""

import sqlalchemy as sa
from alembic import op

from migrations.ddl import append_only

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def _code(name: str, *codes: str) -> sa.Enum:
    return sa.Enum(*codes, name=name, native_enum=False, create_constraint=True, length=40)


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "statement_dispute",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("statement_id", sa.BigInteger(), nullable=False),
        sa.Column("line_id", sa.BigInteger(), nullable=False),
        sa.Column("sale_line_id", sa.BigInteger(), nullable=False),
        sa.Column("ordinal", sa.BigInteger(), nullable=False),
        sa.Column("raised_by_id", sa.BigInteger(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("raised_for", _code("raised_for", "outlet", "producer"), nullable=False),
        sa.Column("raised_source", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("ordinal > 0", name=op.f("ck_statement_dispute_numbered_from_one")),
        _to("statement_dispute", "statement_id", "statement"),
        _to("statement_dispute", "line_id", "sale_line"),
        _to("statement_dispute", "sale_line_id", "sale_line"),
        _to("statement_dispute", "raised_by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement_dispute")),
        sa.UniqueConstraint("sale_line_id", "ordinal", name=op.f("uq_statement_dispute_sale_line_id_ordinal")),
        sa.UniqueConstraint("id", "raised_by_id", name=op.f("uq_statement_dispute_id_raised_by_id")),
    )
    op.create_index(op.f("ix_statement_dispute_statement_id"), "statement_dispute", ["statement_id"])
    op.create_table(
        "dispute_decision",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("dispute_id", sa.BigInteger(), nullable=False),
        sa.Column("raised_by_id", sa.BigInteger(), nullable=False),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", _code("outcome", "adjusted", "upheld"), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("decided_by_id <> raised_by_id", name=op.f("ck_dispute_decision_second_person_decides")),
        sa.ForeignKeyConstraint(
            ["dispute_id", "raised_by_id"],
            ["statement_dispute.id", "statement_dispute.raised_by_id"],
            name="fk_dispute_decision_dispute_id",
        ),
        _to("dispute_decision", "decided_by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute_decision")),
        sa.UniqueConstraint("dispute_id", name=op.f("uq_dispute_decision_dispute_id")),
    )
    op.create_table(
        "credit_note",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("statement_id", sa.BigInteger(), nullable=False),
        sa.Column("sale_line_id", sa.BigInteger(), nullable=False),
        sa.Column("line_id", sa.BigInteger(), nullable=False),
        sa.Column("producer_id", sa.BigInteger(), nullable=False),
        sa.Column("outlet_id", sa.BigInteger(), nullable=False),
        sa.Column("gross_rupiah", sa.BigInteger(), nullable=False),
        sa.Column("commission_rupiah", sa.BigInteger(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("gross_rupiah > 0", name=op.f("ck_credit_note_gross_above_zero")),
        sa.CheckConstraint("commission_rupiah >= 0", name=op.f("ck_credit_note_commission_not_below_zero")),
        _to("credit_note", "statement_id", "statement"),
        _to("credit_note", "sale_line_id", "sale_line"),
        _to("credit_note", "line_id", "sale_line"),
        _to("credit_note", "producer_id", "producer"),
        _to("credit_note", "outlet_id", "outlet"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_note")),
        sa.UniqueConstraint("number", name=op.f("uq_credit_note_number")),
        sa.UniqueConstraint("line_id", name=op.f("uq_credit_note_line_id")),
    )
    for column in ("statement_id", "producer_id", "outlet_id"):
        op.create_index(op.f(f"ix_credit_note_{column}"), "credit_note", [column])
    append_only("statement_dispute", "dispute_decision", "credit_note")


def downgrade() -> None:
    """Take them away."""
    op.drop_table("credit_note")
    op.drop_table("dispute_decision")
    op.drop_table("statement_dispute")
