"""Pages of disputes about a receipt: a producer's words, and what staff decide about them."""

from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _

from accounts.access import person, requires
from accounts.permissions import Permission
from core.forms import SchemaForm
from outlets import deliveries, receipt_disputes
from outlets.delivery_pages import delivery_page
from outlets.delivery_schemas import DisputeDecision, OpenDispute

pages = Blueprint("receipt_disputes", __name__)


@pages.post("/titip-jual/<int:delivery_id>/keberatan")
@requires(Permission.DELIVERY_SEND)
def open_dispute(delivery_id: int) -> Any:  # noqa: ANN401 - a page or a redirect
    """Dispute how many pieces of a line came good."""
    form = SchemaForm(OpenDispute)
    if form.submit(lambda **told: receipt_disputes.open_dispute(delivery_id, by=person(), **told)):
        flash(_("Keberatan dicatat. Petugas akan memutuskannya."))
        return redirect(url_for("deliveries.show", delivery_id=delivery_id), 303)
    return delivery_page(deliveries.get(delivery_id, by=person()), dispute_form=form), 422


@pages.post("/keberatan-penerimaan/<int:dispute_id>/putus")
@requires(Permission.RECEIPT_DECIDE)
def decide(dispute_id: int) -> Any:  # noqa: ANN401
    """Correct a receipt, or let it stand."""
    dispute = receipt_disputes.get(dispute_id, by=person())
    form = SchemaForm(DisputeDecision)
    if form.submit(lambda **told: receipt_disputes.decide(dispute_id, by=person(), **told)):
        flash(_("Keputusan dicatat."))
        return redirect(url_for("deliveries.show", delivery_id=dispute.delivery_id), 303)
    return delivery_page(deliveries.get(dispute.delivery_id, by=person()), decision_form=form), 422
