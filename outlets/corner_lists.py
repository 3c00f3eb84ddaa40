"""Lists of the corners of offices: totals for the agency, and where a producer may offer its goods."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import request
from flask_babel import gettext as _
from sqlalchemy import BigInteger, ColumnElement, Select, cast, func, or_, select

from accounts.models import UserAccount
from core.database import db
from core.dates import month_of, today
from core.listing import Column
from outlets import office_corners
from outlets.models import Outlet, Placement
from outlets.sales_models import SaleLine
from outlets.states import PlacementStatus
from partnerships.models import Product
from partnerships.regions import name_of
from partnerships.states import ProductStatus

PLAIN_ORDERS: Mapping[str, Sequence[ColumnElement[Any]]] = {"name": (func.lower(Outlet.name), Outlet.id)}


def _standing(what: Any) -> Any:  # noqa: ANN401 - SQLAlchemy's own
    """How many different ones stand in a corner today."""
    return (
        select(func.count(what.distinct()))
        .where(
            Placement.outlet_id == Outlet.id,
            Placement.status == PlacementStatus.ACTIVE,
            or_(Placement.ends_on.is_(None), Placement.ends_on >= today()),
        )
        .scalar_subquery()
    )


def filters() -> dict[str, str]:
    """The filters of the address; the month is the running one unless another is asked for."""
    wanted = {name: request.args.get(name, "").replace("\x00", "").strip()[:100] for name in ("q", "region", "month")}
    month = wanted["month"]
    is_month = len(month) == 7 and month[4] == "-" and month.isascii() and month.replace("-", "").isdigit()
    return {**wanted, "month": month if is_month else ""}


def month_asked_for() -> str:
    """The month whose sales are added up."""
    return filters()["month"] or month_of(today())


def rows(user: UserAccount) -> Select[Any]:
    """The corners a person may deal with that pass the filters, without any figure."""
    wanted = filters()
    found = office_corners.open_to(user).with_only_columns(
        Outlet.id,
        Outlet.name,
        Outlet.parent_office,
        Outlet.region_code,
        Outlet.contact_name,
        Outlet.contact_phone,
        Outlet.status,
    )
    if wanted["q"]:
        named = (Outlet.name, Outlet.parent_office, Outlet.contact_name)
        found = found.where(or_(*[column.icontains(wanted["q"], autoescape=True) for column in named]))
    if wanted["region"]:
        found = found.where(Outlet.region_code.startswith(wanted["region"], autoescape=True))
    return found


def totals(user: UserAccount) -> tuple[Select[Any], Mapping[str, Sequence[ColumnElement[Any]]]]:
    """The same with what stands there and what was sold in the month, net of returns, and the orders of the list.

    Sums only: whose goods they were and what each sale was is between the corner and its producers.
    """
    month = month_asked_for()
    sold = (
        select(
            SaleLine.outlet_id,
            cast(func.sum(SaleLine.quantity), BigInteger).label("pieces"),
            cast(func.sum(SaleLine.gross_rupiah), BigInteger).label("gross"),
            cast(func.sum(SaleLine.commission_rupiah), BigInteger).label("commission"),
        )
        .where(func.to_char(SaleLine.sold_on, "YYYY-MM") == month)
        .group_by(SaleLine.outlet_id)
        .subquery()
    )
    producers, products = _standing(Placement.producer_id), _standing(Placement.product_id)
    gross = func.coalesce(sold.c.gross, 0)
    found = (
        rows(user)
        .add_columns(
            producers.label("producers"),
            products.label("products"),
            func.coalesce(sold.c.pieces, 0).label("pieces"),
            gross.label("gross_rupiah"),
            func.coalesce(sold.c.commission, 0).label("commission_rupiah"),
        )
        .outerjoin(sold, sold.c.outlet_id == Outlet.id)
    )
    orders = {**PLAIN_ORDERS, "products": (products, Outlet.id), "gross": (gross, Outlet.id)}
    return found, orders


def export_columns() -> list[Column]:
    """What an export of corners holds, with the sums of the month."""
    return [
        Column(_("Pojok UMKM"), lambda row: row.name),
        Column(_("Kabupaten/kota"), lambda row: name_of(row.region_code)),
        Column(_("Penanggung jawab"), lambda row: row.contact_name),
        Column(_("Bulan"), lambda _row: month_asked_for()),
        Column(_("Pelaku UMKM"), lambda row: row.producers),
        Column(_("Produk"), lambda row: row.products, adds_up=True),
        Column(_("Terjual (pcs)"), lambda row: row.pieces, adds_up=True),
        Column(_("Penjualan"), lambda row: row.gross_rupiah, adds_up=True),
        Column(_("Komisi"), lambda row: row.commission_rupiah, adds_up=True),
    ]


def goods_choices(producer_id: int) -> list[tuple[str, str]]:
    """The products of a producer that may be offered, by name."""
    found = select(Product.id, Product.name).where(
        Product.producer_id == producer_id, Product.status == ProductStatus.ACTIVE
    )
    ordered = found.order_by(func.lower(Product.name), Product.id)
    return [(str(row.id), row.name) for row in db.session.execute(ordered)]
