"""The paper of a credit note, in Indonesian: which line of which statement it takes back, and what stands instead."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from flask import Response, current_app
from flask_babel import force_locale, format_date

from commissions.correction_chains import replacing_report
from commissions.dispute_models import CreditNote
from core.agency_settings import AGENCY_NAME, DEMO_LOADED_AT, all_settings
from core.database import db
from core.dates import first_day
from core.documents import as_pdf, can_make_pdf
from core.money import format_number, format_rate, format_rupiah
from core.pdf_answers import pdf_answer
from core.text import rupiah_in_words
from outlets.campaign_models import CampaignDelivery
from outlets.sales_models import SaleLine
from partnerships.models import Product


def paper_of(note: CreditNote) -> dict[str, object]:
    """Everything the paper says."""
    agency, told = all_settings(), _told(note)
    with force_locale("id"):
        months = [str(format_date(first_day(month), "MMMM y")) for month in (note.statement.period, told.gone.period)]
        days = [str(format_date(day, "d MMMM y")) for day in (note.issued_on, told.day)]
    return {
        "number": note.number,
        "agency": agency.get(AGENCY_NAME, ""),
        "is_example": DEMO_LOADED_AT in agency,
        "statement": note.statement.number,
        "statement_month": months[0],
        "posted_in": months[1],
        "issued_on": days[0],
        "sold_on": days[1],
        "producer": note.producer.name,
        "outlet": note.outlet.name,
        "what": "diserahkan" if note.delivery_id else "terjual",
        "product": told.product,
        "rate": format_rate(told.stated.rate_bp),
        "rows": [_row("Tercatat pada rekap", told.stated), _row("Dibatalkan", told.gone)]
        + [_row("Dicatat ulang", line) for line in told.instead],
        "gross": format_rupiah(note.gross_rupiah),
        "commission": format_rupiah(note.commission_rupiah),
        "words": rupiah_in_words(note.gross_rupiah),
        "instead_gross": format_rupiah(sum(line.gross_rupiah for line in told.instead)) if told.instead else "",
        "instead_commission": format_rupiah(sum(line.commission_rupiah for line in told.instead)),
    }


class _Told(NamedTuple):
    """What a note is about: the stated line, the one that took from it, and what stands instead."""

    stated: SaleLine | CampaignDelivery
    gone: SaleLine | CampaignDelivery
    day: date
    product: str
    instead: Sequence[SaleLine]


def _told(note: CreditNote) -> _Told:
    if note.sale_line is not None and note.line is not None:
        replacing = replacing_report(note.sale_line.id)
        instead = [] if replacing is None else db.session.query(SaleLine).filter_by(report_id=replacing.id).all()
        product = db.session.get_one(Product, note.sale_line.product_id).name
        return _Told(note.sale_line, note.line, note.sale_line.sold_on, product, instead)
    root = db.session.get_one(CampaignDelivery, note.delivery_id)
    gone = db.session.get_one(CampaignDelivery, note.delivery_line_id)
    return _Told(root, gone, root.delivered_on, root.member.campaign.product_name, [])


def _row(what: str, line: SaleLine | CampaignDelivery) -> dict[str, str]:
    quantity = line.quantity if isinstance(line, SaleLine) else line.accepted
    return {
        "what": what,
        "line": str(line.id),
        "quantity": format_number(quantity),
        "price": format_rupiah(line.unit_price_rupiah),
        "gross": format_rupiah(line.gross_rupiah),
        "commission": format_rupiah(line.commission_rupiah),
    }


def paper_response(note: CreditNote) -> Response:
    """The paper to download as PDF; without Pango as a page to print."""
    html = current_app.jinja_env.get_template("documents/credit_note.html").render(paper=paper_of(note))
    if not can_make_pdf():
        return Response(html, mimetype="text/html")
    style = (Path(str(current_app.static_folder)) / "agreement.css").read_text(encoding="utf-8")
    return pdf_answer(as_pdf(html, style), f"{note.number}.pdf")
