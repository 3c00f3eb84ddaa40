"""Payment files and the claims in them."""

import sqlalchemy as sa
from alembic import op

from migrations.ddl import append_only

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))


def _check(table: str, name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))


def _codes(name: str, *codes: str) -> sa.Enum:
    return sa.Enum(*codes, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "payment_file",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("outlet_id", sa.BigInteger(), nullable=False),
        sa.Column("status", _codes("status", "open", "sent", "cancelled"), nullable=False),
        sa.Column("debit_account", sa.Text(), nullable=True),
        sa.Column("made_by_id", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by_id", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        _check("payment_file", "ended_by_somebody", "(status = 'open') = (ended_by_id IS NULL)"),
        _check("payment_file", "ended_at_an_instant", "(ended_by_id IS NULL) = (ended_at IS NULL)"),
        _check("payment_file", "sent_on_a_day", "(status = 'sent') = (paid_on IS NOT NULL)"),
        _to("payment_file", "outlet_id", "outlet"),
        _to("payment_file", "made_by_id", "user_account"),
        _to("payment_file", "ended_by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_file")),
    )
    op.create_index(op.f("ix_payment_file_outlet_id"), "payment_file", ["outlet_id"])
    op.create_table(
        "payment_file_line",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("payment_file_id", sa.BigInteger(), nullable=False),
        sa.Column("producer_id", sa.BigInteger(), nullable=False),
        sa.Column("statement_id", sa.BigInteger(), nullable=False),
        sa.Column("claim", _codes("claim", "takings", "commission"), nullable=False),
        sa.Column("amount_rupiah", sa.BigInteger(), nullable=False),
        sa.Column("requirement_id", sa.BigInteger(), nullable=True),
        sa.Column("no_account", _codes("no_account", "missing", "waiting", "refused"), nullable=True),
        _check("payment_file_line", "amount_above_zero", "amount_rupiah > 0"),
        _check("payment_file_line", "an_account_or_why_not", "(requirement_id IS NULL) = (no_account IS NOT NULL)"),
        _to("payment_file_line", "payment_file_id", "payment_file"),
        _to("payment_file_line", "producer_id", "producer"),
        _to("payment_file_line", "statement_id", "statement"),
        _to("payment_file_line", "requirement_id", "requirement"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_file_line")),
        sa.UniqueConstraint(
            *("payment_file_id", "statement_id", "claim"),
            name=op.f("uq_payment_file_line_payment_file_id_statement_id_claim"),
        ),
    )
    for column in ("producer_id", "statement_id"):
        op.create_index(op.f(f"ix_payment_file_line_{column}"), "payment_file_line", [column])
    append_only("payment_file_line")


def downgrade() -> None:
    """Take them away."""
    op.drop_table("payment_file_line")
    op.drop_table("payment_file")
