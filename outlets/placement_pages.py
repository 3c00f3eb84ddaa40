"""Pages of placements: the list with many accepted at once, proposing one, the record."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response

from accounts.access import person, requires
from accounts.models import UserAccount
from accounts.permissions import Permission
from core.database import db
from core.dates import today
from core.fields import Schema
from core.forms import SchemaForm
from core.languages import say_refusal
from core.listing import exported, id_in, listed, wanted_export
from outlets import (
    holds,
    outlet_codes,
    outlets,
    placement_decisions,
    placement_leftovers,
    placement_lists,
    placement_prices,
    placement_suspensions,
    placements,
    pull_words,
    words,
)
from outlets.agreement_schemas import EndWithReason, GiveReason
from outlets.clauses_in_force import clauses_on
from outlets.errors import NotEligible
from outlets.models import Outlet, Placement
from outlets.placement_schemas import AcceptForOutlet, AcceptPlacement, AcceptPlacements, LearnCode, ProposePlacement
from outlets.producer_choice import producer_choice
from outlets.states import PlacementStatus
from partnerships import producers, products
from partnerships.models import Producer, Product
from partnerships.regions import name_of
from partnerships.states import ProductStatus
from partnerships.words import source_choices

pages = Blueprint("placements", __name__)


@pages.get("/penempatan")
@requires(Permission.PLACEMENT_READ)
def list_placements() -> Any:  # noqa: ANN401 - a page or a file
    """The placements one may see; a manager accepts several at once."""
    user = person()
    rows = placement_lists.rows(user)
    if wanted_export():
        columns = placement_lists.export_columns()
        orders = placement_lists.ORDERS
        return exported(rows, columns, name="penempatan", orders=orders, default_order="-newest")
    listing = listed(rows, orders=placement_lists.ORDERS, default_order="-newest", filters=placement_lists.filters())
    return render_template(
        "outlets/placements.html",
        listing=listing,
        words=words,
        statuses=placement_lists.status_choices(),
        chooses=user.may(Permission.PLACEMENT_ACCEPT)
        and not user.is_staff
        and any(row.status == PlacementStatus.PROPOSED for row in listing.rows),
    )


@pages.route("/penempatan/baru", methods=["GET", "POST"])
@requires(Permission.PLACEMENT_PROPOSE)
def new() -> Any:  # noqa: ANN401
    """Propose a product for a shelf: first whose, then which product where and at what price."""
    user = person()
    producer = _chosen_producer(user)
    if producer is None:
        return producer_choice(
            producers.visible_to(user),
            title=_("Usulkan penempatan"),
            question=_("Pilih dahulu pelaku UMKM-nya."),
            back=(_("Daftar penempatan"), url_for("placements.list_placements")),
            then=lambda one: url_for("placements.new", producer_id=one),
        )
    form = SchemaForm(
        ProposePlacement,
        {"product_id": request.args.get("product_id", ""), "outlet_id": request.args.get("outlet_id", "")},
        choices={"product_id": _product_choices(producer), "outlet_id": _outlet_choices(user)},
    )
    if request.method == "POST" and (placement := form.submit(placements.propose, by=user)):
        flash(_("Penempatan diusulkan. Sekarang gerai perlu menerimanya."))
        return redirect(url_for("placements.show", placement_id=placement.id), 303)
    missing = form.refusal.extra["missing"] if isinstance(form.refusal, NotEligible) else []
    page = render_template("outlets/placement_new.html", form=form, producer=producer, missing=missing)
    return page, (422 if form.is_refused else 200)


def _chosen_producer(user: UserAccount) -> Producer | None:
    """The producer the address names, or whose product it names. Raises `UnknownProducer`, `UnknownProduct`."""
    product_id = request.values.get("product_id", "")
    if product_id:
        return products.get(id_in(product_id) or 0, by=user).producer
    producer_id = request.values.get("producer_id", "")
    return producers.get(id_in(producer_id) or 0, by=user) if producer_id else None


def _product_choices(producer: Producer) -> list[tuple[str, str]]:
    """The approved products of a producer."""
    rows = select(Product.id, Product.name, Product.sku).where(
        Product.producer_id == producer.id, Product.status == ProductStatus.ACTIVE
    )
    found = db.session.execute(rows.order_by(db.func.lower(Product.name), Product.id))
    return [(str(row.id), f"{row.name} ({row.sku})") for row in found]


def _outlet_choices(user: UserAccount) -> list[tuple[str, str]]:
    """The outlets one may see; whether an agreement carries the product there is judged when it is proposed."""
    rows = outlets.visible_to(user).with_only_columns(Outlet.id, Outlet.name, Outlet.region_code)
    found = db.session.execute(rows.order_by(db.func.lower(Outlet.name), Outlet.id))
    return [(str(row.id), f"{row.name} ({name_of(row.region_code)})") for row in found]


@pages.get("/penempatan/<int:placement_id>")
@requires(Permission.PLACEMENT_READ)
def show(placement_id: int) -> str:
    """One placement: product, outlet, prices, days, the outlet's codes, its history."""
    user = person()
    placement = placements.get(placement_id, by=user)
    schema = AcceptForOutlet if user.is_staff else AcceptPlacement
    return _record(placement, user, SchemaForm(schema, choices=_sources()))


def _sources() -> dict[str, list[tuple[str, str]]]:
    return {"source": source_choices()}


def _record(placement: Placement, user: UserAccount, form: SchemaForm) -> str:
    """The page of a placement with the form by which the outlet accepts it."""
    status = placements.status_of(placement)
    accepted_by = db.session.get(UserAccount, placement.accepted_by_id) if placement.accepted_by_id else None
    return render_template(
        "outlets/placement.html",
        placement=placement,
        status=status.value,
        codes=outlet_codes.codes_of(placement),
        accepted_by=accepted_by.name if accepted_by else "",
        form=form,
        open_holds=[hold for hold in holds.of_placement(placement.id) if hold.is_open],
        pull_words=pull_words,
        prices=placement_prices.prices_now(placement),
        periods=placement_prices.periods_of(placement),
        left=placement_leftovers.left_under(placement),
        agreed=clauses_on(placement.producer_id, placement.outlet_id, today()),
        day=today(),
        may_accept=status is PlacementStatus.PROPOSED and user.may(Permission.PLACEMENT_ACCEPT),
        may_suspend=status is PlacementStatus.ACTIVE and user.may(Permission.PLACEMENT_ACCEPT),
        may_resume=status is PlacementStatus.SUSPENDED and user.may(Permission.PLACEMENT_ACCEPT),
        may_price=placement.accepted_at is not None
        and status is not PlacementStatus.ENDED
        and user.may(Permission.PLACEMENT_PRICE),
        may_end=status is not PlacementStatus.ENDED and user.may(Permission.PLACEMENT_ACCEPT),
        history=words.timeline("placement", placement.id) if user.may(Permission.HISTORY_READ) else None,
        words=words,
    )


@pages.post("/penempatan/<int:placement_id>/terima")
@requires(Permission.PLACEMENT_ACCEPT)
def accept(placement_id: int) -> Any:  # noqa: ANN401
    """Accept a product for the shelf."""
    user = person()
    form = SchemaForm(AcceptForOutlet if user.is_staff else AcceptPlacement, choices=_sources())
    if form.submit(lambda **typed: placement_decisions.accept(placement_id, by=user, **typed)):
        flash(_("Diterima. Produk ini boleh dijual di gerai mulai hari yang disepakati."))
        return redirect(url_for("placements.show", placement_id=placement_id), 303)
    return _record(placements.get(placement_id, by=user), user, form), 422


@pages.post("/penempatan/terima")
@requires(Permission.PLACEMENT_ACCEPT)
def accept_chosen() -> Any:  # noqa: ANN401
    """Accept several placements; the page says of each what became of it."""
    user = person()
    form = SchemaForm(AcceptPlacements)
    results = form.submit(lambda ids: placement_decisions.accept_many(ids, by=user))
    if not results:
        flash(_("Pilih dahulu penempatan yang akan diterima."), "error")
        return redirect(url_for("placements.list_placements"), 303)
    ids = [result.placement_id for result in results]
    known = {row.id: row for row in db.session.execute(placement_lists.all_rows(user).where(Placement.id.in_(ids)))}
    return render_template(
        "outlets/placements_accepted.html",
        results=[
            (known.get(result.placement_id), say_refusal(result.refusal) if result.refusal else "")
            for result in results
        ],
        accepted=sum(result.refusal is None for result in results),
    )


@pages.route("/penempatan/<int:placement_id>/akhiri", methods=["GET", "POST"])
@requires(Permission.PLACEMENT_ACCEPT)
def end(placement_id: int) -> Any:  # noqa: ANN401
    """Decline a proposal, or take a product off the shelf."""
    texts = {
        "title": _("Akhiri penempatan"),
        "why": _("Setelah hari terakhir, penjualan produk ini di gerai ditolak. Penjualan sebelumnya tetap dihitung."),
        "button": _("Akhiri"),
        "danger": True,
    }
    return _asked_why(placement_id, EndWithReason, placement_decisions.end, _("Penempatan diakhiri."), texts)


@pages.route("/penempatan/<int:placement_id>/bekukan", methods=["GET", "POST"])
@requires(Permission.PLACEMENT_ACCEPT)
def suspend(placement_id: int) -> Any:  # noqa: ANN401
    """Let a placement rest."""
    texts = {
        "title": _("Bekukan penempatan"),
        "why": _(
            "Tidak ada barang baru yang dikirim dan katalog tidak menampilkannya. Barang yang terlanjur terjual"
            " tetap dilaporkan dan dibayar."
        ),
        "button": _("Bekukan"),
        "danger": True,
    }
    return _asked_why(placement_id, GiveReason, placement_suspensions.suspend, _("Penempatan dibekukan."), texts)


@pages.route("/penempatan/<int:placement_id>/aktifkan", methods=["GET", "POST"])
@requires(Permission.PLACEMENT_ACCEPT)
def resume(placement_id: int) -> Any:  # noqa: ANN401
    """Put a suspended placement back on the shelf."""
    texts = {
        "title": _("Aktifkan kembali penempatan"),
        "why": _("Produk, perjanjian, dan izinnya diperiksa lagi seperti saat diterima."),
        "button": _("Aktifkan kembali"),
    }
    return _asked_why(placement_id, GiveReason, placement_suspensions.resume, _("Penempatan aktif kembali."), texts)


def _asked_why(
    placement_id: int, schema: type[Schema], verb: Callable[..., Any], message: str, texts: dict[str, Any]
) -> Any:  # noqa: ANN401
    """Do something to a placement for a reason; until one is given, the page that asks, with what is still open."""
    placement = placements.get(placement_id, by=person())
    form = SchemaForm(schema)
    if request.method == "POST" and form.submit(lambda **typed: verb(placement_id, by=person(), **typed)):
        flash(message)
        return redirect(url_for("placements.show", placement_id=placement_id), 303)
    page = render_template(
        "outlets/reason.html",
        form=form,
        texts=texts,
        back=url_for("placements.show", placement_id=placement.id),
        trail=[(_("Daftar penempatan"), url_for("placements.list_placements"))],
        subject=placement.product.name,
        left=placement_leftovers.left_under(placement),
    )
    return page, (422 if form.is_refused else 200)


@pages.route("/penempatan/<int:placement_id>/kode", methods=["POST"])
@requires(Permission.PLACEMENT_ACCEPT)
def learn_code(placement_id: int) -> Response:
    """Remember what the outlet's till calls the product."""
    user = person()
    form = SchemaForm(LearnCode)

    def learn(outlet_code: str) -> bool:
        outlet_codes.learn(placements.get(placement_id, by=user, for_update=True), outlet_code, by=user)
        return True

    if form.submit(learn):
        flash(_("Kode kasir dicatat."))
    for message in [*form.problems, *[text for texts in form.errors.values() for text in texts]]:
        flash(message, "error")
    return redirect(url_for("placements.show", placement_id=placement_id), 303)
