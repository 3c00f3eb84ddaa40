"""Correcting what was reported, on pages: one product at a time, with the reason, once however often it is pressed."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from accounts.access import person, requires
from accounts.permissions import Permission
from accounts.sent_once import once
from commissions.correction_chains import correcting_reports, corrections_of, root_of
from commissions.corrections import Corrected, add_forgotten, correct
from commissions.day_reports import shelf_on
from commissions.departures import Departure, pieces_left
from commissions.line_pages import line_row
from commissions.pricing import ReportLine
from commissions.return_cancelling import cancel_return
from commissions.sales_form import ASSISTED_SOURCES
from commissions.sales_schemas import CancellationInput, CorrectionInput
from core.database import db, get_visible
from core.dates import days_between
from core.errors import NotFound
from core.fields import Code, Day, Id, Rupiah, Schema, Text, WholeNumber, YesNo
from core.forms import SchemaForm
from core.languages import speak
from core.money import format_rupiah
from core.wording import N_
from outlets.models import Outlet
from outlets.sales_models import LineKind, SalesReport
from outlets.sales_reports import visible_to
from outlets.states import Channel
from partnerships.states import SOURCE_LABELS, Source

pages = Blueprint("corrections", __name__)


class CorrectionForm(CorrectionInput):
    """A correction as typed; which pieces were seen is not for the form to leave out."""

    pieces_seen = WholeNumber(required=True)


class AssistedCorrection(CorrectionForm):
    """A correction staff enter for an outlet, which says how it reached them."""

    source = Code(Source, required=True, metadata={"label": N_("Sumber laporan")})


class AdditionForm(Schema):
    """One forgotten product of one day."""

    sold_on = Day(required=True, metadata={"label": N_("Tanggal terjual")})
    placement_id = Id(required=True, metadata={"label": N_("Produk")})
    quantity = WholeNumber(required=True, least=1, metadata={"label": N_("Jumlah terjual")})
    unit_price_rupiah = Rupiah(required=True, least=1, metadata={"label": N_("Harga satuan")})
    reference = Text(most=64, load_default="", metadata={"label": N_("No. struk")})
    also_sold = YesNo(load_default=False, metadata={"label": N_("Memang terjual lagi")})
    reason = Text(most=500, lines=True, required=True, metadata={"label": N_("Alasan")})
    corrections_seen = WholeNumber(required=True)


class AssistedAddition(AdditionForm):
    """The same entered by staff, which says how it reached them."""

    source = Code(Source, required=True, metadata={"label": N_("Sumber laporan")})


def sources() -> list[tuple[str, str]]:
    """How a correction may have reached staff."""
    return [(source.value, speak(SOURCE_LABELS[source])) for source in ASSISTED_SOURCES]


def products(outlet: Outlet, days: list[Any]) -> list[tuple[str, str]]:
    """What stood on the shelf on one of these days, to choose from."""
    named = {item.placement_id: item for day in days for item in shelf_on(outlet, day)}
    return [(str(item.placement_id), f"{item.name} · {format_rupiah(item.price_rupiah)}") for item in named.values()]


@pages.route("/penjualan/baris/<int:line_id>/koreksi", methods=["GET", "POST"])
@requires(Permission.SALE_REVERSE)
def correct_line(line_id: int) -> Any:  # noqa: ANN401
    """Say what a wrong line should have said."""
    user = person()
    row = line_row(line_id, user)
    line = row.SaleLine
    if line.kind is not LineKind.SALE:
        raise NotFound
    left = pieces_left(line)
    outlet = db.session.get_one(Outlet, line.outlet_id)
    form = SchemaForm(
        AssistedCorrection if user.is_staff else CorrectionForm,
        {
            "placement_id": str(line.placement_id),
            "quantity": str(left or line.quantity),
            "unit_price_rupiah": str(line.unit_price_rupiah),
        },
        choices={"placement_id": products(outlet, [line.sold_on]), "source": sources()},
    )
    if request.method == "POST":
        done = form.submit(once(_correct, _report_of), line_id=line_id)
        if done is not None:
            flash(_("Sudah dikoreksi. Baris lama tetap terlihat, dan keduanya saling menunjuk."))
            return redirect(_report_of(done), code=303)
    page = render_template("commissions/sales/correct.html", form=form, row=row, line=line, left=left)
    return page, (422 if form.is_refused else 200)


def _report_of(done: Corrected) -> str:
    """Where the report is seen that a correction made."""
    return url_for("sales_reports.show", report_id=done.report.id)


def _correct(*, line_id: int, source: str = "", **typed: Any) -> Any:  # noqa: ANN401
    return correct(line_id, channel=Channel.FORM, source=str(source), by=person(), **typed)


@pages.route("/penjualan/laporan/<int:report_id>/tambahan", methods=["GET", "POST"])
@requires(Permission.SALE_REPORT)
def add_line(report_id: int) -> Any:  # noqa: ANN401
    """Add a product a report forgot."""
    user = person()
    report = get_visible(visible_to(user), SalesReport, report_id)
    if report is None:
        raise NotFound
    root = root_of(report)
    seen = corrections_of(root)
    form = SchemaForm(
        AssistedAddition if user.is_staff else AdditionForm,
        {"sold_on": root.period_start.isoformat()},
        choices={
            "placement_id": products(root.outlet, days_between(root.period_start, root.period_end)),
            "source": sources(),
        },
    )
    if request.method == "POST":
        done = form.submit(once(_add, _report_of), report_id=root.id)
        if done is not None:
            flash(_("Baris ditambahkan sebagai koreksi laporan ini."))
            return redirect(_report_of(done), code=303)
    page = render_template(
        "commissions/sales/addition.html", form=form, report=root, seen=seen, corrections=correcting_reports(root)
    )
    return page, (422 if form.is_refused else 200)


def _add(
    *,
    report_id: int,
    also_sold: bool,
    reason: str,
    corrections_seen: int,
    source: str = "",
    **typed: Any,  # noqa: ANN401
) -> Any:  # noqa: ANN401
    line = ReportLine(
        1,
        typed["sold_on"],
        typed["placement_id"],
        typed["quantity"],
        typed["unit_price_rupiah"],
        typed["reference"],
    )
    return add_forgotten(
        report_id,
        lines=[line],
        corrections_seen=corrections_seen,
        also_sold=also_sold,
        reason=reason,
        channel=Channel.FORM,
        source=str(source),
        by=person(),
    )


@pages.post("/penjualan/baris/<int:line_id>/batal-retur")
@requires(Permission.SALE_REVERSE)
def cancel_returned(line_id: int) -> Any:  # noqa: ANN401
    """Undo a customer return that was recorded by mistake."""
    row = line_row(line_id, person())
    form = SchemaForm(CancellationInput)
    verb = once(lambda reason: cancel_return(line_id, reason=reason, by=person()), _line_of)
    done = form.submit(verb)
    if done is None:
        page = render_template("commissions/sales/cancel_return.html", form=form, row=row, line=row.SaleLine)
        return page, 422
    flash(_("Retur dibatalkan. Barangnya kembali tercatat terjual, dan komisinya terutang lagi."))
    return redirect(_line_of(done), code=303)


def _line_of(done: Departure) -> str:
    """Where the line is seen that undid a return."""
    return url_for("sale_lines.show", line_id=done.line.id)


@pages.get("/penjualan/baris/<int:line_id>/batal-retur")
@requires(Permission.SALE_REVERSE)
def ask_cancel(line_id: int) -> Any:  # noqa: ANN401
    """Ask why a return was a mistake."""
    row = line_row(line_id, person())
    if row.SaleLine.kind is not LineKind.CUSTOMER_RETURN:
        raise NotFound
    form = SchemaForm(CancellationInput)
    return render_template("commissions/sales/cancel_return.html", form=form, row=row, line=row.SaleLine)
