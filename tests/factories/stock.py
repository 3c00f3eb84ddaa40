"""Goods on shelves: an outlet that follows its stock, deliveries, and batches that were received."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import count
from uuid import uuid4

from accounts.models import UserAccount
from accounts.permissions import Role
from core.database import committed, db
from core.dates import now
from outlets import deliveries, receipt_disputes, receipts
from outlets.consignment_models import Delivery
from outlets.count_models import StockCount, StockCountLine
from outlets.count_states import CountKind, CountStatus
from outlets.held_models import HeldLine
from outlets.models import Agreement, Outlet, Placement
from outlets.return_models import GoodsReturn, GoodsReturnLine
from outlets.return_states import ReturnReason, ReturnStatus
from outlets.sales_models import SalesReport
from outlets.states import StockPolicy
from outlets.stock import MovementKind, SourceKind
from outlets.stock_models import StockLot
from outlets.stock_movements import Movement, lot_for, post
from outlets.stock_states import HeldReason, HeldStatus
from partnerships.models import Producer, Product
from tests.factories.outlets import make_agreement, make_outlet, make_outlet_member, make_placement
from tests.factories.partnerships import make_producer, make_producer_user, make_product
from tests.factories.people import make_user

_numbers = count(1)


@dataclass
class Gallery:
    """A gallery that follows its stock by batch, with one product on its shelf, and the people on both sides."""

    producer: Producer
    product: Product
    outlet: Outlet
    agreement: Agreement
    placement: Placement
    maker: UserAccount
    manager: UserAccount


def make_gallery(
    *, stock_policy: StockPolicy = StockPolicy.BATCH, quota: int | None = None, shelf_life_days: int = 180
) -> Gallery:
    """A gallery in Balikpapan with one product at Rp15.000, consigned at Rp12.500, commission 3 %."""
    producer = make_producer(region_code="64.71")
    product = make_product(producer, shelf_life_days=shelf_life_days)
    outlet = make_outlet("plut_gallery", stock_policy=stock_policy, name=f"Galeri PLUT {next(_numbers)}")
    return Gallery(
        producer,
        product,
        outlet,
        make_agreement(producer, outlet),
        make_placement(product, outlet, quota=quota),
        make_producer_user(producer),
        make_outlet_member(outlet, Role.OUTLET_MANAGER),
    )


def make_delivery(
    gallery: Gallery,
    *,
    quantity: int = 10,
    batch: str = "A",
    expires_on: date | None = date(2026, 12, 3),
    delivered_on: date = date(2026, 11, 1),
) -> Delivery:
    """A delivery note of the gallery's product, on its way."""
    line = {"placement_id": gallery.placement.id, "batch": batch, "quantity": quantity, "expires_on": expires_on}
    return committed(
        deliveries.send,
        outlet_id=gallery.outlet.id,
        producer_id=gallery.producer.id,
        delivered_on=delivered_on,
        lines=[line],
        by=gallery.maker,
    )


def make_consigned_goods(placement: Placement, people: Mapping[str, UserAccount]) -> dict[str, object]:
    """One of everything about consigned goods: what each argument of an address stands for, by its name."""
    manager, maker, day = people["outlet_manager"], people["producer"], date(2026, 11, 20)
    note = {"outlet_id": placement.outlet_id, "producer_id": placement.producer_id, "delivered_on": day, "by": maker}
    line = {"placement_id": placement.id, "quantity": 10}
    delivery = committed(deliveries.send, **note, lines=[{**line, "batch": "A"}])
    committed(receipts.confirm, delivery.id, lines=[{**line, "batch": "A", "good": 8}], by=manager)
    told = {"line_id": delivery.lines[0].id, "good": 10, "words": "Dihitung bersama kasir.", "by": maker}
    dispute = committed(receipt_disputes.open_dispute, delivery.id, **told)
    lot = lot_for(placement, "B", arrived_on=day)
    post([Movement(lot.id, MovementKind.OPENING, 3, day, SourceKind.STOCK_COUNT, 1)], by_id=manager.id)
    report = (
        db.session.execute(db.select(SalesReport).where(SalesReport.outlet_id == placement.outlet_id)).scalars().first()
    )
    held = HeldLine(
        report_id=report.id,
        outlet_id=placement.outlet_id,
        producer_id=placement.producer_id,
        product_id=placement.product_id,
        placement_id=placement.id,
        file_row=1,
        sold_on=date(2026, 10, 6),
        code="K",
        quantity=2,
        unit_price_rupiah=15_000,
        reference="R9",
        occurrence=1,
        natural_key=uuid4(),
        reason=HeldReason.PERMIT_ENDED,
        status=HeldStatus.HELD,
    )
    db.session.add(held)
    db.session.commit()
    return {
        "delivery_id": delivery.id,
        "delivery_line_id": delivery.lines[0].id,
        "delivery_code": delivery.code,
        "dispute_id": dispute.id,
        "lot_id": lot.id,
        "held_id": held.id,
    }


def make_stock(gallery: Gallery, **delivered: object) -> StockLot:
    """Pieces of the gallery's product that were delivered and received whole."""

    delivery = make_delivery(gallery, **delivered)
    committed(receipts.all_good, delivery.id, by=gallery.manager)
    line = delivery.lines[0]
    rows = db.select(StockLot).where(StockLot.placement_id == line.placement_id, StockLot.batch == line.batch)
    return db.session.execute(rows).scalar_one()


def make_lot(placement: Placement, *, on_hand: int, batch: str = "B") -> StockLot:
    """Pieces that were counted on the shelf when the outlet began to follow its stock."""
    lot = lot_for(placement, batch, arrived_on=date(2026, 11, 20))
    make_movement(lot, MovementKind.OPENING, on_hand)
    return lot


def make_movement(lot: StockLot, kind: MovementKind, quantity: int) -> None:
    """Pieces of a batch that came or went by a count on 20 November."""
    counter = make_user(Role.OUTLET_MANAGER)
    post([Movement(lot.id, kind, quantity, date(2026, 11, 20), SourceKind.STOCK_COUNT, 1)], by_id=counter.id)
    db.session.commit()


def make_stock_count(lot: StockLot, by: UserAccount) -> StockCount:
    """A count of a batch in which a piece is missing and nothing is said about it yet."""
    count = StockCount(
        outlet_id=lot.outlet_id,
        kind=CountKind.REGULAR,
        status=CountStatus.COUNTED,
        policy=StockPolicy.BATCH,
        sales_until=date(2026, 11, 22),
        opened_at=now(),
        opened_by_id=by.id,
    )
    db.session.add(count)
    db.session.flush()
    line = {"placement_id": lot.placement_id, "lot_id": lot.id, "counted": lot.on_hand - 1}
    db.session.add(StockCountLine(stock_count_id=count.id, **line, counted_at=now()))
    db.session.commit()
    return count


def make_goods_return(lot: StockLot, by: UserAccount) -> GoodsReturn:
    """One piece of a batch that is set aside for its producer until 6 December."""
    goods = GoodsReturn(
        outlet_id=lot.outlet_id,
        producer_id=lot.producer_id,
        reason=ReturnReason.UNSOLD,
        status=ReturnStatus.ANNOUNCED,
        pick_up_by=date(2026, 12, 6),
        announced_on=date(2026, 11, 22),
        announced_at=now(),
        announced_by_id=by.id,
    )
    db.session.add(goods)
    db.session.flush()
    db.session.add(GoodsReturnLine(goods_return_id=goods.id, lot_id=lot.id, quantity=1))
    db.session.commit()
    return goods
