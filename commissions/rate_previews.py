"""What another rate would have made of last month's sales: shown before it is proposed, and nothing is posted."""

from typing import NamedTuple

from sqlalchemy import BigInteger, ColumnElement, Numeric, cast, func, select

from accounts.models import UserAccount
from commissions.re_ratings import left_of_sales, under_agreement
from core.database import db
from core.dates import first_day, last_day, month_before, month_of, today
from outlets import agreements
from outlets.sales_models import SaleLine
from outlets.sales_reports import lines_visible_to
from partnerships.models import Product


class PreviewRow(NamedTuple):
    """One product: what is still sold of it, the commission it bears, and the one it would have borne, in rupiah."""

    product_id: int
    product_name: str
    pieces: int
    gross_rupiah: int
    commission_rupiah: int
    new_commission_rupiah: int


class RatePreview(NamedTuple):
    """A month under another rate, by product; the sums are those of the rows."""

    month: str
    rate_bp: int
    rows: list[PreviewRow]

    def total(self, column: str) -> int:
        """The sum of a column."""
        return sum(getattr(row, column) for row in self.rows)

    @property
    def difference_rupiah(self) -> int:
        """How much more commission the rate would have brought; below zero it is less."""
        return self.total("new_commission_rupiah") - self.total("commission_rupiah")


def preview(
    agreement_id: int, *, rate_bp: int, by: UserAccount, month: str | None = None, product_id: int | None = None
) -> RatePreview:
    """The sales of a month (the last one unless said otherwise) under an agreement, at their rates and at another.

    Counts what is still sold of each line the reader sees, half up once a line. Raises `UnknownAgreement`.
    """
    agreement = agreements.get(agreement_id, by=by)
    of_month = month or month_before(month_of(today()))
    seen = lines_visible_to(by).with_only_columns(SaleLine.id).order_by(None)
    of_days = under_agreement(agreement.id, first_day(of_month), last_day(of_month))
    sales = left_of_sales(*of_days, SaleLine.id.in_(seen))
    if product_id is not None:
        sales = sales.where(SaleLine.product_id == product_id)
    left = sales.subquery()
    gross = left.c.pieces * left.c.unit_price_rupiah
    rows = (
        select(
            Product.id,
            Product.name,
            cast(func.sum(left.c.pieces), BigInteger),
            cast(func.sum(gross), BigInteger),
            half_up_sum(gross, left.c.rate_bp),
            half_up_sum(gross, rate_bp),
        )
        .join_from(left, Product, Product.id == left.c.product_id)
        .group_by(Product.id, Product.name)
        .order_by(func.lower(Product.name), Product.id)
    )
    return RatePreview(of_month, rate_bp, [PreviewRow(*row) for row in db.session.execute(rows)])


def half_up_sum(gross: ColumnElement[int], rate_bp: ColumnElement[int] | int) -> ColumnElement[int]:
    """The sum of the commissions of lines, each half up, in the database's own whole numbers."""
    return cast(func.sum(func.div(cast(gross, Numeric) * rate_bp + 5000, 10_000)), BigInteger)
