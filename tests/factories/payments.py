"""What two sides settle: payments and balances that wait, a disputed line, a credit note."""

from datetime import date

from accounts.models import UserAccount
from commissions import adjustments, disputes, payments
from commissions.adjustment_models import Adjustment
from commissions.departures import take_back
from commissions.dispute_models import CreditNote, StatementDispute
from commissions.ledger import Claim, Party
from commissions.models import Statement
from commissions.settlement_models import Payment
from core.database import committed, db
from outlets.sales_models import SaleLine


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


def make_credit_note(line: SaleLine, by: UserAccount) -> CreditNote:
    """One piece of a sale of a month that is closed was never sold; the note about it."""
    departure = committed(take_back, line.id, reason="salah hitung", quantity=1, by=by)
    return db.session.query(CreditNote).filter_by(line_id=departure.line.id).one()


def make_statement_dispute(statement: Statement, line: SaleLine, by: UserAccount) -> StatementDispute:
    """A line of a statement that somebody disputes."""
    return committed(disputes.raise_dispute, statement.id, sale_line_id=line.id, reason="Jumlahnya keliru.", by=by)
