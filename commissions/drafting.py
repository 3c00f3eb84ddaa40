"""The figures of every pair for one month, before they are frozen: what a close would write down.

One GROUP BY over the month's transfers and the latest earlier statement of each pair are all it takes; sale lines are
never read (docs/ledger.md). The preview shows these figures, the close freezes the same ones.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import BigInteger, case, cast, func, literal_column, or_, select, tuple_
from sqlalchemy.dialects.postgresql import distinct_on

from commissions.journal import Posting
from commissions.ledger import Account, Book, Claim
from commissions.models import LedgerBook, Period, PeriodStatus, Statement, Transfer
from commissions.statements import StatementFigures, figures, is_needed, outlet_owes, producer_owes
from commissions.tax_terms import terms_of
from commissions.taxes import ppn_difference
from commissions.transfers import tax_transfers
from core.database import db
from core.dates import last_day

CLAIM_ACCOUNTS = {Account.TAKINGS: Claim.TAKINGS, Account.COMMISSION_DUE: Claim.COMMISSION}


@dataclass(frozen=True, slots=True)
class Draft:
    """What the statement of one pair would say."""

    book_id: int
    producer_id: int
    outlet_id: int
    figures: StatementFigures


@dataclass(slots=True)
class Movements:
    """Debits less credits of each account of a pair in a month, and the part about sales of earlier months."""

    all: dict[str, int] = field(default_factory=dict)
    prior: dict[str, int] = field(default_factory=dict)

    def add(self, debit: str, credit: str, amount_rupiah: int, prior_rupiah: int = 0) -> None:
        """Take in a sum of transfers between two accounts."""
        for sums, amount in ((self.all, amount_rupiah), (self.prior, prior_rupiah)):
            if amount:
                sums[debit] = sums.get(debit, 0) + amount
                sums[credit] = sums.get(credit, 0) - amount


def drafts(month: str, taxes: Iterable[Posting], standing: Mapping[int, StatementFigures] | None = None) -> list[Draft]:
    """The statements of a month by producer and outlet: of each pair with an opening or a transfer in it.

    `taxes` are the transfers `tax_postings` gives for the month, whether they are written yet or not. `standing` is how
    each pair stood before, looked up where it is not given. Raises StatementDoesNotAddUp when the ledger is damaged.
    """
    moved = movements(month)
    for posting in taxes:
        leg = posting.leg
        moved[posting.book_id].add(leg.debit, leg.credit, leg.amount_rupiah)
    if standing is None:
        standing = standings(month)
    books = select(LedgerBook.id, LedgerBook.producer_id, LedgerBook.outlet_id).where(LedgerBook.kind == Book.PAIR)
    found = []
    for book_id, producer_id, outlet_id in db.session.execute(
        books.order_by(LedgerBook.producer_id, LedgerBook.outlet_id)
    ):
        before = standing.get(book_id)
        sums = moved.get(book_id)
        if is_needed(before.closing_rupiah if before else 0, anything_posted=sums is not None):
            now = sums or Movements()
            found.append(Draft(book_id, producer_id, outlet_id, figures(before, now.all, now.prior)))
    return found


def movements(month: str) -> dict[int, Movements]:
    """How the accounts of each pair moved in a month, taxes of its close left out."""
    earlier = func.coalesce(func.sum(Transfer.amount_rupiah).filter(Transfer.sold_in < month), 0)
    sums = (
        select(
            Transfer.book_id,
            Transfer.debit,
            Transfer.credit,
            cast(func.sum(Transfer.amount_rupiah), BigInteger),
            cast(earlier, BigInteger),
        )
        .join(LedgerBook, LedgerBook.id == Transfer.book_id)
        .where(Transfer.period == month, LedgerBook.kind == Book.PAIR, Transfer.source != tax_source(month))
        .group_by(Transfer.book_id, Transfer.debit, Transfer.credit)
    )
    found: dict[int, Movements] = defaultdict(Movements)
    for book_id, debit, credit, amount, prior in db.session.execute(sums):
        found[book_id].add(debit, credit, amount, prior)
    return found


def standings(month: str) -> dict[int, StatementFigures]:
    """How each pair stood at the end of the month before: its latest statement, and what open months add to it.

    When a month is closed no earlier one is open, so that nothing is added; only a preview looks further ahead.
    """
    latest = (
        select(
            Statement.book_id,
            Statement.takings_claim_rupiah,
            Statement.commission_claim_rupiah,
        )
        .ext(distinct_on(Statement.book_id))
        .where(Statement.period < month)
        .order_by(Statement.book_id, Statement.period.desc())
    )
    claims = {book_id: Counter(takings=takings, commission=due) for book_id, takings, due in db.session.execute(latest)}
    open_months = select(Period.month).where(Period.status == PeriodStatus.OPEN, Period.month < month)
    for side, sign in ((Transfer.debit, 1), (Transfer.credit, -1)):
        carried = (
            select(Transfer.book_id, side, cast(func.sum(Transfer.amount_rupiah), BigInteger))
            .where(Transfer.period.in_(open_months), side.in_(CLAIM_ACCOUNTS))
            .group_by(Transfer.book_id, side)
        )
        for book_id, account, amount in db.session.execute(carried):
            claim = CLAIM_ACCOUNTS[Account(account)]
            on_its_side = sign * amount if claim is Claim.TAKINGS else -sign * amount
            claims.setdefault(book_id, Counter())[claim.value] += on_its_side
    return {book_id: _standing(both["takings"], both["commission"]) for book_id, both in claims.items()}


def _standing(takings: int, commission: int) -> StatementFigures:
    """The end of a month as far as the next one needs it."""
    return StatementFigures(
        closing_rupiah=takings - commission,
        takings_claim_rupiah=takings,
        commission_claim_rupiah=commission,
        outlet_owes_rupiah=outlet_owes(takings, commission),
        producer_owes_rupiah=producer_owes(takings, commission),
    )


def tax_source(month: str) -> str:
    """By what the transfers of PPN that a close posts are known."""
    return f"close:{month}"


def tax_postings(month: str) -> list[Posting]:
    """PPN that closing a month posts: for each tax document whose commission moved in it, what it lacks or has over.

    One document is one pair, month, tax code and claim (docs/ledger.md, rule 8). Most pairs have none.
    """
    is_commission = or_(Transfer.debit == Account.COMMISSION, Transfer.credit == Account.COMMISSION)
    is_tax = or_(Transfer.debit == Account.COMMISSION_TAX, Transfer.credit == Account.COMMISSION_TAX)
    document = (Transfer.book_id, Transfer.taxed_in, Transfer.tax_code)
    moved = select(*document).where(Transfer.period == month, Transfer.tax_code.is_not(None), is_commission).distinct()
    claim = case((Transfer.debit.in_(CLAIM_ACCOUNTS), Transfer.debit), else_=Transfer.credit)
    signed = case(
        (Transfer.debit.in_((Account.COMMISSION, Account.COMMISSION_TAX)), Transfer.amount_rupiah),
        else_=-Transfer.amount_rupiah,
    )
    sums = (
        select(
            *document,
            claim.label("claim"),
            cast(func.coalesce(func.sum(signed).filter(is_commission), 0), BigInteger),
            cast(func.coalesce(func.sum(signed).filter(is_tax), 0), BigInteger),
        )
        .where(
            tuple_(*document).in_(moved),
            or_(is_commission, is_tax),
            Transfer.period <= month,
            Transfer.source != tax_source(month),
        )
        .group_by(*document, literal_column("claim"))
        .order_by(*document, literal_column("claim"))
    )
    return [
        Posting(
            book_id=book_id,
            leg=leg,
            source=tax_source(month),
            part=f"{book_id}:{taxed_in}:{tax_code}:{account}",
            period=month,
            sold_in=taxed_in,
            business_date=last_day(month),
            taxed_in=taxed_in,
            tax_code=tax_code,
        )
        for book_id, taxed_in, tax_code, account, commission, carried in db.session.execute(sums)
        for leg in tax_transfers(
            CLAIM_ACCOUNTS[Account(account)], ppn_difference(commission, carried, terms_of(tax_code))
        )
    ]
