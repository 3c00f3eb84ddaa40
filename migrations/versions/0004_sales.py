"""Sales reports, their lines and uploaded till files."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.ddl import append_only

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "sales_file",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("outlet_id", sa.BigInteger(), nullable=False),
        sa.Column("file_id", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "needs_mapping",
                "checked",
                "confirmed",
                "refused",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("mapping", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("counts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("problems", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("remarks", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("uploaded_by_id", sa.BigInteger(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by_id", sa.BigInteger(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"],
            ["user_account.id"],
            name=op.f("fk_sales_file_confirmed_by_id"),
        ),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_sales_file_file_id")),
        sa.ForeignKeyConstraint(["outlet_id"], ["outlet.id"], name=op.f("fk_sales_file_outlet_id")),
        sa.ForeignKeyConstraint(
            ["uploaded_by_id"],
            ["user_account.id"],
            name=op.f("fk_sales_file_uploaded_by_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sales_file")),
    )
    op.create_index("ix_sales_file_outlet", "sales_file", ["outlet_id", "sha256"], unique=False)
    op.create_table(
        "sales_report",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("outlet_id", sa.BigInteger(), nullable=False),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("period_end", sa.Date(), nullable=False),
        sa.Column(
            "channel",
            sa.Enum(
                "form",
                "file",
                "api",
                "count",
                name="channel",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("is_nil", sa.Boolean(), nullable=False),
        sa.Column("reported_by_id", sa.BigInteger(), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sales_file_id", sa.BigInteger(), nullable=True),
        sa.Column("request_sha256", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "period_end >= period_start",
            name=op.f("ck_sales_report_ends_after_it_starts"),
        ),
        sa.ForeignKeyConstraint(["outlet_id"], ["outlet.id"], name=op.f("fk_sales_report_outlet_id")),
        sa.ForeignKeyConstraint(
            ["reported_by_id"],
            ["user_account.id"],
            name=op.f("fk_sales_report_reported_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["sales_file_id"],
            ["sales_file.id"],
            name=op.f("fk_sales_report_sales_file_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sales_report")),
        sa.UniqueConstraint("id", "outlet_id", name=op.f("uq_sales_report_id_outlet_id")),
    )
    op.create_index(
        "ix_sales_report_outlet",
        "sales_report",
        ["outlet_id", "period_start"],
        unique=False,
    )
    op.create_table(
        "reported_day",
        sa.Column("report_id", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("outlet_id", sa.BigInteger(), nullable=False),
        sa.Column("claims_from", sa.BigInteger(), nullable=False),
        sa.Column("claims_to", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["sales_report.id"], name=op.f("fk_reported_day_report_id")),
        sa.PrimaryKeyConstraint("report_id", "day", name=op.f("pk_reported_day")),
    )
    op.create_index("ix_reported_day_outlet", "reported_day", ["outlet_id", "day"], unique=False)
    op.create_table(
        "sale_line",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("report_id", sa.BigInteger(), nullable=False),
        sa.Column("outlet_id", sa.BigInteger(), nullable=False),
        sa.Column("producer_id", sa.BigInteger(), nullable=False),
        sa.Column("placement_id", sa.BigInteger(), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("agreement_id", sa.BigInteger(), nullable=False),
        sa.Column("agreement_version", sa.BigInteger(), nullable=False),
        sa.Column("rate_id", sa.BigInteger(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column(
            "money_route",
            sa.Enum(
                "outlet_remits_net",
                "outlet_remits_gross",
                "producer_collects",
                name="money_route",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "sale",
                "customer_return",
                "reversal",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("sold_on", sa.Date(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("occurrence", sa.BigInteger(), nullable=False),
        sa.Column("file_row", sa.BigInteger(), nullable=True),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("unit_price_rupiah", sa.BigInteger(), nullable=False),
        sa.Column("gross_rupiah", sa.BigInteger(), nullable=False),
        sa.Column("rate_bp", sa.BigInteger(), nullable=False),
        sa.Column("commission_rupiah", sa.BigInteger(), nullable=False),
        sa.Column("tax_code", sa.Text(), nullable=True),
        sa.Column("reverses_id", sa.BigInteger(), nullable=True),
        sa.Column("refunded_by", sa.Text(), nullable=True),
        sa.Column("natural_key", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(kind = 'sale') = (quantity > 0) AND quantity <> 0",
            name=op.f("ck_sale_line_sign_follows_kind"),
        ),
        sa.CheckConstraint(
            "(kind = 'sale') = (reverses_id IS NULL)",
            name=op.f("ck_sale_line_what_leaves_names_its_sale"),
        ),
        sa.CheckConstraint(
            "gross_rupiah = quantity * unit_price_rupiah",
            name=op.f("ck_sale_line_gross_is_quantity_times_price"),
        ),
        sa.CheckConstraint(
            "rate_bp BETWEEN 0 AND 10000 AND abs(commission_rupiah) <= abs(gross_rupiah)",
            name=op.f("ck_sale_line_rate"),
        ),
        sa.CheckConstraint(
            "unit_price_rupiah > 0 AND abs(gross_rupiah) <= 10000000000000",
            name=op.f("ck_sale_line_amount_is_sane"),
        ),
        sa.ForeignKeyConstraint(
            ["report_id", "outlet_id"],
            ["sales_report.id", "sales_report.outlet_id"],
            name=op.f("fk_sale_line_report_id_outlet_id"),
        ),
        sa.ForeignKeyConstraint(
            ["placement_id", "outlet_id", "product_id", "producer_id"],
            ["placement.id", "placement.outlet_id", "placement.product_id", "placement.producer_id"],
            name=op.f("fk_sale_line_placement_id_outlet_id_product_id_producer_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sale_line")),
        sa.UniqueConstraint("natural_key", name=op.f("uq_sale_line_natural_key")),
    )
    op.create_index(
        "ix_sale_line_pair",
        "sale_line",
        ["producer_id", "outlet_id", "period"],
        unique=False,
    )
    op.create_table(
        "line_departure",
        sa.Column("sale_line_id", sa.BigInteger(), nullable=False),
        sa.Column("gone_after", sa.BigInteger(), nullable=False),
        sa.Column("gone_before", sa.BigInteger(), nullable=False),
        sa.Column("chained_from", sa.BigInteger(), nullable=True),
        sa.Column("sold", sa.BigInteger(), nullable=False),
        sa.Column("line_id", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "0 <= gone_before AND gone_before < gone_after AND gone_after <= sold",
            name=op.f("ck_line_departure_within_the_sale"),
        ),
        sa.CheckConstraint(
            "chained_from IS NOT DISTINCT FROM nullif(gone_before, 0)",
            name=op.f("ck_line_departure_chain_has_no_gap"),
        ),
        sa.ForeignKeyConstraint(["line_id"], ["sale_line.id"], name=op.f("fk_line_departure_line_id")),
        sa.ForeignKeyConstraint(
            ["sale_line_id", "chained_from"],
            ["line_departure.sale_line_id", "line_departure.gone_after"],
            name=op.f("fk_line_departure_sale_line_id_chained_from"),
        ),
        sa.ForeignKeyConstraint(
            ["sale_line_id"],
            ["sale_line.id"],
            name=op.f("fk_line_departure_sale_line_id"),
        ),
        sa.PrimaryKeyConstraint("sale_line_id", "gone_after", name=op.f("pk_line_departure")),
        sa.UniqueConstraint("line_id", name=op.f("uq_line_departure_line_id")),
        sa.UniqueConstraint(
            "sale_line_id",
            "gone_before",
            name=op.f("uq_line_departure_sale_line_id_gone_before"),
        ),
    )
    op.execute(
        "ALTER TABLE reported_day ADD CONSTRAINT ex_reported_day_one_claim EXCLUDE USING gist ("
        " int8range(outlet_id, outlet_id, '[]') WITH &&,"
        " daterange(day, day, '[]') WITH &&,"
        " int8range(claims_from, claims_to, '[]') WITH &&)"
    )
    append_only("sales_report", "reported_day", "sale_line", "line_departure")


def downgrade() -> None:
    """Drop them."""
    op.drop_table("line_departure")
    op.drop_index("ix_sale_line_pair", table_name="sale_line")
    op.drop_table("sale_line")
    op.drop_index("ix_reported_day_outlet", table_name="reported_day")
    op.drop_table("reported_day")
    op.drop_index("ix_sales_report_outlet", table_name="sales_report")
    op.drop_table("sales_report")
    op.drop_index("ix_sales_file_outlet", table_name="sales_file")
    op.drop_table("sales_file")
