"""The room of a campaign: what its pool makes each day, what of it is promised, and orders settled when that changes.

Whoever calls holds the lock on the campaign.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from accounts.audit import record
from accounts.models import UserAccount
from core.database import db
from core.dates import days_between, now
from outlets.allocation import Member
from outlets.campaign_models import Campaign, CampaignMember, CampaignShare
from outlets.campaign_states import CampaignStatus, OrderEventKind, OrderStatus
from outlets.campaigns import first_free_day
from outlets.preorder_models import Preorder, PreorderEvent, PreorderPromise
from outlets.preorder_notices import tell_buyer
from outlets.promise_keeping import Held, keep
from outlets.promises import room_by_day

HOLDS_ROOM = (OrderStatus.ACCEPTED, OrderStatus.HANDED_OVER)
OPEN = (*HOLDS_ROOM, OrderStatus.WAITING)


def pool_of(campaign: Campaign) -> list[CampaignMember]:
    """Who is in the pool today, in the order of joining."""
    rows = (
        select(CampaignMember)
        .where(CampaignMember.campaign_id == campaign.id, CampaignMember.left_on.is_(None))
        .options(
            selectinload(CampaignMember.days_off),
            joinedload(CampaignMember.campaign).selectinload(Campaign.closed_days),
        )
        .order_by(CampaignMember.joined)
    )
    return list(db.session.execute(rows.execution_options(populate_existing=True)).scalars())


def given_by_day(campaign: Campaign) -> dict[tuple[int, date], int]:
    """The pieces given to each producer for each day, less what was taken back; days with nothing left are left out."""
    pieces = func.sum(CampaignShare.pieces)
    rows = (
        select(CampaignShare.producer_id, CampaignShare.day, pieces)
        .where(CampaignShare.campaign_id == campaign.id)
        .group_by(CampaignShare.producer_id, CampaignShare.day)
        .having(pieces > 0)
    )
    return {(producer_id, day): int(size) for producer_id, day, size in db.session.execute(rows)}


def received(given: Mapping[tuple[int, date], int]) -> Counter[int]:
    """What each producer has received in all."""
    sums: Counter[int] = Counter()
    for (producer_id, _day), pieces in given.items():
        sums[producer_id] += pieces
    return sums


def as_members(pool: Sequence[CampaignMember], given: Mapping[tuple[int, date], int]) -> list[Member]:
    """The pool as the rules of allocation know it; a day nobody works is everybody's day off."""
    sums = received(given)
    return [
        Member(
            producer_id=member.producer_id,
            pieces_per_day=member.pieces_per_day,
            joined=member.joined,
            received=sums[member.producer_id],
            days_off=frozenset(off.day for off in (*member.days_off, *member.campaign.closed_days)),
        )
        for member in pool
    ]


def days_ahead(campaign: Campaign) -> list[date]:
    """The days work can still be promised for."""
    first = first_free_day(campaign)
    return days_between(first, campaign.deliver_until) if first <= campaign.deliver_until else []


def taken_by_day(campaign: Campaign) -> dict[date, int]:
    """What is promised to buyers from the work of each day."""
    rows = (
        select(PreorderPromise.day, func.sum(PreorderPromise.pieces))
        .join(Preorder, Preorder.id == PreorderPromise.order_id)
        .where(Preorder.campaign_id == campaign.id)
        .group_by(PreorderPromise.day)
    )
    return {day: int(pieces) for day, pieces in db.session.execute(rows)}


def room_left(campaign: Campaign) -> dict[date, int]:
    """What the pool can still make on each day ahead beside what is promised; nothing in a cancelled campaign."""
    if campaign.status is CampaignStatus.CANCELLED:
        return {}
    return room_by_day(days_ahead(campaign), as_members(pool_of(campaign), {}), taken_by_day(campaign))


def settle(campaign: Campaign, *, by: UserAccount | None) -> list[Preorder]:
    """Bring promises and room together after either changed; the orders whose promise or state changed.

    A day that has begun holds what was given to producers for it, so what nobody was asked to make, or did not make,
    is promised anew.
    """
    orders = _open_orders(campaign)
    given = given_by_day(campaign)
    first = first_free_day(campaign)
    capacity: dict[date, int] = room_by_day(days_ahead(campaign), as_members(pool_of(campaign), given))
    for (_producer_id, day), pieces in given.items():
        if day < first:
            capacity[day] = capacity.get(day, 0) + pieces
    held = [
        Held(
            order.id,
            order.quantity,
            order.status is not OrderStatus.WAITING,
            {promise.day: promise.pieces for promise in order.promises},
            fixed=order.status is OrderStatus.HANDED_OVER,
        )
        for order in orders
    ]
    kept = keep(held, capacity, first)
    changed = [
        order for order in orders if order.status is not OrderStatus.HANDED_OVER and promise(order, kept[order.id])
    ]
    db.session.flush()
    for order in changed:
        note_promise(order, by=by)
    db.session.flush()
    return changed


def _open_orders(campaign: Campaign) -> Sequence[Preorder]:
    rows = (
        select(Preorder)
        .where(Preorder.campaign_id == campaign.id, Preorder.status.in_(OPEN))
        .options(selectinload(Preorder.promises))
        .order_by(Preorder.id)
    )
    return db.session.execute(rows.execution_options(populate_existing=True)).scalars().all()


def promise(order: Preorder, made: Mapping[date, int]) -> bool:
    """Hold the room an order has now; whether its state or its promised day became another.

    Pieces that make up the whole order accept it; fewer let it wait, with what was already made for it.
    """
    before = (order.status, order.promised_on)
    standing = {promised.day: promised for promised in order.promises}
    for day, promised in standing.items():
        if day not in made:
            order.promises.remove(promised)
        elif promised.pieces != made[day]:
            promised.pieces = made[day]
    for day in made.keys() - standing.keys():
        order.promises.append(PreorderPromise(day=day, pieces=made[day]))
    if sum(made.values()) == order.quantity:
        order.status, order.promised_on = OrderStatus.ACCEPTED, max(made)
    else:
        order.status, order.promised_on = OrderStatus.WAITING, None
    return before != (order.status, order.promised_on)


def note_promise(order: Preorder, *, by: UserAccount | None, quantity_changed: bool = False) -> None:
    """Write into the history of an order, and for its buyer, what is promised now."""
    last = db.session.execute(
        select(PreorderEvent.kind, PreorderEvent.promised_on)
        .where(PreorderEvent.order_id == order.id)
        .order_by(PreorderEvent.id.desc())
        .limit(1)
    ).first()
    kind = OrderEventKind.WAITING if order.status is OrderStatus.WAITING else OrderEventKind.ACCEPTED
    if quantity_changed:
        kind = OrderEventKind.QUANTITY_CHANGED
    elif kind is OrderEventKind.ACCEPTED and last is not None and last.promised_on is not None:
        kind = OrderEventKind.PROMISE_MOVED
    event = PreorderEvent(
        order_id=order.id,
        kind=kind,
        quantity=order.quantity,
        promised_on=order.promised_on,
        at=now(),
        by_id=by.id if by else None,
    )
    db.session.add(event)
    tell_buyer(order, event, was_waiting=last is not None and last.kind is OrderEventKind.WAITING)
    record(
        f"preorder:{kind.value}",
        order,
        by=by,
        after={
            "quantity": order.quantity,
            "promised_on": order.promised_on.isoformat() if order.promised_on else None,
        },
    )
