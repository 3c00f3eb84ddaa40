"""The JSON doors of readiness everywhere and of growing."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from accounts.access import person, requires
from accounts.api_blueprint import ApiBlueprint
from accounts.permissions import Permission
from core.database import db
from core.dates import today
from core.judged_lists import judged_list
from core.listing import listed
from partnerships import growth_history, producers, products, readiness_lists
from partnerships.closest_to_ready import closest_to_ready
from partnerships.eligibility import readiness_of
from partnerships.growth_entries import entries_of, growth_of
from partnerships.growth_schemas import (
    GrownPage,
    GrowthAnswer,
    NearPage,
    ProducerReadinessAnswer,
    ProductReadinessAnswer,
    RecordYear,
    YearlyFiguresAnswer,
)
from partnerships.growth_words import what_it_takes
from partnerships.ladder import Step, step_after
from partnerships.ladder_history import steps_of
from partnerships.models import Product
from partnerships.readiness_matrix import Everywhere, readiness_everywhere
from partnerships.states import ProductStatus

api = ApiBlueprint("api_growth", __name__, description="Readiness for every outlet, and growing")


@api.route("/readiness")
@requires(Permission.PRODUCER_READ)
@api.response(200, NearPage)
def list_closest() -> object:
    """The producers closest to ready.

    Filters: `gaps` (how many are left, 1 unless told, or `any`), `missing` (a requirement kind), `region`, `category`,
    `place` (a kind of outlet, or `set:` and a chain's set). Orders: `gaps`, `name`, `region`.
    """
    wanted, filters = readiness_lists.near_filters()
    rows = closest_to_ready(person(), wanted, today())
    orders = readiness_lists.NEAR_ORDERS
    return judged_list(rows, orders=orders, default_order="gaps", filters=filters).envelope(lambda near: near)


@api.route("/producers/<int:producer_id>/readiness")
@requires(Permission.PRODUCER_READ)
@api.response(200, ProducerReadinessAnswer)
def show_producer_readiness(producer_id: int) -> object:
    """How complete a producer is, what it lacks, and where each of its products may stand today."""
    producer = producers.get(producer_id, by=person())
    own = readiness_of([producer.id], today())[producer.id]
    rows = select(Product.id, Product.name).where(
        Product.producer_id == producer.id, Product.status != ProductStatus.WITHDRAWN
    )
    names = {row.id: row.name for row in db.session.execute(rows.order_by(Product.id))}
    found = readiness_everywhere(names, today())
    return {
        "producer_id": producer.id,
        "on": today(),
        "complete": own.completeness.complete,
        "required": own.completeness.required,
        "missing": list(own.gaps.values()),
        "products": [_product(product_id, name, found) for product_id, name in names.items()],
    }


@api.route("/products/<int:product_id>/readiness")
@requires(Permission.PRODUCT_READ)
@api.response(200, ProductReadinessAnswer)
def show_product_readiness(product_id: int) -> object:
    """Where a product may stand today, or exactly what is missing for each kind of outlet and each chain."""
    product = products.get(product_id, by=person())
    return _product(product.id, product.name, readiness_everywhere([product.id], today()))


def _product(product_id: int, name: str, found: Mapping[int, Everywhere]) -> dict[str, object]:
    places = [
        {**place._asdict(), "eligible": not missing, "missing": missing}
        for place in found[product_id].needed
        for missing in [found[product_id].missing(place)]
    ]
    return {"product_id": product_id, "name": name, "places": places}


@api.route("/producers/<int:producer_id>/figures", methods=["POST"])
@requires(Permission.PRODUCT_SUBMIT)
@api.arguments(RecordYear)
@api.response(201, YearlyFiguresAnswer)
def record_year(body: dict[str, Any], producer_id: int) -> object:
    """Record the yearly figures of a business: 422 `figures_not_yet`, `newer_figures_known`."""
    return growth_history.record_year(producer_id, **body, by=person())


@api.route("/producers/<int:producer_id>/growth")
@requires(Permission.PRODUCER_READ)
@api.response(200, GrowthAnswer)
def show_growth(producer_id: int) -> object:
    """The figures of a producer over time, newest first, its legal size, and the steps of the ladder it reached."""
    producer = producers.get(producer_id, by=person())
    entries, steps = entries_of(producer.id), steps_of(producer.id)
    growth, step = growth_of(entries), steps[0].step if steps else Step.REGISTERED
    following = step_after(step)
    return {
        "producer_id": producer.id,
        "size_class": producer.size_class,
        "size_class_at_registration": growth.at_registration if growth else None,
        "has_grown": growth is not None and growth.has_grown,
        "step": step,
        "next_step": following,
        "next_step_takes": what_it_takes(following) if following else None,
        "figures": entries,
        "steps": steps,
    }


@api.route("/growth")
@requires(Permission.PRODUCER_READ)
@api.response(200, GrownPage)
def list_grown() -> object:
    """The producers that moved up a legal class in a `year`, this one unless told otherwise."""
    rows, rose = growth_history.grown_in(person(), readiness_lists.year_asked_for(today()))
    orders = growth_history.grown_orders(rose)
    return listed(rows, orders=orders, default_order="name").envelope(
        lambda row: {
            "producer_id": row[0].id,
            "name": row[0].name,
            "region_code": row[0].region_code,
            "size_class_at_registration": row.at_registration,
            "size_class": row.size_class,
            "annual_sales_rupiah": row.annual_sales_rupiah,
            "day": row.day,
        }
    )
