"""The steps of the ladder each producer reached, each with the day from which it stood there.

What stands on shelves is told from above, as spans of days; the rest is read here. Days on which nobody looked are made
good: a step carries the day on which what it asks was there, not the day of the look.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import Row, func, select

from core.database import db
from core.dates import business_day, now
from partnerships.eligibility import OF_A_PRODUCT
from partnerships.growth_models import LadderEntry
from partnerships.ladder import LadderFacts, step_of
from partnerships.models import Producer, Product, Requirement, RequirementProduct
from partnerships.pirt_routing import Route
from partnerships.readiness import RequirementFact, Rule, required_kinds
from partnerships.requirement_kinds import covers
from partnerships.routed_readiness import route_of, routed_gaps
from partnerships.rules import all_rules
from partnerships.states import ProducerStatus, ProductStatus, RequirementStatus
from partnerships.watch_models import RequirementEnding

PERMITS = frozenset({"pirt", "bpom_md", "slhs", "cosmetic_notification", "traditional_medicine", "household_product"})
"""What lets a product be sold at all, by its category; a product that needs none of them has its permit."""
WAS_ACCEPTED = (
    RequirementStatus.ACCEPTED,
    RequirementStatus.WAIVED,
    RequirementStatus.EXPIRED,
    RequirementStatus.REVOKED,
)


@dataclass(frozen=True, slots=True)
class ShelfSpan:
    """Days, both included, on which a product of a producer stands in an outlet; no last day is open."""

    outlet_id: int
    district: str
    is_modern: bool
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class Paper:
    """A document that was accepted, with the days on which it was good."""

    kind: str
    starts_on: date
    ends_on: date | None
    product_ids: frozenset[int]


@dataclass(frozen=True, slots=True)
class Goods:
    """A product that is active, since the day it was accepted."""

    id: int
    category: str
    answered_yes: tuple[str, ...]
    has_gtin: bool
    starts_on: date
    ends_on: date | None = None
    route: Route | None = None


@dataclass(slots=True)
class Trail:
    """All that is known of one producer on its way."""

    size_class: str
    papers: list[Paper] = field(default_factory=list)
    goods: list[Goods] = field(default_factory=list)
    shelves: Sequence[ShelfSpan] = ()

    def facts_on(self, day: date, rules: Iterable[Rule]) -> LadderFacts:
        """What the producer has on a day."""
        papers = [paper for paper in self.papers if _holds(paper, day)]
        standing = [span for span in self.shelves if _holds(span, day)]
        permitted = marketable = False
        for product in (goods for goods in self.goods if _holds(goods, day)):
            facts = [_fact(paper, product.id) for paper in papers]
            needed = required_kinds(
                rules,
                category=product.category,
                outlet_kind=None,
                size_class=self.size_class,
                on=day,
                answered_yes=product.answered_yes,
            )
            lacking = {gap.kind for gap in routed_gaps(needed, facts, product.route, on=day)[1]}
            if lacking & PERMITS:
                continue
            permitted = True
            has_barcode = product.has_gtin or any(fact.kind == "barcode" and fact.covers_product for fact in facts)
            marketable = marketable or (has_barcode and "halal" not in lacking)
        return LadderFacts(
            has_nib=any(paper.kind == "nib" for paper in papers),
            has_product_permit=permitted,
            has_halal_and_barcode=marketable,
            modern_outlets=len({span.outlet_id for span in standing if span.is_modern}),
            outlets=len({span.outlet_id for span in standing}),
            districts=len({span.district for span in standing}),
        )

    def turning_days(self, first: date, last: date, rules: Iterable[Rule]) -> list[date]:
        """The days from first to last, both included, on which something begins or is over, and these two."""
        days = {first, last}
        for one in (*self.papers, *self.goods, *self.shelves, *rules):
            days.add(one.starts_on)
            if one.ends_on is not None:
                days.add(one.ends_on + timedelta(days=1))
        return sorted(day for day in days if first <= day <= last)


def climb(
    producer_ids: Collection[int] | None,
    shelves: Mapping[int, Sequence[ShelfSpan]],
    *,
    looked_until: date | None,
    day: date,
) -> list[LadderEntry]:
    """Add the steps that producers (None: all but those that left) reached or lost up to a day; asked again, none.

    `looked_until` is the last day that was looked at before: what lies before it stays as it was written. A
    producer of whom nothing is written begins on that day.
    """
    rules = all_rules()
    trails = _trails(producer_ids)
    latest = latest_steps(trails)
    added = []
    for producer_id, trail in sorted(trails.items()):
        trail.shelves = shelves.get(producer_id, ())
        before = latest.get(producer_id)
        first = min(
            day, max(before.day if before else day, looked_until + timedelta(days=1) if looked_until else date.min)
        )
        step = before.step if before else None
        for turning in trail.turning_days(first, day, rules):
            reached = step_of(trail.facts_on(turning, rules))
            if reached != step:
                added.append(LadderEntry(producer_id=producer_id, day=turning, step=reached, created_at=now()))
                step = reached
    db.session.add_all(added)
    db.session.flush()
    return added


def latest_steps(producer_ids: Collection[int]) -> dict[int, LadderEntry]:
    """The step each of these producers stands on, by producer, as written last."""
    newest = (
        select(func.max(LadderEntry.id))
        .where(LadderEntry.producer_id.in_(producer_ids))
        .group_by(LadderEntry.producer_id)
    )
    rows = db.session.execute(select(LadderEntry).where(LadderEntry.id.in_(newest))).scalars()
    return {entry.producer_id: entry for entry in rows}


def steps_of(producer_id: int) -> list[LadderEntry]:
    """The steps of one producer, newest first."""
    rows = select(LadderEntry).where(LadderEntry.producer_id == producer_id).order_by(LadderEntry.id.desc())
    return list(db.session.execute(rows).scalars())


def _holds(one: Paper | Goods | ShelfSpan, day: date) -> bool:
    return one.starts_on <= day and (one.ends_on is None or day <= one.ends_on)


def _fact(paper: Paper, product_id: int) -> RequirementFact:
    """What a paper that is good on the day says about a product."""
    return RequirementFact(
        kind=paper.kind,
        status=RequirementStatus.ACCEPTED.value,
        covers_product=covers(paper.kind, paper.product_ids, product_id),
    )


def _trails(producer_ids: Collection[int] | None) -> dict[int, Trail]:
    """The producers with their papers and goods, in four queries."""
    wanted = select(Producer.id).where(Producer.status != ProducerStatus.LEFT)
    if producer_ids is not None:
        wanted = wanted.where(Producer.id.in_(producer_ids))
    sizes = db.session.execute(wanted.add_columns(Producer.size_class)).all()
    trails = {producer_id: Trail(size) for producer_id, size in sizes}
    listed: dict[int, set[int]] = defaultdict(set)
    for requirement_id, product_id in db.session.execute(
        select(RequirementProduct.requirement_id, RequirementProduct.product_id)
        .join(Requirement, Requirement.id == RequirementProduct.requirement_id)
        .where(Requirement.producer_id.in_(wanted))
    ):
        listed[requirement_id].add(product_id)
    papers = (
        select(
            Requirement.id,
            Requirement.producer_id,
            Requirement.kind,
            Requirement.submitted_at,
            Requirement.decided_at,
            Requirement.valid_until,
            RequirementEnding.last_day,
        )
        .outerjoin(RequirementEnding, RequirementEnding.requirement_id == Requirement.id)
        .where(Requirement.producer_id.in_(wanted), Requirement.status.in_(WAS_ACCEPTED))
    )
    for row in db.session.execute(papers):
        trails[row.producer_id].papers.append(_paper(row, frozenset(listed.get(row.id, ()))))
    goods = select(*OF_A_PRODUCT, Product.gtin, Product.decided_at).where(
        Product.producer_id.in_(wanted), Product.status == ProductStatus.ACTIVE
    )
    for row in db.session.execute(goods):
        since = business_day(row.decided_at) if row.decided_at else date.min
        made = Goods(row.id, row.category, tuple(row.answered_yes), bool(row.gtin), since, route=route_of(row))
        trails[row.producer_id].goods.append(made)
    return trails


def _paper(row: Row[tuple[object, ...]], product_ids: frozenset[int]) -> Paper:
    last_days = [day for day in (row.valid_until, row.last_day) if day is not None]
    accepted_on = business_day(row.decided_at or row.submitted_at)
    return Paper(row.kind, accepted_on, min(last_days, default=None), product_ids)
