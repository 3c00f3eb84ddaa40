"""What of the money still stands when a producer asks to be erased: claims that are not zero, months not closed."""

from sqlalchemy import BigInteger, case, cast, func, or_, select

from commissions.ledger import Account
from commissions.models import LedgerBook, Period, PeriodStatus, Transfer
from core.database import db
from core.wording import N_
from partnerships.leaving import Blocker, looks_for_what_stands

CLAIMS = (Account.TAKINGS, Account.COMMISSION_DUE)


@looks_for_what_stands
def blockers_of(producer_id: int) -> list[Blocker]:
    """Outlets with which a claim is open either way, and months with entries of the producer that are not closed."""
    open_claims = claims_of(producer_id)
    months = (
        select(Transfer.period)
        .join(LedgerBook, LedgerBook.id == Transfer.book_id)
        .join(Period, Period.month == Transfer.period)
        .where(LedgerBook.producer_id == producer_id, Period.status == PeriodStatus.OPEN)
        .distinct()
    )
    unclosed = len(db.session.execute(months).all())
    found = []
    if unpaid := bought_and_unpaid(producer_id):
        found.append(
            Blocker("buybacks_unpaid", N_("pembelian kembali belum dibayar Dinas"), 1, "/pembelian-kembali", unpaid)
        )
    if open_claims:
        amount = sum(abs(claim) for claim in open_claims)
        found.append(Blocker("claims_open", N_("tagihan belum nol"), len(open_claims), "/rekap", amount))
    if unclosed:
        found.append(Blocker("months_open", N_("bulan dengan pembukuan belum ditutup"), unclosed, "/periode"))
    return found


def bought_and_unpaid(producer_id: int) -> int:
    """What the agency still owes the producer for goods it bought back, in rupiah."""
    due = case((Transfer.debit == Account.BUYBACK_DUE, 1), (Transfer.credit == Account.BUYBACK_DUE, -1), else_=0)
    rows = (
        select(func.coalesce(func.sum(due * Transfer.amount_rupiah), 0))
        .join(LedgerBook, LedgerBook.id == Transfer.book_id)
        .where(LedgerBook.producer_id == producer_id, LedgerBook.kind == "buyback")
    )
    return int(db.session.execute(rows).scalar_one())


def claims_of(producer_id: int) -> list[int]:
    """Every claim between the producer and an outlet that is not zero, in rupiah, debits less credits."""
    side = or_(*[or_(Transfer.debit == account, Transfer.credit == account) for account in CLAIMS])
    claims: dict[tuple[int, str], int] = {}
    rows = (
        select(Transfer.book_id, Transfer.debit, Transfer.credit, cast(func.sum(Transfer.amount_rupiah), BigInteger))
        .join(LedgerBook, LedgerBook.id == Transfer.book_id)
        .where(LedgerBook.producer_id == producer_id, side)
        .group_by(Transfer.book_id, Transfer.debit, Transfer.credit)
    )
    for book_id, debit, credit, amount in db.session.execute(rows):
        for account, sign in ((debit, 1), (credit, -1)):
            if account in CLAIMS:
                claims[book_id, account] = claims.get((book_id, account), 0) + sign * amount
    return [claim for claim in claims.values() if claim]
