"""Readiness seen from every side: for each product and each place it might stand, eligible or exactly what is missing.

A place is a kind of outlet, or the extra set of a chain. However many products and places are asked for,
rules, products and documents are each read once; what is needed is worked out once for all products that are alike,
and each kind that a product needs anywhere is judged once.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import select

from core.database import db
from partnerships.eligibility import OF_A_PRODUCT, documents_of
from partnerships.models import Producer, Product
from partnerships.pirt_routing import Route, with_route
from partnerships.readiness import Gap, Rule, required_kinds
from partnerships.routed_readiness import route_of, routed_gaps
from partnerships.rules import all_rules
from partnerships.shelves import KINDS_OF_OUTLETS


class Place(NamedTuple):
    """Where a product might stand: outlets of a kind, those of a chain with a set of its own, or both at once.

    A set that asks the same in all its outlets has no kind.
    """

    outlet_kind: str | None
    requirement_set: str | None = None


EVERYWHERE = Place(None)
"""Outlets of any kind: what the rules for all of them ask."""


class Alike(NamedTuple):
    """What decides which kinds a product needs: products that agree in it need the same everywhere."""

    category: str
    size_class: str
    answered_yes: tuple[str, ...]
    route: Route | None = None


@dataclass(frozen=True, slots=True)
class Everywhere:
    """The readiness of one product: the kinds each place asks for, and the gaps by kind."""

    needed: Mapping[Place, tuple[str, ...]]
    gaps: Mapping[str, Gap]

    def missing(self, place: Place) -> list[Gap]:
        """What keeps the product out of a place; none means eligible."""
        return [self.gaps[kind] for kind in self.needed[place] if kind in self.gaps]

    @property
    def eligible(self) -> list[Place]:
        """The places the product may stand in."""
        return [place for place in self.needed if not any(kind in self.gaps for kind in self.needed[place])]


def all_places(rules: Iterable[Rule]) -> list[Place]:
    """Every kind of outlet, then every set of a chain that asks for something, with the kinds it tells apart."""
    of_sets = {Place(rule.outlet_kind, rule.requirement_set) for rule in rules if rule.requirement_set is not None}
    told_apart = sorted(of_sets, key=lambda place: (place.requirement_set or "", place.outlet_kind or ""))
    return [*(Place(kind) for kind in KINDS_OF_OUTLETS), *told_apart]


def readiness_everywhere(product_ids: Collection[int], on: date) -> dict[int, Everywhere]:
    """What each of these products lacks for each place on a day, by product. An unknown id is left out."""
    rows = db.session.execute(
        select(*OF_A_PRODUCT, Producer.size_class)
        .join(Producer, Producer.id == Product.producer_id)
        .where(Product.id.in_(product_ids))
    ).all()
    held = documents_of({row.producer_id for row in rows})
    rules = all_rules()
    places = all_places(rules)
    needed: dict[Alike, tuple[dict[Place, tuple[str, ...]], list[str]]] = {}
    found: dict[int, Everywhere] = {}
    for row in rows:
        alike = Alike(row.category, row.size_class, tuple(row.answered_yes), route_of(row))
        if alike not in needed:
            by_place = needed_by(alike, rules, places, on)
            needed[alike] = by_place, list(dict.fromkeys(kind for kinds in by_place.values() for kind in kinds))
        by_place, kinds = needed[alike]
        facts = [document.fact_for(row.id) for document in held.get(row.producer_id, ())]
        _kinds, gaps = routed_gaps(kinds, facts, alike.route, on=on)
        found[row.id] = Everywhere(by_place, {gap.kind: gap for gap in gaps})
    return found


def needed_by(alike: Alike, rules: Iterable[Rule], places: Iterable[Place], on: date) -> dict[Place, tuple[str, ...]]:
    """The kinds that each place asks of products that are alike."""
    relevant = [rule for rule in rules if rule.category in {None, alike.category}]
    return {
        place: tuple(
            with_route(
                required_kinds(
                    relevant,
                    category=alike.category,
                    outlet_kind=place.outlet_kind,
                    size_class=alike.size_class,
                    on=on,
                    answered_yes=alike.answered_yes,
                    requirement_set=place.requirement_set,
                ),
                alike.route,
            )
        )
        for place in places
    }
