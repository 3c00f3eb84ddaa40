"""Opening days, holidays, reminders of missing reports, and who was spoken to about them."""

import sqlalchemy as sa
from alembic import op

from migrations.ddl import append_only

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "outlet_opening",
        sa.Column("outlet_id", sa.BigInteger(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("weekdays", sa.Text(), nullable=False),
        sa.Column("opens_on_holidays", sa.Boolean(), nullable=False),
        sa.CheckConstraint("weekdays ~ '^[1-7]{1,7}$'", name=op.f("ck_outlet_opening_weekdays_are_digits")),
        _to("outlet_opening", "outlet_id", "outlet"),
        sa.PrimaryKeyConstraint("outlet_id", "starts_on", name=op.f("pk_outlet_opening")),
    )
    op.create_table(
        "holiday",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.BigInteger(), nullable=True),
        _to("holiday", "created_by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holiday")),
        sa.UniqueConstraint("day", name=op.f("uq_holiday_day")),
    )
    op.create_table(
        "report_reminder",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("outlet_id", sa.BigInteger(), nullable=False),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("period_end", sa.Date(), nullable=False),
        sa.Column(
            "step",
            sa.Enum(
                *("notice", "email", "whatsapp", "task"),
                name="step",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("period_end >= period_start", name=op.f("ck_report_reminder_ends_after_it_starts")),
        _to("report_reminder", "outlet_id", "outlet"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_reminder")),
        sa.UniqueConstraint(
            *("outlet_id", "period_start", "period_end", "step"),
            name=op.f("uq_report_reminder_outlet_id_period_start_period_end_step"),
        ),
    )
    op.create_table(
        "outlet_contact",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("outlet_id", sa.BigInteger(), nullable=False),
        sa.Column("means", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.BigInteger(), nullable=False),
        _to("outlet_contact", "outlet_id", "outlet"),
        _to("outlet_contact", "created_by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outlet_contact")),
    )
    op.create_index("ix_outlet_contact_outlet", "outlet_contact", ["outlet_id", "id"])
    append_only("report_reminder", "outlet_contact")


def downgrade() -> None:
    """Drop them."""
    for table in ("outlet_contact", "report_reminder", "holiday", "outlet_opening"):
        op.drop_table(table)
