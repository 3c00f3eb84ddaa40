"""What a producer's own money comes to: sold and commission of a month by outlet, and what is still to come or to pay.

Every number is a sum of rows that a list shows under the same filters, so that it opens to them. What one outlet owes
never pays what is owed to another one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, cast, func, literal, select, union_all

from accounts.models import UserAccount
from commissions import debt_lists, debts, preorder_deliveries
from commissions.ledger import Party
from commissions.weekly_sales import weekly_gross
from core.database import db
from outlets.campaign_models import CampaignDelivery
from outlets.models import Outlet
from outlets.sales_models import SaleLine
from outlets.sales_reports import lines_visible_to

MOST_SHOWN = 20
"""How many open claims a phone shows before it sends the reader to the whole list."""


@dataclass(frozen=True, slots=True)
class OpenClaims:
    """What one side still pays: the first due stand first. Amounts are whole rupiah."""

    rows: Sequence[Any]
    owed_rupiah: int
    late_rupiah: int
    running_rupiah: int

    @property
    def issued_rupiah(self) -> int:
        """What stands on issued statements, or is carried: everything but the running month."""
        return self.owed_rupiah - self.running_rupiah


def month_by_outlet(user: UserAccount, month: str) -> Sequence[Any]:
    """Gross and commission of what was posted in a month, by outlet, net of what was taken back.

    Sales of the shelf and accepted pieces of pooled pre-orders; `preorder_rupiah` says how much of gross the latter is.
    """

    def total(column: Any) -> Any:  # noqa: ANN401 - a column of numbers
        return cast(func.coalesce(func.sum(column), 0), BigInteger)

    sold = (
        lines_visible_to(user)
        .where(SaleLine.period == month)
        .with_only_columns(SaleLine.outlet_id, SaleLine.gross_rupiah, SaleLine.commission_rupiah, literal(0))
        .order_by(None)
    )
    brought = preorder_deliveries.visible_to(user).where(CampaignDelivery.period == month)
    brought = brought.with_only_columns(
        CampaignDelivery.outlet_id,
        CampaignDelivery.gross_rupiah,
        CampaignDelivery.commission_rupiah,
        CampaignDelivery.gross_rupiah,
    )
    both = union_all(sold, brought).subquery()
    outlet_id, gross, fee, of_preorders = both.c
    rows = (
        select(
            outlet_id.label("outlet_id"),
            Outlet.name.label("outlet_name"),
            total(gross).label("gross_rupiah"),
            total(fee).label("commission_rupiah"),
            total(of_preorders).label("preorder_rupiah"),
        )
        .join(Outlet, Outlet.id == outlet_id)
        .group_by(outlet_id, Outlet.name)
        .order_by(total(gross).desc(), outlet_id)
    )
    return db.session.execute(rows).all()


def weekly(user: UserAccount, last_day: date) -> list[tuple[date, int]]:
    """Gross of each week up to that of a day, oldest first: sales of the shelf and accepted pieces of pre-orders."""
    sold = weekly_gross(lines_visible_to(user), last_day)
    brought = weekly_gross(
        preorder_deliveries.visible_to(user),
        last_day,
        day=CampaignDelivery.delivered_on,
        gross=CampaignDelivery.gross_rupiah,
    )
    return [(monday, one + other) for (monday, one), (_monday, other) in zip(sold, brought, strict=True)]


def open_claims(user: UserAccount, owed_by: Party) -> OpenClaims:
    """What is owed by one side between pairs a person sees."""
    rows, orders = debt_lists.rows(user, {"owed_by": owed_by.value})
    found = db.session.execute(rows.order_by(*orders["due_on"])).all()
    return OpenClaims(
        found[:MOST_SHOWN],
        sum(row.owed_rupiah for row in found),
        sum(row.owed_rupiah for row in found if row.state == debts.OVERDUE),
        sum(row.owed_rupiah for row in found if row.state == debts.RUNNING),
    )
