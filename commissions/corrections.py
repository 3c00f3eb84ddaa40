"""Correcting what a report says: a line is reversed and entered again, a forgotten one is added, nothing is edited.

Both go into a report of their own that names the one it corrects, whose days stay claimed by that one. No double is
possible: corrections of a report are numbered without a gap and whoever sends one says how many they have seen, a line
is replaced once, and a line like one that still stands is refused unless it is said to be a further sale.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from accounts.audit import record
from accounts.models import UserAccount
from commissions.assisted_reports import tell_outlet
from commissions.correction_chains import corrections_of, replacing_report, root_of
from commissions.departures import (
    DepartureKind,
    ReversalOfReversal,
    TakenBackMeanwhile,
    month_for,
    pieces_left,
    post_departure,
)
from commissions.line_checks import OUTSIDE_PERIOD, TOO_LONG_AGO, Checked, far_prices, latest_day, refused_row
from commissions.periods import earliest_day, lock_for_posting
from commissions.posting import LinesRefused, NothingToPost, write
from commissions.price_books import price_book_of
from commissions.pricing import PricedLine, ReportLine, price
from commissions.stock_drawing import hold_back
from core.database import db, get_visible
from core.dates import month_of
from core.errors import Conflict, InvalidInput, NotFound, RowProblem
from core.wording import N_, Problem
from outlets.held_models import HeldLine
from outlets.models import Outlet
from outlets.sales_models import LineKind, SaleLine, SalesReport
from outlets.sales_reports import CorrectedMeanwhile, Correction, lines_visible_to, open_report, visible_to
from outlets.states import Channel
from outlets.stock_states import HeldStatus

SAME_LINE_STANDS = Problem(
    "same_line_stands",
    N_("Baris yang sama sudah tercatat pada hari itu. Bila memang terjual lagi, nyatakan sebagai penjualan tambahan."),
)


class CorrectedAlready(Conflict):
    """The line was replaced before. Parameters: `report`."""

    code = "corrected_already"
    sentence = N_("Baris ini sudah dikoreksi pada laporan %(report)s. Koreksi baris penggantinya bila masih keliru.")


class OnlyReturnsLeft(Conflict):
    """Nothing of the sale is left because customers brought it back; a return is cancelled, not corrected."""

    code = "only_returns_left"
    sentence = N_("Semua barang pada baris ini sudah dikembalikan pembeli. Batalkan returnya bila keliru.")


class NothingChanges(InvalidInput):
    """The correction says what stands there already."""

    code = "nothing_changes"
    sentence = N_("Isinya sama dengan yang sudah tercatat. Ubah jumlah, harga atau produknya.")


@dataclass(frozen=True)
class Corrected:
    """What a correction came to. `reversal` is the line that took the wrong one back, None where that was done."""

    report: SalesReport
    reversal: SaleLine | None
    lines_posted: int
    lines_held: int
    gross_rupiah: int
    commission_rupiah: int
    warnings: list[RowProblem]


def correct(
    line_id: int,
    *,
    quantity: int,
    reason: str,
    channel: Channel,
    by: UserAccount,
    unit_price_rupiah: int | None = None,
    placement_id: int | None = None,
    pieces_seen: int | None = None,
    also_sold: bool = False,
    is_re_rated: bool = False,
    source: str = "",
) -> Corrected:
    """Take back what is left of a sale and enter it again as it was, on the same day and receipt.

    Price and product stay those of the line unless they are given. A line that was taken back before is only entered
    again. Both are posted in the month of the day, or the oldest open one, never before the line's last posting.
    A line `is_re_rated` when only the agreed rate of its day was corrected: then nothing else need change.
    Raises `NotFound`, `ReversalOfReversal`, `CorrectedAlready`, `OnlyReturnsLeft`, `NothingChanges`,
    `TakenBackMeanwhile` when other than `pieces_seen` are left, `LinesRefused` and `CorrectedMeanwhile`.
    """
    wrong = db.session.execute(lines_visible_to(by).where(SaleLine.id == line_id)).scalar_one_or_none()
    if wrong is None:
        raise NotFound
    if wrong.kind is not LineKind.SALE:
        raise ReversalOfReversal
    replaced = replacing_report(wrong.id)
    if replaced is not None:
        raise CorrectedAlready(report=replaced.id)
    left = pieces_left(wrong)
    if pieces_seen is not None and pieces_seen != left:
        raise TakenBackMeanwhile
    line = ReportLine(
        1,
        wrong.sold_on,
        placement_id or wrong.placement_id,
        quantity,
        wrong.unit_price_rupiah if unit_price_rupiah is None else unit_price_rupiah,
        wrong.reference,
    )
    if (
        left
        and not is_re_rated
        and (line.item, line.quantity, line.unit_price_rupiah)
        == (
            wrong.placement_id,
            left,
            wrong.unit_price_rupiah,
        )
    ):
        raise NothingChanges(field="quantity")
    reversal = None
    if left:
        reversal = post_departure(wrong, quantity=left, kind=DepartureKind.WRONG_ENTRY, by=by).line
    elif not _was_taken_back(wrong):
        raise OnlyReturnsLeft
    root = root_of(db.session.get_one(SalesReport, wrong.report_id))
    correction = Correction(root.id, corrections_of(root) + 1, reason, wrong.id)
    month = month_for(wrong, wrong.sold_on)
    done = _enter(
        root,
        [line],
        correction,
        month=month,
        codes={1: wrong.code} if line.item == wrong.placement_id else {},
        also_sold=also_sold,
        channel=channel,
        source=source,
        by=by,
    )
    after = {"report_id": done.report.id, "pieces": quantity, "month": month}
    record("sale_line:corrected", wrong, by=by, before={"pieces": left}, after=after, reason=reason)
    return Corrected(done.report, reversal, *_figures(done))


def add_forgotten(
    report_id: int,
    *,
    lines: Sequence[ReportLine],
    corrections_seen: int,
    reason: str,
    channel: Channel,
    by: UserAccount,
    also_sold: bool = False,
    source: str = "",
) -> Corrected:
    """Add lines that a report forgot, within its days; sending the same form twice adds them once.

    `corrections_seen` is how many corrections the report had when the form was read. Raises `NotFound`,
    `NothingToPost`, `CorrectedMeanwhile`, `LinesRefused`.
    """
    report = get_visible(visible_to(by), SalesReport, report_id)
    if report is None:
        raise NotFound
    if not lines:
        raise NothingToPost(field="lines")
    root = root_of(report)
    if corrections_of(root) != corrections_seen:
        raise CorrectedMeanwhile
    correction = Correction(root.id, corrections_seen + 1, reason)
    month = lock_for_posting(month_of(root.period_start))
    done = _enter(root, lines, correction, month=month, also_sold=also_sold, channel=channel, source=source, by=by)
    record(
        "sales_report:line_added",
        root,
        by=by,
        after={"report_id": done.report.id, "lines": len(lines), "month": month},
        reason=reason,
    )
    return Corrected(done.report, None, *_figures(done))


@dataclass(frozen=True)
class _Entered:
    report: SalesReport
    checked: Checked


def _figures(entered: _Entered) -> tuple[int, int, int, int, list[RowProblem]]:
    checked = entered.checked
    return (
        len(checked.priced),
        len(checked.held),
        checked.gross_rupiah,
        checked.commission_rupiah,
        checked.warnings,
    )


def _enter(
    root: SalesReport,
    lines: Sequence[ReportLine],
    correction: Correction,
    *,
    month: str,
    also_sold: bool,
    channel: Channel,
    source: str,
    by: UserAccount,
    codes: dict[int, str] | None = None,
) -> _Entered:
    """Price lines as of their day and post them in a report that corrects `root`. Raises `LinesRefused`."""
    outlet = db.session.get_one(Outlet, root.outlet_id)
    checked = _checked(root, outlet, lines, codes or {}, also_sold=also_sold, by=by)
    if checked.wrong:
        raise LinesRefused(rows=checked.wrong, wrong=len(checked.wrong), all=len(lines))
    hold_back(outlet, checked)
    days = [line.sold_on for line in lines]
    report = open_report(
        outlet,
        start=min(days),
        end=max(days),
        channel=channel,
        is_nil=False,
        by=by,
        source=source,
        corrects=correction,
    )
    write(report, outlet, checked, posting_month=month, by=by)
    record(
        "sales_report:posted",
        report,
        by=by,
        after={"lines": len(checked.priced), "held": len(checked.held), "month": month},
        on_behalf_of="outlet" if by.is_staff else None,
        source=source or None,
        reason=correction.correction_reason,
    )
    tell_outlet(report, outlet, by=by)
    return _Entered(report, checked)


def _checked(
    root: SalesReport,
    outlet: Outlet,
    lines: Sequence[ReportLine],
    codes: dict[int, str],
    *,
    also_sold: bool,
    by: UserAccount,
) -> Checked:
    """The lines priced and told apart from those that stand already, or what is wrong with each."""
    checked = Checked()
    earliest = None if by.is_staff else earliest_day()
    wanted = []
    for line in lines:
        if not root.period_start <= line.sold_on <= root.period_end:
            problem = Problem("outside_period", OUTSIDE_PERIOD, {"day": line.sold_on})
            checked.wrong.append(refused_row(line, problem))
        elif earliest is not None and line.sold_on < earliest:
            checked.wrong.append(refused_row(line, Problem("too_long_ago", TOO_LONG_AGO, {"day": earliest})))
        else:
            wanted.append(line)
    priced, refused = price(price_book_of(outlet), wanted, latest_day=latest_day(outlet))
    checked.wrong += [refused_row(line, fault) for line, fault in refused]
    taken: Counter[tuple[object, ...]] = Counter()
    for one in priced:
        code = codes.get(one.line.row) or (one.line.item if isinstance(one.line.item, str) else one.terms.placed.code)
        if not also_sold and _stands(outlet, one):
            checked.wrong.append(RowProblem(one.line.row, "quantity", SAME_LINE_STANDS, value=str(one.line.quantity)))
            continue
        scan = (one.line.sold_on, one.line.reference, code, one.line.quantity, one.line.unit_price_rupiah)
        taken[scan] += 1
        occurrence = _times_known(outlet, one, code) + taken[scan]
        checked.priced.append(one._replace(line=one.line._replace(item=code, occurrence=occurrence)))
    checked.warnings = far_prices(checked.priced)
    return checked


def _stands(outlet: Outlet, one: PricedLine) -> bool:
    """Whether a line of the same product, day, receipt, pieces and price is posted and still sold, or is held."""
    same = _same(outlet, one) | {"product_id": one.terms.placed.product_id}
    sold = select(SaleLine).filter_by(**same, kind=LineKind.SALE)
    sold = sold.where(SaleLine.period >= month_of(one.line.sold_on))
    if any(pieces_left(found) for found in db.session.execute(sold).scalars()):
        return True
    held = select(HeldLine.id).filter_by(**same, status=HeldStatus.HELD)
    return db.session.execute(held.limit(1)).scalar_one_or_none() is not None


def _times_known(outlet: Outlet, one: PricedLine, code: str) -> int:
    """How often a line of this day, receipt, code, pieces and price was reported, whatever became of it."""
    same = _same(outlet, one) | {"code": code}
    sold = select(func.max(SaleLine.occurrence)).filter_by(**same)
    sold = sold.where(SaleLine.period >= month_of(one.line.sold_on))
    held = select(func.max(HeldLine.occurrence)).filter_by(**same)
    return max(db.session.execute(rows).scalar_one() or 0 for rows in (sold, held))


def _same(outlet: Outlet, one: PricedLine) -> dict[str, Any]:
    """What two reports of the same sale have in common."""
    return {
        "producer_id": one.terms.placed.producer_id,
        "outlet_id": outlet.id,
        "sold_on": one.line.sold_on,
        "quantity": one.line.quantity,
        "unit_price_rupiah": one.line.unit_price_rupiah,
        "reference": one.line.reference,
    }


def _was_taken_back(wrong: SaleLine) -> bool:
    """Whether some of a sale was taken back as a wrong entry."""
    rows = select(SaleLine.id).where(SaleLine.reverses_id == wrong.id, SaleLine.kind == LineKind.REVERSAL)
    return db.session.execute(rows.limit(1)).scalar_one_or_none() is not None
