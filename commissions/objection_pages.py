"""Pages of objections to reports that staff entered: the list, raising one, and answering it."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from accounts.access import person, requires
from accounts.permissions import Permission
from accounts.sent_once import once
from commissions import objections
from commissions.objection_api import ORDERS
from commissions.objection_models import ReportObjection
from commissions.objection_schemas import DecideObjection, RaiseObjection, WithdrawObjection
from commissions.objection_states import OBJECTION_LABELS, OBJECTION_TONES, ObjectionOutcome, ObjectionStatus
from commissions.report_sources import source_label
from commissions.sales_lines import LineFilters, listed_lines
from core.database import GREATEST_ID, db, get_visible
from core.errors import NotFound
from core.forms import SchemaForm
from core.languages import speak
from core.listing import Column, exported, listed, wanted_export, whole_number_argument
from outlets import sales_reports
from outlets.sales_models import SaleLine, SalesReport

pages = Blueprint("objections", __name__)


def word(status: ObjectionStatus) -> str:
    """How a state is called on a page."""
    return speak(OBJECTION_LABELS[status])


@pages.get("/sanggahan")
@requires(Permission.SALE_READ)
def list_objections() -> Any:  # noqa: ANN401 - a page or a file
    """The objections one may see."""
    asked = request.args.get("status", "")
    status = ObjectionStatus(asked) if asked in set(ObjectionStatus) else None
    rows = objections.rows(person(), status)
    if wanted_export():
        columns = [
            Column(_("Sanggahan"), lambda row: str(row.ReportObjection.id)),
            Column(_("Laporan"), lambda row: str(row.ReportObjection.report_id)),
            Column(_("Gerai"), lambda row: row.outlet_name),
            Column(_("Produk"), lambda row: row.product_name or _("Seluruh laporan")),
            Column(_("Sumber"), lambda row: source_label(row.source)),
            Column(_("Alasan"), lambda row: row.ReportObjection.reason),
            Column(_("Status"), lambda row: word(row.ReportObjection.status)),
            Column(_("Jawaban"), lambda row: row.ReportObjection.decision_reason or ""),
        ]
        return exported(rows, columns, name="sanggahan", orders=ORDERS, default_order="-newest")
    return render_template(
        "commissions/sales/objections.html",
        listing=listed(rows, orders=ORDERS, default_order="-newest", filters={"status": status or ""}),
        states=[(one.value, word(one)) for one in ObjectionStatus],
        word=word,
        tones=OBJECTION_TONES,
        source_label=source_label,
    )


@pages.route("/penjualan/laporan/<int:report_id>/sanggahan", methods=["GET", "POST"])
@requires(Permission.OBJECTION_RAISE)
def new(report_id: int) -> Any:  # noqa: ANN401
    """Object to a report that staff entered, or to the line the address names."""
    user = person()
    report = get_visible(sales_reports.visible_to(user), SalesReport, report_id)
    if report is None:
        raise NotFound
    line_id = whole_number_argument("line_id", 0, GREATEST_ID) or None
    row = _row_of(line_id) if line_id else None
    form = SchemaForm(RaiseObjection, {"line_id": line_id} if line_id else {})
    if request.method == "POST" and (
        objection := form.submit(once(objections.raise_objection, address_of), report_id=report.id, by=user)
    ):
        flash(_("Sanggahan dicatat. Petugas menjawabnya; catatan yang lama tetap terlihat."))
        return redirect(address_of(objection), 303)
    page = render_template(
        "commissions/sales/objection_new.html", form=form, report=report, row=row, source=source_label(report.source)
    )
    return page, (422 if form.is_refused else 200)


def address_of(objection: ReportObjection) -> str:
    """Where an objection is seen."""
    return url_for("objections.show", objection_id=objection.id)


def _row_of(line_id: int) -> Any:  # noqa: ANN401 - a row of `listed_lines`
    found = listed_lines(person(), LineFilters()).where(SaleLine.id == line_id)
    return db.session.execute(found).one_or_none()


@pages.get("/sanggahan/<int:objection_id>")
@requires(Permission.SALE_READ)
def show(objection_id: int) -> Any:  # noqa: ANN401
    """One objection: what is said, about what, and the answer."""
    return _page(objections.get(objection_id, by=person()))


def _answer_form() -> SchemaForm:
    outcomes = [
        (
            ObjectionOutcome.CORRECTED.value,
            _("Gerai benar: dikoreksi"),
            _("Baris lama dibatalkan, yang benar ditambahkan."),
        ),
        (ObjectionOutcome.KEPT.value, _("Catatan benar: tetap berlaku"), _("Diputus orang yang tidak mencatatnya.")),
    ]
    return SchemaForm(DecideObjection, choices={"outcome": outcomes})  # type: ignore[dict-item]


def _page(objection: ReportObjection, form: SchemaForm | None = None, withdrawal: SchemaForm | None = None) -> str:
    user = person()
    is_open = objection.status is ObjectionStatus.OPEN
    return render_template(
        "commissions/sales/objection.html",
        objection=objection,
        report=objection.report,
        row=_row_of(objection.line_id) if objection.line_id else None,
        word=word,
        tones=OBJECTION_TONES,
        source=source_label(objection.report.source),
        may_decide=is_open and user.may(Permission.OBJECTION_DECIDE),
        may_withdraw=is_open and user.may(Permission.OBJECTION_RAISE),
        form=form or _answer_form(),
        withdrawal=withdrawal or SchemaForm(WithdrawObjection),
    )


@pages.post("/sanggahan/<int:objection_id>/jawaban")
@requires(Permission.OBJECTION_DECIDE)
def decide(objection_id: int) -> Any:  # noqa: ANN401
    """Answer an objection."""
    objection = objections.get(objection_id, by=person())
    form = _answer_form()
    if form.submit(once(objections.decide, address_of), objection_id=objection_id, by=person()):
        flash(_("Sanggahan dijawab. Gerai diberi tahu."))
        return redirect(address_of(objection), 303)
    return _page(objection, form), 422


@pages.post("/sanggahan/<int:objection_id>/penarikan")
@requires(Permission.OBJECTION_RAISE)
def withdraw(objection_id: int) -> Any:  # noqa: ANN401
    """Take an objection back."""
    objection = objections.get(objection_id, by=person())
    form = SchemaForm(WithdrawObjection)
    if form.submit(once(objections.withdraw, address_of), objection_id=objection_id, by=person()):
        flash(_("Sanggahan ditarik kembali."))
        return redirect(address_of(objection), 303)
    return _page(objection, withdrawal=form), 422
