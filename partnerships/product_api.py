"""The JSON doors of what goes with a product: its changes, photos, prices and the permit it needs."""

from typing import Any

from sqlalchemy import select

from accounts.access import person, requires
from accounts.api_blueprint import ApiBlueprint
from accounts.permissions import Permission
from core.listing import listed
from partnerships import pending_changes, product_prices, product_routes, products, revisions
from partnerships.product_models import ProductRevision
from partnerships.product_schemas import (
    AddPhoto,
    ArrangePhotos,
    ChangeProduct,
    DecideRoute,
    PhotosAnswer,
    PricePage,
    RevisionAnswer,
    RevisionPage,
    RouteAnswer,
    SetPrice,
)
from partnerships.schemas import ProductAnswer

api = ApiBlueprint("api_products", __name__, description="Changes, photos, prices and the permit of a product")


@api.route("/products/<int:product_id>/revisions")
@requires(Permission.PRODUCT_READ)
@api.response(200, RevisionPage)
def list_revisions(product_id: int) -> object:
    """The changes proposed since the product was approved."""
    product = products.get(product_id, by=person())
    rows = select(ProductRevision).where(ProductRevision.product_id == product.id)
    orders = {"number": [ProductRevision.number], "id": [ProductRevision.id]}
    return listed(rows, orders=orders, default_order="number").envelope(lambda row: row[0])


@api.route("/products/<int:product_id>/revisions", methods=["POST"])
@requires(Permission.PRODUCT_SUBMIT)
@api.arguments(ChangeProduct)
@api.response(201, ProductAnswer)
def change_product(body: dict[str, Any], product_id: int) -> object:
    """Change a product. An approved one stays as it is until the change is accepted; its price applies at once.

    What is not told becomes empty, except photos and answers, which stay. 409 `changed_meanwhile` carries the content
    as it is now.
    """
    return revisions.change(product_id, **body, by=person())


@api.route("/products/<int:product_id>/revisions/withdraw", methods=["POST"])
@requires(Permission.PRODUCT_SUBMIT)
@api.response(200, RevisionAnswer)
def withdraw_revision(product_id: int) -> object:
    """Take back the change that waits."""
    return revisions.withdraw(product_id, by=person())


@api.route("/products/<int:product_id>/photos")
@requires(Permission.PRODUCT_READ)
@api.response(200, PhotosAnswer)
def list_photos(product_id: int) -> object:
    """The photos the product shows, the main one first, and those of the change that waits."""
    return _photos(product_id)


@api.route("/products/<int:product_id>/photos", methods=["POST"])
@requires(Permission.PRODUCT_SUBMIT)
@api.arguments(AddPhoto, location="json_or_multipart")
@api.response(201, PhotosAnswer)
def add_photo(body: dict[str, Any], product_id: int) -> object:
    """Add a photo, multipart: JPEG, PNG or WEBP up to 10 MB. Of an approved product it waits for curation."""
    revisions.rearrange(product_id, by=person(), new_photos=[body["photo"]], role=body["role"])
    return _photos(product_id)


@api.route("/products/<int:product_id>/photos/order", methods=["POST"])
@requires(Permission.PRODUCT_SUBMIT)
@api.arguments(ArrangePhotos)
@api.response(200, PhotosAnswer)
def arrange_photos(body: dict[str, Any], product_id: int) -> object:
    """Put the photos into another order; one that is left out is shown no more."""
    revisions.rearrange(product_id, by=person(), photos=body["photos"])
    return _photos(product_id)


def _photos(product_id: int) -> dict[str, object]:
    product = products.get(product_id, by=person())
    waiting = pending_changes.waiting_for(product.id)
    return {"items": product.photos, "proposed": waiting.content["photos"] if waiting else None}


@api.route("/products/<int:product_id>/prices")
@requires(Permission.PRODUCT_READ)
@api.response(200, PricePage)
def list_prices(product_id: int) -> object:
    """What the product costs and cost, the newest first; a price holds until the day before the next."""
    product = products.get(product_id, by=person())
    found = product_prices.periods_of(product.id)
    return {"items": found, "page": 1, "per_page": max(len(found), 1), "total": len(found)}


@api.route("/products/<int:product_id>/prices", methods=["POST"])
@requires(Permission.PRODUCT_SUBMIT)
@api.arguments(SetPrice)
@api.response(201, PricePage)
def set_price(body: dict[str, Any], product_id: int) -> object:
    """Set a price from today or a later day on; of several prices for one day the latest counts."""
    products.change_price(product_id, **body, by=person())
    found = product_prices.periods_of(product_id)
    return {"items": found, "page": 1, "per_page": max(len(found), 1), "total": len(found)}


@api.route("/products/<int:product_id>/route")
@requires(Permission.PRODUCT_READ)
@api.response(200, RouteAnswer)
def show_route(product_id: int) -> object:
    """Which food permit the product needs by its answers, and why."""
    return _route(product_id)


@api.route("/products/<int:product_id>/route", methods=["POST"])
@requires(Permission.PRODUCT_DECIDE)
@api.arguments(DecideRoute)
@api.response(200, RouteAnswer)
def decide_route(body: dict[str, Any], product_id: int) -> object:
    """Decide which permit a product needs whose answers lead to a review by hand."""
    product_routes.decide(product_id, **body, by=person())
    return _route(product_id)


def _route(product_id: int) -> dict[str, object]:
    product = products.get(product_id, by=person())
    found = product_routes.routing_of(product)
    return {
        "route": found.route,
        "decided_route": product.decided_route,
        "needed": product_routes.needed(product),
        "reasons": found.reasons,
        "unanswered": found.unanswered,
    }
