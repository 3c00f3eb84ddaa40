"""The JSON doors of what is watched over: changes that reopen a halal claim, products under the duty, visits."""

from typing import Any

from sqlalchemy import select

from accounts.access import person, requires
from accounts.api_blueprint import ApiBlueprint
from accounts.permissions import Permission
from core.dates import today
from core.listing import listed
from partnerships import halal_watch, own_production, producers
from partnerships.models import Product
from partnerships.schemas import ProductPage
from partnerships.watch_models import HalalReview
from partnerships.watch_schemas import DeclareChange, NoteVisit, ReviewPage, ReviewsOpened, VisitAnswer, VisitsAnswer

api = ApiBlueprint("api_watches", __name__, description="What is watched over after a document was accepted")


@api.route("/products/<int:product_id>/changes", methods=["POST"])
@requires(Permission.PRODUCT_SUBMIT)
@api.arguments(DeclareChange)
@api.response(201, ReviewsOpened)
def declare_change(body: dict[str, Any], product_id: int) -> object:
    """Declare a change of recipe, supplier, process or site; halal claims are reviewed. 409 `no_claim_to_review`."""
    return {"reviews": halal_watch.declare(product_id, **body, by=person())}


@api.route("/halal-reviews")
@requires(Permission.REQUIREMENT_READ)
@api.response(200, ReviewPage)
def list_reviews() -> object:
    """The halal claims that wait to be reviewed, the longest waiting first."""
    orders = {"declared": [HalalReview.declared_at, HalalReview.id]}
    listing = listed(halal_watch.open_reviews(person()), orders=orders, default_order="declared")
    return listing.envelope(lambda row: row[0])


@api.route("/products/under-halal-duty")
@requires(Permission.PRODUCT_READ)
@api.response(200, ProductPage)
def under_halal_duty() -> object:
    """The products that need a halal certificate today and have none."""
    found = halal_watch.under_duty(person(), today()).with_only_columns(Product.id)
    rows = select(Product).where(Product.id.in_(found))
    return listed(rows, orders={"id": [Product.id]}, default_order="id").envelope(lambda row: row[0])


@api.route("/producers/<int:producer_id>/visits", methods=["POST"])
@requires(Permission.PRODUCER_REGISTER)
@api.arguments(NoteVisit, location="json_or_multipart")
@api.response(201, VisitAnswer)
def note_visit(body: dict[str, Any], producer_id: int) -> object:
    """Write down a visit to where the goods are made; multipart with the photo as `evidence`."""
    return own_production.visit(producer_id, **body, by=person())


@api.route("/producers/<int:producer_id>/visits")
@requires(Permission.PRODUCER_REGISTER)
@api.response(200, VisitsAnswer)
def list_visits(producer_id: int) -> object:
    """The visits to a producer, newest first."""
    producer = producers.get(producer_id, by=person())
    return {"items": own_production.visits_to(producer.id)}
