"""Drafts of a registration, and files of many registrations."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_index("ix_producer_phone", "producer", ["phone"])
    op.create_table(
        "remembered_columns",
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("titles_hash", sa.Text(), nullable=False),
        sa.Column("columns", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("number_style", sa.Text(), nullable=True),
        sa.Column("date_style", sa.Text(), nullable=True),
        sa.Column("learned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("learned_by_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("purpose", "titles_hash", name=op.f("pk_remembered_columns")),
    )
    op.create_table(
        "registration_draft",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("told_encrypted", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration_draft")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_registration_draft_token_hash")),
    )
    op.create_index(op.f("ix_registration_draft_saved_at"), "registration_draft", ["saved_at"])
    op.create_table(
        "told_at_registration",
        sa.Column("producer_id", sa.BigInteger(), nullable=False),
        sa.Column("product_lines", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("products", sa.Text(), nullable=False),
        sa.Column("nib", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["producer_id"], ["producer.id"], name=op.f("fk_told_at_registration_producer_id")),
        sa.PrimaryKeyConstraint("producer_id", name=op.f("pk_told_at_registration")),
    )
    op.create_index(op.f("ix_told_at_registration_nib"), "told_at_registration", ["nib"])
    op.create_table(
        "producer_file",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("original_name", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("content_encrypted", sa.LargeBinary(), nullable=True),
        sa.Column("rows_encrypted", sa.LargeBinary(), nullable=True),
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
        sa.Column("choices", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("uploaded_by_id", sa.BigInteger(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by_id", sa.BigInteger(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "(status = 'confirmed') = (confirmed_at IS NOT NULL)", name=op.f("ck_producer_file_confirmed_some_time")
        ),
        sa.CheckConstraint(
            "content_encrypted IS NOT NULL OR rows_encrypted IS NULL", name=op.f("ck_producer_file_removed_as_a_whole")
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"], ["user_account.id"], name=op.f("fk_producer_file_confirmed_by_id")
        ),
        sa.ForeignKeyConstraint(["uploaded_by_id"], ["user_account.id"], name=op.f("fk_producer_file_uploaded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_producer_file")),
    )
    op.create_index(op.f("ix_producer_file_content_hash"), "producer_file", ["content_hash"])
    op.create_index(op.f("ix_producer_file_uploaded_at"), "producer_file", ["uploaded_at"])


def downgrade() -> None:
    """Drop them."""
    op.drop_table("producer_file")
    op.drop_table("told_at_registration")
    op.drop_table("registration_draft")
    op.drop_table("remembered_columns")
    op.drop_index("ix_producer_phone", table_name="producer")
