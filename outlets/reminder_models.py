"""Who was reminded that an agreement ends, and which batches were told of because they near their end."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.database import AppendOnly, Model, id_column


class AgreementReminder(AppendOnly, Model):
    """Both sides were told, so many days before, that an agreement ends on a day. It says nothing of being sent."""

    __tablename__ = "agreement_reminder"

    id: Mapped[int] = id_column()
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"))
    ends_on: Mapped[date]
    days_before: Mapped[int]
    created_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("agreement_id", "ends_on", "days_before"),)


class ExpiryNotice(AppendOnly, Model):
    """A batch that was told of once because its end is near. It says nothing of being sent."""

    __tablename__ = "expiry_notice"

    lot_id: Mapped[int] = mapped_column(ForeignKey("stock_lot.id"), primary_key=True)
    told_on: Mapped[date]
