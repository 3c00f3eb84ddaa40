"""Photos of the paper a report was typed from: written anew without the camera's notes, seen with the report."""

from collections.abc import Sequence

from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from accounts.models import UserAccount
from core.database import db, get_visible
from core.dates import now
from core.errors import NotFound
from core.wording import N_
from outlets.report_models import ReportPhoto
from outlets.sales_models import SalesReport
from outlets.sales_reports import visible_to
from partnerships import evidence

FIELD = "note_photo"
"""The field of a form the photo comes in, which the refusals name."""


class UnknownReportPhoto(NotFound):
    """No such photo, or not this person's to see."""

    sentence = N_("Foto ini tidak ditemukan.")


def attach(report: SalesReport, upload: FileStorage, *, by: UserAccount) -> ReportPhoto:
    """Store a photo (or PDF) of the paper beside a report, and flush. Raises as `partnerships.evidence.keep`."""
    upload.stream.seek(0)  # a transaction that is tried again reads it again
    stored = evidence.keep(upload, by=by, field=FIELD)
    photo = ReportPhoto(report_id=report.id, file_id=stored.id, added_by_id=by.id, added_at=now())
    db.session.add(photo)
    db.session.flush()
    return photo


def photos_of(report: SalesReport) -> Sequence[ReportPhoto]:
    """The photos of a report, oldest first."""
    rows = select(ReportPhoto).where(ReportPhoto.report_id == report.id).order_by(ReportPhoto.id)
    return db.session.execute(rows).scalars().all()


def get(report_photo_id: int, *, by: UserAccount) -> ReportPhoto:
    """A photo of a report the person may see. Raises `UnknownReportPhoto`."""
    seen = visible_to(by).with_only_columns(SalesReport.id).order_by(None)
    photo = get_visible(select(ReportPhoto).where(ReportPhoto.report_id.in_(seen)), ReportPhoto, report_photo_id)
    if photo is None:
        raise UnknownReportPhoto
    return photo
