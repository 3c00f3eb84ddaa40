"""A batch filled by several deliveries may be worth several prices: a line for each."""

from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

BUYBACK, COMPENSATION = "uq_buyback_line_buyback_id_lot_id", "uq_compensation_line_adjustment_id_placement_id_batch"
PRICE = "consigned_price_rupiah"


def upgrade() -> None:
    """Let a batch have a line for each price at which its pieces were left."""
    op.drop_constraint(op.f(BUYBACK), "buyback_line")
    op.create_unique_constraint(op.f(f"{BUYBACK}_{PRICE}"), "buyback_line", ["buyback_id", "lot_id", PRICE])
    op.drop_constraint(op.f(COMPENSATION), "compensation_line")
    op.create_unique_constraint(
        op.f("uq_compensation_line_price"),
        "compensation_line",
        ["adjustment_id", "placement_id", "batch", PRICE],
    )


def downgrade() -> None:
    """One line a batch again; refused by the database where there are several."""
    op.drop_constraint(op.f("uq_compensation_line_price"), "compensation_line")
    op.create_unique_constraint(op.f(COMPENSATION), "compensation_line", ["adjustment_id", "placement_id", "batch"])
    op.drop_constraint(op.f(f"{BUYBACK}_{PRICE}"), "buyback_line")
    op.create_unique_constraint(op.f(BUYBACK), "buyback_line", ["buyback_id", "lot_id"])
