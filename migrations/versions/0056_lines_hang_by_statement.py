"""A line is held to the item of its report once a statement, no longer row by row (docs/decisions/0010)."""

from alembic import op

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None

SHARED = ["report_id", "placement_id", "outlet_id", "product_id", "producer_id"]
TO_ITEM = "fk_sale_line_report_item"


def upgrade() -> None:
    """Look at the items of all added lines together, and drop the key that looked at each."""
    listed = ", ".join(SHARED)
    same = " AND ".join(f"item.{name} = line.{name}" for name in SHARED)
    op.execute(
        "CREATE FUNCTION lines_hang_on_items() RETURNS trigger LANGUAGE plpgsql AS $$"  # noqa: S608 - names of ours
        " DECLARE stray record;"
        " BEGIN"
        f" SELECT line.* INTO stray FROM (SELECT DISTINCT {listed} FROM added) line"
        f" WHERE NOT EXISTS (SELECT FROM report_item item WHERE {same}) LIMIT 1;"
        " IF FOUND THEN RAISE EXCEPTION 'a sale line violates foreign key: report % has no item of placement %"
        " with outlet %, product % and producer %', stray.report_id, stray.placement_id, stray.outlet_id,"
        " stray.product_id, stray.producer_id"
        " USING ERRCODE = 'foreign_key_violation', TABLE = 'sale_line', CONSTRAINT = 'sale_line_hangs_on_item';"
        " END IF;"
        " RETURN NULL;"
        " END $$"
    )
    op.execute(
        "CREATE TRIGGER sale_line_hangs_on_item AFTER INSERT ON sale_line REFERENCING NEW TABLE AS added"
        " FOR EACH STATEMENT EXECUTE FUNCTION lines_hang_on_items()"
    )
    op.drop_constraint(TO_ITEM, "sale_line", type_="foreignkey")


def downgrade() -> None:
    """Hold each line by its key again, which looks at all there are."""
    op.create_foreign_key(TO_ITEM, "sale_line", "report_item", SHARED, SHARED)
    op.execute("DROP TRIGGER sale_line_hangs_on_item ON sale_line")
    op.execute("DROP FUNCTION lines_hang_on_items()")
