"""What a placement costs on which day: the one place that answers it, for a row and within a query.

The prices agreed at the proposal stand on the placement; every later one is a row of `placement_price`. Whoever needs a
price names its day: sales the day of sale, buy-back and compensation the day on which the goods were left
(docs/shelves.md).
"""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute

from accounts.audit import record
from accounts.models import UserAccount
from core.database import db
from core.dates import now, today
from outlets.dated_prices import NotedPrice, PricePeriod, Prices, periods, prices_on
from outlets.models import Placement
from outlets.placement_errors import (
    NotAcceptedYet,
    NoticeTooShort,
    OutsidePlacement,
    ReasonForThePast,
    SamePrice,
)
from outlets.placement_models import PlacementPrice


def first_prices(placement: Placement) -> Prices:
    """What was agreed at the proposal."""
    return Prices(placement.first_consigned_price_rupiah, placement.first_retail_price_rupiah)


def price_on(placement: Placement, day: date) -> Prices:
    """The prices of a placement on a day, in rupiah a piece."""
    return prices_on(first_prices(placement), noted_for([placement.id]).get(placement.id, []), day)


def prices_now(placement: Placement) -> Prices:
    """The prices of today."""
    return price_on(placement, today())


def periods_of(placement: Placement) -> list[PricePeriod]:
    """Every stretch of days of a placement with its prices, the newest first."""
    return periods(placement.starts_on, first_prices(placement), noted_for([placement.id]).get(placement.id, []))[::-1]


def noted_for(placement_ids: Collection[int] | Select[tuple[int]]) -> dict[int, list[NotedPrice]]:
    """The later prices of many placements in the order they were noted, in one query; most have none."""
    rows = select(
        PlacementPrice.placement_id,
        PlacementPrice.starts_on,
        PlacementPrice.consigned_price_rupiah,
        PlacementPrice.retail_price_rupiah,
    ).where(PlacementPrice.placement_id.in_(placement_ids))
    found: dict[int, list[NotedPrice]] = defaultdict(list)
    for placement_id, starts_on, consigned, retail in db.session.execute(rows.order_by(PlacementPrice.id)):
        found[placement_id].append(NotedPrice(starts_on, Prices(consigned, retail)))
    return dict(found)


def retail_on(day: date | ColumnElement[date]) -> ColumnElement[int]:
    """The retail price of the placement of a query on a day, which may be one of its columns."""
    return _on(day, PlacementPrice.retail_price_rupiah, Placement.first_retail_price_rupiah)


def consigned_on(day: date | ColumnElement[date]) -> ColumnElement[int]:
    """The consigned price of the placement of a query on a day, which may be one of its columns."""
    return _on(day, PlacementPrice.consigned_price_rupiah, Placement.first_consigned_price_rupiah)


def _on(
    day: date | ColumnElement[date], later: InstrumentedAttribute[int], first: InstrumentedAttribute[int]
) -> ColumnElement[int]:
    noted = (
        select(later)
        .where(PlacementPrice.placement_id == Placement.id, PlacementPrice.starts_on <= day)
        .order_by(PlacementPrice.starts_on.desc(), PlacementPrice.id.desc())
        .limit(1)
        .correlate_except(PlacementPrice)
        .scalar_subquery()
    )
    return func.coalesce(noted, first)


def note(
    placement: Placement,
    prices: Prices,
    starts_on: date,
    *,
    by: UserAccount,
    notice_days: int,
    reason: str | None = None,
) -> PlacementPrice:
    """Note other prices from a day on; the placement is locked. Whether the month is open is the caller's to know.

    A producer keeps the notice it agreed to; staff may note an earlier day that both sides agreed to, and one that has
    passed only with a reason. Raises `NotAcceptedYet`, `OutsidePlacement`, `NoticeTooShort`, `ReasonForThePast`,
    `SamePrice`.
    """
    if placement.accepted_at is None:
        raise NotAcceptedYet
    if starts_on < placement.starts_on or (placement.ends_on is not None and starts_on > placement.ends_on):
        last = placement.ends_on
        raise OutsidePlacement(field="starts_on", first=placement.starts_on, last=last or "-")
    earliest = date.fromordinal(today().toordinal() + notice_days)
    if not by.is_staff and starts_on < earliest:
        raise NoticeTooShort(field="starts_on", days=notice_days, day=earliest)
    if starts_on < today() and not reason:
        raise ReasonForThePast(field="reason")
    before = price_on(placement, starts_on)
    if before == prices:
        raise SamePrice(field="retail_price_rupiah", day=starts_on)
    price = PlacementPrice(
        placement_id=placement.id,
        starts_on=starts_on,
        consigned_price_rupiah=prices.consigned_rupiah,
        retail_price_rupiah=prices.retail_rupiah,
        reason=reason,
        set_by_id=by.id,
        set_at=now(),
    )
    db.session.add(price)
    db.session.flush()
    record(
        "placement:price_changed",
        placement,
        by=by,
        before={
            "consigned_price_rupiah": before.consigned_rupiah,
            "retail_price_rupiah": before.retail_rupiah,
        },
        after={
            "consigned_price_rupiah": prices.consigned_rupiah,
            "retail_price_rupiah": prices.retail_rupiah,
            "starts_on": starts_on.isoformat(),
        },
        reason=reason,
    )
    return price
