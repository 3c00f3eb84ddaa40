"""Public pages of the catalogue: a product behind its short link, the way to its producer, what search engines read."""

from typing import Any

from flask import Blueprint, Response, current_app, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from accounts.access import public
from core.database import committed, db
from core.errors import NotFound
from core.files import picture
from core.languages import speak
from core.text import whatsapp_link
from outlets import catalogue
from outlets.catalogue_errors import NotInTheCatalogue
from outlets.catalogue_models import ContactMeans
from outlets.short_codes import code_of
from partnerships.product_categories import CATEGORIES
from partnerships.product_models import ProductPhoto
from partnerships.regions import is_regency, name_of

LONGEST_SEARCH = 100
MOST_IN_SITEMAP = 50_000
"""More addresses than this a sitemap may not hold."""

pages = Blueprint("catalogue", __name__)


@pages.get("/p/<code>")
@public
def product(code: str) -> Any:  # noqa: ANN401 - a page or a redirect
    """A product: what it is, where it is on sale, and how to order it directly from a producer who agreed to that."""
    shown = catalogue.product_of(code)
    right = code_of(shown.product.id)
    if code != right:
        return redirect(url_for("catalogue.product", code=right), 301)
    return render_template(
        "catalogue/product.html",
        shown=shown,
        product=shown.product,
        code=right,
        category=speak(CATEGORIES[shown.product.category].label),
        region_code=shown.product.producer.region_code,
        region=name_of(shown.product.producer.region_code),
        name_of=name_of,
        address=url_for("catalogue.product", code=right, _external=True),
    )


@pages.get("/p/<code>/foto")
@public
def photo(code: str) -> Response:
    """The main photo of a product anybody may see."""
    return picture(_photo_of(code).file)


@pages.get("/p/<code>/foto-kecil")
@public
def small_photo(code: str) -> Response:
    """The same, small, for lists."""
    return picture(_photo_of(code).small)


def _photo_of(code: str) -> ProductPhoto:
    shown = catalogue.product_of(code).photo
    if shown is None:
        raise NotInTheCatalogue
    return shown


@pages.get("/p/<code>/hubungi/<means>")
@public
def contact(code: str, means: str) -> Any:  # noqa: ANN401
    """Lead to the producer by WhatsApp or telephone, and count that somebody asked."""
    if means not in set(ContactMeans):
        raise NotFound
    if request.method == "HEAD":
        raise NotInTheCatalogue
    shown = committed(catalogue.enquire, code, ContactMeans(means))
    if means == ContactMeans.TELEPHONE:
        return redirect(f"tel:{shown.phone}", 302)
    text = _("Halo %(producer)s, saya melihat %(product)s di Etalase dan ingin memesan.")
    return redirect(whatsapp_link(shown.phone, text % {"producer": shown.producer, "product": shown.product.name}), 302)


@pages.get("/robots.txt")
@public
def robots() -> Response:
    """What search engines may read: the catalogue, and nothing that counts or belongs to somebody."""
    g.cacheable = True
    lines = (
        *("User-agent: *", "Disallow: /api/", "Disallow: /p/*/hubungi/", "Disallow: /verifikasi/"),
        f"Sitemap: {url_for('catalogue.sitemap', _external=True)}",
    )
    return current_app.response_class("\n".join(lines) + "\n", mimetype="text/plain")


@pages.get("/sitemap.xml")
@public
def sitemap() -> Response:
    """The addresses of every product on sale and of every region's part of the catalogue."""
    g.cacheable = True
    rows = catalogue.products_on_sale().order_by(*catalogue.ORDERS["newest"]).limit(MOST_IN_SITEMAP - 1_000)
    addresses = [url_for("public.landing", _external=True)]
    addresses += [url_for("public.landing", region=code, _external=True) for code in catalogue.regions_on_sale()]
    addresses += [
        url_for("catalogue.product", code=code_of(row.id), _external=True) for row in db.session.execute(rows)
    ]
    page = render_template("catalogue/sitemap.xml", addresses=addresses)
    return current_app.response_class(page, mimetype="application/xml")


def asked_for(region_argument: str) -> dict[str, str]:
    """How the address narrows the catalogue; a category or region that does not exist narrows nothing."""
    category = request.args.get("category", "")
    region = request.args.get(region_argument, "")
    return {
        "words": request.args.get("q", "").replace("\x00", "").strip()[:LONGEST_SEARCH],
        "category": category if category in CATEGORIES else "",
        "region_code": region if is_regency(region) else "",
    }
