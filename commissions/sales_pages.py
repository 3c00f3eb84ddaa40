"""Reporting a day's sales from the counter: on a phone after closing, or by staff for an outlet that called."""

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, jsonify, redirect, render_template, request
from flask_babel import format_date
from flask_babel import gettext as _

from accounts.access import person, requires
from accounts.permissions import Permission
from accounts.sign_in import new_token
from accounts.stored_answers import KeyReused
from commissions.day_reports import outlets_to_report_for, reports_of_days, shelf_on
from commissions.line_checks import latest_day
from commissions.offline_counter import account_mark, offline_marks
from commissions.page_addresses import asked
from commissions.sales_form import DayForm
from core.dates import days_between, today
from core.fields import Day, Id, Schema
from core.forms import wants_json
from core.money import format_number
from outlets import outlets
from outlets.models import Outlet
from outlets.sales_reports import AlreadyReported, DayAlreadyReported

DAYS_SHOWN = 14
CARRIED = ("source", "made_at", "nil")
"""What a form brought besides its products that the decision about a second source sends again."""

sales_pages = Blueprint("sales", __name__)


class DayAddress(Schema):
    """Which outlet and which day."""

    outlet_id = Id()
    day = Day()


class SentDay(DayAddress):
    """Which outlet and which day a form reports."""

    outlet_id = Id(required=True)
    day = Day(required=True)


@sales_pages.get("/penjualan")
@requires(Permission.SALE_REPORT)
def report() -> Any:  # noqa: ANN401
    """The products of the outlet, to be reported for today unless the address names another day."""
    user = person()
    wanted = asked(DayAddress)
    choices = outlets_to_report_for(user)
    if "outlet_id" in wanted:
        outlet = outlets.get(wanted["outlet_id"], by=user)
    elif len(choices) == 1:
        outlet = outlets.get(choices[0].id, by=user)
    else:
        return render_template("commissions/sales/choose_outlet.html", choices=choices)
    day = wanted.get("day") or today(ZoneInfo(outlet.time_zone))
    return day_page(DayForm(outlet, day, shelf_on(outlet, day), user), choices)


@sales_pages.post("/penjualan")
@requires(Permission.SALE_REPORT)
def send() -> Any:  # noqa: ANN401
    """Post the report of a day, or say that nothing was sold; a page that sends by itself is answered in JSON."""
    user = person()
    sent = asked(SentDay, request.form)
    outlet = outlets.get(sent["outlet_id"], by=user)
    form = DayForm(outlet, sent["day"], shelf_on(outlet, sent["day"]), user)
    if form.asks_for_sales:
        return day_page(form, outlets_to_report_for(user))
    answer = form.post()
    if wants_json():
        return told(form, answer)
    if answer is not None:
        thank(answer, sent["day"])
        return redirect(answer["url"], code=303)
    if form.refusal is not None and "differences" in form.refusal.extra:
        return second_source_page(form), 409
    if isinstance(form.refusal, DayAlreadyReported | AlreadyReported | KeyReused):
        known = reports_of_days(outlet, [sent["day"]])
        page = render_template("commissions/sales/already.html", outlet=outlet, day=sent["day"], known=known)
        return page, 409
    return day_page(form, outlets_to_report_for(user)), 422


def second_source_page(form: DayForm) -> str:
    """What stands on the day beside what was typed, and what a person decides about it once."""
    found: dict[str, Any] = form.refusal.extra if form.refusal is not None else {}
    if "seen" in request.form and not request.form.get("reason", "").strip():
        form.errors["reason"] = [_("Tulis alasannya.")]
    form.values |= {name: request.form.get(name, "") for name in ("decision", "reason")}
    return render_template(
        "commissions/sales/second_source.html",
        form=form,
        outlet=form.outlet,
        day=form.day,
        differences=[{**row, "sold_on": form.day} for row in found["differences"]],
        seen=found["seen"],
        carried={**form.typed, **{name: text for name in CARRIED if (text := request.form.get(name, ""))}},
        known=reports_of_days(form.outlet, [form.day]),
        key=new_token(),
        account=account_mark(form.by),
    )


def told(form: DayForm, answer: dict[str, Any] | None) -> Any:  # noqa: ANN401
    """What a page that sends by itself is told: the report that was made, or why it is refused (which is raised)."""
    if answer is None:
        raise form.refusal_for_programs()
    if request.form.get("opens"):
        thank(answer, form.day)
    response = jsonify({**answer, "sentence": thanks(answer, form.day)})
    response.status_code = 201
    if answer["replayed"]:
        response.headers["Idempotent-Replayed"] = "true"
    return response


def day_page(form: DayForm, choices: list[Any]) -> str:
    """The form of a day, with the days before it and whether each is reported."""
    here = today(ZoneInfo(form.outlet.time_zone))
    days = days_between(here - timedelta(days=DAYS_SHOWN - 1), here)[::-1]
    known = reports_of_days(form.outlet, {*days, form.day})
    return render_template(
        "commissions/sales/day.html",
        form=form,
        outlet=form.outlet,
        day=form.day,
        days=days,
        known=known,
        is_future=form.day > latest_day(form.outlet),
        choices=choices,
        day_words=day_words(form.outlet),
        key=new_token(),
        offline=offline_marks(form.by, form.outlet),
    )


def day_words(outlet: Outlet) -> Any:  # noqa: ANN401 - a function for the template
    """How a day is called at an outlet: today, yesterday, else its weekday and date."""
    here = today(ZoneInfo(outlet.time_zone))

    def words(day: date) -> str:
        near = {here: _("Hari ini"), here - timedelta(days=1): _("Kemarin")}
        return near.get(day) or str(format_date(day, "EEE, d MMM"))

    return words


def thank(answer: dict[str, Any], day: date) -> None:
    """Say on the next page what came of a report."""
    flash(thanks(answer, day))
    if answer["lines_held"]:
        flash(_("%(lines)s baris ditahan untuk diputuskan petugas.", lines=answer["lines_held"]), "warning")


def thanks(answer: dict[str, Any], day: date) -> str:
    """What the counter reads after sending."""
    words = format_date(day, "d MMMM y")
    if answer.get("kept"):
        return _("Laporan %(day)s yang sudah tercatat dipertahankan; yang baru tidak dibukukan.", day=words)
    if answer["nil"]:
        return _("Terima kasih. Laporan tanpa penjualan untuk %(day)s sudah diterima.", day=words)
    count = format_number(answer["lines_posted"])
    return _("Terima kasih. Laporan %(day)s sudah diterima: %(lines)s baris.", day=words, lines=count)
