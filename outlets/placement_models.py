"""Prices of placements that hold from a later day on."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.database import AppendOnly, Model, id_column


class PlacementPrice(AppendOnly, Model):
    """Prices of a placement from a day on, until the next one starts; of several for one day the last counts."""

    __tablename__ = "placement_price"

    id: Mapped[int] = id_column()
    placement_id: Mapped[int] = mapped_column(ForeignKey("placement.id"))
    starts_on: Mapped[date]
    consigned_price_rupiah: Mapped[int]
    retail_price_rupiah: Mapped[int]
    reason: Mapped[str | None]
    set_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    set_at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint("consigned_price_rupiah > 0 AND retail_price_rupiah > 0", name="prices_above_zero"),
        Index("ix_placement_price_placement", "placement_id", "starts_on", "id"),
    )
