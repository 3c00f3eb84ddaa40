"""Programmes and their sessions, who was invited and what they answered, who came, and how ready they were after."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.database import AppendOnly, Model, code_column, id_column
from partnerships.models import Producer
from partnerships.programme_states import InvitationStatus, ProgrammeKind, SeenBy, SessionStatus


class Programme(Model):
    """A training, socialisation, exhibition or counselling of the agency with other offices.

    `aims` are the kinds of requirements it helps producers to get; none means whatever each of them needs.
    """

    __tablename__ = "programme"

    id: Mapped[int] = id_column()
    kind: Mapped[ProgrammeKind] = mapped_column(code_column(ProgrammeKind, "kind"))
    title: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    aims: Mapped[list[str]] = mapped_column(JSONB, default=list)
    partner_offices: Mapped[list[str]] = mapped_column(JSONB, default=list)
    region_code: Mapped[str] = mapped_column(index=True)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    sessions: Mapped[list["ProgrammeSession"]] = relationship(
        back_populates="programme", order_by="ProgrammeSession.starts_at, ProgrammeSession.id"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form


class ProgrammeSession(Model):
    """One meeting of a programme. `day` is the day it begins in the agency's zone; answers count until `answer_by`."""

    __tablename__ = "programme_session"

    id: Mapped[int] = id_column()
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), index=True)
    day: Mapped[date] = mapped_column(index=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    place: Mapped[str]
    places: Mapped[int]
    answer_by: Mapped[date]
    status: Mapped[SessionStatus] = mapped_column(code_column(SessionStatus, "status"))
    reason: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)

    programme: Mapped[Programme] = relationship(back_populates="sessions")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_it_starts"),
        CheckConstraint("answer_by <= day", name="answered_before_it_starts"),
        CheckConstraint("places > 0", name="has_places"),
        CheckConstraint("(status = 'cancelled') = (reason IS NOT NULL)", name="cancelled_for_a_reason"),
    )


class ProgrammeInvitation(Model):
    """A producer that was invited to a session, and its answer.

    `waiting_number` orders those who wait for a place: the lowest moves up first.
    """

    __tablename__ = "programme_invitation"

    id: Mapped[int] = id_column()
    session_id: Mapped[int] = mapped_column(ForeignKey("programme_session.id"))
    producer_id: Mapped[int] = mapped_column(ForeignKey("producer.id"), index=True)
    status: Mapped[InvitationStatus] = mapped_column(code_column(InvitationStatus, "status"))
    waiting_number: Mapped[int | None]
    invited_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    invited_at: Mapped[datetime]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    answered_at: Mapped[datetime | None]
    source: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)

    session: Mapped[ProgrammeSession] = relationship()
    producer: Mapped[Producer] = relationship()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    __table_args__ = (
        UniqueConstraint("session_id", "producer_id"),
        UniqueConstraint("session_id", "waiting_number"),
        CheckConstraint("(status = 'waiting') = (waiting_number IS NOT NULL)", name="waits_with_a_number"),
        CheckConstraint("(status = 'invited') = (answered_at IS NULL)", name="answered_at_some_time"),
    )


class AttendanceEvent(AppendOnly, Model):
    """That a producer was, or after all was not, at a session; the newest event counts."""

    __tablename__ = "attendance_event"

    id: Mapped[int] = id_column()
    session_id: Mapped[int] = mapped_column(ForeignKey("programme_session.id"))
    producer_id: Mapped[int] = mapped_column(ForeignKey("producer.id"), index=True)
    is_present: Mapped[bool]
    seen_by: Mapped[SeenBy] = mapped_column(code_column(SeenBy, "seen_by"))
    reason: Mapped[str | None]
    noted_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    noted_at: Mapped[datetime]

    producer: Mapped[Producer] = relationship()

    __table_args__ = (
        CheckConstraint("is_present OR reason <> ''", name="taken_back_for_a_reason"),
        Index("ix_attendance_event_session", "session_id", "producer_id", "id"),
    )


class ReadinessSnapshot(AppendOnly, Model):
    """Which of the kinds a programme aims at a producer needed and had, on the day of a session or some days after.

    `after_days` is 0, 30 or 90; `day` is the day it was really looked at, later when the machine was off.
    """

    __tablename__ = "readiness_snapshot"

    id: Mapped[int] = id_column()
    session_id: Mapped[int] = mapped_column(ForeignKey("programme_session.id"))
    producer_id: Mapped[int] = mapped_column(ForeignKey("producer.id"), index=True)
    after_days: Mapped[int]
    day: Mapped[date]
    required: Mapped[list[str]] = mapped_column(JSONB)
    complete: Mapped[list[str]] = mapped_column(JSONB)

    __table_args__ = (
        UniqueConstraint("session_id", "producer_id", "after_days"),
        CheckConstraint("after_days IN (0, 30, 90)", name="measured_after"),
    )
