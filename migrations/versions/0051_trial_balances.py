"""The trial balance of each close, written down for the months that are closed already, too."""

import sqlalchemy as sa
from alembic import op

from migrations.ddl import append_only

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table and fill it for closed months: nothing was posted in them since, so it is what stood then."""
    op.create_table(
        "trial_balance",
        sa.Column("month", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("debit_rupiah", sa.BigInteger(), nullable=False),
        sa.Column("credit_rupiah", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "debit_rupiah >= 0 AND credit_rupiah >= 0", name=op.f("ck_trial_balance_sums_not_below_zero")
        ),
        sa.ForeignKeyConstraint(["month"], ["period.month"], name=op.f("fk_trial_balance_month")),
        sa.PrimaryKeyConstraint("month", "account", name=op.f("pk_trial_balance")),
    )
    op.execute(
        "INSERT INTO trial_balance (month, account, debit_rupiah, credit_rupiah)"
        " SELECT closed.month, moved.account, sum(moved.debit), sum(moved.credit) FROM period closed JOIN ("
        " SELECT period, debit AS account, amount_rupiah AS debit, 0 AS credit FROM transfer"
        " UNION ALL SELECT period, credit, 0, amount_rupiah FROM transfer) moved ON moved.period <= closed.month"
        " WHERE closed.status = 'closed' GROUP BY closed.month, moved.account"
    )
    append_only("trial_balance")


def downgrade() -> None:
    """Take it away."""
    op.drop_table("trial_balance")
