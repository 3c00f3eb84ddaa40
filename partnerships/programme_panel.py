"""What the record of a producer shows of programmes: where it was invited, what it answered, and whether it came."""

from dataclasses import dataclass

from sqlalchemy import func, select

from accounts.models import UserAccount
from core.database import db
from partnerships import programme_invitations
from partnerships.models import Producer
from partnerships.programme_models import AttendanceEvent, Programme, ProgrammeInvitation, ProgrammeSession
from partnerships.programme_states import SessionStatus

MOST_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Participation:
    """One session a producer was invited to or came to."""

    session: ProgrammeSession
    programme: Programme
    invitation: ProgrammeInvitation | None
    came: bool


def shown(producer: Producer, reader: UserAccount) -> list[Participation]:
    """The newest sessions of a producer the reader may see; without an invitation only those it came to."""
    newest = select(func.max(AttendanceEvent.id)).where(AttendanceEvent.producer_id == producer.id)
    came = select(AttendanceEvent.session_id).where(
        AttendanceEvent.id.in_(newest.group_by(AttendanceEvent.session_id)), AttendanceEvent.is_present
    )
    attended = set(db.session.execute(came).scalars())
    rows = programme_invitations.visible_to(reader).where(ProgrammeInvitation.producer_id == producer.id)
    invitations = {one.session_id: one for one in db.session.execute(rows).scalars()}
    sessions = db.session.execute(
        select(ProgrammeSession, Programme)
        .join(Programme, Programme.id == ProgrammeSession.programme_id)
        .where(
            ProgrammeSession.id.in_({*attended, *invitations}),
            ProgrammeSession.status.in_((SessionStatus.OPEN, SessionStatus.HELD)),
        )
        .order_by(ProgrammeSession.starts_at.desc())
        .limit(MOST_SHOWN)
    ).all()
    return [
        Participation(session, programme, invitations.get(session.id), session.id in attended)
        for session, programme in sessions
    ]
