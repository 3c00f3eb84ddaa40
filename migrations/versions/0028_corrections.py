"""Returns recorded by mistake, and reports that correct another."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

KINDS = "'sale', 'customer_return', 'reversal'"


def upgrade() -> None:
    """Number the links of a sale's chain, so that it may go back, and let a report name the one it corrects."""
    op.execute("ALTER TABLE line_departure DISABLE TRIGGER line_departure_append_only")
    op.add_column("line_departure", sa.Column("number", sa.BigInteger(), nullable=True))
    op.add_column("line_departure", sa.Column("cancels_id", sa.BigInteger(), nullable=True))
    op.drop_constraint(op.f("fk_line_departure_sale_line_id_chained_from"), "line_departure", type_="foreignkey")
    op.drop_constraint(op.f("ck_line_departure_chain_has_no_gap"), "line_departure", type_="check")
    op.drop_constraint(op.f("ck_line_departure_within_the_sale"), "line_departure", type_="check")
    op.drop_constraint(op.f("uq_line_departure_sale_line_id_gone_before"), "line_departure", type_="unique")
    op.drop_constraint(op.f("pk_line_departure"), "line_departure", type_="primary")
    op.execute(
        "UPDATE line_departure SET number = numbered.place, chained_from = nullif(numbered.place - 1, 0) FROM ("
        " SELECT line_id, row_number() OVER (PARTITION BY sale_line_id ORDER BY gone_after) AS place"
        " FROM line_departure) AS numbered WHERE numbered.line_id = line_departure.line_id"
    )
    op.alter_column("line_departure", "number", nullable=False)
    op.create_primary_key(op.f("pk_line_departure"), "line_departure", ["sale_line_id", "number"])
    op.create_unique_constraint(
        op.f("uq_line_departure_sale_line_id_number_gone_after"),
        "line_departure",
        ["sale_line_id", "number", "gone_after"],
    )
    op.create_unique_constraint(op.f("uq_line_departure_cancels_id"), "line_departure", ["cancels_id"])
    op.create_foreign_key(
        op.f("fk_line_departure_sale_line_id_chained_from_gone_before"),
        "line_departure",
        "line_departure",
        ["sale_line_id", "chained_from", "gone_before"],
        ["sale_line_id", "number", "gone_after"],
    )
    op.create_foreign_key(
        op.f("fk_line_departure_cancels_id"), "line_departure", "line_departure", ["cancels_id"], ["line_id"]
    )
    op.create_check_constraint(
        op.f("ck_line_departure_chain_has_no_gap"),
        "line_departure",
        "number > 0 AND chained_from IS NOT DISTINCT FROM nullif(number - 1, 0) AND (number > 1 OR gone_before = 0)",
    )
    op.create_check_constraint(
        op.f("ck_line_departure_within_the_sale"),
        "line_departure",
        "0 <= gone_before AND gone_before <= sold AND 0 <= gone_after AND gone_after <= sold",
    )
    op.create_check_constraint(
        op.f("ck_line_departure_only_a_mistake_goes_back"),
        "line_departure",
        "gone_after <> gone_before AND (cancels_id IS NULL) = (gone_after > gone_before)",
    )
    op.execute("ALTER TABLE line_departure ENABLE TRIGGER line_departure_append_only")
    _kinds(f"{KINDS}, 'return_cancelled'", "(kind IN ('sale', 'return_cancelled')) = (quantity > 0)")
    op.create_index(
        "ix_sale_line_reverses", "sale_line", ["reverses_id"], postgresql_where=sa.text("reverses_id IS NOT NULL")
    )
    op.add_column("sales_report", sa.Column("corrects_id", sa.BigInteger(), nullable=True))
    op.add_column("sales_report", sa.Column("correction_number", sa.BigInteger(), nullable=True))
    op.add_column("sales_report", sa.Column("replaces_line_id", sa.BigInteger(), nullable=True))
    op.add_column("sales_report", sa.Column("correction_reason", sa.Text(), nullable=True))
    op.create_foreign_key(
        op.f("fk_sales_report_corrects_id_outlet_id"),
        "sales_report",
        "sales_report",
        ["corrects_id", "outlet_id"],
        ["id", "outlet_id"],
    )
    op.create_foreign_key(
        op.f("fk_sales_report_replaces_line_id"), "sales_report", "sale_line", ["replaces_line_id"], ["id"]
    )
    op.create_unique_constraint(
        op.f("uq_sales_report_corrects_id_correction_number"), "sales_report", ["corrects_id", "correction_number"]
    )
    op.create_unique_constraint(op.f("uq_sales_report_replaces_line_id"), "sales_report", ["replaces_line_id"])
    op.create_check_constraint(
        op.f("ck_sales_report_correction_is_whole"),
        "sales_report",
        "num_nulls(corrects_id, correction_number, correction_reason) IN (0, 3)"
        " AND (replaces_line_id IS NULL OR corrects_id IS NOT NULL) AND (corrects_id IS NULL OR NOT is_nil)",
    )


def downgrade() -> None:
    """Take it away; refused by its own constraints where a return was cancelled."""
    for name, kind in (
        ("ck_sales_report_correction_is_whole", "check"),
        ("uq_sales_report_replaces_line_id", "unique"),
        ("uq_sales_report_corrects_id_correction_number", "unique"),
        ("fk_sales_report_replaces_line_id", "foreignkey"),
        ("fk_sales_report_corrects_id_outlet_id", "foreignkey"),
    ):
        op.drop_constraint(op.f(name), "sales_report", type_=kind)
    for column in ("correction_reason", "replaces_line_id", "correction_number", "corrects_id"):
        op.drop_column("sales_report", column)
    op.drop_index("ix_sale_line_reverses", "sale_line")
    _kinds(KINDS, "(kind = 'sale') = (quantity > 0)")
    op.execute("ALTER TABLE line_departure DISABLE TRIGGER line_departure_append_only")
    for name, kind in (
        ("ck_line_departure_only_a_mistake_goes_back", "check"),
        ("ck_line_departure_within_the_sale", "check"),
        ("ck_line_departure_chain_has_no_gap", "check"),
        ("fk_line_departure_cancels_id", "foreignkey"),
        ("fk_line_departure_sale_line_id_chained_from_gone_before", "foreignkey"),
        ("uq_line_departure_cancels_id", "unique"),
        ("uq_line_departure_sale_line_id_number_gone_after", "unique"),
        ("pk_line_departure", "primary"),
    ):
        op.drop_constraint(op.f(name), "line_departure", type_=kind)
    op.execute("UPDATE line_departure SET chained_from = nullif(gone_before, 0)")
    op.create_primary_key(op.f("pk_line_departure"), "line_departure", ["sale_line_id", "gone_after"])
    op.create_unique_constraint(
        op.f("uq_line_departure_sale_line_id_gone_before"), "line_departure", ["sale_line_id", "gone_before"]
    )
    op.create_foreign_key(
        op.f("fk_line_departure_sale_line_id_chained_from"),
        "line_departure",
        "line_departure",
        ["sale_line_id", "chained_from"],
        ["sale_line_id", "gone_after"],
    )
    op.create_check_constraint(
        op.f("ck_line_departure_chain_has_no_gap"),
        "line_departure",
        "chained_from IS NOT DISTINCT FROM nullif(gone_before, 0)",
    )
    op.create_check_constraint(
        op.f("ck_line_departure_within_the_sale"),
        "line_departure",
        "0 <= gone_before AND gone_before < gone_after AND gone_after <= sold",
    )
    op.drop_column("line_departure", "cancels_id")
    op.drop_column("line_departure", "number")
    op.execute("ALTER TABLE line_departure ENABLE TRIGGER line_departure_append_only")


def _kinds(codes: str, sign: str) -> None:
    """Which kinds of lines there are, and which of them have pieces above zero."""
    op.drop_constraint(op.f("ck_sale_line_sign_follows_kind"), "sale_line", type_="check")
    op.drop_constraint(op.f("ck_sale_line_kind"), "sale_line", type_="check")
    op.create_check_constraint(op.f("ck_sale_line_kind"), "sale_line", f"kind IN ({codes})")
    op.create_check_constraint(op.f("ck_sale_line_sign_follows_kind"), "sale_line", f"{sign} AND quantity <> 0")
