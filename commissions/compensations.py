"""Goods the outlet answers for: valued at their consigned price, and each piece only once.

Where stock is followed, pieces that were noted as lost or damaged are taken first; what is charged beyond them leaves
the batch as lost when the outlet agrees. What left the shelf so cannot be bought back by the agency, which buys only
what lies there, and what the agency bought cannot be charged.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select

from accounts.models import UserAccount
from commissions.adjustment_errors import (
    MoreThanIsMissing,
    NamedTwiceHere,
    NothingToSettle,
    NotPlacedThere,
    UnknownBatchHere,
)
from commissions.adjustment_models import Adjustment, CompensationLine
from commissions.settlement_states import AdjustmentStatus
from commissions.transfers import value_at_share
from core.database import db
from outlets.batch_values import Worth, missing_first
from outlets.count_models import StockCountDifference
from outlets.count_states import CountOutcome
from outlets.models import Outlet, Placement
from outlets.placement_prices import prices_now
from outlets.stock import MovementKind, SourceKind
from outlets.stock_errors import WorthChanged
from outlets.stock_models import StockLot, StockMovement
from outlets.stock_movements import Movement, is_tracked, lock_lots, post

WHOLE_PRICE = 100


def lines_of(producer_id: int, outlet_id: int, lines: Sequence[Mapping[str, Any]]) -> list[CompensationLine]:
    """The lines of a compensation, each valued; they are not stored yet.

    Raises `NotPlacedThere`, `NamedTwiceHere`, `UnknownBatchHere`, `MoreThanIsMissing`.
    """
    outlet = db.session.get_one(Outlet, outlet_id)
    made: list[CompensationLine] = []
    for place, line in enumerate(lines):
        placement = db.session.get(Placement, line["placement_id"])
        if placement is None or (placement.producer_id, placement.outlet_id) != (producer_id, outlet_id):
            raise NotPlacedThere(field=f"lines.{place}.placement_id")
        if any((one.placement_id, one.batch) == (placement.id, line["batch"]) for one in made):
            raise NamedTwiceHere(field=f"lines.{place}.batch")
        lot = _lot_of(placement, line["batch"]) if is_tracked(outlet) else None
        if is_tracked(outlet) and lot is None:
            raise UnknownBatchHere(field=f"lines.{place}.batch")
        quantity, share = int(line["quantity"]), int(line.get("share_percent") or WHOLE_PRICE)
        if lot is not None and quantity > (most := missing_of(lot) + lot.on_hand):
            raise MoreThanIsMissing(field=f"lines.{place}.quantity", pieces=quantity, most=most)
        worth = _worth(lot, quantity) if lot else [Worth(prices_now(placement).consigned_rupiah, quantity)]
        for price, pieces in worth:
            if value_at_share(pieces, price, share) == 0:
                raise NothingToSettle(field=f"lines.{place}.share_percent")
            made.append(
                CompensationLine(
                    placement_id=placement.id,
                    lot_id=lot.id if lot else None,
                    batch=line["batch"],
                    quantity=pieces,
                    consigned_price_rupiah=price,
                    share_percent=share,
                    amount_rupiah=value_at_share(pieces, price, share),
                )
            )
    return made


def refuse_other_worth(row: Adjustment) -> None:
    """Lock the batches of a compensation; raises `WorthChanged` when its pieces are of another price by now.

    Pieces that are more than are left are for `take_from_stock` to refuse.
    """
    proposed: dict[int, dict[int, int]] = defaultdict(dict)
    for line in row.lines:
        if line.lot_id is not None:
            proposed[line.lot_id][line.consigned_price_rupiah] = line.quantity
    for lot_id, lot in lock_lots(set(proposed)).items():
        quantity = sum(proposed[lot_id].values())
        is_there = quantity <= missing_of(lot) + lot.on_hand
        if is_there and dict(_worth(lot, quantity)) != proposed[lot_id]:
            raise WorthChanged(batch=lot.batch, name=lot.placement.product.name)


def _worth(lot: StockLot, quantity: int) -> list[Worth]:
    return missing_first(lot, quantity, charged=charged_of(lot))


def _lot_of(placement: Placement, batch: str) -> StockLot | None:
    rows = select(StockLot).where(StockLot.placement_id == placement.id, StockLot.batch == batch)
    return db.session.execute(rows).scalar_one_or_none()


def missing_of(lot: StockLot) -> int:
    """Pieces of a batch that are lost or damaged and that nobody was charged for, but for tolerated shrinkage."""
    shrunk = (
        select(func.coalesce(func.sum(StockMovement.quantity), 0))
        .join(StockCountDifference, db.cast(StockCountDifference.id, db.Text) == StockMovement.part)
        .where(
            StockMovement.lot_id == lot.id,
            StockMovement.source_kind == SourceKind.STOCK_COUNT.value,
            StockCountDifference.outcome == CountOutcome.SHRINKAGE,
        )
    )
    return lot.lost + lot.damaged - charged_of(lot) - int(db.session.execute(shrunk).scalar_one())


def charged_of(lot: StockLot) -> int:
    """Pieces of a batch that somebody was charged for."""
    charged = (
        select(func.coalesce(func.sum(CompensationLine.quantity), 0))
        .join(Adjustment, Adjustment.id == CompensationLine.adjustment_id)
        .where(CompensationLine.lot_id == lot.id, Adjustment.status == AdjustmentStatus.CONFIRMED)
    )
    return int(db.session.execute(charged).scalar_one())


def take_from_stock(row: Adjustment, *, by: UserAccount) -> None:
    """Let pieces that were charged and not yet noted as lost leave their batches. Raises `NotEnoughOnHand`."""
    lots = lock_lots({line.lot_id for line in row.lines if line.lot_id is not None})
    beyond = {lot_id: -missing_of(lot) for lot_id, lot in lots.items()}  # confirmed already: its own pieces count in
    movements = []
    for line in reversed(row.lines):  # what was missing is charged first, so what still lies there is of the last lines
        if line.lot_id is None or (pieces := min(beyond[line.lot_id], line.quantity)) <= 0:
            continue
        beyond[line.lot_id] -= pieces
        movements.append(_movement(row, line, MovementKind.LOST, pieces))
    movements.reverse()
    post(movements, by_id=by.id)


def put_back(row: Adjustment, *, by: UserAccount) -> None:
    """The goods turned up again: what the charge had taken from the shelf lies there again."""
    taken = select(StockMovement).where(
        StockMovement.source_kind == SourceKind.ADJUSTMENT.value,
        StockMovement.source_id == row.id,
        StockMovement.kind == MovementKind.LOST,
    )
    lines = {str(line.id): line for line in row.lines}
    movements = [
        _movement(row, lines[moved.part], MovementKind.FOUND, moved.quantity, cancelled=True)
        for moved in db.session.execute(taken).scalars()
    ]
    post(movements, by_id=by.id)


def _movement(
    row: Adjustment, line: CompensationLine, kind: MovementKind, pieces: int, *, cancelled: bool = False
) -> Movement:
    assert line.lot_id is not None  # noqa: S101 - only lines with a batch move stock
    day = row.cancelled_on if cancelled and row.cancelled_on else row.happened_on
    return Movement(line.lot_id, kind, pieces, day, SourceKind.ADJUSTMENT, row.id, part=str(line.id))
