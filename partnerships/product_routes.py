"""Which food permit a product needs by its answers, and a verifier's decision where these leave it open."""

from accounts.audit import record
from accounts.models import UserAccount
from core.database import db
from partnerships import curation, pending_changes, producers, products
from partnerships.errors import ReasonNeeded, SecondPersonNeeded
from partnerships.models import Product
from partnerships.pirt_routing import Route, Routing, needed_route, routing
from partnerships.product_errors import RouteNotOpen
from partnerships.product_states import RevisionStatus


def routing_of(product: Product) -> Routing:
    """Where the approved answers of a product lead."""
    return routing(product.category, product.route_answers, shelf_life_days=product.shelf_life_days)


def needed(product: Product) -> Route | None:
    """The permit that counts for a product; None leaves it to the rule of its category."""
    return needed_route(
        product.category,
        product.route_answers,
        shelf_life_days=product.shelf_life_days,
        decided_route=product.decided_route,
    )


def decide(product_id: int, *, by: UserAccount, route: str, reason: str, version: int | None = None) -> Product:
    """Decide which permit a product needs whose answers leave that to a verifier; until then none satisfies.

    It holds until the answers, the category or the shelf life change. Raises `UnknownProduct`, `ChangedMeanwhile`,
    `RouteNotOpen`, `SecondPersonNeeded` for whoever typed in the product or an accepted change of it, `ReasonNeeded`.
    """
    product = products.get(product_id, by=by, for_update=True)
    products.require_version(product, version)
    if routing_of(product).route is not Route.MANUAL_REVIEW:
        raise RouteNotOpen
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    accepted = [one for one in pending_changes.of_product(product.id) if one.status is RevisionStatus.ACCEPTED]
    if (
        curation.is_typed_by(product, None, by)
        or any(one.submitted_by_id == by.id for one in accepted)
        or producers.is_member(by, product.producer_id)
    ):
        raise SecondPersonNeeded
    before = product.decided_route
    product.decided_route, product.route_decided_by_id = str(route), by.id
    db.session.flush()
    record(
        "product:route_decided",
        product,
        by=by,
        before={"route": before},
        after={"route": product.decided_route},
        reason=reason.strip(),
    )
    return product
