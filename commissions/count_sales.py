"""Sold by count: pieces a count found missing and somebody says were sold, posted as a report of the outlet.

A report of this channel keeps the days it answers for to itself, so the same days are never reported twice
(`outlets.sales_reports.claim_days`).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select

from accounts.models import UserAccount
from commissions.day_differences import DayDifference, differences
from commissions.posting import Posted, post_report
from commissions.pricing import ReportLine
from commissions.second_sources import Overlap, difference_as_json, standing_on
from core.database import db
from core.dates import days_between, first_day, month_of
from core.errors import Conflict
from core.wording import N_
from outlets.count_models import StockCount
from outlets.count_states import CountStatus
from outlets.models import Outlet, Placement
from outlets.placement_prices import price_on
from outlets.sales_reports import DayAlreadyReported, clash_of_days, reported_days
from outlets.states import Channel, OverlapDecision
from outlets.stock import Draw, is_sellable
from outlets.stock_models import StockLot


class NotForSaleThen(Conflict):
    """The batch had not arrived, or was past its date, on every day the sale could have been. Parameter: `name`."""

    code = "not_for_sale_then"
    sentence = N_(
        "%(name)s tidak boleh dijual pada hari-hari yang belum dilaporkan: belum datang, atau sudah kedaluwarsa."
        " Pilih penjelasan lain."
    )


@dataclass(frozen=True, slots=True)
class Days:
    """The days a report of a count answers for; with a reference it shares its day with reports by receipt."""

    start: date
    end: date
    reference: str = ""


@dataclass(frozen=True, slots=True)
class SoldPieces:
    """Pieces of a placement that were sold, and from which batches."""

    placement: Placement
    draws: Sequence[Draw]

    @property
    def pieces(self) -> int:
        """How many there are."""
        return sum(draw.pieces for draw in self.draws)


def days_of(count: StockCount, *, is_beyond: bool = False) -> Days:
    """The latest days since the count before, within the month of `sales_until`, that no report answers for.

    Where every day has reports, the latest that has only reports by receipt is shared with them. Where there is none,
    somebody decides that the pieces are beyond what was reported (`is_beyond`), and they count on the last day, or
    `DayAlreadyReported` is raised.
    """
    until = count.sales_until
    before = db.session.execute(
        select(func.max(StockCount.sales_until)).where(
            StockCount.outlet_id == count.outlet_id,
            StockCount.status == CountStatus.SETTLED,
            StockCount.sales_until < until,
        )
    ).scalar_one()
    start = first_day(month_of(until))
    if before is not None:
        start = max(start, before + timedelta(days=1))
    span = days_between(start, until)
    free = [day for day in span if day not in reported_days(count.outlet_id, span)]
    if free:
        first = free[-1]
        while first - timedelta(days=1) in free:
            first -= timedelta(days=1)
        return Days(first, free[-1])
    for day in reversed(span):
        if clash_of_days(count.outlet_id, [day], shared=True) is None:
            return Days(day, day, count.number)
    if is_beyond:
        return Days(until, until, count.number)
    raise clash_of_days(count.outlet_id, [until], shared=False) or DayAlreadyReported(days=until, report="?")


def report(
    count: StockCount,
    sold: Sequence[SoldPieces],
    lots: dict[int, StockLot],
    *,
    by: UserAccount,
    overlap_reason: str = "",
) -> Posted:
    """Post what a count found sold, at the agreed price of its day, drawn from the very batches that were counted.

    `overlap_reason` says why the pieces are added to days other reports answer for, where all are reported. Raises
    `NotForSaleThen`, `DayAlreadyReported` with both sides, and as `post_report`.
    """
    try:
        days = days_of(count, is_beyond=bool(overlap_reason))
    except DayAlreadyReported as clash:
        raise DayAlreadyReported(**clash.params, extra={**clash.extra, **beside(count, sold)}) from None
    outlet: Outlet = count.outlet
    lines: list[ReportLine] = []
    draws: dict[int, list[Draw]] = {}
    seen: Counter[tuple[object, ...]] = Counter()
    for one in sold:
        day = _day_for(one, lots, days)
        price = price_on(one.placement, day).retail_rupiah
        seen[one.placement.id, day, one.pieces, price] += 1
        occurrence = seen[one.placement.id, day, one.pieces, price]
        row = len(lines) + 1
        lines.append(ReportLine(row, day, one.placement.id, one.pieces, price, days.reference, occurrence))
        draws[row] = list(one.draws)
    return post_report(
        outlet,
        period_start=days.start,
        period_end=days.end,
        lines=lines,
        nil=False,
        channel=Channel.COUNT,
        by=by,
        source=count.number,
        on_behalf_of="outlet" if by.is_staff else None,
        drawn_from=draws,
        overlap=Overlap(OverlapDecision.ADD_MISSING, overlap_reason, is_beyond=True) if overlap_reason else None,
    )


def beside(count: StockCount, sold: Sequence[SoldPieces]) -> dict[str, object]:
    """What stands on the count's last day, and beside it the same with what the count found beyond it."""
    until = count.sales_until
    rows = differences(standing_on(count.outlet, {until}), [])
    pieces = {row.product_id: (row.name, row.pieces_standing, row.rupiah_standing, 0, 0) for row in rows}
    for one in sold:
        product, price = one.placement.product, price_on(one.placement, until).retail_rupiah
        name, stands, rupiah, more, more_rupiah = pieces.get(product.id, (product.name, 0, 0, 0, 0))
        pieces[product.id] = (name, stands, rupiah, more + one.pieces, more_rupiah + one.pieces * price)
    told = [
        DayDifference(until, product_id, name, stands, rupiah, stands + more, rupiah + more_rupiah)
        for product_id, (name, stands, rupiah, more, more_rupiah) in pieces.items()
    ]
    return {"differences": [difference_as_json(row) for row in told]}


def _day_for(one: SoldPieces, lots: dict[int, StockLot], days: Days) -> date:
    """The latest of the days on which every batch of a sale was there and not past its date."""
    drawn = [lots[draw.lot_id] for draw in one.draws]
    for day in reversed(days_between(days.start, days.end)):
        if all(lot.arrived_on <= day and is_sellable(lot.expires_on, day) for lot in drawn):
            return day
    raise NotForSaleThen(field="differences", name=one.placement.product.name)
