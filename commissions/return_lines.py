"""Negative lines of a report: goods customers brought back, each of which names the sale it came from."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select

from accounts.models import UserAccount
from commissions.departures import Departure, DepartureKind, pieces_left, post_departure
from commissions.line_checks import DUPLICATE, OUTSIDE_PERIOD
from commissions.pricing import RETURN_WITHOUT_SALE
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


def check_returns(outlet: Outlet, lines: Sequence[ReturnLine], *, start: date, end: date) -> CheckedReturns:
    """Find the sale each return names, without writing anything."""
    checked = CheckedReturns()
    taken: dict[int, int] = {}
    for line in lines:
        key = _key(outlet, line)
        if key is not None and posted_keys([key]):
            checked.duplicates.append(RowProblem(line.row, "reference", DUPLICATE))
            continue
        sale, fault = _sale_of(outlet, line, taken)
        if fault is None and not start <= line.returned_on <= end:
            fault = Problem("outside_period", OUTSIDE_PERIOD, {"day": line.returned_on.isoformat()})
        if fault is not None or sale is None:
            checked.wrong.append(RowProblem(line.row, "quantity", fault or SALE_NOT_FOUND))
            continue
        taken[sale.id] = taken.get(sale.id, 0) + line.pieces
        checked.found.append((line, sale, key))
    return checked


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


def _key(outlet: Outlet, line: ReturnLine) -> bytes | None:
    """By what a return with a receipt of its own is known again; None without one."""
    if not line.reference:
        return None
    item = line.item if isinstance(line.item, str) else f"placement {line.item}"
    return line_key(outlet.id, line.returned_on, line.reference, item, -line.pieces, line.unit_price_rupiah, 1)


def _sale_of(outlet: Outlet, line: ReturnLine, taken: dict[int, int]) -> tuple[SaleLine | None, Problem | None]:
    """The sale a return names, or why it cannot be taken. `taken` counts what earlier lines of the report take."""
    if line.returns_line_id is None and not line.returns_reference:
        return None, RETURN_WITHOUT_SALE
    sales = select(SaleLine).where(SaleLine.outlet_id == outlet.id, SaleLine.kind == LineKind.SALE)
    if line.returns_line_id is not None:
        sales = sales.where(SaleLine.id == line.returns_line_id)
    else:
        sales = sales.where(SaleLine.reference == line.returns_reference)
        wanted = SaleLine.placement_id if isinstance(line.item, int) else SaleLine.code
        sales = sales.where(wanted == line.item)
    candidates = db.session.execute(sales.order_by(SaleLine.id)).scalars().all()
    if not candidates:
        return None, SALE_NOT_FOUND
    same_price = [sale for sale in candidates if sale.unit_price_rupiah == line.unit_price_rupiah]
    if not same_price:
        params = {
            "price": format_rupiah(line.unit_price_rupiah),
            "sold": format_rupiah(candidates[0].unit_price_rupiah),
        }
        return None, Problem("return_price_differs", PRICE_DIFFERS, params)
    for sale in same_price:
        if pieces_left(sale) - taken.get(sale.id, 0) >= line.pieces:
            return sale, None
    left = sum(pieces_left(sale) for sale in same_price)
    sentence = N_("Jumlah retur %(pieces)s melebihi sisa terjual (%(left)s).")
    return None, Problem("more_than_was_sold", sentence, {"pieces": line.pieces, "left": left})
