"""Lists of the item codes of an outlet's till, the same for the page, the API and the export."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import request
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, func, or_, select

from accounts.models import UserAccount
from core.database import db
from core.listing import Column
from outlets import outlet_code_changes
from outlets.models import Outlet, OutletCode, Placement
from outlets.sales_models import SalesFile
from partnerships.models import Producer, Product

ORDERS: Mapping[str, Sequence[ColumnElement[Any]]] = {
    "code": (OutletCode.code, OutletCode.id),
    "product": (func.lower(Product.name), OutletCode.code, OutletCode.id),
    "learned": (OutletCode.learned_at, OutletCode.id),
}
IN_USE, RETIRED, ALL = "in_use", "retired", "all"


def filters() -> dict[str, str]:
    """The filters of the address; without one only codes in use are shown."""
    return {name: request.args.get(name, "").replace("\x00", "").strip()[:100] for name in ("q", "status")}


def rows(user: UserAccount, outlet: Outlet) -> Select[Any]:
    """The codes of an outlet a person sees that pass the filters, each with its product and where it was learned."""
    wanted = filters()
    found = (
        select(
            OutletCode.id,
            OutletCode.outlet_id,
            OutletCode.code,
            OutletCode.placement_id,
            OutletCode.learned_at,
            OutletCode.retired_at,
            OutletCode.sales_file_id,
            SalesFile.file_id,
            Placement.product_id,
            Product.name.label("product_name"),
            Product.sku,
            Producer.name.label("producer_name"),
            UserAccount.name.label("learned_by"),
        )
        .join(Placement, Placement.id == OutletCode.placement_id)
        .join(Product, Product.id == Placement.product_id)
        .join(Producer, Producer.id == Placement.producer_id)
        .outerjoin(UserAccount, UserAccount.id == OutletCode.learned_by_id)
        .outerjoin(SalesFile, SalesFile.id == OutletCode.sales_file_id)
        .where(
            OutletCode.outlet_id == outlet.id,
            OutletCode.id.in_(outlet_code_changes.visible_to(user).with_only_columns(OutletCode.id)),
        )
    )
    if wanted["q"]:
        named = (OutletCode.code, Product.name, Producer.name, Product.sku)
        found = found.where(or_(*[column.icontains(wanted["q"], autoescape=True) for column in named]))
    if wanted["status"] == RETIRED:
        found = found.where(OutletCode.retired_at.is_not(None))
    elif wanted["status"] != ALL:
        found = found.where(OutletCode.retired_at.is_(None))
    return found


def export_columns() -> list[Column]:
    """What an export of codes holds; the first two columns are those of the template, so it can be uploaded again."""
    return [
        Column("kode_barang", lambda row: row.code),
        Column("sku", lambda row: row.sku),
        Column(_("Produk"), lambda row: row.product_name),
        Column(_("Pelaku UMKM"), lambda row: row.producer_name),
        Column(_("Dicatat"), lambda row: row.learned_at.date().isoformat()),
        Column(_("Status"), lambda row: _("Tidak dipakai lagi") if row.retired_at else _("Dipakai")),
    ]


def placement_choices(outlet: Outlet) -> list[tuple[str, str]]:
    """What a code may mean in an outlet: every product that stands, or stood, there, by name."""
    newest = (
        select(func.max(Placement.id))
        .where(Placement.outlet_id == outlet.id, Placement.accepted_at.is_not(None))
        .group_by(Placement.product_id)
    )
    found = (
        select(Placement.id, Product.name, Product.sku, Producer.name.label("producer_name"))
        .join(Product, Product.id == Placement.product_id)
        .join(Producer, Producer.id == Placement.producer_id)
        .where(Placement.id.in_(newest))
        .order_by(func.lower(Product.name), Placement.id)
    )
    return [(str(row.id), f"{row.name} · {row.sku} · {row.producer_name}") for row in db.session.execute(found)]
