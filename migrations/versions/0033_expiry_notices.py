"""Which batches were told of because they near their end."""

import sqlalchemy as sa
from alembic import op

from migrations.ddl import append_only

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "expiry_notice",
        sa.Column("lot_id", sa.BigInteger(), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["lot_id"], ["stock_lot.id"], name=op.f("fk_expiry_notice_lot_id")),
        sa.PrimaryKeyConstraint("lot_id", name=op.f("pk_expiry_notice")),
    )
    append_only("expiry_notice")


def downgrade() -> None:
    """Drop it."""
    op.drop_table("expiry_notice")
