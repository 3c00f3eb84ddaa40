"""What a producer's own money comes to: sold and commission of a month by outlet, and what is still to come or to pay.

Every number is a sum of rows that a list shows under the same filters, so that it opens to them. What one outlet owes
never pays what is owed to another one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, cast, func

from accounts.models import UserAccount
from commissions import debt_lists, debts
from commissions.ledger import Party
from core.database import db
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
    """Gross and commission of the lines posted in a month, by outlet, net of what was taken back."""

    def total(column: Any) -> Any:  # noqa: ANN401 - a column of numbers
        return cast(func.coalesce(func.sum(column), 0), BigInteger)

    rows = (
        lines_visible_to(user)
        .where(SaleLine.period == month)
        .with_only_columns(
            SaleLine.outlet_id,
            Outlet.name.label("outlet_name"),
            total(SaleLine.gross_rupiah).label("gross_rupiah"),
            total(SaleLine.commission_rupiah).label("commission_rupiah"),
        )
        .order_by(None)
        .group_by(SaleLine.outlet_id, Outlet.name)
        .order_by(total(SaleLine.gross_rupiah).desc(), SaleLine.outlet_id)
    )
    return db.session.execute(rows).all()


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
