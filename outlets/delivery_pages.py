"""Pages of deliveries: the list, writing a note, its paper, and confirming on a phone what came."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response

from accounts.access import person, requires
from accounts.models import UserAccount
from accounts.permissions import OUTLET_ROLES, Permission, Role
from accounts.sent_once import once
from core.database import db
from core.dates import today
from core.files import attachment
from core.forms import SchemaForm
from core.listing import Listing, exported, listed, wanted_export, whole_number_argument
from outlets import deliveries, delivery_lists, delivery_papers, outlets, placements, receipts, stock_words
from outlets.consignment_models import Delivery
from outlets.delivery_forms import DeliveryForm, ReceiptForm
from outlets.delivery_schemas import AllGood, CancelDelivery
from outlets.models import Outlet, Placement
from outlets.producer_choice import search_words
from outlets.states import PlacementStatus
from outlets.stock_errors import UnknownDelivery
from outlets.stock_states import DeliveryStatus
from partnerships.models import Producer
from partnerships.words import source_choices

pages = Blueprint("deliveries", __name__)
MOST_BATCHES = 3


@pages.get("/titip-jual")
@requires(Permission.DELIVERY_READ)
def list_deliveries() -> Any:  # noqa: ANN401 - a page or a file
    """The deliveries one may see."""
    rows = delivery_lists.rows(person())
    if wanted_export():
        columns = delivery_lists.export_columns()
        return exported(rows, columns, name="titip-jual", orders=delivery_lists.ORDERS, default_order="-newest")
    listing = listed(rows, orders=delivery_lists.ORDERS, default_order="-newest", filters=delivery_lists.filters())
    return render_template(
        "outlets/deliveries.html",
        listing=listing,
        statuses=delivery_lists.status_choices(),
        may_send=person().may(Permission.DELIVERY_SEND),
        stock_words=stock_words,
    )


@pages.route("/titip-jual/baru", methods=["GET", "POST"])
@requires(Permission.DELIVERY_SEND)
def new() -> Any:  # noqa: ANN401
    """Write a note: first for which outlet and producer, then what."""
    user = person()
    outlet_id, producer_id = (whole_number_argument(name, 0, 2**62) for name in ("outlet_id", "producer_id"))
    shelf = _shelf(user, outlet_id, producer_id)
    if not shelf:
        return render_template("outlets/delivery_where.html", listing=_pairs(user), chosen=bool(outlet_id))
    form = DeliveryForm(
        shelf,
        {"delivered_on": today().isoformat(), "outlet_id": outlet_id, "producer_id": producer_id},
        by=user,
        choices={"source": _sources()},
    )
    if request.method == "POST" and (
        delivery := form.submit(
            once(deliveries.send, lambda made: url_for("deliveries.show", delivery_id=made.id)), by=user
        )
    ):
        flash(_("Surat titip jual dikirim. Cetak suratnya dan bawa bersama barangnya."))
        return redirect(url_for("deliveries.show", delivery_id=delivery.id), 303)
    batches = min(whole_number_argument("batches", 1, MOST_BATCHES), MOST_BATCHES)
    page = render_template(
        "outlets/delivery_new.html",
        form=form,
        outlet=shelf[0].outlet,
        producer=shelf[0].producer,
        batches=batches,
        more=url_for("deliveries.new", outlet_id=outlet_id, producer_id=producer_id, batches=batches + 1)
        if batches < MOST_BATCHES
        else None,
    )
    return page, (422 if form.is_refused else 200)


def _sources() -> list[tuple[str, str]]:
    """How staff know what they write for somebody else."""
    return [choice for choice in source_choices() if choice[0] != "self"]


def _shelf(user: UserAccount, outlet_id: int, producer_id: int) -> list[Placement]:
    """The active placements of one producer at one outlet that a person may see."""
    rows = placements.visible_to(user).where(
        Placement.outlet_id == outlet_id,
        Placement.producer_id == producer_id,
        Placement.status == PlacementStatus.ACTIVE,
        Placement.ends_on.is_(None) | (Placement.ends_on >= today()),
    )
    found = db.session.execute(rows.order_by(Placement.id)).scalars()
    return sorted(found, key=lambda placement: placement.product.name.lower())


PAIR_ORDERS = {"producer": (Producer.name, Outlet.name, Placement.producer_id, Placement.outlet_id)}


def _pairs(user: UserAccount) -> Listing:
    """The pairs of producer and outlet a person may write a note for, by name, narrowed by what is looked for."""
    asked = search_words()
    seen = placements.visible_to(user).with_only_columns(Placement.id)
    here = outlets.visible_to(user).with_only_columns(Outlet.id)
    rows = (
        select(Placement.outlet_id, Placement.producer_id, Outlet.name.label("outlet"), Producer.name.label("producer"))
        .join(Outlet, Outlet.id == Placement.outlet_id)
        .join(Producer, Producer.id == Placement.producer_id)
        .where(Placement.id.in_(seen), Placement.outlet_id.in_(here), Placement.status == PlacementStatus.ACTIVE)
        .distinct()
    )
    if asked:
        rows = rows.where(
            Producer.name.icontains(asked, autoescape=True) | Outlet.name.icontains(asked, autoescape=True)
        )
    return listed(rows, orders=PAIR_ORDERS, default_order="producer", filters={"q": asked})


@pages.get("/titip-jual/<int:delivery_id>")
@requires(Permission.DELIVERY_READ)
def show(delivery_id: int) -> str:
    """One delivery: what was sent, what came, and its history."""
    return delivery_page(deliveries.get(delivery_id, by=person()))


def delivery_page(delivery: Delivery, **forms: SchemaForm) -> str:
    """The page of a delivery, with a form that was refused if there is one."""
    user = person()
    is_open = delivery.status is DeliveryStatus.SENT
    may_receive = is_open and user.may(Permission.DELIVERY_RECEIVE) and delivery.sent_by_id != user.id
    return render_template(
        "outlets/delivery.html",
        delivery=delivery,
        cancel_form=forms.get("cancel_form") or SchemaForm(CancelDelivery, {}),
        dispute_form=forms.get("dispute_form"),
        decision_form=forms.get("decision_form"),
        disputes=stock_words.disputes_of(delivery),
        may_receive=may_receive and (user.is_staff or user.role in OUTLET_ROLES),
        may_cancel=is_open and user.may(Permission.DELIVERY_SEND),
        may_dispute=delivery.receipt is not None and user.role is Role.PRODUCER,
        may_decide=user.may(Permission.RECEIPT_DECIDE),
        history=stock_words.timeline("delivery", delivery.id) if user.may(Permission.HISTORY_READ) else None,
        stock_words=stock_words,
        expiry_words=delivery_papers.expiry_words,
    )


@pages.get("/titip-jual/<int:delivery_id>/surat.pdf")
@requires(Permission.DELIVERY_READ)
def paper(delivery_id: int) -> Response:
    """The paper of a delivery."""
    return delivery_papers.as_download(deliveries.get(delivery_id, by=person()))


@pages.get("/titip-jual/k/<delivery_code>")
@requires(Permission.DELIVERY_READ)
def by_code(delivery_code: str) -> Response:
    """Where the QR code leads: to the receipt for whoever may give it, to the delivery for everybody else."""
    delivery = deliveries.by_code(delivery_code, by=person())
    gives = delivery.status is DeliveryStatus.SENT and person().role in OUTLET_ROLES
    page = "deliveries.receive" if gives else "deliveries.show"
    return redirect(url_for(page, delivery_id=delivery.id), 303)


@pages.get("/titip-jual/<int:delivery_id>/terima")
@requires(Permission.DELIVERY_RECEIVE)
def receive(delivery_id: int) -> Any:  # noqa: ANN401
    """Say what came of each line; one tap says that everything is good."""
    delivery = deliveries.get(delivery_id, by=person())
    if delivery.status is not DeliveryStatus.SENT:
        return redirect(url_for("deliveries.show", delivery_id=delivery.id), 303)
    return receipt_page(delivery, ReceiptForm(delivery, by=person(), choices={"source": _sources()}))


def receipt_page(delivery: Delivery, form: SchemaForm) -> str:
    """The phone page of a receipt."""
    return render_template(
        "outlets/receipt.html", delivery=delivery, form=form, expiry_words=delivery_papers.expiry_words
    )


@pages.post("/titip-jual/<int:delivery_id>/terima")
@requires(Permission.DELIVERY_RECEIVE)
def confirm(delivery_id: int) -> Any:  # noqa: ANN401
    """Confirm each line as it came."""
    delivery = deliveries.get(delivery_id, by=person())
    form = ReceiptForm(delivery, by=person(), choices={"source": _sources()})
    address = url_for("deliveries.show", delivery_id=delivery_id)
    receiving = once(
        lambda **told: receipts.confirm(delivery_id, by=person(), photos=form.photos, **told), lambda _done: address
    )
    if form.submit(receiving):
        flash(_("Penerimaan dicatat. Terima kasih."))
        return redirect(address, 303)
    return receipt_page(deliveries.get(delivery_id, by=person()), form), 422


@pages.post("/titip-jual/<int:delivery_id>/semua-baik")
@requires(Permission.DELIVERY_RECEIVE)
def confirm_all(delivery_id: int) -> Any:  # noqa: ANN401
    """Confirm with one tap that everything came as the note says."""
    form = SchemaForm(AllGood, choices={"source": _sources()})
    address = url_for("deliveries.show", delivery_id=delivery_id)
    if form.submit(once(lambda **told: receipts.all_good(delivery_id, by=person(), **told), lambda _done: address)):
        flash(_("Semua diterima baik. Terima kasih."))
    for message in form.problems:
        flash(message, "error")
    return redirect(address, 303)


@pages.post("/titip-jual/<int:delivery_id>/batal")
@requires(Permission.DELIVERY_SEND)
def cancel(delivery_id: int) -> Any:  # noqa: ANN401
    """Take a note back."""
    form = SchemaForm(CancelDelivery)
    if form.submit(lambda reason: deliveries.cancel(delivery_id, by=person(), reason=reason)):
        flash(_("Surat titip jual dibatalkan."))
        return redirect(url_for("deliveries.show", delivery_id=delivery_id), 303)
    return delivery_page(deliveries.get(delivery_id, by=person()), cancel_form=form), 422


@pages.get("/titip-jual/<int:delivery_id>/foto/<int:delivery_line_id>")
@requires(Permission.DELIVERY_READ)
def photo(delivery_id: int, delivery_line_id: int) -> Response:
    """The photo of damaged goods of one line. Raises `UnknownDelivery` where there is none."""
    delivery = deliveries.get(delivery_id, by=person())
    received = next((line.received for line in delivery.lines if line.id == delivery_line_id), None)
    if received is None or received.photo is None:
        raise UnknownDelivery
    return attachment(received.photo)
