"""The table of rules: which kinds of requirements a product needs, read once and judged by the pure `readiness`."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, func, or_, select

from core.database import db
from partnerships.readiness import Need, Rule, conditional_kinds, required_kinds
from partnerships.requirement_kinds import KINDS
from partnerships.rule_models import RequirementRule, RequirementSet, RuleVersion


class RuleBook(NamedTuple):
    """The rules of one version as plain values, whatever day they are for, and the codes of the sets they belong to."""

    rules: list[Rule]
    set_codes: Mapping[int, str]

    def set_code(self, requirement_set_id: int | None) -> str | None:
        """The code of a set as the rules name it; None for none and for a set that asks for nothing."""
        return None if requirement_set_id is None else self.set_codes.get(requirement_set_id)


def current_version() -> int:
    """The number of the newest version of the rules."""
    return db.session.execute(select(func.max(RuleVersion.number))).scalar_one()


def in_version(number: int | None) -> ColumnElement[bool]:
    """The condition that a rule stands in a version; None is the newest."""
    if number is None:
        return RequirementRule.ended_in_version.is_(None)
    return (RequirementRule.introduced_in_version <= number) & or_(
        RequirementRule.ended_in_version.is_(None), RequirementRule.ended_in_version > number
    )


def _read(version: int | None) -> Sequence[Row[Any]]:
    return db.session.execute(
        select(
            RequirementRule.id,
            RequirementRule.kind,
            RequirementRule.category,
            RequirementRule.outlet_kind,
            RequirementRule.size_class,
            RequirementRule.starts_on,
            RequirementRule.ends_on,
            RequirementRule.need,
            RequirementRule.source,
            RequirementRule.to_confirm,
            RequirementRule.requirement_set_id,
            RequirementSet.code.label("requirement_set"),
        )
        .outerjoin(RequirementSet, RequirementSet.id == RequirementRule.requirement_set_id)
        .where(in_version(version))
        .order_by(RequirementRule.id)
    ).all()


def _value(row: Row[Any]) -> Rule:
    return Rule(
        kind=row.kind,
        category=row.category,
        outlet_kind=row.outlet_kind,
        size_class=row.size_class,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        need=Need(row.need),
        source=row.source,
        requirement_set=row.requirement_set,
        to_confirm=row.to_confirm,
    )


def rule_book(version: int | None = None) -> RuleBook:
    """Every rule of a version (the newest by default), in one query."""
    rows = _read(version)
    codes = {row.requirement_set_id: row.requirement_set for row in rows if row.requirement_set}
    return RuleBook([_value(row) for row in rows], codes)


def rules_by_id(version: int | None = None) -> dict[int, Rule]:
    """The rules of a version (the newest by default) by their ids."""
    return {row.id: _value(row) for row in _read(version)}


def all_rules() -> list[Rule]:
    """Every rule of the newest version as plain values, whatever day it is for."""
    return rule_book().rules


def questions_for(category: str, *, size_class: str | None, on: date, outlet_kind: str | None = None) -> list[str]:
    """The kinds whose need depends on a question about a product of this category."""
    return questions_among(all_rules(), category=category, size_class=size_class, on=on, outlet_kind=outlet_kind)


def questions_among(
    rules: list[Rule], *, category: str, size_class: str | None, on: date, outlet_kind: str | None = None
) -> list[str]:
    """The same among rules already read.

    Asked is what the rules for all outlets ask, and what some kind of outlet or some set asks of what they do not
    require anyway: a product is described once, before anybody knows where it will stand.
    """
    asked: dict[str, None] = dict.fromkeys(
        conditional_kinds(rules, category=category, outlet_kind=outlet_kind, size_class=size_class, on=on)
    )
    if outlet_kind is not None:
        return list(asked)
    sure = required_kinds(rules, category=category, outlet_kind=None, size_class=size_class, on=on)
    places = {(rule.outlet_kind, rule.requirement_set) for rule in rules if rule.need is Need.CONDITIONAL}
    for kind_of_outlet, requirement_set in sorted(places, key=str):
        there = conditional_kinds(
            rules,
            category=category,
            outlet_kind=kind_of_outlet,
            size_class=size_class,
            on=on,
            requirement_set=requirement_set,
        )
        asked |= dict.fromkeys(kind for kind in there if kind not in sure)
    return sorted(asked, key=list(KINDS).index)
