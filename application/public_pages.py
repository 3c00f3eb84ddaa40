"""What anybody may see: the front page, the help, the page for programmers, and the way to check a statement."""

from typing import Any

from flask import Blueprint, redirect, render_template, request
from flask_babel import gettext as _
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from accounts.access import public
from application.frame import without_database
from core.database import db
from core.languages import speak
from core.listing import Listing, listed
from outlets import campaign_lists, catalogue
from outlets.catalogue_pages import asked_for
from outlets.short_codes import code_of
from partnerships import product_photos
from partnerships.product_categories import CATEGORIES
from partnerships.regions import name_of

LONGEST_SEARCH = 100
EXAMPLE = {
    "period_start": "2026-11-21",
    "period_end": "2026-11-21",
    "lines": [{"sold_on": "2026-11-21", "code": "8991234567", "quantity": 3, "unit_price_rupiah": 15_000}],
}

pages = Blueprint("public", __name__)


@pages.get("/")
@public
def landing() -> Any:  # noqa: ANN401 - a page
    """What this is, where to go, and what is on the shelves. Without the database all but the shelves is shown."""
    try:
        listing, districts = shelves()
    except (OperationalError, PoolTimeout):
        db.session.rollback()
        without_database()
        listing, districts = None, []
    return render_template(
        "application/landing.html",
        listing=listing,
        districts=[(code, name_of(code)) for code in districts],
        categories=[(code, speak(category.label)) for code, category in CATEGORIES.items()],
        category_labels={code: speak(category.label) for code, category in CATEGORIES.items()},
        name_of=name_of,
        code_of=code_of,
        takes_orders=listing is not None and campaign_lists.any_takes_orders(),
        photos=product_photos.approved_of([row.id for row in listing.rows]) if listing else {},
    )


def shelves() -> tuple[Listing, list[str]]:
    """One page of the products on sale, as the address narrows it, and the regions they come from."""
    narrowed = asked_for("region")
    filters = {"q": narrowed["words"], "category": narrowed["category"], "region": narrowed["region_code"]}
    rows = catalogue.products_on_sale(**narrowed)
    return listed(rows, orders=catalogue.ORDERS, default_order="name", filters=filters), catalogue.regions_on_sale()


@pages.get("/bantuan")
@public
def help_page() -> Any:  # noqa: ANN401
    """How the path goes, from registering to being paid, for each side."""
    return render_template("application/help.html")


@pages.get("/api")
@public
def api_page() -> Any:  # noqa: ANN401
    """How a program signs in and what it may ask."""
    return render_template("application/api.html", root=request.url_root.rstrip("/"), example=EXAMPLE)


@pages.get("/verifikasi")
@public
def check_statement() -> Any:  # noqa: ANN401
    """Ask for the code printed on a statement."""
    typed = "".join(request.args.get("kode", "").split())[:LONGEST_SEARCH]
    if typed and all(character.isalnum() or character in "-_" for character in typed) and typed.isascii():
        return redirect(f"/verifikasi/{typed}")
    problem = _("Kode hanya berisi huruf dan angka. Salin persis seperti pada rekap.") if typed else ""
    return render_template("application/check_statement.html", typed=typed, problem=problem)
