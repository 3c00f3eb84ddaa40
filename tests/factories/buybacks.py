"""Budget lines and buy-backs that wait."""

from accounts.models import UserAccount
from commissions import buyback_budgets
from commissions.buyback_models import Buyback, BuybackBudget, BuybackLine
from commissions.buyback_states import BuybackGround, BuybackStatus
from core.database import committed, db
from core.dates import now, today
from outlets.stock_models import StockLot


def make_budget(by: UserAccount, amount_rupiah: int = 10_000_000) -> BuybackBudget:
    """A budget line of this year."""
    told = {"year": today().year, "code": "5.1.02.01", "name": "Pembelian produk UMKM", "amount_rupiah": amount_rupiah}
    return committed(buyback_budgets.open_line, **told, by=by)


def make_buyback(lot: StockLot, by: UserAccount) -> Buyback:
    """One piece of a batch proposed for buying back at its whole price."""
    price = lot.placement.first_consigned_price_rupiah
    buyback = Buyback(
        outlet_id=lot.outlet_id,
        budget_id=make_budget(by).id,
        status=BuybackStatus.PROPOSED,
        proposed_by_id=by.id,
        proposed_at=now(),
    )
    db.session.add(buyback)
    db.session.flush()
    db.session.add(
        BuybackLine(
            buyback_id=buyback.id,
            lot_id=lot.id,
            placement_id=lot.placement_id,
            producer_id=lot.producer_id,
            ground=BuybackGround.UNSOLD,
            quantity=1,
            consigned_price_rupiah=price,
            share_percent=100,
            amount_rupiah=price,
        )
    )
    db.session.commit()
    return buyback
