"""Checks of counts: every settled difference moved its batch once, as it says; nothing else moved for a count."""

from collections import defaultdict

from sqlalchemy import and_, func, select

from commissions.verification_check import Check
from core.database import db
from core.wording import N_
from outlets.count_models import StockCount, StockCountDifference, StockCountLine
from outlets.count_states import CountKind, CountOutcome, CountStatus, movement_of
from outlets.held_models import HeldLine
from outlets.sales_models import SaleLine, SalesReport
from outlets.states import Channel
from outlets.stock import MovementKind, SourceKind
from outlets.stock_models import StockMovement


def _moved_for_counts() -> dict[tuple[int, str], dict[MovementKind, int]]:
    """Pieces moved for each count and part, by kind."""
    moved: dict[tuple[int, str], dict[MovementKind, int]] = defaultdict(lambda: defaultdict(int))
    rows = select(StockMovement.source_id, StockMovement.part, StockMovement.kind, StockMovement.quantity).where(
        StockMovement.source_kind == SourceKind.STOCK_COUNT.value
    )
    for source_id, part, kind, quantity in db.session.execute(rows):
        moved[source_id, part][kind] += quantity
    return moved


def explained() -> tuple[int, list[str]]:
    """On every line of a settled count the explanations add up to counted less expected."""
    signed = func.sum(func.coalesce(StockCountDifference.pieces, 0)).filter(StockCountDifference.surplus)
    missing = func.sum(func.coalesce(StockCountDifference.pieces, 0)).filter(~StockCountDifference.surplus)
    rows = (
        select(
            StockCountLine.id,
            StockCountLine.counted - StockCountLine.expected,
            func.coalesce(signed, 0) - func.coalesce(missing, 0),
        )
        .join(StockCount, StockCount.id == StockCountLine.stock_count_id)
        .outerjoin(StockCountDifference, StockCountDifference.line_id == StockCountLine.id)
        .where(StockCount.status == CountStatus.SETTLED)
        .group_by(StockCountLine.id)
        .order_by(StockCountLine.id)
    )
    found = db.session.execute(rows).all()
    broken = [
        f"count line {line}: differs by {difference}, explained {said}"
        for line, difference, said in found
        if difference != said
    ]
    return len(found), broken


def moved() -> tuple[int, list[str]]:
    """Each difference of a settled count but a sale moved its batch once, as it says; an unsettled one moved none."""
    left = _moved_for_counts()
    rows = (
        select(StockCountDifference, StockCount.id, StockCount.status)
        .join(StockCountLine, StockCountLine.id == StockCountDifference.line_id)
        .join(StockCount, StockCount.id == StockCountLine.stock_count_id)
        .order_by(StockCountDifference.id)
    )
    looked_at, broken = 0, []
    for one, count_id, status in db.session.execute(rows):
        looked_at += 1
        found = dict(left.pop((count_id, str(one.id)), {}))
        if status is CountStatus.SETTLED and one.outcome is not CountOutcome.SOLD:
            wanted = {movement_of(one.outcome, 1 if one.surplus else -1): one.pieces}
        else:
            wanted = {}
        if found != wanted:
            broken.append(f"count {count_id} difference {one.id}: moved {found}, says {one.pieces} {one.outcome.value}")
    openings = (
        select(StockCountLine.id, StockCountLine.stock_count_id, StockCountLine.counted)
        .join(StockCount, StockCount.id == StockCountLine.stock_count_id)
        .where(StockCount.kind == CountKind.OPENING, StockCount.status == CountStatus.SETTLED)
    )
    for line_id, count_id, counted in db.session.execute(openings):
        looked_at += 1
        found = dict(left.pop((count_id, str(line_id)), {}))
        if found != ({MovementKind.OPENING: counted} if counted else {}):
            broken.append(f"count {count_id} line {line_id}: opened with {found}, counted {counted}")
    known = set(db.session.execute(select(StockCount.id)).scalars())
    broken += [f"movement of count {count} part {part} has no difference" for count, part in left if count in known]
    return looked_at, broken


def sold() -> tuple[int, list[str]]:
    """What settled counts called sold stands, as many pieces, in the reports of that channel, posted or held."""
    said = (
        select(func.coalesce(func.sum(StockCountDifference.pieces), 0))
        .join(StockCountLine, StockCountLine.id == StockCountDifference.line_id)
        .join(StockCount, StockCount.id == StockCountLine.stock_count_id)
        .where(StockCount.status == CountStatus.SETTLED, StockCountDifference.outcome == CountOutcome.SOLD)
    )
    pieces = db.session.execute(said).scalar_one()
    of_counts = and_(SalesReport.channel == Channel.COUNT, SalesReport.corrects_id.is_(None))
    reported = sum(
        db.session.execute(
            select(func.coalesce(func.sum(model.quantity), 0))
            .join(SalesReport, SalesReport.id == model.report_id)
            .where(of_counts, model.quantity > 0, *more)
        ).scalar_one()
        for model, more in ((SaleLine, ()), (HeldLine, (HeldLine.status == "held",)))
    )
    refused = db.session.execute(
        select(func.coalesce(func.sum(HeldLine.quantity), 0))
        .join(SalesReport, SalesReport.id == HeldLine.report_id)
        .where(of_counts, HeldLine.status == "refused")
    ).scalar_one()
    broken = [] if pieces == reported + refused else [f"counts say {pieces} sold, their reports {reported + refused}"]
    return int(pieces), broken


COUNT_CHECKS = (
    Check(
        "every difference of a settled count is explained",
        N_("Setiap selisih stok opname yang selesai sudah dijelaskan."),
        ("K1",),
        explained,
    ),
    Check(
        "every difference of a count moved its batch once",
        N_("Setiap selisih stok opname menggerakkan batchnya satu kali."),
        ("K1",),
        moved,
    ),
    Check(
        "what counts call sold stands in their reports",
        N_("Yang disebut terjual oleh stok opname ada dalam laporannya."),
        ("K1", "I10"),
        sold,
    ),
)
