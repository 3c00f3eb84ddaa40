"""Checks of buy-backs: what was approved is what left the shelf and what the agency owes, and never more is paid."""

from sqlalchemy import func, select

from commissions.buyback_models import Buyback, BuybackLine, BuybackPayment
from commissions.buyback_states import BuybackStatus
from commissions.ledger import TransferKind
from commissions.models import Transfer
from commissions.verification_check import Check
from core.database import db
from core.wording import N_
from outlets.stock import MovementKind, SourceKind
from outlets.stock_models import StockMovement


def bought_back_once() -> tuple[int, list[str]]:
    """Each approved line left its batch once and was posted once, with its pieces and its amount; others not at all."""
    moved = {
        (row.source_id, row.part): row.quantity
        for row in db.session.execute(
            select(StockMovement.source_id, StockMovement.part, StockMovement.quantity).where(
                StockMovement.source_kind == SourceKind.BUYBACK.value, StockMovement.kind == MovementKind.BOUGHT_BACK
            )
        )
    }
    posted = {
        (row.source, row.part): row.amount_rupiah
        for row in db.session.execute(
            select(Transfer.source, Transfer.part, Transfer.amount_rupiah).where(
                Transfer.kind == TransferKind.BUYBACK.value
            )
        )
    }
    lines = db.session.execute(
        select(BuybackLine.id, BuybackLine.buyback_id, BuybackLine.quantity, BuybackLine.amount_rupiah, Buyback.status)
        .join(Buyback, Buyback.id == BuybackLine.buyback_id)
        .order_by(BuybackLine.id)
    ).all()
    broken = []
    for line in lines:
        is_approved = line.status is BuybackStatus.APPROVED
        pieces = moved.pop((line.buyback_id, str(line.id)), 0)
        amount = posted.pop((f"buyback:{line.buyback_id}", str(line.id)), 0)
        if (pieces, amount) != ((line.quantity, line.amount_rupiah) if is_approved else (0, 0)):
            broken.append(f"buy-back {line.buyback_id} line {line.id}: {pieces} pieces, {amount} posted")
    broken += [f"movement of buy-back {source} part {part} has no line" for source, part in moved]
    broken += [f"transfer of {source} part {part} has no line" for source, part in posted]
    return len(lines), broken


def never_overpaid() -> tuple[int, list[str]]:
    """What the agency paid each producer for a buy-back is what was posted, and never more than was bought."""
    due = (
        select(BuybackLine.buyback_id, BuybackLine.producer_id, func.sum(BuybackLine.amount_rupiah).label("rupiah"))
        .group_by(BuybackLine.buyback_id, BuybackLine.producer_id)
        .subquery()
    )
    paid = (
        select(
            BuybackPayment.buyback_id,
            BuybackPayment.producer_id,
            func.sum(BuybackPayment.amount_rupiah).label("rupiah"),
        )
        .group_by(BuybackPayment.buyback_id, BuybackPayment.producer_id)
        .subquery()
    )
    same = (due.c.buyback_id == paid.c.buyback_id) & (due.c.producer_id == paid.c.producer_id)
    over = select(paid.c.buyback_id, paid.c.producer_id).join(due, same, isouter=True)
    over = over.where(func.coalesce(due.c.rupiah, 0) < paid.c.rupiah)
    broken = [
        f"buy-back {buyback_id}: producer {producer_id} was paid more than was bought"
        for buyback_id, producer_id in db.session.execute(over)
    ]
    posted = select(func.coalesce(func.sum(Transfer.amount_rupiah), 0)).where(
        Transfer.kind == TransferKind.BUYBACK_PAID.value
    )
    told = select(func.coalesce(func.sum(BuybackPayment.amount_rupiah), 0), func.count(BuybackPayment.id))
    in_ledger, (in_list, looked_at) = db.session.execute(posted).scalar_one(), db.session.execute(told).one()
    if in_ledger != in_list:
        broken.append(f"payments come to {in_list}, the ledger says {in_ledger}")
    return looked_at, broken


BUYBACK_CHECKS = (
    Check(
        "what was bought back left its batch once and is owed once",
        N_("Barang yang dibeli kembali keluar dari batchnya dan terutang satu kali."),
        ("K4", "L4"),
        bought_back_once,
    ),
    Check(
        "nobody was paid more than was bought back, and every payment is posted",
        N_("Tidak ada yang dibayar melebihi pembelian kembali, dan setiap pembayaran dibukukan."),
        ("L7",),
        never_overpaid,
    ),
)
