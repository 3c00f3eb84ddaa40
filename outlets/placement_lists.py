"""Lists of placements, the same for the page, the API and the export."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import request
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.dialects.postgresql import ARRAY, array
from sqlalchemy.orm import aliased

from accounts.models import UserAccount
from core.database import db
from core.languages import speak
from core.listing import Column, whole_number_argument
from outlets import placements
from outlets.models import Outlet, OutletCode, Placement
from outlets.outlet_codes import codes_of
from outlets.states import STATUS_LABELS, PlacementStatus
from partnerships.models import Producer, Product

ORDERS: Mapping[str, Sequence[ColumnElement[Any]]] = {
    "product": (func.lower(Product.name), Placement.id),
    "producer": (func.lower(Producer.name), func.lower(Product.name), Placement.id),
    "outlet": (func.lower(Outlet.name), func.lower(Product.name), Placement.id),
    "price": (Placement.retail_price_rupiah, Placement.id),
    "starts": (Placement.starts_on, Placement.id),
    "newest": (Placement.id,),
}


def filters() -> dict[str, str]:
    """The filters of the address."""
    return {
        name: request.args.get(name, "").replace("\x00", "").strip()[:100]
        for name in ("q", "status", "producer_id", "outlet_id")
    }


def all_rows(user: UserAccount) -> Select[Any]:
    """The placements a person sees, with what their outlet's till calls them."""
    learned = aliased(Placement)
    codes = (
        select(func.coalesce(func.array_agg(OutletCode.code), array([], type_=db.Text)))
        .join(learned, learned.id == OutletCode.placement_id)
        .where(
            OutletCode.outlet_id == Placement.outlet_id,
            OutletCode.retired_at.is_(None),
            learned.product_id == Placement.product_id,
        )
        .scalar_subquery()
    )
    return (
        select(
            Placement.id,
            placements.status_shown().label("status"),
            Placement.product_id,
            Placement.producer_id,
            Placement.outlet_id,
            Placement.consigned_price_rupiah,
            Placement.retail_price_rupiah,
            Placement.starts_on,
            Placement.ends_on,
            Placement.quota,
            Placement.min_shelf_life_days,
            Product.name.label("product_name"),
            Producer.name.label("producer_name"),
            Outlet.name.label("outlet_name"),
            codes.cast(ARRAY(db.Text)).label("outlet_codes"),
        )
        .join(Product, Product.id == Placement.product_id)
        .join(Producer, Producer.id == Placement.producer_id)
        .join(Outlet, Outlet.id == Placement.outlet_id)
        .where(Placement.id.in_(placements.visible_to(user).with_only_columns(Placement.id)))
    )


def rows(user: UserAccount) -> Select[Any]:
    """Those of them that pass the filters of the address."""
    wanted = filters()
    found = all_rows(user)
    if wanted["q"]:
        text = wanted["q"]
        found = found.where(
            Product.name.icontains(text, autoescape=True)
            | Producer.name.icontains(text, autoescape=True)
            | Outlet.name.icontains(text, autoescape=True)
        )
    if wanted["status"]:
        found = found.where(placements.status_shown() == wanted["status"])
    if producer_id := whole_number_argument("producer_id", 0, 10**9):
        found = found.where(Placement.producer_id == producer_id)
    if outlet_id := whole_number_argument("outlet_id", 0, 10**9):
        found = found.where(Placement.outlet_id == outlet_id)
    return found


def described(placement: Placement) -> dict[str, Any]:
    """One placement as plain values."""
    return {
        "id": placement.id,
        "status": placements.status_of(placement),
        "product_id": placement.product_id,
        "producer_id": placement.producer_id,
        "outlet_id": placement.outlet_id,
        "consigned_price_rupiah": placement.consigned_price_rupiah,
        "retail_price_rupiah": placement.retail_price_rupiah,
        "starts_on": placement.starts_on,
        "ends_on": placement.ends_on,
        "quota": placement.quota,
        "min_shelf_life_days": placement.min_shelf_life_days,
        "outlet_codes": codes_of(placement),
    }


def status_choices() -> list[tuple[str, str]]:
    """The states a placement may be filtered by."""
    return [(status.value, speak(STATUS_LABELS[status])) for status in PlacementStatus]


def export_columns() -> list[Column]:
    """What an export of placements holds."""
    return [
        Column(_("Nomor"), lambda row: row.id),
        Column(_("Produk"), lambda row: row.product_name),
        Column(_("Pelaku UMKM"), lambda row: row.producer_name),
        Column(_("Gerai"), lambda row: row.outlet_name),
        Column(_("Status"), lambda row: speak(STATUS_LABELS[row.status])),
        Column(_("Harga titip"), lambda row: row.consigned_price_rupiah),
        Column(_("Harga jual"), lambda row: row.retail_price_rupiah),
        Column(_("Mulai ditempatkan"), lambda row: row.starts_on.isoformat()),
        Column(_("Sampai"), lambda row: row.ends_on.isoformat() if row.ends_on else ""),
        Column(_("Kuota (pcs)"), lambda row: row.quota),
        Column(_("Kode barang di kasir"), lambda row: ", ".join(row.outlet_codes)),
    ]
