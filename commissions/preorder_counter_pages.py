"""An order at the gallery's counter: hand over, take money, give it back, and take wrong entries back."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from accounts import audit
from accounts.access import person, requires
from accounts.password_again import asks_password
from accounts.permissions import Permission
from accounts.sent_once import once
from commissions import (
    preorder_desk,
    preorder_messages,
    preorder_payments,
    preorder_pickups,
    preorder_words,
)
from commissions.preorder_book import account_of
from commissions.preorder_pages import form_page, source_field
from commissions.preorder_schemas import BringBack, HandOver, PayOrder, RefundOrder, TakeBack
from core.forms import SchemaForm
from core.languages import speak
from core.money import format_number, format_rupiah
from outlets import preorders
from outlets.campaign_states import PaymentMeans
from outlets.order_codes import spelled
from outlets.preorder_buyers import buyer_of
from outlets.preorder_models import Preorder
from outlets.ready_pieces import aside_at, ready_at, waiting_at
from outlets.setting_aside import free_for

pages = Blueprint("preorder_counter", __name__)


@pages.get("/pesanan-bersama/pesanan/<int:order_id>/meja")
@requires(Permission.PREORDER_READ)
def order(order_id: int) -> str:
    """An order at the counter: what it waits for, what it paid, and what was handed over."""
    user = person()
    found = preorders.get(order_id, by=user)
    ready, aside = ready_at(found.campaign_id), aside_at(found.campaign_id).get(found.id, 0)
    account = account_of(found)
    buyer = buyer_of(found)
    return render_template(
        "commissions/preorders/order.html",
        order=found,
        campaign=found.campaign,
        buyer=buyer,
        account=account,
        ready=ready,
        aside=aside,
        payments=preorder_payments.of_order(found.id),
        pickups=preorder_pickups.of_order(found.id),
        status_word=preorder_words.order_word(found.status),
        means=preorder_words.means_words(),
        spelled=spelled,
        ready_text=preorder_messages.ready_text(found, aside),
        history=audit.timeline("preorder", found.id) if user.may(Permission.HISTORY_READ) else None,
    )


def at_the_counter(order_id: int) -> tuple[Preorder, str]:
    """An order and the address of its page."""
    found = preorders.get(order_id, by=person())
    return found, url_for("preorder_counter.order", order_id=found.id)


@pages.route("/pesanan-bersama/pesanan/<int:order_id>/serahkan", methods=["GET", "POST"])
@requires(Permission.PREORDER_HAND_OVER)
def hand_over(order_id: int) -> Any:  # noqa: ANN401
    """Hand pieces to a buyer, and take its money with them."""
    found, back = at_the_counter(order_id)
    account, ready = account_of(found), ready_at(found.campaign_id)
    free = min(account.outstanding, free_for(found.id, ready, waiting_at(found.campaign_id)))
    pieces = free if found.takes_parts and free else account.outstanding
    form = SchemaForm(
        HandOver,
        values={"pieces": str(pieces), "paid_rupiah": str(account.lacks_for(pieces)) if not found.organisation else ""},
    )
    if request.method == "POST" and (
        row := form.submit(once(preorder_pickups.hand_over, lambda _done: back), order_id=found.id, by=person())
    ):
        flash(_("%(pieces)s diserahkan.", pieces=format_number(row.pieces)))
        return redirect(back, 303)
    lead = _(
        "Menunggu %(left)s; di gerai ada %(ready)s, %(free)s bebas untuk pesanan ini. Titipan pemesan %(deposit)s.",
        left=format_number(account.outstanding),
        ready=format_number(ready),
        free=format_number(free),
        deposit=format_rupiah(account.deposit_rupiah),
    )
    ahead = [("yes", "before_others")] if free < min(account.outstanding, ready) else []
    fields = [("pieces", "pieces"), ("money", "paid_rupiah"), *ahead, *source_field()]
    return form_page(form, fields, found.campaign, back, title=_("Serahkan pesanan"), lead=lead, button=_("Serahkan"))


@pages.route("/pesanan-bersama/pesanan/<int:order_id>/bayar", methods=["GET", "POST"])
@requires(Permission.PREORDER_PAY)
def pay(order_id: int) -> Any:  # noqa: ANN401
    """Note what a buyer paid."""
    found, back = at_the_counter(order_id)
    unpaid = account_of(found).unpaid_rupiah
    form = SchemaForm(
        PayOrder,
        values={"amount_rupiah": str(unpaid or ""), "paid_on": preorder_desk.today_of(found.campaign).isoformat()},
        choices={"means": list(preorder_words.means_words().items())},
    )
    if request.method == "POST" and form.submit(
        once(preorder_payments.pay, lambda _done: back), order_id=found.id, by=person()
    ):
        flash(_("Pembayaran dicatat."))
        return redirect(back, 303)
    fields = [("money", "amount_rupiah"), ("radios", "means"), ("date", "paid_on"), ("text", "reference")]
    lead = _("Belum dibayar: %(unpaid)s.", unpaid=format_rupiah(unpaid))
    return form_page(
        form,
        [*fields, *source_field()],
        found.campaign,
        back,
        title=_("Catat pembayaran"),
        lead=lead,
        button=_("Catat"),
    )


@pages.route("/pesanan-bersama/pesanan/<int:order_id>/kembalikan-uang", methods=["GET", "POST"])
@requires(Permission.PREORDER_REFUND)
@asks_password
def refund(order_id: int) -> Any:  # noqa: ANN401
    """Note what went back to a buyer."""
    found, back = at_the_counter(order_id)
    account = account_of(found)
    form = SchemaForm(
        RefundOrder,
        values={
            "amount_rupiah": str(account.over_rupiah or ""),
            "paid_on": preorder_desk.today_of(found.campaign).isoformat(),
        },
        choices={
            "means": [
                (PaymentMeans.ON_PICKUP.value, _("Tunai di gerai")),
                (PaymentMeans.TRANSFER.value, speak(preorder_words.MEANS_LABELS[PaymentMeans.TRANSFER])),
            ]
        },
    )
    if request.method == "POST" and form.submit(
        once(preorder_payments.refund, lambda _done: back), order_id=found.id, by=person()
    ):
        flash(_("Pengembalian uang dicatat."))
        return redirect(back, 303)
    fields = [("money", "amount_rupiah"), ("radios", "means"), ("date", "paid_on"), ("lines", "reason")]
    lead = _("Paling banyak %(most)s dapat dikembalikan.", most=format_rupiah(account.refundable_rupiah))
    return form_page(
        form, [*fields, *source_field()], found.campaign, back, title=_("Kembalikan uang"), lead=lead, button=_("Catat")
    )


@pages.route("/pesanan-bersama/pengambilan/<int:pickup_id>/kembali", methods=["GET", "POST"])
@requires(Permission.PREORDER_HAND_OVER)
def bring_back(pickup_id: int) -> Any:  # noqa: ANN401
    """Note pieces a buyer brought back."""
    row = preorder_pickups.get(pickup_id, by=person())
    found, back = at_the_counter(row.order_id)
    form = SchemaForm(
        BringBack,
        values={"pieces": "1", "returned_on": preorder_desk.today_of(found.campaign).isoformat()},
        choices={"campaign_delivery_id": preorder_desk.deliveries_to_choose(found.campaign)},
    )
    if request.method == "POST" and form.submit(
        once(preorder_pickups.bring_back, lambda _done: back), pickup_id=row.id, by=person()
    ):
        flash(_("Dicatat sebagai retur produsennya. Uang pemesan dikembalikan lewat catatan tersendiri."))
        return redirect(back, 303)
    fields = [("select", "campaign_delivery_id"), ("pieces", "pieces"), ("date", "returned_on"), ("lines", "reason")]
    lead = _("Barang kembali kepada produsen yang membuatnya; pilih menurut label atau slip pada barang.")
    return form_page(
        form,
        [*fields, *source_field()],
        found.campaign,
        back,
        title=_("Barang dikembalikan"),
        lead=lead,
        button=_("Catat"),
    )


@pages.route("/pesanan-bersama/pengambilan/<int:pickup_id>/batal", methods=["GET", "POST"])
@requires(Permission.PREORDER_HAND_OVER)
def take_pickup_back(pickup_id: int) -> Any:  # noqa: ANN401
    """Take back a pick-up entered by mistake."""
    row = preorder_pickups.get(pickup_id, by=person())
    found, back = at_the_counter(row.order_id)
    form = SchemaForm(TakeBack)
    if request.method == "POST" and form.submit(
        once(preorder_pickups.take_back, lambda _done: back), pickup_id=row.id, by=person()
    ):
        flash(_("Pengambilan dibatalkan dengan baris baru."))
        return redirect(back, 303)
    lead = _("%(pieces)s ternyata tidak diserahkan.", pieces=format_number(row.pieces))
    fields = [("lines", "reason"), *source_field()]
    return form_page(
        form, fields, found.campaign, back, title=_("Batalkan pengambilan"), lead=lead, button=_("Batalkan pengambilan")
    )


@pages.route("/pesanan-bersama/pembayaran/<int:buyer_payment_id>/batal", methods=["GET", "POST"])
@requires(Permission.PREORDER_REFUND)
@asks_password
def take_payment_back(buyer_payment_id: int) -> Any:  # noqa: ANN401
    """Take back a payment or refund entered by mistake."""
    row = preorder_payments.get(buyer_payment_id, by=person())
    found, back = at_the_counter(row.order_id)
    form = SchemaForm(TakeBack)
    if request.method == "POST" and form.submit(
        once(preorder_payments.take_back, lambda _done: back), payment_id=row.id, by=person()
    ):
        flash(_("Catatan uang dibatalkan dengan baris baru."))
        return redirect(back, 303)
    lead = _("%(amount)s ternyata tidak berpindah tangan.", amount=format_rupiah(row.amount_rupiah))
    fields = [("lines", "reason"), *source_field()]
    return form_page(
        form, fields, found.campaign, back, title=_("Batalkan catatan uang"), lead=lead, button=_("Batalkan catatan")
    )
