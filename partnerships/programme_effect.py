"""What a programme changed: how ready its producers were on the day, and 30 and 90 days after.

Who was invited and did not come is the plain comparison group. It proves nothing about causes, and the page says so.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from core.database import db
from core.dates import today
from partnerships.eligibility import readiness_of
from partnerships.models import Producer
from partnerships.programme_models import (
    AttendanceEvent,
    Programme,
    ProgrammeInvitation,
    ProgrammeSession,
    ReadinessSnapshot,
)
from partnerships.programme_states import BEFORE, MEASURED_AFTER_DAYS, SessionStatus

COUNTED = (SessionStatus.OPEN, SessionStatus.HELD)


def look(session: ProgrammeSession, producer_ids: Collection[int], *, after_days: int, day: date | None = None) -> int:
    """Keep how ready these producers are now, of the kinds the programme aims at; each is looked at once. How many."""
    if not producer_ids:
        return 0
    aims = set(session.programme.aims)
    rows = [
        {
            "session_id": session.id,
            "producer_id": producer_id,
            "after_days": after_days,
            "day": day or today(),
            "required": (kinds := [kind for kind in found.kinds if not aims or kind in aims]),
            "complete": [kind for kind in kinds if kind not in found.gaps],
        }
        for producer_id, found in sorted(readiness_of(producer_ids, day or today()).items())
    ]
    made = insert(ReadinessSnapshot).values(rows).on_conflict_do_nothing().returning(ReadinessSnapshot.id)
    return len(db.session.execute(made).scalars().all())


def look_before(day: date) -> int:
    """Keep how ready everybody invited is, for the sessions that have come by this day; how many were looked at."""
    rows = (
        select(ProgrammeSession, ProgrammeInvitation.producer_id)
        .join(ProgrammeInvitation, ProgrammeInvitation.session_id == ProgrammeSession.id)
        .outerjoin(ReadinessSnapshot, _snapshot_of(ProgrammeInvitation.producer_id, BEFORE))
        .where(ProgrammeSession.status.in_(COUNTED), ProgrammeSession.day <= day, ReadinessSnapshot.id.is_(None))
    )
    return _look_at(db.session.execute(rows).all(), BEFORE, day)


def look_after(day: date) -> int:
    """Look again at whoever was looked at 30 or 90 days ago or longer, and not yet since; how many."""
    looked = 0
    first = select(ReadinessSnapshot).where(ReadinessSnapshot.after_days == BEFORE).subquery()
    for after_days in MEASURED_AFTER_DAYS:
        rows = (
            select(ProgrammeSession, first.c.producer_id)
            .join(first, first.c.session_id == ProgrammeSession.id)
            .outerjoin(ReadinessSnapshot, _snapshot_of(first.c.producer_id, after_days))
            .where(
                ProgrammeSession.status.in_(COUNTED),
                ProgrammeSession.day <= day - timedelta(days=after_days),
                ReadinessSnapshot.id.is_(None),
            )
        )
        looked += _look_at(db.session.execute(rows).all(), after_days, day)
    return looked


def _snapshot_of(producer_id: Any, after_days: int) -> Any:  # noqa: ANN401 - columns and a condition
    return (
        (ReadinessSnapshot.session_id == ProgrammeSession.id)
        & (ReadinessSnapshot.producer_id == producer_id)
        & (ReadinessSnapshot.after_days == after_days)
    )


def _look_at(rows: Iterable[Any], after_days: int, day: date) -> int:
    wanted: dict[ProgrammeSession, list[int]] = {}
    for session, producer_id in rows:
        wanted.setdefault(session, []).append(producer_id)
    return sum(look(session, ids, after_days=after_days, day=day) for session, ids in wanted.items())


@dataclass(frozen=True, slots=True)
class Course:
    """One producer's way through a programme: whether it came, and the kinds it had and lacked each time."""

    producer: Producer
    came: bool
    required: frozenset[str]
    complete: Mapping[int, frozenset[str]]

    @property
    def lacked(self) -> frozenset[str]:
        """The kinds aimed at that it lacked on the day of the session."""
        return self.required - self.complete[BEFORE]

    def gained(self, after_days: int) -> frozenset[str]:
        """The kinds it lacked then and had so many days after; nothing while that day has not come."""
        return self.lacked & self.complete.get(after_days, frozenset())


@dataclass(slots=True)
class Group:
    """Those who came, or those who were invited and did not, in whole numbers.

    `looked` and `gained` count, by days after the session, who was looked at again and who of these lacked something
    and gained at least one kind of it.
    """

    producers: int = 0
    lacking: int = 0
    looked: dict[int, int] = field(default_factory=lambda: dict.fromkeys(MEASURED_AFTER_DAYS, 0))
    gained: dict[int, int] = field(default_factory=lambda: dict.fromkeys(MEASURED_AFTER_DAYS, 0))


def courses_of(programme: Programme) -> list[Course]:
    """Everybody who was looked at for a programme, by name; each counts once.

    Who came to several sessions counts with the first it came to; who came to none, with the first it was invited to.
    """
    rows = db.session.execute(
        select(ReadinessSnapshot, ProgrammeSession.starts_at)
        .join(ProgrammeSession, ProgrammeSession.id == ReadinessSnapshot.session_id)
        .where(ProgrammeSession.programme_id == programme.id, ProgrammeSession.status.in_(COUNTED))
        .order_by(ProgrammeSession.starts_at, ProgrammeSession.id, ReadinessSnapshot.after_days)
    ).all()
    came = _who_came(programme)
    by_session: dict[int, dict[int, list[ReadinessSnapshot]]] = {}
    for snapshot, _starts_at in rows:
        sessions = by_session.setdefault(snapshot.producer_id, {})
        sessions.setdefault(snapshot.session_id, []).append(snapshot)
    people = {
        producer.id: producer
        for producer in db.session.execute(select(Producer).where(Producer.id.in_(by_session))).scalars()
    }
    found = []
    for producer_id, sessions in by_session.items():
        attended = [session_id for session_id in sessions if (session_id, producer_id) in came]
        snapshots = sessions[(attended or list(sessions))[0]]
        found.append(
            Course(
                producer=people[producer_id],
                came=bool(attended),
                required=frozenset(snapshots[0].required),
                complete={snapshot.after_days: frozenset(snapshot.complete) for snapshot in snapshots},
            )
        )
    return sorted(found, key=lambda course: (not course.came, course.producer.name, course.producer.id))


def _who_came(programme: Programme) -> set[tuple[int, int]]:
    """The pairs of session and producer where the newest event says that it was there."""
    newest = (
        select(func.max(AttendanceEvent.id))
        .join(ProgrammeSession, ProgrammeSession.id == AttendanceEvent.session_id)
        .where(ProgrammeSession.programme_id == programme.id)
        .group_by(AttendanceEvent.session_id, AttendanceEvent.producer_id)
    )
    rows = select(AttendanceEvent.session_id, AttendanceEvent.producer_id).where(
        AttendanceEvent.id.in_(newest), AttendanceEvent.is_present
    )
    return {(session_id, producer_id) for session_id, producer_id in db.session.execute(rows)}


def group_of(courses: Iterable[Course]) -> Group:
    """A group of producers in numbers."""
    group = Group()
    for course in courses:
        group.producers += 1
        group.lacking += bool(course.lacked)
        for after_days in MEASURED_AFTER_DAYS:
            if course.lacked and after_days in course.complete:
                group.looked[after_days] += 1
                group.gained[after_days] += bool(course.gained(after_days))
    return group
