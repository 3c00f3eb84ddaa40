"""Turns on a shelf slot that end early, or are cancelled before they begin."""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

STATES = ("awaiting_approval", "given", "declined")
CHECKS = {
    "ended_for_a_reason": "(planned_until IS NULL) = (ended_by_id IS NULL) AND (ended_by_id IS NULL) = (ended_reason IS"
    " NULL) AND (ended_by_id IS NULL) = (ended_at IS NULL)",
    "ended_earlier_than_planned": "planned_until > ends_on OR status = 'cancelled'",
    "cancelled_by_somebody": "status <> 'cancelled' OR ended_by_id IS NOT NULL",
}


def _states(*codes: str) -> None:
    name = op.f("ck_shelf_turn_status")
    op.drop_constraint(name, "shelf_turn")
    op.create_check_constraint(name, "shelf_turn", sa.column("status").in_(codes))


def upgrade() -> None:
    """Note who ended a turn, when, why, and what its last day had been."""
    op.add_column("shelf_turn", sa.Column("planned_until", sa.Date(), nullable=True))
    op.add_column("shelf_turn", sa.Column("ended_by_id", sa.BigInteger(), nullable=True))
    op.add_column("shelf_turn", sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("shelf_turn", sa.Column("ended_reason", sa.Text(), nullable=True))
    op.create_foreign_key(op.f("fk_shelf_turn_ended_by_id"), "shelf_turn", "user_account", ["ended_by_id"], ["id"])
    _states(*STATES, "cancelled")
    for name, rule in CHECKS.items():
        op.create_check_constraint(op.f(f"ck_shelf_turn_{name}"), "shelf_turn", rule)


def downgrade() -> None:
    """Forget it; refused by the database where a turn was cancelled."""
    for name in CHECKS:
        op.drop_constraint(op.f(f"ck_shelf_turn_{name}"), "shelf_turn")
    _states(*STATES)
    for column in ("ended_reason", "ended_at", "ended_by_id", "planned_until"):
        op.drop_column("shelf_turn", column)
