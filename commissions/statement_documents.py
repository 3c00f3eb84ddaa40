"""The paper of a statement: made from its frozen snapshot and the names beside it, in Indonesian and English.

Rows are preformatted lines, not an HTML table: a table of 30 rows costs seven times as much to lay out.
"""

import csv
import io
import textwrap
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import segno
from flask import Response, current_app, url_for
from flask_babel import force_locale, format_date, gettext
from sqlalchemy import func, select

from commissions import statement_sources, tax_hints
from commissions import statement_wording as wording
from commissions.models import Statement
from commissions.statement_names import shown
from core.database import db
from core.dates import first_day
from core.documents import Resource, as_pdf, can_make_pdf
from core.listing import guarded
from core.money import format_number, format_rate, format_rupiah
from core.pdf_answers import pdf_answer
from core.text import rupiah_in_words, rupiah_in_words_english
from core.wording import N_

MOST_ROWS = 300
"""A paper with more rows refers to its annexe instead."""
NAME_WIDTH = 46
SAID_BESIDE = {
    "customer_return": N_("retur"),
    "reversal": N_("pembatalan"),
    "return_cancelled": N_("retur dibatalkan"),
    "preorder": N_("pesanan bersama"),
    "preorder_return": N_("pesanan bersama, retur"),
    "preorder_reversal": N_("pesanan bersama, pembatalan"),
}
"""What stands beside the name of a row that is not a plain sale of the shelf."""
Snapshot = Mapping[str, Any]


def both(sentence: str, **params: object) -> tuple[str, str]:
    """A marked sentence in Indonesian and in English."""
    with force_locale("en"):
        english = gettext(sentence)
    return (sentence % params, english % params) if params else (sentence, english)


def in_both(form: str, day: Any) -> tuple[str, str]:  # noqa: ANN401 - a date
    """A day or month written in both languages."""
    with force_locale("id"):
        indonesian = format_date(day, form)
    with force_locale("en"):
        return indonesian, format_date(day, form)


def day_in_both(iso_day: str) -> tuple[str, str]:
    """A day of a snapshot in both languages."""
    return in_both("d MMMM y", date.fromisoformat(iso_day))


def heading_line() -> str:
    """The heading above the rows."""
    return (
        f"{'Produk / Product':<{NAME_WIDTH}}{'Jumlah':>9}{'Harga':>13}{'Penjualan':>17}{'Tarif':>8}{'Komisi':>14}\n"
        f"{'':<{NAME_WIDTH}}{'Pieces':>9}{'Price':>13}{'Sales':>17}{'Rate':>8}{'Commission':>14}"
    )


def row_lines(rows: Sequence[Snapshot], *, with_month: bool = False) -> str:
    """Rows as lines of one width; a long name goes on below."""
    lines = []
    for row in rows:
        name = str(row["product_name"])
        if row["kind"] in SAID_BESIDE:
            name += f" ({SAID_BESIDE[row['kind']]})"
        if with_month:
            name = f"{row['sold_in']} {name}"
        first, *more = textwrap.wrap(name, NAME_WIDTH - 1, subsequent_indent="  ") or ["-"]
        lines.append(
            f"{first:<{NAME_WIDTH}}{format_number(row['quantity']):>9}{format_number(row['unit_price_rupiah']):>13}"
            f"{format_number(row['gross_rupiah']):>17}{format_rate(row['rate_bp']):>8}"
            f"{format_number(row['commission_rupiah']):>14}"
        )
        lines += more
    return "\n".join(lines)


def total_line(rows: Sequence[Snapshot]) -> str:
    """What the rows come to."""
    pieces, gross, commission = (
        sum(int(row[name]) for row in rows) for name in ("quantity", "gross_rupiah", "commission_rupiah")
    )
    return (
        f"{'Jumlah / Total':<{NAME_WIDTH}}{format_number(pieces):>9}{'':>13}{format_number(gross):>17}{'':>8}"
        f"{format_number(commission):>14}"
    )


def signed(line: wording.FigureLine, amount: int) -> str:
    """An amount with the sign it counts with: what is taken off and itself below nothing counts up."""
    if line.sign == "−":
        amount = -amount
    if amount < 0:
        return f"−{format_rupiah(-amount)}"
    return f"+{format_rupiah(amount)}" if line.sign in ("+", "−") and amount else format_rupiah(amount)


def figures_in_both(lines: Sequence[wording.FigureLine], figures: Mapping[str, int]) -> list[dict[str, object]]:
    """Columns of a statement with their labels in both languages."""
    return [{"label": both(line.label), "amount": signed(line, figures[line.name])} for line in lines]


def debts_in_both(snapshot: Snapshot) -> list[dict[str, object]]:
    """Who owes whom, with the amount in words of both languages."""
    names = {"outlet": snapshot["outlet"]["name"], "producer": snapshot["producer"]["name"]}
    return [
        {
            "sentence": both(sentence, **names),
            "amount": format_rupiah(amount),
            "words": (rupiah_in_words(amount), rupiah_in_words_english(amount)),
        }
        for sentence, amount in wording.debts(snapshot["figures"])
    ]


def chain_head_of(period: str) -> tuple[str, str]:
    """Where the chain ended when the month was closed: the seal and the number of its last statement."""
    last = select(func.max(Statement.id)).where(Statement.period == period).scalar_subquery()
    row = db.session.execute(select(Statement.content_hash, Statement.number).where(Statement.id == last)).one()
    return row.content_hash, row.number


def paper_of(statement: Statement, snapshot: Snapshot, address: str, head: tuple[str, str]) -> dict[str, object]:
    """Everything the template prints, as plain values.

    `snapshot` has its names in it, `address` is the page that says whether the paper is genuine, `head` where the
    chain ended that month.
    """
    figures, rows, prior = snapshot["figures"], snapshot["rows"], snapshot["prior_rows"]
    left_out = max(len(rows) + len(prior) - MOST_ROWS, 0)
    code = statement.verification_code
    return {
        "number": snapshot["number"],
        "agency": snapshot["agency"]["name"],
        "is_example": snapshot["agency"]["is_example"],
        "period": in_both("MMMM y", first_day(snapshot["period"])),
        "issued": day_in_both(snapshot["issued_on"]),
        "due": day_in_both(snapshot["due_on"]),
        "producer": snapshot["producer"]["name"],
        "outlet": snapshot["outlet"]["name"],
        "outlet_address": snapshot["outlet"]["address"],
        "agreement": snapshot["agreement"],
        "debts": debts_in_both(snapshot),
        "nothing_owed": both(wording.NOTHING_OWED),
        "sentences": [both(said.sentence, **said.params) for said in wording.route_sentences([*rows, *prior], figures)],
        "rounding": both(wording.ROUNDING),
        "figures": figures_in_both(wording.figure_lines(figures), figures),
        "closing": figures_in_both([wording.CLOSING], figures)[0],
        "prior": figures_in_both(wording.prior_lines(figures), figures),
        "heading": heading_line(),
        "rows": row_lines(rows[:MOST_ROWS]),
        "rows_total": total_line(rows) if rows else "",
        "prior_rows": row_lines(prior[: max(MOST_ROWS - len(rows), 0)], with_month=True),
        "prior_total": total_line(prior) if prior else "",
        "left_out": left_out,
        "tax_hints": [both(hint.sentence, **hint.params) for hint in tax_hints.hints(snapshot, statement.period)],
        "origins": statement_sources.in_both(statement_sources.origins_of(statement)),
        "code": " ".join(code[start : start + 4] for start in range(0, len(code), 4)),
        "address": address,
        "hash": statement.content_hash,
        "previous": statement.previous_hash,
        "head": head[0],
        "head_number": head[1],
    }


def qr_of(address: str) -> Resource:
    """The address as a QR code."""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        out, kind="svg", border=0, xmldecl=False, svgns=True, omitsize=True
    )
    return Resource(out.getvalue(), "image/svg+xml")


def address_of(statement: Statement) -> str:
    """Where anybody can ask whether the statement is genuine."""
    return url_for("verification.verify_statement", code=statement.verification_code, _external=True)


def style() -> str:
    """The style sheet of the paper, which the page to print uses too."""
    return (Path(str(current_app.static_folder)) / "statement.css").read_text(encoding="utf-8")


def html_of(
    statement: Statement,
    *,
    address: str,
    qr: str,
    head: tuple[str, str] | None = None,
    snapshot: Snapshot | None = None,
) -> str:
    """The paper as a page. `qr` is where the page finds its QR code; what a page's frame needs is not gathered."""
    paper = paper_of(statement, snapshot or shown(statement), address, head or chain_head_of(statement.period))
    return current_app.jinja_env.get_template("documents/statement.html").render(paper=paper, qr=qr)


def pdf_of(
    statement: Statement, address: str, head: tuple[str, str] | None = None, snapshot: Snapshot | None = None
) -> bytes:
    """The paper as PDF: the same statement and address give the same bytes. Raises `NoPdfHere`."""
    html = html_of(statement, address=address, qr="etalase:qr", head=head, snapshot=snapshot)
    return as_pdf(html, style(), {"qr": qr_of(address)})


def document_response(statement: Statement) -> Response:
    """The PDF to download; without Pango the same paper as a page to print."""
    address = address_of(statement)
    if not can_make_pdf():
        qr = segno.make(address, error="m", micro=False).svg_data_uri(border=0)
        return Response(html_of(statement, address=address, qr=qr), mimetype="text/html")
    return pdf_answer(pdf_of(statement, address), f"{statement.number}.pdf")


def annexe_of(statement: Statement) -> Response:
    """Every row of the statement as CSV, from the same snapshot as the paper."""
    names = (
        *("sold_in", "product_name", "code", "kind", "money_route", "rule", "lines", "quantity"),
        *("unit_price_rupiah", "gross_rupiah", "rate_bp", "commission_rupiah"),
    )
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(names)
    snapshot: Snapshot = shown(statement)
    for row in [*snapshot["rows"], *snapshot["prior_rows"]]:
        writer.writerow([guarded(row[name]) for name in names])
    response = Response("\ufeff" + out.getvalue(), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{statement.number}.csv"'
    return response
