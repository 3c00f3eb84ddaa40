"""Pages of a campaign's orders for staff and outlets: the list, entering one, and one with its buyer."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from accounts import audit
from accounts.access import person, requires
from accounts.permissions import Permission
from accounts.sent_once import once
from core.database import committed
from core.forms import SchemaForm
from core.listing import exported, listed, wanted_export
from core.text import whatsapp_link
from outlets import campaign_lists, campaign_words, campaigns, preorders
from outlets.campaign_schemas import ChangeOrderQuantity, EnterOrder
from outlets.order_codes import spelled
from outlets.outlet_schemas import OutletReason
from outlets.preorder_buyers import buyer_of, opened
from outlets.preorder_models import Preorder
from partnerships.regions import name_of
from partnerships.words import regency_choices, source_choices, source_word

pages = Blueprint("preorders", __name__)


@pages.get("/pesanan-bersama/<int:campaign_id>/pesanan")
@requires(Permission.PREORDER_READ)
def list_orders(campaign_id: int) -> Any:  # noqa: ANN401 - a page or a file
    """The orders of a campaign, as they arrived."""
    campaign = campaigns.get(campaign_id, by=person())
    filters = {name: request.args.get(name, "") for name in ("q", "status", "region")}
    rows = campaign_lists.preorder_rows(campaign, person(), filters)
    orders = campaign_lists.PREORDER_ORDERS
    if wanted_export():
        columns = campaign_lists.preorder_columns()
        return exported(rows, columns, name="pesanan", orders=orders, default_order="arrival")
    return render_template(
        "outlets/campaigns/orders.html",
        campaign=campaign,
        listing=listed(rows, orders=orders, default_order="arrival", filters=filters),
        takes_orders=campaigns.takes_orders(campaign),
        words=campaign_words,
        regions=[(code, name_of(code)) for code in campaign_lists.regions_of_orders(campaign)],
        name_of=name_of,
        spelled=spelled,
        buyer=lambda row: opened(row.buyer_encrypted).name,
    )


@pages.route("/pesanan-bersama/<int:campaign_id>/pesanan/baru", methods=["GET", "POST"])
@requires(Permission.PREORDER_ENTER)
def enter(campaign_id: int) -> Any:  # noqa: ANN401 - a page or a redirect
    """Enter an order for a buyer."""
    campaign = campaigns.get(campaign_id, by=person())
    figures = campaign_lists.figures(campaign)
    form = SchemaForm(
        EnterOrder,
        values={
            "region_code": campaign.outlet.region_code,
            "wanted_on": (figures.earliest or campaign.deliver_until).isoformat(),
        },
        choices={"region_code": regency_choices(), "source": source_choices()},
    )
    if request.method == "POST" and (
        order := form.submit(
            once(preorders.enter, lambda made: url_for("preorders.show", order_id=made.id)),
            campaign_id=campaign_id,
            by=person(),
        )
    ):
        flash(_("Pesanan dicatat dengan kode %(code)s. Berikan kode ini kepada pemesan.", code=spelled(order.code)))
        return redirect(url_for("preorders.show", order_id=order.id), 303)
    page = render_template("outlets/campaigns/order_new.html", form=form, campaign=campaign, figures=figures)
    return page, (422 if form.is_refused else 200)


@pages.get("/pesanan-bersama/pesanan/<int:order_id>")
@requires(Permission.PREORDER_READ)
def show(order_id: int) -> str:
    """One order: who, how many, what is promised, and what happened."""
    order = preorders.get(order_id, by=person())
    buyer = buyer_of(order)
    address = url_for("order_pages.follow", order_code=order.code, _external=True)
    text = _(
        "Pesanan %(product)s di %(outlet)s, kode %(code)s. Ikuti di %(address)s",
        product=order.campaign.product_name,
        outlet=order.campaign.outlet.name,
        code=spelled(order.code),
        address=address,
    )
    return render_template(
        "outlets/campaigns/order.html",
        order=order,
        campaign=order.campaign,
        buyer=buyer,
        code=spelled(order.code),
        status=campaign_words.order_word(order.status),
        position=preorders.waiting_position(order),
        fetched=preorders.handed_over(order),
        region=name_of(order.region_code),
        source=source_word(order.source) if order.source else "",
        whatsapp=whatsapp_link(buyer.phone, text) if buyer.phone else "",
        address=address,
        is_open=order.status not in preorders.AT_THEIR_END,
        history=audit.timeline("preorder", order.id) if person().is_staff else [],
    )


@pages.route("/pesanan-bersama/pesanan/<int:order_id>/jumlah", methods=["GET", "POST"])
@requires(Permission.PREORDER_ENTER)
def change_quantity(order_id: int) -> Any:  # noqa: ANN401
    """Make an order larger or smaller."""
    order = preorders.get(order_id, by=person())
    form = SchemaForm(ChangeOrderQuantity, values={"quantity": str(order.quantity)})
    back = url_for("preorders.show", order_id=order.id)
    if request.method == "POST" and form.submit(preorders.change_quantity, order=order, by=person()):
        flash(_("Jumlah diubah."))
        return redirect(back, 303)
    page = render_template(
        "outlets/campaigns/order_quantity.html", form=form, order=order, code=spelled(order.code), back=back
    )
    return page, (422 if form.is_refused else 200)


@pages.route("/pesanan-bersama/pesanan/<int:order_id>/batal", methods=["GET", "POST"])
@requires(Permission.PREORDER_ENTER)
def cancel(order_id: int) -> Any:  # noqa: ANN401
    """Cancel an order, with a reason."""
    order = preorders.get(order_id, by=person())
    form = SchemaForm(OutletReason)
    back = url_for("preorders.show", order_id=order.id)
    if request.method == "POST" and form.submit(preorders.cancel, order=order, by=person()):
        flash(_("Pesanan dibatalkan. Daftar tunggu naik bila ada yang muat."))
        return redirect(back, 303)
    texts = {
        "title": _("Batalkan pesanan"),
        "why": _("Tempatnya diberikan kepada daftar tunggu. Uang yang sudah dibayar harus dikembalikan."),
        "button": _("Batalkan pesanan"),
        "danger": True,
    }
    trail = trail_of(order)
    page = render_template(
        "outlets/reason.html", form=form, subject=spelled(order.code), back=back, trail=trail, texts=texts
    )
    return page, (422 if form.is_refused else 200)


@pages.post("/pesanan-bersama/pesanan/<int:order_id>/hapus-pemesan")
@requires(Permission.PRIVACY_HANDLE)
def erase_buyer(order_id: int) -> Any:  # noqa: ANN401
    """Remove who ordered, as the buyer asked."""
    committed(preorders.erase_buyer, order_id, by=person())
    flash(_("Nama, nomor telepon, alamat surel dan lembaga pemesan dihapus."))
    return redirect(url_for("preorders.show", order_id=order_id), 303)


def trail_of(order: Preorder) -> list[tuple[str, str]]:
    """The way from the campaigns to an order."""
    return [
        (_("Pesanan bersama"), url_for("campaigns.list_campaigns")),
        (order.campaign.product_name, url_for("campaigns.show", campaign_id=order.campaign_id)),
        (_("Pesanan"), url_for("preorders.list_orders", campaign_id=order.campaign_id)),
    ]
