"""What a change makes of the rules. Pure: rules and steps come in as plain values, the rules after them come out.

A rule is never edited. One that is ended or superseded leaves the rules, and a shorter one takes its place for the days
it still holds; what has not begun by then leaves nothing behind.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from partnerships.readiness import Rule
from partnerships.rule_states import RuleMove

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step: `rule` is what is added or put in the place of `rule_id`; `last_day` is that of a rule that ends."""

    move: RuleMove
    rule_id: int | None = None
    rule: Rule | None = None
    last_day: date | None = None

    @property
    def effective_on(self) -> date:
        """The first day on which the step makes a difference."""
        if self.rule is not None:
            return self.rule.starts_on
        if self.last_day is None:
            raise ValueError("a step adds a rule or ends one")
        return self.last_day + ONE_DAY


@dataclass(frozen=True, slots=True)
class NewRule:
    """A rule that a change brings, and the id of the one whose place it takes, if any."""

    rule: Rule
    replaces_id: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What steps make of the rules: the ids of those that leave, and those that come."""

    leaving: tuple[int, ...]
    coming: tuple[NewRule, ...]


def outcome(rules: Mapping[int, Rule], steps: Iterable[Step]) -> Outcome:
    """What these steps make of the rules by id. Raises KeyError when a step names a rule that is not among them."""
    leaving: list[int] = []
    coming: list[NewRule] = []
    for step in steps:
        if step.rule_id is not None:
            leaving.append(step.rule_id)
            kept = shortened(rules[step.rule_id], until=step.effective_on - ONE_DAY)
            if kept is not None:
                coming.append(NewRule(kept, step.rule_id))
        if step.rule is not None:
            coming.append(NewRule(step.rule, step.rule_id))
    return Outcome(tuple(leaving), tuple(coming))


def rules_after(rules: Mapping[int, Rule], steps: Iterable[Step]) -> list[Rule]:
    """The rules once the steps are taken. Raises KeyError as `outcome`."""
    told = outcome(rules, steps)
    return [rule for rule_id, rule in rules.items() if rule_id not in told.leaving] + [new.rule for new in told.coming]


def shortened(rule: Rule, *, until: date) -> Rule | None:
    """A rule that holds no longer than a day; None when it would not have begun by then."""
    if until < rule.starts_on:
        return None
    return rule if rule.ends_on is not None and rule.ends_on <= until else replace(rule, ends_on=until)


def overlapping(rules: Iterable[Rule], rule: Rule) -> Rule | None:
    """Another rule for exactly the same products and places that holds on a day on which this one does."""
    return next((other for other in rules if _scope(other) == _scope(rule) and _share_a_day(other, rule)), None)


def first_overlap(rules: Mapping[int, Rule], steps: Sequence[Step]) -> Rule | None:
    """The first rule that a rule to come would overlap once the steps are taken; None when there is none."""
    told = outcome(rules, steps)
    standing = [rule for rule_id, rule in rules.items() if rule_id not in told.leaving]
    for new in told.coming:
        if (other := overlapping(standing, new.rule)) is not None:
            return other
        standing.append(new.rule)
    return None


def _scope(rule: Rule) -> tuple[str | None, ...]:
    return (rule.kind, rule.category, rule.outlet_kind, rule.size_class, rule.requirement_set)


def _share_a_day(one: Rule, other: Rule) -> bool:
    return (one.ends_on is None or other.starts_on <= one.ends_on) and (
        other.ends_on is None or one.starts_on <= other.ends_on
    )
