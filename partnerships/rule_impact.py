"""Whom a change of the rules would hit: the same judgement as everywhere, with the rules before and after it.

Set-based: products are read once and documents once, and only of producers for whom some rule differs.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, select

from core.database import db
from core.dates import today
from partnerships import rule_changes, rules
from partnerships.eligibility import OF_A_PRODUCT, documents_of
from partnerships.models import Producer, Product
from partnerships.readiness import RequirementFact, Rule
from partnerships.readiness_matrix import Alike, Place, needed_by
from partnerships.routed_readiness import route_of, routed_gaps
from partnerships.rule_errors import RulesChangedMeanwhile
from partnerships.rule_models import RuleChange
from partnerships.rule_steps import rules_after
from partnerships.states import ProducerStatus, ProductStatus


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
        select(*OF_A_PRODUCT, Producer.size_class)
        .join(Producer, Producer.id == Product.producer_id)
        .where(Product.status != ProductStatus.WITHDRAWN, Producer.status != ProducerStatus.LEFT)
        .order_by(Product.id)
    ).all()
    looked_at = list(places)
    known: dict[Alike, dict[Place, tuple[tuple[str, ...], tuple[str, ...]]]] = {}
    concerned: list[tuple[Row[Any], Alike]] = []
    for row in rows:
        alike = Alike(row.category, row.size_class, tuple(row.answered_yes), route_of(row))
        if alike not in known:
            was, will_be = needed_by(alike, before, looked_at, on), needed_by(alike, after, looked_at, on)
            known[alike] = {place: (was[place], will_be[place]) for place in looked_at if was[place] != will_be[place]}
        if known[alike]:
            concerned.append((row, alike))
    held = documents_of({row.producer_id for row, _alike in concerned})
    found: Impact = {}
    for row, alike in concerned:
        facts = [document.fact_for(row.id) for document in held.get(row.producer_id, ())]
        judged: dict[tuple[tuple[str, ...], tuple[str, ...]], Hit | None] = {}
        for place, kinds in known[alike].items():
            if kinds not in judged:
                judged[kinds] = _hit(row, *(_lacking(some, facts, alike, on) for some in kinds))
            if (hit := judged[kinds]) is not None:
                found.setdefault(place, []).append(hit)
    return {place: found[place] for place in looked_at if place in found}


def _lacking(kinds: Sequence[str], facts: Sequence[RequirementFact], alike: Alike, on: date) -> tuple[str, ...]:
    return tuple(gap.kind for gap in routed_gaps(kinds, facts, alike.route, on=on)[1])


def lacking(
    known_rules: Sequence[Rule], standing: Mapping[Place, Collection[int]], on: date
) -> dict[Place, dict[int, tuple[str, ...]]]:
    """The kinds that products lack where they stand on a day, by place and product; those that lack nothing left out.

    Products and documents are each read once, however many places there are.
    """
    ids = {product_id for product_ids in standing.values() for product_id in product_ids}
    rows = db.session.execute(
        select(*OF_A_PRODUCT, Producer.size_class)
        .join(Producer, Producer.id == Product.producer_id)
        .where(Product.id.in_(ids))
    ).all()
    held = documents_of({row.producer_id for row in rows})
    described = {row.id: row for row in rows}
    needed: dict[Alike, dict[Place, tuple[str, ...]]] = {}
    found: dict[Place, dict[int, tuple[str, ...]]] = {}
    for place, product_ids in standing.items():
        for product_id in product_ids:
            row = described[product_id]
            alike = Alike(row.category, row.size_class, tuple(row.answered_yes), route_of(row))
            if alike not in needed:
                needed[alike] = needed_by(alike, known_rules, standing, on)
            facts = [document.fact_for(product_id) for document in held.get(row.producer_id, ())]
            missing = _lacking(needed[alike][place], facts, alike, on)
            if missing:
                found.setdefault(place, {})[product_id] = missing
    return found


def _hit(row: Row[Any], lacked: Sequence[str], will_lack: Sequence[str]) -> Hit | None:
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
