"""Pages of campaigns for the agency, outlets and producers: opening, the pool, and who makes what on which day."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import format_date
from flask_babel import gettext as _
from sqlalchemy import func

from accounts import audit
from accounts.access import person, requires
from accounts.permissions import Permission, Role
from core.database import committed, db
from core.dates import days_between, today
from core.forms import SchemaForm
from core.listing import exported, listed, wanted_export
from outlets import campaign_lists, campaign_pool, campaign_sharing, campaign_words, campaigns, outlets
from outlets.campaign_models import Campaign
from outlets.campaign_schemas import JoinCampaign, LeaveCampaign, OfferOfMember, OpenCampaign
from outlets.campaign_states import CAMPAIGN_MOVES, CampaignStatus
from outlets.models import Outlet
from outlets.outlet_schemas import OutletReason
from outlets.piece_prices import piece_price_on, prices_ahead
from partnerships.words import source_choices

pages = Blueprint("campaigns", __name__)


def days_to_tick(campaign: Campaign) -> list[tuple[str, str]]:
    """The days of delivery, to tick as days off."""
    return [
        (day.isoformat(), format_date(day, "EEE d MMM"))
        for day in days_between(campaign.deliver_from, campaign.deliver_until)
    ]


@pages.get("/pesanan-bersama")
@requires(Permission.CAMPAIGN_READ)
def list_campaigns() -> Any:  # noqa: ANN401 - a page or a file
    """The campaigns this person may see, newest first."""
    rows = campaign_lists.rows(person())
    orders, default = campaign_lists.ORDERS, "-opened"
    if wanted_export():
        columns = campaign_lists.campaign_columns()
        return exported(rows, columns, name="pesanan-bersama", orders=orders, default_order=default)
    listing = listed(rows, orders=orders, default_order=default)
    return render_template("outlets/campaigns/list.html", listing=listing, status_word=campaign_words.status_word)


@pages.route("/pesanan-bersama/baru", methods=["GET", "POST"])
@requires(Permission.CAMPAIGN_MANAGE)
def new() -> Any:  # noqa: ANN401 - a page or a redirect
    """Open a campaign."""
    here = outlets.still_open(outlets.visible_to(person())).order_by(func.lower(Outlet.name), Outlet.id)
    choices = [(str(outlet.id), outlet.name) for outlet in db.session.execute(here).scalars()]
    day = today()
    form = SchemaForm(
        OpenCampaign,
        values={
            "minimum_lot": "1",
            "opens_on": day.isoformat(),
            "closes_on": (day + timedelta(days=14)).isoformat(),
            "deliver_from": (day + timedelta(days=3)).isoformat(),
            "deliver_until": (day + timedelta(days=30)).isoformat(),
        },
        choices={"outlet_id": choices},
    )
    if request.method == "POST" and (campaign := form.submit(campaigns.open_campaign, by=person())):
        flash(_("Pesanan bersama dibuka. Ajak pelaku UMKM ikut, lalu bagikan alamat halaman pesannya."))
        return redirect(url_for("campaigns.show", campaign_id=campaign.id), 303)
    return render_template("outlets/campaigns/new.html", form=form), (422 if form.is_refused else 200)


@pages.get("/pesanan-bersama/<int:campaign_id>")
@requires(Permission.CAMPAIGN_READ)
def show(campaign_id: int) -> str:
    """One campaign: its figures, its pool, and for a producer its own work."""
    campaign = campaigns.get(campaign_id, by=person())
    members = db.session.execute(
        campaign_lists.member_rows(campaign, person()).order_by(*campaign_lists.MEMBER_ORDERS["joined"])
    ).all()
    prices, here = campaigns.prices_of(campaign.id), campaigns.today_at(campaign)
    is_producer = person().role is Role.PRODUCER
    own_work = campaign_lists.all_shares(campaign, person()) if is_producer else []
    may_join = (
        campaign.status is not CampaignStatus.CANCELLED
        and person().may(Permission.CAMPAIGN_JOIN)
        and bool(campaign_pool.may_join(campaign, by=person()))
    )
    return render_template(
        "outlets/campaigns/show.html",
        campaign=campaign,
        figures=campaign_lists.figures(campaign),
        standing=campaign_words.standing(campaign),
        members=members,
        paid_now=piece_price_on(prices, here),
        later_prices=prices_ahead(prices, here),
        received=campaign_lists.received_by_producer(campaign),
        is_producer=is_producer,
        own_work=own_work,
        may_join=may_join,
        moves={status.value for status in CAMPAIGN_MOVES[campaign.status]},
        address=url_for("order_pages.campaign", campaign_id=campaign.id, _external=True),
        history=audit.timeline("campaign", campaign.id) if person().is_staff else [],
    )


@pages.route("/pesanan-bersama/<int:campaign_id>/ikut", methods=["GET", "POST"])
@requires(Permission.CAMPAIGN_JOIN)
def join(campaign_id: int) -> Any:  # noqa: ANN401
    """Join the pool, or let a producer join."""
    campaign = campaigns.get(campaign_id, by=person())
    choices = [(str(one.id), one.name) for one in campaign_pool.may_join(campaign, by=person())]
    form = SchemaForm(
        JoinCampaign,
        values={"producer_id": choices[0][0] if len(choices) == 1 else "", "pieces_per_day": ""},
        choices={"producer_id": choices, "source": source_choices(), "days_off": days_to_tick(campaign)},
    )
    if request.method == "POST" and form.submit(
        campaign_pool.join, campaign_id=campaign_id, by=person(), asks_source=True
    ):
        flash(_("Sudah ikut. Bagian pekerjaan tampil di halaman ini setelah dibagi."))
        return redirect(url_for("campaigns.show", campaign_id=campaign_id), 303)
    page = render_template(
        "outlets/campaigns/join.html", form=form, campaign=campaign, is_producer=person().role is Role.PRODUCER
    )
    return page, (422 if form.is_refused else 200)


@pages.route("/pesanan-bersama/<int:campaign_id>/anggota/<int:producer_id>/ubah", methods=["GET", "POST"])
@requires(Permission.CAMPAIGN_JOIN)
def change(campaign_id: int, producer_id: int) -> Any:  # noqa: ANN401
    """Offer more or less a day, or other days off."""
    member = campaign_pool.get(campaign_id, producer_id, by=person())
    form = SchemaForm(
        OfferOfMember,
        values={
            "pieces_per_day": str(member.pieces_per_day),
            "days_off": [off.day.isoformat() for off in member.days_off],
        },
        choices={"days_off": days_to_tick(member.campaign)},
    )
    if request.method == "POST" and form.submit(
        campaign_pool.change, campaign_id=campaign_id, producer_id=producer_id, by=person()
    ):
        flash(_("Perubahan disimpan. Yang tidak lagi muat sudah dibagi ulang."))
        return redirect(url_for("campaigns.show", campaign_id=campaign_id), 303)
    page = render_template("outlets/campaigns/change_member.html", form=form, member=member)
    return page, (422 if form.is_refused else 200)


@pages.route("/pesanan-bersama/<int:campaign_id>/anggota/<int:producer_id>/berhenti", methods=["GET", "POST"])
@requires(Permission.CAMPAIGN_JOIN)
def leave(campaign_id: int, producer_id: int) -> Any:  # noqa: ANN401
    """Leave the pool; what is left is shared out anew."""
    member = campaign_pool.get(campaign_id, producer_id, by=person())
    texts = {
        "title": _("Berhenti ikut"),
        "why": _("Pekerjaan mulai hari ini yang belum diserahkan dibagi ulang kepada yang lain."),
        "button": _("Berhenti ikut"),
        "danger": True,
    }
    form = SchemaForm(LeaveCampaign)
    back = url_for("campaigns.show", campaign_id=campaign_id)
    if request.method == "POST" and form.submit(
        campaign_pool.leave, campaign_id=campaign_id, producer_id=producer_id, by=person()
    ):
        flash(_("Dicatat. Sisa pekerjaannya sudah dibagi ulang."))
        return redirect(back, 303)
    return reason_page(form, member.producer.name, member.campaign, texts)


@pages.route("/pesanan-bersama/<int:campaign_id>/<any(tutup, buka, batalkan):step>", methods=["GET", "POST"])
@requires(Permission.CAMPAIGN_MANAGE)
def move(campaign_id: int, step: str) -> Any:  # noqa: ANN401
    """Close, open again or cancel a campaign, with a reason."""
    campaign = campaigns.get(campaign_id, by=person())
    verb = {"tutup": campaigns.close, "buka": campaigns.reopen, "batalkan": campaigns.cancel}[step]
    texts = {
        "tutup": {
            "title": _("Tutup untuk pesanan baru"),
            "why": _("Pekerjaan, penyerahan dan daftar tunggu berjalan terus."),
            "button": _("Tutup"),
        },
        "buka": {
            "title": _("Buka lagi"),
            "why": _("Pesanan diterima lagi selama masa pesannya."),
            "button": _("Buka lagi"),
        },
        "batalkan": {
            "title": _("Batalkan pesanan bersama"),
            "why": _("Semua pesanan ikut batal. Uang yang sudah dibayar pemesan harus dikembalikan."),
            "button": _("Batalkan semuanya"),
            "danger": True,
        },
    }[step]
    form = SchemaForm(OutletReason)
    if request.method == "POST" and form.submit(verb, campaign_id=campaign_id, by=person()):
        flash(_("Dicatat."))
        return redirect(url_for("campaigns.show", campaign_id=campaign_id), 303)
    return reason_page(form, campaign.outlet.name, campaign, texts)


def reason_page(form: SchemaForm, subject: str, campaign: Campaign, texts: dict[str, Any]) -> Any:  # noqa: ANN401
    """A step that is told why."""
    back = url_for("campaigns.show", campaign_id=campaign.id)
    trail = [(_("Pesanan bersama"), url_for("campaigns.list_campaigns")), (campaign.product_name, back)]
    page = render_template("outlets/reason.html", form=form, subject=subject, back=back, trail=trail, texts=texts)
    return page, (422 if form.is_refused else 200)


@pages.get("/pesanan-bersama/<int:campaign_id>/pembagian")
@requires(Permission.CAMPAIGN_READ)
def shares(campaign_id: int) -> Any:  # noqa: ANN401
    """Who makes what on which day and why; a producer sees its own alone."""
    campaign = campaigns.get(campaign_id, by=person())
    filters = {name: request.args.get(name, "") for name in ("day", "producer_id")}
    rows = campaign_lists.share_rows(campaign, person(), filters)
    orders = campaign_lists.SHARE_ORDERS
    if wanted_export():
        columns = campaign_lists.share_columns()
        return exported(rows, columns, name="pembagian", orders=orders, default_order="day")
    listing = listed(rows, orders=orders, default_order="day", filters=filters)
    members = campaign_lists.member_rows(campaign, person()).order_by(*campaign_lists.MEMBER_ORDERS["joined"])
    named = {str(row.CampaignMember.producer_id): row.producer_name for row in db.session.execute(members)}
    return render_template(
        "outlets/campaigns/shares.html",
        campaign=campaign,
        listing=listing,
        shares=campaign_lists.with_why(campaign, listing),
        days=campaign_lists.days_of_work(campaign) if person().role is not Role.PRODUCER else [],
        figures=campaign_lists.figures(campaign),
        producers=list(named.items()),
    )


@pages.post("/pesanan-bersama/<int:campaign_id>/pembagian")
@requires(Permission.CAMPAIGN_MANAGE)
def share_out(campaign_id: int) -> Any:  # noqa: ANN401
    """Hand out what is promised and not yet given."""
    committed(campaign_sharing.share_out, campaign_id, by=person())
    flash(_("Pekerjaan dibagi. Yang sudah dibagikan sebelumnya tidak berubah."))
    return redirect(url_for("campaigns.shares", campaign_id=campaign_id), 303)
