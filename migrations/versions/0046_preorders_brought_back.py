"""Which line took pieces a buyer brought back to their producer."""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let a pick-up that comes back name the line of the producer's account."""
    op.add_column("preorder_pickup", sa.Column("delivery_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("fk_preorder_pickup_delivery_id"), "preorder_pickup", "campaign_delivery", ["delivery_id"], ["id"]
    )
    op.create_unique_constraint(op.f("uq_preorder_pickup_delivery_id"), "preorder_pickup", ["delivery_id"])
    op.create_check_constraint(
        op.f("ck_preorder_pickup_only_what_comes_back_goes_to_its_producer"),
        "preorder_pickup",
        "delivery_id IS NULL OR pieces < 0",
    )


def downgrade() -> None:
    """Take the column away with its keys."""
    op.drop_column("preorder_pickup", "delivery_id")
