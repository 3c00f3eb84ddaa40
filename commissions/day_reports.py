"""A day of one outlet as its counter reports it: what stands on the shelf, and which days are reported."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Row, func, select
from sqlalchemy.orm import aliased

from accounts.models import UserAccount
from core.database import db
from core.dates import month_of
from outlets import outlets
from outlets.models import Outlet, Placement
from outlets.placement_prices import retail_on
from outlets.sales_models import LineKind, ReportedDay, SaleLine
from outlets.states import PlacementStatus
from partnerships.models import Producer, Product

HABIT_DAYS = 60
"""What was sold most often in so many days stands first on the form."""


class ShelfItem(NamedTuple):
    """A product on the shelf: its placement, whose it is, and the price a piece as agreed for the day."""

    placement_id: int
    name: str
    producer_name: str
    price_rupiah: int
    is_suspended: bool


def shelf_on(outlet: Outlet, day: date) -> list[ShelfItem]:
    """What stood on an outlet's shelf on a day, most often sold in the last 60 days first, then by name.

    As in the price book, whatever was once accepted keeps its days. A suspended placement is among it: what was sold
    before it was taken off must still be reported.
    """
    since = day - timedelta(days=HABIT_DAYS)
    here = aliased(Placement)
    sold = (
        select(SaleLine.placement_id, func.count().label("times"))
        .where(
            SaleLine.outlet_id == outlet.id,
            SaleLine.producer_id.in_(select(here.producer_id).where(here.outlet_id == outlet.id)),
            SaleLine.period >= month_of(since),
            SaleLine.sold_on.between(since, day),
            SaleLine.kind == LineKind.SALE,
        )
        .group_by(SaleLine.placement_id)
        .subquery()
    )
    rows = db.session.execute(
        select(
            Placement.id,
            Placement.status,
            retail_on(day).label("retail_price_rupiah"),
            Product.name,
            Producer.name.label("producer_name"),
        )
        .join(Product, Product.id == Placement.product_id)
        .join(Producer, Producer.id == Placement.producer_id)
        .outerjoin(sold, sold.c.placement_id == Placement.id)
        .where(
            Placement.outlet_id == outlet.id,
            Placement.accepted_at.is_not(None),
            Placement.starts_on <= day,
            Placement.ends_on.is_(None) | (Placement.ends_on >= day),
        )
        .order_by(func.coalesce(sold.c.times, 0).desc(), func.lower(Product.name), Placement.id)
    )
    return [
        ShelfItem(row.id, row.name, row.producer_name, row.retail_price_rupiah, row.status is PlacementStatus.SUSPENDED)
        for row in rows
    ]


def reports_of_days(outlet: Outlet, days: Collection[date]) -> dict[date, int]:
    """Which of these days are reported already, each with the (first) report that answers for it."""
    claims = (
        select(ReportedDay.day, func.min(ReportedDay.report_id).label("report_id"))
        .where(ReportedDay.outlet_id == outlet.id, ReportedDay.day.in_(days))
        .group_by(ReportedDay.day)
    )
    return {claim.day: claim.report_id for claim in db.session.execute(claims)}


def outlets_to_report_for(user: UserAccount) -> list[Row[Any]]:
    """The outlets a person may report sales of, by name: members their own, staff those of their regions with goods."""
    rows = outlets.visible_to(user).with_only_columns(Outlet.id, Outlet.name)
    if user.is_staff:
        rows = rows.where(Outlet.id.in_(select(Placement.outlet_id).where(Placement.accepted_at.is_not(None))))
    return list(db.session.execute(rows.order_by(func.lower(Outlet.name), Outlet.id)))
