"""The tailor's phone: what to make today and why, the slip to print, and a note when material lacks."""

from pathlib import Path
from typing import Any

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask_babel import force_locale
from flask_babel import gettext as _

from accounts.access import person, requires
from accounts.permissions import Permission, Role
from commissions import preorder_work
from commissions.preorder_pages import form_page
from commissions.preorder_schemas import NoteShortage, SettleShortage
from core.agency_settings import AGENCY_NAME, DEMO_LOADED_AT, all_settings
from core.documents import as_pdf, can_make_pdf
from core.forms import SchemaForm
from core.listing import id_in
from core.pdf_answers import pdf_answer
from outlets import campaign_pool, campaigns, material_shortages

pages = Blueprint("preorder_work", __name__)


@pages.get("/pesanan-bersama/pekerjaan")
@requires(Permission.CAMPAIGN_JOIN)
def show() -> str:
    """What the reader's producers make, campaign by campaign."""
    user = person()
    works = preorder_work.work_of(user) if user.role is Role.PRODUCER else []
    return render_template("commissions/preorders/work.html", works=works)


@pages.get("/pesanan-bersama/<int:campaign_id>/slip/<int:producer_id>.pdf")
@requires(Permission.CAMPAIGN_READ)
def slip(campaign_id: int, producer_id: int) -> Response:
    """The slip that goes with the pieces: who made them, how many on which day, and room to count them."""
    member = campaign_pool.get(campaign_id, producer_id, by=person())
    work = preorder_work.work_in(member)
    settings = all_settings()
    here = campaigns.today_at(member.campaign)
    with force_locale("id"):
        page = render_template(
            "documents/preorder_slip.html",
            work=work,
            days=[one for one in work.days if one.day >= here and one.pieces],
            agency=settings.get(AGENCY_NAME, ""),
            is_example=DEMO_LOADED_AT in settings,
        )
    if not can_make_pdf():
        return Response(page, mimetype="text/html")
    style = (Path(str(current_app.static_folder)) / "delivery.css").read_text(encoding="utf-8")
    return pdf_answer(as_pdf(page, style, {}), f"slip-{campaign_id}-{producer_id}.pdf")


@pages.route("/pesanan-bersama/<int:campaign_id>/kekurangan", methods=["GET", "POST"])
@requires(Permission.CAMPAIGN_JOIN)
def note(campaign_id: int) -> Any:  # noqa: ANN401 - a page or a redirect
    """Say that material lacks."""
    user = person()
    campaign = campaigns.get(campaign_id, by=user)
    members = material_shortages.own_members(campaign, user)
    asked = id_in(request.args.get("producer_id"))
    first = str(asked or (members[0].producer_id if len(members) == 1 else ""))
    form = SchemaForm(
        NoteShortage,
        values={"producer_id": first},
        choices={"producer_id": [(str(one.producer_id), one.producer.name) for one in members]},
    )
    is_producer = user.role is Role.PRODUCER
    back = url_for("preorder_work.show") if is_producer else url_for("campaigns.show", campaign_id=campaign.id)
    if request.method == "POST" and form.submit(material_shortages.note, campaign_id=campaign.id, by=user):
        flash(_("Kekurangan bahan dicatat. Dinas melihat jumlah seluruh produsen."))
        return redirect(back, 303)
    fields = [("select", "producer_id"), ("text", "material"), ("pieces", "quantity"), ("text", "unit")]
    lead = _("Misalnya karet elastis 30 meter. Catat secepatnya supaya bahan dapat dicarikan.")
    return form_page(
        form,
        [*fields, ("lines", "remark")],
        campaign,
        back,
        title=_("Bahan kurang"),
        lead=lead,
        button=_("Catat"),
        trail=[(_("Pekerjaan saya"), back)] if is_producer else None,
    )


@pages.post("/pesanan-bersama/kekurangan/<int:shortage_id>/selesai")
@requires(Permission.CAMPAIGN_MANAGE)
def settle(shortage_id: int) -> Any:  # noqa: ANN401
    """Say that the material arrived."""
    form = SchemaForm(SettleShortage)
    row = form.submit(material_shortages.settle, shortage_id=shortage_id, by=person())
    if row is None:
        flash(_("Catatan terlalu panjang."), "error")
        return redirect(url_for("campaigns.list_campaigns"), 303)
    flash(_("Kekurangan bahan ditandai selesai."))
    return redirect(url_for("preorder_desk.show", campaign_id=row.campaign_id), 303)
