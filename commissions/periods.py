"""The months of the ledger: which one a posting belongs to, and the locks that keep a close and a posting apart.

Months close in order and are never opened again, so every month after the last closed one is open.
"""

from datetime import date

from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import OperationalError

from commissions.models import Period, PeriodStatus
from core.database import db
from core.dates import first_day, month_after, month_before

CLOSED_MONTHS_AN_OUTLET_REACHES = 3
LONGEST_WAIT_FOR_A_CLOSE = "1s"
LOCK_NOT_AVAILABLE = "55P03"


def oldest_open() -> str | None:
    """The month after the last closed one; None while no month has been closed, when every month is open."""
    last_closed = db.session.execute(
        select(func.max(Period.month)).where(Period.status == PeriodStatus.CLOSED)
    ).scalar_one()
    return month_after(last_closed) if last_closed else None


def earliest_day() -> date | None:
    """The first day an outlet itself may still report: three closed months back; None while no month has been closed.

    Older sales are entered by staff (contract of the programme, "Late").
    """
    month = oldest_open()
    if month is None:
        return None
    for _ in range(CLOSED_MONTHS_AN_OUTLET_REACHES):
        month = month_before(month)
    return first_day(month)


def stays_open(month: str) -> bool:
    """Whether a month is open, and will be until this transaction ends: a close of it waits for that."""
    status = db.session.execute(
        select(Period.status).where(Period.month == month).with_for_update(read=True)
    ).scalar_one_or_none()
    return status is not PeriodStatus.CLOSED and month >= (oldest_open() or month)


def lock_for_posting(month: str) -> str:
    """The month a posting of `month` goes to, kept open until this transaction ends.

    That is the month itself, or the oldest open one when it is closed. Its row is locked FOR SHARE, so postings do not
    wait for each other, and a close, which locks the row FOR UPDATE, waits for them. A posting waits for a close at
    most `LONGEST_WAIT_FOR_A_CLOSE`; then it counts as late and goes to the month after the one being closed.
    """
    wanted = month
    while True:
        target = max(wanted, oldest_open() or wanted)
        known = select(Period.month).where(Period.month == target)
        if db.session.execute(known).scalar_one_or_none() is None:
            make_months(target)
        status = _shared(target)
        if status is None:
            wanted = month_after(target)
        # Closing the first month may have made an earlier one unreachable while this waited, so it is asked again.
        elif status is PeriodStatus.OPEN and target == max(wanted, oldest_open() or wanted):
            return target


def make_months(*months: str) -> None:
    """Make the rows of months that have none."""
    rows = [{"month": month, "status": PeriodStatus.OPEN} for month in months]
    db.session.execute(insert(Period).on_conflict_do_nothing(index_elements=["month"]), rows)


def _shared(month: str) -> PeriodStatus | None:
    """The status of a month whose row is now shared; None when somebody has been closing it for too long."""
    row = select(Period.status).where(Period.month == month).with_for_update(read=True)
    try:
        with db.session.begin_nested():
            db.session.execute(text(f"SET LOCAL lock_timeout = '{LONGEST_WAIT_FOR_A_CLOSE}'"))
            status = db.session.execute(row).scalar_one()
            db.session.execute(text("SET LOCAL lock_timeout TO DEFAULT"))
    except OperationalError as error:
        if getattr(error.orig, "sqlstate", None) != LOCK_NOT_AVAILABLE:
            raise
        return None
    return PeriodStatus(status)
