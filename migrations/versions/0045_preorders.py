"""Pooled pre-orders: campaigns, their pools, shares of work, orders, deliveries, pick-ups and buyers' money."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.ddl import append_only

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

TABLES = (
    "campaign",
    "campaign_member",
    "campaign_day_off",
    "campaign_share",
    "campaign_delivery",
    "material_shortage",
    "preorder",
    "preorder_promise",
    "preorder_event",
    "preorder_pickup",
    "buyer_payment",
)


def _code(name: str, *codes: str) -> sa.Enum:
    return sa.Enum(*codes, name=name, native_enum=False, create_constraint=True, length=40)


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))


def _check(table: str, name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))


def upgrade() -> None:
    """Make the tables, and give each campaign a book of the ledger."""
    _campaigns()
    _orders()
    append_only("campaign_share", "campaign_delivery", "preorder_event", "preorder_pickup", "buyer_payment")
    op.add_column("ledger_book", sa.Column("campaign_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f("fk_ledger_book_campaign_id"), "ledger_book", "campaign", ["campaign_id"], ["id"])
    op.create_unique_constraint(op.f("uq_ledger_book_campaign_id"), "ledger_book", ["campaign_id"])
    op.create_check_constraint(
        op.f("ck_ledger_book_campaign_is_whole"),
        "ledger_book",
        "(kind = 'campaign') = (campaign_id IS NOT NULL)"
        " AND (kind <> 'campaign' OR (producer_id IS NULL AND outlet_id IS NULL))",
    )


def _campaigns() -> None:
    """Campaigns and what producers do in them."""
    op.create_table(
        "campaign",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("product_name", sa.Text(), nullable=False),
        sa.Column("specification", sa.Text(), nullable=False),
        sa.Column("outlet_id", sa.BigInteger(), nullable=False),
        sa.Column("price_rupiah", sa.BigInteger(), nullable=False),
        sa.Column("minimum_lot", sa.BigInteger(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("deliver_from", sa.Date(), nullable=False),
        sa.Column("deliver_until", sa.Date(), nullable=False),
        sa.Column("status", _code("status", "open", "closed", "cancelled"), nullable=False),
        sa.Column("ended_reason", sa.Text(), nullable=True),
        sa.Column("opened_by_id", sa.BigInteger(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("allocated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        _check("campaign", "ended_for_a_reason", "(status = 'open') = (ended_reason IS NULL)"),
        _check("campaign", "closes_after_it_opens", "closes_on >= opens_on"),
        _check("campaign", "delivers_after_it_opens", "deliver_until >= deliver_from AND deliver_until >= opens_on"),
        _check("campaign", "minimum_lot", "minimum_lot BETWEEN 1 AND 10000"),
        _check("campaign", "price_is_sane", "price_rupiah BETWEEN 1 AND 1000000000"),
        _to("campaign", "opened_by_id", "user_account"),
        _to("campaign", "outlet_id", "outlet"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
    )
    op.create_index(op.f("ix_campaign_outlet_id"), "campaign", ["outlet_id"])
    op.create_table(
        "campaign_member",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("campaign_id", sa.BigInteger(), nullable=False),
        sa.Column("producer_id", sa.BigInteger(), nullable=False),
        sa.Column("pieces_per_day", sa.BigInteger(), nullable=False),
        sa.Column("joined", sa.BigInteger(), nullable=False),
        sa.Column("joined_on", sa.Date(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("joined_by_id", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("left_reason", sa.Text(), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_by_id", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        _check(
            "campaign_member",
            "left_for_a_reason",
            "(left_on IS NULL) = (left_reason IS NULL) AND (left_on IS NULL) = (left_at IS NULL)"
            " AND (left_on IS NULL) = (left_by_id IS NULL)",
        ),
        _check("campaign_member", "pieces_per_day", "pieces_per_day BETWEEN 1 AND 100000"),
        _to("campaign_member", "campaign_id", "campaign"),
        _to("campaign_member", "joined_by_id", "user_account"),
        _to("campaign_member", "left_by_id", "user_account"),
        _to("campaign_member", "producer_id", "producer"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_member")),
        sa.UniqueConstraint("campaign_id", "joined", name=op.f("uq_campaign_member_campaign_id_joined")),
        sa.UniqueConstraint(
            "id", "campaign_id", "producer_id", name=op.f("uq_campaign_member_id_campaign_id_producer_id")
        ),
    )
    op.create_index(op.f("ix_campaign_member_producer_id"), "campaign_member", ["producer_id"])
    op.create_index(
        "uq_campaign_member_in_pool",
        "campaign_member",
        ["campaign_id", "producer_id"],
        unique=True,
        postgresql_where=sa.text("left_on IS NULL"),
    )
    op.create_table(
        "campaign_day_off",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        _to("campaign_day_off", "member_id", "campaign_member"),
        sa.PrimaryKeyConstraint("member_id", "day", name=op.f("pk_campaign_day_off")),
    )
    op.create_table(
        "campaign_share",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("campaign_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("producer_id", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("pieces", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("figures", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.BigInteger(), nullable=True),
        _check(
            "campaign_share",
            "sign_follows_reason",
            "pieces <> 0 AND (pieces < 0) = (reason IN ('left', 'short', 'less_offered', 'not_needed'))",
        ),
        _to("campaign_share", "made_by_id", "user_account"),
        sa.ForeignKeyConstraint(
            ["member_id", "campaign_id", "producer_id"],
            ["campaign_member.id", "campaign_member.campaign_id", "campaign_member.producer_id"],
            name=op.f("fk_campaign_share_member_id_campaign_id_producer_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_share")),
    )
    op.create_index("ix_campaign_share_day", "campaign_share", ["campaign_id", "day"])
    op.create_index(op.f("ix_campaign_share_producer_id"), "campaign_share", ["producer_id"])
    op.create_table(
        "campaign_delivery",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("campaign_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("producer_id", sa.BigInteger(), nullable=False),
        sa.Column("outlet_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", _code("kind", "delivery", "correction", "brought_back"), nullable=False),
        sa.Column("delivered_on", sa.Date(), nullable=False),
        sa.Column("accepted", sa.BigInteger(), nullable=False),
        sa.Column("rejected", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("corrects_id", sa.BigInteger(), nullable=True),
        sa.Column("agreement_id", sa.BigInteger(), nullable=False),
        sa.Column("agreement_version", sa.BigInteger(), nullable=False),
        sa.Column("rate_id", sa.BigInteger(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column(
            "money_route",
            _code("money_route", "outlet_remits_net", "outlet_remits_gross", "producer_collects"),
            nullable=False,
        ),
        sa.Column("unit_price_rupiah", sa.BigInteger(), nullable=False),
        sa.Column("gross_rupiah", sa.BigInteger(), nullable=False),
        sa.Column("rate_bp", sa.BigInteger(), nullable=False),
        sa.Column("commission_rupiah", sa.BigInteger(), nullable=False),
        sa.Column("tax_code", sa.Text(), nullable=True),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("recorded_by_id", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        _check("campaign_delivery", "what_leaves_names_its_delivery", "(kind = 'delivery') = (corrects_id IS NULL)"),
        _check(
            "campaign_delivery", "brought_back_is_negative", "kind <> 'brought_back' OR (accepted < 0 AND rejected = 0)"
        ),
        _check("campaign_delivery", "delivery_not_negative", "kind <> 'delivery' OR (accepted >= 0 AND rejected >= 0)"),
        _check("campaign_delivery", "rejected_for_a_reason", "rejected = 0 OR reason <> ''"),
        _check("campaign_delivery", "says_something", "accepted <> 0 OR rejected <> 0"),
        _check("campaign_delivery", "gross_is_accepted_times_price", "gross_rupiah = accepted * unit_price_rupiah"),
        _check(
            "campaign_delivery", "rate", "rate_bp BETWEEN 0 AND 10000 AND abs(commission_rupiah) <= abs(gross_rupiah)"
        ),
        _to("campaign_delivery", "agreement_id", "agreement"),
        _to("campaign_delivery", "corrects_id", "campaign_delivery"),
        sa.ForeignKeyConstraint(
            ["member_id", "campaign_id", "producer_id"],
            ["campaign_member.id", "campaign_member.campaign_id", "campaign_member.producer_id"],
            name=op.f("fk_campaign_delivery_member_id_campaign_id_producer_id"),
        ),
        _to("campaign_delivery", "outlet_id", "outlet"),
        _to("campaign_delivery", "recorded_by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_delivery")),
    )
    op.create_index("ix_campaign_delivery_campaign", "campaign_delivery", ["campaign_id", "delivered_on"])
    op.create_index(op.f("ix_campaign_delivery_corrects_id"), "campaign_delivery", ["corrects_id"])
    op.create_index("ix_campaign_delivery_pair", "campaign_delivery", ["producer_id", "outlet_id", "period"])
    op.create_table(
        "material_shortage",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("campaign_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("producer_id", sa.BigInteger(), nullable=False),
        sa.Column("material", sa.Text(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_by_id", sa.BigInteger(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by_id", sa.BigInteger(), nullable=True),
        sa.Column("settled_note", sa.Text(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        _check("material_shortage", "settled_by_somebody", "(settled_at IS NULL) = (settled_by_id IS NULL)"),
        _check("material_shortage", "quantity_above_zero", "quantity > 0"),
        sa.ForeignKeyConstraint(
            ["member_id", "campaign_id", "producer_id"],
            ["campaign_member.id", "campaign_member.campaign_id", "campaign_member.producer_id"],
            name=op.f("fk_material_shortage_member_id_campaign_id_producer_id"),
        ),
        _to("material_shortage", "settled_by_id", "user_account"),
        _to("material_shortage", "told_by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_material_shortage")),
    )
    op.create_index("ix_material_shortage_campaign", "material_shortage", ["campaign_id"])
    op.create_index(op.f("ix_material_shortage_producer_id"), "material_shortage", ["producer_id"])


def _orders() -> None:
    """Orders, and what follows from them."""
    op.create_table(
        "preorder",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("campaign_id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("buyer_encrypted", sa.LargeBinary(), nullable=True),
        sa.Column("phone_hash", sa.Text(), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("region_code", sa.Text(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("wanted_on", sa.Date(), nullable=False),
        sa.Column("takes_parts", sa.Boolean(), nullable=False),
        sa.Column("status", _code("status", "accepted", "waiting", "handed_over", "cancelled"), nullable=False),
        sa.Column("promised_on", sa.Date(), nullable=True),
        sa.Column("cancelled_reason", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("ordered_by_id", sa.BigInteger(), nullable=True),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("form_key", sa.Uuid(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        _check("preorder", "cancelled_for_a_reason", "(status = 'cancelled') = (cancelled_reason IS NOT NULL)"),
        _check("preorder", "promised_a_day", "(status IN ('accepted', 'handed_over')) = (promised_on IS NOT NULL)"),
        _check("preorder", "there_or_erased", "(buyer_encrypted IS NULL) = (erased_at IS NOT NULL)"),
        _check("preorder", "quantity", "quantity BETWEEN 1 AND 1000000"),
        _to("preorder", "campaign_id", "campaign"),
        _to("preorder", "ordered_by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_preorder")),
        sa.UniqueConstraint("code", name=op.f("uq_preorder_code")),
        sa.UniqueConstraint("form_key", name=op.f("uq_preorder_form_key")),
        sa.UniqueConstraint("id", "campaign_id", name=op.f("uq_preorder_id_campaign_id")),
    )
    op.create_index("ix_preorder_campaign", "preorder", ["campaign_id", "status", "id"])
    op.create_index("ix_preorder_phone", "preorder", ["phone_hash"])
    op.create_table(
        "preorder_promise",
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("pieces", sa.BigInteger(), nullable=False),
        _check("preorder_promise", "pieces_above_zero", "pieces > 0"),
        _to("preorder_promise", "order_id", "preorder"),
        sa.PrimaryKeyConstraint("order_id", "day", name=op.f("pk_preorder_promise")),
    )
    op.create_table(
        "preorder_event",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            _code("kind", "accepted", "waiting", "promise_moved", "quantity_changed", "cancelled", "handed_over"),
            nullable=False,
        ),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("promised_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=True),
        _to("preorder_event", "by_id", "user_account"),
        _to("preorder_event", "order_id", "preorder"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_preorder_event")),
    )
    op.create_index(op.f("ix_preorder_event_order_id"), "preorder_event", ["order_id"])
    op.create_table(
        "preorder_pickup",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column("campaign_id", sa.BigInteger(), nullable=False),
        sa.Column("pieces", sa.BigInteger(), nullable=False),
        sa.Column("picked_on", sa.Date(), nullable=False),
        sa.Column("corrects_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("recorded_by_id", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        _check("preorder_pickup", "taken_back_for_a_reason", "pieces > 0 OR reason <> ''"),
        _check("preorder_pickup", "sign_follows_kind", "pieces <> 0 AND (pieces < 0) = (corrects_id IS NOT NULL)"),
        _to("preorder_pickup", "corrects_id", "preorder_pickup"),
        sa.ForeignKeyConstraint(
            ["order_id", "campaign_id"],
            ["preorder.id", "preorder.campaign_id"],
            name=op.f("fk_preorder_pickup_order_id_campaign_id"),
        ),
        _to("preorder_pickup", "recorded_by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_preorder_pickup")),
    )
    op.create_index(op.f("ix_preorder_pickup_campaign_id"), "preorder_pickup", ["campaign_id"])
    op.create_index(op.f("ix_preorder_pickup_order_id"), "preorder_pickup", ["order_id"])
    op.create_table(
        "buyer_payment",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column("campaign_id", sa.BigInteger(), nullable=False),
        sa.Column("is_refund", sa.Boolean(), nullable=False),
        sa.Column("amount_rupiah", sa.BigInteger(), nullable=False),
        sa.Column("means", _code("means", "on_pickup", "transfer", "office_invoice"), nullable=False),
        sa.Column("producer_id", sa.BigInteger(), nullable=True),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("corrects_id", sa.BigInteger(), nullable=True),
        sa.Column("recorded_by_id", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        _check("buyer_payment", "back_for_a_reason", "reason <> '' OR NOT (is_refund OR corrects_id IS NOT NULL)"),
        _check(
            "buyer_payment",
            "sign_follows_kind",
            "amount_rupiah <> 0 AND (amount_rupiah < 0) = (corrects_id IS NOT NULL)",
        ),
        _to("buyer_payment", "corrects_id", "buyer_payment"),
        sa.ForeignKeyConstraint(
            ["order_id", "campaign_id"],
            ["preorder.id", "preorder.campaign_id"],
            name=op.f("fk_buyer_payment_order_id_campaign_id"),
        ),
        _to("buyer_payment", "producer_id", "producer"),
        _to("buyer_payment", "recorded_by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_buyer_payment")),
        sa.UniqueConstraint("corrects_id", name=op.f("uq_buyer_payment_corrects_id")),
    )
    op.create_index(op.f("ix_buyer_payment_campaign_id"), "buyer_payment", ["campaign_id"])
    op.create_index(op.f("ix_buyer_payment_order_id"), "buyer_payment", ["order_id"])


def downgrade() -> None:
    """Take them away."""
    op.drop_constraint(op.f("ck_ledger_book_campaign_is_whole"), "ledger_book", type_="check")
    op.drop_constraint(op.f("uq_ledger_book_campaign_id"), "ledger_book", type_="unique")
    op.drop_constraint(op.f("fk_ledger_book_campaign_id"), "ledger_book", type_="foreignkey")
    op.drop_column("ledger_book", "campaign_id")
    for table in reversed(TABLES):
        op.drop_table(table)
