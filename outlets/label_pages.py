"""The page of a product's labels: its short link, who asked through the catalogue, and the sheets to print."""

from datetime import date
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for

from accounts.access import person, requires
from accounts.permissions import Permission
from core.forms import SchemaForm
from core.languages import speak
from core.pdf_answers import pdf_answer
from outlets import catalogue, deliveries
from outlets.catalogue_models import CONTACT_LABELS
from outlets.label_schemas import PrintLabels
from outlets.label_sheets import as_sheet, label_of, labels_of
from outlets.labels import LAYOUT_LABELS, LabelLayout, month_is_enough
from outlets.short_codes import code_of
from partnerships import products
from partnerships.models import Product

pages = Blueprint("labels", __name__)


@pages.route("/produk/<int:product_id>/label", methods=["GET", "POST"])
@requires(Permission.PRODUCT_READ)
def of_product(product_id: int) -> Any:  # noqa: ANN401 - a page or a file
    """Print labels of a product; the page also tells its short link and how often somebody asked through it."""
    product = products.get(product_id, by=person())
    form = SchemaForm(
        PrintLabels,
        {"layout": LabelLayout.A4_24.value, "count": 24, "skip": 0},
        choices={"layout": [(layout.value, speak(label)) for layout, label in LAYOUT_LABELS.items()]},
    )
    if request.method == "POST" and (content := form.submit(lambda **told: sheet_of(product, **told))):
        return pdf_answer(content, f"label-{code_of(product.id)}.pdf")
    page = render_template(
        "outlets/labels.html",
        form=form,
        product=product,
        label=label_of(product),
        may_name_the_month=month_is_enough(product.shelf_life_days),
        address=url_for("catalogue.product", code=code_of(product.id), _external=True),
        enquiries=[
            (speak(CONTACT_LABELS[means]), count) for means, count in catalogue.enquiries_of(product.id).items()
        ],
    )
    return page, (422 if form.is_refused else 200)


@pages.get("/titip-jual/<int:delivery_id>/label.pdf")
@requires(Permission.DELIVERY_READ)
def of_delivery(delivery_id: int) -> Response:
    """A label for every piece of a delivery note; `layout` of the address says on what."""
    delivery = deliveries.get(delivery_id, by=person())
    asked = request.args.get("layout", "")
    layout = LabelLayout(asked) if asked in set(LabelLayout) else LabelLayout.A4_24
    return pdf_answer(as_sheet(labels_of(delivery), layout), f"label-{delivery.number}.pdf")


def sheet_of(
    product: Product,
    *,
    layout: LabelLayout,
    count: int,
    batch: str,
    produced_on: date | None,
    expires_on: date | None,
    month_only: bool,
    skip: int,
) -> bytes:
    """So many labels of a product as PDF. Raises what `label_of` and `as_sheet` raise."""
    label = label_of(product, batch=batch, produced_on=produced_on, expires_on=expires_on, month_only=month_only)
    return as_sheet([label] * count, LabelLayout(layout), skip=skip)
