"""Who owes whom, since which month, until when, and for how many days too long: one row a claim and month.

What no month accounts for (somebody paid too much, or the wrong side paid) is a row without a month, so that the rows
of a claim sum to it. Rows are never netted with each other: what one outlet owes does not pay what another one is owed.
"""

from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    Select,
    Subquery,
    case,
    cast,
    func,
    literal,
    null,
    select,
    union_all,
)

from accounts.models import UserAccount
from commissions.ledger import Claim, Party
from commissions.models import LedgerBook, Statement
from commissions.open_items import Books, claims_now, open_items
from commissions.two_sides import is_seen_by
from core.database import db
from core.dates import today
from outlets.models import Outlet
from partnerships.models import Producer

OVERDUE = "overdue"
DUE = "due"
RUNNING = "running"
CARRIED = "carried"


def seen_by(user: UserAccount) -> Books:
    """The books of pairs a person sees."""
    books = select(LedgerBook.id).where(
        LedgerBook.kind == "pair", is_seen_by(LedgerBook.producer_id, LedgerBook.outlet_id, user)
    )
    return lambda column: column.in_(books)


def owed(books: Books, day: date | None = None) -> Subquery:
    """Everything that is open in some books, on a day (today): one row a claim and month, or without a month.

    `owed_rupiah` is what `owed_by` owes the other side, `open_rupiah` the same signed like the claim; `days_overdue` is
    0 for what is not due, `state` one of overdue, due, running (the month is not closed) and carried (no month).
    """
    items, now = open_items(books), claims_now(books)
    matched = (
        select(items.c.book_id, items.c.claim, func.sum(items.c.open_rupiah).label("open"))
        .group_by(items.c.book_id, items.c.claim)
        .subquery()
    )
    rest = now.c.claim_rupiah - func.coalesce(matched.c.open, 0)
    same = (matched.c.book_id == now.c.book_id) & (matched.c.claim == now.c.claim)
    rows = union_all(
        select(items.c.book_id, items.c.claim, items.c.period, items.c.open_rupiah).where(items.c.open_rupiah != 0),
        select(now.c.book_id, now.c.claim, cast(null(), db.Text), cast(rest, BigInteger))
        .outerjoin(matched, same)
        .where(rest != 0),
    ).subquery()
    by_outlet = (rows.c.claim == Claim.TAKINGS.value) == (rows.c.open_rupiah > 0)
    on_day = cast(literal(day or today()), Date)
    late = func.greatest(on_day - Statement.due_on, 0)
    state: ColumnElement[Any] = case(
        (rows.c.period.is_(None), CARRIED), (Statement.id.is_(None), RUNNING), (late > 0, OVERDUE), else_=DUE
    )
    return (
        select(
            rows.c.book_id,
            rows.c.claim,
            rows.c.period,
            rows.c.open_rupiah,
            func.abs(rows.c.open_rupiah).label("owed_rupiah"),
            case((by_outlet, Party.OUTLET.value), else_=Party.PRODUCER.value).label("owed_by"),
            Statement.id.label("statement_id"),
            Statement.number,
            Statement.due_on,
            func.coalesce(late, 0).label("days_overdue"),
            state.label("state"),
        )
        .outerjoin(Statement, (Statement.book_id == rows.c.book_id) & (Statement.period == rows.c.period))
        .subquery()
    )


def listed_debts(books: Books) -> tuple[Select[Any], Subquery]:
    """The open rows with the names of both sides, and the subquery whose columns narrow and order them."""
    open_rows = owed(books)
    rows = (
        select(
            open_rows,
            LedgerBook.producer_id,
            LedgerBook.outlet_id,
            Producer.name.label("producer_name"),
            Producer.phone.label("producer_phone"),
            Outlet.name.label("outlet_name"),
        )
        .join(LedgerBook, LedgerBook.id == open_rows.c.book_id)
        .join(Producer, Producer.id == LedgerBook.producer_id)
        .join(Outlet, Outlet.id == LedgerBook.outlet_id)
    )
    return rows, open_rows


def of_pair(book_id: int) -> list[Any]:
    """Everything open between one producer and one outlet, the oldest month first."""
    rows = owed(lambda column: column == book_id)
    return list(db.session.execute(select(rows).order_by(rows.c.period.nulls_last(), rows.c.claim)))
