"""Deliveries, receipts, and the movements of stock."""

import sqlalchemy as sa
from alembic import op

from migrations.ddl import append_only

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.add_column("placement", sa.Column("min_shelf_life_days", sa.BigInteger(), nullable=True))
    op.create_check_constraint(op.f("ck_placement_shelf_life_above_zero"), "placement", "min_shelf_life_days > 0")
    op.create_table(
        "delivery",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("outlet_id", sa.BigInteger(), nullable=False),
        sa.Column("producer_id", sa.BigInteger(), nullable=False),
        sa.Column("delivered_on", sa.Date(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "sent",
                "received",
                "disputed",
                "cancelled",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("sent_by_id", sa.BigInteger(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_source", sa.Text(), nullable=True),
        sa.Column("confirm_by", sa.Date(), nullable=False),
        sa.Column("cancelled_reason", sa.Text(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "(status = 'cancelled') = (cancelled_reason IS NOT NULL)", name=op.f("ck_delivery_cancelled_for_a_reason")
        ),
        sa.ForeignKeyConstraint(["outlet_id"], ["outlet.id"], name=op.f("fk_delivery_outlet_id")),
        sa.ForeignKeyConstraint(["producer_id"], ["producer.id"], name=op.f("fk_delivery_producer_id")),
        sa.ForeignKeyConstraint(["sent_by_id"], ["user_account.id"], name=op.f("fk_delivery_sent_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint("code", name=op.f("uq_delivery_code")),
        sa.UniqueConstraint("id", "outlet_id", name=op.f("uq_delivery_id_outlet_id")),
    )
    op.create_index("ix_delivery_outlet", "delivery", ["outlet_id", "delivered_on"], unique=False)
    op.create_index(op.f("ix_delivery_producer_id"), "delivery", ["producer_id"], unique=False)
    op.create_index(
        "ix_delivery_waiting", "delivery", ["confirm_by"], unique=False, postgresql_where=sa.text("status = 'sent'")
    )
    op.create_table(
        "receipt",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("delivery_id", sa.BigInteger(), nullable=False),
        sa.Column("is_automatic", sa.Boolean(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("confirmed_by_id", sa.BigInteger(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.CheckConstraint("is_automatic = (confirmed_by_id IS NULL)", name=op.f("ck_receipt_confirmed_by_somebody")),
        sa.ForeignKeyConstraint(["confirmed_by_id"], ["user_account.id"], name=op.f("fk_receipt_confirmed_by_id")),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"], name=op.f("fk_receipt_delivery_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt")),
        sa.UniqueConstraint("delivery_id", name=op.f("uq_receipt_delivery_id")),
    )
    op.create_table(
        "delivery_line",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("delivery_id", sa.BigInteger(), nullable=False),
        sa.Column("outlet_id", sa.BigInteger(), nullable=False),
        sa.Column("placement_id", sa.BigInteger(), nullable=False),
        sa.Column("batch", sa.Text(), nullable=False),
        sa.Column("produced_on", sa.Date(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column(
            "expiry_precision",
            sa.Enum("day", "month", name="expiry_precision", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("expires_on >= produced_on", name=op.f("ck_delivery_line_expires_after_production")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_delivery_line_quantity_above_zero")),
        sa.ForeignKeyConstraint(
            ["delivery_id", "outlet_id"],
            ["delivery.id", "delivery.outlet_id"],
            name=op.f("fk_delivery_line_delivery_id_outlet_id"),
        ),
        sa.ForeignKeyConstraint(
            ["placement_id", "outlet_id"],
            ["placement.id", "placement.outlet_id"],
            name=op.f("fk_delivery_line_placement_id_outlet_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_line")),
        sa.UniqueConstraint(
            "delivery_id", "placement_id", "batch", name=op.f("uq_delivery_line_delivery_id_placement_id_batch")
        ),
        sa.UniqueConstraint("id", "quantity", name=op.f("uq_delivery_line_id_quantity")),
    )
    op.create_index(op.f("ix_delivery_line_placement_id"), "delivery_line", ["placement_id"], unique=False)
    op.create_table(
        "stock_lot",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("placement_id", sa.BigInteger(), nullable=False),
        sa.Column("outlet_id", sa.BigInteger(), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("producer_id", sa.BigInteger(), nullable=False),
        sa.Column("batch", sa.Text(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column(
            "expiry_precision",
            sa.Enum("day", "month", name="expiry_precision", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("produced_on", sa.Date(), nullable=True),
        sa.Column("arrived_on", sa.Date(), nullable=False),
        sa.Column("opening", sa.BigInteger(), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("sold", sa.BigInteger(), nullable=False),
        sa.Column("customer_returns", sa.BigInteger(), nullable=False),
        sa.Column("returned", sa.BigInteger(), nullable=False),
        sa.Column("damaged", sa.BigInteger(), nullable=False),
        sa.Column("lost", sa.BigInteger(), nullable=False),
        sa.Column("expired", sa.BigInteger(), nullable=False),
        sa.Column("bought_back", sa.BigInteger(), nullable=False),
        sa.Column("on_hand", sa.BigInteger(), nullable=False),
        sa.Column("movements", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("expires_on >= produced_on", name=op.f("ck_stock_lot_expires_after_production")),
        sa.CheckConstraint("on_hand >= 0", name=op.f("ck_stock_lot_never_below_zero")),
        sa.CheckConstraint(
            "opening + received - sold + customer_returns - returned - damaged - lost - expired - bought_back"
            " = on_hand",
            name=op.f("ck_stock_lot_equation_closes"),
        ),
        sa.ForeignKeyConstraint(
            ["placement_id", "outlet_id", "product_id", "producer_id"],
            ["placement.id", "placement.outlet_id", "placement.product_id", "placement.producer_id"],
            name=op.f("fk_stock_lot_placement_id_outlet_id_product_id_producer_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_lot")),
        sa.UniqueConstraint("placement_id", "batch", name=op.f("uq_stock_lot_placement_id_batch")),
    )
    op.create_index(
        "ix_stock_lot_left",
        "stock_lot",
        ["outlet_id", "expires_on"],
        unique=False,
        postgresql_where=sa.text("on_hand > 0"),
    )
    op.create_index("ix_stock_lot_outlet", "stock_lot", ["outlet_id"], unique=False)
    op.create_index("ix_stock_lot_producer", "stock_lot", ["producer_id"], unique=False)
    op.create_table(
        "held_line",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("report_id", sa.BigInteger(), nullable=False),
        sa.Column("outlet_id", sa.BigInteger(), nullable=False),
        sa.Column("producer_id", sa.BigInteger(), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("placement_id", sa.BigInteger(), nullable=False),
        sa.Column("file_row", sa.BigInteger(), nullable=False),
        sa.Column("sold_on", sa.Date(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("unit_price_rupiah", sa.BigInteger(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("occurrence", sa.BigInteger(), nullable=False),
        sa.Column("natural_key", sa.Uuid(), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "more_than_on_hand", "permit_ended", name="reason", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("on_hand", sa.BigInteger(), nullable=True),
        sa.Column("hold_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "status",
            sa.Enum("held", "released", "refused", name="status", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=True),
        sa.Column("line_id", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "(status = 'held') = (decided_by_id IS NULL)", name=op.f("ck_held_line_decided_by_somebody")
        ),
        sa.CheckConstraint(
            "(status = 'released') = (line_id IS NOT NULL)", name=op.f("ck_held_line_released_as_a_sale")
        ),
        sa.CheckConstraint(
            "(decided_by_id IS NULL) = (decision_reason IS NULL)", name=op.f("ck_held_line_decided_for_a_reason")
        ),
        sa.CheckConstraint("quantity > 0 AND unit_price_rupiah > 0", name=op.f("ck_held_line_amounts_above_zero")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["user_account.id"], name=op.f("fk_held_line_decided_by_id")),
        sa.ForeignKeyConstraint(["hold_id"], ["placement_hold.id"], name=op.f("fk_held_line_hold_id")),
        sa.ForeignKeyConstraint(["line_id"], ["sale_line.id"], name=op.f("fk_held_line_line_id")),
        sa.ForeignKeyConstraint(
            ["placement_id", "outlet_id", "product_id", "producer_id"],
            ["placement.id", "placement.outlet_id", "placement.product_id", "placement.producer_id"],
            name=op.f("fk_held_line_placement_id_outlet_id_product_id_producer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["report_id", "outlet_id"],
            ["sales_report.id", "sales_report.outlet_id"],
            name=op.f("fk_held_line_report_id_outlet_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_held_line")),
        sa.UniqueConstraint("natural_key", name=op.f("uq_held_line_natural_key")),
    )
    op.create_index(
        "ix_held_line_open",
        "held_line",
        ["outlet_id", "sold_on"],
        unique=False,
        postgresql_where=sa.text("status = 'held'"),
    )
    op.create_index("ix_held_line_report", "held_line", ["report_id"], unique=False)
    op.create_table(
        "receipt_line",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("receipt_id", sa.BigInteger(), nullable=False),
        sa.Column("delivery_line_id", sa.BigInteger(), nullable=False),
        sa.Column("sent", sa.BigInteger(), nullable=False),
        sa.Column("good", sa.BigInteger(), nullable=False),
        sa.Column("short", sa.BigInteger(), nullable=False),
        sa.Column("damaged", sa.BigInteger(), nullable=False),
        sa.Column("photo_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("good + short + damaged = sent", name=op.f("ck_receipt_line_adds_up_to_what_was_sent")),
        sa.CheckConstraint(
            "good >= 0 AND short >= 0 AND damaged >= 0", name=op.f("ck_receipt_line_pieces_not_negative")
        ),
        sa.ForeignKeyConstraint(
            ["delivery_line_id", "sent"],
            ["delivery_line.id", "delivery_line.quantity"],
            name=op.f("fk_receipt_line_delivery_line_id_sent"),
        ),
        sa.ForeignKeyConstraint(["photo_id"], ["stored_file.id"], name=op.f("fk_receipt_line_photo_id")),
        sa.ForeignKeyConstraint(["receipt_id"], ["receipt.id"], name=op.f("fk_receipt_line_receipt_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt_line")),
        sa.UniqueConstraint("delivery_line_id", name=op.f("uq_receipt_line_delivery_line_id")),
    )
    op.create_index(op.f("ix_receipt_line_receipt_id"), "receipt_line", ["receipt_id"], unique=False)
    op.create_table(
        "stock_movement",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("lot_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("chained_from", sa.BigInteger(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "opening",
                "received",
                "receipt_reduced",
                "sold",
                "sale_reversed",
                "customer_return",
                "returned_to_producer",
                "damaged",
                "lost",
                "found",
                "expired",
                "bought_back",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("left_before", sa.BigInteger(), nullable=False),
        sa.Column("left_after", sa.BigInteger(), nullable=False),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("source_kind", sa.Text(), nullable=False),
        sa.Column("source_id", sa.BigInteger(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("posted_by_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "left_after = left_before + CASE WHEN kind IN ('opening', 'received', 'sale_reversed', 'customer_return',"
            " 'found') THEN quantity ELSE - quantity END",
            name=op.f("ck_stock_movement_sign_follows_kind"),
        ),
        sa.CheckConstraint(
            "chained_from IS NOT DISTINCT FROM nullif(number - 1, 0)", name=op.f("ck_stock_movement_chain_has_no_gap")
        ),
        sa.CheckConstraint("left_after >= 0", name=op.f("ck_stock_movement_never_below_zero")),
        sa.CheckConstraint(
            "number > 0 AND (number > 1 OR left_before = 0)", name=op.f("ck_stock_movement_chain_begins_with_nothing")
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_stock_movement_quantity_above_zero")),
        sa.ForeignKeyConstraint(
            ["lot_id", "chained_from", "left_before"],
            ["stock_movement.lot_id", "stock_movement.number", "stock_movement.left_after"],
            name=op.f("fk_stock_movement_lot_id_chained_from_left_before"),
        ),
        sa.ForeignKeyConstraint(["lot_id"], ["stock_lot.id"], name=op.f("fk_stock_movement_lot_id")),
        sa.ForeignKeyConstraint(["posted_by_id"], ["user_account.id"], name=op.f("fk_stock_movement_posted_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_movement")),
        sa.UniqueConstraint("lot_id", "number", "left_after", name=op.f("uq_stock_movement_lot_id_number_left_after")),
        sa.UniqueConstraint("lot_id", "number", name=op.f("uq_stock_movement_lot_id_number")),
        sa.UniqueConstraint(
            "source_kind",
            "source_id",
            "kind",
            "lot_id",
            "part",
            name=op.f("uq_stock_movement_source_kind_source_id_kind_lot_id_part"),
        ),
    )
    op.create_index("ix_stock_movement_day", "stock_movement", ["lot_id", "business_date"], unique=False)
    op.create_table(
        "receipt_dispute",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("receipt_line_id", sa.BigInteger(), nullable=False),
        sa.Column("delivery_id", sa.BigInteger(), nullable=False),
        sa.Column("claimed_good", sa.BigInteger(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "open", "corrected", "confirmed", name="status", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("opened_by_id", sa.BigInteger(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_good", sa.BigInteger(), nullable=True),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "(status = 'open') = (decided_by_id IS NULL)", name=op.f("ck_receipt_dispute_decided_by_somebody")
        ),
        sa.CheckConstraint(
            "claimed_good >= 0 AND decided_good >= 0", name=op.f("ck_receipt_dispute_pieces_not_negative")
        ),
        sa.CheckConstraint("decided_by_id <> opened_by_id", name=op.f("ck_receipt_dispute_second_person_decides")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["user_account.id"], name=op.f("fk_receipt_dispute_decided_by_id")),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"], name=op.f("fk_receipt_dispute_delivery_id")),
        sa.ForeignKeyConstraint(["opened_by_id"], ["user_account.id"], name=op.f("fk_receipt_dispute_opened_by_id")),
        sa.ForeignKeyConstraint(
            ["receipt_line_id"], ["receipt_line.id"], name=op.f("fk_receipt_dispute_receipt_line_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt_dispute")),
        sa.UniqueConstraint("receipt_line_id", name=op.f("uq_receipt_dispute_receipt_line_id")),
    )
    op.create_index(op.f("ix_receipt_dispute_delivery_id"), "receipt_dispute", ["delivery_id"], unique=False)
    append_only("delivery_line", "receipt", "receipt_line", "stock_movement")


def downgrade() -> None:
    """Drop them."""
    op.drop_index(op.f("ix_receipt_dispute_delivery_id"), table_name="receipt_dispute")
    op.drop_table("receipt_dispute")
    op.drop_index("ix_stock_movement_day", table_name="stock_movement")
    op.drop_table("stock_movement")
    op.drop_index(op.f("ix_receipt_line_receipt_id"), table_name="receipt_line")
    op.drop_table("receipt_line")
    op.drop_index("ix_held_line_report", table_name="held_line")
    op.drop_index("ix_held_line_open", table_name="held_line", postgresql_where=sa.text("status = 'held'"))
    op.drop_table("held_line")
    op.drop_index("ix_stock_lot_producer", table_name="stock_lot")
    op.drop_index("ix_stock_lot_outlet", table_name="stock_lot")
    op.drop_index("ix_stock_lot_left", table_name="stock_lot", postgresql_where=sa.text("on_hand > 0"))
    op.drop_table("stock_lot")
    op.drop_index(op.f("ix_delivery_line_placement_id"), table_name="delivery_line")
    op.drop_table("delivery_line")
    op.drop_table("receipt")
    op.drop_index("ix_delivery_waiting", table_name="delivery", postgresql_where=sa.text("status = 'sent'"))
    op.drop_index(op.f("ix_delivery_producer_id"), table_name="delivery")
    op.drop_index("ix_delivery_outlet", table_name="delivery")
    op.drop_table("delivery")
    op.drop_constraint(op.f("ck_placement_shelf_life_above_zero"), "placement", type_="check")
    op.drop_column("placement", "min_shelf_life_days")
