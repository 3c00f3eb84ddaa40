"""What may change in a campaign after it opened: prices by day of delivery, days nobody works; each order's price."""

import sqlalchemy as sa
from alembic import op

from migrations.ddl import append_only

revision = "0058"
down_revision = "0057"
branch_labels = None
depends_on = None

TAKEN_BACK = ("left", "short", "less_offered", "not_needed")


def upgrade() -> None:
    """Make the tables, and give every campaign and order the price it has."""
    op.create_table(
        "campaign_price",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("campaign_id", sa.BigInteger(), nullable=False),
        sa.Column("paid_from", sa.Date(), nullable=False),
        sa.Column("price_rupiah", sa.BigInteger(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by_id", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("price_rupiah BETWEEN 1 AND 1000000000", name=op.f("ck_campaign_price_price_is_sane")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_campaign_price_campaign_id")),
        sa.ForeignKeyConstraint(["set_by_id"], ["user_account.id"], name=op.f("fk_campaign_price_set_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_price")),
    )
    op.create_index(op.f("ix_campaign_price_campaign_id"), "campaign_price", ["campaign_id"])
    op.execute(
        "INSERT INTO campaign_price (campaign_id, paid_from, price_rupiah, set_at, set_by_id)"
        " SELECT id, opens_on, price_rupiah, opened_at, opened_by_id FROM campaign ORDER BY id"
    )
    append_only("campaign_price")
    op.create_table(
        "campaign_closed_day",
        sa.Column("campaign_id", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_campaign_closed_day_campaign_id")),
        sa.PrimaryKeyConstraint("campaign_id", "day", name=op.f("pk_campaign_closed_day")),
    )
    op.add_column("preorder", sa.Column("price_rupiah", sa.BigInteger(), nullable=True))
    op.execute("UPDATE preorder SET price_rupiah = campaign.price_rupiah FROM campaign WHERE campaign.id = campaign_id")
    op.alter_column("preorder", "price_rupiah", nullable=False)
    op.create_check_constraint(op.f("ck_preorder_price_is_sane"), "preorder", "price_rupiah BETWEEN 1 AND 1000000000")
    _admit(*TAKEN_BACK, "day_off")


def downgrade() -> None:
    """Take them away; refused while work was taken back for a day off."""
    _admit(*TAKEN_BACK)
    op.drop_column("preorder", "price_rupiah")
    op.drop_table("campaign_closed_day")
    op.drop_table("campaign_price")


def _admit(*reasons: str) -> None:
    """For which reasons pieces are taken back."""
    op.drop_constraint(op.f("ck_campaign_share_sign_follows_reason"), "campaign_share")
    listed = ", ".join(f"'{reason}'" for reason in reasons)
    op.create_check_constraint(
        op.f("ck_campaign_share_sign_follows_reason"),
        "campaign_share",
        f"pieces <> 0 AND (pieces < 0) = (reason IN ({listed}))",
    )
