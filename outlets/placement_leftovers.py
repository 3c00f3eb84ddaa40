"""What is still open under one placement: pieces on the shelf and on their way, lines held, returns announced."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from core.database import db
from outlets.consignment_models import Delivery, DeliveryLine
from outlets.held_models import HeldLine
from outlets.models import Placement
from outlets.return_models import GoodsReturn, GoodsReturnLine
from outlets.return_states import ReturnStatus
from outlets.stock_models import StockLot
from outlets.stock_states import DeliveryStatus, HeldStatus


@dataclass(frozen=True, slots=True)
class LeftBatch:
    """Pieces of one batch, on the shelf or on their way."""

    batch: str
    expires_on: date | None
    pieces: int
    on_the_way: bool


@dataclass(frozen=True, slots=True)
class LeftUnder:
    """Everything that is open under a placement the caller may see."""

    batches: list[LeftBatch]
    held_lines: int
    open_returns: int

    @property
    def on_hand(self) -> int:
        """Pieces on the shelf."""
        return sum(one.pieces for one in self.batches if not one.on_the_way)

    @property
    def in_transit(self) -> int:
        """Pieces on their way."""
        return sum(one.pieces for one in self.batches if one.on_the_way)


def left_under(placement: Placement) -> LeftUnder:
    """What would be left if the placement ended now; its end stops none of it."""
    lying = (
        select(StockLot.batch, StockLot.expires_on, StockLot.on_hand)
        .where(StockLot.placement_id == placement.id, StockLot.on_hand > 0)
        .order_by(StockLot.expires_on.nulls_last(), StockLot.id)
    )
    coming = (
        select(DeliveryLine.batch, DeliveryLine.expires_on, DeliveryLine.quantity)
        .join(Delivery, Delivery.id == DeliveryLine.delivery_id)
        .where(DeliveryLine.placement_id == placement.id, Delivery.status == DeliveryStatus.SENT)
        .order_by(DeliveryLine.id)
    )
    held = select(func.count()).where(HeldLine.placement_id == placement.id, HeldLine.status == HeldStatus.HELD)
    returns = (
        select(func.count(GoodsReturn.id.distinct()))
        .join(GoodsReturnLine, GoodsReturnLine.goods_return_id == GoodsReturn.id)
        .join(StockLot, StockLot.id == GoodsReturnLine.lot_id)
        .where(StockLot.placement_id == placement.id, GoodsReturn.status == ReturnStatus.ANNOUNCED)
    )
    return LeftUnder(
        [
            *[LeftBatch(*row, on_the_way=False) for row in db.session.execute(lying)],
            *[LeftBatch(*row, on_the_way=True) for row in db.session.execute(coming)],
        ],
        db.session.execute(held).scalar_one(),
        db.session.execute(returns).scalar_one(),
    )
