"""The page on which the prices of a placement change."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from accounts.access import person, requires
from accounts.permissions import Permission
from commissions import price_changes
from commissions.price_change_schemas import ChangePrice
from core.dates import today
from core.forms import SchemaForm
from outlets import placement_prices, placements
from outlets.clauses_in_force import clauses_on

pages = Blueprint("placement_prices", __name__)


@pages.route("/penempatan/<int:placement_id>/harga", methods=["GET", "POST"])
@requires(Permission.PLACEMENT_PRICE)
def change(placement_id: int) -> Any:  # noqa: ANN401 - a page or a redirect
    """Other prices from a day on."""
    placement = placements.get(placement_id, by=person())
    prices = placement_prices.prices_now(placement)
    typed = {"retail_price_rupiah": prices.retail_rupiah, "consigned_price_rupiah": prices.consigned_rupiah}
    form = SchemaForm(ChangePrice, typed)
    if request.method == "POST" and form.submit(lambda **told: price_changes.change(placement_id, by=person(), **told)):
        flash(_("Harga baru dicatat. Penjualan sebelum hari itu memakai harga lama."))
        return redirect(url_for("placements.show", placement_id=placement_id), 303)
    page = render_template(
        "commissions/price_change.html",
        form=form,
        placement=placement,
        prices=prices,
        notice=clauses_on(placement.producer_id, placement.outlet_id, today()).price_notice_days,
    )
    return page, (422 if form.is_refused else 200)
