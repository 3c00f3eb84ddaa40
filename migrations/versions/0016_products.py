"""Photos of products, and what a changed product was approved as."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.ddl import append_only

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

JSON = postgresql.JSONB(astext_type=sa.Text())


def upgrade() -> None:
    """Make the tables, and give products their answers, photos and counted changes."""
    op.add_column("product", sa.Column("route_answers", JSON, server_default="{}", nullable=False))
    op.add_column("product", sa.Column("decided_route", sa.Text(), nullable=True))
    op.add_column("product", sa.Column("route_decided_by_id", sa.BigInteger(), nullable=True))
    op.add_column("product", sa.Column("photos", JSON, server_default="[]", nullable=False))
    op.add_column("product", sa.Column("revision_number", sa.BigInteger(), server_default="0", nullable=False))
    for column in ("route_answers", "photos", "revision_number"):
        op.alter_column("product", column, server_default=None)
    op.create_foreign_key(
        op.f("fk_product_route_decided_by_id"), "product", "user_account", ["route_decided_by_id"], ["id"]
    )
    op.create_check_constraint(
        op.f("ck_product_route_decided_by_somebody"),
        "product",
        "(decided_route IS NULL) = (route_decided_by_id IS NULL)",
    )
    op.create_table(
        "product_photo",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("file_id", sa.BigInteger(), nullable=False),
        sa.Column("small_id", sa.BigInteger(), nullable=False),
        sa.Column("added_by_id", sa.BigInteger(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_product_photo_product_id")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_product_photo_file_id")),
        sa.ForeignKeyConstraint(["small_id"], ["stored_file.id"], name=op.f("fk_product_photo_small_id")),
        sa.ForeignKeyConstraint(["added_by_id"], ["user_account.id"], name=op.f("fk_product_photo_added_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_photo")),
    )
    op.create_index(op.f("ix_product_photo_product_id"), "product_photo", ["product_id"], unique=False)
    op.create_table(
        "product_revision",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("content", JSON, nullable=False),
        sa.Column("before", JSON, nullable=False),
        sa.Column("changed_in_making", JSON, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "submitted",
                "returned",
                "accepted",
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
        sa.CheckConstraint("decided_by_id <> submitted_by_id", name=op.f("ck_product_revision_second_person_decides")),
        sa.CheckConstraint(
            "(status = 'submitted') = (decided_at IS NULL)", name=op.f("ck_product_revision_decided_at_some_time")
        ),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_product_revision_product_id")),
        sa.ForeignKeyConstraint(
            ["submitted_by_id"], ["user_account.id"], name=op.f("fk_product_revision_submitted_by_id")
        ),
        sa.ForeignKeyConstraint(["decided_by_id"], ["user_account.id"], name=op.f("fk_product_revision_decided_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_revision")),
        sa.UniqueConstraint("product_id", "number", name=op.f("uq_product_revision_product_id_number")),
    )
    op.create_index(
        "uq_product_revision_open",
        "product_revision",
        ["product_id"],
        unique=True,
        postgresql_where=sa.text("status = 'submitted'"),
    )
    op.create_table(
        "curation_decision",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("revision_id", sa.BigInteger(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("checks", JSON, nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_curation_decision_product_id")),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["product_revision.id"], name=op.f("fk_curation_decision_revision_id")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["user_account.id"], name=op.f("fk_curation_decision_decided_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_curation_decision")),
    )
    op.create_index(op.f("ix_curation_decision_product_id"), "curation_decision", ["product_id"], unique=False)
    append_only("product_photo", "curation_decision")


def downgrade() -> None:
    """Drop them."""
    op.drop_index(op.f("ix_curation_decision_product_id"), table_name="curation_decision")
    op.drop_table("curation_decision")
    op.drop_index(
        "uq_product_revision_open", table_name="product_revision", postgresql_where=sa.text("status = 'submitted'")
    )
    op.drop_table("product_revision")
    op.drop_index(op.f("ix_product_photo_product_id"), table_name="product_photo")
    op.drop_table("product_photo")
    op.drop_constraint(op.f("ck_product_route_decided_by_somebody"), "product", type_="check")
    op.drop_constraint(op.f("fk_product_route_decided_by_id"), "product", type_="foreignkey")
    for column in ("revision_number", "photos", "route_decided_by_id", "decided_route", "route_answers"):
        op.drop_column("product", column)
