"""Removing answers kept under an `Idempotency-Key`, once nobody can still ask for them.

An answer is kept until the month it was given in is closed, and a week longer: a client that was without network for
three days over a close is still answered as the first time.
"""

from datetime import timedelta

import structlog
from sqlalchemy import delete, func, select

from accounts.models import StoredAnswer
from commissions.models import Period, PeriodStatus
from core.database import db, transaction
from core.dates import agency_zone, first_day, month_after, now
from core.jobs import queue

log = structlog.get_logger()

KEPT_AFTER_CLOSE = timedelta(days=7)


def sweep() -> int:
    """Remove the answers of months closed a week ago or longer, in the caller's transaction; how many."""
    last = db.session.execute(
        select(func.max(Period.month)).where(
            Period.status == PeriodStatus.CLOSED, Period.closed_at <= now() - KEPT_AFTER_CLOSE
        )
    ).scalar_one()
    if last is None:
        return 0
    first_kept = first_day(month_after(last))
    given_on = func.date(func.timezone(agency_zone().key, StoredAnswer.created_at))
    gone = db.session.execute(delete(StoredAnswer).where(given_on < first_kept))
    return int(gone.rowcount)  # type: ignore[attr-defined]


@queue.periodic(cron="40 3 * * *")
@queue.task(name="stored_answers_tick", queue="default")
def tick(timestamp: int) -> None:  # noqa: ARG001 - procrastinate tells when it was due
    """Every night: the worker is here already, so it is done in place."""
    with transaction():
        removed = sweep()
    log.info("stored_answers_removed", answers=removed)
