"""The gallery's phone: count what tailors bring, find an order by its code, hand over, take money, take back."""

from datetime import date, timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from accounts.access import person, requires
from accounts.permissions import Permission
from accounts.sent_once import once
from commissions import (
    preorder_deliveries,
    preorder_desk,
    preorder_messages,
    preorder_words,
)
from commissions.preorder_progress import progress_of
from commissions.preorder_schemas import (
    CorrectDelivery,
    CountDelivery,
    TellWork,
)
from core.forms import SchemaForm
from core.languages import say
from core.listing import id_in
from core.money import format_number, format_rupiah
from outlets import campaigns, material_shortages, preorders
from outlets.campaign_errors import UnknownOrder
from outlets.campaign_lists import day_in
from outlets.campaign_models import Campaign
from outlets.campaign_states import DeliveryKind
from outlets.order_codes import spelled
from outlets.preorder_models import Preorder

pages = Blueprint("preorder_desk", __name__)
COUNT = [
    ("select", "producer_id"),
    ("date", "delivered_on"),
    ("pieces", "accepted"),
    ("pieces", "rejected"),
    ("lines", "reason"),
    ("yes", "rest_follows"),
    ("hidden", "entries_seen"),
]


def source_field() -> list[tuple[str, str]]:
    """Staff who stand in for the gallery say from where they know."""
    return [("text", "source")] if person().is_staff else []


@pages.get("/pesanan-bersama/<int:campaign_id>/galeri")
@requires(Permission.PREORDER_READ)
def show(campaign_id: int) -> Any:  # noqa: ANN401 - a page or a redirect
    """A campaign at the gallery: today's deliveries, who waits, what is late, and the way to an order by its code."""
    user = person()
    campaign = campaigns.get(campaign_id, by=user)
    if typed := request.args.get("kode", "").strip():
        order = found_by_code(campaign, typed)
        if order is not None:
            return redirect(url_for("preorder_counter.order", order_id=order.id), 303)
        flash(_("Tidak ada pesanan dengan kode itu di pesanan bersama ini. Periksa kodenya."), "error")
    day = asked_day(campaign)
    return render_template(
        "commissions/preorders/desk.html",
        campaign=campaign,
        day=day,
        expected=preorder_desk.expected_on(campaign, day),
        counted=preorder_desk.counted_on(campaign, day),
        progress=progress_of(campaign),
        materials=material_shortages.by_material(campaign, user),
        shortages=material_shortages.open_rows(campaign, user),
        kind_words=preorder_words.kind_words(),
        spelled=spelled,
        work_text=preorder_messages.work_text,
        before=day - timedelta(days=1) if day > campaign.opens_on else None,
        after=day + timedelta(days=1) if day < campaign.deliver_until else None,
        is_delivery=DeliveryKind.DELIVERY,
    )


def asked_day(campaign: Campaign) -> date:
    """The day of the address where it is one of the campaign's, else today."""
    day = day_in(request.args.get("hari", ""))
    return day if day and campaign.opens_on <= day <= campaign.deliver_until else preorder_desk.today_of(campaign)


def found_by_code(campaign: Campaign, typed: str) -> Preorder | None:
    """The order of this campaign that goes by a code somebody typed."""
    try:
        order = preorders.by_code(typed)
    except UnknownOrder:
        return None
    return order if order.campaign_id == campaign.id else None


@pages.route("/pesanan-bersama/<int:campaign_id>/hitung", methods=["GET", "POST"])
@requires(Permission.CAMPAIGN_RECEIVE)
def count(campaign_id: int) -> Any:  # noqa: ANN401
    """Count what a tailor brought."""
    campaign = campaigns.get(campaign_id, by=person())
    day = day_in(request.args.get("hari", "")) or preorder_desk.today_of(campaign)
    producer_id = id_in(request.args.get("producer_id"))
    one = next((one for one in preorder_desk.expected_on(campaign, day) if one.producer_id == producer_id), None)
    form = SchemaForm(
        CountDelivery,
        values={
            "producer_id": str(producer_id or ""),
            "delivered_on": day.isoformat(),
            "accepted": str(one.lacks) if one and one.lacks else "",
            "entries_seen": str(one.entries if one else 0) if producer_id else "",
        },
        choices={"producer_id": preorder_desk.members_to_choose(campaign)},
    )
    back = url_for("preorder_desk.show", campaign_id=campaign.id, hari=day.isoformat())
    if request.method == "POST" and (
        done := form.submit(once(preorder_deliveries.deliver, lambda _done: back), campaign_id=campaign.id, by=person())
    ):
        flash(
            _(
                "Dicatat: %(accepted)s diterima, %(rejected)s ditolak. Produsen mendapat %(gross)s, komisi %(fee)s.",
                accepted=format_number(done.row.accepted),
                rejected=format_number(done.row.rejected),
                gross=format_rupiah(done.row.gross_rupiah),
                fee=format_rupiah(done.row.commission_rupiah),
            )
        )
        for problem in done.warnings:
            flash(say(problem), "warning")
        if done.missing:
            flash(_("%(pieces)s yang kurang dibagikan lagi.", pieces=format_number(done.missing)), "info")
        return redirect(back, 303)
    lead = None
    if one:
        lead = _(
            "%(name)s diminta %(asked)s untuk hari ini; sudah diterima %(accepted)s.",
            name=one.name,
            asked=format_number(one.asked),
            accepted=format_number(one.accepted),
        )
    return form_page(
        form, [*COUNT, *source_field()], campaign, back, title=_("Hitung barang masuk"), lead=lead, button=_("Catat")
    )


@pages.post("/pesanan-bersama/<int:campaign_id>/kabari")
@requires(Permission.CAMPAIGN_MANAGE)
def tell_work(campaign_id: int) -> Any:  # noqa: ANN401
    """Tell the tailors how many they make on a day."""
    form = SchemaForm(TellWork)
    told = form.submit(preorder_messages.tell_work, campaign_id=campaign_id, by=person())
    if told is None:
        for sentence in [*form.problems, *(text for texts in form.errors.values() for text in texts)]:
            flash(sentence, "error")
    else:
        flash(_("Pesan untuk %(told)s produsen ditaruh di kotak keluar.", told=told))
    day = day_in(str(form.value("day")))
    here = url_for("preorder_desk.show", campaign_id=campaign_id, hari=day.isoformat() if day else None)
    return redirect(here, 303)


@pages.route("/pesanan-bersama/penyerahan/<int:campaign_delivery_id>/koreksi", methods=["GET", "POST"])
@requires(Permission.CAMPAIGN_RECEIVE)
def correct(campaign_delivery_id: int) -> Any:  # noqa: ANN401
    """Take wrongly counted pieces off a delivery."""
    root = preorder_deliveries.get(campaign_delivery_id, by=person())
    campaign = campaigns.get(root.campaign_id, by=person())
    form = SchemaForm(CorrectDelivery)
    back = url_for("preorder_desk.show", campaign_id=campaign.id, hari=root.delivered_on.isoformat())
    if request.method == "POST" and form.submit(
        once(preorder_deliveries.correct, lambda _done: back), delivery_id=root.id, by=person()
    ):
        flash(_("Koreksi dicatat sebagai baris baru. Hak produsen dan komisi ikut berubah."))
        return redirect(back, 303)
    lead = _(
        "%(name)s, %(accepted)s diterima dan %(rejected)s ditolak. Yang terlupa dicatat sebagai penyerahan lagi.",
        name=root.member.producer.name,
        accepted=format_number(root.accepted),
        rejected=format_number(root.rejected),
    )
    fields = [("pieces", "accepted"), ("pieces", "rejected"), ("lines", "reason"), *source_field()]
    return form_page(form, fields, campaign, back, title=_("Koreksi hitungan"), lead=lead, button=_("Catat koreksi"))


def form_page(
    form: SchemaForm,
    fields: list[tuple[str, str]],
    campaign: Campaign,
    back: str,
    *,
    title: str,
    button: str,
    lead: str | None = None,
    trail: list[tuple[str, str]] | None = None,
) -> tuple[str, int]:
    """One form of the gallery, its fields in the order given."""
    page = render_template(
        "commissions/preorders/form.html",
        form=form,
        fields=fields,
        campaign=campaign,
        back=back,
        title=title,
        lead=lead,
        button=button,
        trail=trail or [(campaign.product_name, url_for("preorder_desk.show", campaign_id=campaign.id))],
    )
    return page, (422 if form.is_refused else 200)
