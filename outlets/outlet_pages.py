"""Pages of outlets and chains: the list, registering, the record with who works there, and who is ready for a shelf."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from accounts.access import person, requires
from accounts.models import UserAccount
from accounts.permissions import Permission
from core.database import db
from core.dates import today
from core.forms import SchemaForm
from core.languages import say
from core.listing import exported, listed, wanted_export
from outlets import (
    agreement_lists,
    eligibility,
    outlet_lists,
    outlets,
    placement_lists,
    rule_lists,
    rule_reach,
    rule_words,
    vat_statuses,
    words,
)
from outlets.models import Agreement, Chain, Placement
from outlets.outlet_profile import position_of, warnings_of
from outlets.outlet_schemas import ChooseSet, CreateChain, CreateOnPage
from partnerships import requirement_sets
from partnerships.models import Producer, Product
from partnerships.readiness_matrix import readiness_everywhere
from partnerships.readiness_words import ready_for
from partnerships.regions import name_of
from partnerships.states import ProductStatus
from partnerships.words import regency_choices

pages = Blueprint("outlets", __name__)
SHOWN_ON_RECORD = 20


@pages.get("/gerai")
@requires(Permission.OUTLET_READ)
def list_outlets() -> Any:  # noqa: ANN401 - a page or a file
    """The outlets one may see."""
    rows = outlet_lists.rows(person())
    if wanted_export():
        columns = outlet_lists.export_columns()
        return exported(rows, columns, name="gerai", orders=outlet_lists.ORDERS, default_order="name")
    listing = listed(rows, orders=outlet_lists.ORDERS, default_order="name", filters=outlet_lists.filters())
    chains = db.session.execute(outlets.chains_open_to(person()).order_by(Chain.name)).scalars()
    return render_template(
        "outlets/outlets.html",
        listing=listing,
        words=words,
        name_of=name_of,
        regions=regency_choices(person()) if person().is_staff else [],
        chains=[(str(chain.id), chain.name) for chain in chains],
    )


@pages.route("/gerai/baru", methods=["GET", "POST"])
@requires(Permission.OUTLET_MANAGE)
def new_outlet() -> Any:  # noqa: ANN401
    """Register an outlet."""
    form = SchemaForm(CreateOnPage, choices=record_choices(person()))
    if request.method == "POST" and (outlet := form.submit(outlets.create, by=person())):
        flash(_("Gerai %(name)s terdaftar. Undang pengelolanya, lalu usulkan perjanjian.", name=outlet.name))
        return redirect(url_for("outlets.show", outlet_id=outlet.id), 303)
    return render_template("outlets/outlet_new.html", form=form), (422 if form.is_refused else 200)


def record_choices(user: UserAccount) -> dict[str, list[tuple[str, str]]]:
    """What the forms of an outlet's record offer."""
    chains = db.session.execute(outlets.chains_open_to(user).order_by(Chain.name)).scalars()
    return {
        "kind": words.kind_choices(),
        "chain_id": [(str(chain.id), chain.name) for chain in chains],
        "region_code": regency_choices(user),
        "stock_policy": words.stock_policy_choices(),
        "time_zone": words.zone_choices(),
    }


@pages.route("/gerai/jaringan", methods=["GET", "POST"])
@requires(Permission.OUTLET_MANAGE)
def chains() -> Any:  # noqa: ANN401
    """The retail chains, and registering one."""
    form = SchemaForm(CreateChain, choices={"requirement_set": rule_words.set_choices()})
    if request.method == "POST" and (chain := form.submit(outlets.create_chain, by=person())):
        flash(_("Jaringan %(name)s terdaftar.", name=chain.name))
        return redirect(url_for("outlets.chains"), 303)
    listing = listed(
        outlets.chains_with_sets(person()), orders={"name": (db.func.lower(Chain.name), Chain.id)}, default_order="name"
    )
    return render_template("outlets/chains.html", form=form, listing=listing, said=rule_words.said), (
        422 if form.is_refused else 200
    )


@pages.route("/gerai/jaringan/<int:chain_id>/paket", methods=["GET", "POST"])
@requires(Permission.OUTLET_MANAGE)
def choose_set(chain_id: int) -> Any:  # noqa: ANN401
    """Choose the set of requirements a chain asks for on top of the rules."""
    chain = outlets.get_chain(chain_id, by=person())
    chosen = chain.requirement_set.code if chain.requirement_set else ""
    form = SchemaForm(ChooseSet, {"requirement_set": chosen}, choices={"requirement_set": rule_words.set_choices()})
    if request.method == "POST" and form.submit(lambda **new: outlets.choose_set(chain_id, by=person(), **new)):
        short = rule_reach.short_in_chain([chain_id], person(), today())
        flash(rule_words.told_of_set(short))
        return redirect(url_for("outlets.chains"), 303)
    sets = db.session.execute(requirement_sets.all_sets()).scalars().all()
    page = render_template("outlets/chain_set.html", form=form, chain=chain, sets=sets, said=rule_words.said)
    return page, (422 if form.is_refused else 200)


@pages.get("/gerai/<int:outlet_id>")
@requires(Permission.OUTLET_READ)
def show(outlet_id: int) -> str:
    """Everything about one outlet: what it is, who works there, its agreements and placements, its history."""
    user = person()
    outlet = outlets.get(outlet_id, by=user)
    of_here = Agreement.outlet_id == outlet.id
    if outlet.chain_id is not None:
        of_here |= Agreement.chain_id == outlet.chain_id
    agreements = agreement_lists.all_rows(user).where(of_here).order_by(Agreement.id.desc()).limit(SHOWN_ON_RECORD)
    placed = (
        placement_lists.all_rows(user)
        .where(Placement.outlet_id == outlet.id)
        .order_by(Placement.id.desc())
        .limit(SHOWN_ON_RECORD)
    )
    is_inside = user.is_staff or user.may(Permission.AGREEMENT_APPROVE) or user.may(Permission.PLACEMENT_ACCEPT)
    return render_template(
        "outlets/outlet.html",
        outlet=outlet,
        agreements=db.session.execute(agreements).all() if user.may(Permission.AGREEMENT_READ) else [],
        placements=db.session.execute(placed).all(),
        members=outlets.members_of(outlet) if is_inside else [],
        is_inside=is_inside,
        position=position_of(outlet),
        vat_registered=vat_statuses.registered_on(outlet, today()),
        warnings=[say(warning) for warning in warnings_of(outlet)] if user.is_staff else [],
        history=words.timeline("outlet", outlet.id) if user.is_staff else [],
        words=words,
        name_of=name_of,
    )


@pages.get("/gerai/<int:outlet_id>/kelayakan")
@requires(Permission.OUTLET_READ)
def eligible_here(outlet_id: int) -> str:
    """Which products of the producers one deals with may stand in this outlet today, and what the others miss."""
    user = person()
    outlet = outlets.get(outlet_id, by=user)
    rows = (
        eligibility.products_open_to(user)
        .where(Product.status == ProductStatus.ACTIVE)
        .join(Producer, Producer.id == Product.producer_id)
        .with_only_columns(Product.id, Product.name, Producer.name.label("producer_name"))
    )
    listing = listed(rows, orders={"name": (db.func.lower(Product.name), Product.id)}, default_order="name")
    missing = eligibility.missing_of([row.id for row in listing.rows], outlet.kind, today(), eligibility.set_of(outlet))
    return render_template("outlets/eligible_here.html", outlet=outlet, listing=listing, missing=missing, words=words)


@pages.get("/produk/<int:product_id>/gerai")
@requires(Permission.OUTLET_READ)
def where_eligible(product_id: int) -> str:
    """Which outlets and chains a product is ready for, today or on a day to come, and what is missing for the rest."""
    product = eligibility.get_product(product_id, by=person())
    day = rule_lists.day_asked_for() or today()
    named = {product.id: product.name}
    placed = placement_lists.all_rows(person()).where(Placement.product_id == product.id).order_by(Placement.id.desc())
    return render_template(
        "outlets/where_eligible.html",
        product=product,
        places=ready_for(readiness_everywhere(named, day), named),
        day=day,
        placements=db.session.execute(placed.limit(SHOWN_ON_RECORD)).all(),
        words=words,
    )
