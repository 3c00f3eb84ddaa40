"""Posting a sales report: price its lines, store them, and write what they mean into the ledger, all or nothing.

One entry a report and producer carries the sums, one transfer for each kind, leg, account, month of sale and tax
document (docs/ledger.md), so closing a month never reads the lines again.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from accounts.audit import record
from accounts.models import UserAccount
from commissions.assisted_reports import tell_outlet
from commissions.days_in_the_way import days_in_the_way
from commissions.journal import Posting, pair_books, post
from commissions.line_checks import DUPLICATE, Checked, check_lines, latest_day
from commissions.periods import lock_for_posting
from commissions.posted_totals import LineSum, note_report
from commissions.pricing import PricedLine, PricedTerms, ReportLine
from commissions.return_lines import ReturnLine, check_returns, post_returns
from commissions.second_sources import Overlap, note
from commissions.stock_drawing import draw_from_stock, hold_back, keep_held
from commissions.tax_codes import TaxCodes
from commissions.transfers import sale_transfers
from commissions.undecided_days import keep_undecided
from core.copying import copy_text
from core.dates import days_between, month_of
from core.errors import InvalidInput, RowProblem
from core.wording import N_
from outlets.models import Outlet
from outlets.money_routes import MoneyRoute
from outlets.sales_files import line_key
from outlets.sales_models import SalesReport
from outlets.sales_reports import (
    AlreadyReported,
    check_range,
    claim_days,
    copy_lines,
    name_items,
    open_report,
)
from outlets.states import Channel
from outlets.stock import Draw

BLOCK = 2_000


class LinesRefused(InvalidInput):
    """Some lines are wrong, and the caller did not choose to post the good ones alone."""

    code = "lines_refused"
    sentence = N_("%(wrong)s dari %(all)s baris perlu diperbaiki. Tidak ada yang dibukukan.")


class NothingToPost(InvalidInput):
    """A report without lines that does not say nil."""

    code = "nothing_to_post"
    sentence = N_("Laporan tidak berisi baris. Tambahkan penjualan atau kirim laporan nihil.")


class NilWithLines(InvalidInput):
    """A nil report says that nothing was sold, yet lines came with it."""

    code = "nil_with_lines"
    sentence = N_("Laporan nihil tidak boleh berisi baris penjualan.")


@dataclass(frozen=True)
class Posted:
    """What a posted report came to."""

    report: SalesReport
    lines_posted: int
    lines_held: int
    gross_rupiah: int
    commission_rupiah: int
    rows: list[RowProblem]
    warnings: list[RowProblem]


def post_report(
    outlet: Outlet,
    *,
    period_start: date,
    period_end: date,
    lines: Sequence[ReportLine],
    returns: Sequence[ReturnLine] = (),
    nil: bool,
    channel: Channel,
    by: UserAccount,
    source: str = "",
    skip_wrong: bool = False,
    sales_file_id: int | None = None,
    request_sha256: str | None = None,
    on_behalf_of: str | None = None,
    drawn_from: Mapping[int, Sequence[Draw]] | None = None,
    overlap: Overlap | None = None,
) -> Posted:
    """Post a report of an outlet, with everything it means in the ledger.

    Locks the month it is posted in. Days that another report answers for are refused with both sides by side, unless
    `overlap` says what a person decided about them. A refusal may leave rows behind that the caller's
    transaction, which it ends, takes away. `drawn_from` says by row from which batches pieces came, where somebody has
    counted them. Lines known already are left out and named in `rows`. Raises
    `NothingToPost`, `NilWithLines`, `LinesRefused` (unless `skip_wrong`), `AlreadyReported` when no line is new,
    `DayAlreadyReported`, and as `check_range` and `commissions.second_sources.decide`.
    """
    check_range(period_start, period_end)
    if nil and (lines or returns):
        raise NilWithLines(field="nil")
    if not nil and not lines and not returns:
        raise NothingToPost(field="lines")
    if nil and period_end > latest_day(outlet):
        raise LinesRefused(field="period_end", wrong=1, all=1)
    month = month_of(period_start)
    posting_month = lock_for_posting(month)
    checked = check_lines(outlet, lines, by=by, start=period_start, end=period_end)
    is_postable = bool(checked.priced or returns) and (skip_wrong or not checked.wrong)
    in_the_way: set[date] = set()
    if is_postable:
        whole = days_between(period_start, period_end)
        in_the_way = days_in_the_way(outlet, checked, returns, whole, overlap, channel=channel, by=by)
    hold_back(outlet, checked, drawn_from or {})
    report = open_report(
        outlet,
        start=period_start,
        end=period_end,
        channel=channel,
        is_nil=nil,
        by=by,
        source=source,
        sales_file_id=sales_file_id,
        request_sha256=request_sha256,
    )
    if returns:  # What is brought back the same day may name a sale of this very report, so the sales stand first.
        write(report, outlet, checked, posting_month=posting_month, by=by)
    brought_back = check_returns(outlet, returns, start=period_start, end=period_end, by=by)
    wrong = sorted([*checked.wrong, *brought_back.wrong], key=lambda row: row.row)
    is_anything_good = bool(checked.priced or checked.held or brought_back.found)
    if wrong and not (skip_wrong and is_anything_good):
        raise LinesRefused(rows=wrong, wrong=len(wrong), all=len(lines) + len(returns))
    if not nil and not is_anything_good:
        raise AlreadyReported
    reported = [priced.line for priced in checked.priced] + [held.priced.line for held in checked.held]
    claim_days(
        report,
        [*(line.sold_on for line in reported), *(line.returned_on for line, _, _ in brought_back.found)],
        has_receipts=all(line.reference for line in reported)
        and all(line.reference for line, _, _ in brought_back.found),
        without=in_the_way,
    )
    if overlap is not None and in_the_way:
        note(outlet, in_the_way, overlap, report=report, by=by)
    keep_undecided(report, checked.undecided)
    if not returns:
        write(report, outlet, checked, posting_month=posting_month, by=by)
    departures = post_returns(report, brought_back, by=by)
    duplicates = [RowProblem(line.row, "reference", DUPLICATE) for line in checked.duplicates]
    posted = Posted(
        report,
        len(checked.priced) + len(departures),
        len(checked.held),
        checked.gross_rupiah + sum(departure.line.gross_rupiah for departure in departures),
        checked.commission_rupiah + sum(departure.line.commission_rupiah for departure in departures),
        sorted([*wrong, *duplicates, *brought_back.duplicates], key=lambda row: row.row),
        checked.warnings,
    )
    _note(posted, outlet, posting_month, on_behalf_of, by=by)
    return posted


def _note(posted: Posted, outlet: Outlet, posting_month: str, on_behalf_of: str | None, *, by: UserAccount) -> None:
    """Write a report into the history; an outlet that others entered it for is told."""
    report = posted.report
    record(
        "sales_report:posted",
        report,
        by=by,
        after={
            "lines": posted.lines_posted,
            "held": posted.lines_held,
            "gross_rupiah": posted.gross_rupiah,
            "month": posting_month,
        },
        on_behalf_of=on_behalf_of,
        source=report.source or None,
    )
    tell_outlet(report, outlet, by=by)


def write(report: SalesReport, outlet: Outlet, checked: Checked, *, posting_month: str, by: UserAccount) -> None:
    """Store the good lines of a report, post their sums, let them draw from stock, and keep the lines held back."""
    late = posting_month != month_of(report.period_start)
    codes = TaxCodes(outlet)
    name_items(report.id, {priced.terms.placed.placement_id for priced in checked.priced})
    copy_lines(blocks_of(report, codes, checked, posting_month, late=late))
    sums = _sums(checked.priced, codes)
    pairs = pair_books({(summed.terms.placed.producer_id, outlet.id) for summed in sums})
    books = {producer_id: book for (producer_id, _outlet), book in pairs.items()}
    post(_postings(report, sums, books, posting_month), by_id=by.id)
    note_report(_by_price(sums), books=books, source=f"report:{report.id}", period=posting_month)
    draw_from_stock(report, checked.drawn, by=by)
    keep_held(report, outlet, checked.held)


def blocks_of(report: SalesReport, codes: TaxCodes, checked: Checked, month: str, *, late: bool) -> Iterable[str]:
    """The lines as blocks of COPY text. What lines of the same terms, day or receipt share is written once."""
    heads: dict[int, str] = {}
    days: dict[date, tuple[str, str]] = {}
    texts: dict[str, str] = {}
    rows: list[str] = []
    outlet_id = report.outlet_id
    for line, terms, gross, commission in checked.priced:
        row, sold_on, item, quantity, unit_price, reference, occurrence = line
        head = heads.get(id(terms))
        if head is None:
            head = heads[id(terms)] = _head(report, terms)
        day = days.get(sold_on)
        if day is None:
            tax_code = codes.on(sold_on) or "\\N"
            day = days[sold_on] = (f"{sold_on}\t{month}\t{'t' if late else 'f'}", tax_code)
        code = item if isinstance(item, str) else terms.placed.code
        if code not in texts:
            texts[code] = copy_text(code)
        if reference not in texts:
            texts[reference] = copy_text(reference)
        key = line_key(outlet_id, sold_on, reference, code, quantity, unit_price, occurrence)
        rows.append(
            f"{head}{day[0]}\t{texts[code]}\t{texts[reference]}\t{occurrence}\t{row}\t{quantity}\t{unit_price}"
            f"\t{gross}\t{terms.rate_bp}\t{commission}\t{day[1]}\t{key.hex()}\n"
        )
        if len(rows) >= BLOCK:
            yield "".join(rows)
            rows.clear()
    yield "".join(rows)


def _head(report: SalesReport, terms: PricedTerms) -> str:
    """The columns from the report to the kind of line, which all lines of the same terms share, as COPY text."""
    placed = terms.placed
    return (
        f"{report.id}\t{report.outlet_id}\t{placed.producer_id}\t{placed.placement_id}\t{placed.product_id}"
        f"\t{terms.agreement_id}\t{terms.agreement_version}\t{terms.rate_id}\t{terms.rule.value}"
        f"\t{terms.money_route.value}\tsale\t"
    )


@dataclass(slots=True)
class _Sum:
    """Lines that share their terms, price, month of sale and tax document, added up; `last_day` is their latest."""

    terms: PricedTerms
    price: int
    sold_in: str
    tax_code: str
    last_day: date
    lines: int = 0
    pieces: int = 0
    gross: int = 0
    commission: int = 0


def _sums(priced_lines: Sequence[PricedLine], codes: TaxCodes) -> list[_Sum]:
    """The lines of a report added up: what the ledger and the totals by product are made of."""
    days: dict[date, tuple[str, str]] = {}
    sums: dict[tuple[int, int, tuple[str, str]], _Sum] = {}
    for line, terms, gross, commission in priced_lines:
        _row, sold_on, _item, quantity, price, _reference, _occurrence = line
        day = days.get(sold_on)
        if day is None:
            tax_code = codes.on(sold_on) or ""
            day = days[sold_on] = (month_of(sold_on), tax_code)
        total = sums.get((id(terms), price, day))
        if total is None:
            total = sums[id(terms), price, day] = _Sum(terms, price, *day, last_day=sold_on)
        elif sold_on > total.last_day:
            total.last_day = sold_on
        total.lines += 1
        total.pieces += quantity
        total.gross += gross
        total.commission += commission
    return list(sums.values())


def _by_price(sums: Iterable[_Sum]) -> list[LineSum]:
    """The same sums whatever the tax document, as they are kept by product."""
    found: dict[tuple[int, int, str], list[Any]] = {}
    for summed in sums:
        total = found.setdefault((id(summed.terms), summed.price, summed.sold_in), [summed.terms, 0, 0, 0, 0])
        for place, amount in enumerate((summed.lines, summed.pieces, summed.gross, summed.commission), start=1):
            total[place] += amount
    return [(total[0], price, month, *total[1:]) for (_shared, price, month), total in found.items()]


def _postings(
    report: SalesReport,
    summed_lines: Iterable[_Sum],
    books: dict[int, int],
    month: str,
) -> list[Posting]:
    """The sums of a report's lines as transfers: by producer, money route, month of sale and tax document."""
    sums: dict[tuple[int, str, str, str], list[int]] = defaultdict(lambda: [0, 0])
    last_day: dict[tuple[int, str, str, str], date] = {}
    for summed in summed_lines:
        route = summed.terms.money_route.value
        group = (summed.terms.placed.producer_id, route, summed.sold_in, summed.tax_code)
        sums[group][0] += summed.gross
        sums[group][1] += summed.commission
        last_day[group] = max(last_day.get(group, summed.last_day), summed.last_day)
    # Two routes may share a leg: net and gross both hold the takings. Where the route changes within a report their
    # sums are one transfer.
    parts: dict[str, Posting] = {}
    for (producer_id, route, sold_in, tax_code), (gross, commission) in sorted(sums.items()):
        for leg in sale_transfers(MoneyRoute(route), gross, commission):
            taxed_in = month if tax_code else ""
            part = f"{producer_id}:{leg.leg}:{leg.debit}:{leg.credit}:{sold_in}:{taxed_in}:{tax_code}"
            day = last_day[producer_id, route, sold_in, tax_code]
            same = parts.get(part)
            if same is not None:
                leg = replace(leg, amount_rupiah=leg.amount_rupiah + same.leg.amount_rupiah)  # noqa: PLW2901
                day = max(day, same.business_date)
            parts[part] = Posting(
                book_id=books[producer_id],
                leg=leg,
                source=f"report:{report.id}",
                part=part,
                period=month,
                sold_in=sold_in,
                business_date=day,
                taxed_in=taxed_in or None,
                tax_code=tax_code or None,
            )
    return list(parts.values())
