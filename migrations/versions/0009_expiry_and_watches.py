"""Expiry and its consequences, the halal watch and the visits."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.ddl import append_only

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "nightly_run",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_nightly_run")),
    )
    op.create_table(
        "producer_notice",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("producer_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("lines", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["producer_id"], ["producer.id"], name=op.f("fk_producer_notice_producer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_producer_notice")),
        sa.UniqueConstraint("producer_id", "kind", "day", name=op.f("uq_producer_notice_producer_id_kind_day")),
    )
    op.create_table(
        "production_visit",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("producer_id", sa.BigInteger(), nullable=False),
        sa.Column("visited_on", sa.Date(), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum(
                "own_production",
                "not_own_production",
                "unclear",
                name="verdict",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.Column("photo_id", sa.BigInteger(), nullable=False),
        sa.Column("visited_by_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["photo_id"], ["stored_file.id"], name=op.f("fk_production_visit_photo_id")),
        sa.ForeignKeyConstraint(["producer_id"], ["producer.id"], name=op.f("fk_production_visit_producer_id")),
        sa.ForeignKeyConstraint(["visited_by_id"], ["user_account.id"], name=op.f("fk_production_visit_visited_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_production_visit")),
    )
    op.create_index(op.f("ix_production_visit_producer_id"), "production_visit", ["producer_id"], unique=False)
    op.create_table(
        "halal_review",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("requirement_id", sa.BigInteger(), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "changed",
            sa.Enum(
                "recipe",
                "supplier",
                "process",
                "site",
                name="changed",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("changed_on", sa.Date(), nullable=False),
        sa.Column("declared_by_id", sa.BigInteger(), nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "open", "confirmed", "revoked", name="status", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "(status = 'open') = (decided_by_id IS NULL)", name=op.f("ck_halal_review_decided_by_somebody")
        ),
        sa.CheckConstraint("decided_by_id <> declared_by_id", name=op.f("ck_halal_review_second_person_decides")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["user_account.id"], name=op.f("fk_halal_review_decided_by_id")),
        sa.ForeignKeyConstraint(["declared_by_id"], ["user_account.id"], name=op.f("fk_halal_review_declared_by_id")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_halal_review_product_id")),
        sa.ForeignKeyConstraint(["requirement_id"], ["requirement.id"], name=op.f("fk_halal_review_requirement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_halal_review")),
    )
    op.create_index(
        "ix_halal_review_open",
        "halal_review",
        ["declared_at"],
        unique=False,
        postgresql_where=sa.text("status = 'open'"),
    )
    op.create_index(op.f("ix_halal_review_product_id"), "halal_review", ["product_id"], unique=False)
    op.create_index(op.f("ix_halal_review_requirement_id"), "halal_review", ["requirement_id"], unique=False)
    op.create_table(
        "requirement_ending",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("requirement_id", sa.BigInteger(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column(
            "ground",
            sa.Enum(
                "food_law",
                "outbreak",
                "dangerous_content",
                "prohibited_claim",
                "other_site",
                "not_as_certified",
                name="ground",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("ended_by_id", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(ground IS NULL) = (ended_by_id IS NULL)", name=op.f("ck_requirement_ending_revoked_by_somebody")
        ),
        sa.ForeignKeyConstraint(["ended_by_id"], ["user_account.id"], name=op.f("fk_requirement_ending_ended_by_id")),
        sa.ForeignKeyConstraint(
            ["requirement_id"], ["requirement.id"], name=op.f("fk_requirement_ending_requirement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requirement_ending")),
        sa.UniqueConstraint("requirement_id", name=op.f("uq_requirement_ending_requirement_id")),
    )
    op.create_index(op.f("ix_requirement_ending_last_day"), "requirement_ending", ["last_day"], unique=False)
    op.create_table(
        "placement_hold",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("placement_id", sa.BigInteger(), nullable=False),
        sa.Column("requirement_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifted_on", sa.Date(), nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_by_requirement_id", sa.BigInteger(), nullable=True),
        sa.Column("override_asked_by_id", sa.BigInteger(), nullable=True),
        sa.Column("override_asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("override_reason", sa.Text(), nullable=True),
        sa.Column("overridden_by_id", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "overridden_by_id IS NULL OR (override_asked_by_id IS NOT NULL AND override_reason <> ''"
            " AND lifted_on IS NOT NULL)",
            name=op.f("ck_placement_hold_overridden_for_a_reason"),
        ),
        sa.CheckConstraint(
            "(lifted_on IS NULL) = (lifted_at IS NULL)", name=op.f("ck_placement_hold_lifted_at_some_time")
        ),
        sa.CheckConstraint(
            "overridden_by_id <> override_asked_by_id", name=op.f("ck_placement_hold_second_person_overrides")
        ),
        sa.ForeignKeyConstraint(
            ["lifted_by_requirement_id"], ["requirement.id"], name=op.f("fk_placement_hold_lifted_by_requirement_id")
        ),
        sa.ForeignKeyConstraint(
            ["overridden_by_id"], ["user_account.id"], name=op.f("fk_placement_hold_overridden_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["override_asked_by_id"], ["user_account.id"], name=op.f("fk_placement_hold_override_asked_by_id")
        ),
        sa.ForeignKeyConstraint(["placement_id"], ["placement.id"], name=op.f("fk_placement_hold_placement_id")),
        sa.ForeignKeyConstraint(["requirement_id"], ["requirement.id"], name=op.f("fk_placement_hold_requirement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement_hold")),
        sa.UniqueConstraint(
            "placement_id", "requirement_id", "kind", name=op.f("uq_placement_hold_placement_id_requirement_id_kind")
        ),
    )
    op.create_index(
        "ix_placement_hold_open",
        "placement_hold",
        ["placement_id"],
        unique=False,
        postgresql_where=sa.text("lifted_on IS NULL"),
    )
    op.create_index(op.f("ix_placement_hold_requirement_id"), "placement_hold", ["requirement_id"], unique=False)
    op.create_table(
        "pull_entry",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("placement_id", sa.BigInteger(), nullable=False),
        sa.Column("outlet_id", sa.BigInteger(), nullable=False),
        sa.Column("hold_id", sa.BigInteger(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("deadline", sa.Date(), nullable=False),
        sa.Column("pulled_on", sa.Date(), nullable=True),
        sa.Column("pulled_quantity", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("pulled_by_id", sa.BigInteger(), nullable=True),
        sa.Column("pulled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pulled_source", sa.Text(), nullable=True),
        sa.Column("lifted_on", sa.Date(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "(pulled_on IS NULL) = (pulled_quantity IS NULL) AND (pulled_on IS NULL) = (pulled_by_id IS NULL)"
            " AND (pulled_on IS NULL) = (pulled_at IS NULL)",
            name=op.f("ck_pull_entry_pulled_by_somebody"),
        ),
        sa.CheckConstraint("deadline >= asked_on", name=op.f("ck_pull_entry_deadline_after_asking")),
        sa.CheckConstraint("pulled_quantity >= 0", name=op.f("ck_pull_entry_quantity_not_negative")),
        sa.ForeignKeyConstraint(["hold_id"], ["placement_hold.id"], name=op.f("fk_pull_entry_hold_id")),
        sa.ForeignKeyConstraint(
            ["placement_id", "outlet_id"],
            ["placement.id", "placement.outlet_id"],
            name=op.f("fk_pull_entry_placement_id_outlet_id"),
        ),
        sa.ForeignKeyConstraint(["pulled_by_id"], ["user_account.id"], name=op.f("fk_pull_entry_pulled_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pull_entry")),
    )
    op.create_index("ix_pull_entry_outlet", "pull_entry", ["outlet_id", "deadline"], unique=False)
    op.create_index(
        "uq_pull_entry_current",
        "pull_entry",
        ["placement_id"],
        unique=True,
        postgresql_where=sa.text("lifted_on IS NULL"),
    )
    append_only("requirement_ending", "producer_notice", "production_visit")


def downgrade() -> None:
    """Drop them."""
    op.drop_index("uq_pull_entry_current", table_name="pull_entry", postgresql_where=sa.text("lifted_on IS NULL"))
    op.drop_index("ix_pull_entry_outlet", table_name="pull_entry")
    op.drop_table("pull_entry")
    op.drop_index(op.f("ix_placement_hold_requirement_id"), table_name="placement_hold")
    op.drop_index("ix_placement_hold_open", table_name="placement_hold", postgresql_where=sa.text("lifted_on IS NULL"))
    op.drop_table("placement_hold")
    op.drop_index(op.f("ix_requirement_ending_last_day"), table_name="requirement_ending")
    op.drop_table("requirement_ending")
    op.drop_index(op.f("ix_halal_review_requirement_id"), table_name="halal_review")
    op.drop_index(op.f("ix_halal_review_product_id"), table_name="halal_review")
    op.drop_index("ix_halal_review_open", table_name="halal_review", postgresql_where=sa.text("status = 'open'"))
    op.drop_table("halal_review")
    op.drop_index(op.f("ix_production_visit_producer_id"), table_name="production_visit")
    op.drop_table("production_visit")
    op.drop_table("producer_notice")
    op.drop_table("nightly_run")
