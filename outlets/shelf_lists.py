"""What is shown about shelf slots: the list of them, and one with its queue as the reader may see it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from accounts.models import UserAccount
from accounts.permissions import Role
from core.database import db
from core.dates import today
from core.languages import speak
from outlets import outlets, rotation, shelf_slots, shelf_turns
from outlets.models import Outlet
from outlets.shelf_models import ShelfRequest, ShelfSlot, ShelfTurn
from outlets.shelf_states import RequestStatus, TurnStatus
from partnerships.models import Producer

ORDERS: Mapping[str, Sequence[ColumnElement[Any]]] = {
    "outlet": (func.lower(Outlet.name), func.lower(ShelfSlot.name), ShelfSlot.id),
    "name": (func.lower(ShelfSlot.name), ShelfSlot.id),
}


def rows(user: UserAccount) -> Select[Any]:
    """The slots a person sees, each with its outlet and how many wait."""
    waiting = (
        select(func.count())
        .where(ShelfRequest.slot_id == ShelfSlot.id, ShelfRequest.status == RequestStatus.WAITING)
        .scalar_subquery()
    )
    found = shelf_slots.visible_to(user).with_only_columns(
        ShelfSlot.id,
        ShelfSlot.outlet_id,
        ShelfSlot.name,
        ShelfSlot.places,
        ShelfSlot.turn_days,
        ShelfSlot.starts_on,
        ShelfSlot.ends_on,
        ShelfSlot.category,
        Outlet.name.label("outlet_name"),
        waiting.label("waiting"),
    )
    return found.join(Outlet, Outlet.id == ShelfSlot.outlet_id)


@dataclass(frozen=True)
class PlaceInQueue:
    """One line of a queue: the place from 1, who, since when, and the sentences that say why."""

    place: int
    request_id: int
    producer_name: str
    asked_on: date
    why: list[str]


@dataclass(frozen=True)
class Shown:
    """A slot as a person may see it."""

    slot: ShelfSlot
    free_today: int
    waiting: int
    rule: list[str]
    queue: list[PlaceInQueue]
    turns: Sequence[ShelfTurn]
    exceptions: Sequence[ShelfTurn]


def why(standing: rotation.Ranked) -> list[str]:
    """Why somebody stands where they stand, in the reader's language; nothing for who is next."""
    return [speak(rotation.GROUND_SENTENCES[ground], count=count) for ground, count in standing.ahead.items()]


def shown(slot: ShelfSlot, *, to: UserAccount) -> Shown:
    """A slot with its queue: a producer sees its own places alone, and how many wait with it."""
    ranked = shelf_slots.queue(slot)
    ids = [one.waiting.producer_id for one in ranked]
    wanted = select(Producer.id, Producer.name).where(Producer.id.in_(ids))
    if to.role is Role.PRODUCER:
        wanted = wanted.where(Producer.id.in_(outlets.own_producers(to)))
    names = {row.id: row.name for row in db.session.execute(wanted)}
    given = shelf_turns.visible_to(to).where(ShelfTurn.slot_id == slot.id, ShelfTurn.status == TurnStatus.GIVEN)
    return Shown(
        slot=slot,
        free_today=len(shelf_turns.free_places(slot, today(), today())),
        waiting=len(ranked),
        rule=[speak(sentence) for sentence in rotation.RULE],
        queue=[
            PlaceInQueue(
                one.place, one.waiting.request_id, names[one.waiting.producer_id], one.waiting.asked_on, why(one)
            )
            for one in ranked
            if one.waiting.producer_id in names
        ],
        turns=db.session.execute(given.order_by(ShelfTurn.starts_on.desc(), ShelfTurn.id.desc())).scalars().all(),
        exceptions=shelf_turns.exceptions(slot),
    )
