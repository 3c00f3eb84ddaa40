"""The states of a prepared change of the rules, and the moves a change may consist of."""

from enum import StrEnum

from core.wording import N_


class RuleChangeStatus(StrEnum):
    """Where a change of the rules stands."""

    DRAFT = "draft"
    APPLIED = "applied"
    DISCARDED = "discarded"


class RuleMove(StrEnum):
    """What one step of a change does to the rules."""

    ADD = "add"
    END = "end"
    SUPERSEDE = "supersede"


RULE_CHANGE_MOVES: dict[RuleChangeStatus, frozenset[RuleChangeStatus]] = {
    RuleChangeStatus.DRAFT: frozenset({RuleChangeStatus.APPLIED, RuleChangeStatus.DISCARDED}),
    RuleChangeStatus.APPLIED: frozenset(),
    RuleChangeStatus.DISCARDED: frozenset(),
}

RULE_CHANGE_LABELS: dict[str, str] = {
    RuleChangeStatus.DRAFT: N_("Draf"),
    RuleChangeStatus.APPLIED: N_("Diterapkan"),
    RuleChangeStatus.DISCARDED: N_("Dibuang"),
}

MOVE_LABELS: dict[str, str] = {
    RuleMove.ADD: N_("Aturan baru"),
    RuleMove.END: N_("Aturan diakhiri"),
    RuleMove.SUPERSEDE: N_("Aturan diganti"),
}
