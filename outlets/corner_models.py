"""What the manager of a Pojok UMKM agreed to once for every producer of the region who offers."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from core.database import AppendOnly, Model, code_column, id_column
from outlets.money_routes import MoneyRoute


class CornerTerms(AppendOnly, Model):
    """The standing terms of a corner; the newest row counts. A source stands where an officer wrote them down for it.

    They are the corner's acceptance of every agreement and placement made under them.
    """

    __tablename__ = "corner_terms"

    id: Mapped[int] = id_column()
    outlet_id: Mapped[int] = mapped_column(ForeignKey("outlet.id"), index=True)
    money_route: Mapped[MoneyRoute] = mapped_column(code_column(MoneyRoute, "money_route"))
    rate_bp: Mapped[int]
    accepted_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    accepted_at: Mapped[datetime]
    source: Mapped[str | None]

    __table_args__ = (CheckConstraint("rate_bp BETWEEN 0 AND 500", name="rate_in_band"),)
