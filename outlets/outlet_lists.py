"""Lists of outlets: their columns, orders and filters, the same for the page, the API and the export."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import request
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, func, or_, select

from accounts.models import UserAccount
from core.database import db
from core.dates import today
from core.listing import Column, whole_number_argument
from outlets import outlets, vat_statuses
from outlets.models import Chain, Outlet, Placement
from outlets.states import PlacementStatus
from outlets.words import kind_word, outlet_status_word
from partnerships.regions import name_of

ORDERS: Mapping[str, Sequence[ColumnElement[Any]]] = {
    "name": (func.lower(Outlet.name), Outlet.id),
    "kind": (Outlet.kind, func.lower(Outlet.name), Outlet.id),
    "region": (Outlet.region_code, func.lower(Outlet.name), Outlet.id),
    "created": (Outlet.id,),
}

NAMES = ("q", "kind", "status", "region", "chain_id")


def filters() -> dict[str, str]:
    """The filters of the address."""
    return {name: request.args.get(name, "").replace("\x00", "").strip()[:100] for name in NAMES}


def rows(user: UserAccount) -> Select[Any]:
    """The outlets a person sees that pass the filters of the address, with their chain and how many products stand."""
    wanted = filters()
    placed = (
        select(func.count())
        .select_from(Placement)
        .where(Placement.outlet_id == Outlet.id, Placement.status == PlacementStatus.ACTIVE)
        .scalar_subquery()
    )
    found = (
        outlets.visible_to(user)
        .with_only_columns(
            Outlet.id,
            Outlet.name,
            Outlet.kind,
            Outlet.chain_id,
            Outlet.region_code,
            Outlet.address,
            vat_statuses.is_registered_on(today()).label("vat_registered"),
            Outlet.stock_policy,
            Outlet.time_zone,
            Outlet.status,
            Outlet.closed_on,
            Outlet.floor_area_square_metres,
            Outlet.parent_office,
            Outlet.contact_name,
            Outlet.contact_phone,
            Outlet.contact_whatsapp,
            Outlet.opening_hours,
            Outlet.latitude_micro,
            Outlet.longitude_micro,
            Outlet.version,
            Chain.name.label("chain_name"),
            placed.label("placed"),
        )
        .outerjoin(Chain, Chain.id == Outlet.chain_id)
    )
    if wanted["q"]:
        named = [Outlet.name, Outlet.parent_office, Outlet.contact_name]
        found = found.where(or_(*[column.icontains(wanted["q"], autoescape=True) for column in named]))
    if wanted["kind"]:
        found = found.where(Outlet.kind == wanted["kind"])
    if wanted["status"]:
        found = found.where(Outlet.status.cast(db.Text) == wanted["status"])
    if wanted["region"]:
        found = found.where(Outlet.region_code.startswith(wanted["region"], autoescape=True))
    if chain_id := whole_number_argument("chain_id", 0, 10**9):
        found = found.where(Outlet.chain_id == chain_id)
    return found


def export_columns() -> list[Column]:
    """What an export of outlets holds."""
    return [
        Column(_("Gerai"), lambda row: row.name),
        Column(_("Jenis"), lambda row: kind_word(row.kind)),
        Column(_("Jaringan ritel"), lambda row: row.chain_name),
        Column(_("Kode wilayah"), lambda row: row.region_code),
        Column(_("Kabupaten/kota"), lambda row: name_of(row.region_code)),
        Column(_("Alamat"), lambda row: row.address),
        Column(_("Perangkat daerah tempatnya berada"), lambda row: row.parent_office),
        Column(_("Penanggung jawab"), lambda row: row.contact_name),
        Column(_("Nomor telepon"), lambda row: row.contact_phone),
        Column(_("Luas lantai penjualan (m²)"), lambda row: row.floor_area_square_metres),
        Column(_("Status"), lambda row: outlet_status_word(row.status)),
        Column(_("Produk ditempatkan"), lambda row: row.placed, adds_up=True),
    ]
