"""What keeps a product out of an outlet, and how complete a producer is: stored rows judged by the pure `readiness`.

Set-based: for any number of products the rules, the products and the documents are each read once.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, select

from core.database import db
from partnerships.models import Producer, Product, Requirement, RequirementProduct
from partnerships.readiness import Completeness, Gap, RequirementFact, Rule, gaps_among, required_kinds
from partnerships.requirement_kinds import KINDS, covers
from partnerships.routed_readiness import route_of, routed_gaps
from partnerships.rules import all_rules, rule_book
from partnerships.states import ProductStatus, RequirementStatus

OVERTAKEN = frozenset({RequirementStatus.RETURNED, RequirementStatus.REJECTED})
"""A refused document that was handed in anew no longer says anything."""
WHOLE_BUSINESS = "nib"
"""What every business needs, also one that has no product yet."""
OF_A_PRODUCT = (
    *(Product.id, Product.producer_id, Product.category, Product.answered_yes),
    *(Product.route_answers, Product.shelf_life_days, Product.decided_route),
)
"""What decides which kinds a product needs."""


@dataclass(frozen=True, slots=True)
class Held:
    """One document of a producer, as far as it matters for readiness."""

    id: int
    kind: str
    status: RequirementStatus
    valid_until: date | None
    product_ids: frozenset[int]

    def fact_for(self, product_id: int) -> RequirementFact:
        """What this document says about one product."""
        return RequirementFact(
            kind=self.kind,
            status=self.status.value,
            valid_until=self.valid_until,
            covers_product=covers(self.kind, self.product_ids, product_id),
        )


def gaps(product: Product, outlet_kind: str | None, on: date, requirement_set_id: int | None = None) -> list[Gap]:
    """What keeps one product out of outlets of a kind, with the set of their chain, on a day; none means eligible."""
    return gaps_of([product.id], outlet_kind, on, requirement_set_id)[product.id]


def gaps_of(
    product_ids: Collection[int], outlet_kind: str | None, on: date, requirement_set_id: int | None = None
) -> dict[int, list[Gap]]:
    """The gaps of many products by their ids, in four queries. An unknown id is left out."""
    rows = db.session.execute(
        select(*OF_A_PRODUCT, Producer.size_class)
        .join(Producer, Producer.id == Product.producer_id)
        .where(Product.id.in_(product_ids))
    ).all()
    held = documents_of({row.producer_id for row in rows})
    book = rule_book()
    of_set = book.set_code(requirement_set_id)
    found: dict[int, list[Gap]] = {}
    wanted: dict[tuple[str, str, tuple[str, ...]], list[str]] = {}
    for row in rows:
        key = (row.category, row.size_class, tuple(row.answered_yes))
        if key not in wanted:
            wanted[key] = wanted_kinds(book.rules, *key, outlet_kind, on, of_set)
        facts = [document.fact_for(row.id) for document in held.get(row.producer_id, ())]
        _needed, found[row.id] = routed_gaps(wanted[key], facts, route_of(row), on=on)
    return found


def documents_of(producer_ids: Collection[int]) -> dict[int, list[Held]]:
    """The documents of many producers by producer, those that were handed in anew left out. Two queries."""
    rows = db.session.execute(
        select(
            Requirement.id,
            Requirement.producer_id,
            Requirement.kind,
            Requirement.status,
            Requirement.valid_until,
            Requirement.replaced_by_id,
        )
        .where(Requirement.producer_id.in_(producer_ids))
        .order_by(Requirement.id)
    ).all()
    listed: dict[int, set[int]] = {}
    for requirement_id, product_id in db.session.execute(
        select(RequirementProduct.requirement_id, RequirementProduct.product_id)
        .join(Requirement, Requirement.id == RequirementProduct.requirement_id)
        .where(Requirement.producer_id.in_(producer_ids))
    ):
        listed.setdefault(requirement_id, set()).add(product_id)
    held: dict[int, list[Held]] = {}
    for row in rows:
        if row.replaced_by_id is not None and row.status in OVERTAKEN:
            continue
        document = Held(row.id, row.kind, row.status, row.valid_until, frozenset(listed.get(row.id, ())))
        held.setdefault(row.producer_id, []).append(document)
    return held


@dataclass(frozen=True, slots=True)
class Readiness:
    """How complete a producer is: the kinds it needs, and the gap of each that is not satisfied for every product."""

    kinds: tuple[str, ...]
    gaps: Mapping[str, Gap]

    @property
    def completeness(self) -> Completeness:
        """How many of the kinds are satisfied, as "4 dari 6 lengkap"."""
        return Completeness(complete=len(self.kinds) - len(self.gaps), required=len(self.kinds))


def readiness_of(producer_ids: Collection[int], on: date) -> dict[int, Readiness]:
    """How complete each of these producers is, by producer, in four queries.

    Required are the kinds that the base rules ask for its products that were not withdrawn, and always the NIB; a kind
    is complete when it is satisfied for every product that needs it.
    """
    sizes = db.session.execute(select(Producer.id, Producer.size_class).where(Producer.id.in_(producer_ids))).all()
    rows = db.session.execute(
        select(*OF_A_PRODUCT)
        .where(Product.producer_id.in_(producer_ids), Product.status != ProductStatus.WITHDRAWN)
        .order_by(Product.id)
    ).all()
    made_by: dict[int, list[Row[Any]]] = {}
    for row in rows:
        made_by.setdefault(row.producer_id, []).append(row)
    held = documents_of(producer_ids)
    rules = all_rules()
    found: dict[int, Readiness] = {}
    for producer_id, size in sizes:
        documents = held.get(producer_id, [])
        kinds: set[str] = {WHOLE_BUSINESS}
        gaps = {gap.kind: gap for gap in gaps_among([WHOLE_BUSINESS], _about_all(documents), on=on)}
        for row in made_by.get(producer_id, ()):
            wanted = wanted_kinds(rules, row.category, size, tuple(row.answered_yes), None, on)
            facts = [document.fact_for(row.id) for document in documents]
            needed, lacking = routed_gaps(wanted, facts, route_of(row), on=on)
            kinds.update(needed)
            for gap in lacking:
                gaps.setdefault(gap.kind, gap)
        ordered = tuple(kind for kind in KINDS if kind in kinds)
        found[producer_id] = Readiness(ordered, {kind: gaps[kind] for kind in ordered if kind in gaps})
    return found


def wanted_kinds(
    rules: Iterable[Rule],
    category: str,
    size: str,
    yes: Collection[str],
    outlet_kind: str | None,
    on: date,
    requirement_set: str | None = None,
) -> list[str]:
    """The kinds that are required of a product of a category with these answers, of a maker of a size, somewhere."""
    return required_kinds(
        rules,
        category=category,
        outlet_kind=outlet_kind,
        size_class=size,
        on=on,
        answered_yes=yes,
        requirement_set=requirement_set,
    )


def _about_all(documents: Iterable[Held]) -> list[RequirementFact]:
    """What documents say about the business itself, not about one product."""
    return [
        RequirementFact(kind=held.kind, status=held.status.value, valid_until=held.valid_until, covers_product=True)
        for held in documents
    ]
