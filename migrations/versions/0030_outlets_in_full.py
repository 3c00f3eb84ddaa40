"""Outlets with their contacts and place, closed ones, and item codes that can be retired."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

TEXTS = ("parent_office", "contact_name", "opening_hours")


def _code(name: str, *codes: str) -> sa.Enum:
    return sa.Enum(*codes, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    """Add the columns and make the tables."""
    for name in TEXTS:
        op.add_column("outlet", sa.Column(name, sa.Text(), nullable=False, server_default=""))
    for name in ("floor_area_square_metres", "latitude_micro", "longitude_micro"):
        op.add_column("outlet", sa.Column(name, sa.BigInteger(), nullable=True))
    for name in ("contact_phone", "contact_whatsapp"):
        op.add_column("outlet", sa.Column(name, sa.Text(), nullable=True))
    op.add_column("outlet", sa.Column("closed_on", sa.Date(), nullable=True))
    op.add_column(
        "outlet", sa.Column("status", _code("status", "active", "closed"), nullable=False, server_default="active")
    )
    op.create_check_constraint(op.f("ck_outlet_floor_area_above_zero"), "outlet", "floor_area_square_metres > 0")
    op.create_check_constraint(
        op.f("ck_outlet_position_is_whole"), "outlet", "(latitude_micro IS NULL) = (longitude_micro IS NULL)"
    )
    op.create_check_constraint(
        op.f("ck_outlet_closed_some_day"), "outlet", "(status = 'closed') = (closed_on IS NOT NULL)"
    )
    _number_the_codes()


def _number_the_codes() -> None:
    """A code may come a second time once it was retired, so it is known by a number of its own."""
    op.drop_constraint(op.f("pk_outlet_code"), "outlet_code", type_="primary")
    op.execute("ALTER TABLE outlet_code ADD COLUMN id BIGSERIAL")
    op.create_primary_key(op.f("pk_outlet_code"), "outlet_code", ["id"])
    op.add_column("outlet_code", sa.Column("sales_file_id", sa.BigInteger(), nullable=True))
    op.add_column("outlet_code", sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("outlet_code", sa.Column("retired_by_id", sa.BigInteger(), nullable=True))
    for column, other in (("sales_file_id", "sales_file"), ("retired_by_id", "user_account")):
        op.create_foreign_key(op.f(f"fk_outlet_code_{column}"), "outlet_code", other, [column], ["id"])
    op.create_check_constraint(
        op.f("ck_outlet_code_retired_by_somebody"), "outlet_code", "(retired_at IS NULL) = (retired_by_id IS NULL)"
    )
    op.create_index(
        "uq_outlet_code_in_use",
        "outlet_code",
        ["outlet_id", "code"],
        unique=True,
        postgresql_where=sa.text("retired_at IS NULL"),
    )


def downgrade() -> None:
    """Take it back. Retired codes go: before, a code had one row."""
    op.drop_index("uq_outlet_code_in_use", table_name="outlet_code")
    op.execute("DELETE FROM outlet_code WHERE retired_at IS NOT NULL")
    op.drop_constraint(op.f("pk_outlet_code"), "outlet_code", type_="primary")
    for column in ("id", "sales_file_id", "retired_at", "retired_by_id"):
        op.drop_column("outlet_code", column)
    op.create_primary_key(op.f("pk_outlet_code"), "outlet_code", ["outlet_id", "code"])
    for column in (
        *(*TEXTS, "floor_area_square_metres", "latitude_micro", "longitude_micro"),
        *("contact_phone", "contact_whatsapp", "closed_on", "status"),
    ):
        op.drop_column("outlet", column)
