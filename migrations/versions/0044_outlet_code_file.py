"""Files of the item codes of an outlet's till."""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let a file belong to one outlet."""
    op.add_column("outlet_file", sa.Column("outlet_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f("fk_outlet_file_outlet_id"), "outlet_file", "outlet", ["outlet_id"], ["id"])
    op.create_index(op.f("ix_outlet_file_outlet_id"), "outlet_file", ["outlet_id"])


def downgrade() -> None:
    """Forget which outlet a file belongs to; files of item codes go, for they would be read as outlets."""
    op.execute("DELETE FROM outlet_file WHERE outlet_id IS NOT NULL")
    op.drop_column("outlet_file", "outlet_id")
