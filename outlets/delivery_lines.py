"""What makes a line of a delivery note acceptable: placement, permit, quota, batch and label dates."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from sqlalchemy import func, select

from core.database import db
from outlets import holds
from outlets.agreement_clauses import DEFAULTS
from outlets.clauses_in_force import clauses_on
from outlets.consignment_models import Delivery, DeliveryLine
from outlets.errors import ProductNotActive
from outlets.models import Placement
from outlets.states import PlacementStatus
from outlets.stock import ExpiryPrecision, end_of_month, is_sellable, month_is_enough
from outlets.stock_errors import (
    BatchTwice,
    BatchWithOtherExpiry,
    DeliveriesStopped,
    ExpiredAlready,
    ExpiresBeforeProduction,
    MonthNotEnough,
    PlacementNotActive,
    PlacementNotOfDelivery,
    ProducedLater,
    QuotaExceeded,
    ShelfLifeBelowAgreement,
    ShelfLifeTooShort,
)
from outlets.stock_models import StockLot
from outlets.stock_states import DeliveryStatus
from partnerships.states import ProductStatus


@dataclass(frozen=True, slots=True)
class LineToSend:
    """Pieces of one batch that are to be sent. With precision `month` any day of the month stands for its last."""

    placement_id: int
    batch: str
    quantity: int
    expires_on: date | None = None
    produced_on: date | None = None
    expiry_precision: ExpiryPrecision = ExpiryPrecision.DAY


@dataclass
class OnTheWay:
    """What is known of some placements while the lines of a note are checked one after the other."""

    held: set[int]
    on_hand: dict[int, int]
    in_transit: dict[int, int]
    expiry: dict[tuple[int, str], date | None]
    agreed_shelf_life_days: int = 0
    """What the agreement asks for; of it and the placement's own figure the stricter one applies."""
    on_this_note: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    batches: set[tuple[int, str]] = field(default_factory=set)


def on_the_way(here: Mapping[int, Placement], wanted: Collection[int], delivered_on: date) -> OnTheWay:
    """What lies at the outlet and is on its way there, for the placements of a note, which are of one pair.

    What the agreement asks for is that of the day of delivery.
    """
    ids = set(wanted) & here.keys()
    on_hand = (
        select(StockLot.placement_id, func.sum(StockLot.on_hand).cast(db.BigInteger))
        .where(StockLot.placement_id.in_(ids))
        .group_by(StockLot.placement_id)
    )
    sent = (
        select(DeliveryLine.placement_id, DeliveryLine.batch, DeliveryLine.expires_on, DeliveryLine.quantity)
        .join(Delivery, Delivery.id == DeliveryLine.delivery_id)
        .where(DeliveryLine.placement_id.in_(ids), Delivery.status == DeliveryStatus.SENT)
    )
    lots = select(StockLot.placement_id, StockLot.batch, StockLot.expires_on).where(StockLot.placement_id.in_(ids))
    in_transit: dict[int, int] = defaultdict(int)
    expiry: dict[tuple[int, str], date | None] = {}
    for placement_id, batch, expires_on, quantity in db.session.execute(sent):
        in_transit[placement_id] += quantity
        expiry[placement_id, batch] = expires_on
    for placement_id, batch, expires_on in db.session.execute(lots):
        expiry[placement_id, batch] = expires_on
    pair = next((here[placement_id] for placement_id in ids), None)
    agreed = clauses_on(pair.producer_id, pair.outlet_id, delivered_on) if pair is not None else DEFAULTS
    return OnTheWay(
        holds.without_deliveries(ids),
        {row[0]: row[1] for row in db.session.execute(on_hand)},
        in_transit,
        expiry,
        agreed.minimum_shelf_life_days,
    )


def check(line: LineToSend, here: Mapping[int, Placement], delivered_on: date, known: OnTheWay) -> LineToSend:
    """A line as it is stored, an expiry by month being the last day of that month.

    Raises `PlacementNotOfDelivery`, `PlacementNotActive`, `ProductNotActive`, `DeliveriesStopped` (contract, section 5:
    permits), `BatchTwice`, as `check_dates`, `BatchWithOtherExpiry`, `QuotaExceeded`.
    """
    placement = here.get(line.placement_id)
    if placement is None:
        raise PlacementNotOfDelivery(field="placement_id")
    name = placement.product.name
    is_over = placement.ends_on is not None and placement.ends_on < delivered_on
    if placement.status is not PlacementStatus.ACTIVE or is_over:
        raise PlacementNotActive(field="placement_id", name=name)
    if placement.product.status is not ProductStatus.ACTIVE:
        raise ProductNotActive(field="placement_id")
    if placement.id in known.held:
        raise DeliveriesStopped(field="placement_id", name=name)
    key = (placement.id, line.batch)
    if key in known.batches:
        raise BatchTwice(field="batch", batch=line.batch)
    known.batches.add(key)
    if line.expiry_precision is ExpiryPrecision.MONTH and line.expires_on is not None:
        line = replace(line, expires_on=end_of_month(line.expires_on))
    check_dates(line, placement, delivered_on, agreed=known.agreed_shelf_life_days)
    if key in known.expiry and known.expiry[key] != line.expires_on:
        raise BatchWithOtherExpiry(field="expires_on", batch=line.batch, known=known.expiry[key] or "-")
    check_quota(line, placement, known)
    return line


def check_dates(line: LineToSend, placement: Placement, delivered_on: date, *, agreed: int) -> None:
    """Judge the dates of a label as of the day of delivery; goods without an expiry date pass.

    How many days they must still keep then is the larger of the placement's own figure and the one `agreed`.

    Raises `ProducedLater`, `ExpiresBeforeProduction`, `MonthNotEnough`, `ExpiredAlready`, `ShelfLifeTooShort`.
    """
    if line.produced_on is not None and line.produced_on > delivered_on:
        raise ProducedLater(field="produced_on")
    if line.expires_on is None:
        return
    if line.produced_on is not None and line.expires_on < line.produced_on:
        raise ExpiresBeforeProduction(field="expires_on")
    if line.expiry_precision is ExpiryPrecision.MONTH and not month_is_enough(
        line.expires_on, produced_on=line.produced_on, shelf_life_days=placement.product.shelf_life_days
    ):
        raise MonthNotEnough(field="expires_on")
    if not is_sellable(line.expires_on, delivered_on):
        raise ExpiredAlready(field="expires_on", day=line.expires_on)
    left = (line.expires_on - delivered_on).days
    own = placement.min_shelf_life_days or 0
    least = max(own, agreed)
    if left < least:
        earliest = delivered_on + timedelta(days=least)
        refusal = ShelfLifeTooShort if own >= agreed else ShelfLifeBelowAgreement
        raise refusal(field="expires_on", left=left, least=least, earliest=earliest)


def check_quota(line: LineToSend, placement: Placement, known: OnTheWay) -> None:
    """Quota is the most pieces on hand plus in transit (contract, section 5). Raises `QuotaExceeded`."""
    known.on_this_note[placement.id] += line.quantity
    if placement.quota is None:
        return
    on_hand, in_transit = known.on_hand.get(placement.id, 0), known.in_transit.get(placement.id, 0)
    if on_hand + in_transit + known.on_this_note[placement.id] > placement.quota:
        raise QuotaExceeded(
            field="quantity",
            name=placement.product.name,
            quota=placement.quota,
            on_hand=on_hand,
            in_transit=in_transit,
            most=max(placement.quota - on_hand - in_transit, 0),
        )
