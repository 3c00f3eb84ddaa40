"""Deciding about documents: the queue, oldest first, and a decision by somebody who did not hand it in."""

from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from accounts.access import in_regions_of
from accounts.audit import record
from accounts.models import UserAccount
from core.database import db
from core.dates import now
from partnerships import producers, renewal, requirements
from partnerships.decisions import already_decided, require_reason
from partnerships.errors import SecondPersonNeeded
from partnerships.lists import lies_in_region
from partnerships.models import Producer, Requirement
from partnerships.requirement_kinds import KINDS
from partnerships.states import REQUIREMENT_MOVES, Decision, RequirementStatus

STATUS_OF = {
    Decision.ACCEPTED: RequirementStatus.ACCEPTED,
    Decision.RETURNED: RequirementStatus.RETURNED,
    Decision.REJECTED: RequirementStatus.REJECTED,
    Decision.WAIVED: RequirementStatus.WAIVED,
}
SATISFYING = (RequirementStatus.ACCEPTED, RequirementStatus.WAIVED)


def decide(requirement_id: int, *, by: UserAccount, decision: Decision, reason: str = "") -> Requirement:
    """Decide about a document that waits.

    The row is locked, so of two reviewers one decides and the other learns who did and when. Raises
    `UnknownRequirement`, `AlreadyDecided`, `SecondPersonNeeded` for whoever handed it in or acts for the producer, and
    `ReasonNeeded` for anything but an acceptance. The first acceptance makes a registered producer active.
    """
    requirement = requirements.get(requirement_id, by=by, for_update=True)
    status = STATUS_OF[decision]
    if status not in REQUIREMENT_MOVES[requirement.status]:
        raise already_decided(requirement.decided_by_id, requirement.decided_at)
    if by.id == requirement.submitted_by_id or producers.is_member(by, requirement.producer_id):
        raise SecondPersonNeeded
    require_reason(decision, reason)
    requirement.status = status
    requirement.decided_by_id = by.id
    requirement.decided_at = now()
    requirement.reason = reason.strip() or None
    db.session.flush()
    record(
        f"requirement:{status.value}",
        requirement,
        by=by,
        before={"status": RequirementStatus.SUBMITTED.value},
        after={"status": status.value, "kind": requirement.kind},
        reason=requirement.reason,
    )
    if decision is Decision.ACCEPTED:
        _replace_older(requirement)
        producers.activate_by_acceptance(requirement.producer, by=by)
    if status in SATISFYING:
        renewal.after_acceptance(requirement, by=by)
    return requirement


def queue(user: UserAccount, *, region_code: str = "", kind: str = "") -> Select[Any]:
    """The documents that wait in this person's regions: columns for a list, with the producer's name and region."""
    conditions: list[ColumnElement[bool]] = [
        Requirement.status == RequirementStatus.SUBMITTED,
        in_regions_of(user, Producer.region_code),
    ]
    if region_code:
        conditions.append(lies_in_region(Producer.region_code, region_code))
    if kind:
        conditions.append(Requirement.kind == kind)
    return (
        select(
            Requirement.id,
            Requirement.kind,
            Requirement.submitted_at,
            Requirement.submitted_by_id,
            Requirement.evidence_id,
            func.jsonb_array_length(Requirement.warnings).label("warnings"),
            Producer.id.label("producer_id"),
            Producer.name.label("producer"),
            Producer.region_code,
        )
        .join(Producer, Producer.id == Requirement.producer_id)
        .where(*conditions)
    )


def waiting_count(user: UserAccount) -> int:
    """How many documents wait in this person's regions."""
    return db.session.execute(select(func.count()).select_from(queue(user).subquery())).scalar_one()


def next_case(user: UserAccount, *, after_id: int = 0) -> int | None:
    """The oldest document that waits and that this person may decide, other than the one just looked at."""
    rows = queue(user).where(Requirement.submitted_by_id != user.id, Requirement.id != after_id)
    return db.session.execute(
        rows.with_only_columns(Requirement.id).order_by(Requirement.submitted_at, Requirement.id).limit(1)
    ).scalar_one_or_none()


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
