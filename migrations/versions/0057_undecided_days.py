"""Days with receipts of two channels wait for a person's decision, who may also say that both are right."""

import sqlalchemy as sa
from alembic import op

from migrations.ddl import append_only

revision = "0057"
down_revision = "0056"
branch_labels = None
depends_on = None

DECISION = op.f("ck_day_decision_decision")


def upgrade() -> None:
    """Make the table, and admit the decision."""
    op.create_table(
        "undecided_day",
        sa.Column("report_id", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("outlet_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id", "outlet_id"],
            ["sales_report.id", "sales_report.outlet_id"],
            name=op.f("fk_undecided_day_report_id_outlet_id"),
        ),
        sa.PrimaryKeyConstraint("report_id", "day", name=op.f("pk_undecided_day")),
    )
    op.create_index("ix_undecided_day_outlet", "undecided_day", ["outlet_id", "day"])
    append_only("undecided_day")
    _admit("keep_first", "add_missing", "replace", "keep_both")


def downgrade() -> None:
    """Take both away; refused while somebody has said that both are right."""
    _admit("keep_first", "add_missing", "replace")
    op.drop_table("undecided_day")


def _admit(*decisions: str) -> None:
    """Which decisions there are."""
    op.drop_constraint(DECISION, "day_decision", type_="check")
    listed = ", ".join(f"'{decision}'" for decision in decisions)
    op.create_check_constraint(DECISION, "day_decision", f"decision IN ({listed})")
