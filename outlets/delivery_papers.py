"""The paper of a delivery, surat titip jual, in Indonesian: what was handed over, and that it stays the producer's."""

from pathlib import Path
from typing import Any

from flask import Response, current_app, url_for
from flask_babel import force_locale, format_date

from core.agency_settings import AGENCY_NAME, DEMO_LOADED_AT, all_settings
from core.documents import as_pdf, can_make_pdf
from core.pdf_answers import pdf_answer
from core.qr_codes import qr_in_page, qr_of
from outlets.consignment_models import Delivery, DeliveryLine
from outlets.placement_prices import price_on
from outlets.stock import ExpiryPrecision


def paper_of(delivery: Delivery) -> dict[str, Any]:
    """Everything the paper says, written as Indonesians write it."""
    agency = all_settings()
    with force_locale("id"):
        return {
            "number": delivery.number,
            "code": f"{delivery.code[:4]} {delivery.code[4:]}",
            "address": address_of(delivery),
            "agency": agency.get(AGENCY_NAME, ""),
            "is_example": DEMO_LOADED_AT in agency,
            "producer": delivery.producer,
            "outlet": delivery.outlet,
            "delivered_on": format_date(delivery.delivered_on, "d MMMM y"),
            "confirm_by": format_date(delivery.confirm_by, "d MMMM y"),
            "note": delivery.note,
            "lines": [_line(line) for line in delivery.lines],
            "pieces": sum(line.quantity for line in delivery.lines),
        }


def _line(line: DeliveryLine) -> dict[str, Any]:
    return {
        "product": line.placement.product.name,
        "sku": line.placement.product.sku,
        "batch": line.batch,
        "produced_on": format_date(line.produced_on, "d MMM y") if line.produced_on else "–",
        "expires_on": expiry_words(line),
        "quantity": line.quantity,
        "price_rupiah": price_on(line.placement, line.delivery.delivered_on).consigned_rupiah,
    }


def expiry_words(line: DeliveryLine) -> str:
    """An expiry date as the label tells it: a day, or month and year."""
    if line.expires_on is None:
        return "–"
    form = "MMMM y" if line.expiry_precision is ExpiryPrecision.MONTH else "d MMM y"
    return str(format_date(line.expires_on, form))


def address_of(delivery: Delivery) -> str:
    """Where the outlet confirms what it received."""
    return url_for("deliveries.by_code", delivery_code=delivery.code, _external=True)


def html_of(delivery: Delivery, *, qr: str) -> str:
    """The paper as a page. `qr` is where the page finds its QR code."""
    template = current_app.jinja_env.get_template("documents/delivery.html")
    return template.render(paper=paper_of(delivery), qr=qr)


def as_download(delivery: Delivery) -> Response:
    """The PDF to download; without Pango the same paper as a page to print."""
    address = address_of(delivery)
    if not can_make_pdf():
        return Response(html_of(delivery, qr=qr_in_page(address)), mimetype="text/html")
    style = (Path(str(current_app.static_folder)) / "delivery.css").read_text(encoding="utf-8")
    content = as_pdf(html_of(delivery, qr="etalase:qr"), style, {"qr": qr_of(address)})
    return pdf_answer(content, f"{delivery.number}.pdf")
