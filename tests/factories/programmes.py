"""Programmes, their sessions and invitations."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time

from accounts.models import UserAccount
from accounts.permissions import Role
from core.database import db
from core.dates import agency_zone, now
from partnerships.models import Producer
from partnerships.programme_models import Programme, ProgrammeInvitation, ProgrammeSession
from partnerships.programme_states import InvitationStatus, ProgrammeKind, SessionStatus
from tests.factories.people import make_user


def make_programme(
    *, title: str = "Bimbingan SPP-IRT", aims: Iterable[str] = ("pirt",), region_code: str = "64.71"
) -> Programme:
    """A counselling of the agency with the health office."""
    programme = Programme(
        kind=ProgrammeKind.COUNSELLING,
        title=title,
        description="Cara mengurus SPP-IRT.",
        aims=list(aims),
        partner_offices=["Dinas Kesehatan"],
        region_code=region_code,
        made_by_id=make_user(Role.PARTNERSHIP_OFFICER).id,
        created_at=now(),
    )
    db.session.add(programme)
    db.session.commit()
    return programme


def make_session(
    programme: Programme | None = None,
    *,
    day: date = date(2026, 12, 1),
    places: int = 30,
    answer_by: date | None = None,
    status: SessionStatus = SessionStatus.OPEN,
) -> ProgrammeSession:
    """A session from nine to twelve, open unless said otherwise."""
    programme = programme or make_programme()
    zone = agency_zone()
    session = ProgrammeSession(
        programme_id=programme.id,
        day=day,
        starts_at=datetime.combine(day, time(9), tzinfo=zone).astimezone(UTC),
        ends_at=datetime.combine(day, time(12), tzinfo=zone).astimezone(UTC),
        place="Aula Dinas Kesehatan, Jalan Jenderal Sudirman",
        places=places,
        answer_by=answer_by or day,
        status=status,
    )
    db.session.add(session)
    db.session.commit()
    return session


def make_invitation(
    session: ProgrammeSession,
    producer: Producer,
    *,
    status: InvitationStatus = InvitationStatus.INVITED,
    waiting_number: int | None = None,
    invited_by: UserAccount | None = None,
) -> ProgrammeInvitation:
    """An invitation of a producer to a session."""
    is_open = status is InvitationStatus.INVITED
    invitation = ProgrammeInvitation(
        session_id=session.id,
        producer_id=producer.id,
        status=status,
        waiting_number=waiting_number,
        invited_by_id=(invited_by or make_user(Role.PARTNERSHIP_OFFICER)).id,
        invited_at=now(),
        answered_by_id=None,
        answered_at=None if is_open else now(),
    )
    db.session.add(invitation)
    db.session.commit()
    return invitation
