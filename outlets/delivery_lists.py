"""Lists of deliveries and one delivery as plain values, the same for the page, the API and the export."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, func, or_, select

from accounts.models import UserAccount
from core.database import db
from core.languages import speak
from core.listing import Column, id_in, whole_number_argument
from outlets import deliveries
from outlets.consignment_models import Delivery, DeliveryLine, Receipt
from outlets.models import Outlet
from outlets.stock_states import DELIVERY_LABELS, DeliveryStatus
from partnerships.lists import chosen, searched
from partnerships.models import Producer

ORDERS: Mapping[str, Sequence[ColumnElement[Any]]] = {
    "newest": (Delivery.id,),
    "delivered": (Delivery.delivered_on, Delivery.id),
    "outlet": (func.lower(Outlet.name), Delivery.id),
    "producer": (func.lower(Producer.name), Delivery.id),
}


def filters() -> dict[str, str]:
    """The filters of the address. Raises `UnknownFilter`."""
    return {"q": searched(), "status": chosen("status", {status.value for status in DeliveryStatus}.__contains__)}


def rows(user: UserAccount) -> Select[Any]:
    """The deliveries a person sees that pass the filters of the address, with names and pieces."""
    pieces = (
        select(func.sum(DeliveryLine.quantity).cast(db.BigInteger))
        .where(DeliveryLine.delivery_id == Delivery.id)
        .scalar_subquery()
    )
    found = (
        select(
            Delivery,
            Outlet.name.label("outlet_name"),
            Producer.name.label("producer_name"),
            pieces.label("pieces"),
            Receipt.is_automatic,
        )
        .join(Outlet, Outlet.id == Delivery.outlet_id)
        .join(Producer, Producer.id == Delivery.producer_id)
        .outerjoin(Receipt, Receipt.delivery_id == Delivery.id)
        .where(Delivery.id.in_(deliveries.visible_to(user).with_only_columns(Delivery.id)))
    )
    wanted = filters()
    if wanted["q"]:
        found = found.where(_named(wanted["q"]))
    if wanted["status"]:
        found = found.where(Delivery.status == DeliveryStatus(wanted["status"]))
    if outlet_id := whole_number_argument("outlet_id", 0, 10**9):
        found = found.where(Delivery.outlet_id == outlet_id)
    if producer_id := whole_number_argument("producer_id", 0, 10**9):
        found = found.where(Delivery.producer_id == producer_id)
    return found


def _named(words: str) -> ColumnElement[bool]:
    """The deliveries somebody may mean: by number, by the code on the paper, or by a name."""
    number = id_in(words.rpartition("-")[2]) or 0
    return or_(
        Delivery.id == number,
        Delivery.code == words.replace(" ", "").upper(),
        Outlet.name.icontains(words, autoescape=True),
        Producer.name.icontains(words, autoescape=True),
    )


def described(delivery: Delivery) -> dict[str, Any]:
    """One delivery as plain values, with what was received of each line."""
    receipt = delivery.receipt
    return {
        "id": delivery.id,
        "number": delivery.number,
        "code": delivery.code,
        "status": delivery.status,
        "outlet_id": delivery.outlet_id,
        "producer_id": delivery.producer_id,
        "delivered_on": delivery.delivered_on,
        "confirm_by": delivery.confirm_by,
        "received_on": receipt.received_on if receipt else None,
        "automatic": receipt.is_automatic if receipt else None,
        "lines": [_line(line) for line in delivery.lines],
    }


def _line(line: DeliveryLine) -> dict[str, Any]:
    received = line.received
    return {
        "id": line.id,
        "placement_id": line.placement_id,
        "product_id": line.placement.product_id,
        "batch": line.batch,
        "produced_on": line.produced_on,
        "expires_on": line.expires_on,
        "expiry_precision": line.expiry_precision,
        "quantity": line.quantity,
        "good": received.good if received else None,
        "short": received.short if received else None,
        "damaged": received.damaged if received else None,
    }


def status_choices() -> list[tuple[str, str]]:
    """The states deliveries may be filtered by."""
    return [(status.value, speak(DELIVERY_LABELS[status])) for status in DeliveryStatus]


def export_columns() -> list[Column]:
    """What an export of deliveries holds."""
    return [
        Column(_("Nomor"), lambda row: row.Delivery.number),
        Column(_("Tanggal kirim"), lambda row: row.Delivery.delivered_on.isoformat()),
        Column(_("Pelaku UMKM"), lambda row: row.producer_name),
        Column(_("Gerai"), lambda row: row.outlet_name),
        Column(_("Jumlah (pcs)"), lambda row: row.pieces, adds_up=True),
        Column(_("Status"), lambda row: speak(DELIVERY_LABELS[row.Delivery.status])),
    ]
