"""The lists "closest to ready" and "moved up a class": filters from the address, orders, columns; for page and API."""

from datetime import date

from flask import request
from flask_babel import gettext as _

from core.judged_lists import Orders
from core.listing import Column
from partnerships import words
from partnerships.closest_to_ready import Near, Wanted
from partnerships.lists import UnknownFilter, chosen
from partnerships.product_categories import CATEGORIES
from partnerships.readiness_matrix import EVERYWHERE, Place
from partnerships.readiness_words import SET_PREFIX, place_choices
from partnerships.regions import is_region, name_of
from partnerships.requirement_kinds import KINDS

ANY = "any"
"""The value of the filter `gaps` that stands for any number from one up."""
MOST_GAPS = 9
NEAR_ORDERS: Orders[Near] = {
    "gaps": lambda near: (len(near.gaps), near.name.casefold(), near.producer_id),
    "name": lambda near: (near.name.casefold(), near.producer_id),
    "region": lambda near: (near.region_code, near.name.casefold(), near.producer_id),
}


def near_filters() -> tuple[Wanted, dict[str, str]]:
    """What the address asks for: `gaps` (1 unless told, `any`), `missing`, `region`, `category`, `place`.

    A place is the code of a kind of outlet, or `set:` and the code of a chain's set. Raises `UnknownFilter`.
    """
    places = {value for value, _label in place_choices()} if request.args.get("place") else set()
    filters = {
        "gaps": chosen("gaps", {ANY, *(str(number) for number in range(1, MOST_GAPS + 1))}.__contains__),
        "missing": chosen("missing", KINDS.__contains__),
        "region": chosen("region", is_region),
        "category": chosen("category", CATEGORIES.__contains__),
        "place": chosen("place", places.__contains__),
    }
    number = None if filters["gaps"] == ANY else int(filters["gaps"] or 1)
    wanted = Wanted(number, filters["missing"], filters["region"], filters["category"], _place(filters["place"]))
    return wanted, filters


def near_columns() -> list[Column]:
    """What the list of those closest to ready exports."""
    return [
        Column(_("ID pelaku UMKM"), lambda near: near.producer_id),
        Column(_("Nama usaha"), lambda near: near.name),
        Column(_("Pemilik"), lambda near: near.owner_name),
        Column(_("Telepon"), lambda near: near.phone),
        Column(_("Wilayah"), lambda near: name_of(near.region_code)),
        Column(_("Lengkap"), lambda near: near.completeness.complete),
        Column(_("Diperlukan"), lambda near: near.completeness.required),
        Column(_("Yang masih kurang"), lambda near: ", ".join(words.kind_word(kind) for kind in near.gaps)),
    ]


def grown_columns() -> list[Column]:
    """What the list of those that moved up exports."""
    return [
        Column(_("ID pelaku UMKM"), lambda row: row[0].id),
        Column(_("Nama usaha"), lambda row: row[0].name),
        Column(_("Telepon"), lambda row: row[0].phone),
        Column(_("Wilayah"), lambda row: name_of(row[0].region_code)),
        Column(_("Skala saat terdaftar"), lambda row: words.size_word(row.at_registration)),
        Column(_("Skala sekarang"), lambda row: words.size_word(row.size_class)),
        Column(_("Penjualan setahun"), lambda row: row.annual_sales_rupiah),
        Column(_("Data per tanggal"), lambda row: row.day.isoformat()),
    ]


def year_asked_for(today: date) -> int:
    """The year the address asks about, this one when it names none. Raises `UnknownFilter`."""
    told = request.args.get("year", "").strip()
    if not told:
        return today.year
    if not (told.isascii() and told.isdigit() and len(told) == 4):
        raise UnknownFilter(field="year")
    return int(told)


def _place(told: str) -> Place:
    if told.startswith(SET_PREFIX):
        return Place(None, told.removeprefix(SET_PREFIX))
    return Place(told) if told else EVERYWHERE
