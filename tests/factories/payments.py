"""Payments that wait for the other side."""

from datetime import date

from accounts.models import UserAccount
from commissions import adjustments, payments
from commissions.adjustment_models import Adjustment
from commissions.ledger import Claim, Party
from commissions.models import Statement
from commissions.settlement_models import Payment
from core.database import committed


def make_payment(statement: Statement, by: UserAccount, amount_rupiah: int = 1_000) -> Payment:
    """A payment of the outlet on the takings of a statement, announced by its manager."""
    part = {"statement_id": statement.id, "claim": "takings", "amount_rupiah": amount_rupiah}
    return committed(
        payments.announce,
        paid_by=Party.OUTLET,
        amount_rupiah=amount_rupiah,
        paid_on=date(2026, 11, 10),
        allocations=[part],
        by=by,
    )


def make_balance(statement: Statement, by: UserAccount, balance_rupiah: int = 70_000) -> Adjustment:
    """An old balance of the takings of a pair, proposed by the outlet's manager."""
    return committed(
        adjustments.propose_balance,
        producer_id=statement.producer_id,
        outlet_id=statement.outlet_id,
        claim=Claim.TAKINGS,
        balance_rupiah=balance_rupiah,
        by=by,
    )
