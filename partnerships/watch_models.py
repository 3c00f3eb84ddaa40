"""What is watched over after a document was accepted: its end, the halal claim, and who really makes the goods."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.database import AppendOnly, Model, code_column, id_column
from partnerships.models import Producer, Product, Requirement
from partnerships.watch_states import Changed, Ground, ReviewStatus, Verdict


class NightlyRun(Model):
    """The heartbeat of a nightly job: up to which day its work is done, and when it was last seen."""

    __tablename__ = "nightly_run"

    name: Mapped[str] = mapped_column(primary_key=True)
    last_day: Mapped[date]
    ended_at: Mapped[datetime]


class RequirementEnding(AppendOnly, Model):
    """The end of an accepted document: it expired, or a verifier revoked it on one of the six grounds."""

    __tablename__ = "requirement_ending"

    id: Mapped[int] = id_column()
    requirement_id: Mapped[int] = mapped_column(ForeignKey("requirement.id"), unique=True)
    last_day: Mapped[date] = mapped_column(index=True)
    """The last day on which it was good: that of the document, or the day it was revoked."""
    ground: Mapped[Ground | None] = mapped_column(code_column(Ground, "ground"))
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    ended_at: Mapped[datetime]

    __table_args__ = (CheckConstraint("(ground IS NULL) = (ended_by_id IS NULL)", name="revoked_by_somebody"),)


class ProducerNotice(AppendOnly, Model):
    """A digest for one producer on one day: which of its permits end soon. It says nothing of being sent."""

    __tablename__ = "producer_notice"

    id: Mapped[int] = id_column()
    producer_id: Mapped[int] = mapped_column(ForeignKey("producer.id"))
    kind: Mapped[str]
    day: Mapped[date]
    lines: Mapped[list[dict[str, object]]] = mapped_column(JSONB)
    """One for each permit: `requirement_id`, `kind`, `valid_until` and the `days` left on the day of the notice."""
    created_at: Mapped[datetime]

    producer: Mapped[Producer] = relationship()

    __table_args__ = (UniqueConstraint("producer_id", "kind", "day"),)


class HalalReview(Model):
    """A change in how a product is made, which reopens the halal claim: a verifier confirms or revokes it."""

    __tablename__ = "halal_review"

    id: Mapped[int] = id_column()
    requirement_id: Mapped[int] = mapped_column(ForeignKey("requirement.id"), index=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"), index=True)
    changed: Mapped[Changed] = mapped_column(code_column(Changed, "changed"))
    what: Mapped[str]
    changed_on: Mapped[date]
    declared_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    declared_at: Mapped[datetime]
    status: Mapped[ReviewStatus] = mapped_column(code_column(ReviewStatus, "status"))
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)

    requirement: Mapped[Requirement] = relationship()
    product: Mapped[Product] = relationship()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form
    __table_args__ = (
        CheckConstraint("decided_by_id <> declared_by_id", name="second_person_decides"),
        CheckConstraint("(status = 'open') = (decided_by_id IS NULL)", name="decided_by_somebody"),
        Index("ix_halal_review_open", "declared_at", postgresql_where=text("status = 'open'")),
    )


class ProductionVisit(AppendOnly, Model):
    """A visit to where the goods are made: a photo, what was found, and whether the producer makes them itself."""

    __tablename__ = "production_visit"

    id: Mapped[int] = id_column()
    producer_id: Mapped[int] = mapped_column(ForeignKey("producer.id"), index=True)
    visited_on: Mapped[date]
    verdict: Mapped[Verdict] = mapped_column(code_column(Verdict, "verdict"))
    findings: Mapped[str]
    photo_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    visited_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime]

    producer: Mapped[Producer] = relationship()
