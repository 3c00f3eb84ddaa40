"""Deciding about held lines: release one into the books, or refuse it, each with a reason."""

from collections.abc import Collection

from sqlalchemy import select

from accounts.audit import record
from accounts.models import UserAccount
from commissions.line_checks import Checked, latest_day
from commissions.periods import lock_for_posting
from commissions.posting import LinesRefused, write
from commissions.price_books import price_book_of
from commissions.pricing import PricedLine, ReportLine, price
from core.database import db
from core.dates import month_of, now
from core.errors import Refusal, RowProblem
from core.wording import Problem
from outlets import held_lines
from outlets.held_models import HeldLine
from outlets.models import Outlet, Placement
from outlets.outlets import check_region
from outlets.sales_models import SaleLine
from outlets.sales_reports import open_report
from outlets.stock import Draw, MovementKind, SourceKind, draw, in_order, sellable
from outlets.stock_errors import HeldLineDecided
from outlets.stock_models import StockLot
from outlets.stock_movements import Movement, as_batches, is_tracked, lock_lots, lot_for, post
from outlets.stock_states import HeldStatus

MOST_AT_ONCE = 200
UNKNOWN_BATCH = "SELISIH"
"""The batch of pieces that were sold although no batch of the placement was ever received."""


def release(held_id: int, *, reason: str, by: UserAccount) -> HeldLine:
    """Post a held line as it was submitted, priced by its day of sale, in its month or the oldest open one.

    It stands in a report of its own, whose day its first report answers for. Where stock is followed it draws from the
    batches of its day; pieces the books do not have are posted as found first, with the held line as their source, so
    that the difference is classified. Raises `UnknownHeldLine`, `OutsideYourRegions`, `HeldLineDecided`, and
    `LinesRefused` when it can no longer be priced.
    """
    month = month_of(held_lines.get(held_id, by=by).sold_on)
    posting_month = lock_for_posting(month)
    held = _waiting(held_id, by=by)
    outlet = held.placement.outlet
    priced = _priced(held, outlet)
    drawn = {held.file_row: _drawn(held, reason=reason, by=by)} if is_tracked(outlet) else {}
    report = open_report(
        outlet,
        start=held.sold_on,
        end=held.sold_on,
        channel=held.report.channel,
        is_nil=False,
        by=by,
        source=held.report.source,
        sales_file_id=held.report.sales_file_id,
    )
    write(report, outlet, Checked(priced=[priced], drawn=drawn), posting_month=posting_month, by=by)
    held.line_id = db.session.execute(select(SaleLine.id).where(SaleLine.report_id == report.id)).scalar_one()
    _decide(held, HeldStatus.RELEASED, reason=reason, by=by)
    return held


def refuse(held_id: int, *, reason: str, by: UserAccount) -> HeldLine:
    """Close a held line without posting it. Raises `UnknownHeldLine`, `OutsideYourRegions`, `HeldLineDecided`."""
    held = _waiting(held_id, by=by)
    _decide(held, HeldStatus.REFUSED, reason=reason, by=by)
    return held


def decide_many(
    held_ids: Collection[int], *, decision: HeldStatus, reason: str, by: UserAccount
) -> list[tuple[int, Problem | None]]:
    """Release or refuse several held lines for one reason, in the order of their ids, at most `MOST_AT_ONCE`.

    Each stands or falls by itself: beside its id is the problem why it was not decided, or None.
    """
    decide_one = release if decision is HeldStatus.RELEASED else refuse
    outcomes: list[tuple[int, Problem | None]] = []
    for held_id in sorted(set(held_ids))[:MOST_AT_ONCE]:
        try:
            with db.session.begin_nested():
                decide_one(held_id, reason=reason, by=by)
        except Refusal as refusal:
            outcomes.append((held_id, refusal.rows[0].problem if refusal.rows else refusal.problem))
        else:
            outcomes.append((held_id, None))
    return outcomes


def _waiting(held_id: int, *, by: UserAccount) -> HeldLine:
    """A line that waits, locked."""
    held = held_lines.get(held_id, by=by, for_update=True)
    check_region(held.placement.outlet, by)
    if held.status is not HeldStatus.HELD:
        who = db.session.get(UserAccount, held.decided_by_id)
        raise HeldLineDecided(who=who.name if who else "")
    return held


def _decide(held: HeldLine, status: HeldStatus, *, reason: str, by: UserAccount) -> None:
    """Note a decision on the line and in its history."""
    held.status, held.decision_reason = status, reason
    held.decided_by_id, held.decided_at = by.id, now()
    db.session.flush()
    record(
        f"held_line:{status.value}",
        held,
        by=by,
        before={"held_status": HeldStatus.HELD.value},
        after={"held_status": status.value, "line_id": held.line_id},
        reason=reason,
    )


def _priced(held: HeldLine, outlet: Outlet) -> PricedLine:
    """The line priced by its day of sale, going by the code it was submitted with. Raises `LinesRefused`."""
    line = ReportLine(
        held.file_row,
        held.sold_on,
        held.placement_id,
        held.quantity,
        held.unit_price_rupiah,
        held.reference,
        held.occurrence,
    )
    priced, refused = price(price_book_of(outlet), [line], latest_day=latest_day(outlet))
    if refused:
        raise LinesRefused(rows=[RowProblem(held.file_row, "sold_on", refused[0][1])], wrong=1, all=1)
    return priced[0]._replace(line=line._replace(item=held.code))


def _drawn(held: HeldLine, *, reason: str, by: UserAccount) -> list[Draw]:
    """What the line draws from which batch, after pieces the books do not have were posted as found."""
    ids = db.session.execute(select(StockLot.id).where(StockLot.placement_id == held.placement_id)).scalars().all()
    batches = as_batches(lock_lots(ids).values())
    drawn, short = draw(batches, held.sold_on, held.quantity)
    if not short:
        return drawn
    lot_id = drawn[-1].lot_id if drawn else _batch_for_missing(held)
    found = Movement(lot_id, MovementKind.FOUND, short, held.sold_on, SourceKind.HELD_LINE, held.id, reason=reason)
    post([found], by_id=by.id)
    already = dict(drawn)
    already[lot_id] = already.get(lot_id, 0) + short
    return [Draw(one, pieces) for one, pieces in already.items()]


def _batch_for_missing(held: HeldLine) -> int:
    """The batch that pieces nobody can place belong to: one that could be sold that day, else a batch of its own."""
    ids = db.session.execute(select(StockLot.id).where(StockLot.placement_id == held.placement_id)).scalars().all()
    known = [one._replace(pieces=1) for one in as_batches(lock_lots(ids).values())]
    fitting = in_order(sellable(known, held.sold_on))
    if fitting:
        return fitting[-1].lot_id
    placement = db.session.get_one(Placement, held.placement_id)
    return lot_for(placement, UNKNOWN_BATCH, arrived_on=held.sold_on).id
