"""Whom a change of the rules would hit: the same judgement as everywhere, with the rules before and after it.

Set-based: products are read once and documents once, and only of producers for whom some rule differs.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Row, select

from core.database import db
from core.dates import today
from partnerships import rule_changes, rules
from partnerships.eligibility import documents_of, wanted_kinds
from partnerships.models import Producer, Product
from partnerships.readiness import RequirementFact, Rule, gaps_among
from partnerships.rule_errors import RulesChangedMeanwhile
from partnerships.rule_models import RuleChange
from partnerships.rule_steps import rules_after
from partnerships.states import ProducerStatus, ProductStatus


class Place(NamedTuple):
    """Somewhere a product may stand: a kind of outlet (None: any, by the rules for all) and the set of its chain."""

    outlet_kind: str | None
    requirement_set: str | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """What a change means for one product at one place on a day.

    `missing` are the kinds that are newly asked for and not satisfied; `freed` those that were missing and are no
    longer asked for. It `loses` when it was eligible before and is not after, and `gains` the other way round.
    """

    product_id: int
    producer_id: int
    missing: tuple[str, ...]
    freed: tuple[str, ...]
    loses: bool
    gains: bool


Impact = dict[Place, list[Hit]]


def days_of(change: RuleChange) -> list[date]:
    """The days from which the steps of a change make a difference, none before today, in order."""
    return sorted({max(step.effective_on, today()) for step in rule_changes.steps_of(change)})


def rules_around(change: RuleChange) -> tuple[list[Rule], list[Rule]]:
    """The newest rules and what a draft would make of them. Raises `RulesChangedMeanwhile`."""
    standing = rules.rules_by_id()
    try:
        after = rules_after(standing, rule_changes.steps_of(change))
    except KeyError:
        newest = rules.current_version()
        raise RulesChangedMeanwhile(prepared_on=change.prepared_on_version, newest=newest) from None
    return list(standing.values()), after


def impact(before: Sequence[Rule], after: Sequence[Rule], places: Iterable[Place], on: date) -> Impact:
    """What differs at each place on a day, for every product that was not withdrawn. Places without a hit are left out.

    Counted are the products of all regions, because a rule holds in all of them.
    """
    rows = db.session.execute(
        select(Product.id, Product.producer_id, Product.category, Product.answered_yes, Producer.size_class)
        .join(Producer, Producer.id == Product.producer_id)
        .where(Product.status != ProductStatus.WITHDRAWN, Producer.status != ProducerStatus.LEFT)
        .order_by(Product.id)
    ).all()
    concerned: dict[Place, list[tuple[Row[Any], list[str], list[str]]]] = {}
    for place in places:
        known: dict[tuple[str, str, tuple[str, ...]], tuple[list[str], list[str]]] = {}
        for row in rows:
            key = (row.category, row.size_class, tuple(row.answered_yes))
            if key not in known:
                where = (*key, place.outlet_kind, on, place.requirement_set)
                known[key] = (wanted_kinds(before, *where), wanted_kinds(after, *where))
            was, will_be = known[key]
            if was != will_be:
                concerned.setdefault(place, []).append((row, was, will_be))
    held = documents_of({row.producer_id for some in concerned.values() for row, _was, _will in some})
    found: Impact = {}
    for place, some in concerned.items():
        for row, was, will_be in some:
            facts = [document.fact_for(row.id) for document in held.get(row.producer_id, ())]
            hit = _hit(row, facts, was, will_be, on)
            if hit is not None:
                found.setdefault(place, []).append(hit)
    return found


def _hit(
    row: Row[Any], facts: Collection[RequirementFact], was: Sequence[str], will_be: Sequence[str], on: date
) -> Hit | None:
    lacked = [gap.kind for gap in gaps_among(was, facts, on=on)]
    will_lack = [gap.kind for gap in gaps_among(will_be, facts, on=on)]
    missing = tuple(kind for kind in will_lack if kind not in lacked)
    freed = tuple(kind for kind in lacked if kind not in will_lack)
    if not missing and not freed:
        return None
    return Hit(
        product_id=row.id,
        producer_id=row.producer_id,
        missing=missing,
        freed=freed,
        loses=not lacked and bool(will_lack),
        gains=bool(lacked) and not will_lack,
    )
