"""The pull list of an outlet: what to take off the shelf, by when, and what was taken off."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, select

from accounts.access import in_regions_of
from accounts.audit import record
from accounts.models import UserAccount
from accounts.permissions import OUTLET_ROLES
from core.database import db, get_visible
from core.dates import now, today
from core.wording import N_
from outlets import placements
from outlets.models import Outlet, Placement
from outlets.outlets import check_region, own_outlets
from outlets.pull_errors import AlreadyPulled, NoLongerAsked, PulledBeforeAsked, SourceNeeded, UnknownPullEntry
from outlets.pull_models import PlacementHold, PullEntry
from partnerships.models import Producer, Product
from partnerships.states import Source


class PullState(StrEnum):
    """Where a line of a pull list stands; derived from its dates, never stored."""

    ASKED = "asked"
    OVERDUE = "overdue"
    PULLED = "pulled"
    LIFTED = "lifted"
    MAY_RETURN = "may_return"


PULL_STATE_LABELS: Mapping[PullState, str] = {
    PullState.ASKED: N_("Harus ditarik"),
    PullState.OVERDUE: N_("Lewat batas waktu"),
    PullState.PULLED: N_("Sudah ditarik"),
    PullState.LIFTED: N_("Tidak perlu ditarik lagi"),
    PullState.MAY_RETURN: N_("Boleh dipajang lagi"),
}
TO_DO = (PullState.ASKED, PullState.OVERDUE)


def state_shown() -> ColumnElement[str]:
    """The state of today in SQL, as `state_of` says it of one line."""
    return case(
        (and_(PullEntry.lifted_on.is_not(None), PullEntry.pulled_on.is_not(None)), PullState.MAY_RETURN.value),
        (PullEntry.lifted_on.is_not(None), PullState.LIFTED.value),
        (PullEntry.pulled_on.is_not(None), PullState.PULLED.value),
        (PullEntry.deadline < today(), PullState.OVERDUE.value),
        else_=PullState.ASKED.value,
    )


def state_of(entry: PullEntry) -> PullState:
    """The state of one line today."""
    if entry.lifted_on is not None:
        return PullState.LIFTED if entry.pulled_on is None else PullState.MAY_RETURN
    if entry.pulled_on is not None:
        return PullState.PULLED
    return PullState.OVERDUE if entry.deadline < today() else PullState.ASKED


ORDERS: Mapping[str, Sequence[ColumnElement[Any]]] = {
    "deadline": (PullEntry.deadline, PullEntry.id),
    "product": (func.lower(Product.name), PullEntry.id),
    "outlet": (func.lower(Outlet.name), PullEntry.id),
    "newest": (PullEntry.id,),
}


def visible_to(user: UserAccount) -> Select[tuple[PullEntry]]:
    """The lines a person may see: staff those of placements they see, outlets and producers their own."""
    seen = placements.visible_to(user).with_only_columns(Placement.id)
    return select(PullEntry).where(PullEntry.placement_id.in_(seen))


def get(entry_id: int, *, by: UserAccount, for_update: bool = False) -> PullEntry:
    """One line. Raises `UnknownPullEntry` for one that does not exist or is not this person's to see."""
    entry = get_visible(visible_to(by), PullEntry, entry_id, for_update=for_update)
    if entry is None:
        raise UnknownPullEntry
    return entry


def rows(user: UserAccount, *, state: str = "", outlet_id: int = 0) -> Select[Any]:
    """The lines a person sees with what they are about; `todo` as a state means those still to be pulled."""
    shown = state_shown()
    found = (
        select(
            PullEntry.id,
            PullEntry.placement_id,
            PullEntry.outlet_id,
            PullEntry.asked_on,
            PullEntry.deadline,
            PullEntry.pulled_on,
            PullEntry.pulled_quantity,
            PullEntry.lifted_on,
            shown.label("state"),
            PlacementHold.kind,
            PlacementHold.since,
            PlacementHold.requirement_id,
            Product.id.label("product_id"),
            Product.name.label("product_name"),
            Producer.name.label("producer_name"),
            Outlet.name.label("outlet_name"),
        )
        .join(PlacementHold, PlacementHold.id == PullEntry.hold_id)
        .join(Placement, Placement.id == PullEntry.placement_id)
        .join(Product, Product.id == Placement.product_id)
        .join(Producer, Producer.id == Placement.producer_id)
        .join(Outlet, Outlet.id == PullEntry.outlet_id)
        .where(PullEntry.id.in_(visible_to(user).with_only_columns(PullEntry.id)))
    )
    if state == "todo":
        found = found.where(PullEntry.lifted_on.is_(None), PullEntry.pulled_on.is_(None))
    elif state:
        found = found.where(shown == state)
    if outlet_id:
        found = found.where(PullEntry.outlet_id == outlet_id)
    return found


def to_do(user: UserAccount) -> Select[tuple[int]]:
    """The lines somebody of an outlet still has to pull; for staff those of outlets in their regions."""
    mine = PullEntry.outlet_id.in_(own_outlets(user))
    if user.role not in OUTLET_ROLES:
        mine = PullEntry.outlet_id.in_(select(Outlet.id).where(in_regions_of(user, Outlet.region_code)))
    return select(PullEntry.id).where(mine, PullEntry.lifted_on.is_(None), PullEntry.pulled_on.is_(None))


def mark_pulled(
    entry_id: int,
    *,
    by: UserAccount,
    quantity: int,
    pulled_on: date | None = None,
    note: str = "",
    source: Source | None = None,
) -> PullEntry:
    """Note that a product was taken off the shelf: how many pieces there were, on which day, today unless said.

    Staff who note it for an outlet name the source. Raises `UnknownPullEntry`, `AlreadyPulled`, `NoLongerAsked`,
    `PulledBeforeAsked`, `SourceNeeded`, `OutsideYourRegions`.
    """
    entry = get(entry_id, by=by, for_update=True)
    check_region(entry.placement.outlet, by)
    if entry.pulled_on is not None:
        who = db.session.get(UserAccount, entry.pulled_by_id)
        raise AlreadyPulled(who=who.name if who else "", day=entry.pulled_on)
    if entry.lifted_on is not None:
        raise NoLongerAsked(day=entry.lifted_on)
    if by.is_staff and source is None:
        raise SourceNeeded(field="source")
    day = pulled_on or today()
    if not entry.asked_on <= day <= today():
        raise PulledBeforeAsked(field="pulled_on", first=entry.asked_on, last=today())
    entry.pulled_on, entry.pulled_quantity, entry.note = day, quantity, note.strip() or None
    entry.pulled_by_id, entry.pulled_at = by.id, now()
    entry.pulled_source = source.value if by.is_staff and source else None
    db.session.flush()
    record(
        "placement:pulled",
        entry.placement,
        by=by,
        after={"pulled_on": day.isoformat(), "pulled_quantity": quantity},
        reason=entry.note,
        on_behalf_of="outlet" if by.is_staff else None,
        source=entry.pulled_source,
    )
    return entry
