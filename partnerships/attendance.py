"""Who came to a session: marked on the list by staff, or by the code at the door. A correction is a further event."""

import hmac
from collections.abc import Collection

from sqlalchemy import Select, func, select
from sqlalchemy.dialects.postgresql import distinct_on

from accounts.audit import record
from accounts.models import UserAccount
from core.database import db
from core.dates import now, today
from core.secrets_at_rest import keyed_hash
from partnerships import producers, programme_effect, programmes
from partnerships.errors import ReasonNeeded, UnknownProducer
from partnerships.models import Producer
from partnerships.programme_errors import (
    NotInvited,
    SessionNotOpen,
    SessionNotToday,
    SessionNotYet,
    UnknownCheckIn,
)
from partnerships.programme_models import AttendanceEvent, ProgrammeInvitation, ProgrammeSession
from partnerships.programme_states import SeenBy, SessionStatus

CODE_PURPOSE = "programme_session|check_in"
CODE_LENGTH = 20
ATTENDED = (SessionStatus.OPEN, SessionStatus.HELD)


def code_of(session: ProgrammeSession) -> str:
    """The code of the poster at the door: it holds for this session on its day, and nobody can make one up."""
    return keyed_hash(f"{session.id}|{session.day.isoformat()}", CODE_PURPOSE)[:CODE_LENGTH]


def newest_events(session_id: int) -> Select[tuple[AttendanceEvent]]:
    """The event that counts for each producer of a session."""
    return (
        select(AttendanceEvent)
        .where(AttendanceEvent.session_id == session_id)
        .ext(distinct_on(AttendanceEvent.producer_id))
        .order_by(AttendanceEvent.producer_id, AttendanceEvent.id.desc())
    )


def events_of(session_id: int) -> dict[int, AttendanceEvent]:
    """The event that counts, by producer; a producer nobody said anything about is left out."""
    return {event.producer_id: event for event in db.session.execute(newest_events(session_id)).scalars()}


def present_count(session_ids: Collection[int]) -> dict[int, int]:
    """How many producers came to each session."""
    newest = select(func.max(AttendanceEvent.id)).where(AttendanceEvent.session_id.in_(session_ids))
    newest = newest.group_by(AttendanceEvent.session_id, AttendanceEvent.producer_id)
    rows = db.session.execute(
        select(AttendanceEvent.session_id, func.count())
        .where(AttendanceEvent.id.in_(newest), AttendanceEvent.is_present)
        .group_by(AttendanceEvent.session_id)
    ).all()
    return dict.fromkeys(session_ids, 0) | dict(rows)


def mark(
    session_id: int,
    *,
    by: UserAccount,
    present: Collection[int] = (),
    absent: Collection[int] = (),
    reason: str = "",
) -> list[AttendanceEvent]:
    """Say who came and who, against what was noted, did not; what is noted already stays as it is.

    Whoever is present without an invitation came as a walk-in. Raises `UnknownSession`, `SessionNotOpen`,
    `SessionNotYet`, `UnknownProducer` for one who was not invited and whom the caller does not see, `ReasonNeeded`
    when somebody noted as present is taken back without one.
    """
    session = programmes.session_for_staff(session_id, by=by, for_update=True)
    _refuse_unless_begun(session)
    noted = events_of(session.id)
    invited = _invited(session)
    new = [one for one in dict.fromkeys(present) if one not in noted or not noted[one].is_present]
    _refuse_strangers([one for one in new if one not in invited and one not in noted], by=by)
    gone = [one for one in dict.fromkeys(absent) if one in noted and noted[one].is_present and one not in new]
    if gone and not reason.strip():
        raise ReasonNeeded(field="reason")
    made = [
        *[_event(session, one, SeenBy.LIST if one in invited else SeenBy.WALK_IN, by=by) for one in new],
        *[_event(session, one, noted[one].seen_by, by=by, reason=reason.strip()) for one in gone],
    ]
    _keep(session, made, by=by)
    return made


def check_in(session_id: int, code: str, *, by: UserAccount) -> list[AttendanceEvent]:
    """Note by the code at the door that the producers of this account are there; scanned again it changes nothing.

    Raises `UnknownCheckIn` for a session or code that is not known, `SessionNotOpen`, `SessionNotToday`, `NotInvited`.
    """
    session = session_of_code(session_id, code, for_update=True)
    here = invited_producers(session, by)
    if not here:
        raise NotInvited
    noted = events_of(session.id)
    new = [one for one in here if one not in noted or not noted[one].is_present]
    made = [_event(session, one, SeenBy.QR, by=by) for one in new]
    _keep(session, made, by=by)
    return made


def session_of_code(session_id: int, code: str, *, for_update: bool = False) -> ProgrammeSession:
    """The session a poster belongs to, on its day. Raises `UnknownCheckIn`, `SessionNotOpen`, `SessionNotToday`."""
    session = (
        db.session.get(ProgrammeSession, session_id, with_for_update=for_update, populate_existing=for_update)
        if 0 < session_id <= producers.LARGEST_ID
        else None
    )
    if session is None or not hmac.compare_digest(code_of(session).encode(), code.encode()):
        raise UnknownCheckIn
    if session.status not in ATTENDED:
        raise SessionNotOpen
    if session.day != today():
        raise SessionNotToday(day=session.day)
    return session


def invited_producers(session: ProgrammeSession, user: UserAccount) -> list[int]:
    """Which producers of this account were invited to a session."""
    return sorted(_invited(session) & set(producers.producer_ids_of(user)))


def _invited(session: ProgrammeSession) -> set[int]:
    rows = select(ProgrammeInvitation.producer_id).where(ProgrammeInvitation.session_id == session.id)
    return set(db.session.execute(rows).scalars())


def _refuse_unless_begun(session: ProgrammeSession) -> None:
    if session.status not in ATTENDED:
        raise SessionNotOpen
    if session.day > today():
        raise SessionNotYet(day=session.day)


def _refuse_strangers(producer_ids: Collection[int], *, by: UserAccount) -> None:
    rows = producers.visible_to(by).where(Producer.id.in_(producer_ids)).with_only_columns(Producer.id)
    if producer_ids and len(db.session.execute(rows).scalars().all()) != len(producer_ids):
        raise UnknownProducer


def _event(
    session: ProgrammeSession, producer_id: int, seen_by: SeenBy, *, by: UserAccount, reason: str | None = None
) -> AttendanceEvent:
    return AttendanceEvent(
        session_id=session.id,
        producer_id=producer_id,
        is_present=reason is None,
        seen_by=seen_by,
        reason=reason,
        noted_by_id=by.id,
        noted_at=now(),
    )


def _keep(session: ProgrammeSession, made: list[AttendanceEvent], *, by: UserAccount) -> None:
    """Add the events, and look how ready those who came are on the day they came."""
    db.session.add_all(made)
    db.session.flush()
    came = [event.producer_id for event in made if event.is_present]
    programme_effect.look(session, came, after_days=0)
    for event in made:
        record(
            "attendance:noted" if event.is_present else "attendance:taken_back",
            session,
            by=by,
            after={"producer_id": event.producer_id, "seen_by": event.seen_by.value},
            reason=event.reason,
        )
