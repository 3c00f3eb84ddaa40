"""The terms of taxes that the agency noted, by the day they start."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from commissions.tax_terms import Tax
from core.database import AppendOnly, Model, code_column, id_column


class NotedTaxTerms(AppendOnly, Model):
    """The terms of a tax from a day on, until the next row starts; of several for one day the last counts."""

    __tablename__ = "tax_terms"

    id: Mapped[int] = id_column()
    tax: Mapped[Tax] = mapped_column(code_column(Tax, "tax"))
    starts_on: Mapped[date]
    applies: Mapped[bool]
    rate_bp: Mapped[int]
    base_numerator: Mapped[int]
    base_denominator: Mapped[int]
    threshold_rupiah: Mapped[int]
    duty_rupiah: Mapped[int]
    reason: Mapped[str]
    set_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    set_at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint("rate_bp BETWEEN 0 AND 9999", name="rate_fits"),
        CheckConstraint("base_numerator BETWEEN 0 AND base_denominator", name="base_within_the_price"),
        CheckConstraint("base_denominator <= 9999", name="base_fits"),
        CheckConstraint("threshold_rupiah >= 0 AND duty_rupiah >= 0", name="amounts_not_below_nothing"),
        CheckConstraint(
            "tax <> 'ppn' OR (rate_bp > 0 AND base_numerator > 0 AND base_denominator > 0)", name="ppn_is_whole"
        ),
        Index("ix_tax_terms_tax", "tax", "starts_on", "id"),
    )
