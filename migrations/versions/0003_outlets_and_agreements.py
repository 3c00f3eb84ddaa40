"""Chains, outlets, agreements and placements."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.ddl import append_only

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "chain",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chain")),
        sa.UniqueConstraint("name", name=op.f("uq_chain_name")),
    )
    op.create_table(
        "outlet",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("chain_id", sa.BigInteger(), nullable=True),
        sa.Column("region_code", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("vat_registered", sa.Boolean(), nullable=False),
        sa.Column(
            "stock_policy",
            sa.Enum(
                "batch",
                "count",
                "untracked",
                name="stock_policy",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["chain_id"], ["chain.id"], name=op.f("fk_outlet_chain_id")),
        sa.ForeignKeyConstraint(["created_by_id"], ["user_account.id"], name=op.f("fk_outlet_created_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outlet")),
    )
    op.create_index(op.f("ix_outlet_chain_id"), "outlet", ["chain_id"], unique=False)
    op.create_index(op.f("ix_outlet_region_code"), "outlet", ["region_code"], unique=False)
    op.create_table(
        "agreement",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("producer_id", sa.BigInteger(), nullable=False),
        sa.Column("outlet_id", sa.BigInteger(), nullable=True),
        sa.Column("chain_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "proposed",
                "countered",
                "awaiting_approval",
                "active",
                "suspended",
                "ended",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("current_version", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("proposed_by_id", sa.BigInteger(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by_id", sa.BigInteger(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("producer_accepted_by_id", sa.BigInteger(), nullable=True),
        sa.Column("producer_accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("producer_accepted_source", sa.Text(), nullable=True),
        sa.Column("outlet_accepted_by_id", sa.BigInteger(), nullable=True),
        sa.Column("outlet_accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outlet_accepted_source", sa.Text(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "(outlet_id IS NULL) <> (chain_id IS NULL)",
            name=op.f("ck_agreement_outlet_or_chain"),
        ),
        sa.CheckConstraint(
            "approved_by_id <> proposed_by_id",
            name=op.f("ck_agreement_second_person_approves"),
        ),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_agreement_ends_after_it_starts")),
        sa.CheckConstraint(
            "producer_accepted_by_id <> outlet_accepted_by_id",
            name=op.f("ck_agreement_never_both_sides"),
        ),
        sa.ForeignKeyConstraint(
            ["approved_by_id"],
            ["user_account.id"],
            name=op.f("fk_agreement_approved_by_id"),
        ),
        sa.ForeignKeyConstraint(["chain_id"], ["chain.id"], name=op.f("fk_agreement_chain_id")),
        sa.ForeignKeyConstraint(
            ["outlet_accepted_by_id"],
            ["user_account.id"],
            name=op.f("fk_agreement_outlet_accepted_by_id"),
        ),
        sa.ForeignKeyConstraint(["outlet_id"], ["outlet.id"], name=op.f("fk_agreement_outlet_id")),
        sa.ForeignKeyConstraint(
            ["producer_accepted_by_id"],
            ["user_account.id"],
            name=op.f("fk_agreement_producer_accepted_by_id"),
        ),
        sa.ForeignKeyConstraint(["producer_id"], ["producer.id"], name=op.f("fk_agreement_producer_id")),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"],
            ["user_account.id"],
            name=op.f("fk_agreement_proposed_by_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement")),
    )
    op.create_index(op.f("ix_agreement_chain_id"), "agreement", ["chain_id"], unique=False)
    op.create_index(op.f("ix_agreement_outlet_id"), "agreement", ["outlet_id"], unique=False)
    op.create_index(op.f("ix_agreement_producer_id"), "agreement", ["producer_id"], unique=False)
    op.create_table(
        "outlet_member",
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("outlet_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["outlet_id"], ["outlet.id"], name=op.f("fk_outlet_member_outlet_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_outlet_member_user_id")),
        sa.PrimaryKeyConstraint("user_id", "outlet_id", name=op.f("pk_outlet_member")),
    )
    op.create_index(op.f("ix_outlet_member_outlet_id"), "outlet_member", ["outlet_id"], unique=False)
    op.create_table(
        "till_format",
        sa.Column("outlet_id", sa.BigInteger(), nullable=False),
        sa.Column("columns", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("number_style", sa.Text(), nullable=True),
        sa.Column("date_style", sa.Text(), nullable=True),
        sa.Column("sheet", sa.Text(), nullable=True),
        sa.Column("learned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("learned_by_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["learned_by_id"],
            ["user_account.id"],
            name=op.f("fk_till_format_learned_by_id"),
        ),
        sa.ForeignKeyConstraint(["outlet_id"], ["outlet.id"], name=op.f("fk_till_format_outlet_id")),
        sa.PrimaryKeyConstraint("outlet_id", name=op.f("pk_till_format")),
    )
    op.create_table(
        "agreement_rate",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("agreement_id", sa.BigInteger(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("product_id", sa.BigInteger(), nullable=True),
        sa.Column("rate_bp", sa.BigInteger(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "scope <> 'base' OR ends_on IS NULL",
            name=op.f("ck_agreement_rate_base_rates_have_no_end"),
        ),
        sa.CheckConstraint(
            "scope = CASE WHEN product_id IS NOT NULL THEN 'product:' || product_id"
            " WHEN category IS NOT NULL THEN 'category:' || category ELSE 'base' END",
            name=op.f("ck_agreement_rate_scope_says_what_it_covers"),
        ),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_agreement_rate_ends_after_it_starts")),
        sa.CheckConstraint("rate_bp BETWEEN 0 AND 10000", name=op.f("ck_agreement_rate_rate_in_range")),
        sa.ForeignKeyConstraint(
            ["agreement_id"],
            ["agreement.id"],
            name=op.f("fk_agreement_rate_agreement_id"),
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["user_account.id"],
            name=op.f("fk_agreement_rate_created_by_id"),
        ),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_agreement_rate_product_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_rate")),
        sa.UniqueConstraint(
            "agreement_id",
            "scope",
            "starts_on",
            name=op.f("uq_agreement_rate_agreement_id_scope_starts_on"),
        ),
    )
    op.create_table(
        "agreement_version",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("agreement_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
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
        sa.Column("payment_term_days", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "payment_term_days BETWEEN 0 AND 365",
            name=op.f("ck_agreement_version_payment_term"),
        ),
        sa.ForeignKeyConstraint(
            ["agreement_id"],
            ["agreement.id"],
            name=op.f("fk_agreement_version_agreement_id"),
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["user_account.id"],
            name=op.f("fk_agreement_version_created_by_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_version")),
        sa.UniqueConstraint(
            "agreement_id",
            "number",
            name=op.f("uq_agreement_version_agreement_id_number"),
        ),
    )
    op.create_table(
        "agreement_suspension",
        sa.Column("agreement_id", sa.BigInteger(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("resumed_on", sa.Date(), nullable=True),
        sa.CheckConstraint("resumed_on > starts_on", name=op.f("ck_agreement_suspension_resumed_after_it_starts")),
        sa.ForeignKeyConstraint(
            ["agreement_id"],
            ["agreement.id"],
            name=op.f("fk_agreement_suspension_agreement_id"),
        ),
        sa.PrimaryKeyConstraint("agreement_id", "starts_on", name=op.f("pk_agreement_suspension")),
    )
    op.create_table(
        "agreement_amendment",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("agreement_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "proposed",
                "awaiting_approval",
                "accepted",
                "withdrawn",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("starts_on", sa.Date(), nullable=False),
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
        sa.Column("payment_term_days", sa.BigInteger(), nullable=False),
        sa.Column("rates", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("proposed_by_id", sa.BigInteger(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by_id", sa.BigInteger(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("producer_accepted_by_id", sa.BigInteger(), nullable=True),
        sa.Column("producer_accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("producer_accepted_source", sa.Text(), nullable=True),
        sa.Column("outlet_accepted_by_id", sa.BigInteger(), nullable=True),
        sa.Column("outlet_accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outlet_accepted_source", sa.Text(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "payment_term_days BETWEEN 0 AND 365",
            name=op.f("ck_agreement_amendment_payment_term"),
        ),
        sa.CheckConstraint(
            "approved_by_id <> proposed_by_id",
            name=op.f("ck_agreement_amendment_second_person_approves"),
        ),
        sa.CheckConstraint(
            "producer_accepted_by_id <> outlet_accepted_by_id",
            name=op.f("ck_agreement_amendment_never_both_sides"),
        ),
        sa.ForeignKeyConstraint(
            ["agreement_id"],
            ["agreement.id"],
            name=op.f("fk_agreement_amendment_agreement_id"),
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"],
            ["user_account.id"],
            name=op.f("fk_agreement_amendment_proposed_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["approved_by_id"],
            ["user_account.id"],
            name=op.f("fk_agreement_amendment_approved_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["producer_accepted_by_id"],
            ["user_account.id"],
            name=op.f("fk_agreement_amendment_producer_accepted_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["outlet_accepted_by_id"],
            ["user_account.id"],
            name=op.f("fk_agreement_amendment_outlet_accepted_by_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_amendment")),
    )
    op.create_index(op.f("ix_agreement_amendment_agreement_id"), "agreement_amendment", ["agreement_id"], unique=False)
    op.create_index(
        "uq_agreement_amendment_open",
        "agreement_amendment",
        ["agreement_id"],
        unique=True,
        postgresql_where=sa.text("status IN ('proposed', 'awaiting_approval')"),
    )
    op.create_table(
        "placement",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("producer_id", sa.BigInteger(), nullable=False),
        sa.Column("outlet_id", sa.BigInteger(), nullable=False),
        sa.Column("consigned_price_rupiah", sa.BigInteger(), nullable=False),
        sa.Column("retail_price_rupiah", sa.BigInteger(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("quota", sa.BigInteger(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "proposed",
                "active",
                "suspended",
                "ended",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("proposed_by_id", sa.BigInteger(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_by_id", sa.BigInteger(), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_source", sa.Text(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "consigned_price_rupiah > 0 AND retail_price_rupiah > 0",
            name=op.f("ck_placement_prices_above_zero"),
        ),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_placement_ends_after_it_starts")),
        sa.CheckConstraint("quota > 0", name=op.f("ck_placement_quota_above_zero")),
        sa.ForeignKeyConstraint(
            ["accepted_by_id"],
            ["user_account.id"],
            name=op.f("fk_placement_accepted_by_id"),
        ),
        sa.ForeignKeyConstraint(["outlet_id"], ["outlet.id"], name=op.f("fk_placement_outlet_id")),
        sa.ForeignKeyConstraint(["producer_id"], ["producer.id"], name=op.f("fk_placement_producer_id")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_placement_product_id")),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"],
            ["user_account.id"],
            name=op.f("fk_placement_proposed_by_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement")),
        sa.UniqueConstraint("id", "outlet_id", name=op.f("uq_placement_id_outlet_id")),
        sa.UniqueConstraint(
            "id",
            "outlet_id",
            "product_id",
            "producer_id",
            name=op.f("uq_placement_id_outlet_id_product_id_producer_id"),
        ),
    )
    op.create_index(
        "ix_placement_live",
        "placement",
        ["outlet_id", "product_id"],
        unique=False,
        postgresql_where=sa.text("status = 'active'"),
    )
    op.create_index(
        "uq_placement_proposed",
        "placement",
        ["outlet_id", "product_id"],
        unique=True,
        postgresql_where=sa.text("status = 'proposed'"),
    )
    op.create_index(op.f("ix_placement_outlet_id"), "placement", ["outlet_id"], unique=False)
    op.create_index(op.f("ix_placement_producer_id"), "placement", ["producer_id"], unique=False)
    op.create_index(op.f("ix_placement_product_id"), "placement", ["product_id"], unique=False)
    op.create_table(
        "outlet_code",
        sa.Column("outlet_id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("placement_id", sa.BigInteger(), nullable=False),
        sa.Column("learned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("learned_by_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["learned_by_id"],
            ["user_account.id"],
            name=op.f("fk_outlet_code_learned_by_id"),
        ),
        sa.ForeignKeyConstraint(["outlet_id"], ["outlet.id"], name=op.f("fk_outlet_code_outlet_id")),
        sa.ForeignKeyConstraint(["placement_id"], ["placement.id"], name=op.f("fk_outlet_code_placement_id")),
        sa.PrimaryKeyConstraint("outlet_id", "code", name=op.f("pk_outlet_code")),
    )
    op.create_index(
        op.f("ix_outlet_code_placement_id"),
        "outlet_code",
        ["placement_id"],
        unique=False,
    )
    # What was accepted keeps covering its days after it ended, so an ended row still excludes another on those days.
    op.execute(
        "ALTER TABLE placement ADD CONSTRAINT ex_placement_no_overlap EXCLUDE USING gist ("
        " int8range(product_id, product_id, '[]') WITH &&,"
        " int8range(outlet_id, outlet_id, '[]') WITH &&,"
        " daterange(starts_on, ends_on, '[]') WITH &&)"
        " WHERE (status IN ('active', 'suspended') OR accepted_at IS NOT NULL)"
    )
    for partner in ("outlet_id", "chain_id"):
        op.execute(
            f"ALTER TABLE agreement ADD CONSTRAINT ex_agreement_no_overlap_{partner} EXCLUDE USING gist ("
            " int8range(producer_id, producer_id, '[]') WITH &&,"
            f" int8range({partner}, {partner}, '[]') WITH &&,"
            " daterange(starts_on, ends_on, '[]') WITH &&)"
            f" WHERE ({partner} IS NOT NULL AND (status IN ('active', 'suspended')"
            " OR (producer_accepted_at IS NOT NULL AND outlet_accepted_at IS NOT NULL)))"
        )
    append_only("agreement_version", "agreement_rate")


def downgrade() -> None:
    """Drop them."""
    op.drop_index(op.f("ix_outlet_code_placement_id"), table_name="outlet_code")
    op.drop_table("outlet_code")
    op.drop_index(op.f("ix_placement_product_id"), table_name="placement")
    op.drop_index(op.f("ix_placement_producer_id"), table_name="placement")
    op.drop_index(op.f("ix_placement_outlet_id"), table_name="placement")
    op.drop_index(
        "uq_placement_proposed",
        table_name="placement",
        postgresql_where=sa.text("status = 'proposed'"),
    )
    op.drop_index(
        "ix_placement_live",
        table_name="placement",
        postgresql_where=sa.text("status = 'active'"),
    )
    op.drop_table("placement")
    op.drop_index(
        "uq_agreement_amendment_open",
        table_name="agreement_amendment",
        postgresql_where=sa.text("status IN ('proposed', 'awaiting_approval')"),
    )
    op.drop_index(op.f("ix_agreement_amendment_agreement_id"), table_name="agreement_amendment")
    op.drop_table("agreement_amendment")
    op.drop_table("agreement_suspension")
    op.drop_table("agreement_version")
    op.drop_table("agreement_rate")
    op.drop_table("till_format")
    op.drop_index(op.f("ix_outlet_member_outlet_id"), table_name="outlet_member")
    op.drop_table("outlet_member")
    op.drop_index(op.f("ix_agreement_producer_id"), table_name="agreement")
    op.drop_index(op.f("ix_agreement_outlet_id"), table_name="agreement")
    op.drop_index(op.f("ix_agreement_chain_id"), table_name="agreement")
    op.drop_table("agreement")
    op.drop_index(op.f("ix_outlet_region_code"), table_name="outlet")
    op.drop_index(op.f("ix_outlet_chain_id"), table_name="outlet")
    op.drop_table("outlet")
    op.drop_table("chain")
