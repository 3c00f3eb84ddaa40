"""What becomes of goods the outlets of the demo could not sell: bought back by the agency, or set aside to go home."""

from collections.abc import Mapping

from sqlalchemy import func, select

from accounts.models import UserAccount
from application.demo.trade import Place, Supplier
from commissions import buyback_budgets, buybacks, count_settling
from core.database import db
from core.dates import today
from outlets import goods_returns, stock_counts
from outlets.count_states import CountOutcome
from outlets.return_states import ReturnReason
from outlets.stock_models import StockLot
from outlets.stock_movements import is_tracked
from partnerships import consents
from partnerships.personal_codes import Purpose

BUDGET_RUPIAH = 25_000_000
MISSING = 2
SHOW_THEIR_NUMBER = 4
"""So many producers agree that buyers may call them."""


def let_buyers_call(suppliers: Mapping[str, Supplier]) -> None:
    """The first producers agree that their number stands on labels and in the catalogue."""
    for supplier in list(suppliers.values())[:SHOW_THEIR_NUMBER]:
        consents.record(supplier.producer, Purpose.PHONE_SHOWN, granted=True, by=supplier.account)


def settle(places: Mapping[str, Place], *, officer: UserAccount, finance: UserAccount) -> None:
    """Of what expired one batch was bought back, another waits for approval; of what did not, some goes home."""
    followed = [place for place in places.values() if is_tracked(place.outlet)]
    expired = _lots(followed, expired=True)
    if len(expired) < 2:
        return
    told = {"year": today().year, "code": "5.1.02.01", "name": "Pembelian kembali produk UMKM"}
    budget = buyback_budgets.open_line(**told, amount_rupiah=BUDGET_RUPIAH, by=finance)
    bought, _waiting = (_propose(lot, budget.id, officer) for lot in expired[:2])
    buybacks.approve(bought, by=finance)
    for lot in _lots(followed, expired=False)[:1]:
        line = {"placement_id": lot.placement_id, "batch": lot.batch, "quantity": min(lot.on_hand, 3)}
        goods_returns.announce(
            outlet_id=lot.outlet_id,
            producer_id=lot.producer_id,
            reason=ReturnReason.UNSOLD,
            lines=[line],
            by=next(place.manager for place in followed if place.outlet.id == lot.outlet_id),
        )


def count(places: Mapping[str, Place]) -> None:
    """The shelves of a gallery were counted: pieces are missing and others turned up; a second person looks at it."""
    followed = [place for place in places.values() if is_tracked(place.outlet)]
    if not followed:
        return
    place = followed[-1]
    begun = stock_counts.begin(place.outlet.id, by=place.manager)
    rows = stock_counts.to_count(begun)
    lots = {lot.id: lot.on_hand for lot in _lots([place], expired=False)}
    fresh = [row["lot_id"] for row in rows if lots.get(row["lot_id"], 0) > MISSING]
    if len(fresh) < 2:
        stock_counts.cancel(begun.id, reason="Rak hampir kosong.", by=place.manager)
        return
    odd = {fresh[0]: -MISSING, fresh[1]: 1}
    held = {lot.id: lot.on_hand for lot in _lots([place], expired=True)} | lots
    lines = [
        {
            "placement_id": row["placement_id"],
            "batch": row["batch"],
            "counted": held[row["lot_id"]] + odd.get(row["lot_id"], 0),
        }
        for row in rows
    ]
    entered = stock_counts.enter(begun.id, lines=lines, by=place.manager)
    by_lot = {line.lot_id: line.id for line in entered.lines}
    told = [
        {
            "line_id": by_lot[fresh[0]],
            "outcome": CountOutcome.LOST,
            "pieces": MISSING,
            "reason": "Tidak ada di rak dan gudang.",
        },
        {"line_id": by_lot[fresh[1]], "outcome": CountOutcome.FOUND, "pieces": 1, "reason": "Terselip di gudang."},
    ]
    count_settling.classify(begun.id, differences=told, by=place.manager)


def _lots(places: list[Place], *, expired: bool) -> list[StockLot]:
    """Batches with pieces left that are past their date, or not."""
    rows = select(StockLot).where(StockLot.outlet_id.in_([place.outlet.id for place in places]), StockLot.on_hand > 0)
    is_past = func.coalesce(StockLot.expires_on < today(), False)
    return list(db.session.execute(rows.where(is_past if expired else ~is_past).order_by(StockLot.id)).scalars())


def _propose(lot: StockLot, budget_id: int, officer: UserAccount) -> int:
    line = {"placement_id": lot.placement_id, "batch": lot.batch, "quantity": lot.on_hand}
    reason = "Tidak laku sampai tanggal kedaluwarsa."
    return buybacks.propose(outlet_id=lot.outlet_id, budget_id=budget_id, lines=[line], reason=reason, by=officer).id
