"""What closing a month would write down, what is not in it and why; computed each time, stored nowhere."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Row, Select, cast, func, select

from accounts.access import in_regions_of
from accounts.models import UserAccount
from commissions import disputes, objections, payment_lists, undecided_days
from commissions.closing import MissingReport, MissingReports, check_may_close, missing_reports
from commissions.dispute_models import StatementDispute
from commissions.drafting import Draft, drafts, tax_postings
from commissions.models import LedgerBook, Period, PeriodStatus, Statement, Transfer
from commissions.objection_models import ReportObjection
from commissions.objection_states import ObjectionStatus
from commissions.settlement_models import Payment
from commissions.settlement_states import PaymentStatus
from commissions.statements import FIELDS, StatementFigures, add
from core.database import db
from core.dates import first_day, last_day, this_month
from core.errors import Refusal
from core.wording import Problem
from outlets import held_lines
from outlets.campaign_models import CampaignDelivery
from outlets.held_models import HeldLine
from outlets.models import Outlet
from outlets.sales_models import SaleLine, SalesFile, SalesReport, UndecidedDay
from outlets.states import FileStatus
from outlets.stock_states import HeldStatus
from partnerships.models import Producer

ROWS_SHOWN = 200


@dataclass(frozen=True, slots=True)
class PairPreview:
    """The figures of one pair with the names of its sides; `statement_id` once the month is closed."""

    producer_id: int
    producer_name: str
    outlet_id: int
    outlet_name: str
    figures: StatementFigures
    statement_id: int | None = None


@dataclass(frozen=True, slots=True)
class PendingFile:
    """A till file that was uploaded and not confirmed, so that its rows are not in the ledger."""

    id: int
    outlet_id: int
    outlet_name: str
    status: FileStatus
    rows_valid: int


@dataclass(frozen=True, slots=True)
class Preview:
    """A month before its close, or as it was closed."""

    month: str
    period: Period | None
    obstacles: Sequence[Problem]
    missing: Sequence[MissingReport]
    pending_files: Sequence[PendingFile]
    held: Sequence[Row[Any]]
    unconfirmed: Sequence[Row[Any]]
    disputed: Sequence[Row[Any]]
    objected: Sequence[Row[Any]]
    undecided: Sequence[Row[Any]]
    late_lines: int
    late_gross_rupiah: int
    pairs: Sequence[PairPreview]
    totals: StatementFigures

    @property
    def is_closed(self) -> bool:
        """Whether the figures are final."""
        return self.period is not None and self.period.status is PeriodStatus.CLOSED


@dataclass(frozen=True, slots=True)
class MonthRow:
    """One month of the list: whether it is closed, and how much was posted in it."""

    month: str
    status: PeriodStatus
    gross_rupiah: int
    statements: int
    is_next: bool


def preview(month: str, *, by: UserAccount) -> Preview:
    """The month as it would be closed now; of a closed month, as it was. Figures are those the reader may see."""
    period = db.session.get(Period, month)
    is_closed = period is not None and period.status is PeriodStatus.CLOSED
    outlets = visible_outlets(by)
    pairs = _closed_pairs(month, outlets) if is_closed else _open_pairs(month, outlets)
    late, late_gross = _late(month, outlets)
    seen = set(db.session.execute(outlets).scalars())
    missing = [] if is_closed else [report for report in missing_reports(month) if report.outlet_id in seen]
    return Preview(
        month,
        period,
        [] if is_closed else _obstacles(month, missing),
        missing,
        [] if is_closed else _pending_files(month, outlets),
        [] if is_closed else _held(month, by),
        [] if is_closed else _unconfirmed(month, by),
        [] if is_closed else _disputed(by),
        [] if is_closed else _objected(month, by),
        [] if is_closed else _undecided(month, by),
        late,
        late_gross,
        pairs,
        add(pair.figures for pair in pairs),
    )


def _late(month: str, outlets: Select[tuple[int]]) -> tuple[int, int]:
    """How many late lines, of the shelf and of pre-orders, are posted in a month, and their gross."""
    count, gross = 0, 0
    for line in (SaleLine, CampaignDelivery):
        rows = select(func.count(), cast(func.coalesce(func.sum(line.gross_rupiah), 0), BigInteger))
        lines, rupiah = db.session.execute(
            rows.where(line.period == month, line.late, line.outlet_id.in_(outlets))
        ).one()
        count, gross = count + lines, gross + rupiah
    return count, gross


def visible_outlets(by: UserAccount) -> Select[tuple[int]]:
    """The ids of the outlets whose figures a member of staff may see."""
    return select(Outlet.id).where(in_regions_of(by, Outlet.region_code))


def _obstacles(month: str, missing: Sequence[MissingReport]) -> list[Problem]:
    """Why the month could not be closed now."""
    found = []
    try:
        check_may_close(month)
    except Refusal as refusal:
        found.append(refusal.problem)
    if missing:
        found.append(MissingReports(outlets=len(missing), month=month).problem)
    return found


def _open_pairs(month: str, outlets: Select[tuple[int]]) -> list[PairPreview]:
    """What each pair's statement would say."""
    return _named([(draft, None) for draft in drafts(month, tax_postings(month))], outlets)


def _closed_pairs(month: str, outlets: Select[tuple[int]]) -> list[PairPreview]:
    """What each pair's statement says."""
    columns = [getattr(Statement, name) for name in FIELDS]
    rows = db.session.execute(
        select(Statement.id, Statement.book_id, Statement.producer_id, Statement.outlet_id, *columns)
        .where(Statement.period == month)
        .order_by(Statement.id)
    )
    found = [
        (Draft(book_id, producer_id, outlet_id, StatementFigures(*rest)), statement_id)
        for statement_id, book_id, producer_id, outlet_id, *rest in rows
    ]
    return _named(found, outlets)


def _named(found: Sequence[tuple[Draft, int | None]], outlets: Select[tuple[int]]) -> list[PairPreview]:
    """Pairs of visible outlets with the names of their sides, in the order of the names."""
    names = {
        book_id: (producer, outlet)
        for book_id, producer, outlet in db.session.execute(
            select(LedgerBook.id, Producer.name, Outlet.name)
            .join(Producer, Producer.id == LedgerBook.producer_id)
            .join(Outlet, Outlet.id == LedgerBook.outlet_id)
            .where(LedgerBook.outlet_id.in_(outlets))
        )
    }
    pairs = [
        PairPreview(
            draft.producer_id, names[draft.book_id][0], draft.outlet_id, names[draft.book_id][1], draft.figures, number
        )
        for draft, number in found
        if draft.book_id in names
    ]
    return sorted(pairs, key=lambda pair: (pair.outlet_name, pair.producer_name, pair.producer_id))


def _pending_files(month: str, outlets: Select[tuple[int]]) -> list[PendingFile]:
    """Till files of the month's outlets that wait for their columns or for somebody's yes."""
    waiting = (FileStatus.NEEDS_MAPPING, FileStatus.CHECKED)
    rows = db.session.execute(
        select(SalesFile.id, Outlet.id, Outlet.name, SalesFile.status, SalesFile.counts)
        .join(Outlet, Outlet.id == SalesFile.outlet_id)
        .where(SalesFile.status.in_(waiting), Outlet.id.in_(outlets))
        .where(func.date(SalesFile.uploaded_at) >= first_day(month))
        .order_by(SalesFile.id)
        .limit(ROWS_SHOWN)
    )
    return [
        PendingFile(file_id, outlet_id, name, status, int((counts or {}).get("rows_valid", 0)))
        for file_id, outlet_id, name, status, counts in rows
    ]


def _held(month: str, by: UserAccount) -> Sequence[Row[Any]]:
    """The lines sold up to the end of a month that are still held; they move on when it closes."""
    rows = held_lines.rows(by, status=HeldStatus.HELD).where(HeldLine.sold_on <= last_day(month))
    return db.session.execute(rows.order_by(HeldLine.sold_on, HeldLine.id).limit(ROWS_SHOWN)).all()


def _unconfirmed(month: str, by: UserAccount) -> Sequence[Row[Any]]:
    """Payments up to the end of a month that the other side has not confirmed, so that no claim has moved yet."""
    rows = payment_lists.rows(by, {"status": PaymentStatus.ANNOUNCED}).where(Payment.paid_on <= last_day(month))
    return db.session.execute(rows.order_by(Payment.paid_on, Payment.id).limit(ROWS_SHOWN)).all()


def _disputed(by: UserAccount) -> Sequence[Row[Any]]:
    """Lines of earlier statements that nobody has decided about; what comes of them is posted in a later month."""
    rows = disputes.rows(by).where(disputes.is_open())
    return db.session.execute(rows.order_by(StatementDispute.id).limit(ROWS_SHOWN)).all()


def _objected(month: str, by: UserAccount) -> Sequence[Row[Any]]:
    """Objections of outlets, open yet, to what staff entered for them up to the end of a month."""
    rows = objections.rows(by, ObjectionStatus.OPEN).where(SalesReport.period_start <= last_day(month))
    return db.session.execute(rows.order_by(ReportObjection.id).limit(ROWS_SHOWN)).all()


def _undecided(month: str, by: UserAccount) -> Sequence[Row[Any]]:
    """Reports with days up to the end of a month that stand beside another channel's, undecided."""
    rows = undecided_days.rows(by).where(UndecidedDay.day <= last_day(month))
    return db.session.execute(rows.limit(ROWS_SHOWN)).all()


def months(by: UserAccount) -> list[MonthRow]:
    """The months that hold something, the newest first, and the running one."""
    outlets = visible_outlets(by)
    gross: Counter[str] = Counter()
    for line in (SaleLine, CampaignDelivery):
        sums = select(line.period, cast(func.sum(line.gross_rupiah), BigInteger)).where(line.outlet_id.in_(outlets))
        gross.update(dict(db.session.execute(sums.group_by(line.period)).all()))
    issued = dict(
        db.session.execute(
            select(Statement.period, func.count()).where(Statement.outlet_id.in_(outlets)).group_by(Statement.period)
        ).all()
    )
    holding = select(Transfer.id).where(Transfer.period == Period.month).exists()
    known = select(Period.month, Period.status).where(holding | (Period.status == PeriodStatus.CLOSED))
    stored = dict(db.session.execute(known).all())
    stored.setdefault(this_month(), PeriodStatus.OPEN)
    still_open = [month for month, status in stored.items() if status is PeriodStatus.OPEN]
    first_open = min(still_open)
    return [
        MonthRow(
            month,
            status,
            gross[month],
            issued.get(month, 0),
            month == first_open and last_day(month) < first_day(this_month()),
        )
        for month, status in sorted(stored.items(), reverse=True)
    ]
