"""What an uploaded till file says, spoken in the reader's language, for the API and the pages alike."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from accounts.models import UserAccount
from commissions.sales_file_codes import choices_of, nearest
from commissions.sales_file_posting import Confirmed, reports_of
from core.database import db
from core.dates import agency_zone
from core.languages import speak
from core.money import format_number
from core.row_problems import row_answer, said
from core.wording import N_
from outlets.sales_models import SalesFile, SalesReport
from outlets.states import FileStatus

COUNTS = (
    "rows_read",
    "rows_valid",
    "rows_held",
    "rows_returned",
    "rows_duplicate",
    "rows_unknown_product",
    "rows_wrong",
)
LEFT_OUT = ("rows_duplicate", "rows_unknown_product", "rows_wrong")
AMOUNTS = ("gross_rupiah", "commission_rupiah")
UPLOADED_BEFORE = N_("Berkas yang sama persis sudah pernah diunggah pada %(day)s oleh %(who)s.")
POSTED_BEFORE = N_("Berkas yang sama persis sudah pernah diunggah dan dibukukan pada %(day)s oleh %(who)s.")

SOME_POSTED_BEFORE = N_("%(count)s baris sudah dibukukan pada %(day)s oleh %(who)s, jadi tidak dihitung lagi.")
ALL_POSTED_BEFORE = N_(
    "Tidak ada baris baru: %(count)s baris sudah dibukukan pada %(day)s oleh %(who)s, jadi tidak dihitung lagi."
)


def file_answer(sales_file: SalesFile) -> dict[str, Any]:
    """The dry run of a file as the API answers it."""
    counts = sales_file.counts
    return {
        "id": sales_file.id,
        "outlet_id": sales_file.outlet_id,
        "status": sales_file.status.value,
        "original_name": sales_file.file.original_name,
        "sha256": sales_file.sha256,
        **{name: counts.get(name, 0) for name in COUNTS + AMOUNTS},
        "rows": [row_answer(row) for row in sales_file.problems],
        "rows_total": sum(counts.get(name, 0) for name in LEFT_OUT),
        "warnings": [row_answer(row) for row in remarks(sales_file, "warnings")],
        "warnings_total": counts.get("rows_warned", 0),
        "notices": notices_of(sales_file),
        "differences": remarks(sales_file, "differences"),
        "unknown_codes": unknown_codes(sales_file),
        "mapping": sales_file.mapping,
        "report_ids": [report.id for report in reports_of(sales_file)],
    }


def confirmed_answer(confirmed: Confirmed) -> dict[str, Any]:
    """What confirming a file made, one report a month."""
    return {
        "id": confirmed.sales_file.id,
        "status": confirmed.sales_file.status.value,
        "lines_posted": confirmed.lines_posted,
        "lines_held": confirmed.lines_held,
        "gross_rupiah": confirmed.gross_rupiah,
        "commission_rupiah": confirmed.commission_rupiah,
        "rows_left_out": len(confirmed.rows_left_out),
        "reports": [
            {
                "id": made.report.id,
                "month": made.month,
                "posted_in": made.posted_in,
                "late": made.month != made.posted_in,
                "period_start": made.report.period_start,
                "period_end": made.report.period_end,
                "lines_posted": made.lines_posted,
                "lines_held": made.lines_held,
                "gross_rupiah": made.gross_rupiah,
                "commission_rupiah": made.commission_rupiah,
            }
            for made in confirmed.months
        ],
    }


def remarks(sales_file: SalesFile, name: str) -> Sequence[Mapping[str, Any]]:
    """One of the lists of remarks a check has left."""
    return sales_file.remarks.get(name, [])


def notices_of(sales_file: SalesFile) -> list[dict[str, str]]:
    """What is to be said of the file as a whole, an earlier upload of the same bytes first."""
    notices = [{"code": notice["code"], "message": said(notice)} for notice in remarks(sales_file, "notices")]
    return [notice for notice in (earlier_upload(sales_file), earlier_reports(sales_file)) if notice] + notices


def earlier_upload(sales_file: SalesFile) -> dict[str, str] | None:
    """That the same bytes were uploaded for this outlet before: when, by whom, and whether they were posted."""
    found = db.session.execute(
        select(SalesFile, UserAccount.name)
        .join(UserAccount, UserAccount.id == SalesFile.uploaded_by_id)
        .where(
            SalesFile.outlet_id == sales_file.outlet_id,
            SalesFile.sha256 == sales_file.sha256,
            SalesFile.id < sales_file.id,
        )
        .order_by((SalesFile.status == FileStatus.CONFIRMED).desc(), SalesFile.id.desc())
        .limit(1)
    ).first()
    if found is None:
        return None
    earlier, who = found
    is_posted = earlier.status is FileStatus.CONFIRMED
    day = earlier.uploaded_at.astimezone(agency_zone()).date()
    sentence = POSTED_BEFORE if is_posted else UPLOADED_BEFORE
    return {"code": "already_uploaded", "message": speak(sentence, day=day, who=who)}


def earlier_reports(sales_file: SalesFile) -> dict[str, str] | None:
    """That rows of the file are posted already, whatever file or channel they came in: how many, when and by whom."""
    ids = [report["report_id"] for report in remarks(sales_file, "reports_with_duplicates")]
    found = db.session.execute(
        select(SalesReport.reported_at, UserAccount.name)
        .join(UserAccount, UserAccount.id == SalesReport.reported_by_id)
        .where(SalesReport.id.in_(ids))
        .order_by(SalesReport.id.desc())
        .limit(1)
    ).first()
    if found is None:
        return None
    day, count = found.reported_at.astimezone(agency_zone()).date(), format_number(sales_file.counts["rows_duplicate"])
    sentence = ALL_POSTED_BEFORE if not sales_file.counts["rows_valid"] else SOME_POSTED_BEFORE
    return {"code": "already_reported", "message": speak(sentence, count=count, day=day, who=found.name)}


def unknown_codes(sales_file: SalesFile) -> list[dict[str, Any]]:
    """The codes nobody knows in this outlet, each with the outlet's own placements whose codes look most like it."""
    parked = remarks(sales_file, "unknown_codes")
    if not parked or sales_file.status is not FileStatus.CHECKED:
        return []
    choices = choices_of(sales_file.outlet)
    return [{**code, "suggestions": nearest(str(code["code"]), choices)} for code in parked]
