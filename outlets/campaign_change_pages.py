"""Pages by which a campaign is changed after it opened: days, price and lot, and days on which nobody works."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from accounts.access import person, requires
from accounts.permissions import Permission
from core.forms import SchemaForm
from outlets import campaign_changes, campaigns
from outlets.campaign_pages import days_to_tick
from outlets.campaign_schemas import ChangeCampaign, CloseDays

pages = Blueprint("campaign_changes", __name__)


@pages.route("/pesanan-bersama/<int:campaign_id>/ubah", methods=["GET", "POST"])
@requires(Permission.CAMPAIGN_MANAGE)
def change(campaign_id: int) -> Any:  # noqa: ANN401 - a page or a redirect
    """Change days, price, lot or specification."""
    campaign = campaigns.get(campaign_id, by=person())
    form = SchemaForm(
        ChangeCampaign,
        values={
            "specification": campaign.specification,
            "price_rupiah": str(campaign.price_rupiah),
            "minimum_lot": str(campaign.minimum_lot),
            **{name: getattr(campaign, name).isoformat() for name in campaign_changes.DAYS},
        },
    )
    if request.method == "POST" and form.submit(campaign_changes.change, campaign_id=campaign_id, by=person()):
        flash(_("Perubahan disimpan. Pemesan dan pelaku UMKM yang terkena dikabari."))
        return redirect(url_for("campaigns.show", campaign_id=campaign_id), 303)
    page = render_template(
        "outlets/campaigns/change.html",
        form=form,
        campaign=campaign,
        today=campaigns.today_at(campaign),
        bound=campaign_changes.last_bound_day(campaign),
        usual_paid_from=campaign_changes.usual_paid_from(campaign),
    )
    return page, (422 if form.is_refused else 200)


@pages.route("/pesanan-bersama/<int:campaign_id>/libur", methods=["GET", "POST"])
@requires(Permission.CAMPAIGN_MANAGE)
def close_days(campaign_id: int) -> Any:  # noqa: ANN401
    """Say on which days nobody works."""
    campaign = campaigns.get(campaign_id, by=person())
    today = campaigns.today_at(campaign).isoformat()
    closed = [one.day.isoformat() for one in campaign.closed_days]
    form = SchemaForm(
        CloseDays,
        values={"days_off": [day for day in closed if day > today]},
        choices={"days_off": [(day, label) for day, label in days_to_tick(campaign) if day > today]},
    )
    if request.method == "POST" and form.submit(campaign_changes.close_days, campaign_id=campaign_id, by=person()):
        flash(_("Hari libur disimpan. Pekerjaan hari itu dibagi ulang, dan yang terkena dikabari."))
        return redirect(url_for("campaigns.show", campaign_id=campaign_id), 303)
    page = render_template("outlets/campaigns/close_days.html", form=form, campaign=campaign)
    return page, (422 if form.is_refused else 200)
