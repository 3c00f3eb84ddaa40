"""Counter-proposals, the further terms of an agreement, and who was reminded of its end."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.ddl import append_only

revision = "0021"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns and make the table."""
    for table in ("agreement_version", "agreement_amendment"):
        op.add_column(
            table,
            sa.Column(
                "clauses", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False
            ),
        )
    op.add_column("agreement", sa.Column("counters_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f("fk_agreement_counters_id"), "agreement", "agreement", ["counters_id"], ["id"])
    op.create_index(op.f("ix_agreement_counters_id"), "agreement", ["counters_id"])
    op.create_table(
        "agreement_reminder",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("agreement_id", sa.BigInteger(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("days_before", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_agreement_reminder_agreement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_reminder")),
        sa.UniqueConstraint(
            "agreement_id",
            "ends_on",
            "days_before",
            name=op.f("uq_agreement_reminder_agreement_id_ends_on_days_before"),
        ),
    )
    append_only("agreement_reminder")


def downgrade() -> None:
    """Take them away."""
    op.drop_table("agreement_reminder")
    op.drop_index(op.f("ix_agreement_counters_id"), "agreement")
    op.drop_constraint(op.f("fk_agreement_counters_id"), "agreement", type_="foreignkey")
    op.drop_column("agreement", "counters_id")
    for table in ("agreement_amendment", "agreement_version"):
        op.drop_column(table, "clauses")
