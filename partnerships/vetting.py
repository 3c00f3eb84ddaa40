"""Deciding about documents that wait: by somebody who did not hand them in, and for a waiver by two of the staff."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from accounts.audit import record
from accounts.models import UserAccount
from accounts.permissions import STAFF
from core.database import db
from core.dates import now
from core.errors import Refusal
from core.wording import Problem
from partnerships import producers, refusal_reasons, renewal, requirements
from partnerships.decisions import already_decided, require_reason
from partnerships.errors import (
    ChangedMeanwhile,
    LabelItemsMissing,
    ReasonDoesNotFit,
    SecondPersonNeeded,
    WaiverNotAsked,
    WarningStands,
)
from partnerships.models import Requirement
from partnerships.requirement_kinds import KINDS, LABEL_ITEMS
from partnerships.states import REQUIREMENT_MOVES, Decision, RequirementStatus

STATUS_OF = {
    Decision.ACCEPTED: RequirementStatus.ACCEPTED,
    Decision.RETURNED: RequirementStatus.RETURNED,
    Decision.REJECTED: RequirementStatus.REJECTED,
    Decision.WAIVED: RequirementStatus.WAIVED,
}
SATISFYING = (RequirementStatus.ACCEPTED, RequirementStatus.WAIVED)
LABEL_CHECK = "label_check"
LABEL_INCOMPLETE = "label_incomplete"


def decide(
    requirement_id: int,
    *,
    by: UserAccount,
    decision: Decision,
    reason: str = "",
    reason_code: str = "",
    label_items: Collection[str] | None = None,
    version: int | None = None,
) -> Requirement:
    """Decide about a document that waits.

    The row is locked, so of two reviewers one decides and the other learns who did and when. `reason_code` is one of
    `refusal_reasons`; `label_items` are the items of a label the reviewer found, or None when they were not looked for.
    A waiver of what a producer handed in itself takes two: the first word for it asks, the document keeps waiting, and
    another verifier's word grants it. Raises `UnknownRequirement`, `AlreadyDecided`, `ChangedMeanwhile` when it changed
    after the reviewer opened it, `SecondPersonNeeded`, `ReasonNeeded`, `ReasonDoesNotFit` and `LabelItemsMissing`. The
    first acceptance makes a registered producer active.
    """
    requirement = _waiting(requirement_id, by=by, version=version)
    missing = _missing_items(requirement, decision, label_items)
    if missing and decision is Decision.RETURNED and not reason_code:
        reason_code = LABEL_INCOMPLETE
    if reason_code and not refusal_reasons.fits(reason_code, requirement.kind, decision):
        raise ReasonDoesNotFit(field="reason_code")
    if not reason_code and not (decision is Decision.WAIVED and requirement.waiver_reason):
        require_reason(decision, reason)
    if decision is Decision.WAIVED and _asks_only(requirement, by):
        return _ask_waiver(requirement, by=by, reason=reason)
    status = STATUS_OF[decision]
    if decision is not Decision.WAIVED:
        requirement.waiver_asked_by_id = requirement.waiver_reason = None
    requirement.status = status
    requirement.decided_by_id = by.id
    requirement.decided_at = now()
    requirement.reason = reason.strip() or (requirement.waiver_reason if decision is Decision.WAIVED else None)
    requirement.reason_code = reason_code or None
    requirement.missing_items = missing if decision is Decision.RETURNED else []
    db.session.flush()
    record(
        f"requirement:{status.value}",
        requirement,
        by=by,
        before={"status": RequirementStatus.SUBMITTED.value},
        after={"status": status.value, "kind": requirement.kind}
        | ({"reason_code": reason_code} if reason_code else {})
        | ({"missing_items": requirement.missing_items} if requirement.missing_items else {}),
        reason=requirement.reason,
    )
    if decision is Decision.ACCEPTED:
        _replace_older(requirement)
        producers.activate_by_acceptance(requirement.producer, by=by)
    if status in SATISFYING:
        renewal.after_acceptance(requirement, by=by)
    return requirement


def decline_waiver(requirement_id: int, *, by: UserAccount, reason: str) -> Requirement:
    """Say no to a waiver somebody asked for: the document keeps waiting for an ordinary decision.

    Raises `UnknownRequirement`, `AlreadyDecided`, `WaiverNotAsked`, `SecondPersonNeeded` and `ReasonNeeded`. Whoever
    asked may take it back the same way.
    """
    requirement = _waiting(requirement_id, by=by)
    if requirement.waiver_asked_by_id is None:
        raise WaiverNotAsked
    require_reason(Decision.REJECTED, reason)
    asked_by = requirement.waiver_asked_by_id
    requirement.waiver_asked_by_id = requirement.waiver_reason = None
    db.session.flush()
    record("requirement:waiver_declined", requirement, by=by, before={"asked_by_id": asked_by}, reason=reason.strip())
    return requirement


@dataclass(frozen=True, slots=True)
class BulkResult:
    """What became of one document of many: accepted, or the problem that kept it waiting."""

    requirement_id: int
    problem: Problem | None = None
    code: str = ""

    @property
    def is_accepted(self) -> bool:
        """Whether it was accepted."""
        return self.problem is None


def accept_many(chosen: Sequence[tuple[int, int]], *, by: UserAccount) -> list[BulkResult]:
    """Accept several documents, each by its id and the version the reviewer saw; each stands for itself.

    One that carries a warning, waits for a waiver, changed meanwhile, was decided or may not be decided by this person
    keeps waiting with its reason; the others are accepted all the same, together in one transaction. Results come in
    the order chosen.
    """
    results: dict[int, BulkResult] = {}
    for requirement_id, version in sorted(set(chosen)):
        try:
            with db.session.begin_nested():
                _accept_unwarned(requirement_id, version, by=by)
        except Refusal as refusal:
            results[requirement_id] = BulkResult(requirement_id, refusal.problem, refusal.code)
        else:
            results[requirement_id] = BulkResult(requirement_id)
    return [results[requirement_id] for requirement_id in dict.fromkeys(chosen_id for chosen_id, _version in chosen)]


def _accept_unwarned(requirement_id: int, version: int, *, by: UserAccount) -> None:
    requirement = _waiting(requirement_id, by=by, version=version)
    if requirement.warnings or requirement.waiver_asked_by_id is not None:
        raise WarningStands
    decide(requirement_id, by=by, decision=Decision.ACCEPTED)


def _waiting(requirement_id: int, *, by: UserAccount, version: int | None = None) -> Requirement:
    """The document, locked, when it waits and this person may decide about it."""
    requirement = requirements.get(requirement_id, by=by, for_update=True)
    if RequirementStatus.ACCEPTED not in REQUIREMENT_MOVES[requirement.status]:
        raise already_decided(requirement.decided_by_id, requirement.decided_at)
    if version is not None and version != requirement.version:
        current = requirement.version
        raise ChangedMeanwhile(yours=version, current=current, extra={"yours": version, "current": current})
    if by.id == requirement.submitted_by_id or producers.is_member(by, requirement.producer_id):
        raise SecondPersonNeeded
    return requirement


def _missing_items(requirement: Requirement, decision: Decision, found: Collection[str] | None) -> list[str]:
    """The items of a label the reviewer did not find. Raises `LabelItemsMissing` for accepting without them."""
    if requirement.kind != LABEL_CHECK or found is None:
        return []
    missing = [item for item in LABEL_ITEMS if item not in found]
    if missing and decision is Decision.ACCEPTED:
        raise LabelItemsMissing(field="label_items", count=len(missing), extra={"missing_items": missing})
    return missing


def _asks_only(requirement: Requirement, by: UserAccount) -> bool:
    """Whether a word for a waiver is the first of two: nobody of the staff has stood for the document before.

    What a member of staff handed in on the producer's behalf has its first person already. Raises `SecondPersonNeeded`
    when it is the same person's word again.
    """
    if requirement.waiver_asked_by_id == by.id:
        raise SecondPersonNeeded
    if requirement.waiver_asked_by_id is not None:
        return False
    submitter = db.session.get_one(UserAccount, requirement.submitted_by_id)
    return submitter.role not in STAFF


def _ask_waiver(requirement: Requirement, *, by: UserAccount, reason: str) -> Requirement:
    requirement.waiver_asked_by_id = by.id
    requirement.waiver_reason = reason.strip()
    db.session.flush()
    record(
        "requirement:waiver_asked",
        requirement,
        by=by,
        after={"kind": requirement.kind},
        reason=requirement.waiver_reason,
    )
    return requirement


def _replace_older(requirement: Requirement) -> None:
    """An accepted document takes the place of older ones for the same things; what they proved stays proved."""
    ids = requirements.covered_ids(requirement)
    held = requirements.of_the_kind(
        requirement.producer_id, requirement.kind, [RequirementStatus.ACCEPTED, RequirementStatus.WAIVED]
    )
    for older in held:
        theirs = requirements.covered_ids(older)
        covers_the_same = theirs <= ids if theirs else not KINDS[requirement.kind].covers_products and not ids
        if older.id != requirement.id and covers_the_same:
            older.replaced_by_id = requirement.id
    db.session.flush()
