"""A report that came second, beside what another channel brought: shown side by side and decided once."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from accounts.access import person, requires
from accounts.permissions import Permission
from commissions import undecided_days
from commissions.second_sources import Overlap, decision_choices
from commissions.undecided_schemas import UndecidedInput
from core.forms import SchemaForm
from outlets.sales_models import SalesReport

pages = Blueprint("undecided_days", __name__)


@pages.get("/penjualan/laporan/<int:report_id>/sumber")
@requires(Permission.SALE_REPORT)
def show(report_id: int) -> Any:  # noqa: ANN401 - a page or a redirect
    """Both sources, and the question what they are."""
    return page_of(report_id, the_form())


@pages.post("/penjualan/laporan/<int:report_id>/sumber")
@requires(Permission.SALE_REPORT)
def decide(report_id: int) -> Any:  # noqa: ANN401
    """Say what they are."""
    form = the_form()
    report = form.submit(decide_shown, report_id=report_id)
    if report is None:
        shown = page_of(report_id, form)
        return shown if isinstance(shown, Response) else (shown, 422)
    flash(_("Keputusan atas dua sumber dicatat."))
    return redirect(url_for("sales_reports.show", report_id=report.id), 303)


def the_form() -> SchemaForm:
    """What is asked for."""
    return SchemaForm(UndecidedInput, choices={"decision": decision_choices(person(), by_receipt=True)})


def decide_shown(*, report_id: int, **told: Any) -> SalesReport:  # noqa: ANN401 - the fields of the form
    """`undecided_days.decide_afterwards` as the flat form of the page sends it."""
    return undecided_days.decide_afterwards(report_id, overlap=Overlap(**told), by=person())


def page_of(report_id: int, form: SchemaForm) -> Any:  # noqa: ANN401
    """The page; one that has nothing to decide any more leads to its report."""
    found = undecided_days.two_sources(report_id, by=person())
    if not found.days:
        return redirect(url_for("sales_reports.show", report_id=report_id), 303)
    return render_template("commissions/sales/undecided.html", found=found, form=form)
