"""Who was reminded of what is owed."""

import sqlalchemy as sa
from alembic import op

from migrations.ddl import append_only

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "debt_reminder",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("statement_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "claim",
            sa.Enum("takings", "commission", name="claim", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column(
            "step",
            sa.Enum("soon", "late", "again", name="step", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("owed_rupiah", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["statement_id"], ["statement.id"], name=op.f("fk_debt_reminder_statement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_debt_reminder")),
        sa.UniqueConstraint("statement_id", "claim", "step", name=op.f("uq_debt_reminder_statement_id_claim_step")),
    )
    append_only("debt_reminder")


def downgrade() -> None:
    """Drop it."""
    op.drop_table("debt_reminder")
