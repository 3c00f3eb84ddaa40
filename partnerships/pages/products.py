"""Pages of products: the list, adding and editing one, its record with prices and what it is ready for."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from accounts.access import person, requires
from accounts.audit import timeline
from accounts.permissions import Permission
from core.database import db
from core.dates import today
from core.errors import NotPermitted
from core.forms import SchemaForm
from core.languages import speak
from core.listing import Column, exported, listed, wanted_export
from partnerships import eligibility, producers, products, rules, words
from partnerships.lists import PRODUCT_ORDERS, product_filters
from partnerships.models import Producer, Product
from partnerships.product_categories import CATEGORIES
from partnerships.readiness import conditional_kinds
from partnerships.requirement_kinds import KINDS
from partnerships.schemas import ChangePrice, GiveReason, ProductContent
from partnerships.states import ProductStatus

pages = Blueprint("products", __name__)
CONTENT_FIELDS = tuple(ProductContent().fields)
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


@pages.route("/umkm/<int:producer_id>/produk/baru", methods=["GET", "POST"])
@requires(Permission.PRODUCT_SUBMIT)
def new(producer_id: int) -> Any:  # noqa: ANN401 - a page or a redirect
    """Add a product to be curated."""
    producer = producers.get(producer_id, by=person())
    form = SchemaForm(ProductContent, choices=form_choices(producer))
    if request.method == "POST" and (
        product := form.submit(lambda **told: products.submit(producer_id, by=person(), **told))
    ):
        flash(_("Produk diajukan untuk kurasi."))
        return redirect(url_for("products.show", product_id=product.id), 303)
    page = render_template("partnerships/product_form.html", form=form, producer=producer, product=None)
    return page, (422 if form.is_refused else 200)


@pages.route("/produk/<int:product_id>/ubah", methods=["GET", "POST"])
@requires(Permission.PRODUCT_SUBMIT)
def change(product_id: int) -> Any:  # noqa: ANN401
    """Change a product that waits for curation or was sent back."""
    product = products.get(product_id, by=person())
    values = {name: value for name in CONTENT_FIELDS if (value := getattr(product, name)) is not None}
    form = SchemaForm(ProductContent, values, choices=form_choices(product.producer, product))
    if request.method == "POST" and form.submit(lambda **told: products.edit(product_id, by=person(), **told)):
        flash(_("Perubahan disimpan; produk menunggu kurasi."))
        return redirect(url_for("products.show", product_id=product_id), 303)
    page = render_template("partnerships/product_form.html", form=form, producer=product.producer, product=product)
    return page, (422 if form.is_refused else 200)


@pages.get("/produk/<int:product_id>")
@requires(Permission.PRODUCT_READ)
def show(product_id: int) -> str:
    """One product: what it is, what it has cost, what it still needs, its history."""
    product = products.get(product_id, by=person())
    return render_template(
        "partnerships/product.html",
        price_form=SchemaForm(ChangePrice),
        reason_form=SchemaForm(GiveReason),
        history=timeline("product", product.id),
        **shown(product),
    )


@pages.post("/produk/<int:product_id>/harga")
@requires(Permission.PRODUCT_SUBMIT)
def change_price(product_id: int) -> Any:  # noqa: ANN401
    """Give an approved product a new price from today on."""
    product = products.get(product_id, by=person())
    form = SchemaForm(ChangePrice)
    if form.submit(lambda price_rupiah: products.change_price(product_id, by=person(), price_rupiah=price_rupiah)):
        flash(_("Harga baru berlaku mulai hari ini."))
        return redirect(url_for("products.show", product_id=product_id), 303)
    page = render_template(
        "partnerships/product.html",
        price_form=form,
        reason_form=SchemaForm(GiveReason, {}),
        history=timeline("product", product.id),
        **shown(product),
    )
    return page, 422


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
    page = render_template(
        "partnerships/product.html",
        price_form=SchemaForm(ChangePrice, {}),
        reason_form=form,
        history=timeline("product", product.id),
        **shown(product),
    )
    return page, 422


def form_choices(producer: Producer, product: Product | None = None) -> dict[str, list[tuple[str, str]]]:
    """What the form offers: categories, packagings, and the questions that decide whether a document is needed."""
    asked: dict[str, list[str]] = {}
    known = rules.all_rules()
    for category in CATEGORIES:
        for kind in conditional_kinds(
            known, category=category, outlet_kind=None, size_class=producer.size_class, on=today()
        ):
            asked.setdefault(kind, []).append(category)
    questions = [
        (kind, speak(KINDS[kind].question), ", ".join(words.category_word(category) for category in asked[kind]))
        for kind in KINDS
        if kind in asked
    ]
    return {
        "category": words.category_choices(),
        "packaging": words.packaging_choices(product.packaging if product else ""),
        "answered_yes": questions,  # type: ignore[dict-item]
    }


def shown(product: Product) -> dict[str, Any]:
    """What the record and the curator's page show of a product."""
    found = eligibility.gaps(product, None, today())
    return {
        "product": product,
        "producer": product.producer,
        "prices": products.prices_of(product.id),
        "gaps": [(words.kind_word(gap.kind), speak(gap.next_step, **gap.params), gap) for gap in found],
        "answers": [speak(KINDS[kind].question) for kind in product.answered_yes],
        "words": words,
    }
