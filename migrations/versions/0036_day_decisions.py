"""What people decide about days with two sources, and the jobs that read and post big files."""

import sqlalchemy as sa
from alembic import op

from migrations.ddl import append_only

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

STATUS = op.f("ck_sales_file_status")


def _code(name: str, *codes: str) -> sa.Enum:
    return sa.Enum(*codes, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    """Make the table, and let a file be read by a job."""
    op.create_table(
        "day_decision",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("outlet_id", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("decision", _code("decision", "keep_first", "add_missing", "replace"), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("report_id", sa.BigInteger(), nullable=True),
        sa.Column("sales_file_id", sa.BigInteger(), nullable=True),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "report_id IS NOT NULL OR sales_file_id IS NOT NULL",
            name=op.f("ck_day_decision_names_the_second_source"),
        ),
        sa.CheckConstraint("btrim(reason) <> ''", name=op.f("ck_day_decision_decided_for_a_reason")),
        sa.ForeignKeyConstraint(["outlet_id"], ["outlet.id"], name=op.f("fk_day_decision_outlet_id")),
        sa.ForeignKeyConstraint(["report_id"], ["sales_report.id"], name=op.f("fk_day_decision_report_id")),
        sa.ForeignKeyConstraint(["sales_file_id"], ["sales_file.id"], name=op.f("fk_day_decision_sales_file_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["user_account.id"], name=op.f("fk_day_decision_decided_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_day_decision")),
        sa.UniqueConstraint("report_id", "day", name=op.f("uq_day_decision_report_id_day")),
        sa.UniqueConstraint("sales_file_id", "day", name=op.f("uq_day_decision_sales_file_id_day")),
    )
    op.create_index("ix_day_decision_outlet", "day_decision", ["outlet_id", "day"])
    append_only("day_decision")
    op.add_column("sales_file", sa.Column("job_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key("fk_sales_file_job_id", "sales_file", "job", ["job_id"], ["id"])
    op.drop_constraint(STATUS, "sales_file", type_="check")
    op.create_check_constraint(
        STATUS, "sales_file", "status IN ('reading', 'needs_mapping', 'checked', 'confirmed', 'refused')"
    )


def downgrade() -> None:
    """Undo both."""
    op.drop_constraint(STATUS, "sales_file", type_="check")
    op.create_check_constraint(STATUS, "sales_file", "status IN ('needs_mapping', 'checked', 'confirmed', 'refused')")
    op.drop_constraint("fk_sales_file_job_id", "sales_file", type_="foreignkey")
    op.drop_column("sales_file", "job_id")
    op.drop_table("day_decision")
