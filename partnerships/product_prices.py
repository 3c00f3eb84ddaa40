"""What a product costs since when: prices with the day they start on, today's or a later one, never overlapping.

Rows are only added; of several rows for one day the latest counts. A price holds until the next one starts. The price
at which an outlet sells is that of its placement, not this one.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on

from accounts.audit import record
from accounts.models import UserAccount
from core.database import db
from core.dates import today
from partnerships.models import Product, ProductPrice


@dataclass(frozen=True, slots=True)
class PricePeriod:
    """A price in rupiah and the days it holds, both included; no last day is open."""

    price_rupiah: int
    starts_on: date
    ends_on: date | None
    set_by_id: int

    def holds_on(self, day: date) -> bool:
        """Whether this is the price of a day."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


def note(product: Product, *, by: UserAccount, price_rupiah: int, starts_on: date) -> None:
    """Write a price down; the product's own price follows at once when it starts today."""
    db.session.add(ProductPrice(product_id=product.id, price_rupiah=price_rupiah, starts_on=starts_on, set_by_id=by.id))
    if starts_on <= today():
        product.price_rupiah = price_rupiah
    db.session.flush()


def price_on(product_id: int, day: date) -> int | None:
    """The price a product had on a day in rupiah; None before its first price."""
    rows = select(ProductPrice.price_rupiah).where(ProductPrice.product_id == product_id, ProductPrice.starts_on <= day)
    latest = rows.order_by(ProductPrice.starts_on.desc(), ProductPrice.id.desc()).limit(1)
    return db.session.execute(latest).scalar_one_or_none()


def periods_of(product_id: int) -> list[PricePeriod]:
    """The prices of a product with the days each holds, the newest first."""
    rows = select(ProductPrice).where(ProductPrice.product_id == product_id)
    counting: dict[date, ProductPrice] = {}
    for row in db.session.execute(rows.order_by(ProductPrice.starts_on, ProductPrice.id)).scalars():
        counting[row.starts_on] = row
    ends: list[date | None] = [day - timedelta(days=1) for day in counting][1:]
    found = [
        PricePeriod(row.price_rupiah, row.starts_on, end, row.set_by_id)
        for row, end in zip(counting.values(), [*ends, None], strict=bool(counting))
    ]
    return found[::-1]


def apply_due(day: date) -> int:
    """Give every product the price that has started by a day; how many changed. Done again it changes nothing."""
    newest = (
        select(ProductPrice.product_id, ProductPrice.price_rupiah)
        .where(ProductPrice.starts_on <= day)
        .ext(distinct_on(ProductPrice.product_id))
        .order_by(ProductPrice.product_id, ProductPrice.starts_on.desc(), ProductPrice.id.desc())
        .subquery()
    )
    due = (
        select(Product, newest.c.price_rupiah)
        .join(newest, newest.c.product_id == Product.id)
        .where(Product.price_rupiah != newest.c.price_rupiah)
        .order_by(Product.id)
        .with_for_update(of=Product)
    )
    rows = db.session.execute(due).all()
    for product, price_rupiah in rows:
        before, product.price_rupiah = product.price_rupiah, price_rupiah
        db.session.flush()
        record(
            "product:price_started",
            product,
            by=None,
            before={"price_rupiah": before},
            after={"price_rupiah": price_rupiah},
        )
    return len(rows)
