"""An outlet's objection to what staff entered for it: raised by report or line, answered by staff, never by editing.

A right objection is answered by the ordinary verbs: the line is taken back and entered anew, or a forgotten one is
added. That the report was right after all is said, with a reason, by somebody who did not enter it.
"""

from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased

from accounts import audit, outbox
from accounts.audit import record
from accounts.models import UserAccount
from commissions.assisted_reports import people_at, was_entered_by_staff
from commissions.disputes import adjust
from commissions.objection_models import ReportObjection
from commissions.objection_states import OBJECTION_MOVES, ObjectionOutcome, ObjectionStatus
from commissions.report_sources import FROM_OBJECTION
from core.database import db, get_visible
from core.dates import business_day, now
from core.errors import Conflict, InvalidInput, NotFound
from core.wording import N_
from outlets import sales_reports
from outlets.models import Outlet
from outlets.sales_models import LineKind, SaleLine, SalesReport
from partnerships.models import Product

audit.ACTION_LABELS.update(
    {
        "sales_report:objected": N_("Gerai menyanggah"),
        "sales_report:objection_decided": N_("Sanggahan dijawab"),
        "sales_report:objection_withdrawn": N_("Sanggahan ditarik"),
    }
)
audit.FIELD_LABELS.update({"objection_id": N_("Nomor sanggahan")})


class UnknownObjection(NotFound):
    """There is no such objection, or it is not this person's to see."""

    sentence = N_("Sanggahan tidak ditemukan.")


class NotEnteredByStaff(Conflict):
    """The outlet entered the report itself and corrects it itself."""

    code = "not_entered_by_staff"
    sentence = N_("Laporan ini dikirim gerai sendiri. Koreksi barisnya langsung; sanggahan untuk catatan petugas.")


class NotInThisReport(InvalidInput):
    """A line of another report, or one that takes a sale back."""

    code = "not_in_this_report"
    sentence = N_("Baris ini bukan baris penjualan dari laporan itu.")


class ObjectedAlready(Conflict):
    """An objection about the same thing waits for an answer. Parameter: `objection`."""

    code = "objected_already"
    sentence = N_("Sanggahan %(objection)s atas hal yang sama masih menunggu jawaban petugas.")


class ObjectionAnswered(Conflict):
    """Somebody was quicker. Parameters: `who`, `when`."""

    code = "objection_answered"
    sentence = N_("Sanggahan ini sudah ditutup oleh %(who)s pada %(when)s.")


class SomebodyElseKeeps(Conflict):
    """Whoever entered a report does not decide alone that it was right."""

    code = "somebody_else_keeps"
    sentence = N_("Laporan ini Anda yang mencatat. Rekan lain yang menyatakan bahwa catatannya benar.")


class NothingCorrected(Conflict):
    """Saying "corrected" needs a correction."""

    code = "nothing_corrected"
    sentence = N_(
        "Belum ada koreksi sejak sanggahan ini. Tulis jumlah yang benar, atau koreksi dulu barisnya pada laporan."
    )


class OnlyForALine(InvalidInput):
    """A quantity and a price correct one line; a whole report is corrected line by line."""

    code = "only_for_a_line"
    sentence = N_("Jumlah dan harga hanya untuk sanggahan atas satu baris. Koreksi laporannya baris demi baris.")


def visible_to(user: UserAccount) -> Select[tuple[ReportObjection]]:
    """The objections a person may see: those about reports they see."""
    reports = sales_reports.visible_to(user).with_only_columns(SalesReport.id)
    return select(ReportObjection).where(ReportObjection.report_id.in_(reports))


def get(objection_id: int, *, by: UserAccount, for_update: bool = False) -> ReportObjection:
    """One objection. Raises `UnknownObjection`."""
    found = get_visible(visible_to(by), ReportObjection, objection_id, for_update=for_update)
    if found is None:
        raise UnknownObjection
    return found


def rows(user: UserAccount, status: ObjectionStatus | None = None, report_id: int | None = None) -> Select[Any]:
    """The objections a person sees, with names, and the product where it is about a line."""
    raiser = aliased(UserAccount)
    found = (
        visible_to(user)
        .add_columns(
            SalesReport.period_start,
            SalesReport.period_end,
            SalesReport.source,
            Outlet.name.label("outlet_name"),
            Product.name.label("product_name"),
            raiser.name.label("raiser_name"),
        )
        .join(SalesReport, SalesReport.id == ReportObjection.report_id)
        .join(Outlet, Outlet.id == SalesReport.outlet_id)
        .join(raiser, raiser.id == ReportObjection.raised_by_id)
        .outerjoin(SaleLine, SaleLine.id == ReportObjection.line_id)
        .outerjoin(Product, Product.id == SaleLine.product_id)
    )
    if status is not None:
        found = found.where(ReportObjection.status == status)
    if report_id is not None:
        found = found.where(ReportObjection.report_id == report_id)
    return found


def to_answer(user: UserAccount) -> Select[tuple[int]]:
    """The objections that wait for staff."""
    return visible_to(user).with_only_columns(ReportObjection.id).where(ReportObjection.status == ObjectionStatus.OPEN)


def is_open_to_objection(report_id: int) -> bool:
    """Whether staff entered this report, so that its outlet may object."""
    asked = select(SalesReport.id).where(SalesReport.id == report_id, was_entered_by_staff())
    return db.session.execute(asked).scalar_one_or_none() is not None


def corrections_about(report: SalesReport, line_id: int | None) -> int:
    """How often a report, or one line of it, was corrected so far: reversals, re-entries, forgotten lines."""
    root_id = report.corrects_id or report.id
    reversals = select(func.count()).where(SaleLine.kind == LineKind.REVERSAL)
    corrections = select(func.count()).select_from(SalesReport).where(SalesReport.corrects_id == root_id)
    if line_id is None:
        reversals = reversals.where(SaleLine.report_id == report.id)
    else:
        reversals = reversals.where(SaleLine.reverses_id == line_id)
        corrections = corrections.where(SalesReport.replaces_line_id == line_id)
    return sum(db.session.execute(counted).scalar_one() for counted in (reversals, corrections))


def raise_objection(report_id: int, *, reason: str, by: UserAccount, line_id: int | None = None) -> ReportObjection:
    """Say, as the outlet, that a report staff entered for it, or one line of it, is wrong. Nothing is frozen by it.

    Two at once about the same thing are refused by a unique key. Raises `NotFound`, `NotEnteredByStaff`,
    `NotInThisReport`, `ObjectedAlready`.
    """
    report = get_visible(sales_reports.visible_to(by), SalesReport, report_id)
    if report is None:
        raise NotFound
    if not is_open_to_objection(report.id):
        raise NotEnteredByStaff
    if line_id is not None:
        line = db.session.execute(
            select(SaleLine).where(SaleLine.id == line_id, SaleLine.report_id == report.id)
        ).scalar_one_or_none()
        if line is None or line.kind is not LineKind.SALE:
            raise NotInThisReport(field="line_id")
    objection = ReportObjection(
        report_id=report.id,
        line_id=line_id,
        entered_by_id=report.reported_by_id,
        raised_by_id=by.id,
        raised_at=now(),
        reason=reason,
        corrections_seen=corrections_about(report, line_id),
        status=ObjectionStatus.OPEN,
    )
    try:
        with db.session.begin_nested():
            db.session.add(objection)
            db.session.flush()
    except IntegrityError:
        raise ObjectedAlready(objection=_open_about(report.id, line_id)) from None
    after = {"objection_id": objection.id, **({"line_id": line_id} if line_id else {})}
    record("sales_report:objected", report, by=by, after=after, reason=reason)
    return objection


def _open_about(report_id: int, line_id: int | None) -> int | str:
    """The objection about the same thing that is still open."""
    known = select(ReportObjection.id).where(
        ReportObjection.report_id == report_id,
        ReportObjection.line_id.is_not_distinct_from(line_id),
        ReportObjection.status == ObjectionStatus.OPEN,
    )
    return db.session.execute(known).scalar_one_or_none() or "?"


def decide(
    objection_id: int,
    *,
    outcome: ObjectionOutcome,
    reason: str,
    by: UserAccount,
    quantity: int | None = None,
    unit_price_rupiah: int | None = None,
) -> ReportObjection:
    """Answer an objection, with a reason the outlet is told.

    "Corrected" about one line with a quantity takes the line back and enters it anew (0: never sold); without one, and
    about a whole report, it needs a correction made since the outlet objected. Raises `UnknownObjection`,
    `ObjectionAnswered`, `SomebodyElseKeeps`, `OnlyForALine`, `NothingCorrected`, and as `disputes.adjust`.
    """
    objection = _open_one(objection_id, by)
    if outcome is ObjectionOutcome.KEPT and objection.entered_by_id == by.id:
        raise SomebodyElseKeeps
    if outcome is ObjectionOutcome.CORRECTED:
        _correct(objection, quantity, unit_price_rupiah, reason, by)
    _close(objection, ObjectionStatus(outcome.value), reason, by, "sales_report:objection_decided")
    _tell_answered(objection)
    return objection


def _correct(
    objection: ReportObjection, quantity: int | None, price_rupiah: int | None, reason: str, by: UserAccount
) -> None:
    """Make the correction that was typed, or see that one was made."""
    if quantity is not None or price_rupiah is not None:
        if objection.line is None:
            raise OnlyForALine(field="quantity" if quantity is not None else "unit_price_rupiah")
        adjust(objection.line, quantity, price_rupiah, reason, by, source=FROM_OBJECTION)
    elif corrections_about(objection.report, objection.line_id) <= objection.corrections_seen:
        raise NothingCorrected(field="quantity" if objection.line_id else "outcome")


def withdraw(objection_id: int, *, reason: str, by: UserAccount) -> ReportObjection:
    """Take an objection back, as the outlet. Raises `UnknownObjection`, `ObjectionAnswered`."""
    objection = _open_one(objection_id, by)
    _close(objection, ObjectionStatus.WITHDRAWN, reason, by, "sales_report:objection_withdrawn")
    return objection


def _open_one(objection_id: int, by: UserAccount) -> ReportObjection:
    """An objection that waits, kept from everybody else until this transaction ends. Raises as `decide`."""
    objection = get(objection_id, by=by, for_update=True)
    if not OBJECTION_MOVES[objection.status]:
        who = objection.decided_by.name if objection.decided_by else ""
        raise ObjectionAnswered(who=who, when=business_day(objection.decided_at) if objection.decided_at else "")
    return objection


def _close(objection: ReportObjection, status: ObjectionStatus, reason: str, by: UserAccount, action: str) -> None:
    objection.status = status
    objection.decided_by_id, objection.decided_at, objection.decision_reason = by.id, now(), reason
    db.session.flush()
    record(
        action,
        objection.report,
        by=by,
        after={"objection_id": objection.id, "objection_status": status.value},
        reason=reason,
    )


def _tell_answered(objection: ReportObjection) -> None:
    """Tell the outlet's people what staff answered."""
    said = N_("Sanggahan %(number)s atas laporan %(report)s: catatannya tetap berlaku. Alasan petugas: %(reason)s")
    if objection.status is ObjectionStatus.CORRECTED:
        said = N_("Sanggahan %(number)s atas laporan %(report)s: sudah dikoreksi. Catatan petugas: %(reason)s")
    for one in people_at(objection.report.outlet_id):
        outbox.put(
            "report_objection",
            one,
            subject=N_("Jawaban atas sanggahan Anda"),
            body=said,
            number=objection.id,
            report=objection.report_id,
            reason=objection.decision_reason,
        )
