"""How the sides of the demo settle: a month that is paid, a payment in part, one that waits, and a disputed line."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from accounts.models import UserAccount
from application.demo.trade import Place, Supplier
from commissions import debts, disputes, payments, re_ratings
from commissions.ledger import Claim, Party
from commissions.models import Statement
from core.database import db
from core.dates import today
from outlets.sales_models import LineKind, SaleLine

HALF_A_PERCENT_BP = 50
PAID_OF = 4
"""All statements of the first month but every fourth are paid in full."""


def settle(first: str, second: str, places: Sequence[Place], suppliers: Sequence[Supplier]) -> None:
    """The first month is mostly paid and one of it in part; of the second a payment waits, and a line is disputed."""
    speakers = {("outlet", place.outlet.id): place.manager for place in places}
    speakers |= {("producer", supplier.producer.id): supplier.account for supplier in suppliers}
    for place, statement in enumerate(_statements(first)):
        for row in _open_of(statement):
            amount = row.owed_rupiah if place % PAID_OF else row.owed_rupiah // 2
            if amount:
                _pay(statement, row.owed_by, row.claim, amount, speakers, confirmed=True)
    for statement in _statements(second)[:2]:
        for row in _open_of(statement)[:1]:
            _pay(statement, row.owed_by, row.claim, row.owed_rupiah, speakers, confirmed=False)
    for statement in _statements(second)[-1:]:
        _dispute(statement, speakers["producer", statement.producer_id])


def _statements(month: str) -> list[Statement]:
    rows = select(Statement).where(Statement.period == month).order_by(Statement.id)
    return list(db.session.execute(rows).scalars())


def _open_of(statement: Statement) -> list[Any]:
    return [row for row in debts.of_pair(statement.book_id) if row.statement_id == statement.id]


def _pay(
    statement: Statement,
    owed_by: str,
    claim: str,
    amount_rupiah: int,
    speakers: dict[tuple[str, int], UserAccount],
    *,
    confirmed: bool,
) -> None:
    """The side that owes says it paid; where told, the other one confirms."""
    ids = {"outlet": statement.outlet_id, "producer": statement.producer_id}
    other = "producer" if owed_by == "outlet" else "outlet"
    payment = payments.announce(
        paid_by=Party(owed_by),
        amount_rupiah=amount_rupiah,
        paid_on=today(),
        reference=f"TRF-{statement.id:04d}",
        allocations=[{"statement_id": statement.id, "claim": Claim(claim), "amount_rupiah": amount_rupiah}],
        by=speakers[owed_by, ids[owed_by]],
    )
    if confirmed:
        payments.confirm(payment.id, by=speakers[other, ids[other]])


def _dispute(statement: Statement, by: UserAccount) -> None:
    """The producer says that the first line of a statement has too many pieces."""
    line_id = db.session.execute(
        select(SaleLine.id)
        .where(
            SaleLine.producer_id == statement.producer_id,
            SaleLine.outlet_id == statement.outlet_id,
            SaleLine.period == statement.period,
            SaleLine.kind == LineKind.SALE,
        )
        .order_by(SaleLine.id)
        .limit(1)
    ).scalar_one_or_none()
    if line_id is not None:
        reason = "Menurut catatan saya, yang terjual hari itu lebih sedikit."
        disputes.raise_dispute(statement.id, sale_line_id=line_id, reason=reason, by=by)


def propose_rate(month: str, *, by: UserAccount) -> None:
    """The first sale of a month was charged by half a percent too much; the second person has not answered yet."""
    line = db.session.execute(
        select(SaleLine)
        .where(SaleLine.period == month, SaleLine.kind == LineKind.SALE, SaleLine.rate_bp > HALF_A_PERCENT_BP)
        .order_by(SaleLine.id)
        .limit(1)
    ).scalar_one()
    re_ratings.propose(
        line.agreement_id,
        product_id=line.product_id,
        first_day=line.sold_on,
        last_day=line.sold_on,
        wrong_rate_bp=line.rate_bp,
        rate_bp=line.rate_bp - HALF_A_PERCENT_BP,
        reason="Tarif salah ketik; di perjanjian yang ditandatangani setengah persen lebih rendah.",
        by=by,
    )
