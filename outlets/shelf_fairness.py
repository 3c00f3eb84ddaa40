"""How fairly shelf slots go round: for everybody in sums that tell of no fewer than five producers, and by outlet.

The figures of one outlet are for staff and its manager, who see its queue by name anyway.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, func, select

from accounts.models import UserAccount
from core.database import db
from core.listing import Column
from outlets import shelf_slots
from outlets.models import Outlet
from outlets.shelf_models import ShelfRequest, ShelfSlot, ShelfTurn
from outlets.shelf_states import ExceptionGround, RequestStatus, TurnStatus

BY_OUTLET: Mapping[str, Sequence[ColumnElement[Any]]] = {"outlet": (func.lower(Outlet.name), Outlet.id)}
FEWEST = 5
"""A figure that tells of fewer producers than this is not published."""


FIGURES = ("turns", "had_a_turn", "exceptions", "undecided")


@dataclass(frozen=True)
class Fairness:
    """The public summary; None where a figure would tell of fewer than five producers."""

    slots: int
    asked: int | None
    had_a_turn: int | None
    average_wait_days: int | None
    exceptions: dict[ExceptionGround, int | None]
    """Turns given out of order by their ground; None for a ground that concerns fewer than five producers."""


def summary() -> Fairness:
    """The figures of all slots together; the wait is in whole days from asking to the first day of the turn."""
    slots = db.session.execute(select(func.count()).select_from(ShelfSlot)).scalar_one()
    asked = db.session.execute(select(func.count(ShelfRequest.producer_id.distinct()))).scalar_one()
    given = ShelfTurn.status == TurnStatus.GIVEN
    producers = func.count(ShelfTurn.producer_id.distinct())
    had, waited, turns = db.session.execute(
        select(producers, func.sum(ShelfTurn.starts_on - ShelfRequest.asked_on), func.count())
        .join(ShelfRequest, ShelfRequest.id == ShelfTurn.request_id)
        .where(given)
    ).one()
    grounds = db.session.execute(
        select(ShelfTurn.ground, producers, func.count()).where(given, ShelfTurn.rank > 1).group_by(ShelfTurn.ground)
    ).all()
    # Who asked and had none is the difference of two published figures, so it must be none or five as well.
    is_enough = had >= FEWEST and (asked == had or asked - had >= FEWEST)
    return Fairness(
        slots=slots,
        asked=asked if asked >= FEWEST else None,
        had_a_turn=had if is_enough else None,
        average_wait_days=(2 * int(waited) + turns) // (2 * turns) if had >= FEWEST else None,
        exceptions={ground: count if people >= FEWEST else None for ground, people, count in grounds if ground},
    )


def by_outlet(user: UserAccount) -> Select[Any]:
    """A row for each outlet with a slot this person sees: places, who asked and had a turn, the wait, exceptions.

    The wait is in whole days, half up, from asking to the first day of the turn; None where nobody had one.
    """
    slots = shelf_slots.visible_to(user).with_only_columns(ShelfSlot.id)
    held = (
        select(ShelfSlot.outlet_id, func.count().label("slots"), func.sum(ShelfSlot.places).label("places"))
        .where(ShelfSlot.id.in_(slots))
        .group_by(ShelfSlot.outlet_id)
        .subquery()
    )
    is_waiting = ShelfRequest.status == RequestStatus.WAITING
    asked = (
        select(
            ShelfSlot.outlet_id,
            func.count(ShelfRequest.producer_id.distinct()).label("asked"),
            func.count().filter(is_waiting).label("waiting"),
        )
        .join(ShelfSlot, ShelfSlot.id == ShelfRequest.slot_id)
        .group_by(ShelfSlot.outlet_id)
        .subquery()
    )
    is_given, is_exception = ShelfTurn.status == TurnStatus.GIVEN, ShelfTurn.rank > 1
    waited = func.sum(ShelfTurn.starts_on - ShelfRequest.asked_on).filter(is_given)
    turns = func.count().filter(is_given)
    given = (
        select(
            ShelfSlot.outlet_id,
            turns.label("turns"),
            func.count(ShelfTurn.producer_id.distinct()).filter(is_given).label("had_a_turn"),
            ((2 * waited + turns) / func.nullif(2 * turns, 0)).label("average_wait_days"),
            func.count().filter(is_given, is_exception).label("exceptions"),
            func.count().filter(ShelfTurn.status == TurnStatus.AWAITING_APPROVAL).label("undecided"),
        )
        .join(ShelfSlot, ShelfSlot.id == ShelfTurn.slot_id)
        .join(ShelfRequest, ShelfRequest.id == ShelfTurn.request_id)
        .group_by(ShelfSlot.outlet_id)
        .subquery()
    )
    zero = {name: func.coalesce(given.c[name], 0).label(name) for name in FIGURES}
    return (
        select(
            Outlet.id.label("outlet_id"),
            Outlet.name.label("outlet_name"),
            held.c.slots,
            held.c.places.cast(db.BigInteger).label("places"),
            func.coalesce(asked.c.asked, 0).label("asked"),
            func.coalesce(asked.c.waiting, 0).label("waiting"),
            *zero.values(),
            given.c.average_wait_days.cast(db.BigInteger).label("average_wait_days"),
        )
        .join(held, held.c.outlet_id == Outlet.id)
        .outerjoin(asked, asked.c.outlet_id == Outlet.id)
        .outerjoin(given, given.c.outlet_id == Outlet.id)
    )


def export_columns() -> list[Column]:
    """What an export of the summary by outlet holds."""
    return [
        Column(_("Gerai"), lambda row: row.outlet_name),
        Column(_("Rak bergilir"), lambda row: row.slots, adds_up=True),
        Column(_("Tempat"), lambda row: row.places, adds_up=True),
        Column(_("Pelaku UMKM yang meminta"), lambda row: row.asked),
        Column(_("Menunggu"), lambda row: row.waiting, adds_up=True),
        Column(_("Pelaku UMKM yang mendapat giliran"), lambda row: row.had_a_turn),
        Column(_("Giliran"), lambda row: row.turns, adds_up=True),
        Column(_("Rata-rata menunggu (hari)"), lambda row: row.average_wait_days),
        Column(_("Giliran di luar urutan"), lambda row: row.exceptions, adds_up=True),
        Column(_("Belum diputuskan"), lambda row: row.undecided, adds_up=True),
    ]
