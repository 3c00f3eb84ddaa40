"""What the pieces of a batch are worth to their producer: each the consigned price of the day on which it was left.

Most placements have had one price only and are answered without looking at a movement; where there were several, the
deliveries that filled the batch are followed (`outlets.delivery_order`).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import and_, case, or_, select

from core.database import db
from outlets.consignment_models import Delivery, DeliveryLine, ReceiptDispute, ReceiptLine
from outlets.count_models import StockCountDifference
from outlets.count_states import CountOutcome
from outlets.dated_prices import NotedPrice, prices_on
from outlets.delivery_order import Share, Step, Whereabouts, first_pieces, trace, without_first
from outlets.placement_prices import first_prices, noted_for
from outlets.stock import MovementKind, SourceKind
from outlets.stock_models import StockLot, StockMovement


class Worth(NamedTuple):
    """Pieces of a batch that were left at one price, in rupiah a piece."""

    consigned_rupiah: int
    pieces: int


def on_shelf(lots: Sequence[StockLot]) -> dict[int, list[Worth]]:
    """What lies there of each batch, by batch; the oldest delivery first, which is the one that leaves first."""
    noted = noted_for({lot.placement_id for lot in lots})
    traced = _traced({lot.id for lot in lots if lot.placement_id in noted})
    return {
        lot.id: _valued(lot, traced[lot.id].on_shelf, noted[lot.placement_id])
        if lot.id in traced
        else [Worth(lot.placement.first_consigned_price_rupiah, lot.on_hand)]
        for lot in lots
    }


def first_on_shelf(lot: StockLot, pieces: int) -> list[Worth]:
    """So many pieces of what lies there of a batch, in the order in which they leave; one entry a price."""
    return _merged(_first(on_shelf([lot])[lot.id], pieces))


def missing_first(lot: StockLot, pieces: int, *, charged: int) -> list[Worth]:
    """So many pieces a side answers for: the missing ones but the `charged` first, then of what lies there."""
    noted = noted_for([lot.placement_id]).get(lot.placement_id)
    if not noted:
        return [Worth(lot.placement.first_consigned_price_rupiah, pieces)]
    traced = _traced({lot.id})[lot.id]
    shares = [*without_first(traced.missing, charged), *traced.on_shelf]
    return _merged(_valued(lot, first_pieces(shares, pieces), noted))


def _valued(lot: StockLot, shares: Iterable[Share], noted: Sequence[NotedPrice]) -> list[Worth]:
    first = first_prices(lot.placement)
    return [Worth(prices_on(first, noted, share.left_on).consigned_rupiah, share.pieces) for share in shares]


def _first(worth: Sequence[Worth], pieces: int) -> list[Worth]:
    found = []
    for price, there in worth:
        now = min(pieces, there)
        pieces -= now
        if now:
            found.append(Worth(price, now))
    return found


def _merged(worth: Iterable[Worth]) -> list[Worth]:
    by_price: dict[int, int] = defaultdict(int)
    for price, pieces in worth:
        by_price[price] += pieces
    return [Worth(price, pieces) for price, pieces in by_price.items()]


def _traced(lot_ids: Collection[int]) -> dict[int, Whereabouts]:
    """Where the pieces of each batch are, by batch, from all its movements: one query."""
    is_of = StockMovement.source_kind
    dispute = and_(is_of == SourceKind.RECEIPT_DISPUTE.value, ReceiptDispute.id == StockMovement.source_id)
    received = or_(
        and_(is_of == SourceKind.RECEIPT_LINE.value, ReceiptLine.id == StockMovement.source_id),
        ReceiptLine.id == ReceiptDispute.receipt_line_id,
    )
    explained = and_(
        is_of == SourceKind.STOCK_COUNT.value,
        StockMovement.kind == MovementKind.LOST,
        db.cast(StockCountDifference.id, db.Text) == StockMovement.part,
    )
    opened_on = case((StockMovement.kind == MovementKind.OPENING, StockMovement.business_date))
    rows = (
        select(
            StockMovement.lot_id,
            StockMovement.kind,
            StockMovement.quantity,
            db.func.coalesce(Delivery.delivered_on, opened_on).label("left_on"),
            StockCountDifference.outcome,
        )
        .outerjoin(ReceiptDispute, dispute)
        .outerjoin(ReceiptLine, received)
        .outerjoin(DeliveryLine, DeliveryLine.id == ReceiptLine.delivery_line_id)
        .outerjoin(Delivery, Delivery.id == DeliveryLine.delivery_id)
        .outerjoin(StockCountDifference, explained)
        .where(StockMovement.lot_id.in_(lot_ids))
        .order_by(StockMovement.lot_id, StockMovement.number)
    )
    steps: dict[int, list[Step]] = defaultdict(list)
    for row in db.session.execute(rows):
        tolerated = row.outcome is CountOutcome.SHRINKAGE
        steps[row.lot_id].append(Step(row.kind, row.quantity, row.left_on, tolerated))
    return {lot_id: trace(steps[lot_id]) for lot_id in lot_ids}
