"""Payments by API."""

from typing import Any

from flask import Response

from accounts.access import person, requires
from accounts.api_blueprint import ApiBlueprint
from accounts.password_again import asks_password
from accounts.permissions import Permission
from commissions import payment_lists, payments
from commissions.ledger import Party
from commissions.payment_schemas import (
    AnnouncePayment,
    AnswerForASide,
    DeclineForASide,
    PaymentAnswer,
    PaymentPage,
    PaymentQuery,
    ReturnPayment,
    WithdrawPayment,
)
from core.errors import NotFound
from core.files import attachment
from core.listing import listed

api = ApiBlueprint("api_payments", __name__, description="Payments between producers and outlets")


def for_a_side(body: dict[str, Any]) -> dict[str, Any]:
    """A body whose side is one of the two, or none."""
    side = body.pop("on_behalf_of", None)
    return {**body, "on_behalf_of": Party(side) if side else None}


@api.route("/payments", methods=["GET"])
@requires(Permission.SETTLEMENT_READ)
@api.arguments(PaymentQuery, location="query")
@api.response(200, PaymentPage)
def list_payments(query: dict[str, Any]) -> Any:  # noqa: ANN401 - answers are dumped by their schema
    """The payments this person sees, the newest first."""
    rows = payment_lists.rows(person(), query)
    return listed(rows, orders=payment_lists.ORDERS, default_order="-newest").envelope(payment_lists.row_answer)


@api.route("/payments", methods=["POST"])
@requires(Permission.SETTLEMENT_ENTER)
@api.arguments(AnnouncePayment, location="json_or_multipart")
@api.response(201, PaymentAnswer)
def announce_payment(body: dict[str, Any]) -> Any:  # noqa: ANN401
    """Say that money moved, with a `proof` as multipart; it counts once the other side confirms it."""
    return payment_lists.described(payments.announce(**for_a_side(body), by=person()))


@api.route("/payments/<int:payment_id>", methods=["GET"])
@requires(Permission.SETTLEMENT_READ)
@api.response(200, PaymentAnswer)
def show_payment(payment_id: int) -> Any:  # noqa: ANN401
    """One payment."""
    return payment_lists.described(payments.get(payment_id, by=person()))


@api.route("/payments/<int:payment_id>/confirm", methods=["POST"])
@requires(Permission.SETTLEMENT_CONFIRM)
@asks_password
@api.arguments(AnswerForASide)
@api.response(200, PaymentAnswer)
def confirm_payment(body: dict[str, Any], payment_id: int) -> Any:  # noqa: ANN401
    """Say for the other side that the money moved: it is posted, and counts."""
    return payment_lists.described(payments.confirm(payment_id, **for_a_side(body), by=person()))


@api.route("/payments/<int:payment_id>/decline", methods=["POST"])
@requires(Permission.SETTLEMENT_CONFIRM)
@api.arguments(DeclineForASide)
@api.response(200, PaymentAnswer)
def decline_payment(body: dict[str, Any], payment_id: int) -> Any:  # noqa: ANN401
    """Say for the other side that it did not."""
    return payment_lists.described(payments.decline(payment_id, **for_a_side(body), by=person()))


@api.route("/payments/<int:payment_id>/withdraw", methods=["POST"])
@requires(Permission.SETTLEMENT_ENTER)
@api.arguments(WithdrawPayment)
@api.response(200, PaymentAnswer)
def withdraw_payment(body: dict[str, Any], payment_id: int) -> Any:  # noqa: ANN401
    """Take back what was announced by mistake."""
    return payment_lists.described(payments.withdraw(payment_id, **body, by=person()))


@api.route("/payments/<int:payment_id>/return", methods=["POST"])
@requires(Permission.SETTLEMENT_CONFIRM)
@asks_password
@api.arguments(ReturnPayment)
@api.response(200, PaymentAnswer)
def return_payment(body: dict[str, Any], payment_id: int) -> Any:  # noqa: ANN401
    """Note that the bank sent a confirmed payment back: what it settled is open again."""
    return payment_lists.described(payments.send_back(payment_id, **body, by=person()))


@api.route("/payments/<int:payment_id>/proof", methods=["GET"])
@requires(Permission.SETTLEMENT_READ)
@api.response(200, content_type="application/octet-stream")
def payment_proof(payment_id: int) -> Response:
    """The proof that came along."""
    payment = payments.get(payment_id, by=person())
    if payment.proof is None:
        raise NotFound
    return attachment(payment.proof)
