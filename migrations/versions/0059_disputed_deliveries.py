"""Disputes and credit notes about pieces accepted for pooled pre-orders."""

import sqlalchemy as sa
from alembic import op

revision = "0059"
down_revision = "0058"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let a dispute and a credit note be about a line of a pre-order instead of a sale."""
    for table in ("statement_dispute", "credit_note"):
        op.alter_column(table, "line_id", nullable=True)
        op.alter_column(table, "sale_line_id", nullable=True)
        for column in ("delivery_line_id", "delivery_id"):
            op.add_column(table, sa.Column(column, sa.BigInteger(), nullable=True))
            op.create_foreign_key(op.f(f"fk_{table}_{column}"), table, "campaign_delivery", [column], ["id"])
        op.create_check_constraint(
            op.f(f"ck_{table}_sale_or_preorder"),
            table,
            "num_nonnulls(line_id, sale_line_id) IN (0, 2) AND num_nonnulls(delivery_line_id, delivery_id) IN (0, 2)"
            " AND num_nonnulls(line_id, delivery_line_id) = 1",
        )
    op.create_unique_constraint(
        op.f("uq_statement_dispute_delivery_id_ordinal"), "statement_dispute", ["delivery_id", "ordinal"]
    )
    op.create_unique_constraint(op.f("uq_credit_note_delivery_line_id"), "credit_note", ["delivery_line_id"])


def downgrade() -> None:
    """Take the columns away; refused while something stands in them."""
    for table in ("statement_dispute", "credit_note"):
        op.alter_column(table, "line_id", nullable=False)
        op.alter_column(table, "sale_line_id", nullable=False)
        for column in ("delivery_id", "delivery_line_id"):
            op.drop_column(table, column)
