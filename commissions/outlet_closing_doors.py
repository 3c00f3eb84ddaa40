"""Closing an outlet, by page and by API."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from accounts.access import person, requires
from accounts.api_blueprint import ApiBlueprint
from accounts.permissions import Permission
from commissions import outlet_closing
from core.forms import SchemaForm
from outlets import outlets
from outlets.models import Outlet
from outlets.outlet_changes import told_open
from outlets.outlet_schemas import OutletAnswer, OutletReason

pages = Blueprint("outlet_closing", __name__)
api = ApiBlueprint("api_outlet_closing", __name__, description="Closing an outlet")


@pages.route("/gerai/<int:outlet_id>/tutup", methods=["GET", "POST"])
@requires(Permission.OUTLET_MANAGE)
def close(outlet_id: int) -> Any:  # noqa: ANN401 - a page or a redirect
    """What keeps an outlet from closing, and closing it with a reason when nothing does."""
    outlet = outlets.get(outlet_id, by=person())
    form = SchemaForm(OutletReason)
    if request.method == "POST" and form.submit(outlet_closing.close, outlet_id=outlet_id, by=person()):
        flash(_("Gerai ditutup. Riwayat dan penjualannya tetap dapat dibaca."))
        return redirect(url_for("outlets.show", outlet_id=outlet_id), 303)
    blockers = [told_open([blocker]) for blocker in outlet_closing.blockers_of(outlet)]
    page = render_template("outlets/close.html", form=form, outlet=outlet, blockers=blockers)
    return page, (422 if form.is_refused else 200)


@api.route("/outlets/<int:outlet_id>/close", methods=["POST"])
@requires(Permission.OUTLET_MANAGE)
@api.arguments(OutletReason)
@api.response(200, OutletAnswer)
def close_outlet(body: dict[str, Any], outlet_id: int) -> Outlet:
    """Close an outlet; 409 `outlet_still_busy` lists in `blockers` what is still open."""
    return outlet_closing.close(outlet_id, **body, by=person())
