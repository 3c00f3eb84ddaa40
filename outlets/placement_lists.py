"""Lists of placements, the same for the page, the API and the export."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import request
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.dialects.postgresql import ARRAY, array
from sqlalchemy.orm import aliased

from accounts.models import UserAccount
from core.database import db
from core.dates import today
from core.languages import speak
from core.listing import Column, whole_number_argument
from outlets import holds, placement_leftovers, placement_prices, placements, pull_words
from outlets.models import Outlet, OutletCode, Placement
from outlets.outlet_codes import codes_of
from outlets.pull_models import PlacementHold
from outlets.states import STATUS_LABELS, PlacementStatus
from partnerships.models import Producer, Product

ORDERS: Mapping[str, Sequence[ColumnElement[Any]]] = {
    "product": (func.lower(Product.name), Placement.id),
    "producer": (func.lower(Producer.name), func.lower(Product.name), Placement.id),
    "outlet": (func.lower(Outlet.name), func.lower(Product.name), Placement.id),
    "price": (db.literal_column("retail_price_rupiah"), Placement.id),
    "starts": (Placement.starts_on, Placement.id),
    "newest": (Placement.id,),
}

HELD = "held"
"""The filter for what is held because a permit has ended; it is no state of its own."""


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
            placement_prices.consigned_on(today()).label("consigned_price_rupiah"),
            placement_prices.retail_on(today()).label("retail_price_rupiah"),
            Placement.starts_on,
            Placement.ends_on,
            Placement.quota,
            Placement.min_shelf_life_days,
            Product.name.label("product_name"),
            Producer.name.label("producer_name"),
            Outlet.name.label("outlet_name"),
            codes.cast(ARRAY(db.Text)).label("outlet_codes"),
            _open_holds().label("held_for"),
        )
        .join(Product, Product.id == Placement.product_id)
        .join(Producer, Producer.id == Placement.producer_id)
        .join(Outlet, Outlet.id == Placement.outlet_id)
        .where(Placement.id.in_(placements.visible_to(user).with_only_columns(Placement.id)))
    )


def _open_holds() -> ColumnElement[list[str]]:
    """The kinds of the papers for which a placement is held now; empty where it is not."""
    kinds = (
        select(func.coalesce(func.array_agg(PlacementHold.kind.distinct()), array([], type_=db.Text)))
        .where(PlacementHold.placement_id == Placement.id, PlacementHold.lifted_on.is_(None))
        .scalar_subquery()
    )
    return kinds.cast(ARRAY(db.Text))


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
    if wanted["status"] == HELD:
        held = PlacementHold.placement_id == Placement.id
        found = found.where(exists().where(held, PlacementHold.lifted_on.is_(None)))
    elif wanted["status"]:
        found = found.where(placements.status_shown() == wanted["status"])
    if producer_id := whole_number_argument("producer_id", 0, 10**9):
        found = found.where(Placement.producer_id == producer_id)
    if outlet_id := whole_number_argument("outlet_id", 0, 10**9):
        found = found.where(Placement.outlet_id == outlet_id)
    return found


def described(placement: Placement) -> dict[str, Any]:
    """One placement as plain values; the prices are those of today."""
    prices = placement_prices.prices_now(placement)
    left = placement_leftovers.left_under(placement)
    return {
        "id": placement.id,
        "status": placements.status_of(placement),
        "product_id": placement.product_id,
        "producer_id": placement.producer_id,
        "outlet_id": placement.outlet_id,
        "consigned_price_rupiah": prices.consigned_rupiah,
        "retail_price_rupiah": prices.retail_rupiah,
        "starts_on": placement.starts_on,
        "ends_on": placement.ends_on,
        "quota": placement.quota,
        "on_hand": left.on_hand,
        "in_transit": left.in_transit,
        "min_shelf_life_days": placement.min_shelf_life_days,
        "outlet_codes": codes_of(placement),
        "held_for": sorted({hold.kind for hold in holds.of_placement(placement.id) if hold.is_open}),
    }


def status_choices() -> list[tuple[str, str]]:
    """The states a placement may be filtered by, and that it is held because a permit has ended."""
    states = [(status.value, speak(STATUS_LABELS[status])) for status in PlacementStatus]
    return [*states, (HELD, _("Ditahan karena izin"))]


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
        Column(_("Sisa masa simpan minimal (hari)"), lambda row: row.min_shelf_life_days),
        Column(_("Ditahan karena izin"), lambda row: ", ".join(pull_words.kind_word(kind) for kind in row.held_for)),
        Column(_("Kode barang di kasir"), lambda row: ", ".join(row.outlet_codes)),
    ]
