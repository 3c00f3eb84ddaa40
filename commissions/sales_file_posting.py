"""Posting a checked till file: one report a month of sale, all of them or none."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from accounts.audit import record
from accounts.models import UserAccount
from commissions.line_checks import Checked
from commissions.periods import lock_for_posting
from commissions.posting import LinesRefused, NothingToPost, write
from commissions.sales_file_check import FileCheck, by_month, reports_with
from commissions.sales_file_errors import CheckOutdated, FileAlreadyReported
from commissions.stock_drawing import hold_back
from core.database import db
from core.dates import agency_zone, now
from core.errors import RowProblem
from core.money import format_rupiah
from outlets.models import Outlet
from outlets.sales_models import SalesFile, SalesReport
from outlets.sales_reports import claim_days, open_report
from outlets.states import Channel, FileStatus


@dataclass(frozen=True)
class MonthPosted:
    """The report made of the lines of one month; `posted_in` differs from `month` when that month was closed."""

    report: SalesReport
    month: str
    posted_in: str
    lines_posted: int
    lines_held: int
    gross_rupiah: int
    commission_rupiah: int


@dataclass(frozen=True)
class Confirmed:
    """What confirming a file made, and the rows it left out."""

    sales_file: SalesFile
    months: list[MonthPosted]
    rows_left_out: list[RowProblem]

    @property
    def lines_posted(self) -> int:
        """Lines of all months."""
        return sum(month.lines_posted for month in self.months)

    @property
    def lines_held(self) -> int:
        """Lines of all months that wait for a decision."""
        return sum(month.lines_held for month in self.months)

    @property
    def gross_rupiah(self) -> int:
        """Gross of all months."""
        return sum(month.gross_rupiah for month in self.months)

    @property
    def commission_rupiah(self) -> int:
        """Commission of all months."""
        return sum(month.commission_rupiah for month in self.months)


def post_file(sales_file: SalesFile, check: FileCheck, *, skip_wrong: bool, by: UserAccount) -> Confirmed:
    """Post the good lines of a locked file that was checked again just now.

    Raises `FileAlreadyReported` when every good line is posted already, `LinesRefused` when lines are wrong and are not
    to be skipped or nothing else is there, `CheckOutdated` when other lines would be posted than the person saw, and
    `DayAlreadyReported` and `AlreadyReported` when another report was faster.
    """
    outlet = sales_file.outlet
    refused = check.refused
    if not check.checked.priced and check.checked.duplicates:
        raise already_reported(sales_file, check)
    if refused and not (skip_wrong and check.checked.priced):
        raise LinesRefused(rows=refused, wrong=len(refused), all=check.content.rows_read)
    if not check.checked.priced:
        raise NothingToPost
    _refuse_what_was_not_seen(sales_file, check)
    months = [
        _post_month(outlet, sales_file, month, part, posted_in=lock_for_posting(month), by=by)
        for month, part in by_month(check.checked).items()
    ]
    sales_file.status = FileStatus.CONFIRMED
    sales_file.confirmed_by_id, sales_file.confirmed_at = by.id, now()
    db.session.flush()
    confirmed = Confirmed(sales_file, months, [*refused, *check.duplicates])
    record(
        "sales_file:confirmed",
        sales_file,
        by=by,
        before={"status": FileStatus.CHECKED.value},
        after={
            "status": FileStatus.CONFIRMED.value,
            "reports": [month.report.id for month in months],
            "lines": confirmed.lines_posted,
            "gross_rupiah": confirmed.gross_rupiah,
            "skipped": len(refused),
        },
        source=sales_file.source or None,
    )
    return confirmed


def _refuse_what_was_not_seen(sales_file: SalesFile, check: FileCheck) -> None:
    """Refuse to post anything but what the stored check showed."""
    counts = check.counts()
    if any(counts[name] != sales_file.counts.get(name) for name in ("rows_valid", "gross_rupiah", "commission_rupiah")):
        raise CheckOutdated(lines=counts["rows_valid"], gross=format_rupiah(counts["gross_rupiah"]))


def _post_month(
    outlet: Outlet, sales_file: SalesFile, month: str, part: Checked, *, posted_in: str, by: UserAccount
) -> MonthPosted:
    """Make the report of one month: its days, its lines, and what they mean in the ledger."""
    days, has_receipts = part.days, part.has_receipts
    hold_back(outlet, part)
    report = open_report(
        outlet,
        start=min(days),
        end=max(days),
        channel=Channel.FILE,
        is_nil=False,
        by=by,
        source=sales_file.source,
        sales_file_id=sales_file.id,
    )
    claim_days(report, days, has_receipts=has_receipts)
    write(report, outlet, part, posting_month=posted_in, by=by)
    made = MonthPosted(
        report, month, posted_in, len(part.priced), len(part.held), part.gross_rupiah, part.commission_rupiah
    )
    record(
        "sales_report:posted",
        report,
        by=by,
        after={
            "lines": made.lines_posted,
            "held": made.lines_held,
            "gross_rupiah": made.gross_rupiah,
            "month": posted_in,
        },
        source=sales_file.source or None,
    )
    return made


def already_reported(sales_file: SalesFile, check: FileCheck | None = None) -> FileAlreadyReported:
    """The refusal that names when and by whom the rows of a file were posted, in this upload or in another."""
    reports = reports_of(sales_file) if check is None else reports_with(sales_file.outlet, check)
    latest = max(reports, key=lambda report: report.id)
    who = db.session.get_one(UserAccount, latest.reported_by_id).name
    day = latest.reported_at.astimezone(agency_zone()).date()
    return FileAlreadyReported(day=day, who=who, extra={"report_ids": sorted(report.id for report in reports)})


def reports_of(sales_file: SalesFile) -> Sequence[SalesReport]:
    """The reports an upload has made, by month."""
    rows = select(SalesReport).where(SalesReport.sales_file_id == sales_file.id).order_by(SalesReport.period_start)
    return db.session.execute(rows).scalars().all()
