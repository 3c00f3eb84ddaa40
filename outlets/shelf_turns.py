"""Turns on a shelf slot: giving one to who is next, or out of order for a reason that a second person approves."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import Select, select

from accounts.audit import record
from accounts.models import UserAccount
from accounts.permissions import Role
from core.database import db, get_visible
from core.dates import now, today
from outlets import outlets, shelf_slots
from outlets.shelf_errors import (
    ExceptionDecided,
    InTurnNeedsNoReason,
    NoFreePlace,
    NoLongerWaits,
    NotEarlier,
    NotInThisQueue,
    ReasonForException,
    SecondPersonDecides,
    TurnNotRunning,
    TurnOutsideSlot,
    UnknownShelfSlot,
)
from outlets.shelf_models import ShelfRequest, ShelfSlot, ShelfTurn
from outlets.shelf_states import ExceptionGround, RequestStatus, TurnStatus
from partnerships.models import Producer
from partnerships.states import ProducerStatus

FARTHEST = timedelta(days=366)
"""So far ahead a turn may be given."""


def visible_to(user: UserAccount) -> Select[tuple[ShelfTurn]]:
    """The turns a person may see: on slots they see; a producer its own alone."""
    rows = select(ShelfTurn).where(ShelfTurn.slot_id.in_(shelf_slots.visible_to(user).with_only_columns(ShelfSlot.id)))
    if user.role is Role.PRODUCER:
        rows = rows.where(ShelfTurn.producer_id.in_(outlets.own_producers(user)))
    return rows


def get(turn_id: int, *, by: UserAccount, for_update: bool = False) -> ShelfTurn:
    """One turn. Raises `UnknownShelfSlot` for one that does not exist or is not this person's to see."""
    found = get_visible(visible_to(by), ShelfTurn, turn_id, for_update=for_update)
    if found is None:
        raise UnknownShelfSlot
    return found


def free_places(slot: ShelfSlot, starts_on: date, ends_on: date) -> list[int]:
    """The places of a slot nobody has on any of those days, from the lowest."""
    rows = select(ShelfTurn.place).where(
        ShelfTurn.slot_id == slot.id,
        ShelfTurn.status == TurnStatus.GIVEN,
        ShelfTurn.starts_on <= ends_on,
        ShelfTurn.ends_on >= starts_on,
    )
    taken = set(db.session.execute(rows).scalars())
    return [place for place in range(1, slot.places + 1) if place not in taken]


def last_day(slot: ShelfSlot, starts_on: date) -> date:
    """The last day of a turn that begins on a day; it ends with its slot. Raises `TurnOutsideSlot`."""
    is_near = today() <= starts_on <= today() + FARTHEST
    if not is_near or starts_on < slot.starts_on or (slot.ends_on is not None and starts_on > slot.ends_on):
        raise TurnOutsideSlot(field="starts_on")
    full = starts_on + timedelta(days=slot.turn_days - 1)
    return full if slot.ends_on is None else min(full, slot.ends_on)


def give(
    slot_id: int,
    *,
    request_id: int,
    starts_on: date,
    by: UserAccount,
    ground: ExceptionGround | None = None,
    reason: str | None = None,
) -> ShelfTurn:
    """Give a place to one who waits. Out of turn it needs a ground and a reason, and waits for a second person.

    Two who give the last place at once wait for each other at the slot's row; the exclusion constraint of `shelf_turn`
    holds whatever happens here. Raises `UnknownShelfSlot`, `OutletClosed`, `OutsideYourRegions`, `NoLongerWaits`,
    `ExceptionUndecided`, `NotInThisQueue`, `TurnOutsideSlot`, `NoFreePlace`, `ReasonForException`,
    `InTurnNeedsNoReason`.
    """
    slot = shelf_slots.get(slot_id, by=by, for_update=True)
    outlets.refuse_closed(slot.outlet)
    outlets.check_region(slot.outlet, by)
    standing = next((one for one in shelf_slots.queue(slot) if one.waiting.request_id == request_id), None)
    if standing is None:
        raise NoLongerWaits(field="request_id")
    asked = db.session.get_one(ShelfRequest, request_id, populate_existing=True)
    shelf_slots.refuse_undecided(asked)
    _refuse_gone(asked.producer)
    ends_on = last_day(slot, starts_on)
    free = free_places(slot, starts_on, ends_on)
    if not free:
        raise NoFreePlace(field="starts_on")
    if standing.is_next and (ground is not None or reason):
        raise InTurnNeedsNoReason(field="ground")
    if not standing.is_next and (ground is None or not reason):
        raise ReasonForException(field="ground" if ground is None else "reason", place=standing.place)
    turn = ShelfTurn(
        slot_id=slot.id,
        request_id=asked.id,
        producer_id=asked.producer_id,
        place=free[0],
        rank=standing.place,
        starts_on=starts_on,
        ends_on=ends_on,
        status=TurnStatus.GIVEN if standing.is_next else TurnStatus.AWAITING_APPROVAL,
        ground=ground,
        reason=reason or None,
        given_by_id=by.id,
        given_at=now(),
    )
    db.session.add(turn)
    if standing.is_next:
        asked.status = RequestStatus.SERVED
    db.session.flush()
    action = "shelf_turn:given" if standing.is_next else "shelf_turn:proposed_out_of_turn"
    record(
        action,
        turn,
        by=by,
        after={"starts_on": starts_on.isoformat(), "ends_on": ends_on.isoformat()},
        reason=turn.reason,
    )
    return turn


def _refuse_gone(producer: Producer) -> None:
    if producer.status not in (ProducerStatus.REGISTERED, ProducerStatus.ACTIVE):
        raise NotInThisQueue(field="request_id")


def decide(turn_id: int, *, approve: bool, reason: str, by: UserAccount) -> ShelfTurn:
    """Approve or decline an exception somebody else proposed; the reason stays with it.

    Raises `UnknownShelfSlot`, `OutsideYourRegions`, `ExceptionDecided`, `SecondPersonDecides`, `NotInThisQueue`,
    `TurnOutsideSlot` when its first day has passed, `NoFreePlace` when the place went to somebody else meanwhile.
    """
    slot = shelf_slots.get(get(turn_id, by=by).slot_id, by=by, for_update=True)
    turn = get(turn_id, by=by, for_update=True)
    outlets.check_region(slot.outlet, by)
    if turn.status is not TurnStatus.AWAITING_APPROVAL:
        raise ExceptionDecided
    if turn.given_by_id == by.id:
        raise SecondPersonDecides
    if approve:
        outlets.refuse_closed(slot.outlet)
        _refuse_gone(turn.producer)
        last_day(slot, turn.starts_on)
        free = free_places(slot, turn.starts_on, turn.ends_on)
        if not free:
            raise NoFreePlace
        turn.place = free[0]
        db.session.get_one(ShelfRequest, turn.request_id).status = RequestStatus.SERVED
    turn.status = TurnStatus.GIVEN if approve else TurnStatus.DECLINED
    turn.decided_by_id, turn.decided_at, turn.decision_reason = by.id, now(), reason
    db.session.flush()
    record("shelf_turn:approved" if approve else "shelf_turn:declined", turn, by=by, reason=reason)
    return turn


def end_early(turn_id: int, *, last_day: date | None, reason: str, by: UserAccount) -> ShelfTurn:
    """End a turn before its last day, for a reason; the place is free from the day after.

    One that has not begun is cancelled and needs no day. The producer's request stays served: it asks anew. Raises
    `UnknownShelfSlot`, `OutsideYourRegions`, `TurnNotRunning`, `NotEarlier`.
    """
    slot = shelf_slots.get(get(turn_id, by=by).slot_id, by=by, for_update=True)
    turn = get(turn_id, by=by, for_update=True)
    outlets.check_region(slot.outlet, by)
    if turn.status is not TurnStatus.GIVEN or turn.ends_on < today():
        raise TurnNotRunning
    before = turn.ends_on
    if turn.starts_on > today():
        turn.status = TurnStatus.CANCELLED
    elif last_day is None or not turn.starts_on <= last_day < turn.ends_on:
        raise NotEarlier(field="last_day", first=turn.starts_on, last=turn.ends_on)
    else:
        turn.ends_on = last_day
    turn.planned_until = turn.planned_until or before
    turn.ended_by_id, turn.ended_at, turn.ended_reason = by.id, now(), reason
    db.session.flush()
    record(
        "shelf_turn:cancelled" if turn.status is TurnStatus.CANCELLED else "shelf_turn:ended_early",
        turn,
        by=by,
        before={"ends_on": before.isoformat()},
        after={"ends_on": turn.ends_on.isoformat()},
        reason=reason,
    )
    return turn


def exceptions_to_decide(user: UserAccount) -> Select[tuple[ShelfTurn]]:
    """Turns out of order that wait for this person, who did not propose them."""
    regional = shelf_slots.of_own_regions(user).with_only_columns(ShelfSlot.id)
    return visible_to(user).where(
        ShelfTurn.slot_id.in_(regional),
        ShelfTurn.status == TurnStatus.AWAITING_APPROVAL,
        ShelfTurn.given_by_id != user.id,
    )


def exceptions(slot: ShelfSlot) -> Sequence[ShelfTurn]:
    """Every turn out of order that was proposed here, newest first, whatever became of it."""
    rows = select(ShelfTurn).where(ShelfTurn.slot_id == slot.id, ShelfTurn.rank > 1)
    return db.session.execute(rows.order_by(ShelfTurn.id.desc())).scalars().all()
