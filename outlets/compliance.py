"""Which outlets carry local products, how many and since when, and what the trend is: the view of the local rule.

An outlet carries what stands on its shelf: accepted placements whose window holds the day. A placement that is held for
a paper still counts, because the outlet did its part. Source of the duty: PP 29/2021 Pasal 93 for self-service shops;
for hotels, cafés and others the rule of the region, which the agency writes into its settings.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, func, or_, select

from accounts.models import AuditEvent, UserAccount
from core.database import db
from core.dates import business_day, last_day, month_before, month_of
from outlets import outlets
from outlets.models import Chain, Outlet, Placement
from outlets.outlet_kinds import OUTLET_KINDS
from outlets.states import OutletStatus, PlacementStatus

STOOD = (PlacementStatus.ACTIVE, PlacementStatus.SUSPENDED, PlacementStatus.ENDED)
"""The states of a placement that stood on a shelf on the days of its window."""
LETTER_MADE = "outlet:letter_made"
MONTHS_SHOWN = 12


def stands(on: date) -> ColumnElement[bool]:
    """The condition that a placement stands on a shelf on a day, now."""
    return (Placement.status == PlacementStatus.ACTIVE) & _in_window(on)


def _in_window(on: date) -> ColumnElement[bool]:
    return (Placement.starts_on <= on) & or_(Placement.ends_on.is_(None), Placement.ends_on >= on)


def rows(user: UserAccount, on: date, filters: Mapping[str, str]) -> Select[tuple[object, ...]]:
    """The outlets a member of staff sees, with how many products of how many producers stand there and since when.

    Filters: `q` (name), `kind`, `region` (a regency or a province), `carries` (`yes` or `no`). The day of the last
    letter comes from the history. One query.
    """
    shelf = (
        select(
            Placement.outlet_id,
            func.count(Placement.product_id.distinct()).label("products"),
            func.count(Placement.producer_id.distinct()).label("producers"),
            func.min(Placement.starts_on).label("since"),
        )
        .where(stands(on))
        .group_by(Placement.outlet_id)
        .subquery()
    )
    letter = (
        select(func.max(AuditEvent.at))
        .where(
            AuditEvent.subject_type == Outlet.__tablename__,
            AuditEvent.subject_id == Outlet.id,
            AuditEvent.action == LETTER_MADE,
        )
        .scalar_subquery()
    )
    found = (
        outlets.visible_to(user)
        .with_only_columns(
            Outlet.id,
            Outlet.name,
            Outlet.kind,
            Outlet.region_code,
            Outlet.address,
            Chain.name.label("chain_name"),
            func.coalesce(shelf.c.products, 0).label("products"),
            func.coalesce(shelf.c.producers, 0).label("producers"),
            shelf.c.since,
            letter.label("letter_at"),
        )
        .outerjoin(Chain, Chain.id == Outlet.chain_id)
        .outerjoin(shelf, shelf.c.outlet_id == Outlet.id)
        .where(Outlet.status == OutletStatus.ACTIVE)
    )
    if filters.get("q"):
        found = found.where(Outlet.name.icontains(filters["q"], autoescape=True))
    if filters.get("kind"):
        found = found.where(Outlet.kind == filters["kind"])
    if filters.get("region"):
        area = filters["region"]
        found = found.where(or_(Outlet.region_code == area, Outlet.region_code.startswith(f"{area}.")))
    if filters.get("carries"):
        carrying = shelf.c.products.is_not(None)
        found = found.where(carrying if filters["carries"] == "yes" else ~carrying)
    return found


@dataclass(frozen=True, slots=True)
class KindFigures:
    """The outlets of a kind: how many there are, how many carry local products, and how many placements of these."""

    kind: str
    outlets: int
    carrying: int
    products: int

    @property
    def without(self) -> int:
        """How many carry none."""
        return self.outlets - self.carrying


def by_kind(user: UserAccount, on: date) -> list[KindFigures]:
    """The outlets a member of staff sees, by kind, in the order of the table of kinds. One query.

    `products` adds up what each outlet carries, so a product on two shelves counts twice.
    """
    shelf = rows(user, on, {}).subquery()
    found = db.session.execute(
        select(
            shelf.c.kind,
            func.count(),
            func.count().filter(shelf.c.products > 0),
            func.sum(shelf.c.products),
        ).group_by(shelf.c.kind)
    ).all()
    figures = {kind: KindFigures(kind, count, carrying, int(products)) for kind, count, carrying, products in found}
    return [figures[kind] for kind in OUTLET_KINDS if kind in figures]


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """The shelves on the last day of a month, or today: registered outlets, those that carry, different products."""

    month: str
    outlets: int
    carrying: int
    products: int


def trend(user: UserAccount, on: date, *, months: int = MONTHS_SHOWN) -> list[MonthFigures]:
    """The last months, the oldest first, from the first one with an outlet: two queries, whatever their number.

    A placement counts on every day of its window since it was accepted, also when it has ended since. The running
    month is counted as of today.
    """
    visible = outlets.visible_to(user).with_only_columns(Outlet.id, Outlet.created_at, Outlet.closed_on)
    found = db.session.execute(visible).all()
    registered = [(row.id, business_day(row.created_at)) for row in found]
    closed = {row.id: row.closed_on for row in found if row.closed_on}
    windows = db.session.execute(
        select(Placement.outlet_id, Placement.product_id, Placement.starts_on, Placement.ends_on).where(
            Placement.outlet_id.in_(outlets.visible_to(user).with_only_columns(Outlet.id)),
            Placement.status.in_(STOOD),
            Placement.accepted_at.is_not(None),
        )
    ).all()
    return figures_by_month(registered, [tuple(row) for row in windows], on, months, closed)


def figures_by_month(
    registered: Iterable[tuple[int, date]],
    windows: Iterable[tuple[int, int, date, date | None]],
    on: date,
    months: int,
    closed: Mapping[int, date] | None = None,
) -> list[MonthFigures]:
    """The trend of outlets (id, day registered) and placements (outlet, product, first and last day).

    `closed` tells the day on which an outlet closed; from then on it is not counted.
    """
    gone = closed or {}
    since: dict[int, date] = dict(registered)
    stood = list(windows)
    for outlet_id, _product_id, starts_on, _ends_on in stood:
        since[outlet_id] = min(since.get(outlet_id, starts_on), starts_on)
    found: list[MonthFigures] = []
    month = month_of(on)
    for _number in range(months):
        day = min(last_day(month), on)
        here = [row for row in stood if row[2] <= day and (row[3] is None or row[3] >= day)]
        count = sum(first <= day and not (row in gone and gone[row] <= day) for row, first in since.items())
        if count == 0:
            break
        found.append(MonthFigures(month, count, len({row[0] for row in here}), len({row[1] for row in here})))
        month = month_before(month)
    return found[::-1]
