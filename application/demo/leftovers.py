"""What becomes of goods the outlets of the demo could not sell: bought back by the agency, or set aside to go home."""

from collections.abc import Mapping

from sqlalchemy import select

from accounts.models import UserAccount
from application.demo.trade import Place, Supplier
from commissions import buyback_budgets, buybacks
from core.database import db
from core.dates import today
from outlets import goods_returns
from outlets.return_states import ReturnReason
from outlets.stock_models import StockLot
from outlets.stock_movements import is_tracked
from partnerships import consents
from partnerships.personal_codes import Purpose

BUDGET_RUPIAH = 25_000_000
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


def _lots(places: list[Place], *, expired: bool) -> list[StockLot]:
    """Batches with pieces left that are past their date, or not."""
    rows = select(StockLot).where(StockLot.outlet_id.in_([place.outlet.id for place in places]), StockLot.on_hand > 0)
    is_past = StockLot.expires_on < today()
    return list(db.session.execute(rows.where(is_past if expired else ~is_past).order_by(StockLot.id)).scalars())


def _propose(lot: StockLot, budget_id: int, officer: UserAccount) -> int:
    line = {"placement_id": lot.placement_id, "batch": lot.batch, "quantity": lot.on_hand}
    reason = "Tidak laku sampai tanggal kedaluwarsa."
    return buybacks.propose(outlet_id=lot.outlet_id, budget_id=budget_id, lines=[line], reason=reason, by=officer).id
