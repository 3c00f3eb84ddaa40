"""Settings that have a history, and statements that keep the days of silence they were issued under."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Number the settings, and write the days of silence onto each statement: those issued so far had fourteen."""
    op.add_column("agency_setting", sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False))
    op.create_unique_constraint(op.f("uq_agency_setting_id"), "agency_setting", ["id"])
    op.add_column("statement", sa.Column("silence_days", sa.Integer(), server_default="14", nullable=False))
    op.alter_column("statement", "silence_days", server_default=None)
    op.create_check_constraint(op.f("ck_statement_silence_days_fit"), "statement", "silence_days BETWEEN 1 AND 90")


def downgrade() -> None:
    """Take both back."""
    op.drop_constraint(op.f("ck_statement_silence_days_fit"), "statement")
    op.drop_column("statement", "silence_days")
    op.drop_constraint(op.f("uq_agency_setting_id"), "agency_setting")
    op.drop_column("agency_setting", "id")
