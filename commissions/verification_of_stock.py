"""Checks of stock: the movements of every batch tell its sums, never fall below zero, and are what was sold."""

from sqlalchemy import BigInteger, and_, case, cast, func, or_, select
from sqlalchemy.orm import aliased

from commissions.verification_check import Check, rows_of
from core.database import db
from core.wording import N_
from outlets.count_models import StockCount
from outlets.count_states import CountKind, CountStatus
from outlets.models import Outlet
from outlets.return_models import GoodsReturn, GoodsReturnLine
from outlets.return_states import ReturnStatus
from outlets.sales_models import LineKind, SaleLine, SalesReport
from outlets.states import StockPolicy
from outlets.stock import EFFECTS, SUMS, MovementKind, SourceKind
from outlets.stock_models import StockLot, StockMovement

MOST_NAMED = 100


def equations() -> tuple[int, list[str]]:
    """The sums of every batch are those of its movements, and the stock equation leaves what is on hand (K1)."""
    added = (
        select(
            StockMovement.lot_id,
            func.count().label("movements"),
            cast(
                func.sum(
                    case(
                        *[
                            (StockMovement.kind == kind, one.on_hand * StockMovement.quantity)
                            for kind, one in EFFECTS.items()
                        ]
                    )
                ),
                BigInteger,
            ).label("on_hand"),
            *[_sum_of(name) for name in SUMS],
        )
        .group_by(StockMovement.lot_id)
        .subquery()
    )
    differs = [func.coalesce(added.c[name], 0) != getattr(StockLot, name) for name in (*SUMS, "on_hand", "movements")]
    rows = (
        select(StockLot.id, StockLot.batch, StockLot.on_hand, func.coalesce(added.c.on_hand, 0))
        .outerjoin(added, added.c.lot_id == StockLot.id)
        .where(or_(*differs, StockLot.on_hand < 0))
        .order_by(StockLot.id)
        .limit(MOST_NAMED)
    )
    broken = [
        f"lot {lot_id} ({batch}): says {said} on hand, its movements {moved}"
        for lot_id, batch, said, moved in db.session.execute(rows)
    ]
    return rows_of(StockLot), broken


def _sum_of(name: str) -> object:
    """One sum of the equation, added up from movements."""
    parts = [
        (StockMovement.kind == kind, one.counts * StockMovement.quantity)
        for kind, one in EFFECTS.items()
        if one.column == name
    ]
    return cast(func.sum(case(*parts, else_=0)), BigInteger).label(name)


def chains() -> tuple[int, list[str]]:
    """The movements of every batch chain without a gap and none leaves less than nothing."""
    before = aliased(StockMovement)
    follows = and_(before.lot_id == StockMovement.lot_id, before.number == StockMovement.number - 1)
    signed = case(*[(StockMovement.kind == kind, one.on_hand) for kind, one in EFFECTS.items()])
    wrong = or_(
        StockMovement.left_after < 0,
        StockMovement.left_after != StockMovement.left_before + signed * StockMovement.quantity,
        func.coalesce(before.left_after, 0) != StockMovement.left_before,
        and_(StockMovement.number > 1, before.id.is_(None)),
    )
    rows = select(StockMovement.id).outerjoin(before, follows).where(wrong).order_by(StockMovement.id).limit(MOST_NAMED)
    found = db.session.execute(rows).scalars()
    return rows_of(StockMovement), [f"movement {movement}: does not follow from the one before" for movement in found]


def sales_drawn() -> tuple[int, list[str]]:
    """Where stock is followed, every line that moved stock moved as many pieces as it says, and the right way."""
    kinds = {
        LineKind.SALE: MovementKind.SOLD,
        LineKind.CUSTOMER_RETURN: MovementKind.CUSTOMER_RETURN,
        LineKind.REVERSAL: MovementKind.SALE_REVERSED,
        LineKind.RETURN_CANCELLED: MovementKind.SOLD,
    }
    right = or_(*[and_(SaleLine.kind == line, StockMovement.kind == moved) for line, moved in kinds.items()])
    moved = (
        select(
            StockMovement.source_id,
            cast(func.sum(StockMovement.quantity), BigInteger).label("pieces"),
            func.bool_and(right & (StockLot.placement_id == SaleLine.placement_id)).label("is_right"),
        )
        .join(StockLot, StockLot.id == StockMovement.lot_id)
        .outerjoin(SaleLine, SaleLine.id == StockMovement.source_id)
        .where(StockMovement.source_kind == SourceKind.SALE_LINE)
        .group_by(StockMovement.source_id)
        .subquery()
    )
    rows = (
        select(moved.c.source_id, SaleLine.quantity, moved.c.pieces)
        .outerjoin(SaleLine, SaleLine.id == moved.c.source_id)
        .where(or_(SaleLine.id.is_(None), moved.c.is_right.is_not(True), func.abs(SaleLine.quantity) != moved.c.pieces))
        .order_by(moved.c.source_id)
        .limit(MOST_NAMED)
    )
    broken = [
        f"line {line_id}: {sold} pieces, {pieces} moved in stock" for line_id, sold, pieces in db.session.execute(rows)
    ]
    return db.session.execute(select(func.count()).select_from(moved)).scalar_one(), broken


def sales_without_stock() -> tuple[int, list[str]]:
    """An outlet that follows its stock has posted no sale, since its first movement, that drew from no batch."""
    first = (
        select(StockLot.outlet_id, func.min(StockMovement.posted_at).label("since"))
        .join(StockMovement, StockMovement.lot_id == StockLot.id)
        .group_by(StockLot.outlet_id)
        .subquery()
    )
    begun = (
        select(StockCount.outlet_id, func.max(StockCount.sales_until).label("through"))
        .where(StockCount.kind == CountKind.OPENING, StockCount.status == CountStatus.SETTLED)
        .group_by(StockCount.outlet_id)
        .subquery()
    )
    lines = (
        select(SaleLine.id)
        .join(SalesReport, SalesReport.id == SaleLine.report_id)
        .join(Outlet, Outlet.id == SaleLine.outlet_id)
        .join(first, first.c.outlet_id == SaleLine.outlet_id)
        .outerjoin(begun, begun.c.outlet_id == SaleLine.outlet_id)
        .where(
            Outlet.stock_policy != StockPolicy.UNTRACKED,
            SaleLine.kind == LineKind.SALE,
            SalesReport.reported_at >= first.c.since,
            or_(begun.c.through.is_(None), SaleLine.sold_on > begun.c.through),
        )
    )
    drew = select(StockMovement.id).where(
        StockMovement.source_kind == SourceKind.SALE_LINE, StockMovement.source_id == SaleLine.id
    )
    without = lines.where(~drew.exists()).order_by(SaleLine.id).limit(MOST_NAMED)
    looked_at = db.session.execute(select(func.count()).select_from(lines.subquery())).scalar_one()
    return looked_at, [f"line {line}: drew from no batch" for line in db.session.execute(without).scalars()]


def goods_returned() -> tuple[int, list[str]]:
    """Goods of each return that is over left their batches once, as many as were set aside; others did not."""
    moved = {
        (row.source_id, row.part): row.quantity
        for row in db.session.execute(
            select(StockMovement.source_id, StockMovement.part, StockMovement.quantity).where(
                StockMovement.source_kind == SourceKind.GOODS_RETURN.value
            )
        )
    }
    lines = db.session.execute(
        select(GoodsReturnLine.id, GoodsReturnLine.goods_return_id, GoodsReturnLine.quantity, GoodsReturn.status)
        .join(GoodsReturn, GoodsReturn.id == GoodsReturnLine.goods_return_id)
        .order_by(GoodsReturnLine.id)
    ).all()
    gone = {ReturnStatus.PICKED_UP, ReturnStatus.DISPOSED}
    broken = [
        f"return {line.goods_return_id} line {line.id}: {line.quantity} pieces, is {line.status.value}"
        for line in lines
        if moved.pop((line.goods_return_id, str(line.id)), 0) != (line.quantity if line.status in gone else 0)
    ]
    return len(lines), broken + [f"movement of return {source} part {part} has no line" for source, part in moved]


STOCK_CHECKS = (
    Check(
        "the stock equation of every batch closes with its movements",
        N_("Persamaan stok setiap batch sama dengan pergerakannya."),
        ("K1",),
        equations,
    ),
    Check(
        "movements of a batch chain without a gap, never below zero",
        N_("Pergerakan satu batch berantai tanpa celah dan tidak pernah di bawah nol."),
        ("K1",),
        chains,
    ),
    Check(
        "lines moved as many pieces in stock as they say",
        N_("Setiap baris penjualan menggerakkan stok sebanyak yang tertulis."),
        ("K1",),
        sales_drawn,
    ),
    Check(
        "where stock is followed every sale drew from a batch",
        N_("Di gerai yang stoknya diikuti, setiap penjualan mengambil dari satu batch."),
        ("K1",),
        sales_without_stock,
    ),
    Check(
        "what went back to producers left its batch once",
        N_("Barang yang kembali kepada produsen keluar dari batchnya satu kali."),
        ("K1",),
        goods_returned,
    ),
)
