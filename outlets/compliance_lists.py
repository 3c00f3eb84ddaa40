"""The filters, orders and columns of the view of the local rule, the same for page, API and export."""

from datetime import date

from flask import request
from flask_babel import gettext as _
from sqlalchemy import func, literal_column

from accounts.models import UserAccount
from core.dates import business_day
from core.listing import Column
from outlets import compliance
from outlets.models import Outlet
from outlets.outlet_kinds import OUTLET_KINDS
from outlets.words import kind_word
from partnerships.lists import Filtered, chosen
from partnerships.regions import is_region, name_of

ORDERS = {
    "name": [func.lower(Outlet.name), Outlet.id],
    "kind": [Outlet.kind, func.lower(Outlet.name), Outlet.id],
    "region": [Outlet.region_code, func.lower(Outlet.name), Outlet.id],
    "products": [literal_column("products"), func.lower(Outlet.name), Outlet.id],
    "since": [literal_column("since"), func.lower(Outlet.name), Outlet.id],
}


def rows_asked_for(user: UserAccount, on: date) -> Filtered:
    """The outlets of the address, and its filters. Raises `UnknownFilter`."""
    filters = {
        "q": request.args.get("q", "").replace("\x00", "").strip()[:100],
        "kind": chosen("kind", OUTLET_KINDS.__contains__),
        "region": chosen("region", is_region),
        "carries": chosen("carries", {"yes", "no"}.__contains__),
    }
    return compliance.rows(user, on, filters), filters


def columns() -> list[Column]:
    """What an export of the view holds."""
    return [
        Column(_("ID"), lambda row: row.id),
        Column(_("Gerai"), lambda row: row.name),
        Column(_("Jenis"), lambda row: kind_word(row.kind)),
        Column(_("Jaringan ritel"), lambda row: row.chain_name),
        Column(_("Kabupaten/kota"), lambda row: name_of(row.region_code)),
        Column(_("Produk lokal"), lambda row: row.products, adds_up=True),
        Column(_("Pelaku UMKM"), lambda row: row.producers),
        Column(_("Sejak"), lambda row: row.since.isoformat() if row.since else ""),
        Column(_("Surat terakhir"), lambda row: business_day(row.letter_at).isoformat() if row.letter_at else ""),
    ]
