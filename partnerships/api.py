"""The JSON doors of producers, their documents and their products."""

from typing import Any

from accounts.access import person, requires
from accounts.api_blueprint import ApiBlueprint
from accounts.password_again import require_fresh
from accounts.permissions import Permission
from core.listing import listed
from partnerships import curation, producers, products, requirements, vetting
from partnerships.lists import (
    PRODUCER_ORDERS,
    PRODUCT_ORDERS,
    REQUIREMENT_ORDERS,
    producer_filters,
    product_filters,
    requirement_filters,
)
from partnerships.own_production import BANK_ACCOUNT
from partnerships.registration_schemas import RegisterWithGoods
from partnerships.schemas import (
    Decide,
    DecideProduct,
    ProducerAnswer,
    ProducerPage,
    ProductAnswer,
    ProductContent,
    ProductPage,
    RequirementAnswer,
    RequirementPage,
    SubmitRequirement,
)
from partnerships.told_at_registration import register_with_goods

api = ApiBlueprint("api_producers", __name__, description="Producers, their documents and their products")


@api.route("/producers", methods=["POST"])
@requires(Permission.PRODUCER_REGISTER)
@api.arguments(RegisterWithGoods)
@api.response(201, ProducerAnswer)
def register_producer(body: dict[str, Any]) -> object:
    """Register a producer on the owner's behalf. A NIK that is known is 409 `nik_already_registered`."""
    return register_with_goods(**body, by=person())


@api.route("/producers")
@requires(Permission.PRODUCER_READ)
@api.response(200, ProducerPage)
def list_producers() -> object:
    """The producers you may see. Filters: `q`, `region`, `status`, `size_class`, `missing` (a requirement kind)."""
    rows, filters = producer_filters(producers.visible_to(person()))
    listing = listed(rows, orders=PRODUCER_ORDERS, default_order="id", filters=filters)
    return listing.envelope(lambda row: row[0])


@api.route("/producers/<int:producer_id>")
@requires(Permission.PRODUCER_READ)
@api.response(200, ProducerAnswer)
def show_producer(producer_id: int) -> object:
    """One producer."""
    return producers.get(producer_id, by=person())


@api.route("/producers/<int:producer_id>/requirements", methods=["POST"])
@requires(Permission.REQUIREMENT_SUBMIT)
@api.arguments(SubmitRequirement, location="json_or_multipart")
@api.response(201, RequirementAnswer)
def submit_requirement(body: dict[str, Any], producer_id: int) -> object:
    """Hand in a document; multipart when an `evidence` file comes along.

    403 `password_needed` for a bank account, where a browser gave the password too long ago.
    """
    if body["kind"] == BANK_ACCOUNT:
        require_fresh(person())
    return requirements.submit(producer_id, **body, by=person())


@api.route("/producers/<int:producer_id>/requirements")
@requires(Permission.REQUIREMENT_READ)
@api.response(200, RequirementPage)
def list_requirements(producer_id: int) -> object:
    """The documents of a producer. Filters: `kind`, `status`."""
    producer = producers.get(producer_id, by=person())
    rows, filters = requirement_filters(requirements.of_producer(producer))
    listing = listed(rows, orders=REQUIREMENT_ORDERS, default_order="id", filters=filters)
    return listing.envelope(lambda row: row[0])


@api.route("/requirements/<int:requirement_id>")
@requires(Permission.REQUIREMENT_READ)
@api.response(200, RequirementAnswer)
def show_requirement(requirement_id: int) -> object:
    """One document."""
    return requirements.get(requirement_id, by=person())


@api.route("/requirements/<int:requirement_id>/decision", methods=["POST"])
@requires(Permission.REQUIREMENT_DECIDE)
@api.arguments(Decide)
@api.response(200, RequirementAnswer)
def decide_requirement(body: dict[str, Any], requirement_id: int) -> object:
    """Decide about a document that waits: 403 `second_person_needed`, 409 `already_decided` with who and when."""
    return vetting.decide(requirement_id, **body, by=person())


@api.route("/producers/<int:producer_id>/products", methods=["POST"])
@requires(Permission.PRODUCT_SUBMIT)
@api.arguments(ProductContent)
@api.response(201, ProductAnswer)
def submit_product(body: dict[str, Any], producer_id: int) -> object:
    """Add a product to be curated."""
    return products.submit(producer_id, **body, by=person())


@api.route("/producers/<int:producer_id>/products")
@requires(Permission.PRODUCT_READ)
@api.response(200, ProductPage)
def list_products_of(producer_id: int) -> object:
    """The products of a producer. Filters: `q`, `status`, `category`."""
    producer = producers.get(producer_id, by=person())
    rows, filters = product_filters(products.of_producer(producer))
    listing = listed(rows, orders=PRODUCT_ORDERS, default_order="id", filters=filters)
    return listing.envelope(lambda row: row[0])


@api.route("/products")
@requires(Permission.PRODUCT_READ)
@api.response(200, ProductPage)
def list_products() -> object:
    """The products you may see. Filters: `q`, `status`, `category`."""
    rows, filters = product_filters(products.visible_to(person()))
    listing = listed(rows, orders=PRODUCT_ORDERS, default_order="id", filters=filters)
    return listing.envelope(lambda row: row[0])


@api.route("/products/<int:product_id>")
@requires(Permission.PRODUCT_READ)
@api.response(200, ProductAnswer)
def show_product(product_id: int) -> object:
    """One product."""
    return products.get(product_id, by=person())


@api.route("/products/<int:product_id>/decision", methods=["POST"])
@requires(Permission.PRODUCT_DECIDE)
@api.arguments(DecideProduct)
@api.response(200, ProductAnswer)
def decide_product(body: dict[str, Any], product_id: int) -> object:
    """Decide about a product that waits: accepted makes it active, returned sends it back, rejected withdraws it."""
    return curation.decide(product_id, **body, by=person())
