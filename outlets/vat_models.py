"""Since when an outlet is PKP, or no longer is."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.database import AppendOnly, Model, id_column


class OutletVatStatus(AppendOnly, Model):
    """Whether an outlet is PKP from a day on, until the next row starts; of several for one day the last counts."""

    __tablename__ = "outlet_vat_status"

    id: Mapped[int] = id_column()
    outlet_id: Mapped[int] = mapped_column(ForeignKey("outlet.id"))
    starts_on: Mapped[date]
    vat_registered: Mapped[bool]
    reason: Mapped[str]
    """What it rests on, such as the number and day of the confirmation (SPPKP)."""
    set_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    set_at: Mapped[datetime]

    __table_args__ = (Index("ix_outlet_vat_status_outlet", "outlet_id", "starts_on", "id"),)
