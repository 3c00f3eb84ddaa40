"""Posting a checked till file: one report a month of sale, all of them or none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from accounts.audit import record
from accounts.models import UserAccount
from commissions.assisted_reports import tell_outlet
from commissions.periods import lock_for_posting
from commissions.posting import LinesRefused, NothingToPost, write
from commissions.return_lines import check_returns, post_returns
from commissions.sales_file_check import FileCheck, differences_kept, other_receipts, reports_with
from commissions.sales_file_errors import CheckOutdated, FileAlreadyReported
from commissions.sales_file_months import MonthPart
from commissions.second_sources import BothNeedReceipts, Overlap, clash_days, decide, note, refuse_undecided
from commissions.stock_drawing import hold_back
from commissions.undecided_days import keep_undecided
from core.database import db
from core.dates import agency_zone, now
from core.errors import RowProblem
from core.money import format_rupiah
from outlets.models import Outlet
from outlets.sales_models import SalesFile, SalesReport
from outlets.sales_reports import claim_days, clash_of_days, open_report
from outlets.states import Channel, FileStatus, OverlapDecision


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


def post_file(
    sales_file: SalesFile, check: FileCheck, *, skip_wrong: bool, overlap: Overlap | None = None, by: UserAccount
) -> Confirmed:
    """Post the good lines of a locked file that was checked again just now.

    Days that another report answers for need `overlap`, what a person decided about them. Raises `FileAlreadyReported`
    when every good line is posted already, `LinesRefused` when lines are wrong and are not to be skipped or nothing
    else is there, `CheckOutdated` when other lines would be posted than the person saw, `DayAlreadyReported` and
    `AlreadyReported` when another report was faster, and as `commissions.second_sources.decide`.
    """
    outlet = sales_file.outlet
    refused = check.refused
    if not check.is_anything_good and check.duplicates:
        raise already_reported(sales_file, check)
    if refused and not (skip_wrong and check.is_anything_good):
        raise LinesRefused(rows=refused, wrong=len(refused), all=check.content.rows_read)
    if not check.is_anything_good:
        raise NothingToPost
    _refuse_what_was_not_seen(sales_file, check)
    months, expected = [], check.counts()["gross_rupiah"]
    is_decided = False
    for part in check.months():
        in_the_way = _days_in_the_way(outlet, part, check, overlap, by=by)
        is_decided = is_decided or bool(in_the_way)
        report = None
        if not part.is_empty:
            made = _post_month(outlet, sales_file, part, in_the_way, by=by)
            months.append(made)
            report = made.report
        if overlap is not None and in_the_way:
            note(outlet, in_the_way, overlap, report=report, sales_file_id=sales_file.id, by=by)
    confirmed = Confirmed(sales_file, months, [*refused, *check.duplicates])
    if not is_decided and confirmed.gross_rupiah != expected:  # held by a hair: stock or a return changed meanwhile
        raise CheckOutdated(lines=confirmed.lines_posted, gross=format_rupiah(confirmed.gross_rupiah))
    sales_file.status = FileStatus.CONFIRMED if months else FileStatus.REFUSED
    sales_file.confirmed_by_id, sales_file.confirmed_at = by.id, now()
    db.session.flush()
    record(
        "sales_file:confirmed",
        sales_file,
        by=by,
        before={"status": FileStatus.CHECKED.value},
        after={
            "status": sales_file.status.value,
            "reports": [month.report.id for month in months],
            "lines": confirmed.lines_posted,
            "gross_rupiah": confirmed.gross_rupiah,
            "skipped": len(refused),
            **({"decision": overlap.decision.value} if overlap is not None and is_decided else {}),
        },
        reason=overlap.reason if overlap is not None and is_decided else None,
        source=sales_file.source or None,
    )
    return confirmed


def _days_in_the_way(
    outlet: Outlet, part: MonthPart, check: FileCheck, overlap: Overlap | None, *, by: UserAccount
) -> set[date]:
    """The days of a month that another report answers for, after the lines follow what was decided about them."""
    clash = clash_of_days(outlet.id, part.days_claimed, shared=part.has_receipts)
    part.lines.known_keys = check.checked.known_keys
    if clash is None:
        return _other_receipts(outlet, part, check, overlap, by=by)
    if overlap is None:
        refuse_undecided(outlet, part.lines, clash)
    if overlap.decision is OverlapDecision.KEEP_BOTH:
        raise BothNeedReceipts(field="overlap.decision")
    in_the_way = clash_days(clash)
    decide(outlet, in_the_way, part.lines, overlap, by=by)
    if overlap.decision is OverlapDecision.KEEP_FIRST:
        part.leave_out(in_the_way)
    return in_the_way


def _other_receipts(
    outlet: Outlet, part: MonthPart, check: FileCheck, overlap: Overlap | None, *, by: UserAccount
) -> set[date]:
    """The days with receipts of another channel somebody decided about; the others wait."""
    days = {row.sold_on for row in other_receipts(outlet, check, part)}
    if overlap is None:
        part.lines.undecided = days
    if overlap is None or not days:
        return set()
    decide(outlet, days, part.lines, overlap, by=by)
    if overlap.decision is OverlapDecision.KEEP_FIRST:
        part.leave_out(days)
    return days


def _refuse_what_was_not_seen(sales_file: SalesFile, check: FileCheck) -> None:
    """Refuse to post anything but what the stored check showed, the other source beside it included."""
    counts, seen = check.counts(), sales_file.counts
    names = ("rows_valid", "rows_held", "gross_rupiah", "commission_rupiah")
    is_the_same = all(counts[name] == seen.get(name, 0) for name in names)
    if not is_the_same or differences_kept(sales_file.outlet, check) != sales_file.remarks.get("differences", []):
        raise CheckOutdated(lines=counts["rows_valid"], gross=format_rupiah(counts["gross_rupiah"]))


def _post_month(
    outlet: Outlet, sales_file: SalesFile, part: MonthPart, in_the_way: set[date], *, by: UserAccount
) -> MonthPosted:
    """Make the report of one month: its days, its lines, what customers brought back, and what all mean in the ledger.

    Raises `CheckOutdated` when a sale that a return names has lost its pieces since the check.
    """
    posted_in = lock_for_posting(part.month)
    lines, days = part.lines, part.days
    days_claimed, has_receipts = part.days_claimed, part.has_receipts
    hold_back(outlet, lines)
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
    claim_days(report, days_claimed, has_receipts=has_receipts, without=in_the_way)
    keep_undecided(report, lines.undecided)
    write(report, outlet, lines, posting_month=posted_in, by=by)
    returns = check_returns(outlet, part.returns, start=min(days), end=max(days), by=by)
    if returns.wrong or returns.duplicates:
        raise CheckOutdated(lines=len(lines.priced), gross=format_rupiah(lines.gross_rupiah))
    departures = post_returns(report, returns, by=by)
    made = MonthPosted(
        report,
        part.month,
        posted_in,
        len(lines.priced) + len(departures),
        len(lines.held),
        lines.gross_rupiah - returns.gross_rupiah,
        lines.commission_rupiah - returns.commission_rupiah,
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
        on_behalf_of="outlet" if by.is_staff else None,
        source=sales_file.source or None,
    )
    tell_outlet(report, outlet, by=by)
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
