"""The months of the ledger: which one a posting belongs to, and the locks that keep a close and a posting apart.

Months close in order and are never opened again, so every month after the last closed one is open.
"""

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from commissions.models import Period, PeriodStatus
from core.database import db
from core.dates import month_after


def oldest_open() -> str | None:
    """The month after the last closed one; None while no month has been closed, when every month is open."""
    last_closed = db.session.execute(
        select(func.max(Period.month)).where(Period.status == PeriodStatus.CLOSED)
    ).scalar_one()
    return month_after(last_closed) if last_closed else None


def lock_for_posting(month: str) -> str:
    """The month a posting of `month` goes to, kept open until this transaction ends.

    That is the month itself, or the oldest open one when it is closed. Its row is locked FOR SHARE, so postings do not
    wait for each other, and a close, which locks the row FOR UPDATE, waits for them and they for it.
    """
    while True:
        target = max(month, oldest_open() or month)
        db.session.execute(
            insert(Period)
            .values(month=target, status=PeriodStatus.OPEN)
            .on_conflict_do_nothing(index_elements=["month"])
        )
        status = db.session.execute(
            select(Period.status).where(Period.month == target).with_for_update(read=True)
        ).scalar_one()
        # Closing the first month may have made an earlier one unreachable while this waited, so it is asked again.
        if status is PeriodStatus.OPEN and target == max(month, oldest_open() or month):
            return target
