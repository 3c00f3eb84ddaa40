"""Re-ratings: which sales of an agreement were charged at a mistyped rate or bear an outdated tax code."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.database import AppendOnly, Model, code_column, id_column
from outlets.models import Agreement, Outlet
from outlets.re_rating_states import ReRatingStatus
from outlets.sales_models import SaleLine


class ReRating(Model):
    """One proposal for the sales of some days; nothing is posted before a second person approved it.

    It is about a rate, or (`outlet_id`) about the tax code of sales posted before it was noted since when their outlet
    is PKP, or what PPN is.
    """

    __tablename__ = "re_rating"

    id: Mapped[int] = id_column()
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"), index=True)
    product_id: Mapped[int | None] = mapped_column(ForeignKey("product.id"))
    """Only sales of this product; None for all that were charged at the wrong rate."""
    status: Mapped[ReRatingStatus] = mapped_column(code_column(ReRatingStatus, "status"))
    first_day: Mapped[date]
    last_day: Mapped[date]
    wrong_rate_bp: Mapped[int | None]
    rate_bp: Mapped[int | None]
    outlet_id: Mapped[int | None] = mapped_column(ForeignKey("outlet.id"))
    wrong_tax_code: Mapped[str | None]
    tax_code: Mapped[str | None]
    """None where the commission bears no PPN."""
    reason: Mapped[str]
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    proposed_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None]
    decision_reason: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)

    agreement: Mapped[Agreement] = relationship()
    outlet: Mapped[Outlet | None] = relationship()
    lines: Mapped[list["ReRatedLine"]] = relationship(order_by="ReRatedLine.sale_line_id")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form
    __table_args__ = (
        CheckConstraint("status = 'withdrawn' OR decided_by_id <> proposed_by_id", name="second_person_decides"),
        CheckConstraint("(status = 'proposed') = (decided_by_id IS NULL)", name="decided_by_somebody"),
        CheckConstraint("(decided_by_id IS NULL) = (decided_at IS NULL)", name="decided_at_an_instant"),
        CheckConstraint("last_day >= first_day", name="ends_after_it_starts"),
        CheckConstraint(
            "outlet_id IS NOT NULL OR num_nonnulls(rate_bp, wrong_rate_bp) = 2"
            " AND rate_bp BETWEEN 0 AND 10000 AND wrong_rate_bp BETWEEN 0 AND 10000 AND rate_bp <> wrong_rate_bp",
            name="rates_differ",
        ),
        CheckConstraint(
            "CASE WHEN outlet_id IS NULL THEN num_nonnulls(wrong_tax_code, tax_code) = 0 ELSE"
            " num_nonnulls(rate_bp, wrong_rate_bp, product_id) = 0 AND wrong_tax_code IS DISTINCT FROM tax_code END",
            name="rate_or_tax_code",
        ),
        CheckConstraint("btrim(reason) <> ''", name="proposed_for_a_reason"),
        Index("uq_re_rating_one_open", "agreement_id", unique=True, postgresql_where=text("status = 'proposed'")),
    )


class ReRatedLine(AppendOnly, Model):
    """A posted sale in a re-rating: what was left of it when it was proposed, and both commissions on that."""

    __tablename__ = "re_rated_line"

    re_rating_id: Mapped[int] = mapped_column(ForeignKey("re_rating.id"), primary_key=True)
    sale_line_id: Mapped[int] = mapped_column(ForeignKey("sale_line.id"), primary_key=True)
    pieces: Mapped[int]
    old_commission_rupiah: Mapped[int]
    new_commission_rupiah: Mapped[int]

    sale_line: Mapped[SaleLine] = relationship()

    __table_args__ = (
        CheckConstraint("pieces > 0", name="something_is_left"),
        Index("ix_re_rated_line_sale_line_id", "sale_line_id"),
    )
