"""What is open on each claim of each pair, by the statement that brought it about: `ageing.py` as one query.

The pure function tells the rule for one claim; this tells it for any number of them. A month added to a claim what its
statement moved it by, payments left out; payments go to the statement they name, then to the oldest one they can
lower; months that turned a claim round are used up the same way. A test compares the two over random stories, and
`verify-ledger` compares the sums with the ledger.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, FromClause, Subquery, case, cast, func, literal, select, union_all
from sqlalchemy.orm import aliased

from commissions.ledger import Account, Claim, Party
from commissions.models import Period, PeriodStatus, Statement, Transfer
from commissions.settlement_models import Payment, PaymentAllocation
from commissions.settlement_states import COUNTS, POSTED
from core.database import db

Books = Callable[[Any], ColumnElement[bool]]
"""Which books are looked at: the condition on a column that holds the id of a book."""
Column = ColumnElement[Any]


def claims_now(books: Books, *, correlate: FromClause | None = None) -> Subquery:
    """Each claim of each pair as it stands, by book and claim, signed as on a statement; 0 where nothing moved."""
    moved = _movements(books, correlate)
    return (
        select(moved.c.book_id, moved.c.claim, _total(func.sum(moved.c.moved)).label("claim_rupiah"))
        .group_by(moved.c.book_id, moved.c.claim)
        .subquery()
    )


def claims_of(book_id: int) -> dict[Claim, int]:
    """The two claims of one pair as they stand, signed as on a statement."""
    now = claims_now(lambda column: column == book_id)
    found = {Claim(row.claim): int(row.claim_rupiah) for row in db.session.execute(select(now))}
    return {claim: found.get(claim, 0) for claim in Claim}


def open_items(books: Books, *, correlate: FromClause | None = None) -> Subquery:
    """What each month added to each claim and what of it is still open: `book_id, claim, period, added, open_rupiah`.

    Signed as on a statement. Months that are not closed are there, too; they have no statement yet.
    """
    rests = _rests(books, correlate)
    partition = (rests.c.book_id, rests.c.claim)
    plus, minus = func.greatest(rests.c.rest, 0), func.greatest(-rests.c.rest, 0)
    all_plus = func.sum(plus).over(partition_by=partition)
    all_minus = func.sum(minus).over(partition_by=partition)
    paid_plus, paid_minus = rests.c.free_plus, rests.c.free_minus
    # What lowers the statements that raised the claim: free payments first, then statements that lowered it and that
    # no payment the other way has used up; and the mirror image.
    used_of_plus = paid_minus + func.greatest(all_minus - paid_plus, 0)
    used_of_minus = paid_plus + func.greatest(all_plus - paid_minus, 0)
    until_plus = func.sum(plus).over(partition_by=partition, order_by=rests.c.period)
    until_minus = func.sum(minus).over(partition_by=partition, order_by=rests.c.period)
    left_plus = func.least(plus, func.greatest(until_plus - used_of_plus, 0))
    left_minus = func.least(minus, func.greatest(until_minus - used_of_minus, 0))
    return select(
        rests.c.book_id,
        rests.c.claim,
        rests.c.period,
        _total(rests.c.added).label("added"),
        _total(left_plus - left_minus).label("open_rupiah"),
    ).subquery()


def _rests(books: Books, correlate: FromClause | None) -> Subquery:
    """Each month's addition less the payments that name it, beside the payments of the claim that are free."""
    moved = _movements(books, correlate)
    posted = _posted_payments(books, correlate)
    added = (
        select(
            moved.c.book_id,
            moved.c.claim,
            moved.c.period,
            (func.sum(moved.c.moved)).label("moved"),
        )
        .group_by(moved.c.book_id, moved.c.claim, moved.c.period)
        .subquery()
    )
    paid = (
        select(posted.c.book_id, posted.c.claim, posted.c.period, func.sum(posted.c.effect).label("effect"))
        .group_by(posted.c.book_id, posted.c.claim, posted.c.period)
        .subquery()
    )
    named = _named_payments(books, correlate)
    same_month = [
        (added.c.book_id == other.c.book_id) & (added.c.claim == other.c.claim) & (added.c.period == other.c.period)
        for other in (paid, named)
    ]
    without = (
        select(
            added.c.book_id,
            added.c.claim,
            added.c.period,
            (added.c.moved - func.coalesce(paid.c.effect, 0)).label("added"),
            func.coalesce(named.c.plus, 0).label("named_plus"),
            func.coalesce(named.c.minus, 0).label("named_minus"),
        )
        .outerjoin(paid, same_month[0])
        .outerjoin(named, same_month[1])
        .subquery()
    )
    used = case(
        (without.c.added > 0, func.least(without.c.added, without.c.named_minus)),
        else_=-func.least(-without.c.added, without.c.named_plus),
    )
    matched = select(
        without.c.book_id,
        without.c.claim,
        without.c.period,
        without.c.added,
        used.label("used"),
    ).subquery()
    all_paid = _live_payments(books, correlate)
    partition = (matched.c.book_id, matched.c.claim)
    named_minus = func.sum(func.greatest(matched.c.used, 0)).over(partition_by=partition)
    named_plus = func.sum(func.greatest(-matched.c.used, 0)).over(partition_by=partition)
    return (
        select(
            matched.c.book_id,
            matched.c.claim,
            matched.c.period,
            matched.c.added,
            (matched.c.added - matched.c.used).label("rest"),
            (func.coalesce(all_paid.c.plus, 0) - named_plus).label("free_plus"),
            (func.coalesce(all_paid.c.minus, 0) - named_minus).label("free_minus"),
        )
        .outerjoin(all_paid, (matched.c.book_id == all_paid.c.book_id) & (matched.c.claim == all_paid.c.claim))
        .subquery()
    )


def _movements(books: Books, correlate: FromClause | None) -> Subquery:
    """By how much each closed month moved each claim, from the statements; and each open one, from its transfers."""
    past = aliased(Statement)
    parts = []
    for claim, standing in (
        (Claim.TAKINGS, past.takings_claim_rupiah),
        (Claim.COMMISSION, past.commission_claim_rupiah),
    ):
        before = func.lag(standing, 1, 0).over(partition_by=past.book_id, order_by=past.period)
        closed = select(
            past.book_id, literal(claim.value).label("claim"), past.period, (standing - before).label("moved")
        ).where(books(past.book_id))
        parts.append(_correlated(closed, correlate))
    open_months = select(Period.month).where(Period.status == PeriodStatus.OPEN)
    for side, sign in ((Transfer.debit, 1), (Transfer.credit, -1)):
        is_takings = side == Account.TAKINGS
        running = select(
            Transfer.book_id,
            case((is_takings, Claim.TAKINGS.value), else_=Claim.COMMISSION.value).label("claim"),
            Transfer.period,
            (case((is_takings, sign), else_=-sign) * Transfer.amount_rupiah).label("moved"),
        ).where(
            side.in_((Account.TAKINGS, Account.COMMISSION_DUE)),
            Transfer.period.in_(open_months),
            books(Transfer.book_id),
        )
        parts.append(_correlated(running, correlate))
    return union_all(*parts).subquery()


def _parts(books: Books, correlate: FromClause | None, statuses: Any) -> Any:  # noqa: ANN401 - a select
    """Parts of payments in some states, with how each moved its claim."""
    lowers = (Payment.paid_by == Party.OUTLET) == (PaymentAllocation.claim == Claim.TAKINGS)
    effect = case((lowers, -PaymentAllocation.amount_rupiah), else_=PaymentAllocation.amount_rupiah)
    rows = (
        select(Payment.book_id, PaymentAllocation.claim.label("claim"), effect.label("effect"))
        .join(PaymentAllocation, PaymentAllocation.payment_id == Payment.id)
        .where(Payment.status.in_(statuses), books(Payment.book_id))
    )
    return _correlated(rows, correlate)


def _posted_payments(books: Books, correlate: FromClause | None) -> Subquery:
    """What payments and returned ones moved in each month, so that it can be taken off again."""
    paid = _parts(books, correlate, POSTED).add_columns(Payment.period.label("period"))
    came_back = (
        _parts(books, correlate, POSTED - COUNTS).add_columns(Payment.returned_period.label("period")).subquery()
    )
    return union_all(
        paid, select(came_back.c.book_id, came_back.c.claim, -came_back.c.effect, came_back.c.period)
    ).subquery()


def _live_payments(books: Books, correlate: FromClause | None) -> Subquery:
    """All payments of each claim that were not sent back, those that raise it and those that lower it."""
    paid = _parts(books, correlate, COUNTS).subquery()
    return (
        select(
            paid.c.book_id,
            paid.c.claim,
            func.sum(func.greatest(paid.c.effect, 0)).label("plus"),
            func.sum(func.greatest(-paid.c.effect, 0)).label("minus"),
        )
        .group_by(paid.c.book_id, paid.c.claim)
        .subquery()
    )


def _named_payments(books: Books, correlate: FromClause | None) -> Subquery:
    """The same of the payments that name a statement, by its month."""
    named = aliased(Statement)
    paid = (
        _parts(books, correlate, COUNTS)
        .join(named, named.id == PaymentAllocation.statement_id)
        .add_columns(named.period.label("period"))
        .subquery()
    )
    return (
        select(
            paid.c.book_id,
            paid.c.claim,
            paid.c.period,
            func.sum(func.greatest(paid.c.effect, 0)).label("plus"),
            func.sum(func.greatest(-paid.c.effect, 0)).label("minus"),
        )
        .group_by(paid.c.book_id, paid.c.claim, paid.c.period)
        .subquery()
    )


def _correlated(rows: Any, correlate: FromClause | None) -> Any:  # noqa: ANN401 - a select
    """A select that may name a row of the query around it."""
    return rows if correlate is None else rows.correlate(correlate)


def _total(amount: Column) -> Column:
    """A sum as a whole number again: PostgreSQL sums BIGINT as numeric."""
    return cast(amount, BigInteger)
