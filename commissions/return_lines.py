"""Negative lines of a report: goods customers brought back, each of which names the sale it came from."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import groupby

from sqlalchemy import select

from accounts.models import UserAccount
from commissions.departures import Departure, DepartureKind, ReturnedBeforeSold, pieces_left, post_departure
from commissions.line_checks import DUPLICATE, OUTSIDE_PERIOD, TOO_LONG_AGO, latest_day
from commissions.periods import earliest_day
from commissions.pricing import IN_THE_FUTURE, RETURN_WITHOUT_SALE
from core.database import db
from core.errors import RowProblem
from core.money import format_rupiah
from core.wording import N_, Problem
from outlets.models import Outlet
from outlets.sales_files import line_key
from outlets.sales_models import LineKind, SaleLine, SalesReport
from outlets.sales_reports import posted_keys

PRICE_DIFFERS = N_("Harga retur %(price)s berbeda dari harga penjualannya (%(sold)s). Retur memakai harga penjualan.")
SALE_NOT_FOUND = Problem(
    "sale_not_found", N_("Penjualan yang dikembalikan tidak ditemukan, atau seluruhnya sudah dikembalikan.")
)


@dataclass(frozen=True, slots=True)
class ReturnLine:
    """Goods brought back, as reported. Pieces are positive here; the sale is named by its line or its receipt."""

    row: int
    returned_on: date
    item: str | int
    pieces: int
    unit_price_rupiah: int
    reference: str = ""
    returns_reference: str = ""
    returns_line_id: int | None = None


@dataclass
class CheckedReturns:
    """Returns whose sale was found, those known already, and those that are wrong."""

    found: list[tuple[ReturnLine, SaleLine, bytes | None]] = field(default_factory=list)
    duplicates: list[RowProblem] = field(default_factory=list)
    wrong: list[RowProblem] = field(default_factory=list)


def check_returns(
    outlet: Outlet, lines: Sequence[ReturnLine], *, start: date, end: date, by: UserAccount
) -> CheckedReturns:
    """Find the sale each return names, without writing anything.

    Pieces of several scans on one receipt are taken from one after the other. Returns more than three closed months
    old are wrong unless staff enter them, like sales.
    """
    checked = CheckedReturns()
    taken: dict[int, int] = {}
    seen: Counter[tuple[object, ...]] = Counter()
    latest, earliest = latest_day(outlet), None if by.is_staff else earliest_day()
    for line in lines:
        scan = (line.returned_on, line.reference, line.item, line.pieces, line.unit_price_rupiah)
        seen[scan] += 1
        key = _key(outlet, line, seen[scan])
        if key is not None and posted_keys([key]):
            checked.duplicates.append(RowProblem(line.row, "reference", DUPLICATE))
            continue
        fault = _fault_of_day(line, start, end, earliest, latest)
        if fault is not None:
            checked.wrong.append(RowProblem(line.row, "sold_on", fault, value=line.returned_on.isoformat()))
            continue
        sales = _sales_of(outlet, line, taken)
        if isinstance(sales, Problem):
            checked.wrong.append(RowProblem(line.row, "quantity", sales))
            continue
        for sale, pieces in sales:
            taken[sale.id] = taken.get(sale.id, 0) + pieces
            checked.found.append((replace(line, pieces=pieces), sale, key))
            key = None
    return checked


def _fault_of_day(line: ReturnLine, start: date, end: date, earliest: date | None, latest: date) -> Problem | None:
    """What is wrong with the day goods came back, before anybody looks for their sale."""
    if not start <= line.returned_on <= end:
        return Problem("outside_period", OUTSIDE_PERIOD, {"day": line.returned_on})
    if line.returned_on > latest:
        return IN_THE_FUTURE
    if earliest is not None and line.returned_on < earliest:
        return Problem("too_long_ago", TOO_LONG_AGO, {"day": earliest})
    return None


def post_returns(report: SalesReport, checked: CheckedReturns, *, by: UserAccount) -> list[Departure]:
    """Post every return that was found. Raises as `post_departure`."""
    return [
        post_departure(
            sale,
            quantity=line.pieces,
            kind=DepartureKind.CUSTOMER_RETURN,
            returned_on=line.returned_on,
            report=report,
            reference=line.reference,
            natural_key=key,
            by=by,
        )
        for line, sale, key in checked.found
    ]


def _key(outlet: Outlet, line: ReturnLine, occurrence: int) -> bytes | None:
    """By what a return with a receipt of its own is known again; None without one."""
    if not line.reference:
        return None
    item = line.item if isinstance(line.item, str) else f"placement {line.item}"
    return line_key(outlet.id, line.returned_on, line.reference, item, -line.pieces, line.unit_price_rupiah, occurrence)


def _sales_of(outlet: Outlet, line: ReturnLine, taken: dict[int, int]) -> list[tuple[SaleLine, int]] | Problem:
    """The sales a return takes its pieces from, or why it cannot. `taken` counts what earlier lines take.

    Tills begin their receipt numbers anew, so of several days with the receipt the last one before the return counts
    that still has the pieces.
    """
    if line.returns_line_id is None and not line.returns_reference:
        return RETURN_WITHOUT_SALE
    sales = select(SaleLine).where(SaleLine.outlet_id == outlet.id, SaleLine.kind == LineKind.SALE)
    if line.returns_line_id is not None:
        sales = sales.where(SaleLine.id == line.returns_line_id)
    else:
        wanted = SaleLine.placement_id if isinstance(line.item, int) else SaleLine.code
        sales = sales.where(SaleLine.reference == line.returns_reference, wanted == line.item)
    named = db.session.execute(sales.order_by(SaleLine.sold_on.desc(), SaleLine.id)).scalars().all()
    candidates = [sale for sale in named if sale.sold_on <= line.returned_on]
    if named and not candidates:
        params = {"sold": named[-1].sold_on, "latest": latest_day(outlet)}
        return Problem(ReturnedBeforeSold.code, ReturnedBeforeSold.sentence, params)
    if not candidates:
        return SALE_NOT_FOUND
    same_price = [sale for sale in candidates if sale.unit_price_rupiah == line.unit_price_rupiah]
    if not same_price:
        params = {
            "price": format_rupiah(line.unit_price_rupiah),
            "sold": format_rupiah(candidates[0].unit_price_rupiah),
        }
        return Problem("return_price_differs", PRICE_DIFFERS, params)
    most = 0
    for _day, of_day in groupby(same_price, key=lambda sale: sale.sold_on):
        left = [(sale, pieces_left(sale) - taken.get(sale.id, 0)) for sale in of_day]
        total = sum(free for _sale, free in left)
        if total >= line.pieces:
            return list(_taken_from(left, line.pieces))
        most = max(most, total)
    sentence = N_("Jumlah retur %(pieces)s melebihi sisa terjual (%(left)s).")
    return Problem("more_than_was_sold", sentence, {"pieces": line.pieces, "left": most})


def _taken_from(left: Sequence[tuple[SaleLine, int]], pieces: int) -> Iterator[tuple[SaleLine, int]]:
    """Pieces from one sale after the other; from one alone where one has them all."""
    whole = [(sale, pieces) for sale, free in left if free >= pieces][:1]
    if whole:
        yield from whole
        return
    for sale, free in left:
        part = min(free, pieces)
        if part:
            yield sale, part
            pieces -= part
