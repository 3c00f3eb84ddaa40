"""Labels by API."""

from typing import Any

from flask import Response

from accounts.access import person, requires
from accounts.api_blueprint import ApiBlueprint
from accounts.permissions import Permission
from core.pdf_answers import pdf_answer
from outlets.label_pages import sheet_of
from outlets.label_schemas import PrintLabels
from outlets.short_codes import code_of
from partnerships import products

api = ApiBlueprint("api_labels", __name__, description="Labels of products")


@api.route("/products/<int:product_id>/labels", methods=["POST"])
@requires(Permission.PRODUCT_READ)
@api.arguments(PrintLabels)
@api.response(200, content_type="application/pdf")
def print_labels(body: dict[str, Any], product_id: int) -> Response:
    """Labels of a product as PDF."""
    product = products.get(product_id, by=person())
    return pdf_answer(sheet_of(product, **body), f"label-{code_of(product.id)}.pdf")
