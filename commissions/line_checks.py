"""What posting a list of lines would do, found out without writing anything: for the dry run and for the posting."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter
from typing import Any
from zoneinfo import ZoneInfo

from accounts.models import UserAccount
from commissions.periods import earliest_day
from commissions.price_books import price_book_of
from commissions.pricing import PriceBook, PricedLine, ReportLine, price
from core.dates import today
from core.errors import RowProblem
from core.money import format_rupiah
from core.wording import N_, Problem, Severity
from outlets.models import Outlet
from outlets.sales_files import line_key
from outlets.sales_reports import posted_keys, reported_days
from outlets.stock import Draw

DUPLICATE = Problem("already_reported", N_("Baris struk ini sudah pernah dibukukan, jadi tidak dihitung lagi."))
TOO_LONG_AGO = N_("Penjualan sebelum %(day)s sudah lebih dari tiga bulan tertutup. Minta petugas Dinas mencatatnya.")
OUTSIDE_PERIOD = N_("Tanggal %(day)s di luar masa laporan ini.")
FAR_PRICE = N_("Harga %(price)s jauh dari harga yang disepakati (%(agreed)s). Periksa lagi; baris tetap dibukukan.")
FIELDS = {
    "unknown_code": "code",
    "ambiguous_code": "code",
    "not_placed": "sold_on",
    "producer_suspended": "sold_on",
    "product_withdrawn": "sold_on",
    "no_agreement": "sold_on",
    "no_rate_on_day": "sold_on",
    "in_the_future": "sold_on",
    "outside_period": "sold_on",
    "too_long_ago": "sold_on",
    "quantity_is_zero": "quantity",
    "return_names_no_sale": "quantity",
    "price_is_zero": "unit_price_rupiah",
    "line_too_large": "unit_price_rupiah",
    "already_reported": "reference",
}
"""Which field of a line each fault belongs to."""


@dataclass
class Checked:
    """What posting a list of lines would do: what is good, what is known already, and what is wrong and why."""

    priced: list[PricedLine] = field(default_factory=list)
    duplicates: list[ReportLine] = field(default_factory=list)
    known_keys: set[bytes] = field(default_factory=set)
    """The natural keys under which the duplicates stand in the books."""
    wrong: list[RowProblem] = field(default_factory=list)
    warnings: list[RowProblem] = field(default_factory=list)
    held: list[Any] = field(default_factory=list)
    """What is held back when it is posted (`commissions.stock_drawing.HeldBack`); a check alone holds nothing."""
    undecided: set[date] = field(default_factory=set)
    """The days with receipts of another channel that nobody has decided about; they wait (`undecided_days`)."""
    drawn: dict[int, list[Draw]] = field(default_factory=dict)
    """The batches a line draws from, by its row, where stock is followed."""

    @property
    def gross_rupiah(self) -> int:
        """Gross of the good lines."""
        return sum(map(attrgetter("gross_rupiah"), self.priced))

    @property
    def commission_rupiah(self) -> int:
        """Commission of the good lines, each rounded on its own."""
        return sum(map(attrgetter("commission_rupiah"), self.priced))

    @property
    def days(self) -> set[date]:
        """The days of the good lines."""
        return set(map(attrgetter("line.sold_on"), self.priced))

    @property
    def has_receipts(self) -> bool:
        """Whether every good line carries a receipt number."""
        return all(map(attrgetter("line.reference"), self.priced))


def latest_day(outlet: Outlet) -> date:
    """The last day that is not in the future: today in the outlet's or the agency's zone, whichever is later."""
    return max(today(ZoneInfo(outlet.time_zone)), today())


def check_lines(
    outlet: Outlet,
    lines: Sequence[ReportLine],
    *,
    by: UserAccount,
    start: date | None = None,
    end: date | None = None,
) -> Checked:
    """Price lines and find those that are wrong or known already, without writing anything.

    Lines more than three closed months old are wrong unless staff enter them.
    """
    checked = Checked()
    book = price_book_of(outlet)
    earliest = None if by.is_staff else earliest_day()
    days = set(map(attrgetter("sold_on"), lines))
    faults = {day: fault for day in days if (fault := fault_of_day(day, start, end, earliest))}
    wanted = [line for line in lines if line.sold_on not in faults] if faults else lines
    if faults:
        checked.wrong += [refused_row(line, faults[line.sold_on]) for line in lines if line.sold_on in faults]
    priced, refused = price(book, wanted, latest_day=latest_day(outlet))
    checked.wrong += [refused_row(line, fault) for line, fault in refused]
    checked.priced, checked.duplicates, checked.known_keys = without_duplicates(
        outlet.id, counted_by_code(priced), book
    )
    checked.warnings = far_prices(checked.priced)
    return checked


def fault_of_day(day: date, start: date | None, end: date | None, earliest: date | None) -> Problem | None:
    """Why no line of a day can be reported: it lies outside the report's period, or before the earliest day."""
    if start is not None and end is not None and not start <= day <= end:
        return Problem("outside_period", OUTSIDE_PERIOD, {"day": day})
    if earliest is not None and day < earliest:
        return Problem("too_long_ago", TOO_LONG_AGO, {"day": earliest})
    return None


def counted_by_code(priced: list[PricedLine]) -> list[PricedLine]:
    """The lines with those given by placement counted among those of the same receipt given by its code.

    Both go by the same code, so that a receipt scanned once each way holds two sales, not one and its double.
    """
    if not any(isinstance(line.line.item, int) for line in priced):
        return priced
    seen = Counter(_scan(line) for line in priced if isinstance(line.line.item, str))
    counted = []
    for line in priced:
        if isinstance(line.line.item, int):
            seen[_scan(line)] += 1
            counted.append(line._replace(line=line.line._replace(occurrence=seen[_scan(line)])))
        else:
            counted.append(line)
    return counted


def _scan(priced: PricedLine) -> tuple[object, ...]:
    """What two scans on one receipt have in common when they differ by nothing but their occurrence."""
    line = priced.line
    return line.sold_on, line.reference, priced.code, line.quantity, line.unit_price_rupiah


def without_duplicates(
    outlet_id: int, priced: list[PricedLine], book: PriceBook
) -> tuple[list[PricedLine], list[ReportLine], set[bytes]]:
    """The lines that are new, those that are posted already, and the keys of the latter.

    Only days with a report need a closer look.

    A line is known again by the code it came with, and also by any other code of its product: one receipt may come by
    the API with the producer's code and once more in a file with the till's, or after the outlet has taught a code.
    """
    days = reported_days(outlet_id, set(map(attrgetter("line.sold_on"), priced)))
    if not days:
        return priced, [], set()
    keys = {natural_key(outlet_id, line): line for line in priced if line.line.sold_on in days}
    posted = posted_keys(list(keys))
    known = {id(keys[key]) for key in posted}
    others: dict[bytes, PricedLine] = {}
    for line in keys.values():
        if id(line) not in known and line.line.reference:
            for code in book.codes_of(line.terms.placed.product_id):
                if code != line.code:
                    others[natural_key(outlet_id, line, code)] = line
    posted_otherwise = posted_keys(list(others))
    known |= {id(others[key]) for key in posted_otherwise}
    new = [line for line in priced if id(line) not in known]
    return new, [line.line for line in priced if id(line) in known], posted | posted_otherwise


def refused_row(line: ReportLine, fault: Problem) -> RowProblem:
    """A refused line with the field its fault stands in and the value that stands there."""
    name = FIELDS.get(fault.code, "code")
    value = line.item if name == "code" else getattr(line, name)
    return RowProblem(line.row, name, fault, value=str(value))


def natural_key(outlet_id: int, priced: PricedLine, code: str | None = None) -> bytes:
    """By what a line is known again, under the code it goes by or under another one of its product."""
    line = priced.line
    return line_key(
        outlet_id,
        line.sold_on,
        line.reference,
        code or priced.code,
        line.quantity,
        line.unit_price_rupiah,
        line.occurrence,
    )


def is_far(unit_price_rupiah: int, agreed_rupiah: int) -> bool:
    """Whether a price is more than double or less than half of the agreed one."""
    return agreed_rupiah > 2 * unit_price_rupiah or unit_price_rupiah > 2 * agreed_rupiah


def far_prices(priced: Iterable[PricedLine]) -> list[RowProblem]:
    """A warning for each line whose price is more than double or less than half of the agreed one of its day."""
    warnings = []
    for line, terms, _gross, _commission in priced:
        agreed = terms.placed.retail_price_on(line.sold_on)
        if is_far(line.unit_price_rupiah, agreed):
            params = {"price": format_rupiah(line.unit_price_rupiah), "agreed": format_rupiah(agreed)}
            problem = Problem("price_is_far", FAR_PRICE, params, Severity.WARNING)
            warnings.append(RowProblem(line.row, "unit_price_rupiah", problem))
    return warnings
