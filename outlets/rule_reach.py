"""Whom a change of the rules would hit on the shelves, and which active placements fall short of the rules now."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select

from accounts.models import UserAccount
from core.database import db
from core.dates import today
from outlets import placement_lists, placements
from outlets.models import Chain, Outlet, Placement
from outlets.outlet_kinds import OUTLET_KINDS
from outlets.states import PlacementStatus
from partnerships import products, rule_changes, rule_impact, rules
from partnerships.models import Producer, Product
from partnerships.readiness_matrix import Place
from partnerships.rule_impact import Hit, Impact
from partnerships.rule_models import RequirementSet, RuleChange

MOST_LISTED = 200
"""How many products and placements a preview names; it counts them all."""


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """How many are hit at places that are hit alike."""

    places: tuple[Place, ...]
    hits: tuple[Hit, ...]

    @property
    def missing(self) -> int:
        """Products to which something is newly missing."""
        return sum(bool(hit.missing) for hit in self.hits)

    @property
    def freed(self) -> int:
        """Products to which something is no longer missing."""
        return sum(bool(hit.freed) for hit in self.hits)

    @property
    def losing(self) -> int:
        """Products that are eligible now and would not be."""
        return sum(hit.loses for hit in self.hits)

    @property
    def gaining(self) -> int:
        """Products that are not eligible now and would be."""
        return sum(hit.gains for hit in self.hits)

    @property
    def producers(self) -> int:
        """Producers of them all."""
        return len({hit.producer_id for hit in self.hits})


@dataclass(frozen=True, slots=True)
class Preview:
    """Whom a change would hit on a day; `products` and `placements` are the first of them, with their names."""

    change: RuleChange
    on: date
    days: list[date]
    lines: list[PlaceLine]
    products_missing: int
    products_freed: int
    producers: int
    losing: list[int]
    gaining: list[int]
    products: list[dict[str, Any]] = field(default_factory=list)
    placements: list[dict[str, Any]] = field(default_factory=list)


def places() -> list[Place]:
    """Every kind of outlet, and each set at the kinds of outlets whose chain asks for it."""
    rows = db.session.execute(
        select(RequirementSet.code, Outlet.kind)
        .select_from(RequirementSet)
        .outerjoin(Chain, Chain.requirement_set_id == RequirementSet.id)
        .outerjoin(Outlet, Outlet.chain_id == Chain.id)
        .distinct()
    )
    of_sets = sorted({(code, kind) for code, kind in rows}, key=str)
    in_use = {code for code, kind in of_sets if kind is not None}
    return [Place(kind) for kind in OUTLET_KINDS] + [
        Place(kind, code) for code, kind in of_sets if kind is not None or code not in in_use
    ]


def preview(change_id: int, *, by: UserAccount, on: date | None = None) -> Preview:
    """Whom a draft would hit on a day, by default the last on which one of its steps begins to matter.

    Counts are of all regions, names of those this person sees. Raises `UnknownRuleChange`, `RulesChangedMeanwhile`.
    """
    change = rule_changes.get(change_id, by=by)
    days = rule_impact.days_of(change)
    day = on or (days[-1] if days else today())
    before, after = rule_impact.rules_around(change)
    hits = rule_impact.impact(before, after, places(), day)
    everywhere = [hit for some in hits.values() for hit in some]
    losing, gaining = _placements_hit(hits, day)
    return Preview(
        change=change,
        on=day,
        days=days,
        lines=_alike(hits),
        products_missing=len({hit.product_id for hit in everywhere if hit.missing}),
        products_freed=len({hit.product_id for hit in everywhere if hit.freed}),
        producers=len({hit.producer_id for hit in everywhere}),
        losing=sorted(losing),
        gaining=sorted(gaining),
        products=_named_products(everywhere, by),
        placements=_named_placements({**losing, **gaining}, by),
    )


def _alike(hits: Impact) -> list[PlaceLine]:
    """The places that are hit alike, together."""
    groups: dict[tuple[Hit, ...], list[Place]] = defaultdict(list)
    for place, some in hits.items():
        groups[tuple(some)].append(place)
    return [PlaceLine(tuple(alike), some) for some, alike in groups.items()]


def standing(day: date) -> Select[Any]:
    """The placements on a shelf on a day: their ids and products, the kind of the outlet and the set of its chain."""
    return (
        select(
            Placement.id,
            Placement.product_id,
            Outlet.kind,
            RequirementSet.code.label("requirement_set"),
        )
        .join(Outlet, Outlet.id == Placement.outlet_id)
        .outerjoin(Chain, Chain.id == Outlet.chain_id)
        .outerjoin(RequirementSet, RequirementSet.id == Chain.requirement_set_id)
        .where(
            Placement.status == PlacementStatus.ACTIVE,
            (Placement.ends_on.is_(None)) | (Placement.ends_on >= day),
        )
        .order_by(Placement.id)
    )


def _placements_hit(hits: Impact, day: date) -> tuple[dict[int, Hit], dict[int, Hit]]:
    """The active placements whose product loses or gains eligibility where it stands."""
    by_product = {place: {hit.product_id: hit for hit in some} for place, some in hits.items()}
    losing: dict[int, Hit] = {}
    gaining: dict[int, Hit] = {}
    for row in db.session.execute(standing(day)):
        hit = by_product.get(Place(row.kind, row.requirement_set), {}).get(row.product_id)
        if hit is not None and hit.loses:
            losing[row.id] = hit
        elif hit is not None and hit.gains:
            gaining[row.id] = hit
    return losing, gaining


def _named_products(hits: Iterable[Hit], by: UserAccount) -> list[dict[str, Any]]:
    missing: dict[int, dict[str, None]] = defaultdict(dict)
    freed: dict[int, dict[str, None]] = defaultdict(dict)
    for hit in hits:
        missing[hit.product_id] |= dict.fromkeys(hit.missing)
        freed[hit.product_id] |= dict.fromkeys(hit.freed)
    rows = db.session.execute(
        products.visible_to(by)
        .where(Product.id.in_(missing))
        .join(Producer, Producer.id == Product.producer_id)
        .with_only_columns(Product.id, Product.name, Product.producer_id, Producer.name.label("producer_name"))
        .order_by(func.lower(Producer.name), func.lower(Product.name), Product.id)
        .limit(MOST_LISTED)
    )
    return [
        {
            "product_id": row.id,
            "product_name": row.name,
            "producer_id": row.producer_id,
            "producer_name": row.producer_name,
            "missing": list(missing[row.id]),
            "freed": list(freed[row.id]),
        }
        for row in rows
    ]


def _named_placements(hits: dict[int, Hit], by: UserAccount) -> list[dict[str, Any]]:
    rows = placement_lists.all_rows(by).where(Placement.id.in_(hits)).order_by(Placement.id).limit(MOST_LISTED)
    return [
        {
            "placement_id": row.id,
            "product_name": row.product_name,
            "producer_name": row.producer_name,
            "outlet_name": row.outlet_name,
            "missing": list(hits[row.id].missing),
        }
        for row in db.session.execute(rows)
    ]


def short_of_rules(user: UserAccount, on: date) -> dict[int, tuple[str, ...]]:
    """The active placements this person sees whose product lacks something on a day, with the kinds that are missing.

    A new rule or a newly chosen set ends no placement; who runs the agency is shown which ones it concerns.
    """
    seen = placements.visible_to(user).with_only_columns(Placement.id)
    rows = db.session.execute(standing(on).where(Placement.id.in_(seen))).all()
    by_place: dict[Place, set[int]] = defaultdict(set)
    for row in rows:
        by_place[Place(row.kind, row.requirement_set)].add(row.product_id)
    missing = rule_impact.lacking(rules.all_rules(), by_place, on)
    return {
        row.id: missing[place][row.product_id]
        for row in rows
        if row.product_id in missing.get(place := Place(row.kind, row.requirement_set), {})
    }


def short_in_chain(chain_ids: Collection[int], user: UserAccount, on: date) -> int:
    """How many of the active placements at the outlets of these chains lack something on a day."""
    there = select(Placement.id).join(Outlet, Outlet.id == Placement.outlet_id).where(Outlet.chain_id.in_(chain_ids))
    ids = set(db.session.execute(there).scalars())
    return len(ids & set(short_of_rules(user, on)))
