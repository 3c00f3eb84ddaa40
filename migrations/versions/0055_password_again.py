"""When a browser that is signed in last gave the password once more."""

import sqlalchemy as sa
from alembic import op

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the instant; of sessions that stand, the password counts from signing in."""
    op.add_column("user_session", sa.Column("password_given_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Drop it."""
    op.drop_column("user_session", "password_given_at")
