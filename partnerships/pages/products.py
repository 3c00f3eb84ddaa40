"""Pages of products: the list, the record with its photos, prices, changes, and what it is ready for."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from accounts.access import person, requires
from accounts.audit import timeline
from accounts.permissions import Permission
from core.database import db
from core.dates import today
from core.errors import NotPermitted
from core.files import picture
from core.forms import SchemaForm
from core.languages import speak
from core.listing import Column, exported, listed, wanted_export
from partnerships import (
    eligibility,
    pending_changes,
    producers,
    product_photos,
    product_prices,
    product_words,
    products,
    readiness_panel,
    words,
)
from partnerships.lists import PRODUCT_ORDERS, product_filters
from partnerships.models import Producer, Product
from partnerships.pirt_routing import ASKED_CATEGORIES, routing
from partnerships.product_schemas import SetPrice
from partnerships.product_states import RevisionStatus
from partnerships.requirement_kinds import KINDS
from partnerships.schemas import GiveReason
from partnerships.states import ProductStatus

pages = Blueprint("products", __name__)
SUSPENDING = frozenset({ProductStatus.SUSPENDED, ProductStatus.ACTIVE})


@pages.get("/produk")
@requires(Permission.PRODUCT_READ)
def products_list() -> Any:  # noqa: ANN401 - a page or a file
    """The products one may see."""
    rows, filters = product_filters(products.visible_to(person()))
    if wanted_export():
        return exported(rows, export_columns(), name="produk", orders=PRODUCT_ORDERS, default_order="name")
    listing = listed(rows, orders=PRODUCT_ORDERS, default_order="name", filters=filters)
    found = [row[0] for row in listing.rows]
    made_by = select(Producer.id, Producer.name).where(Producer.id.in_({product.producer_id for product in found}))
    own_ids = producers.producer_ids_of(person())
    return render_template(
        "partnerships/products.html",
        listing=listing,
        products=found,
        main_photos=product_photos.main_of(found),
        makers={row.id: row.name for row in db.session.execute(made_by)},
        words=words,
        statuses=words.status_choices(ProductStatus),
        own_id=own_ids[0] if len(own_ids) == 1 else None,
    )


def export_columns() -> list[Column]:
    """What the list of products exports."""
    return [
        Column("ID", lambda row: row[0].id),
        Column(_("ID pelaku UMKM"), lambda row: row[0].producer_id),
        Column(_("Nama produk"), lambda row: row[0].name),
        Column(_("Kategori"), lambda row: words.category_word(row[0].category)),
        Column("SKU", lambda row: row[0].sku),
        Column("GTIN", lambda row: row[0].gtin),
        Column(_("Harga jual"), lambda row: row[0].price_rupiah),
        Column(_("Status"), lambda row: words.status_word(row[0].status)),
    ]


@pages.get("/produk/<int:product_id>")
@requires(Permission.PRODUCT_READ)
def show(product_id: int) -> str:
    """One product: what it is, what it costs, what it still needs, the change that waits, its history."""
    product = products.get(product_id, by=person())
    return _page(product, SchemaForm(SetPrice), SchemaForm(GiveReason))


def _page(product: Product, price_form: SchemaForm, reason_form: SchemaForm) -> str:
    return render_template(
        "partnerships/product.html",
        price_form=price_form,
        reason_form=reason_form,
        ready_for=readiness_panel.where_ready([product], today()),
        history=timeline("product", product.id),
        **shown(product),
    )


@pages.post("/produk/<int:product_id>/harga")
@requires(Permission.PRODUCT_SUBMIT)
def change_price(product_id: int) -> Any:  # noqa: ANN401
    """Give an approved product a price from today or a later day on."""
    product = products.get(product_id, by=person())
    form = SchemaForm(SetPrice)
    if form.submit(lambda **told: products.change_price(product_id, by=person(), **told)):
        flash(_("Harga baru disimpan."))
        return redirect(url_for("products.show", product_id=product_id), 303)
    return _page(product, form, SchemaForm(GiveReason, {})), 422


@pages.post("/produk/<int:product_id>/<any(suspended, active, withdrawn):status>")
@requires(Permission.PRODUCT_SUBMIT)
def change_status(product_id: int, status: str) -> Any:  # noqa: ANN401
    """Suspend a product or take it back (staff), or withdraw it (also its producer), with a reason."""
    product = products.get(product_id, by=person())
    wanted = ProductStatus(status)
    if wanted in SUSPENDING and not person().is_staff:
        raise NotPermitted
    form = SchemaForm(GiveReason)
    if form.submit(lambda reason: products.change_status(product_id, by=person(), status=wanted, reason=reason)):
        flash(_("Status produk diubah."))
        return redirect(url_for("products.show", product_id=product_id), 303)
    return _page(product, SchemaForm(SetPrice, {}), form), 422


@pages.get("/produk/foto/<int:photo_id>")
@requires(Permission.PRODUCT_READ)
def photo(photo_id: int) -> Response:
    """A photo of a product, shown to those who may see the product."""
    return cacheable(picture(products.photo(photo_id, by=person()).file))


@pages.get("/produk/foto/<int:photo_id>/kecil")
@requires(Permission.PRODUCT_READ)
def small_photo(photo_id: int) -> Response:
    """Its small rendition, for lists."""
    return cacheable(picture(products.photo(photo_id, by=person()).small))


def cacheable(response: Response) -> Response:
    """Let the browser keep it and ask with its ETag whether it still holds."""
    return response.make_conditional(request)


def shown(product: Product) -> dict[str, Any]:
    """What the record and the curator's page show of a product."""
    found = eligibility.gaps(product, None, today())
    changes = pending_changes.of_product(product.id)
    waiting = next((one for one in changes if one.status is RevisionStatus.SUBMITTED), None)
    return {
        "product": product,
        "producer": product.producer,
        "prices": product_prices.periods_of(product.id),
        "today": today(),
        "gaps": [(words.kind_word(gap.kind), speak(gap.next_step, **gap.params), gap) for gap in found],
        "answers": [speak(KINDS[kind].question) for kind in product.answered_yes],
        "changes": changes,
        "waiting_change": waiting,
        "routing": routing(product.category, product.route_answers, shelf_life_days=product.shelf_life_days),
        "asks_route": product.category in ASKED_CATEGORIES,
        "product_words": product_words,
        "words": words,
    }
