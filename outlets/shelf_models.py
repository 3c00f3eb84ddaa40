"""Slots on the shelves of outlets, who asked for a place on them, and whose turn it was."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.database import Model, code_column, id_column
from outlets.models import Outlet
from outlets.shelf_states import ExceptionGround, RequestStatus, TurnStatus
from partnerships.models import Producer


class ShelfSlot(Model):
    """A part of an outlet's shelf with some places that go round in turns of so many days."""

    __tablename__ = "shelf_slot"

    id: Mapped[int] = id_column()
    outlet_id: Mapped[int] = mapped_column(ForeignKey("outlet.id"), index=True)
    name: Mapped[str]
    places: Mapped[int]
    category: Mapped[str | None]
    """The only product category it is for; None for all."""
    turn_days: Mapped[int]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    opened_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    outlet: Mapped[Outlet] = relationship()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form
    __table_args__ = (
        CheckConstraint("places BETWEEN 1 AND 100", name="places"),
        CheckConstraint("turn_days BETWEEN 1 AND 365", name="turn_days"),
        CheckConstraint("ends_on >= starts_on", name="ends_after_it_starts"),
        UniqueConstraint("outlet_id", "name"),
    )


class ShelfRequest(Model):
    """A producer asks for a place on a slot."""

    __tablename__ = "shelf_request"

    id: Mapped[int] = id_column()
    slot_id: Mapped[int] = mapped_column(ForeignKey("shelf_slot.id"), index=True)
    producer_id: Mapped[int] = mapped_column(ForeignKey("producer.id"), index=True)
    asked_on: Mapped[date]
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    asked_at: Mapped[datetime]
    source: Mapped[str | None]
    """How staff or an outlet that asked for the producer know; None when the producer asked."""
    status: Mapped[RequestStatus] = mapped_column(code_column(RequestStatus, "status"))
    withdrawn_reason: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)

    slot: Mapped[ShelfSlot] = relationship()
    producer: Mapped[Producer] = relationship()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    __table_args__ = (
        CheckConstraint("(status = 'withdrawn') = (withdrawn_reason IS NOT NULL)", name="withdrawn_for_a_reason"),
        UniqueConstraint("id", "slot_id", "producer_id"),
    )


class ShelfTurn(Model):
    """A place on a slot for some days. Given out of turn it names its ground, and a second person approved it."""

    __tablename__ = "shelf_turn"

    id: Mapped[int] = id_column()
    slot_id: Mapped[int] = mapped_column(ForeignKey("shelf_slot.id"), index=True)
    request_id: Mapped[int]
    producer_id: Mapped[int] = mapped_column(ForeignKey("producer.id"), index=True)
    place: Mapped[int]
    """Which of the places of the slot, from 1: no two turns take one place on one day."""
    rank: Mapped[int]
    """Where the rule had the request when the turn was given; 1 is in turn."""
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    status: Mapped[TurnStatus] = mapped_column(code_column(TurnStatus, "status"))
    ground: Mapped[ExceptionGround | None] = mapped_column(code_column(ExceptionGround, "ground"))
    reason: Mapped[str | None]
    given_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    given_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None]
    decision_reason: Mapped[str | None]
    planned_until: Mapped[date | None]
    """Its last day as it was given, where somebody ended it earlier."""
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    ended_at: Mapped[datetime | None]
    ended_reason: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)

    slot: Mapped[ShelfSlot] = relationship()
    producer: Mapped[Producer] = relationship()

    @property
    def is_exception(self) -> bool:
        """Whether somebody else's turn it would have been."""
        return self.rank > 1

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    __table_args__ = (
        ForeignKeyConstraint(
            ["request_id", "slot_id", "producer_id"],
            ["shelf_request.id", "shelf_request.slot_id", "shelf_request.producer_id"],
        ),
        CheckConstraint("ends_on >= starts_on", name="ends_after_it_starts"),
        CheckConstraint("place >= 1 AND rank >= 1", name="places_count_from_one"),
        CheckConstraint("(rank = 1) = (ground IS NULL)", name="out_of_turn_for_a_ground"),
        CheckConstraint("(ground IS NULL) = (reason IS NULL)", name="a_ground_has_a_reason"),
        CheckConstraint("decided_by_id <> given_by_id", name="second_person_decides"),
        CheckConstraint(
            "(planned_until IS NULL) = (ended_by_id IS NULL) AND (ended_by_id IS NULL) = (ended_reason IS NULL)"
            " AND (ended_by_id IS NULL) = (ended_at IS NULL)",
            name="ended_for_a_reason",
        ),
        CheckConstraint("planned_until > ends_on OR status = 'cancelled'", name="ended_earlier_than_planned"),
        CheckConstraint("status <> 'cancelled' OR ended_by_id IS NOT NULL", name="cancelled_by_somebody"),
        CheckConstraint(
            "rank = 1 OR (status = 'awaiting_approval') = (decided_by_id IS NULL)", name="exceptions_are_decided"
        ),
    )


Index(
    "uq_shelf_request_waiting",
    ShelfRequest.slot_id,
    ShelfRequest.producer_id,
    unique=True,
    postgresql_where=text("status = 'waiting'"),
)
Index(
    "uq_shelf_turn_request",
    ShelfTurn.request_id,
    unique=True,
    postgresql_where=text("status IN ('given', 'awaiting_approval')"),
)
