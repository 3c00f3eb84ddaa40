"""Costs the agreement lays on the producer: a deduction never exceeds what the agreement allows of it.

Trading terms may hold seven deductions (Perpres 112/2007 Pasal 8); six are a share of the sales, the listing fee an
amount for each product placed. Any other cost, such as a transfer fee, stands on the producer's own yes.
"""

from sqlalchemy import case, func, select

from commissions.adjustment_errors import NotInAgreement
from commissions.adjustment_models import Adjustment
from commissions.ledger import Account
from commissions.models import Transfer
from commissions.settlement_states import AdjustmentStatus
from core.database import db
from core.money import format_rupiah, share_half_up
from outlets.agreement_clauses import Deduction, from_json
from outlets.agreement_terms import terms_on
from outlets.models import AgreementVersion, Placement

SALES = (Account.SALES, Account.PREORDER_SALES)


def check(row: Adjustment) -> None:
    """Raises `NotInAgreement` when a deduction, with those before it, exceeds what the agreement allows of it."""
    if row.deduction is None:
        return
    most = allowed(row) - _charged(row)
    if row.amount_rupiah > most:
        raise NotInAgreement(field="amount_rupiah", most=format_rupiah(max(most, 0)))


def allowed(row: Adjustment) -> int:
    """What the agreement in force allows of a deduction over everything the pair has sold, in rupiah."""
    held = terms_on(row.producer_id, row.outlet_id, row.happened_on)
    if held is None or row.deduction is None:
        return 0
    terms, version = held
    stored = db.session.execute(
        select(AgreementVersion.clauses).where(
            AgreementVersion.agreement_id == terms.agreement_id, AgreementVersion.number == version.number
        )
    ).scalar_one()
    clauses = from_json(stored)
    if row.deduction is Deduction.LISTING_FEE:
        return clauses.listing_fee_rupiah * _placed(row)
    return share_half_up(_sold(row.book_id), clauses.deductions.get(row.deduction.value, 0))


def _sold(book_id: int) -> int:
    """Gross of everything the pair has sold, reversals taken off, never below zero."""
    signed = case((Transfer.credit.in_(SALES), Transfer.amount_rupiah), else_=-Transfer.amount_rupiah)
    touched = Transfer.credit.in_(SALES) | Transfer.debit.in_(SALES)
    rows = select(func.coalesce(func.sum(signed), 0)).where(Transfer.book_id == book_id, touched)
    return max(int(db.session.execute(rows).scalar_one()), 0)


def _placed(row: Adjustment) -> int:
    """How many products of the producer the outlet has put on its shelf."""
    rows = select(func.count(Placement.product_id.distinct())).where(
        Placement.producer_id == row.producer_id,
        Placement.outlet_id == row.outlet_id,
        Placement.accepted_at.is_not(None),
    )
    return int(db.session.execute(rows).scalar_one())


def _charged(row: Adjustment) -> int:
    """What was charged of this deduction before, or waits to be."""
    rows = select(func.coalesce(func.sum(Adjustment.amount_rupiah), 0)).where(
        Adjustment.book_id == row.book_id,
        Adjustment.deduction == row.deduction,
        Adjustment.status.in_((AdjustmentStatus.PROPOSED, AdjustmentStatus.CONFIRMED)),
    )
    return int(db.session.execute(rows).scalar_one())
