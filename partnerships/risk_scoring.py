"""Reading from the database what the risk score of a document rests on, and keeping it on the document."""

from sqlalchemy import func, select

from core.database import db
from core.wording import N_
from partnerships import risk
from partnerships.models import Requirement
from partnerships.requirement_kinds import KINDS
from partnerships.states import RequirementStatus

NUMBER_SHARED = "number_shared"
SHARED_SENTENCE = N_("Nomor ini juga diajukan pelaku UMKM lain. Periksa siapa pemiliknya.")
REFUSED = (RequirementStatus.REJECTED, RequirementStatus.REVOKED)


def same_number(requirement: Requirement) -> list[object]:
    """The conditions of another producer's document with the same number, open or sealed; none without a number."""
    same = Requirement.number == requirement.number
    if KINDS[requirement.kind].number_is_personal:
        same = Requirement.number_hash == requirement.number_hash
    elif not requirement.number:
        return []
    return [Requirement.kind == requirement.kind, same, Requirement.producer_id != requirement.producer_id]


def score(requirement: Requirement) -> None:
    """Set the risk of a document from its warnings and from what its producer handed in before it."""
    earlier = select(func.count(), func.count().filter(Requirement.status.in_(REFUSED))).where(
        Requirement.producer_id == requirement.producer_id
    )
    if requirement.id is not None:
        earlier = earlier.where(Requirement.id < requirement.id)
    before, refused = db.session.execute(earlier).one()
    signs = risk.signs_of(
        requirement.kind,
        [str(found["code"]) for found in requirement.warnings],
        is_first=before == 0,
        refused_before=refused,
    )
    requirement.risk_signs = {sign.value: count for sign, count in signs.items()}
    requirement.risk = risk.points(signs)


def warn_other_holders(requirement: Requirement) -> None:
    """Put the warning of a shared number onto the documents of others that wait with the same number.

    Without it the one handed in first would stay without warning, and could be accepted with many others at once.
    """
    if not (conditions := same_number(requirement)):
        return
    rows = select(Requirement).where(*conditions, Requirement.status == RequirementStatus.SUBMITTED)  # type: ignore[arg-type]
    for other in db.session.execute(rows.order_by(Requirement.id).with_for_update()).scalars():
        if not any(found["code"] == NUMBER_SHARED for found in other.warnings):
            shared = {"code": NUMBER_SHARED, "sentence": SHARED_SENTENCE, "params": {}}
            other.warnings = [*other.warnings, shared]
            score(other)
    db.session.flush()
