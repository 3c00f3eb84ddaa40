"""Taking back a document that was accepted, on one of the grounds of the law."""

from accounts.audit import record
from accounts.models import UserAccount
from core.database import db
from core.dates import now, today
from partnerships import producers, requirements
from partnerships.errors import SecondPersonNeeded
from partnerships.models import Requirement
from partnerships.states import REQUIREMENT_MOVES, RequirementStatus
from partnerships.watch_errors import NotInForce
from partnerships.watch_models import RequirementEnding
from partnerships.watch_states import GROUND_LABELS, Ground


def may_be_revoked(requirement: Requirement) -> bool:
    """Whether a document is in force and so can be revoked."""
    return RequirementStatus.REVOKED in REQUIREMENT_MOVES[requirement.status]


def revoke(requirement_id: int, *, by: UserAccount, ground: Ground, words: str = "") -> Requirement:
    """Revoke a document in force; today is the last day on which it was good.

    What follows for the shelves is drawn by whoever calls this (`outlets.holds`). Raises `UnknownRequirement`,
    `NotInForce`, and `SecondPersonNeeded` for whoever handed it in or acts for the producer.
    """
    requirement = requirements.get(requirement_id, by=by, for_update=True)
    if not may_be_revoked(requirement):
        raise NotInForce
    if by.id == requirement.submitted_by_id or producers.is_member(by, requirement.producer_id):
        raise SecondPersonNeeded
    before = requirement.status
    requirement.status = RequirementStatus.REVOKED
    # The producer reads the reason on the record; it is kept in Indonesian, as every text written by an officer.
    requirement.reason = ". ".join(part for part in (GROUND_LABELS[ground], words.strip()) if part)
    db.session.add(
        RequirementEnding(
            requirement_id=requirement.id, last_day=today(), ground=ground, ended_by_id=by.id, ended_at=now()
        )
    )
    db.session.flush()
    record(
        "requirement:revoked",
        requirement,
        by=by,
        before={"status": before.value},
        after={"status": requirement.status.value, "ground": ground.value, "last_day_on": today().isoformat()},
        reason=words.strip() or None,
    )
    return requirement
