"""The standing terms of office corners."""

import sqlalchemy as sa
from alembic import op

from migrations.ddl import append_only

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    routes = ("outlet_remits_net", "outlet_remits_gross", "producer_collects")
    op.create_table(
        "corner_terms",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("outlet_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "money_route",
            sa.Enum(*routes, name="money_route", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("rate_bp", sa.BigInteger(), nullable=False),
        sa.Column("accepted_by_id", sa.BigInteger(), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.CheckConstraint("rate_bp BETWEEN 0 AND 500", name=op.f("ck_corner_terms_rate_in_band")),
        sa.ForeignKeyConstraint(["outlet_id"], ["outlet.id"], name=op.f("fk_corner_terms_outlet_id")),
        sa.ForeignKeyConstraint(["accepted_by_id"], ["user_account.id"], name=op.f("fk_corner_terms_accepted_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corner_terms")),
    )
    op.create_index(op.f("ix_corner_terms_outlet_id"), "corner_terms", ["outlet_id"])
    append_only("corner_terms")


def downgrade() -> None:
    """Drop it."""
    op.drop_table("corner_terms")
