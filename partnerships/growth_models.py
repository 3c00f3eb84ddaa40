"""How a producer grew: the figures and the legal size it had from a day on, and the steps of the ladder it reached."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.database import AppendOnly, Model, code_column, id_column
from partnerships.growth import Occasion, Reach, SizeClass
from partnerships.ladder import Step


class SizeClassEntry(AppendOnly, Model):
    """What was told of a business on a day, and the legal size that follows; the first row is that of its registration.

    Amounts are of the twelve months up to the day, in whole rupiah; the capacity is in pieces a month.
    """

    __tablename__ = "size_class_entry"

    id: Mapped[int] = id_column()
    producer_id: Mapped[int] = mapped_column(ForeignKey("producer.id"))
    day: Mapped[date]
    annual_sales_rupiah: Mapped[int | None]
    capital_rupiah: Mapped[int | None]
    workers: Mapped[int | None]
    monthly_capacity: Mapped[int | None]
    reach: Mapped[Reach | None] = mapped_column(code_column(Reach, "reach"))
    size_class: Mapped[SizeClass] = mapped_column(code_column(SizeClass, "size_class"))
    occasion: Mapped[Occasion] = mapped_column(code_column(Occasion, "occasion"))
    source: Mapped[str] = mapped_column(default="")
    noted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint("annual_sales_rupiah >= 0 AND capital_rupiah >= 0", name="amounts_not_negative"),
        CheckConstraint("workers > 0 AND monthly_capacity >= 0", name="counts_not_negative"),
        Index("ix_size_class_entry_producer", "producer_id", "id"),
    )


class LadderEntry(AppendOnly, Model):
    """From which day a producer stood on which step of the ladder, up or down; the row added last counts."""

    __tablename__ = "ladder_entry"

    id: Mapped[int] = id_column()
    producer_id: Mapped[int] = mapped_column(ForeignKey("producer.id"))
    day: Mapped[date]
    step: Mapped[Step] = mapped_column(code_column(Step, "step"))
    created_at: Mapped[datetime]

    __table_args__ = (Index("ix_ladder_entry_producer", "producer_id", "id"),)
