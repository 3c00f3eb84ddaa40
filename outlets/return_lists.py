"""Lists of returns, and one return as plain values, the same for the page, the API and the paper."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, func, or_, select

from accounts.models import UserAccount
from core.database import db
from core.languages import speak
from core.listing import Column, id_in, whole_number_argument
from outlets import goods_returns
from outlets.models import Outlet, Placement
from outlets.return_models import GoodsReturn, GoodsReturnLine
from outlets.return_states import REASON_LABELS, RETURN_LABELS, ReturnStatus
from outlets.stock_models import StockLot
from partnerships.lists import chosen, searched
from partnerships.models import Producer, Product

ORDERS: Mapping[str, Sequence[ColumnElement[Any]]] = {
    "newest": (GoodsReturn.id,),
    "deadline": (GoodsReturn.pick_up_by, GoodsReturn.id),
    "outlet": (func.lower(Outlet.name), GoodsReturn.id),
    "producer": (func.lower(Producer.name), GoodsReturn.id),
}


def filters() -> dict[str, str]:
    """The filters of the address. Raises `UnknownFilter`."""
    return {"q": searched(), "status": chosen("status", {status.value for status in ReturnStatus}.__contains__)}


def rows(user: UserAccount) -> Select[Any]:
    """The returns a person sees that pass the filters of the address, with names and pieces."""
    pieces = (
        select(func.sum(GoodsReturnLine.quantity).cast(db.BigInteger))
        .where(GoodsReturnLine.goods_return_id == GoodsReturn.id)
        .scalar_subquery()
    )
    found = (
        select(
            GoodsReturn,
            Outlet.name.label("outlet_name"),
            Producer.name.label("producer_name"),
            pieces.label("pieces"),
        )
        .join(Outlet, Outlet.id == GoodsReturn.outlet_id)
        .join(Producer, Producer.id == GoodsReturn.producer_id)
        .where(GoodsReturn.id.in_(goods_returns.visible_to(user).with_only_columns(GoodsReturn.id)))
    )
    wanted = filters()
    if wanted["q"]:
        number = id_in(wanted["q"].rpartition("-")[2]) or 0
        names = [name.icontains(wanted["q"], autoescape=True) for name in (Outlet.name, Producer.name)]
        found = found.where(or_(GoodsReturn.id == number, *names))
    if wanted["status"]:
        found = found.where(GoodsReturn.status == ReturnStatus(wanted["status"]))
    if outlet_id := whole_number_argument("outlet_id", 0, 10**9):
        found = found.where(GoodsReturn.outlet_id == outlet_id)
    return found


def status_choices() -> list[tuple[str, str]]:
    """The states a list can be narrowed by."""
    return [(status.value, speak(RETURN_LABELS[status])) for status in ReturnStatus]


def export_columns() -> list[Column]:
    """What an export of returns holds."""
    return [
        Column(_("Nomor"), lambda row: row[0].number),
        Column(_("Gerai"), lambda row: row.outlet_name),
        Column(_("Pelaku UMKM"), lambda row: row.producer_name),
        Column(_("Sebab"), lambda row: speak(REASON_LABELS[row[0].reason])),
        Column(_("Status"), lambda row: speak(RETURN_LABELS[row[0].status])),
        Column(_("Batas pengambilan"), lambda row: row[0].pick_up_by.isoformat()),
        Column(_("Jumlah (pcs)"), lambda row: row.pieces, adds_up=True),
    ]


def described(goods: GoodsReturn) -> dict[str, Any]:
    """One return as plain values."""
    disposal = goods_returns.disposal_of(goods.id)
    return {
        "id": goods.id,
        "number": goods.number,
        "status": goods.status,
        "reason": goods.reason,
        "note": goods.note,
        "outlet_id": goods.outlet_id,
        "producer_id": goods.producer_id,
        "announced_on": goods.announced_on,
        "pick_up_by": goods.pick_up_by,
        "closed_on": goods.closed_on,
        "fetched_by": goods.fetched_by,
        "cancelled_reason": goods.cancelled_reason,
        "lines": [
            {
                "placement_id": line.lot.placement_id,
                "product_name": line.lot.placement.product.name,
                "batch": line.lot.batch,
                "expires_on": line.lot.expires_on,
                "quantity": line.quantity,
            }
            for line in goods.lines
        ],
        "disposal": {"disposed_on": disposal.disposed_on, "method": disposal.method, "witnesses": disposal.witnesses}
        if disposal
        else None,
        "has_photo": disposal is not None and disposal.photo_id is not None,
    }


def pairs_with_goods(outlets: Select[Any]) -> list[Any]:
    """Outlets of a select with producers whose pieces lie there: `outlet_id`, `producer_id`, names and pieces."""
    rows = (
        select(
            StockLot.outlet_id,
            StockLot.producer_id,
            Outlet.name.label("outlet_name"),
            Producer.name.label("producer_name"),
            func.sum(StockLot.on_hand).label("pieces"),
        )
        .join(Outlet, Outlet.id == StockLot.outlet_id)
        .join(Producer, Producer.id == StockLot.producer_id)
        .where(StockLot.outlet_id.in_(outlets.with_only_columns(Outlet.id)), StockLot.on_hand > 0)
        .group_by(StockLot.outlet_id, StockLot.producer_id, Outlet.name, Producer.name)
        .order_by(Outlet.name, Producer.name, StockLot.producer_id)
    )
    return list(db.session.execute(rows))


def goods_of(outlet_id: int, producer_id: int) -> list[dict[str, Any]]:
    """What a producer has at an outlet, less what lies in open returns; what expires first, first."""
    found = db.session.execute(
        select(
            StockLot.id,
            StockLot.placement_id,
            StockLot.batch,
            StockLot.expires_on,
            StockLot.on_hand,
            Product.name.label("product_name"),
        )
        .join(Placement, Placement.id == StockLot.placement_id)
        .join(Product, Product.id == StockLot.product_id)
        .where(StockLot.outlet_id == outlet_id, StockLot.producer_id == producer_id, StockLot.on_hand > 0)
        .order_by(StockLot.expires_on.nulls_last(), StockLot.id)
    ).all()
    aside = goods_returns.set_aside([row.id for row in found])
    return [{**row._asdict(), "free": row.on_hand - aside.get(row.id, 0)} for row in found]
