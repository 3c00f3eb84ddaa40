"""Shelf slots: opening one, who may see it, asking for a place, leaving the queue, and the queue as it stands."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from sqlalchemy import Select, func, or_, select

from accounts.access import in_regions_of
from accounts.audit import record
from accounts.models import UserAccount
from accounts.permissions import Role
from core.database import db, get_visible
from core.dates import now, today
from outlets import outlets, rotation
from outlets.models import Agreement, Outlet
from outlets.shelf_errors import (
    ExceptionUndecided,
    NoGoodsOfCategory,
    NoLongerWaits,
    NotInThisQueue,
    PlaceStillGiven,
    ShelfSlotExists,
    SlotDaysReversed,
    SourceOfWordNeeded,
    TurnsBeyondEnd,
    UnknownShelfSlot,
    WaitsAlready,
)
from outlets.shelf_models import ShelfRequest, ShelfSlot, ShelfTurn
from outlets.shelf_states import RequestStatus, TurnStatus
from partnerships import producers
from partnerships.errors import ChangedMeanwhile
from partnerships.models import Producer, Product
from partnerships.states import ProducerStatus, ProductStatus, Source

TOLD = {"name": "slot_name", "places": "slot_places", "turn_days": "turn_days", "ends_on": "ends_on"}
"""What the history calls the fields of a slot that may change."""


def visible_to(user: UserAccount) -> Select[tuple[ShelfSlot]]:
    """The slots a person may see: those of the outlets they see, and for a producer also those of its regency."""
    seen = ShelfSlot.outlet_id.in_(outlets.visible_to(user).with_only_columns(Outlet.id))
    if user.role is not Role.PRODUCER:
        return select(ShelfSlot).where(seen)
    regions = select(Producer.region_code).where(Producer.id.in_(outlets.own_producers(user)))
    nearby = select(Outlet.id).where(Outlet.region_code.in_(regions))
    return select(ShelfSlot).where(or_(seen, ShelfSlot.outlet_id.in_(nearby)))


def get(slot_id: int, *, by: UserAccount, for_update: bool = False) -> ShelfSlot:
    """One slot; locked, its queue and its turns stand still. Raises `UnknownShelfSlot`."""
    slot = get_visible(visible_to(by), ShelfSlot, slot_id, for_update=for_update)
    if slot is None:
        raise UnknownShelfSlot
    return slot


def open_slot(
    *,
    outlet_id: int,
    name: str,
    places: int,
    turn_days: int,
    starts_on: date,
    by: UserAccount,
    ends_on: date | None = None,
    category: str | None = None,
) -> ShelfSlot:
    """Open a slot with so many places, each given for `turn_days` days.

    Raises `UnknownOutlet`, `OutletClosed`, `OutsideYourRegions`, `SlotDaysReversed`, `ShelfSlotExists`.
    """
    outlet = outlets.get(outlet_id, by=by, for_update=True)
    outlets.refuse_closed(outlet)
    outlets.check_region(outlet, by)
    if ends_on is not None and ends_on < starts_on:
        raise SlotDaysReversed(field="ends_on")
    same = select(ShelfSlot.id).where(ShelfSlot.outlet_id == outlet.id, ShelfSlot.name == name)
    if db.session.execute(same).first() is not None:
        raise ShelfSlotExists(field="name", name=name)
    slot = ShelfSlot(
        outlet_id=outlet.id,
        name=name,
        places=places,
        category=str(category) if category else None,
        turn_days=turn_days,
        starts_on=starts_on,
        ends_on=ends_on,
        opened_by_id=by.id,
        opened_at=now(),
    )
    db.session.add(slot)
    db.session.flush()
    record(
        "shelf_slot:opened",
        slot,
        by=by,
        after={"starts_on": starts_on.isoformat(), "ends_on": ends_on.isoformat() if ends_on else None},
    )
    return slot


def change_slot(
    slot_id: int,
    *,
    name: str,
    places: int,
    turn_days: int,
    by: UserAccount,
    ends_on: date | None = None,
    version: int | None = None,
) -> ShelfSlot:
    """Change a slot; turns that were given stay as they are, `turn_days` counts for those to come.

    Outlet, category and first day stay, for people asked under them. `version` is that of the slot its author looked
    at. Raises `UnknownShelfSlot`, `OutletClosed`, `OutsideYourRegions`, `ChangedMeanwhile`, `SlotDaysReversed`,
    `ShelfSlotExists`, `PlaceStillGiven`, `TurnsBeyondEnd`.
    """
    slot = get(slot_id, by=by, for_update=True)
    outlets.refuse_closed(slot.outlet)
    outlets.check_region(slot.outlet, by)
    if version is not None and version != slot.version:
        raise ChangedMeanwhile(yours=version, current=slot.version)
    if ends_on is not None and ends_on < slot.starts_on:
        raise SlotDaysReversed(field="ends_on")
    same = select(ShelfSlot.id).where(
        ShelfSlot.outlet_id == slot.outlet_id, ShelfSlot.name == name, ShelfSlot.id != slot.id
    )
    if db.session.execute(same).first() is not None:
        raise ShelfSlotExists(field="name", name=name)
    to_come = select(func.max(ShelfTurn.place), func.max(ShelfTurn.ends_on)).where(
        ShelfTurn.slot_id == slot.id, ShelfTurn.status == TurnStatus.GIVEN, ShelfTurn.ends_on >= today()
    )
    highest, last = db.session.execute(to_come).one()
    if highest is not None and highest > places:
        raise PlaceStillGiven(field="places", place=highest)
    if ends_on is not None and last is not None and last > ends_on:
        raise TurnsBeyondEnd(field="ends_on", day=last)
    told = {"name": name, "places": places, "turn_days": turn_days, "ends_on": ends_on}
    before = {field: getattr(slot, field) for field in told}
    changed = [field for field, value in told.items() if value != before[field]]
    for field in changed:
        setattr(slot, field, told[field])
    if changed:
        db.session.flush()
        plain = {field: value.isoformat() if isinstance(value, date) else value for field, value in before.items()}
        later = {field: value.isoformat() if isinstance(value, date) else value for field, value in told.items()}
        record(
            "shelf_slot:changed",
            slot,
            by=by,
            before={TOLD[field]: plain[field] for field in changed},
            after={TOLD[field]: later[field] for field in changed},
        )
    return slot


def of_own_regions(user: UserAccount) -> Select[tuple[ShelfSlot]]:
    """The slots a person looks after: those of outlets in its regions."""
    rows = select(ShelfSlot).join(Outlet, Outlet.id == ShelfSlot.outlet_id)
    return rows.where(in_regions_of(user, Outlet.region_code))


def may_be_asked_for(slot: ShelfSlot, *, by: UserAccount) -> Select[tuple[Producer]]:
    """The producers a person may ask for here: its own, those staff see, those an outlet has an agreement with."""
    if by.role is Role.PRODUCER:
        rows = select(Producer).where(Producer.id.in_(outlets.own_producers(by)))
    elif by.is_staff:
        rows = producers.visible_to(by)
    else:
        partners = select(Agreement.producer_id).where(Agreement.outlet_id == slot.outlet_id)
        rows = select(Producer).where(Producer.id.in_(partners))
    return rows.where(Producer.status.in_((ProducerStatus.REGISTERED, ProducerStatus.ACTIVE)))


def ask(slot_id: int, *, producer_id: int, by: UserAccount, source: Source | None = None) -> ShelfRequest:
    """Join the queue; an officer or an outlet says how the producer's word arrived.

    Raises `UnknownShelfSlot`, `OutletClosed`, `NotInThisQueue`, `SourceOfWordNeeded`, `NoGoodsOfCategory`,
    `WaitsAlready`.
    """
    slot = get(slot_id, by=by, for_update=True)
    outlets.refuse_closed(slot.outlet)
    producer = get_visible(may_be_asked_for(slot, by=by), Producer, producer_id)
    if producer is None:
        raise NotInThisQueue(field="producer_id")
    if by.role is not Role.PRODUCER and source is None:
        raise SourceOfWordNeeded(field="source")
    if slot.category is not None and not _sells(producer, slot.category):
        raise NoGoodsOfCategory(field="producer_id")
    if any(one.producer_id == producer.id for one in waiting(slot)):
        raise WaitsAlready(field="producer_id")
    told = source.value if source is not None and by.role is not Role.PRODUCER else None
    asked = ShelfRequest(
        slot_id=slot.id,
        producer_id=producer.id,
        asked_on=today(),
        asked_by_id=by.id,
        asked_at=now(),
        source=told,
        status=RequestStatus.WAITING,
    )
    db.session.add(asked)
    db.session.flush()
    record("shelf_request:asked", asked, by=by, on_behalf_of="producer" if told else None, source=told)
    return asked


def _sells(producer: Producer, category: str) -> bool:
    rows = select(Product.id).where(
        Product.producer_id == producer.id, Product.category == category, Product.status == ProductStatus.ACTIVE
    )
    return db.session.execute(rows.limit(1)).first() is not None


def requests_visible_to(user: UserAccount) -> Select[tuple[ShelfRequest]]:
    """The requests a person may see: on slots they see; a producer its own alone."""
    rows = select(ShelfRequest).where(ShelfRequest.slot_id.in_(visible_to(user).with_only_columns(ShelfSlot.id)))
    if user.role is Role.PRODUCER:
        rows = rows.where(ShelfRequest.producer_id.in_(outlets.own_producers(user)))
    return rows


def get_request(request_id: int, *, by: UserAccount) -> ShelfRequest:
    """One request. Raises `UnknownShelfSlot` for one that does not exist or is not this person's to see."""
    found = get_visible(requests_visible_to(by), ShelfRequest, request_id)
    if found is None:
        raise UnknownShelfSlot
    return found


def withdraw(request_id: int, *, reason: str, by: UserAccount) -> ShelfRequest:
    """Leave the queue, for a reason. Raises `UnknownShelfSlot`, `NoLongerWaits`, `ExceptionUndecided`."""
    get(get_request(request_id, by=by).slot_id, by=by, for_update=True)
    found = get_visible(requests_visible_to(by), ShelfRequest, request_id, for_update=True)
    if found is None:
        raise UnknownShelfSlot
    if found.status is not RequestStatus.WAITING:
        raise NoLongerWaits
    refuse_undecided(found)
    found.status, found.withdrawn_reason = RequestStatus.WITHDRAWN, reason
    db.session.flush()
    record("shelf_request:withdrawn", found, by=by, reason=reason)
    return found


def refuse_undecided(asked: ShelfRequest) -> None:
    """Raises `ExceptionUndecided` while a turn out of order for this request waits for a second person."""
    rows = select(ShelfTurn.id).where(
        ShelfTurn.request_id == asked.id, ShelfTurn.status == TurnStatus.AWAITING_APPROVAL
    )
    if db.session.execute(rows).first() is not None:
        raise ExceptionUndecided


def waiting(slot: ShelfSlot) -> Sequence[ShelfRequest]:
    """The requests that wait, as they came."""
    rows = select(ShelfRequest).where(ShelfRequest.slot_id == slot.id, ShelfRequest.status == RequestStatus.WAITING)
    return db.session.execute(rows.order_by(ShelfRequest.id)).scalars().all()


def queue(slot: ShelfSlot) -> list[rotation.Ranked]:
    """Who waits, in the order of turns, each with why others stand before."""
    had = select(
        ShelfTurn.producer_id, func.count().label("turns"), func.sum(ShelfTurn.ends_on - ShelfTurn.starts_on + 1)
    ).where(ShelfTurn.slot_id == slot.id, ShelfTurn.status == TurnStatus.GIVEN)
    turns: Counter[int] = Counter()
    days: Counter[int] = Counter()
    for producer_id, count, stood in db.session.execute(had.group_by(ShelfTurn.producer_id)):
        turns[producer_id], days[producer_id] = count, int(stood)
    return rotation.ranked(
        rotation.Waiting(one.id, one.producer_id, one.asked_on, turns[one.producer_id], days[one.producer_id])
        for one in waiting(slot)
    )
