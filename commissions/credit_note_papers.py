"""The paper of a credit note, in Indonesian: which line of which statement it takes back, and what stands instead."""

from pathlib import Path

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
from outlets.sales_models import SaleLine
from partnerships.models import Product


def paper_of(note: CreditNote) -> dict[str, object]:
    """Everything the paper says."""
    agency, sale = all_settings(), note.sale_line
    replacing = replacing_report(sale.id)
    instead = [] if replacing is None else db.session.query(SaleLine).filter_by(report_id=replacing.id).all()
    with force_locale("id"):
        months = [str(format_date(first_day(month), "MMMM y")) for month in (note.statement.period, note.line.period)]
        days = [str(format_date(day, "d MMMM y")) for day in (note.issued_on, sale.sold_on)]
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
        "product": db.session.get_one(Product, sale.product_id).name,
        "rate": format_rate(sale.rate_bp),
        "rows": [_row("Tercatat pada rekap", sale), _row("Dibatalkan", note.line)]
        + [_row("Dicatat ulang", line) for line in instead],
        "gross": format_rupiah(note.gross_rupiah),
        "commission": format_rupiah(note.commission_rupiah),
        "words": rupiah_in_words(note.gross_rupiah),
        "instead_gross": format_rupiah(sum(line.gross_rupiah for line in instead)) if instead else "",
        "instead_commission": format_rupiah(sum(line.commission_rupiah for line in instead)),
    }


def _row(what: str, line: SaleLine) -> dict[str, str]:
    return {
        "what": what,
        "line": str(line.id),
        "quantity": format_number(line.quantity),
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
