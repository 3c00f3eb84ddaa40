"""Goods go back: an outlet sets pieces aside, the producer fetches them by a day, or they are destroyed with a record.

Pieces set aside are stock until they are gone, so the stock equation closes on every day. Expired goods may only go
back, be bought back or be destroyed (PP 69/1999 Pasal 28).
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, false, func, select
from werkzeug.datastructures import FileStorage

from accounts.access import in_regions_of
from accounts.audit import record
from accounts.models import UserAccount
from accounts.permissions import OUTLET_ROLES, Role
from core.database import db, get_visible
from core.dates import now, today
from outlets import outlets, return_messages
from outlets.clauses_in_force import clauses_on
from outlets.models import Outlet
from outlets.outlets import check_region, own_outlets, own_producers
from outlets.return_errors import (
    DayNotPossible,
    DeadlineImpossible,
    DeadlineNotPassed,
    NothingToReturn,
    NotOnThatShelf,
    ReturnIsClosed,
    SetAsideAlready,
    StockIsNotFollowed,
    UnknownReturn,
)
from outlets.return_models import GoodsDisposal, GoodsReturn, GoodsReturnLine
from outlets.return_states import ReturnReason, ReturnStatus
from outlets.stock import MovementKind, SourceKind, is_sellable
from outlets.stock_models import StockLot
from outlets.stock_movements import Movement, is_tracked, lock_lots, post
from partnerships import evidence
from partnerships.models import Producer

LONGEST_WAIT_DAYS = 90


def visible_to(user: UserAccount) -> Select[tuple[GoodsReturn]]:
    """The returns a person may see: staff those of outlets or producers in their regions, others their own."""
    if user.is_staff:
        there = select(Outlet.id).where(in_regions_of(user, Outlet.region_code))
        made = select(Producer.id).where(in_regions_of(user, Producer.region_code))
        return select(GoodsReturn).where(GoodsReturn.outlet_id.in_(there) | GoodsReturn.producer_id.in_(made))
    if user.role in OUTLET_ROLES:
        return select(GoodsReturn).where(GoodsReturn.outlet_id.in_(own_outlets(user)))
    if user.role is Role.PRODUCER:
        return select(GoodsReturn).where(GoodsReturn.producer_id.in_(own_producers(user)))
    return select(GoodsReturn).where(false())


def get(return_id: int, *, by: UserAccount, for_update: bool = False) -> GoodsReturn:
    """One return. Raises `UnknownReturn` for one that does not exist or is not this person's to see."""
    found = get_visible(visible_to(by), GoodsReturn, return_id, for_update=for_update)
    if found is None:
        raise UnknownReturn
    return found


def announce(
    *,
    outlet_id: int,
    producer_id: int,
    reason: ReturnReason,
    lines: Sequence[Mapping[str, Any]],
    by: UserAccount,
    pick_up_by: date | None = None,
    note: str = "",
) -> GoodsReturn:
    """Set pieces aside for their producer, who is told by when to fetch them.

    Each of `lines` names `placement_id`, `batch` and `quantity`. Without a day the agreement's days count
    (`pick_up_within_days`). Raises `UnknownOutlet`, `OutsideYourRegions`, `StockIsNotFollowed`, `NothingToReturn`,
    `NotOnThatShelf`, `SetAsideAlready`, `DeadlineImpossible`.
    """
    outlet = outlets.get(outlet_id, by=by)
    check_region(outlet, by)
    if not is_tracked(outlet):
        raise StockIsNotFollowed
    if not lines:
        raise NothingToReturn(field="lines")
    last = today() + timedelta(days=LONGEST_WAIT_DAYS)
    deadline = pick_up_by or today() + timedelta(days=clauses_on(producer_id, outlet.id, today()).pick_up_within_days)
    if not today() <= deadline <= last:
        raise DeadlineImpossible(field="pick_up_by", first=today(), last=last)
    lots = _free_lots(outlet, producer_id, lines)
    goods = GoodsReturn(
        outlet_id=outlet.id,
        producer_id=producer_id,
        reason=reason,
        note=note,
        status=ReturnStatus.ANNOUNCED,
        pick_up_by=deadline,
        announced_on=today(),
        announced_at=now(),
        announced_by_id=by.id,
    )
    db.session.add(goods)
    db.session.flush()
    db.session.add_all(
        GoodsReturnLine(goods_return_id=goods.id, lot_id=lot.id, quantity=line["quantity"])
        for lot, line in zip(lots, lines, strict=True)
    )
    db.session.flush()
    db.session.refresh(goods, ["lines"])
    after: dict[str, object] = {
        "status": goods.status.value,
        "reason": reason.value,
        "quantity": pieces_of(goods),
        "fetch_until": deadline.isoformat(),
    }
    record("goods_return:announced", goods, by=by, after=after)
    return_messages.tell_producer(goods)
    return goods


def pick_up(return_id: int, *, fetched_by: str, by: UserAccount, on: date | None = None) -> GoodsReturn:
    """Note that the goods were fetched, and by whom: they leave the shelf. Said by either side or by an officer.

    Raises `UnknownReturn`, `ReturnIsClosed`, `DayNotPossible`, `NotEnoughOnHand` when pieces were sold meanwhile.
    """
    goods = _open(return_id, by)
    day = _day_of(goods, on, "on")
    goods.fetched_by = fetched_by
    _leave(goods, {line.lot_id: MovementKind.RETURNED_TO_PRODUCER for line in goods.lines}, day, by)
    _close(goods, ReturnStatus.PICKED_UP, day, by)
    return goods


def dispose(
    return_id: int,
    *,
    method: str,
    witnesses: str,
    by: UserAccount,
    disposed_on: date | None = None,
    photo: FileStorage | None = None,
) -> GoodsReturn:
    """Destroy what nobody fetched in time, with a record: expired pieces count as expired, others as damaged.

    Raises `UnknownReturn`, `ReturnIsClosed`, `DeadlineNotPassed`, `DayNotPossible`, `NotEnoughOnHand`, and what
    reading a photo raises.
    """
    goods = _open(return_id, by)
    if today() <= goods.pick_up_by:
        raise DeadlineNotPassed(day=goods.pick_up_by)
    day = _day_of(goods, disposed_on, "disposed_on")
    kept = evidence.keep(photo, by=by, field="photo") if photo is not None else None
    disposal = GoodsDisposal(
        goods_return_id=goods.id,
        disposed_on=day,
        method=method,
        witnesses=witnesses,
        photo_id=kept.id if kept else None,
        recorded_by_id=by.id,
        created_at=now(),
    )
    db.session.add(disposal)
    kinds = {
        line.lot_id: MovementKind.DAMAGED if is_sellable(line.lot.expires_on, day) else MovementKind.EXPIRED
        for line in goods.lines
    }
    _leave(goods, kinds, day, by)
    _close(goods, ReturnStatus.DISPOSED, day, by)
    return goods


def cancel(return_id: int, *, reason: str, by: UserAccount) -> GoodsReturn:
    """Put the pieces back for sale. Raises `UnknownReturn`, `ReturnIsClosed`."""
    goods = _open(return_id, by)
    goods.cancelled_reason = reason
    _close(goods, ReturnStatus.CANCELLED, today(), by, reason=reason)
    return goods


def disposal_of(return_id: int) -> GoodsDisposal | None:
    """The record of disposal of a return the caller may see."""
    rows = select(GoodsDisposal).where(GoodsDisposal.goods_return_id == return_id)
    return db.session.execute(rows).scalar_one_or_none()


def pieces_of(goods: GoodsReturn) -> int:
    """How many pieces a return holds."""
    return sum(line.quantity for line in goods.lines)


def set_aside(lot_ids: Sequence[int]) -> dict[int, int]:
    """Pieces of batches that lie in open returns, by batch."""
    rows = (
        select(GoodsReturnLine.lot_id, func.sum(GoodsReturnLine.quantity).cast(db.BigInteger))
        .join(GoodsReturn, GoodsReturn.id == GoodsReturnLine.goods_return_id)
        .where(GoodsReturnLine.lot_id.in_(lot_ids), GoodsReturn.status == ReturnStatus.ANNOUNCED)
        .group_by(GoodsReturnLine.lot_id)
    )
    return {lot_id: int(pieces) for lot_id, pieces in db.session.execute(rows)}


def _free_lots(outlet: Outlet, producer_id: int, lines: Sequence[Mapping[str, Any]]) -> list[StockLot]:
    """The batch of each line, locked, with enough pieces that no other return has. Raises as `announce`."""
    rows = select(StockLot.id, StockLot.placement_id, StockLot.batch).where(
        StockLot.outlet_id == outlet.id, StockLot.producer_id == producer_id
    )
    known = {(row.placement_id, row.batch): row.id for row in db.session.execute(rows)}
    wanted: list[int] = []
    for place, line in enumerate(lines):
        lot_id = known.get((line["placement_id"], line["batch"]))
        if lot_id is None or lot_id in wanted:
            raise NotOnThatShelf(field=f"lines.{place}.batch")
        wanted.append(lot_id)
    lots = lock_lots(wanted)
    aside = set_aside(wanted)
    for place, (lot_id, line) in enumerate(zip(wanted, lines, strict=True)):
        free = lots[lot_id].on_hand - aside.get(lot_id, 0)
        if line["quantity"] > free:
            raise SetAsideAlready(field=f"lines.{place}.quantity", batch=lots[lot_id].batch, free=max(free, 0))
    return [lots[lot_id] for lot_id in wanted]


def _open(return_id: int, by: UserAccount) -> GoodsReturn:
    goods = get(return_id, by=by, for_update=True)
    if by.is_staff:
        check_region(goods.outlet, by)
    if goods.status is not ReturnStatus.ANNOUNCED:
        raise ReturnIsClosed(number=goods.number)
    return goods


def _day_of(goods: GoodsReturn, told: date | None, field: str) -> date:
    day = told or today()
    if not goods.announced_on <= day <= today():
        raise DayNotPossible(field=field, first=goods.announced_on, last=today())
    return day


def _leave(goods: GoodsReturn, kinds: Mapping[int, MovementKind], day: date, by: UserAccount) -> None:
    """Post the pieces as gone, each batch by its kind."""
    source = SourceKind.GOODS_RETURN
    post(
        [
            Movement(line.lot_id, kinds[line.lot_id], line.quantity, day, source, goods.id, part=str(line.id))
            for line in goods.lines
        ],
        by_id=by.id,
    )


def _close(goods: GoodsReturn, status: ReturnStatus, day: date, by: UserAccount, *, reason: str | None = None) -> None:
    goods.status = status
    goods.closed_on, goods.closed_at, goods.closed_by_id = day, now(), by.id
    db.session.flush()
    before = {"status": ReturnStatus.ANNOUNCED.value}
    after = {"status": status.value, "quantity": pieces_of(goods), "closed_on": day.isoformat()}
    record(f"goods_return:{status.value}", goods, by=by, before=before, after=after, reason=reason)
