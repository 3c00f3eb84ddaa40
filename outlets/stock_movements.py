"""Posting pieces that move: the one door through which anything changes what lies on a shelf (docs/stock.md)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from core.database import db
from core.dates import now
from outlets.models import Outlet, Placement
from outlets.states import StockPolicy
from outlets.stock import EFFECTS, Batch, ExpiryPrecision, MovementKind, SourceKind
from outlets.stock_errors import BatchWithOtherExpiry, MovedAlready, NotEnoughOnHand
from outlets.stock_models import StockLot, StockMovement

UNIQUE_VIOLATED = "23505"


@dataclass(frozen=True, slots=True)
class Movement:
    """Pieces that come to a batch or leave it; the sign follows from the kind, so `pieces` are above zero.

    Kind, source and part name the fact: posted again for the same batch it is refused.
    """

    lot_id: int
    kind: MovementKind
    pieces: int
    business_date: date
    source_kind: SourceKind
    source_id: int
    part: str = ""
    reason: str | None = None


def is_tracked(outlet: Outlet) -> bool:
    """Whether the stock of an outlet is followed, by batch or by count."""
    return outlet.stock_policy is not StockPolicy.UNTRACKED


def lock_lots(lot_ids: Collection[int]) -> dict[int, StockLot]:
    """The batches by id, locked until the transaction ends, always in the order of their ids (quality C5)."""
    rows = select(StockLot).where(StockLot.id.in_(lot_ids)).order_by(StockLot.id).with_for_update(of=StockLot)
    found = db.session.execute(rows.execution_options(populate_existing=True)).scalars()
    return {lot.id: lot for lot in found}


def lock_shelves(placement_ids: Collection[int], *, only_look: bool = False) -> dict[int, list[StockLot]]:
    """The batches with pieces left of some placements, by placement, locked in the order of their ids.

    A dry run may `only_look`: nobody then waits for it, and what it finds may have changed a moment later.
    """
    rows = select(StockLot).where(StockLot.placement_id.in_(placement_ids), StockLot.on_hand > 0).order_by(StockLot.id)
    if not only_look:
        rows = rows.with_for_update(of=StockLot)
    found: dict[int, list[StockLot]] = defaultdict(list)
    for lot in db.session.execute(rows.execution_options(populate_existing=True)).scalars():
        found[lot.placement_id].append(lot)
    return dict(found)


def as_batches(lots: Iterable[StockLot]) -> list[Batch]:
    """Batches as the pure rules read them."""
    return [Batch(lot.id, lot.batch, lot.expires_on, lot.arrived_on, lot.on_hand) for lot in lots]


def lot_for(
    placement: Placement,
    batch: str,
    *,
    arrived_on: date,
    expires_on: date | None = None,
    expiry_precision: ExpiryPrecision = ExpiryPrecision.DAY,
    produced_on: date | None = None,
) -> StockLot:
    """The batch of a placement, made when it is new. Raises `BatchWithOtherExpiry` when it is known with another date.

    A batch that arrives again with an earlier business day counts from that day on.
    """
    made = (
        insert(StockLot)
        .values(
            placement_id=placement.id,
            outlet_id=placement.outlet_id,
            product_id=placement.product_id,
            producer_id=placement.producer_id,
            batch=batch,
            expires_on=expires_on,
            expiry_precision=expiry_precision,
            produced_on=produced_on,
            arrived_on=arrived_on,
            movements=0,
            on_hand=0,
            **dict.fromkeys({effect.column for effect in EFFECTS.values()}, 0),
        )
        .on_conflict_do_nothing(index_elements=["placement_id", "batch"])
    )
    db.session.execute(made)
    rows = select(StockLot).where(StockLot.placement_id == placement.id, StockLot.batch == batch)
    lot = db.session.execute(rows.with_for_update(of=StockLot).execution_options(populate_existing=True)).scalar_one()
    if lot.expires_on != expires_on:
        raise BatchWithOtherExpiry(field="expires_on", batch=batch, known=lot.expires_on or "-")
    lot.arrived_on = min(lot.arrived_on, arrived_on)
    return lot


def post(movements: Sequence[Movement], *, by_id: int | None) -> None:
    """Write movements in their order, each at the end of its batch's chain, and move the batch's sums along.

    Locks the batches in the order of their ids. Raises `NotEnoughOnHand` when a batch would fall below zero and
    `MovedAlready` when the same fact was posted before; `LookupError` for a batch that does not exist.
    """
    if not movements:
        return
    lots = lock_lots({movement.lot_id for movement in movements})
    at, rows = now(), []
    for movement in movements:
        lot, effect = lots[movement.lot_id], EFFECTS[movement.kind]
        before = lot.on_hand
        after = before + effect.on_hand * movement.pieces
        if after < 0:
            raise NotEnoughOnHand(field="quantity", batch=lot.batch, pieces=movement.pieces, left=before)
        setattr(lot, effect.column, getattr(lot, effect.column) + effect.counts * movement.pieces)
        lot.on_hand, lot.movements = after, lot.movements + 1
        rows.append(
            {
                "lot_id": lot.id,
                "number": lot.movements,
                "chained_from": lot.movements - 1 or None,
                "kind": movement.kind,
                "quantity": movement.pieces,
                "left_before": before,
                "left_after": after,
                "business_date": movement.business_date,
                "source_kind": movement.source_kind.value,
                "source_id": movement.source_id,
                "part": movement.part,
                "posted_at": at,
                "posted_by_id": by_id,
                "reason": movement.reason,
            }
        )
    try:
        with db.session.begin_nested():
            db.session.flush()
            db.session.execute(db.insert(StockMovement), rows)
    except IntegrityError as error:
        if getattr(error.orig, "sqlstate", None) == UNIQUE_VIOLATED:
            raise MovedAlready from None
        raise
