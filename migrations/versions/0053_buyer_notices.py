"""Messages to an address that belongs to no account, and orders whose pieces are ready."""

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None

KINDS = ("accepted", "waiting", "promise_moved", "quantity_changed", "cancelled")


def upgrade() -> None:
    """Let a message go to an address, and an order be ready."""
    op.alter_column("outbox_message", "to_user_id", nullable=True)
    op.add_column("outbox_message", sa.Column("to_address_encrypted", sa.LargeBinary(), nullable=True))
    op.add_column("outbox_message", sa.Column("about", sa.Text(), nullable=True))
    op.create_index(op.f("ix_outbox_message_about"), "outbox_message", ["about"])
    op.create_check_constraint(
        op.f("ck_outbox_message_one_reader"), "outbox_message", "num_nonnulls(to_user_id, to_address_encrypted) = 1"
    )
    op.create_check_constraint(
        op.f("ck_outbox_message_an_address_says_about_what"),
        "outbox_message",
        "(about IS NULL) = (to_address_encrypted IS NULL)",
    )
    _admit(*KINDS, "ready", "handed_over")


def downgrade() -> None:
    """Take the columns away with the messages that need them; refused while an order was told that it is ready."""
    _admit(*KINDS, "handed_over")
    op.execute("DELETE FROM outbox_message WHERE to_user_id IS NULL")
    op.drop_column("outbox_message", "about")
    op.drop_column("outbox_message", "to_address_encrypted")
    op.alter_column("outbox_message", "to_user_id", nullable=False)


def _admit(*kinds: str) -> None:
    """Which kinds of events an order may have."""
    op.drop_constraint(op.f("ck_preorder_event_kind"), "preorder_event")
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    op.create_check_constraint(op.f("ck_preorder_event_kind"), "preorder_event", f"kind IN ({listed})")
