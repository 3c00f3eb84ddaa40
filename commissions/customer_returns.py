"""Finding the sale that goods came back from: recent sales of a product at one counter that still have pieces."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select

from core.database import db
from core.dates import month_of
from outlets.models import Outlet, Placement
from outlets.sales_models import LineDeparture, LineKind, SaleLine
from partnerships.models import Product

RETURN_DAYS = 90
"""Goods from older sales are brought back through the line itself."""
MOST_SALES = 12


class SoldBefore(NamedTuple):
    """A sale goods may come back from: its line, product, day, price in rupiah, and the pieces still sold."""

    line_id: int
    placement_id: int
    name: str
    sold_on: date
    unit_price_rupiah: int
    left: int


def recent_sales(outlet: Outlet, placement_id: int, until: date) -> list[SoldBefore]:
    """The newest sales of a product at an outlet up to a day, those without pieces left out."""
    since = until - timedelta(days=RETURN_DAYS)
    producer = select(Placement.producer_id).where(Placement.id == placement_id, Placement.outlet_id == outlet.id)
    rows = _sales(outlet).where(
        SaleLine.producer_id.in_(producer),
        SaleLine.placement_id == placement_id,
        SaleLine.period >= month_of(since),
        SaleLine.sold_on.between(since, until),
    )
    return _found(rows.limit(MOST_SALES))


def sales_named(outlet: Outlet, line_ids: Collection[int]) -> list[SoldBefore]:
    """The sales of an outlet with these ids that still have pieces."""
    return _found(_sales(outlet).where(SaleLine.id.in_(line_ids))) if line_ids else []


def _sales(outlet: Outlet) -> Select[Any]:
    """The sales of an outlet with what is left of each, newest first."""
    gone = (
        select(func.coalesce(func.max(LineDeparture.gone_after), 0))
        .where(LineDeparture.sale_line_id == SaleLine.id)
        .correlate(SaleLine)
        .scalar_subquery()
    )
    return (
        select(
            SaleLine.id,
            SaleLine.placement_id,
            Product.name,
            SaleLine.sold_on,
            SaleLine.unit_price_rupiah,
            (SaleLine.quantity - gone).label("left"),
        )
        .join(Product, Product.id == SaleLine.product_id)
        .where(SaleLine.outlet_id == outlet.id, SaleLine.kind == LineKind.SALE, SaleLine.quantity > gone)
        .order_by(SaleLine.sold_on.desc(), SaleLine.id.desc())
    )


def _found(rows: Select[Any]) -> list[SoldBefore]:
    found: Sequence[Any] = db.session.execute(rows).all()
    return [SoldBefore(*row) for row in found]
