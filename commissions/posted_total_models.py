"""What posted lines come to by product, kept where they are posted, so that a close need not read the lines."""

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.database import AppendOnly, Model, code_column, id_column
from outlets.money_routes import MoneyRoute
from outlets.sales_models import LineKind


class PostedTotal(AppendOnly, Model):
    """The lines of one posting that share product, price, rate, rule, route and month of sale, added up.

    A report of a thousand lines of twenty products leaves twenty of these. They are the rows a statement prints;
    `verify-ledger` holds them against the lines.
    """

    __tablename__ = "posted_total"

    id: Mapped[int] = id_column()
    book_id: Mapped[int] = mapped_column(ForeignKey("ledger_book.id"))
    period: Mapped[str]
    source: Mapped[str]
    """What posted them, as on a transfer: `report:12`, `line:7`."""
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    kind: Mapped[LineKind] = mapped_column(code_column(LineKind, "kind"))
    sold_in: Mapped[str]
    unit_price_rupiah: Mapped[int]
    rate_bp: Mapped[int]
    rule: Mapped[str]
    money_route: Mapped[MoneyRoute] = mapped_column(code_column(MoneyRoute, "money_route"))
    lines: Mapped[int]
    quantity: Mapped[int]
    gross_rupiah: Mapped[int]
    commission_rupiah: Mapped[int]

    __table_args__ = (
        CheckConstraint("gross_rupiah = quantity * unit_price_rupiah", name="gross_is_quantity_times_price"),
        CheckConstraint(
            "lines > 0 AND (kind IN ('sale', 'return_cancelled')) = (quantity > 0) AND quantity <> 0",
            name="sign_follows_kind",
        ),
        Index("ix_posted_total_period", "period", "book_id"),
    )
