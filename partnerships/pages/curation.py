"""The desk where products are curated: the queue, oldest first, and one product after another."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from accounts.access import person, requires
from accounts.audit import timeline
from accounts.permissions import Permission
from core.database import db
from core.forms import SchemaForm
from core.languages import speak
from core.listing import listed
from partnerships import curation, producers, products, requirements, words
from partnerships.lists import chosen
from partnerships.models import Product, Requirement
from partnerships.pages.products import shown
from partnerships.pages.vetting import decision_choices
from partnerships.product_categories import CATEGORIES
from partnerships.regions import is_region, name_of
from partnerships.requirement_kinds import LABEL_ITEMS
from partnerships.schemas import DecideProduct
from partnerships.states import ProductStatus

pages = Blueprint("curation", __name__)
ORDERS = {"submitted": [Product.submitted_at, Product.id]}


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
    """One product with its label checklist; after the decision the next one opens."""
    product = products.get(product_id, by=person())
    form = SchemaForm(DecideProduct, choices={"decision": decision_choices(waivable=False)})  # type: ignore[dict-item]
    if request.method == "POST" and form.submit(lambda **decided: curation.decide(product_id, by=person(), **decided)):
        flash(_("Keputusan disimpan."))
        following = curation.next_case(person(), after_id=product_id)
        if following is None:
            return redirect(url_for("curation.queue"), 303)
        return redirect(url_for("curation.case", product_id=following), 303)
    page = render_template(
        "partnerships/curation_case.html",
        form=form,
        waits=product.status is ProductStatus.SUBMITTED,
        own=product.submitted_by_id == person().id or producers.is_member(person(), product.producer_id),
        label=label_answers(product),
        history=timeline("product", product.id),
        name_of=name_of,
        next_id=curation.next_case(person(), after_id=product_id),
        waiting=curation.waiting_count(person()),
        **shown(product),
    )
    return page, (422 if form.is_refused else 200)


def label_answers(product: Product) -> list[tuple[str, bool | None]]:
    """The nine items of a food label and what the newest label check says of each; None where nobody has answered."""
    checks = (
        requirements.of_producer(product.producer)
        .where(Requirement.kind == "label_check", Requirement.replaced_by_id.is_(None))
        .order_by(Requirement.id.desc())
    )
    newest = next(
        (
            check
            for check in db.session.execute(checks).scalars()
            if not check.products or product.id in requirements.covered_ids(check)
        ),
        None,
    )
    told = newest.details if newest is not None else {}
    return [
        (speak(label), answer if isinstance(answer := told.get(item), bool) else None)
        for item, label in LABEL_ITEMS.items()
    ]
