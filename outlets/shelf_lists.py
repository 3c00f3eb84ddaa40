"""What is shown about shelf slots: the list of them, and one with its queue as the reader may see it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import request
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, and_, func, not_, or_, select

from accounts.models import UserAccount
from accounts.permissions import Role
from core.database import db
from core.dates import today
from core.languages import speak
from core.listing import Column, id_in
from outlets import outlets, rotation, shelf_slots, shelf_turns
from outlets.models import Outlet
from outlets.shelf_models import ShelfRequest, ShelfSlot, ShelfTurn
from outlets.shelf_states import EXCEPTION_LABELS, TURN_LABELS, RequestStatus, TurnStatus
from partnerships.models import Producer
from partnerships.product_categories import CATEGORIES

ORDERS: Mapping[str, Sequence[ColumnElement[Any]]] = {
    "outlet": (func.lower(Outlet.name), func.lower(ShelfSlot.name), ShelfSlot.id),
    "name": (func.lower(ShelfSlot.name), ShelfSlot.id),
}


OPEN, OVER = "open", "over"


def filters() -> dict[str, str]:
    """The filters of the address."""
    names = ("q", "outlet_id", "category", "state")
    return {name: request.args.get(name, "").replace("\x00", "").strip()[:100] for name in names}


def rows(user: UserAccount) -> Select[Any]:
    """The slots a person sees that pass the filters of the address, each with its outlet and how many wait."""
    wanted = filters()
    waiting = (
        select(func.count())
        .where(ShelfRequest.slot_id == ShelfSlot.id, ShelfRequest.status == RequestStatus.WAITING)
        .scalar_subquery()
    )
    found = (
        shelf_slots.visible_to(user)
        .with_only_columns(
            ShelfSlot.id,
            ShelfSlot.outlet_id,
            ShelfSlot.name,
            ShelfSlot.places,
            ShelfSlot.turn_days,
            ShelfSlot.starts_on,
            ShelfSlot.ends_on,
            ShelfSlot.category,
            Outlet.name.label("outlet_name"),
            ShelfSlot.version,
            waiting.label("waiting"),
        )
        .join(Outlet, Outlet.id == ShelfSlot.outlet_id)
    )
    if wanted["q"]:
        named = (ShelfSlot.name, Outlet.name)
        found = found.where(or_(*[column.icontains(wanted["q"], autoescape=True) for column in named]))
    if (outlet_id := id_in(wanted["outlet_id"])) is not None:
        found = found.where(ShelfSlot.outlet_id == outlet_id)
    if wanted["category"] in CATEGORIES:
        found = found.where(or_(ShelfSlot.category == wanted["category"], ShelfSlot.category.is_(None)))
    is_over = and_(ShelfSlot.ends_on.is_not(None), ShelfSlot.ends_on < today())
    if wanted["state"] in {OPEN, OVER}:
        found = found.where(is_over if wanted["state"] == OVER else not_(is_over))
    return found


def export_columns() -> list[Column]:
    """What an export of slots holds."""
    return [
        Column(_("Gerai"), lambda row: row.outlet_name),
        Column(_("Nama rak"), lambda row: row.name),
        Column(_("Kategori produk"), lambda row: row.category),
        Column(_("Tempat"), lambda row: row.places, adds_up=True),
        Column(_("Lama satu giliran (hari)"), lambda row: row.turn_days),
        Column(_("Hari pertama"), lambda row: row.starts_on.isoformat()),
        Column(_("Hari terakhir"), lambda row: row.ends_on.isoformat() if row.ends_on else ""),
        Column(_("Menunggu"), lambda row: row.waiting, adds_up=True),
    ]


TURN_ORDERS: Mapping[str, Sequence[ColumnElement[Any]]] = {
    "starts": (ShelfTurn.starts_on, ShelfTurn.id),
    "producer": (func.lower(Producer.name), ShelfTurn.id),
    "status": (ShelfTurn.status, ShelfTurn.starts_on, ShelfTurn.id),
}


def turn_filters() -> dict[str, str]:
    """The filters of the address of the list of turns."""
    names = ("q", "status", "kind")
    return {name: request.args.get(name, "").replace("\x00", "").strip()[:100] for name in names}


def turn_rows(user: UserAccount) -> Select[Any]:
    """The turns a person sees that pass the filters of the address, each with its slot, outlet and producer."""
    wanted = turn_filters()
    found = (
        shelf_turns.visible_to(user)
        .with_only_columns(
            *ShelfTurn.__table__.c,
            ShelfSlot.name.label("slot_name"),
            Outlet.name.label("outlet_name"),
            Producer.name.label("producer_name"),
        )
        .join(ShelfSlot, ShelfSlot.id == ShelfTurn.slot_id)
        .join(Outlet, Outlet.id == ShelfSlot.outlet_id)
        .join(Producer, Producer.id == ShelfTurn.producer_id)
    )
    if wanted["q"]:
        named = (ShelfSlot.name, Outlet.name, Producer.name)
        found = found.where(or_(*[column.icontains(wanted["q"], autoescape=True) for column in named]))
    if wanted["status"] in set(TurnStatus):
        found = found.where(ShelfTurn.status == wanted["status"])
    if wanted["kind"] in {"in_turn", "exception"}:
        found = found.where(ShelfTurn.rank == 1 if wanted["kind"] == "in_turn" else ShelfTurn.rank > 1)
    return found


def turn_export_columns() -> list[Column]:
    """What an export of turns holds; what somebody wrote stays on the page of the slot, for it may name others."""
    return [
        Column(_("Gerai"), lambda row: row.outlet_name),
        Column(_("Nama rak"), lambda row: row.slot_name),
        Column(_("Pelaku UMKM"), lambda row: row.producer_name),
        Column(_("Tempat"), lambda row: row.place),
        Column(_("Mulai"), lambda row: row.starts_on.isoformat()),
        Column(_("Hari terakhir"), lambda row: row.ends_on.isoformat()),
        Column(_("Status"), lambda row: speak(TURN_LABELS[row.status])),
        Column(_("Urutan saat diusulkan"), lambda row: row.rank),
        Column(_("Dasar pengecualian"), lambda row: speak(EXCEPTION_LABELS[row.ground]) if row.ground else ""),
    ]


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
