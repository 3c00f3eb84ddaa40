"""Programmes and their sessions: who may see them, who plans, opens, changes, holds and cancels them."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time

from sqlalchemy import ColumnElement, Select, false, select

from accounts.access import in_regions_of
from accounts.audit import record
from accounts.models import UserAccount
from core.database import db, get_visible
from core.dates import agency_zone, now, today, zone_abbreviation
from partnerships.errors import ReasonNeeded, RegionNotYours
from partnerships.models import ProducerMember
from partnerships.programme_errors import (
    AnsweredTooLate,
    EndsBeforeItStarts,
    RegionOfProgrammeUnknown,
    SessionInThePast,
    SessionMoveNotAllowed,
    SessionNotYet,
    SessionOver,
    UnknownAim,
    UnknownProgramme,
    UnknownSession,
)
from partnerships.programme_models import Programme, ProgrammeInvitation, ProgrammeSession
from partnerships.programme_states import SESSION_MOVES, ProgrammeKind, SessionStatus
from partnerships.regions import is_region, lies_in
from partnerships.requirement_kinds import KINDS

CHANGEABLE = (SessionStatus.PLANNED, SessionStatus.OPEN)


def own_session_ids(user: UserAccount) -> Select[tuple[int]]:
    """The sessions a producer of this account was invited to."""
    own = select(ProducerMember.producer_id).where(ProducerMember.user_id == user.id)
    return select(ProgrammeInvitation.session_id).where(ProgrammeInvitation.producer_id.in_(own))


def sessions_visible_to(user: UserAccount) -> Select[tuple[ProgrammeSession]]:
    """The sessions a person may see: staff those of programmes in their regions, a producer those it is invited to."""
    rows = select(ProgrammeSession).join(Programme, Programme.id == ProgrammeSession.programme_id)
    return rows.where(in_regions_of(user, Programme.region_code) | ProgrammeSession.id.in_(_invited_to(user)))


def visible_to(user: UserAccount) -> Select[tuple[Programme]]:
    """The programmes a person may see: staff those of their regions, a producer those with an invitation to it."""
    theirs = select(ProgrammeSession.programme_id).where(ProgrammeSession.id.in_(_invited_to(user)))
    return select(Programme).where(in_regions_of(user, Programme.region_code) | Programme.id.in_(theirs))


def _invited_to(user: UserAccount) -> Select[tuple[int]]:
    rows = own_session_ids(user)
    return rows.where(false()) if user.is_staff else rows


def get(programme_id: int, *, by: UserAccount, for_update: bool = False) -> Programme:
    """One programme. Raises `UnknownProgramme` for one that does not exist or is not this person's to see."""
    found = get_visible(visible_to(by), Programme, programme_id, for_update=for_update)
    if found is None:
        raise UnknownProgramme
    return found


def get_session(session_id: int, *, by: UserAccount, for_update: bool = False) -> ProgrammeSession:
    """One session. Raises `UnknownSession` for one that does not exist or is not this person's to see."""
    found = get_visible(sessions_visible_to(by), ProgrammeSession, session_id, for_update=for_update)
    if found is None:
        raise UnknownSession
    return found


def session_for_staff(session_id: int, *, by: UserAccount, for_update: bool = False) -> ProgrammeSession:
    """One session with everybody invited to it, which only staff see. Raises `UnknownSession`."""
    if not by.is_staff:
        raise UnknownSession
    return get_session(session_id, by=by, for_update=for_update)


def create(
    *,
    by: UserAccount,
    kind: ProgrammeKind,
    title: str,
    region_code: str,
    description: str = "",
    aims: Iterable[str] = (),
    partner_offices: Iterable[str] = (),
) -> Programme:
    """Plan a programme. Raises `RegionOfProgrammeUnknown`, `RegionNotYours`, `UnknownAim`."""
    _check_region(region_code, by)
    programme = Programme(
        kind=kind,
        title=title,
        description=description,
        aims=_known_aims(aims),
        partner_offices=_named(partner_offices),
        region_code=region_code,
        made_by_id=by.id,
        created_at=now(),
    )
    db.session.add(programme)
    db.session.flush()
    record("programme:made", programme, by=by, after={"region_code": region_code, "aims": programme.aims})
    return programme


def change(
    programme_id: int,
    *,
    by: UserAccount,
    kind: ProgrammeKind,
    title: str,
    region_code: str,
    description: str = "",
    aims: Iterable[str] = (),
    partner_offices: Iterable[str] = (),
) -> Programme:
    """Change what a programme is. Raises what `create` raises, and `UnknownProgramme`."""
    programme = get(programme_id, by=by, for_update=True)
    if region_code != programme.region_code:
        _check_region(region_code, by)
    before = {"region_code": programme.region_code, "aims": programme.aims}
    programme.kind, programme.title, programme.description = kind, title, description
    programme.aims, programme.partner_offices = _known_aims(aims), _named(partner_offices)
    programme.region_code = region_code
    db.session.flush()
    after = {"region_code": region_code, "aims": programme.aims}
    record("programme:changed", programme, by=by, before=before, after=after)
    return programme


def add_session(
    programme_id: int, *, by: UserAccount, day: date, starts: time, ends: time, place: str, places: int, answer_by: date
) -> ProgrammeSession:
    """Plan a session, its hours in the agency's zone.

    Raises `UnknownProgramme`, `SessionInThePast`, `EndsBeforeItStarts`, `AnsweredTooLate`.
    """
    programme = get(programme_id, by=by)
    starts_at, ends_at = _hours(day, starts, ends, answer_by)
    session = ProgrammeSession(
        programme_id=programme.id,
        day=day,
        starts_at=starts_at,
        ends_at=ends_at,
        place=place,
        places=places,
        answer_by=answer_by,
        status=SessionStatus.PLANNED,
    )
    db.session.add(session)
    db.session.flush()
    record("session:planned", session, by=by, after=facts_of(session))
    return session


def change_session(
    session: ProgrammeSession,
    *,
    by: UserAccount,
    day: date,
    starts: time,
    ends: time,
    place: str,
    places: int,
    answer_by: date,
) -> ProgrammeSession:
    """Change a locked session that was not held yet; `programme_invitations.change_session` minds those invited.

    Raises `SessionOver` and what `add_session` raises.
    """
    if session.status not in CHANGEABLE:
        raise SessionOver
    before = facts_of(session)
    session.starts_at, session.ends_at = _hours(day, starts, ends, answer_by)
    session.day, session.place, session.places, session.answer_by = day, place, places, answer_by
    db.session.flush()
    record("session:changed", session, by=by, before=before, after=facts_of(session))
    return session


def open_session(session_id: int, *, by: UserAccount) -> ProgrammeSession:
    """Open a planned session, so that producers may be invited. Raises `UnknownSession`, `SessionMoveNotAllowed`."""
    session = session_for_staff(session_id, by=by, for_update=True)
    _move(session, SessionStatus.OPEN, by=by)
    return session


def hold_session(session_id: int, *, by: UserAccount) -> ProgrammeSession:
    """Close the attendance list of a session: it was held. Raises `SessionMoveNotAllowed`, `SessionNotYet`."""
    session = session_for_staff(session_id, by=by, for_update=True)
    if session.status is SessionStatus.OPEN and session.day > today():
        raise SessionNotYet(day=session.day)
    _move(session, SessionStatus.HELD, by=by)
    return session


def cancel(session: ProgrammeSession, *, by: UserAccount, reason: str) -> None:
    """Cancel a locked session with a reason; `programme_invitations.cancel_session` tells those who were invited.

    Raises `ReasonNeeded`, `SessionMoveNotAllowed`.
    """
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    session.reason = reason.strip() if SessionStatus.CANCELLED in SESSION_MOVES[session.status] else session.reason
    _move(session, SessionStatus.CANCELLED, by=by, reason=reason.strip())


def facts_of(session: ProgrammeSession) -> dict[str, object]:
    """What the history of a session tells of its plan."""
    return {
        "held_on": session.day.isoformat(),
        "hours": hours_of(session),
        "places": session.places,
        "answer_until": session.answer_by.isoformat(),
    }


def hours_of(session: ProgrammeSession) -> str:
    """`09.00-12.00 WITA`, in the agency's zone."""
    zone = agency_zone()
    return f"{session.starts_at.astimezone(zone):%H.%M}-{session.ends_at.astimezone(zone):%H.%M} {zone_abbreviation()}"


def waiting_for_attendance(user: UserAccount) -> Select[tuple[ProgrammeSession]]:
    """The open sessions that have ended: somebody must say who came and close the list."""
    return sessions_visible_to(user).where(
        ProgrammeSession.status == SessionStatus.OPEN, ProgrammeSession.ends_at <= now()
    )


def is_answerable(on: date) -> ColumnElement[bool]:
    """The condition that the invitations to a session may still be answered on a day."""
    return (ProgrammeSession.status == SessionStatus.OPEN) & (ProgrammeSession.answer_by >= on)


def _move(session: ProgrammeSession, to: SessionStatus, *, by: UserAccount, reason: str | None = None) -> None:
    if to not in SESSION_MOVES[session.status]:
        raise SessionMoveNotAllowed
    before, session.status = session.status, to
    db.session.flush()
    told = {"status": before.value}, {"status": to.value}
    record(f"session:{to.value}", session, by=by, before=told[0], after=told[1], reason=reason)


def _hours(day: date, starts: time, ends: time, answer_by: date) -> tuple[datetime, datetime]:
    """The instants at which a session begins and ends. Raises what `add_session` raises for wrong hours and days."""
    if day < today():
        raise SessionInThePast(field="day")
    if ends <= starts:
        raise EndsBeforeItStarts(field="ends")
    if answer_by > day:
        raise AnsweredTooLate(field="answer_by")
    zone = agency_zone()
    begin, end = (datetime.combine(day, moment, tzinfo=zone).astimezone(UTC) for moment in (starts, ends))
    return begin, end


def _check_region(region_code: str, by: UserAccount) -> None:
    if not is_region(region_code):
        raise RegionOfProgrammeUnknown(field="region_code")
    if not (by.works_everywhere or any(lies_in(region_code, area) for area in by.region_codes)):
        raise RegionNotYours


def _known_aims(aims: Iterable[str]) -> list[str]:
    wanted = set(aims)
    if wanted - set(KINDS):
        raise UnknownAim(field="aims")
    return [kind for kind in KINDS if kind in wanted]


def _named(offices: Iterable[str]) -> list[str]:
    """Names of offices without blanks and twins, in the order told."""
    return list(dict.fromkeys(office.strip() for office in offices if office.strip()))
