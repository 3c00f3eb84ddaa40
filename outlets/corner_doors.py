"""Pojok UMKM by page and by API: opening one, its standing terms, taking a producer in, and totals."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from accounts.access import person, requires
from accounts.api_blueprint import ApiBlueprint
from accounts.models import UserAccount
from accounts.permissions import Permission, Role
from accounts.sent_once import once
from core.database import db
from core.forms import SchemaForm
from core.languages import say_refusal
from core.listing import exported, listed, wanted_export, whole_number_argument
from core.money import typed_rate
from outlets import corner_lists, corner_supply, office_corners, words
from outlets.corner_models import CornerTerms
from outlets.corner_schemas import (
    DIRECT,
    AgreeTerms,
    CornerOpenedAnswer,
    CornerPage,
    CornerTermsAnswer,
    OpenCorner,
    TakeIn,
    TakenInAnswer,
)
from outlets.money_routes import MoneyRoute
from outlets.producer_choice import producer_choice
from partnerships import producers
from partnerships.models import Producer
from partnerships.regions import name_of
from partnerships.words import regency_choices, source_choices

pages = Blueprint("corners", __name__)
api = ApiBlueprint("api_corners", __name__, description="Pojok UMKM, the corners of government offices")


def direct_choices() -> list[tuple[str, str, str]]:
    """Who may collect the money in a corner, each with what it means."""
    return [choice for choice in words.route_choices() if choice[0] in DIRECT]


def opened(*, by: UserAccount, money_route: str | None, rate_bp: int | None, **told: Any) -> office_corners.Opened:  # noqa: ANN401
    """`office_corners.open_corner` with its usual terms where none are said."""
    chosen = {"money_route": MoneyRoute(money_route)} if money_route else {}
    rate = {"rate_bp": rate_bp} if rate_bp is not None else {}
    return office_corners.open_corner(by=by, **told, **chosen, **rate)


@pages.get("/pojok-umkm")
@requires(Permission.CORNER_READ)
def list_corners() -> Any:  # noqa: ANN401 - a page or a file
    """The corners: for a producer those of its regency, for everybody else with totals of the month."""
    user = person()
    is_producer = user.role is Role.PRODUCER
    rows, orders = (corner_lists.rows(user), corner_lists.PLAIN_ORDERS) if is_producer else corner_lists.totals(user)
    if wanted_export() and not is_producer:
        columns = corner_lists.export_columns()
        return exported(rows, columns, name="pojok-umkm", orders=orders, default_order="name")
    return render_template(
        "outlets/corners.html",
        listing=listed(rows, orders=orders, default_order="name", filters=corner_lists.filters()),
        month=corner_lists.month_asked_for(),
        is_producer=is_producer,
        regions=regency_choices(user) if user.is_staff else [],
        name_of=name_of,
        words=words,
    )


@pages.route("/pojok-umkm/baru", methods=["GET", "POST"])
@requires(Permission.OUTLET_MANAGE)
def new_corner() -> Any:  # noqa: ANN401
    """Open the corner of an office."""
    regions = regency_choices(person())
    first = {"money_route": MoneyRoute.PRODUCER_COLLECTS.value, "rate_bp": "0"}
    form = SchemaForm(
        OpenCorner,
        values={**first, "region_code": regions[0][0] if len(regions) == 1 else ""},
        choices={"region_code": regions, "source": source_choices(), "money_route": direct_choices()},
    )
    if request.method == "POST" and (made := form.submit(opened, by=person())):
        if made.link:
            return render_template("outlets/invited.html", outlet=made.corner, account=made.manager, link=made.link)
        flash(_("%(name)s dibuka. Pelaku UMKM setempat sudah dapat menitipkan produknya.", name=made.corner.name))
        return redirect(url_for("outlets.show", outlet_id=made.corner.id), 303)
    return render_template("outlets/corner_new.html", form=form), (422 if form.is_refused else 200)


@pages.route("/pojok-umkm/<int:outlet_id>/syarat", methods=["GET", "POST"])
@requires(Permission.PLACEMENT_ACCEPT)
def terms(outlet_id: int) -> Any:  # noqa: ANN401
    """The standing terms: what counts now, and agreeing to them or to others."""
    corner = office_corners.get(outlet_id, by=person())
    now = office_corners.terms_of(corner)
    first = {"money_route": (now.money_route if now else MoneyRoute.PRODUCER_COLLECTS).value}
    form = SchemaForm(
        AgreeTerms,
        values={**first, "rate_bp": typed_rate(now.rate_bp if now else 0)},
        choices={"money_route": direct_choices(), "source": source_choices()},
    )
    if request.method == "POST" and form.submit(agreed, outlet_id=outlet_id, by=person()):
        flash(_("Syarat tetap disetujui. Berlaku untuk pelaku UMKM yang diterima mulai sekarang."))
        return redirect(url_for("outlets.show", outlet_id=outlet_id), 303)
    page = render_template("outlets/corner_terms.html", form=form, corner=corner, terms=now, words=words)
    return page, (422 if form.is_refused else 200)


def agreed(*, money_route: str, **told: Any) -> CornerTerms:  # noqa: ANN401
    """`office_corners.agree_terms` with the route as a route."""
    return office_corners.agree_terms(money_route=MoneyRoute(money_route), **told)


@pages.route("/pojok-umkm/<int:outlet_id>/titip", methods=["GET", "POST"])
@requires(Permission.CORNER_SUPPLY)
def take_in(outlet_id: int) -> Any:  # noqa: ANN401
    """Offer products to a corner: one's own, or for a producer an officer stands in for."""
    user = person()
    corner = office_corners.get(outlet_id, by=user)
    here = producers.visible_to(user).where(Producer.region_code == corner.region_code)
    asked = whole_number_argument("producer_id", 0, 10**9)
    found = db.session.execute(here.where(Producer.id == asked) if asked else here.limit(2)).scalars().all()
    if len(found) != 1:
        return producer_choice(
            here,
            title=_("Titipkan produk"),
            question=_("Siapa yang menitipkan produk di %(name)s?", name=corner.name),
            back=(_("Pojok UMKM"), url_for("corners.list_corners")),
            then=lambda one: url_for("corners.take_in", outlet_id=outlet_id, producer_id=one),
        )
    chosen = found[0]
    form = SchemaForm(
        TakeIn,
        choices={"product_ids": corner_lists.goods_choices(chosen.id), "source": source_choices()},
    )
    form.values["producer_id"] = str(chosen.id)
    address = url_for("outlets.show", outlet_id=outlet_id)
    taking = once(lambda **told: corner_supply.take_in(outlet_id, by=user, **told), lambda _taken: address)
    if request.method == "POST" and (taken := form.submit(taking)):
        count = len(taken.placed)
        flash(ngettext("%(count)s produk diterima.", "%(count)s produk diterima.", count, count=count))
        for one in taken.not_ready:
            flash(f"{one.product.name}: {say_refusal(one.refusal)}", "error")
        return redirect(address, 303)
    page = render_template(
        "outlets/corner_take_in.html",
        form=form,
        corner=corner,
        producer=chosen,
        terms=office_corners.terms_of(corner),
        words=words,
    )
    return page, (422 if form.is_refused else 200)


@api.route("/office-corners", methods=["GET"])
@requires(Permission.CORNER_READ)
@api.response(200, CornerPage)
def list_by_api() -> Any:  # noqa: ANN401 - answers are dumped by their schema
    """The corners this person may deal with; filters `q`, `region`, `month`. A producer gets no figures."""
    user = person()
    is_producer = user.role is Role.PRODUCER
    rows, orders = (corner_lists.rows(user), corner_lists.PLAIN_ORDERS) if is_producer else corner_lists.totals(user)
    return listed(rows, orders=orders, default_order="name").envelope(lambda row: row)


@api.route("/office-corners", methods=["POST"])
@requires(Permission.OUTLET_MANAGE)
@api.arguments(OpenCorner)
@api.response(201, CornerOpenedAnswer)
def open_by_api(body: dict[str, Any]) -> office_corners.Opened:
    """Open the corner of an office with its standing terms: the producer collects and owes nothing unless said."""
    return opened(by=person(), **body)


@api.route("/office-corners/<int:outlet_id>/terms", methods=["POST"])
@requires(Permission.PLACEMENT_ACCEPT)
@api.arguments(AgreeTerms)
@api.response(201, CornerTermsAnswer)
def agree_by_api(body: dict[str, Any], outlet_id: int) -> CornerTerms:
    """Agree to standing terms: the manager, or an officer with the source of the manager's word."""
    return agreed(outlet_id=outlet_id, by=person(), **body)


@api.route("/office-corners/<int:outlet_id>/producers", methods=["POST"])
@requires(Permission.CORNER_SUPPLY)
@api.arguments(TakeIn)
@api.response(201, TakenInAnswer)
def take_in_by_api(body: dict[str, Any], outlet_id: int) -> corner_supply.TakenIn:
    """Take a producer in: an agreement both sides accepted, and a placement for each product that is ready."""
    return corner_supply.take_in(outlet_id, by=person(), **body)
