"""Prices of placements with the day they start."""

import sqlalchemy as sa
from alembic import op

from migrations.ddl import append_only

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

RENAMED = ("consigned_price_rupiah", "retail_price_rupiah")


def upgrade() -> None:
    """Make the table; what stands on the placement are the prices of its first day."""
    for column in RENAMED:
        op.alter_column("placement", column, new_column_name=f"first_{column}")
    op.create_table(
        "placement_price",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("placement_id", sa.BigInteger(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("consigned_price_rupiah", sa.BigInteger(), nullable=False),
        sa.Column("retail_price_rupiah", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("set_by_id", sa.BigInteger(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "consigned_price_rupiah > 0 AND retail_price_rupiah > 0",
            name=op.f("ck_placement_price_prices_above_zero"),
        ),
        sa.ForeignKeyConstraint(["placement_id"], ["placement.id"], name=op.f("fk_placement_price_placement_id")),
        sa.ForeignKeyConstraint(["set_by_id"], ["user_account.id"], name=op.f("fk_placement_price_set_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement_price")),
    )
    op.create_index("ix_placement_price_placement", "placement_price", ["placement_id", "starts_on", "id"])
    append_only("placement_price")


def downgrade() -> None:
    """Drop it."""
    op.drop_table("placement_price")
    for column in RENAMED:
        op.alter_column("placement", f"first_{column}", new_column_name=column)
