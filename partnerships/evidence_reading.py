"""Opening the photos that prove documents, which is recorded, and what is known of a photo before it is kept."""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import and_, func, or_, select

from accounts.audit import record
from accounts.models import AuditEvent, UserAccount
from accounts.permissions import Permission
from core.database import db
from core.dates import now
from core.files import StoredFile
from core.wording import N_, Problem
from partnerships import producers
from partnerships.errors import NoEvidence, TooManyFiles
from partnerships.models import Requirement
from partnerships.number_reading import warning
from partnerships.requirement_kinds import KINDS
from partnerships.states import RequirementStatus

EVIDENCE_READ = "requirement:evidence_read"
NUMBER_READ = "requirement:number_read"
NIK_READ = "producer:nik_read"
READ_AGAIN_AFTER = timedelta(hours=1)
PURPOSE_OF_THE_DESK = N_("Verifikasi dokumen yang diajukan.")
MOST_FILES_A_DAY = 50


class Side(StrEnum):
    """Which of the photos of a document."""

    FRONT = "front"
    BACK = "back"


def is_personal(requirement: Requirement) -> bool:
    """Whether the photo shows what its kind keeps sealed: a bank account or a tax number with a name."""
    return KINDS[requirement.kind].number_is_personal


def needs_purpose(requirement: Requirement, reader: UserAccount) -> bool:
    """Whether this reader must say what for: staff who open a personal photo outside the verification of it."""
    verifies = requirement.status is RequirementStatus.SUBMITTED and reader.may(Permission.REQUIREMENT_DECIDE)
    return reader.is_staff and is_personal(requirement) and not verifies


def open_evidence(
    requirement: Requirement, *, by: UserAccount, side: Side = Side.FRONT, purpose: str | None = None
) -> StoredFile:
    """The photo or file that proves a document the caller may see. Raises `NoEvidence`, `PurposeNeeded`.

    Each reading is recorded (UU 27/2022 Pasal 31), of personal photos with its purpose; once an hour for a person and
    purpose, so that a page with the photo on it does not bury the history.
    """
    stored = requirement.evidence if side is Side.FRONT else requirement.evidence_back
    if stored is None:
        raise NoEvidence
    if needs_purpose(requirement, by):
        producers.require_purpose(purpose or "")
    elif is_personal(requirement) and by.is_staff:
        purpose = PURPOSE_OF_THE_DESK
    just_read = select(AuditEvent.id).where(
        AuditEvent.subject_type == Requirement.__tablename__,
        AuditEvent.subject_id == requirement.id,
        AuditEvent.action == EVIDENCE_READ,
        AuditEvent.actor_id == by.id,
        AuditEvent.reason.is_not_distinct_from(purpose),
        AuditEvent.at > now() - READ_AGAIN_AFTER,
    )
    if db.session.execute(just_read.limit(1)).first() is None:
        record(EVIDENCE_READ, requirement, by=by, reason=purpose)
    return stored


def looks_at(requirement: Requirement, *, most: int = 20) -> list[tuple[datetime, str, str, str | None]]:
    """Who opened the photo, the sealed number or the owner's NIK: when, who, the action's code, the purpose."""
    rows = (
        select(AuditEvent.at, UserAccount.name, AuditEvent.action, AuditEvent.reason)
        .join(UserAccount, UserAccount.id == AuditEvent.actor_id)
        .where(
            or_(
                and_(
                    AuditEvent.subject_type == "requirement",
                    AuditEvent.subject_id == requirement.id,
                    AuditEvent.action.in_([EVIDENCE_READ, NUMBER_READ]),
                ),
                and_(
                    AuditEvent.subject_type == "producer",
                    AuditEvent.subject_id == requirement.producer_id,
                    AuditEvent.action == NIK_READ,
                ),
            )
        )
        .order_by(AuditEvent.id.desc())
        .limit(most)
    )
    return [(at, name, action, reason) for at, name, action, reason in db.session.execute(rows)]


def require_quota(producer_id: int, by: UserAccount) -> None:
    """Raises `TooManyFiles` when a producer's own accounts have handed in fifty documents within a day."""
    if by.is_staff:
        return
    today = select(func.count()).where(
        Requirement.producer_id == producer_id,
        Requirement.submitted_by_id == by.id,
        Requirement.submitted_at > now() - timedelta(days=1),
    )
    if db.session.execute(today).scalar_one() >= MOST_FILES_A_DAY:
        raise TooManyFiles(most=MOST_FILES_A_DAY)


def used_before(front: StoredFile | None, back: StoredFile | None, requirement: Requirement) -> Problem | None:
    """The warning that the very same file proves another document already: of another kind or another producer."""
    sent = [stored.original_sha256 for stored in (front, back) if stored is not None]
    if not sent:
        return None
    same_files = list(db.session.execute(select(StoredFile.id).where(StoredFile.original_sha256.in_(sent))).scalars())
    elsewhere = select(Requirement.id).where(
        or_(Requirement.evidence_id.in_(same_files), Requirement.evidence_back_id.in_(same_files)),
        or_(Requirement.kind != requirement.kind, Requirement.producer_id != requirement.producer_id),
    )
    if db.session.execute(elsewhere.limit(1)).first() is None:
        return None
    return warning("evidence_used_before", N_("Berkas bukti yang sama sudah dipakai untuk dokumen lain."))
