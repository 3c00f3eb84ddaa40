"""Who read a producer's identity number, account numbers and papers, for its own page (UU 27/2022 Pasal 31, 32)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select

from accounts.audit import ACTION_LABELS
from accounts.models import AuditEvent
from accounts.permissions import ROLE_LABELS, Role
from core.database import db
from core.languages import speak
from partnerships import personal_words as _words  # noqa: F401 - what the actions are called
from partnerships.models import Requirement

OF_PRODUCER = ("producer:nik_read", "producer:export_downloaded")
OF_DOCUMENT = ("requirement:number_read", "requirement:evidence_read")
MOST = 200


@dataclass(frozen=True, slots=True)
class Read:
    """Somebody opened personal data: when, in which role, what, and for which purpose."""

    at: datetime
    role: str
    action: str
    purpose: str


def readers_of(producer_id: int) -> list[Read]:
    """The reads of a producer's data, newest first, by role; which colleague it was the agency can tell on request."""
    documents = select(Requirement.id).where(Requirement.producer_id == producer_id)
    rows = (
        select(AuditEvent)
        .where(
            or_(
                and_(
                    AuditEvent.subject_type == "producer",
                    AuditEvent.subject_id == producer_id,
                    AuditEvent.action.in_(OF_PRODUCER),
                ),
                and_(
                    AuditEvent.subject_type == "requirement",
                    AuditEvent.subject_id.in_(documents),
                    AuditEvent.action.in_(OF_DOCUMENT),
                ),
            )
        )
        .order_by(AuditEvent.id.desc())
        .limit(MOST)
    )
    return [
        Read(
            event.at,
            speak(ROLE_LABELS[Role(event.actor_role)]) if event.actor_role in set(Role) else event.actor_role,
            speak(ACTION_LABELS.get(event.action, event.action)),
            event.reason or "",
        )
        for event in db.session.execute(rows).scalars()
    ]
