"""What of the trade still stands when a producer asks to be erased: agreements, shelves, goods that are there."""

from sqlalchemy import func, select

from core.database import db
from core.dates import today
from core.wording import N_
from outlets.consignment_models import Delivery
from outlets.models import Agreement, Placement
from outlets.states import AgreementStatus, PlacementStatus
from outlets.stock_models import StockLot
from outlets.stock_states import DeliveryStatus
from partnerships.leaving import Blocker, looks_for_what_stands


@looks_for_what_stands
def blockers_of(producer_id: int) -> list[Blocker]:
    """Agreements and placements that have not ended, pieces on shelves, and deliveries on their way or in dispute."""
    agreements = select(func.count()).where(
        Agreement.producer_id == producer_id,
        Agreement.status != AgreementStatus.ENDED,
        func.coalesce(Agreement.ends_on, today()) >= today(),
    )
    placements = select(func.count()).where(
        Placement.producer_id == producer_id,
        Placement.status != PlacementStatus.ENDED,
        func.coalesce(Placement.ends_on, today()) >= today(),
    )
    pieces = select(func.coalesce(func.sum(StockLot.on_hand), 0)).where(StockLot.producer_id == producer_id)
    on_the_way = select(func.count()).where(
        Delivery.producer_id == producer_id, Delivery.status.in_((DeliveryStatus.SENT, DeliveryStatus.DISPUTED))
    )
    counted = {
        "agreements_stand": (agreements, N_("perjanjian belum berakhir"), "/perjanjian"),
        "placements_stand": (placements, N_("penempatan produk belum berakhir"), "/penempatan"),
        "goods_on_shelves": (pieces, N_("barang masih ada di gerai"), "/stok"),
        "goods_on_the_way": (on_the_way, N_("kiriman belum selesai"), "/titip-jual"),
    }
    found = [
        Blocker(code, sentence, int(db.session.execute(select_).scalar_one()), address)
        for code, (select_, sentence, address) in counted.items()
    ]
    return [blocker for blocker in found if blocker.count]
