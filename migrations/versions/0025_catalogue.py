"""Who asked in the public catalogue."""

import sqlalchemy as sa
from alembic import op

from migrations.ddl import append_only

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "catalogue_enquiry",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "means",
            sa.Enum("whatsapp", "telephone", name="means", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_catalogue_enquiry_product_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalogue_enquiry")),
    )
    op.create_index("ix_catalogue_enquiry_product", "catalogue_enquiry", ["product_id", "asked_at"])
    append_only("catalogue_enquiry")


def downgrade() -> None:
    """Drop it."""
    op.drop_table("catalogue_enquiry")
