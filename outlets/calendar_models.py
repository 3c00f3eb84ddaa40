"""What the reporting calendar keeps: opening days, holidays, reminders that were made, and who was spoken to."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import UserAccount
from core.database import AppendOnly, Model, code_column, id_column
from outlets.reporting_reminders import Step


class OutletOpening(Model):
    """The weekdays an outlet is open from a day on, as digits from 1 (Monday) to 7."""

    __tablename__ = "outlet_opening"

    outlet_id: Mapped[int] = mapped_column(ForeignKey("outlet.id"), primary_key=True)
    starts_on: Mapped[date] = mapped_column(primary_key=True)
    weekdays: Mapped[str]
    opens_on_holidays: Mapped[bool]

    __table_args__ = (CheckConstraint("weekdays ~ '^[1-7]{1,7}$'", name="weekdays_are_digits"),)


class Holiday(Model):
    """A day on which outlets are closed unless they say otherwise, and where that is written."""

    __tablename__ = "holiday"

    id: Mapped[int] = id_column()
    day: Mapped[date] = mapped_column(unique=True)
    name: Mapped[str]
    source: Mapped[str]
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))


class ReportReminder(AppendOnly, Model):
    """A step of the ladder that was taken about one missing period. It says nothing of anything being sent."""

    __tablename__ = "report_reminder"

    id: Mapped[int] = id_column()
    outlet_id: Mapped[int] = mapped_column(ForeignKey("outlet.id"))
    period_start: Mapped[date]
    period_end: Mapped[date]
    step: Mapped[Step] = mapped_column(code_column(Step, "step"))
    created_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("outlet_id", "period_start", "period_end", "step"),
        CheckConstraint("period_end >= period_start", name="ends_after_it_starts"),
    )


class OutletContact(AppendOnly, Model):
    """Staff spoke to an outlet about its missing reports: by what means, and what was said."""

    __tablename__ = "outlet_contact"

    id: Mapped[int] = id_column()
    outlet_id: Mapped[int] = mapped_column(ForeignKey("outlet.id"))
    means: Mapped[str]
    note: Mapped[str]
    created_at: Mapped[datetime]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))

    by: Mapped[UserAccount] = relationship()

    __table_args__ = (Index("ix_outlet_contact_outlet", "outlet_id", "id"),)
