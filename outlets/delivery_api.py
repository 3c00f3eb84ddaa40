"""The JSON doors of deliveries, receipts and disputes of them."""

from typing import Any

from flask import Response

from accounts.access import person, requires
from accounts.api_blueprint import ApiBlueprint
from accounts.permissions import Permission
from core.database import db
from core.listing import listed
from outlets import deliveries, delivery_lists, delivery_papers, receipt_disputes, receipts
from outlets.consignment_models import Delivery
from outlets.delivery_schemas import (
    CancelDelivery,
    ConfirmReceipt,
    DeliveryAnswer,
    DeliveryPage,
    DisputeAnswer,
    DisputeDecision,
    OpenDispute,
    SendDelivery,
)

api = ApiBlueprint("api_deliveries", __name__, description="Goods brought to outlets, and what was received of them")


@api.route("/deliveries", methods=["GET"])
@requires(Permission.DELIVERY_READ)
@api.response(200, DeliveryPage)
def list_deliveries() -> Any:  # noqa: ANN401 - answers are dumped by their schema
    """The deliveries this person sees; filters `q`, `status`, `outlet_id`, `producer_id`."""
    rows = delivery_lists.rows(person())
    return listed(rows, orders=delivery_lists.ORDERS, default_order="-newest").envelope(lambda row: row.Delivery)


@api.route("/deliveries", methods=["POST"])
@requires(Permission.DELIVERY_SEND)
@api.arguments(SendDelivery)
@api.response(201, DeliveryAnswer)
def send_delivery(body: dict[str, Any]) -> Any:  # noqa: ANN401
    """Write a delivery note; nothing is stock before the outlet confirms it."""
    return _answer(deliveries.send(**body, by=person()))


@api.route("/deliveries/<int:delivery_id>", methods=["GET"])
@requires(Permission.DELIVERY_READ)
@api.response(200, DeliveryAnswer)
def show_delivery(delivery_id: int) -> Any:  # noqa: ANN401
    """One delivery, with what was received of it."""
    return _answer(deliveries.get(delivery_id, by=person()))


@api.route("/deliveries/<int:delivery_id>.pdf", methods=["GET"])
@requires(Permission.DELIVERY_READ)
@api.response(200, content_type="application/pdf")
def delivery_paper(delivery_id: int) -> Response:
    """The delivery note as PDF (surat titip jual)."""
    return delivery_papers.as_download(deliveries.get(delivery_id, by=person()))


@api.route("/deliveries/<int:delivery_id>/receipt", methods=["POST"])
@requires(Permission.DELIVERY_RECEIVE)
@api.arguments(ConfirmReceipt)
@api.response(201, DeliveryAnswer)
def confirm_receipt(body: dict[str, Any], delivery_id: int) -> Any:  # noqa: ANN401
    """Say good, short and damaged for every line; good pieces are stock from now on."""
    return _answer(receipts.confirm(delivery_id, **body, by=person()).delivery)


@api.route("/deliveries/<int:delivery_id>/cancel", methods=["POST"])
@requires(Permission.DELIVERY_SEND)
@api.arguments(CancelDelivery)
@api.response(200, DeliveryAnswer)
def cancel_delivery(body: dict[str, Any], delivery_id: int) -> Any:  # noqa: ANN401
    """Take a note back that the outlet has not confirmed."""
    return _answer(deliveries.cancel(delivery_id, **body, by=person()))


@api.route("/deliveries/<int:delivery_id>/disputes", methods=["POST"])
@requires(Permission.DELIVERY_SEND)
@api.arguments(OpenDispute)
@api.response(201, DisputeAnswer)
def open_dispute(body: dict[str, Any], delivery_id: int) -> Any:  # noqa: ANN401
    """Dispute how many pieces of a line came good."""
    return receipt_disputes.open_dispute(delivery_id, **body, by=person())


@api.route("/receipt-disputes/<int:dispute_id>/decision", methods=["POST"])
@requires(Permission.RECEIPT_DECIDE)
@api.arguments(DisputeDecision)
@api.response(200, DisputeAnswer)
def decide_dispute(body: dict[str, Any], dispute_id: int) -> Any:  # noqa: ANN401
    """Correct the receipt, or let it stand."""
    return receipt_disputes.decide(dispute_id, **body, by=person())


def _answer(delivery: Delivery) -> dict[str, Any]:
    """A delivery as it stands in the database now."""
    db.session.flush()
    db.session.expire(delivery)
    return delivery_lists.described(delivery)
