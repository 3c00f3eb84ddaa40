"""The doors of a counter without a signal: the page a phone keeps, and who is signed in when the signal is back."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, jsonify, render_template
from flask_wtf.csrf import generate_csrf

from accounts.access import person, requires
from accounts.permissions import Permission
from commissions.day_reports import outlets_to_report_for, shelf_on
from commissions.offline_counter import account_mark, offline_marks
from commissions.page_addresses import asked
from core.dates import days_between, now, today
from core.fields import Id, Schema
from outlets import outlets

DAYS_OFFERED = 7

pages = Blueprint("offline_counter", __name__)


class KeptPage(Schema):
    """Of which outlet the page is kept."""

    outlet_id = Id()


@pages.get("/penjualan/luring")
@requires(Permission.SALE_REPORT)
def page() -> str:
    """The counter of an outlet as a phone keeps it: products and prices, and nothing about people."""
    user = person()
    choices = outlets_to_report_for(user)
    outlet_id = asked(KeptPage).get("outlet_id") or (choices[0].id if len(choices) == 1 else None)
    if outlet_id is None:
        return render_template("commissions/sales/choose_outlet.html", choices=choices)
    outlet = outlets.get(outlet_id, by=user)
    here = today(ZoneInfo(outlet.time_zone))
    return render_template(
        "commissions/sales/offline.html",
        outlet=outlet,
        shelf=shelf_on(outlet, here),
        days=days_between(here - timedelta(days=DAYS_OFFERED - 1), here)[::-1],
        now=now(),
        offline=offline_marks(user, outlet),
    )


@pages.get("/penjualan/sesi")
@requires(Permission.SALE_REPORT)
def session() -> Any:  # noqa: ANN401
    """Whose session this is, with a fresh form token: what a page kept on a phone needs before it sends."""
    return jsonify(account=account_mark(person()), csrf_token=generate_csrf(), now=now().isoformat())
