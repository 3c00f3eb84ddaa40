"""The size class and the ladder of a producer over time."""

import sqlalchemy as sa
from alembic import op

from core.dates import agency_zone
from migrations.ddl import append_only

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def codes(name: str, *values: str) -> sa.Enum:
    """A text column that admits only these codes."""
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


FIRST_SIZES = sa.text(
    "INSERT INTO size_class_entry (producer_id, day, annual_sales_rupiah, capital_rupiah, size_class, occasion,"
    " source, noted_by_id, created_at)"
    " SELECT id, (created_at AT TIME ZONE :zone)::date, annual_sales_rupiah, capital_rupiah, size_class,"
    " 'registration', source, registered_by_id, created_at FROM producer ORDER BY id"
)
FIRST_STEPS = sa.text(
    "INSERT INTO ladder_entry (producer_id, day, step, created_at)"
    " SELECT id, (created_at AT TIME ZONE :zone)::date, 'L0', created_at FROM producer ORDER BY id"
)
"""What is known of producers registered before: their figures of now stand for those of their registration."""


def upgrade() -> None:
    """Make the tables and write the first entry of every producer."""
    op.create_table(
        "size_class_entry",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("producer_id", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("annual_sales_rupiah", sa.BigInteger(), nullable=True),
        sa.Column("capital_rupiah", sa.BigInteger(), nullable=True),
        sa.Column("workers", sa.BigInteger(), nullable=True),
        sa.Column("monthly_capacity", sa.BigInteger(), nullable=True),
        sa.Column("reach", codes("reach", "local", "regional", "national"), nullable=True),
        sa.Column("size_class", codes("size_class", "micro", "small", "medium", "large"), nullable=False),
        sa.Column("occasion", codes("occasion", "registration", "profile_change", "yearly_figures"), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("noted_by_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "annual_sales_rupiah >= 0 AND capital_rupiah >= 0", name=op.f("ck_size_class_entry_amounts_not_negative")
        ),
        sa.CheckConstraint(
            "workers > 0 AND monthly_capacity >= 0", name=op.f("ck_size_class_entry_counts_not_negative")
        ),
        sa.ForeignKeyConstraint(["noted_by_id"], ["user_account.id"], name=op.f("fk_size_class_entry_noted_by_id")),
        sa.ForeignKeyConstraint(["producer_id"], ["producer.id"], name=op.f("fk_size_class_entry_producer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_size_class_entry")),
    )
    op.create_index("ix_size_class_entry_producer", "size_class_entry", ["producer_id", "id"], unique=False)
    op.create_table(
        "ladder_entry",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("producer_id", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("step", codes("step", "L0", "L1", "L2", "L3", "L4", "L5"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["producer_id"], ["producer.id"], name=op.f("fk_ladder_entry_producer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ladder_entry")),
    )
    op.create_index("ix_ladder_entry_producer", "ladder_entry", ["producer_id", "id"], unique=False)
    zone = agency_zone().key
    op.get_bind().execute(FIRST_SIZES, {"zone": zone})
    op.get_bind().execute(FIRST_STEPS, {"zone": zone})
    append_only("ladder_entry", "size_class_entry")


def downgrade() -> None:
    """Drop them."""
    op.drop_table("ladder_entry")
    op.drop_table("size_class_entry")
