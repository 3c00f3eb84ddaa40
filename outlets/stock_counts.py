"""Counting the shelves of an outlet: opening a sheet, taking its numbers, and what the books held at that instant.

A count freezes nothing: sales go on. Each number is compared with what the books held at the instant it was typed,
and a sale of an earlier day that is reported later counts as before it (docs/stock.md).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, and_, case, false, func, or_, select
from sqlalchemy.exc import IntegrityError

from accounts.access import in_regions_of
from accounts.audit import record
from accounts.models import UserAccount
from accounts.permissions import OUTLET_ROLES, Permission
from core.database import db, get_visible
from core.dates import business_day, now, today
from core.errors import NotPermitted
from core.languages import speak
from outlets import outlets
from outlets.count_errors import (
    CountedBeforeOpened,
    CountIncomplete,
    CountIsElsewhere,
    CountUnderWay,
    NothingCounted,
    NotOnTheSheet,
    SalesUntilImpossible,
    StockFollowedAlready,
    UnknownCount,
)
from outlets.count_models import StockCount, StockCountLine
from outlets.count_states import COUNT_LABELS, UNDER_WAY, CountKind, CountStatus
from outlets.models import Outlet, Placement
from outlets.outlets import check_region, own_outlets
from outlets.return_errors import StockIsNotFollowed
from outlets.states import PlacementStatus, StockPolicy
from outlets.stock import EFFECTS, MovementKind, SourceKind
from outlets.stock_models import StockLot, StockMovement
from outlets.stock_movements import UNIQUE_VIOLATED, Movement, is_tracked, lot_for, post

CLOCK_ROOM = timedelta(minutes=2)
"""By how much a device may be wrong about how long ago a number was typed."""
OF_SALES = (SourceKind.SALE_LINE.value, SourceKind.HELD_LINE.value)


def visible_to(user: UserAccount) -> Select[tuple[StockCount]]:
    """The counts a person may see: staff those of outlets in their regions, outlet people their own outlet's."""
    if user.is_staff:
        there = select(Outlet.id).where(in_regions_of(user, Outlet.region_code))
        return select(StockCount).where(StockCount.outlet_id.in_(there))
    if user.role in OUTLET_ROLES:
        return select(StockCount).where(StockCount.outlet_id.in_(own_outlets(user)))
    return select(StockCount).where(false())


def get(count_id: int, *, by: UserAccount, for_update: bool = False) -> StockCount:
    """One count. Raises `UnknownCount` for one that does not exist or is not this person's to see."""
    found = get_visible(visible_to(by), StockCount, count_id, for_update=for_update)
    if found is None:
        raise UnknownCount
    return found


def under_way(outlet_id: int) -> StockCount | None:
    """The count that is under way at an outlet, if any."""
    rows = select(StockCount).where(StockCount.outlet_id == outlet_id, StockCount.status.in_(UNDER_WAY))
    return db.session.execute(rows).scalar_one_or_none()


def begin(
    outlet_id: int,
    *,
    by: UserAccount,
    sales_until: date | None = None,
    kind: CountKind = CountKind.REGULAR,
    policy: StockPolicy | None = None,
) -> StockCount:
    """Open the sheet of an outlet. `sales_until` is today when it is counted after closing, else yesterday.

    An opening count, opened by whoever manages outlets, makes an outlet follow its stock, by batch or by count
    (`policy`). Raises `UnknownOutlet`, `OutsideYourRegions`, `NotPermitted`, `StockIsNotFollowed`,
    `StockFollowedAlready` where pieces have moved before, `SalesUntilImpossible`, `CountUnderWay`.
    """
    outlet = outlets.get(outlet_id, by=by)
    check_region(outlet, by)
    if kind is CountKind.REGULAR and not is_tracked(outlet):
        raise StockIsNotFollowed
    if kind is CountKind.OPENING and not by.may(Permission.OUTLET_MANAGE):
        raise NotPermitted
    moved = select(StockLot.id).where(StockLot.outlet_id == outlet.id, StockLot.movements > 0).limit(1)
    if kind is CountKind.OPENING and db.session.execute(moved).first() is not None:
        raise StockFollowedAlready
    until = sales_until or today()
    if until not in (today(), today() - timedelta(days=1)):
        raise SalesUntilImpossible(field="sales_until", first=today() - timedelta(days=1), last=today())
    wanted = policy if policy and policy is not StockPolicy.UNTRACKED else StockPolicy.BATCH
    if is_tracked(outlet):
        wanted = outlet.stock_policy
    count = StockCount(
        outlet_id=outlet.id,
        kind=kind,
        status=CountStatus.OPEN,
        policy=wanted,
        sales_until=until,
        opened_at=now(),
        opened_by_id=by.id,
    )
    try:
        with db.session.begin_nested():
            db.session.add(count)
            db.session.flush()
    except IntegrityError as error:
        if getattr(error.orig, "sqlstate", None) != UNIQUE_VIOLATED:
            raise
        other = under_way(outlet.id)
        raise CountUnderWay(number=other.number if other else "?") from None
    record(
        "stock_count:opened", count, by=by, after={"count_status": count.status.value, "sales_until": until.isoformat()}
    )
    return count


def to_count(count: StockCount) -> list[dict[str, Any]]:
    """What the sheet lists: every batch with pieces, or every placement; without the figures of the books.

    Nobody who counts is told what is expected, so that the shelf is looked at and not the sheet.
    """
    left = (
        select(StockLot)
        .where(StockLot.outlet_id == count.outlet_id, StockLot.on_hand > 0)
        .order_by(StockLot.placement_id, StockLot.expires_on, StockLot.id)
    )
    lots = list(db.session.execute(left).scalars())
    by_placement: dict[int, list[StockLot]] = defaultdict(list)
    for lot in lots:
        by_placement[lot.placement_id].append(lot)
    rows = select(Placement).where(Placement.outlet_id == count.outlet_id)
    found = []
    for placement in db.session.execute(rows).scalars():
        there = by_placement.get(placement.id, [])
        if not there and placement.status is not PlacementStatus.ACTIVE:
            continue
        told = {"placement_id": placement.id, "product": placement.product.name, "producer": placement.producer.name}
        if count.policy is StockPolicy.BATCH:
            found += [{**told, "batch": lot.batch, "expires_on": lot.expires_on, "lot_id": lot.id} for lot in there]
        else:
            found.append({**told, "batch": "", "expires_on": None, "lot_id": None})
    return sorted(found, key=lambda row: (row["product"].casefold(), row["producer"].casefold(), row["lot_id"] or 0))


def shelf_of(count: StockCount) -> list[dict[str, Any]]:
    """The placements of the outlet, for goods the sheet does not list."""
    rows = select(Placement).where(Placement.outlet_id == count.outlet_id, Placement.status != PlacementStatus.PROPOSED)
    found = [
        {"placement_id": placement.id, "product": placement.product.name, "producer": placement.producer.name}
        for placement in db.session.execute(rows).scalars()
    ]
    return sorted(found, key=lambda row: (row["product"].casefold(), row["producer"].casefold()))


def enter(
    count_id: int, *, lines: Sequence[Mapping[str, Any]], by: UserAccount, key: str = "", shelf_is_empty: bool = False
) -> StockCount:
    """Take the numbers of a sheet, all at once; sent again with the same `key` they count once.

    Each line names `placement_id`, where counted by batch `batch` (one the books do not know with `expires_on`), the
    pieces `counted`, and how many seconds ago they were typed. An opening count is settled by it;
    one without lines only where somebody says that the `shelf_is_empty`. Raises `UnknownCount`, `CountIsElsewhere`,
    `NothingCounted`, `NotOnTheSheet`, `CountedBeforeOpened`, `CountIncomplete`, and as `lot_for`.
    """
    count = get(count_id, by=by, for_update=True)
    check_region(count.outlet, by)
    if key and count.entered_key == key:
        return count
    refuse_unless(count, CountStatus.OPEN)
    if count.kind is CountKind.OPENING and not lines and not shelf_is_empty:
        raise NothingCounted(field="shelf_is_empty")
    here = {
        placement.id: placement
        for placement in db.session.execute(select(Placement).where(Placement.outlet_id == count.outlet_id)).scalars()
    }
    seen: set[tuple[int, int | None]] = set()
    for place, line in enumerate(lines):
        placement = here.get(line["placement_id"])
        if placement is None or (count.policy is StockPolicy.BATCH and not line.get("batch")):
            raise NotOnTheSheet(field=f"lines.{place}.placement_id")
        counted_at = now() - timedelta(seconds=line.get("seconds_ago") or 0)
        if counted_at < count.opened_at - CLOCK_ROOM:
            raise CountedBeforeOpened(field=f"lines.{place}.counted")
        lot = _lot_of(count, placement, line)
        if (placement.id, lot.id if lot else None) in seen:
            raise NotOnTheSheet(field=f"lines.{place}.batch")
        seen.add((placement.id, lot.id if lot else None))
        db.session.add(
            StockCountLine(
                stock_count_id=count.id,
                placement_id=placement.id,
                lot_id=lot.id if lot else None,
                counted=line["counted"],
                counted_at=max(counted_at, count.opened_at),
            )
        )
    for row in to_count(count) if count.kind is CountKind.REGULAR else ():
        if (row["placement_id"], row["lot_id"]) not in seen:
            raise CountIncomplete(field="lines", name=f"{row['product']} {row['batch']}".strip())
    count.entered_key = key or None
    count.status = CountStatus.COUNTED
    db.session.flush()
    db.session.refresh(count, ["lines"])
    if count.kind is CountKind.OPENING:
        _fill(count, by)
    after = {"count_status": count.status.value, "quantity": sum(line.counted for line in count.lines)}
    record("stock_count:counted", count, by=by, before={"count_status": CountStatus.OPEN.value}, after=after)
    return count


def cancel(count_id: int, *, reason: str, by: UserAccount) -> StockCount:
    """Give a count up; nothing of it is posted. Raises `UnknownCount`, `CountIsElsewhere`."""
    count = get(count_id, by=by, for_update=True)
    check_region(count.outlet, by)
    refuse_unless(count, *UNDER_WAY)
    before = count.status
    count.cancelled_reason = reason
    close(count, CountStatus.CANCELLED, by)
    after = {"count_status": count.status.value}
    record("stock_count:cancelled", count, by=by, before={"count_status": before.value}, after=after, reason=reason)
    return count


def refuse_unless(count: StockCount, *statuses: CountStatus) -> None:
    """Raises `CountIsElsewhere` for a count that has gone on."""
    if count.status not in statuses:
        raise CountIsElsewhere(number=count.number, status=speak(COUNT_LABELS[count.status]))


def close(count: StockCount, status: CountStatus, by: UserAccount) -> None:
    """Settle or cancel a count."""
    count.status, count.closed_at, count.closed_by_id = status, now(), by.id
    db.session.flush()


def lots_of(line: StockCountLine) -> Select[tuple[StockLot]]:
    """The batches a line counted: one, or all of its placement."""
    if line.lot_id is not None:
        return select(StockLot).where(StockLot.id == line.lot_id)
    return select(StockLot).where(StockLot.placement_id == line.placement_id)


def expected(count: StockCount) -> dict[int, int]:
    """What the books held at the instant each line was typed, by the id of the line. One query.

    What was posted later counts as before it when it is a sale of a day up to `sales_until`, or anything else dated
    before the day it was counted. A settled count keeps what was found then.
    """
    if count.status is CountStatus.SETTLED:
        return {line.id: line.expected or 0 for line in count.lines}
    signed = case(*[(StockMovement.kind == kind, effect.on_hand) for kind, effect in EFFECTS.items()])
    day_counted = func.date(func.timezone(count.outlet.time_zone, StockCountLine.counted_at))
    is_of_sale = StockMovement.source_kind.in_(OF_SALES)
    was_before = case(
        (is_of_sale, StockMovement.business_date <= count.sales_until),
        else_=StockMovement.business_date < day_counted,
    )
    came_later = (
        select(func.coalesce(func.sum(signed * StockMovement.quantity), 0).cast(db.BigInteger))
        .where(
            StockMovement.lot_id == StockLot.id,
            StockMovement.posted_at > StockCountLine.counted_at,
            ~was_before,
        )
        .correlate(StockLot, StockCountLine)
        .scalar_subquery()
    )
    is_counted = or_(
        StockLot.id == StockCountLine.lot_id,
        and_(StockCountLine.lot_id.is_(None), StockLot.placement_id == StockCountLine.placement_id),
    )
    rows = (
        select(StockCountLine.id, func.coalesce(func.sum(StockLot.on_hand - came_later), 0).cast(db.BigInteger))
        .outerjoin(StockLot, is_counted)
        .where(StockCountLine.stock_count_id == count.id)
        .group_by(StockCountLine.id)
    )
    return {line_id: int(pieces) for line_id, pieces in db.session.execute(rows)}


def followed_since(outlet_id: int) -> date | None:
    """The last day before an outlet began to follow its stock by an opening count; sales up to it draw nothing."""
    rows = select(func.max(StockCount.sales_until)).where(
        StockCount.outlet_id == outlet_id,
        StockCount.kind == CountKind.OPENING,
        StockCount.status == CountStatus.SETTLED,
    )
    return db.session.execute(rows).scalar_one()


def _lot_of(count: StockCount, placement: Placement, line: Mapping[str, Any]) -> StockLot | None:
    """The batch a line names, made when the books do not know it; none where the outlet counts without batches."""
    if count.policy is not StockPolicy.BATCH and count.kind is CountKind.REGULAR:
        return None
    batch = line.get("batch") or count.number
    rows = select(StockLot).where(StockLot.placement_id == placement.id, StockLot.batch == batch)
    known = db.session.execute(rows).scalar_one_or_none()
    if known is not None and line.get("expires_on") in (None, known.expires_on):
        return known
    return lot_for(placement, batch, arrived_on=count.sales_until, expires_on=line.get("expires_on"))


def _fill(count: StockCount, by: UserAccount) -> None:
    """Make what was counted the opening stock, and let the outlet follow its stock from here on."""
    outlet = count.outlet
    before = outlet.stock_policy
    outlet.stock_policy = count.policy
    post(
        [
            Movement(
                line.lot_id or 0,
                MovementKind.OPENING,
                line.counted,
                count.sales_until,
                SourceKind.STOCK_COUNT,
                count.id,
                part=str(line.id),
            )
            for line in count.lines
            if line.counted
        ],
        by_id=by.id,
    )
    for line in count.lines:
        line.expected = line.counted
    close(count, CountStatus.SETTLED, by)
    record(
        "outlet:stock_followed",
        outlet,
        by=by,
        before={"stock_policy": before.value},
        after={"stock_policy": outlet.stock_policy.value},
    )


def day_counted(line: StockCountLine) -> date:
    """The day a line was counted, in the agency's zone."""
    return business_day(line.counted_at)
