"""The queue of the vetting desk: what waits, narrowed and ordered, counted, and where in it one document stands."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal_column, or_, select, text, true

from accounts.access import in_regions_of
from accounts.models import UserAccount
from core.database import db
from core.dates import now
from core.wording import N_
from partnerships import risk
from partnerships.lists import chosen, lies_in_region
from partnerships.models import Producer, ProducerMember, Requirement
from partnerships.regions import is_region
from partnerships.requirement_kinds import KINDS
from partnerships.risk import RiskLevel

ORDERS: Mapping[str, Sequence[ColumnElement[Any]]] = {
    "submitted": [Requirement.submitted_at, Requirement.id],
    "risk": [Requirement.risk, Requirement.submitted_at, Requirement.id],
    "region": [Producer.region_code, Requirement.submitted_at, Requirement.id],
    "kind": [Requirement.kind, Requirement.submitted_at, Requirement.id],
}
OLDEST_FIRST = "submitted"
WAITS = text("requirement.status = 'submitted'")
"""Written out, so that the database knows which indexes hold just these rows."""


class Age(StrEnum):
    """For how long a document has waited, at least."""

    THREE_DAYS = "3"
    A_WEEK = "7"
    TWO_WEEKS = "14"


AGE_LABELS = {
    Age.THREE_DAYS: N_("Lebih dari 3 hari"),
    Age.A_WEEK: N_("Lebih dari 7 hari"),
    Age.TWO_WEEKS: N_("Lebih dari 14 hari"),
}
RISK_LABELS = {RiskLevel.HIGH: N_("Tinggi"), RiskLevel.MEDIUM: N_("Sedang"), RiskLevel.LOW: N_("Rendah")}


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What the queue is narrowed to and how it is ordered; empty is everything, oldest first."""

    region: str = ""
    kind: str = ""
    risk: str = ""
    age: str = ""
    sort: str = OLDEST_FIRST

    def filters(self) -> dict[str, str]:
        """The filters without the order."""
        return {name: value for name, value in asdict(self).items() if name != "sort"}

    def address(self) -> dict[str, str]:
        """What of it must stand in an address."""
        return {name: value for name, value in asdict(self).items() if value and value != OLDEST_FIRST}


def narrowed() -> Narrowed:
    """What the address asks for. Raises `UnknownFilter` for a value that cannot be."""
    return Narrowed(
        region=chosen("region", is_region),
        kind=chosen("kind", KINDS.__contains__),
        risk=chosen("risk", set(RiskLevel).__contains__),
        age=chosen("age", set(Age).__contains__),
        sort=chosen("sort", lambda value: value.removeprefix("-") in ORDERS) or OLDEST_FIRST,
    )


def _condition(name: str, value: str, at: datetime) -> ColumnElement[bool]:
    """The condition of one filter."""
    if name == "region":
        return lies_in_region(Producer.region_code, value)
    if name == "kind":
        return Requirement.kind == value
    if name == "age":
        return Requirement.submitted_at < at - timedelta(days=int(value))
    least, below = risk.bounds_of(RiskLevel(value))
    return and_(Requirement.risk >= least, Requirement.risk < below)


def _conditions(view: Narrowed) -> list[ColumnElement[bool]]:
    at = now()
    return [_condition(name, value, at) for name, value in view.filters().items() if value]


def queue(user: UserAccount, view: Narrowed = Narrowed()) -> Select[Any]:
    """The documents that wait in this person's regions: columns for a list, with the producer's name and region."""
    return (
        select(
            Requirement.id,
            Requirement.version,
            Requirement.kind,
            Requirement.submitted_at,
            Requirement.submitted_by_id,
            Requirement.evidence_id,
            Requirement.risk,
            Requirement.risk_signs,
            Requirement.waiver_asked_by_id,
            func.jsonb_array_length(Requirement.warnings).label("warnings"),
            Producer.id.label("producer_id"),
            Producer.name.label("producer"),
            Producer.region_code,
        )
        .join(Producer, Producer.id == Requirement.producer_id)
        .where(WAITS, in_regions_of(user, Producer.region_code), *_conditions(view))
    )


def decidable(rows: Select[Any], user: UserAccount) -> Select[Any]:
    """Those of the rows this person did not hand in, does not act for and has not asked to waive."""
    own = select(ProducerMember.producer_id).where(ProducerMember.user_id == user.id)
    return rows.where(
        Requirement.submitted_by_id != user.id,
        Requirement.producer_id.not_in(own),
        Requirement.waiver_asked_by_id.is_distinct_from(user.id),
    )


@dataclass(frozen=True, slots=True)
class Counts:
    """How many wait: in all, with these filters, and behind each choice of each filter while the others stay."""

    everything: int
    shown: int
    of: Mapping[str, Mapping[str, int]]


def counts(user: UserAccount, view: Narrowed) -> Counts:
    """Every number the page of the queue shows, in one pass over what waits."""
    at = now()
    chosen_now = {name: _condition(name, value, at) for name, value in view.filters().items() if value}

    def others(name: str) -> ColumnElement[bool]:
        return and_(true(), *[condition for other, condition in chosen_now.items() if other != name])

    level = case(
        *[(Requirement.risk >= least, level.value) for level, least in risk.LEAST_POINTS.items()],
        else_=RiskLevel.LOW.value,
    )
    waiting = (
        select(
            Requirement.kind.label("kind"),
            level.label("risk"),
            Producer.region_code.label("region"),
            *[others(name).label(f"by_{name}") for name in ("kind", "risk", "region", "age")],
            *[(Requirement.submitted_at < at - timedelta(days=int(age))).label(f"age_{age}") for age in Age],
            and_(true(), *chosen_now.values()).label("shown"),
        )
        .join(Producer, Producer.id == Requirement.producer_id)
        .where(WAITS, in_regions_of(user, Producer.region_code))
        .cte("waiting")
    )
    columns = waiting.c
    rows = db.session.execute(
        select(
            columns.kind,
            columns.risk,
            columns.region,
            func.count().label("everything"),
            func.count().filter(columns.shown).label("shown"),
            *[func.count().filter(columns[f"by_{name}"]).label(f"by_{name}") for name in ("kind", "risk", "region")],
            *[func.count().filter(columns.by_age, columns[f"age_{age}"]).label(f"age_{age}") for age in Age],
        ).group_by(literal_column("GROUPING SETS ((waiting.kind), (waiting.risk), (waiting.region), ())"))
    ).mappings()
    of: dict[str, dict[str, int]] = {"kind": {}, "risk": {}, "region": {}, "age": {}}
    everything = shown = 0
    for found in rows:
        name = next((name for name in ("kind", "risk", "region") if found[name] is not None), "")
        if name:
            of[name][found[name]] = found[f"by_{name}"]
        else:
            everything, shown = found["everything"], found["shown"]
            of["age"] = {age.value: found[f"age_{age}"] for age in Age}
    return Counts(everything, shown, of)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a document stands in the queue of its reviewer: `3 dari 128`, and its neighbours that may be decided."""

    position: int
    total: int
    previous_id: int | None
    next_id: int | None


def place_of(user: UserAccount, requirement: Requirement, view: Narrowed) -> Place:
    """Where a document stands (or, decided already, stood) in the queue narrowed and ordered like this."""
    rows = queue(user, view)
    before = _before(requirement, view)
    total, earlier = db.session.execute(
        rows.with_only_columns(func.count(), func.count().filter(before)).order_by(None)
    ).one()
    return Place(
        position=min(earlier + 1, max(total, 1)),
        total=total,
        previous_id=_nearest(user, rows.where(before), view, backwards=True),
        next_id=next_case(user, view, after=requirement),
    )


def next_case(user: UserAccount, view: Narrowed = Narrowed(), *, after: Requirement | None = None) -> int | None:
    """The next document this person may decide: the one after another in the order, or else the first of all."""
    rows = queue(user, view)
    if after is not None:
        rows = rows.where(Requirement.id != after.id)
        following = _nearest(user, rows.where(~_before(after, view)), view)
        if following is not None:
            return following
    return _nearest(user, rows, view)


def _keys(requirement: Requirement, view: Narrowed) -> list[tuple[ColumnElement[Any], Any]]:
    """The columns of the order with the document's own values."""
    own = {
        "submitted_at": requirement.submitted_at,
        "id": requirement.id,
        "risk": requirement.risk,
        "region_code": requirement.producer.region_code,
        "kind": requirement.kind,
    }
    columns = ORDERS[view.sort.removeprefix("-")]
    return [(column, own[column.key]) for column in columns]  # type: ignore[index]


def _before(requirement: Requirement, view: Narrowed) -> ColumnElement[bool]:
    """The condition that a row comes before a document in the order (all keys run the same way)."""
    keys = _keys(requirement, view)
    descending = view.sort.startswith("-")
    found = []
    for place, (column, value) in enumerate(keys):
        same = [earlier == its for earlier, its in keys[:place]]
        found.append(and_(*same, column > value if descending else column < value))
    return or_(*found)


def _nearest(user: UserAccount, rows: Select[Any], view: Narrowed, *, backwards: bool = False) -> int | None:
    descending = view.sort.startswith("-") != backwards
    columns = ORDERS[view.sort.removeprefix("-")]
    ordered = [column.desc() if descending else column.asc() for column in columns]
    return db.session.execute(
        decidable(rows, user).with_only_columns(Requirement.id).order_by(None).order_by(*ordered).limit(1)
    ).scalar_one_or_none()
