"""From a count to what the outlet answers for: the pieces it found lost or damaged, as a charge the other side decides.

What the agreement lets shrink is not charged, nor what it says the producer bears.
"""

from collections import defaultdict
from typing import Any

from sqlalchemy import select

from accounts.models import UserAccount
from commissions import adjustments
from commissions.adjustment_models import Adjustment, CompensationLine
from commissions.ledger import Party
from commissions.settlement_states import AdjustmentKind, AdjustmentStatus
from core.database import db
from core.errors import Conflict
from core.wording import N_
from outlets import stock_counts
from outlets.clauses_in_force import clauses_on
from outlets.count_models import StockCount, StockCountDifference
from outlets.count_states import CountOutcome, CountStatus
from outlets.states import Side
from outlets.stock import SourceKind
from outlets.stock_models import StockLot, StockMovement


class NothingToCharge(Conflict):
    """The count found nothing of this producer that the outlet answers for, or it is charged already."""

    code = "nothing_to_charge"
    sentence = N_("Tidak ada barang produsen ini yang ditanggung gerai dan belum ditagih dari stok opname ini.")


def chargeable(count: StockCount) -> dict[int, list[dict[str, Any]]]:
    """The pieces of each producer that the outlet answers for and nobody charged yet, as lines of a charge."""
    if count.status is not CountStatus.SETTLED:
        return {}
    rows = db.session.execute(
        select(StockLot, StockMovement.quantity, StockCountDifference.outcome)
        .join(StockMovement, StockMovement.lot_id == StockLot.id)
        .join(StockCountDifference, db.cast(StockCountDifference.id, db.Text) == StockMovement.part)
        .where(
            StockMovement.source_kind == SourceKind.STOCK_COUNT.value,
            StockMovement.source_id == count.id,
            StockCountDifference.outcome.in_((CountOutcome.LOST, CountOutcome.DAMAGED)),
        )
        .order_by(StockLot.id)
    ).all()
    charged = set(
        db.session.execute(
            select(CompensationLine.lot_id)
            .join(Adjustment, Adjustment.id == CompensationLine.adjustment_id)
            .where(
                CompensationLine.lot_id.in_([lot.id for lot, _pieces, _outcome in rows]),
                Adjustment.happened_on == count.sales_until,
                Adjustment.status.in_((AdjustmentStatus.PROPOSED, AdjustmentStatus.CONFIRMED)),
            )
        ).scalars()
    )
    found: dict[int, dict[int, dict[str, Any]]] = defaultdict(dict)
    for lot, pieces, outcome in rows:
        clauses = clauses_on(lot.producer_id, lot.outlet_id, count.sales_until)
        borne_by = clauses.loss_borne_by if outcome is CountOutcome.LOST else clauses.damage_borne_by
        if borne_by != Side.OUTLET.value or lot.id in charged:
            continue
        line = found[lot.producer_id].setdefault(
            lot.id, {"placement_id": lot.placement_id, "batch": lot.batch, "quantity": 0}
        )
        line["quantity"] += pieces
    return {producer_id: list(lines.values()) for producer_id, lines in found.items()}


def propose(count_id: int, *, producer_id: int, by: UserAccount) -> Adjustment:
    """Propose that the outlet makes good what a settled count found gone; the other side decides.

    The count is locked, so that two proposals at once are one. Raises `UnknownCount`, `NothingToCharge`, and as
    `adjustments.propose_charge`.
    """
    count = stock_counts.get(count_id, by=by, for_update=True)
    lines = chargeable(count).get(producer_id)
    if not lines:
        raise NothingToCharge
    return adjustments.propose_charge(
        producer_id=producer_id,
        outlet_id=count.outlet_id,
        kind=AdjustmentKind.COMPENSATION,
        lines=lines,
        happened_on=count.sales_until,
        reason=count.number,
        on_behalf_of=Party.PRODUCER if by.is_staff else None,
        source=count.number if by.is_staff else None,
        by=by,
    )
