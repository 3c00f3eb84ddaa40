"""Reports as people look them up: which outlet, which days, how they came in, and what they came to."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, func, select

from accounts import audit
from accounts.models import UserAccount
from core.database import db
from core.dates import first_day, last_day
from core.wording import N_
from outlets.models import Outlet
from outlets.sales_models import SaleLine, SalesReport
from outlets.sales_reports import visible_to
from outlets.states import Channel

audit.ACTION_LABELS.update(
    {
        "sales_report:posted": N_("Laporan dibukukan"),
        "sale_line:wrong_entry": N_("Salah catat dibatalkan"),
        "sale_line:customer_return": N_("Retur pembeli dicatat"),
        "sale_line:return_cancelled": N_("Retur yang keliru dibatalkan"),
        "sale_line:corrected": N_("Baris dikoreksi"),
        "sales_report:line_added": N_("Baris yang terlupa ditambahkan"),
    }
)
audit.FIELD_LABELS.update(
    {
        "lines": N_("Jumlah baris"),
        "gross_rupiah": N_("Penjualan"),
        "month": N_("Bulan buku"),
        "pieces": N_("Jumlah"),
        "line_id": N_("Nomor baris"),
        "report_id": N_("Nomor laporan"),
        "held": N_("Baris ditahan"),
    }
)
audit.COUNTED.update({"lines", "pieces", "held"})


@dataclass(frozen=True)
class ReportFilters:
    """What narrows a list of reports; None leaves it open. `period` is the month of the days reported."""

    outlet_id: int | None = None
    period: str | None = None
    channel: Channel | None = None


class ReportSums(NamedTuple):
    """What the lines of a report come to, less what left them since; pieces and rupiah."""

    lines: int = 0
    pieces: int = 0
    gross_rupiah: int = 0
    commission_rupiah: int = 0


ORDERS = {
    "day": (SalesReport.period_start, SalesReport.id),
    "id": (SalesReport.id,),
    "outlet": (Outlet.name, SalesReport.id),
}


def listed_reports(user: UserAccount, filters: ReportFilters) -> Select[Any]:
    """The reports a person may see, with the outlet and who sent them."""
    visible = visible_to(user).with_only_columns(SalesReport.id).order_by(None).scalar_subquery()
    rows = (
        select(SalesReport, Outlet.name.label("outlet_name"), UserAccount.name.label("reporter_name"))
        .join(Outlet, Outlet.id == SalesReport.outlet_id)
        .join(UserAccount, UserAccount.id == SalesReport.reported_by_id)
        .where(SalesReport.id.in_(visible))
    )
    if filters.outlet_id is not None:
        rows = rows.where(SalesReport.outlet_id == filters.outlet_id)
    if filters.period is not None:
        rows = rows.where(SalesReport.period_start.between(first_day(filters.period), last_day(filters.period)))
    if filters.channel is not None:
        rows = rows.where(SalesReport.channel == filters.channel)
    return rows


def sums_of(report_ids: Sequence[int] | Select[tuple[int]]) -> dict[int, ReportSums]:
    """What each of these reports comes to; a report without lines is left out."""
    sums = (
        select(
            SaleLine.report_id,
            func.count(),
            func.sum(SaleLine.quantity).cast(db.BigInteger),
            func.sum(SaleLine.gross_rupiah).cast(db.BigInteger),
            func.sum(SaleLine.commission_rupiah).cast(db.BigInteger),
        )
        .where(SaleLine.report_id.in_(report_ids))
        .group_by(SaleLine.report_id)
    )
    return {report_id: ReportSums(*found) for report_id, *found in db.session.execute(sums)}


def report_answer(row: Row[Any], sums: ReportSums) -> dict[str, object]:
    """One row of `listed_reports` as the API answers it."""
    report: SalesReport = row.SalesReport
    return {
        "id": report.id,
        "outlet_id": report.outlet_id,
        "period_start": report.period_start.isoformat(),
        "period_end": report.period_end.isoformat(),
        "nil": report.is_nil,
        "channel": report.channel.value,
        "source": report.source,
        "reported_at": report.reported_at.isoformat(),
        "sales_file_id": report.sales_file_id,
        "corrects_id": report.corrects_id,
        "correction_number": report.correction_number,
        "replaces_line_id": report.replaces_line_id,
        "lines": sums.lines,
        "gross_rupiah": sums.gross_rupiah,
        "commission_rupiah": sums.commission_rupiah,
    }
