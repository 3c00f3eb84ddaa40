"""Changing the rules: a change is prepared step by step, looked at, and applied as a new version, or discarded.

Rules are never edited in place. Who applied what, when, why and by what source stays with every version.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, false, select, text, true

from accounts.audit import record
from accounts.models import UserAccount
from core.database import db, get_visible
from core.dates import business_day, now, today
from partnerships import requirement_sets, rules
from partnerships.readiness import Need, Rule
from partnerships.rule_errors import (
    EndsBeforeItStarts,
    NothingToChange,
    RuleChangeDecided,
    RuleEndsAlready,
    RuleInThePast,
    RulesChangedMeanwhile,
    RuleTouchedTwice,
    SameScope,
    SetCannotLighten,
    StepIncomplete,
    UnknownRule,
    UnknownRuleChange,
    UnknownStep,
)
from partnerships.rule_models import RequirementRule, RuleChange, RuleChangeItem, RuleVersion
from partnerships.rule_states import RuleChangeStatus, RuleMove
from partnerships.rule_steps import Step, first_overlap, outcome

ONE_VERSION_AT_A_TIME = 20_261_018
"""The number of the advisory lock under which versions are made, one after the other."""


def visible_to(user: UserAccount) -> Select[tuple[RuleChange]]:
    """The changes a person may see: all of them for staff, who all may read the rules; nobody else."""
    return select(RuleChange).where(true() if user.is_staff else false())


def get(change_id: int, *, by: UserAccount, for_update: bool = False) -> RuleChange:
    """One change. Raises `UnknownRuleChange`."""
    change = get_visible(visible_to(by), RuleChange, change_id, for_update=for_update)
    if change is None:
        raise UnknownRuleChange
    return change


def prepare(*, reason: str, source: str, by: UserAccount, items: Sequence[Mapping[str, Any]] = ()) -> RuleChange:
    """Begin a change of the newest rules, with its steps as `add_step` takes them. Raises what `add_step` raises."""
    change = RuleChange(
        status=RuleChangeStatus.DRAFT,
        reason=reason,
        source=source,
        prepared_on_version=rules.current_version(),
        prepared_by_id=by.id,
        prepared_at=now(),
    )
    db.session.add(change)
    db.session.flush()
    record("rule_change:prepared", change, by=by, after={"rules_version": change.prepared_on_version}, reason=reason)
    for item in items:
        add_step(change.id, by=by, **item)
    return change


def add_step(change_id: int, *, by: UserAccount, move: RuleMove, **told: Any) -> RuleChangeItem:  # noqa: ANN401
    """Add a step to a draft: `add` a rule, `end` one on a last day, or `supersede` one from a day on.

    Told are `rule_id`, `kind`, `category`, `outlet_kind`, `size_class`, `requirement_set` (its code), `need`,
    `starts_on`, `ends_on`, `source` (that of the change unless said otherwise), `to_confirm` and `already_in_force`.
    Raises `UnknownRuleChange`, `RuleChangeDecided`, `StepIncomplete`, `UnknownRule`, `RuleTouchedTwice`,
    `UnknownRequirementSet`, `SetCannotLighten`, `RuleInThePast`, `EndsBeforeItStarts`, `RuleEndsAlready`, `SameScope`.
    """
    change = _draft(change_id, by=by)
    given = {name: value for name, value in told.items() if value is not None and value != ""}
    item = _added(given) if move is RuleMove.ADD else _of_a_rule(move, given)
    item.source = str(given.get("source") or change.source)
    item.to_confirm = str(given.get("to_confirm", ""))
    item.already_in_force = bool(given.get("already_in_force", False))
    if item.rule_id is not None and any(other.rule_id == item.rule_id for other in change.items):
        raise RuleTouchedTwice(field="rule_id")
    _check_days(item)
    change.items.append(item)
    db.session.flush()
    other = first_overlap(rules.rules_by_id(), steps_of(change))
    if other is not None:
        raise SameScope(field="starts_on", day=_said(other.starts_on))
    after = {"move": move.value, "kind": item.kind, "rule_id": item.rule_id}
    record("rule_change:step_added", change, by=by, after=after)
    return item


def remove_step(change_id: int, step_id: int, *, by: UserAccount) -> RuleChange:
    """Take a step out of a draft. Raises `UnknownRuleChange`, `RuleChangeDecided`, `UnknownStep`."""
    change = _draft(change_id, by=by)
    item = next((item for item in change.items if item.id == step_id), None)
    if item is None:
        raise UnknownStep
    change.items.remove(item)
    db.session.flush()
    record("rule_change:step_removed", change, by=by, after={"move": item.move.value, "kind": item.kind})
    return change


def apply(change_id: int, *, by: UserAccount) -> RuleChange:
    """Make the change the next version of the rules.

    Raises `UnknownRuleChange`, `RuleChangeDecided`, `NothingToChange`, `RuleInThePast` when a day has passed since it
    was prepared, and `RulesChangedMeanwhile` when a later version touched the same rules.
    """
    db.session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": ONE_VERSION_AT_A_TIME})
    change = _draft(change_id, by=by)
    if not change.items:
        raise NothingToChange
    newest = rules.current_version()
    standing = rules.rules_by_id()
    steps = steps_of(change)
    is_stale = any(step.rule_id is not None and step.rule_id not in standing for step in steps)
    if is_stale or first_overlap(standing, steps) is not None:
        raise RulesChangedMeanwhile(prepared_on=change.prepared_on_version, newest=newest)
    for item in change.items:
        _check_days(item)
    told = outcome(standing, steps)
    number = newest + 1
    version = RuleVersion(
        number=number, applied_at=now(), applied_by_id=by.id, reason=change.reason, source=change.source
    )
    db.session.add(version)
    db.session.flush()
    leaving = select(RequirementRule).where(RequirementRule.id.in_(told.leaving)).order_by(RequirementRule.id)
    for row in db.session.execute(leaving.with_for_update()).scalars():
        row.ended_in_version = number
    set_ids = {found.code: found.id for found in db.session.execute(requirement_sets.all_sets()).scalars()}
    for new in told.coming:
        db.session.add(_row(new.rule, number, new.replaces_id, set_ids))
    change.status, change.applied_version = RuleChangeStatus.APPLIED, number
    change.decided_by_id, change.decided_at = by.id, now()
    db.session.flush()
    after = {"rules_version": number, "rules_ended": len(told.leaving), "rules_added": len(told.coming)}
    record("rule_change:applied", change, by=by, after=after, reason=change.reason)
    return change


def discard(change_id: int, *, by: UserAccount) -> RuleChange:
    """Put a draft aside for good; it stays readable. Raises `UnknownRuleChange`, `RuleChangeDecided`."""
    change = _draft(change_id, by=by)
    change.status = RuleChangeStatus.DISCARDED
    change.decided_by_id, change.decided_at = by.id, now()
    db.session.flush()
    record("rule_change:discarded", change, by=by)
    return change


def steps_of(change: RuleChange) -> list[Step]:
    """The steps of a change as plain values."""
    return [
        Step(move=item.move, rule_id=item.rule_id, last_day=item.ends_on)
        if item.move is RuleMove.END
        else Step(move=item.move, rule_id=item.rule_id, rule=_rule_of(item))
        for item in change.items
    ]


def _draft(change_id: int, *, by: UserAccount) -> RuleChange:
    change = get(change_id, by=by, for_update=True)
    if change.status is not RuleChangeStatus.DRAFT:
        who = db.session.get(UserAccount, change.decided_by_id)
        when = _said(business_day(change.decided_at)) if change.decided_at else ""
        raise RuleChangeDecided(who=who.name if who else "", when=when)
    return change


def _added(given: Mapping[str, Any]) -> RuleChangeItem:
    for name in ("kind", "need", "starts_on"):
        if name not in given:
            raise StepIncomplete(field=name)
    of_set = requirement_sets.by_code(str(given["requirement_set"])) if "requirement_set" in given else None
    if of_set is not None and given["need"] == Need.NOT_NEEDED:
        raise SetCannotLighten(field="need")
    return RuleChangeItem(
        move=RuleMove.ADD,
        kind=str(given["kind"]),
        category=_text(given, "category"),
        outlet_kind=_text(given, "outlet_kind"),
        size_class=_text(given, "size_class"),
        requirement_set=of_set,
        need=str(given["need"]),
        starts_on=given["starts_on"],
        ends_on=given.get("ends_on"),
    )


def _of_a_rule(move: RuleMove, given: Mapping[str, Any]) -> RuleChangeItem:
    """A step that ends a rule or puts another for the same products and places into its stead."""
    day = "ends_on" if move is RuleMove.END else "starts_on"
    for name in ("rule_id", day):
        if name not in given:
            raise StepIncomplete(field=name)
    row = get_visible(select(RequirementRule), RequirementRule, given["rule_id"])
    if row is None or row.ended_in_version is not None:
        raise UnknownRule
    if row.ends_on is not None and (given[day] >= row.ends_on if move is RuleMove.END else given[day] > row.ends_on):
        raise RuleEndsAlready(field=day, day=_said(row.ends_on))
    need = str(given.get("need", row.need))
    if row.requirement_set_id is not None and need == Need.NOT_NEEDED:
        raise SetCannotLighten(field="need")
    return RuleChangeItem(
        move=move,
        rule_id=row.id,
        rule=row,
        kind=row.kind,
        category=row.category,
        outlet_kind=row.outlet_kind,
        size_class=row.size_class,
        requirement_set=row.requirement_set,
        need=need,
        starts_on=given.get("starts_on") if move is RuleMove.SUPERSEDE else None,
        ends_on=given.get("ends_on", row.ends_on if move is RuleMove.SUPERSEDE else None),
    )


def _check_days(item: RuleChangeItem) -> None:
    """Raises `RuleInThePast` or `EndsBeforeItStarts`: what is over stays as it was, unless the source is older."""
    day, name = (item.ends_on, "ends_on") if item.move is RuleMove.END else (item.starts_on, "starts_on")
    if day is not None and day < today() and not item.already_in_force:
        raise RuleInThePast(field=name, day=_said(day))
    if item.starts_on is not None and item.ends_on is not None and item.ends_on < item.starts_on:
        raise EndsBeforeItStarts(field="ends_on")


def _rule_of(item: RuleChangeItem) -> Rule:
    if item.starts_on is None:
        raise ValueError("a rule begins on a day")
    return Rule(
        kind=item.kind,
        category=item.category,
        outlet_kind=item.outlet_kind,
        size_class=item.size_class,
        starts_on=item.starts_on,
        ends_on=item.ends_on,
        need=Need(item.need),
        source=item.source,
        requirement_set=item.requirement_set.code if item.requirement_set else None,
        to_confirm=item.to_confirm,
    )


def _row(rule: Rule, version: int, replaces_id: int | None, set_ids: Mapping[str, int]) -> RequirementRule:
    return RequirementRule(
        kind=rule.kind,
        category=rule.category,
        outlet_kind=rule.outlet_kind,
        size_class=rule.size_class,
        requirement_set_id=set_ids[rule.requirement_set] if rule.requirement_set else None,
        need=rule.need.value,
        starts_on=rule.starts_on,
        ends_on=rule.ends_on,
        source=rule.source,
        to_confirm=rule.to_confirm,
        introduced_in_version=version,
        replaces_id=replaces_id,
    )


def _text(given: Mapping[str, Any], name: str) -> str | None:
    return str(given[name]) if name in given else None


def _said(day: date) -> str:
    return day.strftime("%d/%m/%Y")
