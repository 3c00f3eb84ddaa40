"""What a buyer sees without an account: the campaigns, ordering, and following an order by its code.

The code opens one order and nothing else; it shows the first letters of the name that ordered, never a telephone.
"""

from typing import Any
from uuid import uuid4

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from accounts.access import public
from accounts.errors import TooManyAttempts
from accounts.throttle import begin_attempt
from core.database import committed, db
from core.forms import SchemaForm
from core.listing import id_in
from core.text import normalise_phone
from core.wording import Problem
from outlets import campaign_lists, campaign_room, campaign_words, campaigns, preorders
from outlets.campaign_errors import UnknownOrder
from outlets.campaign_schemas import CancelOwnOrder, ChangeOrderQuantity, PlaceOrderPublicly
from outlets.campaign_states import OrderStatus
from outlets.order_codes import read_code, spelled
from outlets.preorder_buyers import buyer_of
from outlets.preorder_models import Preorder
from outlets.promises import earliest
from outlets.ready_pieces import aside_at
from partnerships.regions import name_of
from partnerships.words import regency_choices

MOST_SHOWN = 50

pages = Blueprint("order_pages", __name__)


@pages.get("/po")
@public
def list_open() -> Any:  # noqa: ANN401 - a page or a redirect
    """The campaigns that take orders, and the way to an order by its code."""
    typed = request.args.get("kode", "")
    if typed and (code := read_code(typed)):
        return redirect(url_for("order_pages.follow", order_code=code))
    found = db.session.execute(campaign_lists.public_rows().limit(MOST_SHOWN)).scalars().all()
    return render_template(
        "outlets/campaigns/public_list.html",
        campaigns=[one for one in found if campaigns.takes_orders(one)],
        typed=typed[:40],
        name_of=name_of,
    )


@pages.get("/po/<int:campaign_id>")
@public
def campaign(campaign_id: int) -> str:
    """One campaign: what, for how much, what is left, and when so many would be ready."""
    shown = campaigns.get_public(campaign_id)
    room = campaign_room.room_left(shown)
    asked = id_in(request.args.get("jumlah", ""))
    made = earliest(asked, room) if asked else None
    return render_template(
        "outlets/campaigns/public.html",
        campaign=shown,
        left=sum(room.values()),
        first=min((day for day, pieces in room.items() if pieces), default=None),
        asked=asked,
        ready=max(made) if made else None,
        takes_orders=campaigns.takes_orders(shown),
        standing=campaign_words.standing(shown),
        region=name_of(shown.outlet.region_code),
    )


@pages.route("/po/<int:campaign_id>/pesan", methods=["GET", "POST"])
@public
def order(campaign_id: int) -> Any:  # noqa: ANN401
    """Order: accepted with a promised day, or on the waiting list; either way with a code to follow it by."""
    shown = campaigns.get_public(campaign_id)
    room = campaign_room.room_left(shown)
    first = min((day for day, pieces in room.items() if pieces), default=shown.deliver_until)
    form = SchemaForm(
        PlaceOrderPublicly,
        values={
            "form_key": str(uuid4()),
            "wanted_on": first.isoformat(),
            "region_code": shown.outlet.region_code,
            "quantity": str(id_in(request.args.get("jumlah", "")) or ""),
        },
        choices={"region_code": regency_choices()},
    )
    if request.method == "POST":
        number = normalise_phone(str(form.value("phone")))
        name = "" if isinstance(number, Problem) else number
        committed(begin_attempt, f"preorder:{campaign_id}:{name}", request.remote_addr or "")
        placed = form.submit(preorders.place_publicly, campaign_id=campaign_id)
        if isinstance(form.refusal, TooManyAttempts):
            raise form.refusal
        if placed:
            flash(_("Pesanan Anda dicatat. Simpan kode dan alamat halaman ini."))
            return redirect(url_for("order_pages.follow", order_code=placed.code), 303)
    page = render_template(
        "outlets/campaigns/public_order.html",
        form=form,
        campaign=shown,
        left=sum(room.values()),
        form_key=form.value("form_key"),
    )
    return page, (422 if form.is_refused else 200)


@pages.get("/po/pesanan/<order_code>")
@public
def follow(order_code: str) -> Any:  # noqa: ANN401
    """One order, for whoever holds its code."""
    found = preorders.by_code(order_code)
    if order_code != found.code:
        return redirect(url_for("order_pages.follow", order_code=found.code))
    return render_template("outlets/campaigns/follow.html", **about(found))


def about(found: Preorder) -> dict[str, Any]:
    """What a buyer may read of its own order."""
    buyer = buyer_of(found)
    is_accepted = found.status is OrderStatus.ACCEPTED
    return {
        "order": found,
        "campaign": found.campaign,
        "code": spelled(found.code),
        "buyer": buyer.short_name,
        "gets_email": bool(buyer.email),
        "ready": aside_at(found.campaign_id).get(found.id, 0) if is_accepted else 0,
        "status": campaign_words.order_word(found.status),
        "position": preorders.waiting_position(found),
        "fetched": preorders.handed_over(found),
        "events": preorders.events_of(found),
        "event_word": campaign_words.event_word,
        "region": name_of(found.campaign.outlet.region_code),
        "may_change": found.status not in preorders.AT_THEIR_END,
        "address": url_for("order_pages.follow", order_code=found.code, _external=True),
    }


@pages.route("/po/pesanan/<order_code>/jumlah", methods=["GET", "POST"])
@public
def change_quantity(order_code: str) -> Any:  # noqa: ANN401
    """The buyer makes its order larger or smaller."""
    found = _open_order(order_code)
    form = SchemaForm(ChangeOrderQuantity, values={"quantity": str(found.quantity)})
    back = url_for("order_pages.follow", order_code=found.code)
    if request.method == "POST" and form.submit(preorders.change_quantity, order=found, by=None):
        flash(_("Jumlah diubah."))
        return redirect(back, 303)
    page = render_template("outlets/campaigns/follow_quantity.html", form=form, back=back, **about(found))
    return page, (422 if form.is_refused else 200)


@pages.route("/po/pesanan/<order_code>/batal", methods=["GET", "POST"])
@public
def cancel(order_code: str) -> Any:  # noqa: ANN401
    """The buyer cancels its order."""
    found = _open_order(order_code)
    form = SchemaForm(CancelOwnOrder)
    back = url_for("order_pages.follow", order_code=found.code)
    if request.method == "POST" and form.submit(preorders.cancel_own, order=found):
        flash(_("Pesanan dibatalkan."))
        return redirect(back, 303)
    page = render_template("outlets/campaigns/follow_cancel.html", form=form, back=back, **about(found))
    return page, (422 if form.is_refused else 200)


@pages.post("/po/pesanan/<order_code>/tanpa-surel")
@public
def stop_notices(order_code: str) -> Any:  # noqa: ANN401
    """The buyer wants no more e-mail about its order."""
    found = preorders.by_code(order_code)
    committed(preorders.stop_notices, found)
    flash(_("Alamat surel Anda dihapus dari pesanan ini. Keadaannya tetap tampil di sini."))
    return redirect(url_for("order_pages.follow", order_code=found.code), 303)


def _open_order(order_code: str) -> Preorder:
    """The order of a code, written as it is kept. Raises `UnknownOrder`."""
    found = preorders.by_code(order_code)
    if found.code != order_code:
        raise UnknownOrder
    return found
