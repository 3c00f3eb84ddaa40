"""Reports of sales as pages: the list of them, and one with its lines and what each side gets of it."""

from typing import Any

from flask import Blueprint, Response, render_template, url_for
from flask_babel import gettext as _
from sqlalchemy import func, select

from accounts import audit
from accounts.access import person, requires
from accounts.permissions import Permission
from commissions import objections, undecided_days
from commissions.correction_chains import correcting_reports
from commissions.line_checks import is_far
from commissions.objection_states import OBJECTION_LABELS, OBJECTION_TONES
from commissions.page_addresses import asked
from commissions.report_sources import origin_label, source_label
from commissions.reported_sales import ORDERS, ReportFilters, ReportSums, listed_reports, sums_of
from commissions.sales_lines import LineFilters, listed_lines
from core.database import db, get_visible
from core.errors import NotFound
from core.fields import Code, Id, Month, Schema
from core.files import attachment, picture
from core.languages import speak
from core.listing import Column, exported, listed, wanted_export
from outlets import device_clocks, held_lines, outlets, report_photos
from outlets.models import Outlet, Placement
from outlets.placement_prices import retail_on
from outlets.sales_models import LineKind, SaleLine, SalesReport
from outlets.sales_reports import visible_to
from outlets.states import CHANNEL_LABELS, Channel

MOST_LINES = 100
"""A report shows so many lines at most; a till's month is read in the list of lines."""

report_pages = Blueprint("sales_reports", __name__)


class ReportsAddress(Schema):
    """What narrows the list of reports."""

    outlet_id = Id()
    period = Month()
    channel = Code(Channel)


@report_pages.get("/penjualan/laporan")
@requires(Permission.SALE_READ)
def reports() -> Any:  # noqa: ANN401
    """The reports the reader may see."""
    user = person()
    wanted = asked(ReportsAddress)
    rows = listed_reports(user, ReportFilters(**wanted))
    if wanted_export():
        sums = sums_of(rows.with_only_columns(SalesReport.id).order_by(None))
        return exported(rows, columns(sums), name="laporan-penjualan", orders=ORDERS, default_order="-day")
    filters = {name: str(value) for name, value in wanted.items()}
    listing = listed(rows, orders=ORDERS, default_order="-day", filters=filters)
    return render_template(
        "commissions/sales/reports.html",
        listing=listing,
        sums=sums_of([row.SalesReport.id for row in listing.rows]),
        held=held_lines.by_report([row.SalesReport.id for row in listing.rows], user=user),
        nothing=ReportSums(),
        channels=[(channel.value, speak(label)) for channel, label in CHANNEL_LABELS.items()],
        origin_label=origin_label,
        outlet_choices=db.session.execute(
            outlets.visible_to(user).with_only_columns(Outlet.id, Outlet.name).order_by(func.lower(Outlet.name))
        ).all(),
        may_report=user.may(Permission.SALE_REPORT),
    )


def columns(sums: dict[int, ReportSums]) -> list[Column]:
    """The columns of the exported list."""

    def of(row: Any) -> ReportSums:  # noqa: ANN401 - a row of the list
        return sums.get(row.SalesReport.id, ReportSums())

    return [
        Column(_("Nomor laporan"), lambda row: str(row.SalesReport.id)),
        Column(_("Gerai"), lambda row: row.outlet_name),
        Column(_("Dari"), lambda row: row.SalesReport.period_start.isoformat()),
        Column(_("Sampai"), lambda row: row.SalesReport.period_end.isoformat()),
        Column(_("Cara"), lambda row: speak(CHANNEL_LABELS[row.SalesReport.channel])),
        Column(_("Sumber"), lambda row: source_label(row.SalesReport.source)),
        Column(_("Nihil"), lambda row: _("Ya") if row.SalesReport.is_nil else _("Tidak")),
        Column(_("Dikirim oleh"), lambda row: row.reporter_name),
        Column(_("Baris"), lambda row: of(row).lines, adds_up=True),
        Column(_("Penjualan (Rp)"), lambda row: of(row).gross_rupiah, adds_up=True),
        Column(_("Komisi (Rp)"), lambda row: of(row).commission_rupiah, adds_up=True),
    ]


@report_pages.get("/penjualan/laporan/<int:report_id>")
@requires(Permission.SALE_READ)
def show(report_id: int) -> Any:  # noqa: ANN401
    """One report: what was posted, what to look at again, and what each side gets."""
    user = person()
    report = get_visible(visible_to(user), SalesReport, report_id)
    if report is None:
        raise NotFound
    head = db.session.execute(listed_reports(user, ReportFilters()).where(SalesReport.id == report.id)).one()
    lines = db.session.execute(
        listed_lines(user, LineFilters(report_id=report.id)).order_by(SaleLine.id).limit(MOST_LINES)
    ).all()
    return render_template(
        "commissions/sales/report.html",
        report=report,
        head=head,
        lines=lines,
        sums=sums_of([report.id]).get(report.id, ReportSums()),
        held=held_lines.by_report([report.id], user=user).get(report.id, 0),
        far=far_lines([row.SaleLine for row in lines]),
        channel=speak(CHANNEL_LABELS[report.channel]),
        corrections=correcting_reports(report),
        source=source_label(report.source),
        history=audit.timeline("sales_report", report.id) if user.may(Permission.HISTORY_READ) else None,
        may_report=user.may(Permission.SALE_REPORT),
        photos=report_photos.photos_of(report),
        undecided=undecided_days.days_of(report),
        objections=db.session.execute(objections.rows(user, report_id=report.id)).all(),
        may_object=user.may(Permission.OBJECTION_RAISE) and objections.is_open_to_objection(report.id),
        objection_labels=OBJECTION_LABELS,
        objection_tones=OBJECTION_TONES,
        device=device_clocks.told_with(report),
        is_clock_odd=device_clocks.is_odd,
        lines_url=url_for("sale_lines.lines", report_id=report.id),
    )


@report_pages.get("/penjualan/laporan/foto/<int:report_photo_id>")
@requires(Permission.SALE_READ)
def photo(report_photo_id: int) -> Response:
    """The photo of the paper a report was typed from: shown, or as a download where it is a PDF."""
    stored = report_photos.get(report_photo_id, by=person()).file
    return picture(stored) if stored.media_type == "image/jpeg" else attachment(stored)


def far_lines(lines: list[SaleLine]) -> dict[int, int]:
    """The lines of sales whose price is far from the agreed one, each with the price agreed for its day."""
    agreed = {
        row.id: row.retail_price_rupiah
        for row in db.session.execute(
            select(SaleLine.id, retail_on(SaleLine.sold_on).label("retail_price_rupiah"))
            .join(Placement, Placement.id == SaleLine.placement_id)
            .where(SaleLine.id.in_([line.id for line in lines]))
        )
    }
    return {
        line.id: agreed[line.id]
        for line in lines
        if line.kind is LineKind.SALE and is_far(line.unit_price_rupiah, agreed[line.id])
    }
