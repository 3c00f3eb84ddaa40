"""The desk where products are curated: the queue, oldest first, and one product after another."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from accounts.access import person, requires
from accounts.audit import timeline
from accounts.permissions import Permission
from accounts.sent_once import once
from core.database import db
from core.forms import SchemaForm
from core.languages import speak
from core.listing import listed
from partnerships import (
    curation,
    pending_changes,
    producers,
    product_routes,
    product_words,
    products,
    requirements,
    words,
)
from partnerships.lists import chosen
from partnerships.models import Product, Requirement
from partnerships.pages.products import shown
from partnerships.pages.vetting import decision_choices
from partnerships.product_categories import CATEGORIES
from partnerships.product_models import ProductRevision
from partnerships.product_schemas import DecideRoute
from partnerships.regions import is_region, name_of
from partnerships.requirement_kinds import LABEL_ITEMS
from partnerships.schemas import DecideProduct
from partnerships.states import ProductStatus, RequirementStatus

pages = Blueprint("curation", __name__)
ORDERS = {"submitted": [curation.WAITING_SINCE, Product.id]}


@pages.get("/kurasi")
@requires(Permission.PRODUCT_READ)
def queue() -> Any:  # noqa: ANN401 - a page or a redirect
    """The products that wait, oldest first."""
    if not person().is_staff:
        return redirect(url_for("products.products_list"))
    filters = {"region": chosen("region", is_region), "category": chosen("category", CATEGORIES.__contains__)}
    rows = curation.queue(person(), region_code=filters["region"], category=filters["category"])
    listing = listed(rows, orders=ORDERS, default_order="submitted", filters=filters)
    everywhere = curation.queue(person()).subquery()
    return render_template(
        "partnerships/curation_queue.html",
        listing=listing,
        areas=words.area_choices(person(), db.session.execute(select(everywhere.c.region_code).distinct()).scalars()),
        name_of=name_of,
        words=words,
        first=curation.next_case(person()),
    )


@pages.route("/kurasi/<int:product_id>", methods=["GET", "POST"])
@requires(Permission.PRODUCT_DECIDE)
def case(product_id: int) -> Any:  # noqa: ANN401
    """One product, or a change of an approved one, with the checklist; after the decision the next one opens."""
    product = products.get(product_id, by=person())
    change = pending_changes.waiting_for(product_id)
    items = curation.checklist_of(product, change)
    form = SchemaForm(
        DecideProduct,
        {"checked": [f"label_{item}" for item in labelled(product) if f"label_{item}" in items]},
        choices={
            "decision": decision_choices(waivable=False),  # type: ignore[dict-item]
            "checked": [(code, speak(label)) for code, label in items.items()],
        },
    )

    def decide(**told: Any) -> Product:  # noqa: ANN401
        return curation.decide(product_id, by=person(), **(told | {"checked": told["checked"] or []}))

    if request.method == "POST" and form.submit(
        once(decide, lambda decided: url_for("curation.case", product_id=decided.id))
    ):
        flash(_("Keputusan disimpan."))
        following = curation.next_case(person(), after_id=product_id)
        if following is None:
            return redirect(url_for("curation.queue"), 303)
        return redirect(url_for("curation.case", product_id=following), 303)
    return _page(product, change, form, SchemaForm(DecideRoute, {})), (422 if form.is_refused else 200)


@pages.post("/kurasi/<int:product_id>/jalur-izin")
@requires(Permission.PRODUCT_DECIDE)
def decide_route(product_id: int) -> Any:  # noqa: ANN401
    """Decide which permit a product needs whose answers leave that to a verifier."""
    product = products.get(product_id, by=person())
    form = SchemaForm(DecideRoute)
    if form.submit(lambda **told: product_routes.decide(product_id, by=person(), **told)):
        flash(_("Jalur izin diputuskan."))
        return redirect(url_for("curation.case", product_id=product_id), 303)
    return _page(product, pending_changes.waiting_for(product_id), SchemaForm(DecideProduct, {}), form), 422


def _page(product: Product, change: ProductRevision | None, form: SchemaForm, route_form: SchemaForm) -> str:
    return render_template(
        "partnerships/curation_case.html",
        form=form,
        route_form=route_form,
        check_items=[(code, speak(label)) for code, label in curation.checklist_of(product, change).items()],
        change=change,
        waits=change is not None or product.status is ProductStatus.SUBMITTED,
        own=curation.is_typed_by(product, change, person()) or producers.is_member(person(), product.producer_id),
        label=label_answers(product),
        last=curation.newest_decision(product.id),
        differences=product_words.differences(change.before, change.content) if change else [],
        history=timeline("product", product.id),
        name_of=name_of,
        next_id=curation.next_case(person(), after_id=product.id),
        waiting=curation.waiting_count(person()),
        **shown(product),
    )


def labelled(product: Product) -> list[str]:
    """The items of the label that an accepted label check found there."""
    check = _newest_label_check(product)
    if check is None or check.status is not RequirementStatus.ACCEPTED:
        return []
    return [item for item in LABEL_ITEMS if check.details.get(item) is True]


def label_answers(product: Product) -> list[tuple[str, bool | None]]:
    """The nine items of a food label and what the newest label check says of each; None where nobody has answered."""
    check = _newest_label_check(product)
    told = check.details if check is not None else {}
    return [
        (speak(label), answer if isinstance(answer := told.get(item), bool) else None)
        for item, label in LABEL_ITEMS.items()
    ]


def _newest_label_check(product: Product) -> Requirement | None:
    checks = (
        requirements.of_producer(product.producer)
        .where(Requirement.kind == "label_check", Requirement.replaced_by_id.is_(None))
        .order_by(Requirement.id.desc())
    )
    return next(
        (
            check
            for check in db.session.execute(checks).scalars()
            if not check.products or product.id in requirements.covered_ids(check)
        ),
        None,
    )
