"""Holds: placements whose product lacks a paper that has ended. Which days they cover, and who sees them."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, select

from accounts.models import UserAccount
from core.database import db, get_visible
from outlets import placements
from outlets.models import Placement
from outlets.pull_errors import UnknownHold
from outlets.pull_models import PlacementHold


def visible_to(user: UserAccount) -> Select[tuple[PlacementHold]]:
    """The holds a person may see: those of placements that person may see."""
    seen = placements.visible_to(user).with_only_columns(Placement.id)
    return select(PlacementHold).where(PlacementHold.placement_id.in_(seen))


def get(hold_id: int, *, by: UserAccount, for_update: bool = False) -> PlacementHold:
    """One hold. Raises `UnknownHold` for one that does not exist or is not this person's to see."""
    hold = get_visible(visible_to(by), PlacementHold, hold_id, for_update=for_update)
    if hold is None:
        raise UnknownHold
    return hold


def of_placement(placement_id: int) -> list[PlacementHold]:
    """Every hold of a placement the caller may see, newest first."""
    rows = select(PlacementHold).where(PlacementHold.placement_id == placement_id)
    return list(db.session.execute(rows.order_by(PlacementHold.since.desc(), PlacementHold.id.desc())).scalars())


@dataclass(frozen=True, slots=True)
class HeldDays:
    """The days on which sales of a placement are held: from `since` until the day before `lifted_on`, if any."""

    hold_id: int
    kind: str
    requirement_id: int
    since: date
    lifted_on: date | None

    def covers(self, day: date) -> bool:
        """Whether a sale of this day is held."""
        return self.since <= day and (self.lifted_on is None or day < self.lifted_on)


def held_days_of(placement_ids: Collection[int] | Select[tuple[int]]) -> dict[int, list[HeldDays]]:
    """The held days of many placements by placement, in one query; placements never held are left out."""
    rows = db.session.execute(
        select(
            PlacementHold.placement_id,
            PlacementHold.id,
            PlacementHold.kind,
            PlacementHold.requirement_id,
            PlacementHold.since,
            PlacementHold.lifted_on,
        )
        .where(PlacementHold.placement_id.in_(placement_ids))
        .order_by(PlacementHold.since, PlacementHold.id)
    )
    found: dict[int, list[HeldDays]] = defaultdict(list)
    for placement_id, *facts in rows:
        found[placement_id].append(HeldDays(*facts))
    return dict(found)


def held_days_at(outlet_id: int) -> dict[int, list[HeldDays]]:
    """The held days of every placement of an outlet that was ever held, in one query."""
    return held_days_of(select(Placement.id).where(Placement.outlet_id == outlet_id))


def held_on(placement_ids: Collection[int] | int, day: date) -> set[int]:
    """Those among the placements whose sales of a day are held, in one query."""
    ids = {placement_ids} if isinstance(placement_ids, int) else set(placement_ids)
    return {
        placement_id for placement_id, spans in held_days_of(ids).items() if any(span.covers(day) for span in spans)
    }


def without_deliveries(placement_ids: Collection[int]) -> set[int]:
    """Those among the placements to which nothing may be delivered now: an open hold stops deliveries at once."""
    rows = select(PlacementHold.placement_id).where(
        PlacementHold.placement_id.in_(placement_ids), PlacementHold.lifted_on.is_(None)
    )
    return set(db.session.execute(rows.distinct()).scalars())
