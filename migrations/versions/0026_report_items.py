"""A line is held to the item of its report, which is held to report and placement (docs/decisions/0009)."""

import sqlalchemy as sa
from alembic import op

from migrations.ddl import append_only

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

SHARED = ["placement_id", "outlet_id", "product_id", "producer_id"]
PLACED = ["placement.id", "placement.outlet_id", "placement.product_id", "placement.producer_id"]
REPORTED = ["sales_report.id", "sales_report.outlet_id"]
TO_REPORT = "fk_sale_line_report_id_outlet_id"
TO_PLACEMENT = "fk_sale_line_placement_id_outlet_id_product_id_producer_id"
TO_ITEM = "fk_sale_line_report_item"


def upgrade() -> None:
    """Make the table, name the items of every report there is, and let their lines hang on them."""
    op.create_table(
        "report_item",
        *[sa.Column(name, sa.BigInteger(), nullable=False) for name in ("report_id", *SHARED)],
        sa.ForeignKeyConstraint(["report_id", "outlet_id"], REPORTED, name="fk_report_item_report_id_outlet_id"),
        sa.ForeignKeyConstraint(SHARED, PLACED, name="fk_report_item_placement_id_outlet_id_product_id_producer_id"),
        sa.PrimaryKeyConstraint("report_id", *SHARED, name="pk_report_item"),
    )
    op.create_index("ix_report_item_placement", "report_item", ["placement_id"])
    columns = ", ".join(["report_id", *SHARED])
    op.execute(f"INSERT INTO report_item ({columns}) SELECT DISTINCT {columns} FROM sale_line")  # noqa: S608
    append_only("report_item")
    op.drop_constraint(TO_REPORT, "sale_line", type_="foreignkey")
    op.drop_constraint(TO_PLACEMENT, "sale_line", type_="foreignkey")
    op.create_foreign_key(TO_ITEM, "sale_line", "report_item", ["report_id", *SHARED], ["report_id", *SHARED])


def downgrade() -> None:
    """Hold lines to report and placement again, and drop the table."""
    op.drop_constraint(TO_ITEM, "sale_line", type_="foreignkey")
    op.create_foreign_key(TO_REPORT, "sale_line", "sales_report", ["report_id", "outlet_id"], ["id", "outlet_id"])
    op.create_foreign_key(
        TO_PLACEMENT, "sale_line", "placement", SHARED, ["id", "outlet_id", "product_id", "producer_id"]
    )
    op.drop_table("report_item")
