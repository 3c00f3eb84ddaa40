"""Producers, products, requirements and their rules."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.ddl import append_only
from partnerships.base_rules import BASE_RULES

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables, and put in the rules an agency starts with."""
    rules = op.create_table(
        "requirement_rule",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("outlet_kind", sa.Text(), nullable=True),
        sa.Column("size_class", sa.Text(), nullable=True),
        sa.Column("need", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "ends_on >= starts_on",
            name=op.f("ck_requirement_rule_ends_after_it_starts"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requirement_rule")),
    )
    op.create_table(
        "producer",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("owner_name", sa.Text(), nullable=False),
        sa.Column("owner_nik_encrypted", sa.LargeBinary(), nullable=False),
        sa.Column("owner_nik_hash", sa.Text(), nullable=False),
        sa.Column("owner_nik_last4", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("region_code", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("annual_sales_rupiah", sa.BigInteger(), nullable=True),
        sa.Column("capital_rupiah", sa.BigInteger(), nullable=True),
        sa.Column("size_class", sa.Text(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "registered",
                "active",
                "suspended",
                "left",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("registered_by_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "annual_sales_rupiah >= 0 AND capital_rupiah >= 0",
            name=op.f("ck_producer_amounts_not_negative"),
        ),
        sa.ForeignKeyConstraint(
            ["registered_by_id"],
            ["user_account.id"],
            name=op.f("fk_producer_registered_by_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_producer")),
        sa.UniqueConstraint("owner_nik_hash", name=op.f("uq_producer_owner_nik_hash")),
    )
    op.create_index(op.f("ix_producer_region_code"), "producer", ["region_code"], unique=False)
    op.create_table(
        "repeated_registration",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("producer_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("region_code", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["producer_id"], ["producer.id"], name=op.f("fk_repeated_registration_producer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_repeated_registration")),
    )
    op.create_index(
        op.f("ix_repeated_registration_producer_id"), "repeated_registration", ["producer_id"], unique=False
    )
    op.create_table(
        "producer_member",
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("producer_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["producer_id"],
            ["producer.id"],
            name=op.f("fk_producer_member_producer_id"),
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_producer_member_user_id")),
        sa.PrimaryKeyConstraint("user_id", "producer_id", name=op.f("pk_producer_member")),
    )
    op.create_index(
        op.f("ix_producer_member_producer_id"),
        "producer_member",
        ["producer_id"],
        unique=False,
    )
    op.create_table(
        "product",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("producer_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("gtin", sa.Text(), nullable=True),
        sa.Column("packaging", sa.Text(), nullable=False),
        sa.Column("net_weight_gram", sa.BigInteger(), nullable=True),
        sa.Column("shelf_life_days", sa.BigInteger(), nullable=True),
        sa.Column("price_rupiah", sa.BigInteger(), nullable=False),
        sa.Column("answered_yes", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "submitted",
                "returned",
                "active",
                "suspended",
                "withdrawn",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("submitted_by_id", sa.BigInteger(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "decided_by_id <> submitted_by_id",
            name=op.f("ck_product_second_person_decides"),
        ),
        sa.CheckConstraint("price_rupiah > 0", name=op.f("ck_product_price_above_zero")),
        sa.ForeignKeyConstraint(
            ["decided_by_id"],
            ["user_account.id"],
            name=op.f("fk_product_decided_by_id"),
        ),
        sa.ForeignKeyConstraint(["producer_id"], ["producer.id"], name=op.f("fk_product_producer_id")),
        sa.ForeignKeyConstraint(
            ["submitted_by_id"],
            ["user_account.id"],
            name=op.f("fk_product_submitted_by_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product")),
        sa.UniqueConstraint("id", "producer_id", name=op.f("uq_product_id_producer_id")),
        sa.UniqueConstraint("producer_id", "sku", name=op.f("uq_product_producer_id_sku")),
    )
    op.create_table(
        "product_price",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("price_rupiah", sa.BigInteger(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("set_by_id", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("price_rupiah > 0", name=op.f("ck_product_price_price_above_zero")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_product_price_product_id")),
        sa.ForeignKeyConstraint(["set_by_id"], ["user_account.id"], name=op.f("fk_product_price_set_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_price")),
    )
    op.create_index(op.f("ix_product_price_product_id"), "product_price", ["product_id"], unique=False)
    op.create_table(
        "requirement",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("producer_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("number_last4", sa.Text(), nullable=False),
        sa.Column("number_hash", sa.Text(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("details", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("details_encrypted", sa.LargeBinary(), nullable=True),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("warnings", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "submitted",
                "returned",
                "accepted",
                "rejected",
                "waived",
                "expired",
                "revoked",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("evidence_id", sa.BigInteger(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("submitted_by_id", sa.BigInteger(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("waiver_asked_by_id", sa.BigInteger(), nullable=True),
        sa.Column("replaced_by_id", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "decided_by_id <> submitted_by_id",
            name=op.f("ck_requirement_second_person_decides"),
        ),
        sa.CheckConstraint(
            "waiver_asked_by_id <> decided_by_id",
            name=op.f("ck_requirement_second_person_waives"),
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"],
            ["user_account.id"],
            name=op.f("fk_requirement_decided_by_id"),
        ),
        sa.ForeignKeyConstraint(["evidence_id"], ["stored_file.id"], name=op.f("fk_requirement_evidence_id")),
        sa.ForeignKeyConstraint(["producer_id"], ["producer.id"], name=op.f("fk_requirement_producer_id")),
        sa.ForeignKeyConstraint(
            ["replaced_by_id"],
            ["requirement.id"],
            name=op.f("fk_requirement_replaced_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["submitted_by_id"],
            ["user_account.id"],
            name=op.f("fk_requirement_submitted_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["waiver_asked_by_id"],
            ["user_account.id"],
            name=op.f("fk_requirement_waiver_asked_by_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requirement")),
    )
    op.create_index(op.f("ix_requirement_number_hash"), "requirement", ["number_hash"], unique=False)
    op.create_index("ix_requirement_number", "requirement", ["kind", "number"], unique=False)
    op.create_index(
        "ix_requirement_producer_kind",
        "requirement",
        ["producer_id", "kind"],
        unique=False,
    )
    op.create_index("ix_requirement_queue", "requirement", ["status", "submitted_at"], unique=False)
    op.create_table(
        "requirement_product",
        sa.Column("requirement_id", sa.BigInteger(), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"],
            ["product.id"],
            name=op.f("fk_requirement_product_product_id"),
        ),
        sa.ForeignKeyConstraint(
            ["requirement_id"],
            ["requirement.id"],
            name=op.f("fk_requirement_product_requirement_id"),
        ),
        sa.PrimaryKeyConstraint("requirement_id", "product_id", name=op.f("pk_requirement_product")),
    )
    op.create_index(
        op.f("ix_requirement_product_product_id"),
        "requirement_product",
        ["product_id"],
        unique=False,
    )
    append_only("repeated_registration", "product_price")
    op.bulk_insert(
        rules,
        [
            {
                "kind": rule.kind,
                "category": rule.category,
                "outlet_kind": rule.outlet_kind,
                "size_class": rule.size_class,
                "need": rule.need.value,
                "starts_on": rule.starts_on,
                "ends_on": rule.ends_on,
                "source": rule.source,
            }
            for rule in BASE_RULES
        ],
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_index(op.f("ix_requirement_product_product_id"), table_name="requirement_product")
    op.drop_table("requirement_product")
    op.drop_index("ix_requirement_queue", table_name="requirement")
    op.drop_index("ix_requirement_producer_kind", table_name="requirement")
    op.drop_index("ix_requirement_number", table_name="requirement")
    op.drop_index(op.f("ix_requirement_number_hash"), table_name="requirement")
    op.drop_table("requirement")
    op.drop_index(op.f("ix_product_price_product_id"), table_name="product_price")
    op.drop_table("product_price")
    op.drop_table("product")
    op.drop_index(op.f("ix_producer_member_producer_id"), table_name="producer_member")
    op.drop_table("producer_member")
    op.drop_index(op.f("ix_repeated_registration_producer_id"), table_name="repeated_registration")
    op.drop_table("repeated_registration")
    op.drop_index(op.f("ix_producer_region_code"), table_name="producer")
    op.drop_table("producer")
    op.drop_table("requirement_rule")
