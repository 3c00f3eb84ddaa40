"""Batches on shelves and every movement of their pieces. Movements are added and never changed (docs/stock.md)."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.database import AppendOnly, Model, code_column, id_column
from outlets.models import Placement
from outlets.stock import EFFECTS, SUMS, ExpiryPrecision, MovementKind


def _kinds(sign: int) -> str:
    """The kinds that bring pieces to the shelf (+1) or take them off (-1), as SQL writes a list."""
    return ", ".join(f"'{kind.value}'" for kind, effect in EFFECTS.items() if effect.on_hand == sign)


class StockLot(Model):
    """One batch of one placement with the sums of its movements; `on_hand` is what the stock equation leaves.

    The sums are a copy for speed: the movements say what is true, and `verify-ledger` compares the two.
    """

    __tablename__ = "stock_lot"

    id: Mapped[int] = id_column()
    placement_id: Mapped[int]
    outlet_id: Mapped[int]
    product_id: Mapped[int]
    producer_id: Mapped[int]
    batch: Mapped[str]
    expires_on: Mapped[date | None]
    """The last day it may be sold; None for goods that do not expire."""
    expiry_precision: Mapped[ExpiryPrecision] = mapped_column(code_column(ExpiryPrecision, "expiry_precision"))
    produced_on: Mapped[date | None]
    arrived_on: Mapped[date]
    """The business day of its first movement."""
    opening: Mapped[int] = mapped_column(default=0)
    received: Mapped[int] = mapped_column(default=0)
    sold: Mapped[int] = mapped_column(default=0)
    customer_returns: Mapped[int] = mapped_column(default=0)
    returned: Mapped[int] = mapped_column(default=0)
    damaged: Mapped[int] = mapped_column(default=0)
    lost: Mapped[int] = mapped_column(default=0)
    expired: Mapped[int] = mapped_column(default=0)
    bought_back: Mapped[int] = mapped_column(default=0)
    on_hand: Mapped[int] = mapped_column(default=0)
    movements: Mapped[int] = mapped_column(default=0)
    """The number of its last movement."""

    placement: Mapped[Placement] = relationship()

    __table_args__ = (
        UniqueConstraint("placement_id", "batch"),
        ForeignKeyConstraint(
            ["placement_id", "outlet_id", "product_id", "producer_id"],
            ["placement.id", "placement.outlet_id", "placement.product_id", "placement.producer_id"],
        ),
        CheckConstraint(
            " ".join(f"{'+' if sign > 0 else '-'} {name}" for name, sign in SUMS.items()).removeprefix("+ ")
            + " = on_hand",
            name="equation_closes",
        ),
        CheckConstraint("on_hand >= 0", name="never_below_zero"),
        CheckConstraint("expires_on >= produced_on", name="expires_after_production"),
        Index("ix_stock_lot_outlet", "outlet_id"),
        Index("ix_stock_lot_producer", "producer_id"),
        Index("ix_stock_lot_left", "outlet_id", "expires_on", postgresql_where=text("on_hand > 0")),
    )


class StockMovement(AppendOnly, Model):
    """Pieces that came to a batch or left it, as a chain: each link begins with what the one before left.

    Keys alone refuse a stock below zero, a gap, two movements at once in one place, and a fact that posts twice.
    """

    __tablename__ = "stock_movement"

    id: Mapped[int] = id_column()
    lot_id: Mapped[int] = mapped_column(ForeignKey("stock_lot.id"))
    number: Mapped[int]
    """1, 2, 3, ... within its batch."""
    chained_from: Mapped[int | None]
    kind: Mapped[MovementKind] = mapped_column(code_column(MovementKind, "kind"))
    quantity: Mapped[int]
    left_before: Mapped[int]
    left_after: Mapped[int]
    business_date: Mapped[date]
    source_kind: Mapped[str]
    source_id: Mapped[int]
    part: Mapped[str] = mapped_column(default="")
    posted_at: Mapped[datetime]
    posted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    reason: Mapped[str | None]

    __table_args__ = (
        UniqueConstraint("lot_id", "number"),
        UniqueConstraint("lot_id", "number", "left_after"),
        UniqueConstraint("source_kind", "source_id", "kind", "lot_id", "part"),
        ForeignKeyConstraint(
            ["lot_id", "chained_from", "left_before"],
            ["stock_movement.lot_id", "stock_movement.number", "stock_movement.left_after"],
        ),
        CheckConstraint("quantity > 0", name="quantity_above_zero"),
        CheckConstraint("left_after >= 0", name="never_below_zero"),
        CheckConstraint("number > 0 AND (number > 1 OR left_before = 0)", name="chain_begins_with_nothing"),
        CheckConstraint("chained_from IS NOT DISTINCT FROM nullif(number - 1, 0)", name="chain_has_no_gap"),
        CheckConstraint(
            f"left_after = left_before + CASE WHEN kind IN ({_kinds(1)}) THEN quantity ELSE - quantity END",
            name="sign_follows_kind",
        ),
        Index("ix_stock_movement_day", "lot_id", "business_date"),
    )
