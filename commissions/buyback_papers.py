"""The official record of a buy-back (berita acara), in Indonesian: what was bought, for how much, and its end."""

from pathlib import Path
from typing import Any

from flask import Response, current_app
from flask_babel import force_locale, format_date

from accounts.models import UserAccount
from commissions import buyback_lists
from commissions.buyback_models import Buyback
from commissions.buyback_states import GROUND_LABELS, MEANS_LABELS, BuybackStatus
from core.agency_settings import AGENCY_NAME, DEMO_LOADED_AT, all_settings
from core.database import db
from core.documents import as_pdf, can_make_pdf
from core.money import format_number, format_rupiah
from core.pdf_answers import pdf_answer
from core.text import rupiah_in_words


def paper_of(buyback: Buyback, user: UserAccount) -> dict[str, Any]:
    """Everything the record says, as far as its reader may see the goods of each producer."""
    told = buyback_lists.described(buyback, user)
    agency = all_settings()
    disposal = told["disposal"]
    return {
        "number": buyback.number,
        "agency": agency.get(AGENCY_NAME, ""),
        "is_example": DEMO_LOADED_AT in agency,
        "is_approved": buyback.status is BuybackStatus.APPROVED,
        "outlet": buyback.outlet,
        "budget": buyback.budget,
        "decided_on": _day(buyback.decided_on),
        "reason": buyback.reason,
        "proposed_by": _name(buyback.proposed_by_id),
        "decided_by": _name(buyback.decided_by_id),
        "amount": format_rupiah(told["amount_rupiah"]),
        "words": rupiah_in_words(told["amount_rupiah"]),
        "lines": [
            {
                **line,
                "ground": GROUND_LABELS[line["ground"]],
                "expires_on": _day(line["expires_on"]) or "–",
                "quantity": format_number(line["quantity"]),
                "price": format_rupiah(line["consigned_price_rupiah"]),
                "amount": format_rupiah(line["amount_rupiah"]),
            }
            for line in told["lines"]
        ],
        "producers": [
            {
                "name": one["producer_name"],
                "amount": format_rupiah(one["amount_rupiah"]),
                "tax": format_rupiah(one["pph22_hint_rupiah"]) if one["pph22_hint_rupiah"] else "",
            }
            for one in told["producers"]
        ],
        "payments": [
            {
                "name": payment["producer_name"],
                "amount": format_rupiah(payment["amount_rupiah"]),
                "paid_on": _day(payment["paid_on"]),
                "means": MEANS_LABELS[payment["means"]],
                "reference": payment["reference"],
            }
            for payment in told["payments"]
        ],
        "disposal": {**disposal, "disposed_on": _day(disposal["disposed_on"])} if disposal else None,
    }


def paper_response(buyback: Buyback, user: UserAccount) -> Response:
    """The record to download as PDF; without Pango as a page to print."""
    html = current_app.jinja_env.get_template("documents/buyback.html").render(paper=paper_of(buyback, user))
    if not can_make_pdf():
        return Response(html, mimetype="text/html")
    style = (Path(str(current_app.static_folder)) / "agreement.css").read_text(encoding="utf-8")
    return pdf_answer(as_pdf(html, style), f"{buyback.number.replace('/', '-')}.pdf")


def _day(day: Any) -> str:  # noqa: ANN401 - a day or nothing
    if day is None:
        return ""
    with force_locale("id"):
        return str(format_date(day, "d MMMM y"))


def _name(user_id: int | None) -> str:
    who = db.session.get(UserAccount, user_id) if user_id else None
    return who.name if who else ""
