"""Statements rolled up: what all pairs of a producer, an outlet or a chain come to, month by month.

Every figure is added, also what each side owes: one pair's debt does not pay another's (docs/ledger.md).
"""

from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Select, cast, func, literal, select

from accounts.models import UserAccount
from commissions.issued_statements import visible_to
from commissions.models import Statement
from commissions.statements import FIELDS
from core.wording import N_
from outlets.models import Chain, Outlet
from partnerships.models import Producer


class RollUp(StrEnum):
    """Whose statements are added up."""

    PRODUCER = "producer"
    OUTLET = "outlet"
    CHAIN = "chain"


ROLL_UP_LABELS = {
    RollUp.PRODUCER: N_("Per produsen"),
    RollUp.OUTLET: N_("Per gerai"),
    RollUp.CHAIN: N_("Per jaringan ritel"),
}


def rolled_up(user: UserAccount, by: RollUp, period: str | None = None, q: str | None = None) -> Select[Any]:
    """One row for each side and month the person sees: `id, name, period, statements` and every figure."""
    whose: Any = {RollUp.PRODUCER: Producer, RollUp.OUTLET: Outlet, RollUp.CHAIN: Chain}[by]
    sums = [cast(func.sum(getattr(Statement, name)), BigInteger).label(name) for name in FIELDS]
    rows = (
        visible_to(user)
        .join(Producer, Producer.id == Statement.producer_id)
        .outerjoin(Chain, Chain.id == Outlet.chain_id)
        .with_only_columns(
            whose.id.label("id"), whose.name.label("name"), Statement.period, func.count().label("statements"), *sums
        )
        .where(whose.id.is_not(None))
        .group_by(whose.id, whose.name, Statement.period)
    )
    if period is not None:
        rows = rows.where(Statement.period == period)
    if q:
        rows = rows.where(whose.name.icontains(q, autoescape=True))
    listed = rows.subquery()
    return select(*listed.c, literal(by.value).label("by"))


def orders_of(rows: Select[Any]) -> dict[str, list[Any]]:
    """What a roll-up may be sorted by."""
    column = rows.selected_columns
    last = [column.period, column.id]
    return {
        "period": last,
        "name": [func.lower(column.name), *last],
        "gross": [column.gross_rupiah, *last],
        "outlet_owes": [column.outlet_owes_rupiah, *last],
        "producer_owes": [column.producer_owes_rupiah, *last],
    }
