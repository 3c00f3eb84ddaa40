"""Seals over the history, in blocks."""

import sqlalchemy as sa
from alembic import op

from migrations.ddl import append_only

revision = "0060"
down_revision = "0059"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; the first seal covers everything written so far."""
    op.create_table(
        "history_seal",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("last_event_id", sa.BigInteger(), nullable=False),
        sa.Column("events", sa.BigInteger(), nullable=False),
        sa.Column("previous_hash", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_history_seal")),
        sa.UniqueConstraint("last_event_id", name=op.f("uq_history_seal_last_event_id")),
        sa.UniqueConstraint("previous_hash", name=op.f("uq_history_seal_previous_hash")),
    )
    append_only("history_seal")


def downgrade() -> None:
    """Drop it."""
    op.drop_table("history_seal")
