"""What lies beside a report from the counter: the photo of a paper note, and what the clock of the device said."""

import sqlalchemy as sa
from alembic import op

from migrations.ddl import append_only

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the two tables."""
    op.create_table(
        "report_photo",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("report_id", sa.BigInteger(), nullable=False),
        sa.Column("file_id", sa.BigInteger(), nullable=False),
        sa.Column("added_by_id", sa.BigInteger(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["sales_report.id"], name=op.f("fk_report_photo_report_id")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_report_photo_file_id")),
        sa.ForeignKeyConstraint(["added_by_id"], ["user_account.id"], name=op.f("fk_report_photo_added_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_photo")),
        sa.UniqueConstraint("report_id", "file_id", name=op.f("uq_report_photo_report_id_file_id")),
    )
    op.create_table(
        "device_time",
        sa.Column("report_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("skew_seconds", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["sales_report.id"], name=op.f("fk_device_time_report_id")),
        sa.PrimaryKeyConstraint("report_id", name=op.f("pk_device_time")),
    )
    append_only("report_photo", "device_time")


def downgrade() -> None:
    """Drop them."""
    op.drop_table("device_time")
    op.drop_table("report_photo")
