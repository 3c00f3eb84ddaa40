"""Negative lines of a report: goods customers brought back, each of which names the sale it came from."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import groupby

from sqlalchemy import ColumnElement, select
from sqlalchemy.dialects.postgresql import distinct_on

from accounts.models import UserAccount
from commissions.departures import Departure, DepartureKind, ReturnedBeforeSold, post_departure
from commissions.line_checks import DUPLICATE, OUTSIDE_PERIOD, TOO_LONG_AGO, latest_day
from commissions.periods import earliest_day
from commissions.pricing import IN_THE_FUTURE, RETURN_WITHOUT_SALE, PricedLine
from commissions.rates import commission_leaving
from core.database import db
from core.errors import RowProblem
from core.money import format_rupiah
from core.wording import N_, Problem
from outlets.models import Outlet, Placement
from outlets.sales_files import line_key
from outlets.sales_models import LineDeparture, LineKind, SaleLine, SalesReport
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
    """Returns whose sale was found, those known already, and those that are wrong.

    `found` names each sale that pieces are taken from, `good` the returns as they were reported; the amounts are what
    they give back, in rupiah.
    """

    found: list[tuple[ReturnLine, SaleLine, bytes | None]] = field(default_factory=list)
    good: list[ReturnLine] = field(default_factory=list)
    duplicates: list[RowProblem] = field(default_factory=list)
    wrong: list[RowProblem] = field(default_factory=list)
    gross_rupiah: int = 0
    commission_rupiah: int = 0


def check_returns(
    outlet: Outlet,
    lines: Sequence[ReturnLine],
    *,
    start: date,
    end: date,
    by: UserAccount,
    coming: Sequence[PricedLine] = (),
) -> CheckedReturns:
    """Find the sale each return names, without writing anything.

    Pieces of several scans on one receipt are taken from one after the other. `coming` are sales of the same file that
    a dry run has not posted. Returns more than three closed months old are wrong unless staff enter them, like sales.
    """
    checked = CheckedReturns()
    if not lines:
        return checked
    seen: Counter[tuple[object, ...]] = Counter()
    keys: list[bytes | None] = []
    for line in lines:
        scan = (line.returned_on, line.reference, line.item, line.pieces, line.unit_price_rupiah)
        seen[scan] += 1
        keys.append(_key(outlet, line, seen[scan]))
    known = posted_keys([key for key in keys if key is not None])
    latest, earliest = latest_day(outlet), None if by.is_staff else earliest_day()
    sold = SoldAt(outlet, lines, coming)
    for line, key in zip(lines, keys, strict=True):
        if key in known:
            checked.duplicates.append(RowProblem(line.row, "reference", DUPLICATE, value=line.reference))
            continue
        fault = _fault_of_day(line, start, end, earliest, latest)
        if fault is not None:
            checked.wrong.append(RowProblem(line.row, "sold_on", fault, value=line.returned_on.isoformat()))
            continue
        sales = sold.sales_of(line)
        if isinstance(sales, Problem):
            checked.wrong.append(RowProblem(line.row, "quantity", sales, value=str(-line.pieces)))
            continue
        checked.good.append(line)
        for sale, pieces in sales:
            checked.gross_rupiah += pieces * sale.unit_price_rupiah
            checked.commission_rupiah += sold.take(sale, pieces)
            checked.found.append((replace(line, pieces=pieces), sale, key))
            key = None  # noqa: PLW2901 - one key for all the parts of a return
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


class SoldAt:
    """The sales of an outlet that returns may name, and how many pieces of each are still sold."""

    def __init__(self, outlet: Outlet, lines: Sequence[ReturnLine], coming: Sequence[PricedLine]) -> None:
        """Look up what the `lines` name; `coming` are priced sales that are not stored yet."""
        self.outlet = outlet
        references = {line.returns_reference for line in lines if line.returns_line_id is None} - {""}
        ids = {line.returns_line_id for line in lines} - {None}
        self._sales = [
            *_stored_sales(outlet, SaleLine.id.in_(ids), any_of=ids),
            *_stored_sales(outlet, SaleLine.reference.in_(references), any_of=references),
            *[_not_stored(priced) for priced in coming if priced.line.reference in references],
        ]
        self._by_reference: dict[str, list[SaleLine]] = {}
        for sale in sorted(self._sales, key=lambda sale: sale.sold_on, reverse=True):
            self._by_reference.setdefault(sale.reference, []).append(sale)
        stored = [sale.id for sale in self._sales if sale.id is not None]
        gone = (
            select(LineDeparture.sale_line_id, LineDeparture.gone_after)
            .ext(distinct_on(LineDeparture.sale_line_id))
            .where(LineDeparture.sale_line_id.in_(stored))
            .order_by(LineDeparture.sale_line_id, LineDeparture.number.desc())
        )
        left: dict[int, int] = {row[0]: row[1] for row in db.session.execute(gone)} if stored else {}
        self._left = {sale: sale.quantity - left.get(sale.id, 0) for sale in self._sales}

    def left(self, sale: SaleLine) -> int:
        """How many pieces of a sale are still sold after what was taken here."""
        return self._left[sale]

    def take(self, sale: SaleLine, pieces: int) -> int:
        """Take pieces from a sale, and say what commission in rupiah leaves with them."""
        before = self.left(sale)
        self._left[sale] = before - pieces
        return commission_leaving(before, before - pieces, sale.unit_price_rupiah, sale.rate_bp)

    def sales_of(self, line: ReturnLine) -> list[tuple[SaleLine, int]] | Problem:
        """The sales a return takes its pieces from, or why it cannot.

        Tills begin their receipt numbers anew, so of several days with the receipt the last one before the return
        counts that still has the pieces.
        """
        if line.returns_line_id is None and not line.returns_reference:
            return RETURN_WITHOUT_SALE
        named = self._named(line)
        candidates = [sale for sale in named if sale.sold_on <= line.returned_on]
        if named and not candidates:
            params = {"sold": named[-1].sold_on, "latest": latest_day(self.outlet)}
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
            free = [(sale, self.left(sale)) for sale in of_day]
            total = sum(pieces for _sale, pieces in free)
            if total >= line.pieces:
                return list(_taken_from(free, line.pieces))
            most = max(most, total)
        sentence = N_("Jumlah retur %(pieces)s melebihi sisa terjual (%(left)s).")
        return Problem("more_than_was_sold", sentence, {"pieces": line.pieces, "left": most})

    def _named(self, line: ReturnLine) -> list[SaleLine]:
        """The sales a return names, the latest day first."""
        if line.returns_line_id is not None:
            return [sale for sale in self._sales if sale.id == line.returns_line_id][:1]
        on_receipt = self._by_reference.get(line.returns_reference, ())
        return [sale for sale in on_receipt if line.item in {sale.code, sale.placement_id}]


def _stored_sales(outlet: Outlet, named: ColumnElement[bool], *, any_of: Collection[object]) -> Sequence[SaleLine]:
    """The posted sales of an outlet that are named, oldest first; the producers are given so that an index helps."""
    if not any_of:
        return []
    producers = select(Placement.producer_id).where(Placement.outlet_id == outlet.id)
    rows = select(SaleLine).where(
        SaleLine.producer_id.in_(producers), SaleLine.outlet_id == outlet.id, SaleLine.kind == LineKind.SALE, named
    )
    return db.session.execute(rows.order_by(SaleLine.id)).scalars().all()


def _not_stored(priced: PricedLine) -> SaleLine:
    """A sale that is only about to be posted, with what a return asks of it."""
    return SaleLine(
        code=priced.code,
        placement_id=priced.terms.placed.placement_id,
        reference=priced.line.reference,
        sold_on=priced.line.sold_on,
        quantity=priced.line.quantity,
        unit_price_rupiah=priced.line.unit_price_rupiah,
        rate_bp=priced.terms.rate_bp,
    )


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
