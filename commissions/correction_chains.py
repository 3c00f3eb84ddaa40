"""Which reports correct which, and which report stands in for a line."""

from collections.abc import Sequence

from sqlalchemy import func, select

from core.database import db
from outlets.sales_models import SalesReport


def root_of(report: SalesReport) -> SalesReport:
    """The report a correction is about: the one it names, else itself."""
    return db.session.get_one(SalesReport, report.corrects_id) if report.corrects_id else report


def corrections_of(root: SalesReport) -> int:
    """How many corrections a report has."""
    return (
        db.session.execute(select(func.max(SalesReport.correction_number)).filter_by(corrects_id=root.id)).scalar() or 0
    )


def correcting_reports(root: SalesReport) -> Sequence[SalesReport]:
    """The reports that correct one, in their order."""
    rows = select(SalesReport).where(SalesReport.corrects_id == root.id).order_by(SalesReport.correction_number)
    return db.session.execute(rows).scalars().all()


def replacing_report(line_id: int) -> SalesReport | None:
    """The report that stands in for a line; None where it was not corrected."""
    rows = select(SalesReport).where(SalesReport.replaces_line_id == line_id)
    return db.session.execute(rows).scalar_one_or_none()
