"""The public catalogue by API; no token is needed."""

from typing import Any

from flask import url_for
from marshmallow import fields

from accounts.access import public
from accounts.api_blueprint import ApiBlueprint
from core.fields import AnswerSchema, page_of
from core.listing import listed
from outlets import catalogue
from outlets.catalogue_pages import asked_for
from outlets.short_codes import code_of

api = ApiBlueprint("api_catalogue", __name__, description="What anybody may see: products on sale")


class CatalogueItem(AnswerSchema):
    """A product on sale."""

    code = fields.String()
    url = fields.String()
    name = fields.String()
    category = fields.String()
    net_weight_gram = fields.Integer()
    producer = fields.String()
    region_code = fields.String()
    price_rupiah = fields.Integer()
    outlets = fields.String()


class CatalogueShelf(AnswerSchema):
    """An outlet that sells the product."""

    outlet = fields.String()
    address = fields.String()
    region_code = fields.String()
    retail_price_rupiah = fields.Integer()


class CatalogueProduct(AnswerSchema):
    """A product behind its short code; `phone` is empty while the producer does not agree to be called."""

    code = fields.String()
    url = fields.String()
    name = fields.String()
    category = fields.String()
    net_weight_gram = fields.Integer()
    producer = fields.String()
    region_code = fields.String()
    phone = fields.String()
    shelves = fields.List(fields.Nested(CatalogueShelf))


CataloguePage = page_of(CatalogueItem)


@api.route("/catalogue", methods=["GET"])
@public
@api.doc(security=[])
@api.response(200, CataloguePage)
def list_catalogue() -> Any:  # noqa: ANN401 - answers are dumped by their schema
    """Products on sale today; filters `q`, `category`, `region_code`."""
    rows = catalogue.products_on_sale(**asked_for("region_code"))
    return listed(rows, orders=catalogue.ORDERS, default_order="name").envelope(
        lambda row: {**row._asdict(), "code": code_of(row.id), "url": address_of(code_of(row.id))}
    )


@api.route("/catalogue/<code>", methods=["GET"])
@public
@api.doc(security=[])
@api.response(200, CatalogueProduct)
def show_catalogue_product(code: str) -> Any:  # noqa: ANN401
    """One product by the short code of its label, with where it is on sale."""
    shown = catalogue.product_of(code)
    right = code_of(shown.product.id)
    return {
        "code": right,
        "url": address_of(right),
        "name": shown.product.name,
        "category": shown.product.category,
        "net_weight_gram": shown.product.net_weight_gram,
        "producer": shown.producer,
        "region_code": shown.product.producer.region_code,
        "phone": shown.phone,
        "shelves": [row._asdict() for row in shown.shelves],
    }


def address_of(code: str) -> str:
    """The address of a product's public page."""
    return url_for("catalogue.product", code=code, _external=True)
