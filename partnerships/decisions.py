"""What deciding about documents and about products has in common."""

from datetime import datetime

from sqlalchemy import select

from accounts.models import UserAccount
from core.database import db
from core.dates import agency_zone, zone_abbreviation
from partnerships.errors import AlreadyDecided, ReasonNeeded
from partnerships.states import Decision


def require_reason(decision: Decision, reason: str) -> None:
    """Raises `ReasonNeeded` for anything but an acceptance without one."""
    if decision != Decision.ACCEPTED and not reason.strip():
        raise ReasonNeeded(field="reason")


def already_decided(decided_by_id: int | None, decided_at: datetime | None) -> AlreadyDecided:
    """The refusal that tells who decided and when."""
    who = db.session.execute(select(UserAccount.name).where(UserAccount.id == decided_by_id)).scalar_one_or_none()
    local = decided_at.astimezone(agency_zone()) if decided_at else None
    when = f"{local:%d/%m/%Y %H.%M} {zone_abbreviation()}" if local else "-"
    return AlreadyDecided(
        who=who or "-",
        when=when,
        extra={
            "decided_by": who,
            "decided_by_id": decided_by_id,
            "decided_at": decided_at.isoformat() if decided_at else None,
        },
    )
