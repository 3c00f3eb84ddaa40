"""Closing a month: everything it holds is frozen into statements in one transaction, once and for ever.

Posters share a lock on the row of the month they post to, the close takes it alone (`periods.py`), so a statement
neither misses a line nor counts one twice. A close that is killed leaves nothing behind and is simply run again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import exists, func, select, text

from accounts.audit import record
from accounts.models import UserAccount
from commissions import trial_balances
from commissions.drafting import drafts, tax_postings
from commissions.issuing import issue
from commissions.journal import post
from commissions.ledger import Book
from commissions.models import LedgerBook, Period, PeriodStatus, Statement, Transfer
from commissions.periods import make_months
from commissions.statement_notices import TELL
from core.collector import resting_collector
from core.database import committed, db
from core.dates import first_day, last_day, month_after, now, this_month, today
from core.errors import Conflict, InvalidInput
from core.jobs import Job, JobStatus, advance, defer, work
from core.wording import N_
from outlets.models import Outlet, Placement
from outlets.sales_models import SalesReport
from outlets.states import PlacementStatus

CLOSE = "close_period"
"""The kind of job that closes a month."""


class AlreadyClosed(Conflict):
    """The month is closed, or its close is being worked on."""

    code = "already_closed"
    sentence = N_(
        "Bulan %(month)s sudah ditutup. Bulan yang ditutup tidak dibuka lagi; koreksi masuk ke bulan terbuka."
    )


class BeingClosed(Conflict):
    """Somebody asked for the close of this month a moment ago."""

    code = "already_closed"
    sentence = N_("Penutupan bulan %(month)s sedang dikerjakan. Lihat hasilnya di halaman periode.")


class NotInOrder(Conflict):
    """An earlier month is still open; months close in order."""

    code = "not_in_order"
    sentence = N_("Tutup bulan %(earlier)s terlebih dahulu; bulan ditutup berurutan.")


class MonthNotEnded(Conflict):
    """The month still runs, or lies in the future."""

    code = "month_not_ended"
    sentence = N_("Bulan %(month)s belum berakhir. Bulan ini dapat ditutup setelah tanggal %(day)s.")


class NothingToClose(Conflict):
    """The first month that is closed must hold something; earlier months need no close."""

    code = "nothing_to_close"
    sentence = N_("Belum ada pembukuan pada bulan %(month)s, jadi tidak ada yang ditutup.")


class MissingReports(Conflict):
    """Outlets that sell have not reported; `missing` names them, finance may waive them with a reason."""

    code = "missing_reports"
    sentence = N_(
        "%(outlets)s gerai belum melapor untuk bulan %(month)s. Tunggu laporannya atau kesampingkan dengan alasan."
    )


class ReasonRequired(InvalidInput):
    """Reports are waived by somebody who says why."""

    code = "reason_required"
    sentence = N_("Tulis alasan mengapa laporan yang belum masuk dikesampingkan.")


@dataclass(frozen=True, slots=True)
class MissingReport:
    """An outlet that had products on its shelf in a month and sent no report touching it."""

    outlet_id: int
    outlet_name: str


def missing_reports(month: str) -> list[MissingReport]:
    """Outlets with an active placement in the month and no report, nil included, that touches it."""
    start, end = first_day(month), last_day(month)
    reported = exists().where(
        SalesReport.outlet_id == Outlet.id, SalesReport.period_start <= end, SalesReport.period_end >= start
    )
    was_active = exists().where(
        Placement.outlet_id == Outlet.id,
        Placement.status.in_((PlacementStatus.ACTIVE, PlacementStatus.ENDED)),
        Placement.accepted_at.is_not(None),
        Placement.starts_on <= end,
        func.coalesce(Placement.ends_on, date.max) >= start,
    )
    found = db.session.execute(
        select(Outlet.id, Outlet.name).where(was_active, ~reported).order_by(Outlet.name, Outlet.id)
    )
    return [MissingReport(outlet_id, name) for outlet_id, name in found]


def check_may_close(month: str) -> None:
    """Refuse a month that is closed, has not ended, or is not the next one.

    Raises `AlreadyClosed`, `MonthNotEnded`, `NotInOrder`, `NothingToClose`.
    """
    last_closed = db.session.execute(
        select(func.max(Period.month)).where(Period.status == PeriodStatus.CLOSED)
    ).scalar_one()
    if last_closed and month <= last_closed:
        raise AlreadyClosed(month=month)
    if last_day(month) >= today():
        raise MonthNotEnded(month=month, day=last_day(month))
    if last_closed and month != month_after(last_closed):
        raise NotInOrder(earlier=month_after(last_closed))
    posted_in = exists().where(Transfer.period == Period.month)
    first = db.session.execute(select(func.min(Period.month)).where(Period.month <= month, posted_in)).scalar_one()
    if last_closed is None and first is None:
        raise NothingToClose(month=month)
    if last_closed is None and first < month:
        raise NotInOrder(earlier=first)


def check_missing(month: str, *, waive_missing: bool, reason: str | None) -> list[MissingReport]:
    """The outlets that have not reported, when they are waived with a reason.

    Raises `MissingReports` when they are not, `ReasonRequired` when nobody says why.
    """
    missing = missing_reports(month)
    if missing and not waive_missing:
        raise MissingReports(outlets=len(missing), month=month, extra={"missing": as_list(missing)})
    if missing and not reason:
        raise ReasonRequired(field="reason")
    return missing


def as_list(missing: Sequence[MissingReport]) -> list[dict[str, object]]:
    """Missing reports as plain values."""
    return [{"outlet_id": report.outlet_id, "outlet_name": report.outlet_name} for report in missing]


def lock_for_closing(month: str) -> Period:
    """The month's row, locked alone until this transaction ends, made where it is missing.

    Postings under way are waited for, up to a minute. While no month is closed, any month may be posted to, so the
    first close also keeps out the rows of earlier months by locking the table against new ones.
    """
    db.session.execute(text("SET LOCAL lock_timeout = '60s'"))
    db.session.execute(text("SET LOCAL statement_timeout = '10min'"))
    any_closed = exists().where(Period.status == PeriodStatus.CLOSED)
    if not db.session.execute(select(any_closed)).scalar_one():
        db.session.execute(text("LOCK TABLE period IN SHARE ROW EXCLUSIVE MODE"))
    make_months(month)
    return db.session.execute(
        select(Period).where(Period.month == month).with_for_update().execution_options(populate_existing=True)
    ).scalar_one()


def close(
    month: str, *, by: UserAccount | None, waive_missing: bool = False, reason: str | None = None
) -> dict[str, object]:
    """Close a month: post PPN, issue the statements, and keep it closed. Returns how many statements and their sums.

    `by` is None for the command line. Raises as `check_may_close` and `check_missing`.
    """
    period = lock_for_closing(month)
    check_may_close(month)
    missing = check_missing(month, waive_missing=waive_missing, reason=reason)
    taxes = tax_postings(month)
    post(taxes, by_id=by.id if by else None)
    with resting_collector():
        issued = issue(month, drafts(month, taxes), by=by)
    period.status = PeriodStatus.CLOSED
    period.closed_by_id = by.id if by else None
    period.waived_missing = as_list(missing)
    period.reason = reason
    period.closed_at = now()
    db.session.flush()
    trial_balances.keep(month)
    waived = [report.outlet_id for report in missing]
    after: dict[str, object] = {"status": "closed", "statements": issued.count, "waived_outlets": waived}
    record("period:closed", period, by=by, before={"status": "open"}, after=after, reason=reason)
    defer(TELL, asked_by_id=by.id if by else None, month=month)
    return result_of(month)


def result_of(month: str) -> dict[str, object]:
    """What the close of a month came to, read from its statements."""
    count, outlets_owe, producers_owe = db.session.execute(
        select(
            func.count(),
            func.coalesce(func.sum(Statement.outlet_owes_rupiah), 0),
            func.coalesce(func.sum(Statement.producer_owes_rupiah), 0),
        ).where(Statement.period == month)
    ).one()
    return {
        "period": month,
        "statements": count,
        "outlet_owes_rupiah": int(outlets_owe),
        "producer_owes_rupiah": int(producers_owe),
    }


def ask_for_close(month: str, *, by: UserAccount, waive_missing: bool = False, reason: str | None = None) -> Job:
    """Have a month closed by the worker; what would be refused is refused at once.

    Raises as `close`, and `BeingClosed` when a close of this month waits or runs.
    """
    make_months(*{month, this_month()})  # so that nobody needs to make the running month's row while a close works
    lock_for_closing(month)
    check_may_close(month)
    check_missing(month, waive_missing=waive_missing, reason=reason)
    waiting = exists().where(
        Job.kind == CLOSE,
        Job.arguments["month"].astext == month,
        Job.status.in_((JobStatus.QUEUED, JobStatus.RUNNING)),
    )
    if db.session.execute(select(waiting)).scalar_one():
        raise BeingClosed(month=month)
    return defer(CLOSE, asked_by_id=by.id, month=month, waive_missing=waive_missing, reason=reason)


@work(CLOSE)
def close_period(job: Job) -> dict[str, object]:
    """The worker's half of `ask_for_close`. Run again after a crash, it finds its own close done or does it anew.

    The month was open when the job was asked for, and one job a month waits at a time: what its asker closed, it
    closed. No clock says so, for the one of a worker may be behind that of the web.
    """
    month = str(job.arguments["month"])
    by = db.session.get_one(UserAccount, job.asked_by_id)
    period = db.session.get(Period, month)
    if period is not None and period.closed_at is not None and period.closed_by_id == job.asked_by_id:
        return result_of(month)
    pairs = db.session.execute(select(func.count()).where(LedgerBook.kind == Book.PAIR)).scalar_one()
    advance(job, 0, pairs)
    result: dict[str, object] = committed(
        close, month, by=by, waive_missing=bool(job.arguments["waive_missing"]), reason=job.arguments["reason"]
    )
    advance(job, pairs, pairs)
    return result
