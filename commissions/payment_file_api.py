"""Payment files by API."""

from typing import Any

from flask import Response

from accounts.access import person, requires
from accounts.api_blueprint import ApiBlueprint
from accounts.password_again import asks_password
from accounts.permissions import Permission
from commissions import payment_file_lists, payment_files
from commissions.payment_file_models import PaymentFile
from commissions.payment_file_schemas import (
    CancelPaymentFile,
    LayoutQuery,
    MakePaymentFile,
    PaymentFileAnswer,
    PaymentFilePage,
    PaymentFileQuery,
    SendPaymentFile,
)
from commissions.payment_file_states import Layout
from core.database import committed
from core.listing import listed

api = ApiBlueprint("api_payment_files", __name__, description="Lists of transfers that a bank reads")


def file_response(payment_file: PaymentFile, content: bytes, layout: Layout) -> Response:
    """The file as a download that nothing keeps on its way."""
    name = f"{payment_file.number}-{layout.value}.csv"
    return Response(
        content,
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


@api.route("/payment-files", methods=["GET"])
@requires(Permission.PAYMENT_FILE_MAKE)
@api.arguments(PaymentFileQuery, location="query")
@api.response(200, PaymentFilePage)
def list_payment_files(query: dict[str, Any]) -> Any:  # noqa: ANN401, ARG001 - read by `listed`
    """The payment files this person sees, the newest first."""
    rows = payment_file_lists.rows(person())
    return listed(rows, orders=payment_file_lists.ORDERS, default_order="-newest").envelope(lambda row: row)


@api.route("/outlets/<int:outlet_id>/payment-files", methods=["POST"])
@requires(Permission.PAYMENT_FILE_MAKE)
@asks_password
@api.arguments(MakePaymentFile)
@api.response(201, PaymentFileAnswer)
def make_payment_file(body: dict[str, Any], outlet_id: int) -> Any:  # noqa: ANN401
    """Put what the outlet owes into one list of transfers; nothing is posted."""
    claims = body.pop("claims")
    chosen = None if claims is None else [(one["statement_id"], one["claim"]) for one in claims]
    return payment_file_lists.described(payment_files.make(outlet_id, claims=chosen, **body, by=person()))


@api.route("/payment-files/<int:payment_file_id>", methods=["GET"])
@requires(Permission.PAYMENT_FILE_MAKE)
@api.response(200, PaymentFileAnswer)
def show_payment_file(payment_file_id: int) -> Any:  # noqa: ANN401
    """One payment file."""
    return payment_file_lists.described(payment_files.get(payment_file_id, by=person()))


@api.route("/payment-files/<int:payment_file_id>/content", methods=["GET"])
@requires(Permission.PAYMENT_FILE_MAKE)
@api.arguments(LayoutQuery, location="query")
@api.response(200, content_type="text/csv")
def payment_file_content(query: dict[str, Any], payment_file_id: int) -> Response:
    """The file for the bank: `csv`, or Mandiri's bulk layout. Each account in it is recorded as read."""
    layout = query["layout"]
    payment_file, content = committed(payment_files.content, payment_file_id, layout, by=person())
    return file_response(payment_file, content, layout)


@api.route("/payment-files/<int:payment_file_id>/send", methods=["POST"])
@requires(Permission.PAYMENT_FILE_MAKE)
@asks_password
@api.arguments(SendPaymentFile)
@api.response(200, PaymentFileAnswer)
def send_payment_file(body: dict[str, Any], payment_file_id: int) -> Any:  # noqa: ANN401
    """The bank took it: a payment is announced for each producer."""
    payment_files.send(payment_file_id, **body, by=person())
    return payment_file_lists.described(payment_files.get(payment_file_id, by=person()))


@api.route("/payment-files/<int:payment_file_id>/cancel", methods=["POST"])
@requires(Permission.PAYMENT_FILE_MAKE)
@api.arguments(CancelPaymentFile)
@api.response(200, PaymentFileAnswer)
def cancel_payment_file(body: dict[str, Any], payment_file_id: int) -> Any:  # noqa: ANN401, ARG001 - empty
    """Give its claims free."""
    return payment_file_lists.described(payment_files.cancel(payment_file_id, by=person()))
