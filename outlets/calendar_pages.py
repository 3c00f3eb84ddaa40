"""Pages of the reporting calendar: the month of an outlet, who is late, opening days, holidays, whom staff spoke to."""

from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import format_date
from flask_babel import gettext as _

from accounts.access import person, requires
from accounts.permissions import Permission
from core.database import committed, db
from core.dates import days_between, first_day, last_day, this_month
from core.forms import SchemaForm, WrongShape
from core.judged_lists import judged_export, judged_list
from core.languages import speak
from core.listing import wanted_export
from outlets import calendar_lists, reporting_desk
from outlets.calendar_schemas import MEANS_LABELS, ContactInput, HolidayInput, MonthQuery, OpeningInput
from outlets.calendar_settings import reporting_settings
from outlets.models import Outlet
from outlets.report_calendars import Standing, month_of_outlet, months_around, open_to, standing_of
from outlets.reporting_calendar import STATE_LABELS, JudgedPeriod, ReportState
from outlets.reporting_reminders import STEP_LABELS

pages = Blueprint("reporting_calendar", __name__)

TONES = {
    ReportState.REPORTED: "good",
    ReportState.NIL: "good",
    ReportState.LATE: "wait",
    ReportState.MISSING: "bad",
    ReportState.WAITING: "info",
}


@pages.get("/kalender-lapor")
@requires(Permission.CALENDAR_READ)
def overview() -> Any:  # noqa: ANN401 - a page or a file
    """For staff who is late; for an outlet its own calendar, or which of its outlets."""
    user = person()
    if not user.is_staff:
        found = db.session.execute(open_to(user).order_by(Outlet.name, Outlet.id)).scalars().all()
        if len(found) == 1:
            return redirect(url_for("reporting_calendar.show", outlet_id=found[0].id))
    rows, filters = calendar_lists.rows_asked_for(user)
    if wanted_export():
        columns = calendar_lists.columns()
        orders = calendar_lists.ORDERS
        return judged_export(rows, columns, name="kalender-lapor", orders=orders, default_order="-late")
    return render_template(
        "outlets/calendar_list.html",
        listing=judged_list(rows, orders=calendar_lists.ORDERS, default_order="-late", filters=filters),
        states=calendar_lists.state_choices(),
        last_month=months_around(this_month())[0],
    )


@pages.get("/kalender-lapor/<int:outlet_id>")
@requires(Permission.CALENDAR_READ)
def show(outlet_id: int) -> Any:  # noqa: ANN401
    """The month of an outlet: what is due, what came in, what is missing, and how it is doing."""
    return _page(reporting_desk.outlet_of(outlet_id, by=person()), _month_asked())


def _month_asked() -> str:
    """The month of the address, this one when it names none. Raises `WrongShape`."""
    text = request.args.get("month", "").strip()
    faults = MonthQuery().validate({"month": text}) if text else {}
    if faults:
        raise WrongShape(faults)
    return text or this_month()


def _page(outlet: Outlet, month: str, **forms: SchemaForm) -> str:
    standing = standing_of(outlet)
    judged = month_of_outlet(outlet, month)
    opening = reporting_desk.opening_now(outlet)
    before, after = months_around(month)
    opening_values = {
        "weekdays": list(opening.weekdays if opening else "1234567"),
        "opens_on_holidays": "true" if opening and opening.opens_on_holidays else "",
    }
    weekdays = [(str(day), format_date(date(2024, 1, day), "EEEE")) for day in range(1, 8)]
    means = [(code.value, speak(label)) for code, label in MEANS_LABELS.items()]
    return render_template(
        "outlets/calendar.html",
        outlet=outlet,
        month=month,
        month_name=format_date(first_day(month), "MMMM y"),
        before=before,
        after=after,
        weeks=weeks_of(month, judged),
        weekday_names=[format_date(date(2024, 1, day), "EEE") for day in range(1, 8)],
        holidays={one.day: one.name for one in reporting_desk.holidays()},
        today=standing.today,
        standing=standing,
        lacking=standing.missing,
        message=ready_text(outlet, standing),
        labels=STATE_LABELS,
        tones=TONES,
        step_labels=STEP_LABELS,
        score_days=reporting_settings().score_days,
        contacts=reporting_desk.contacts_of(outlet) if person().is_staff else [],
        means_labels=MEANS_LABELS,
        opening=opening,
        opening_form=forms.get("opening_form")
        or SchemaForm(OpeningInput, opening_values, choices={"weekdays": weekdays}),
        contact_form=forms.get("contact_form") or SchemaForm(ContactInput, choices={"means": means}),
    )


def weeks_of(month: str, judged: list[JudgedPeriod]) -> list[list[tuple[date | None, JudgedPeriod | None]]]:
    """The month as weeks of seven places, Monday first: the day, and the period it belongs to where one is owed."""
    of_day = {day: one for one in judged for day in one.period.days}
    days: list[date | None] = list(days_between(first_day(month), last_day(month)))
    before = first_day(month).isoweekday() - 1
    placed = [None] * before + days
    placed += [None] * (-len(placed) % 7)
    return [[(day, of_day.get(day) if day else None) for day in placed[n : n + 7]] for n in range(0, len(placed), 7)]


def ready_text(outlet: Outlet, standing: Standing) -> str:
    """The words for a message on WhatsApp about what is missing; whoever sends it sends it themselves."""
    if not standing.missing:
        return ""
    return _(
        "Halo %(outlet)s, laporan penjualan untuk %(count)s masa lapor belum kami terima, yang terlama mulai %(day)s."
        " Mohon dilaporkan di Etalase; bila tidak ada penjualan cukup kirim laporan nihil. Terima kasih.",
        outlet=outlet.name,
        count=len(standing.missing),
        day=format_date(standing.missing[0].period.start, "d MMMM y"),
    )


@pages.post("/kalender-lapor/<int:outlet_id>/hari-buka")
@requires(Permission.OUTLET_MANAGE)
def set_opening(outlet_id: int) -> Any:  # noqa: ANN401
    """Say on which weekdays the outlet is open."""
    outlet = reporting_desk.outlet_of(outlet_id, by=person())
    weekdays = [(str(day), format_date(date(2024, 1, day), "EEEE")) for day in range(1, 8)]
    form = SchemaForm(OpeningInput, choices={"weekdays": weekdays})
    if form.submit(lambda **typed: reporting_desk.set_opening(outlet_id, by=person(), **typed)) is None:
        return _page(outlet, this_month(), opening_form=form), 422
    flash(_("Hari buka disimpan. Kewajiban lapor mengikutinya sejak tanggal itu."))
    return redirect(url_for("reporting_calendar.show", outlet_id=outlet_id), code=303)


@pages.post("/kalender-lapor/<int:outlet_id>/hubungi")
@requires(Permission.CALENDAR_CHASE)
def note_contact(outlet_id: int) -> Any:  # noqa: ANN401
    """Note that the outlet was spoken to."""
    outlet = reporting_desk.outlet_of(outlet_id, by=person())
    means = [(code.value, speak(label)) for code, label in MEANS_LABELS.items()]
    form = SchemaForm(ContactInput, choices={"means": means})
    if form.submit(lambda **typed: reporting_desk.note_contact(outlet_id, by=person(), **typed)) is None:
        return _page(outlet, this_month(), contact_form=form), 422
    flash(_("Dicatat. Tugas menghubungi gerai ini selesai."))
    return redirect(url_for("reporting_calendar.show", outlet_id=outlet_id), code=303)


@pages.route("/kalender-lapor/libur", methods=["GET", "POST"])
@requires(Permission.CALENDAR_MANAGE)
def holidays() -> Any:  # noqa: ANN401
    """The holidays, and adding one with its source."""
    form = SchemaForm(HolidayInput)
    if request.method == "POST" and form.submit(reporting_desk.add_holiday, by=person()):
        flash(_("Hari libur dicatat."))
        return redirect(url_for("reporting_calendar.holidays"), code=303)
    page = render_template("outlets/holidays.html", form=form, holidays=reporting_desk.holidays())
    return page, (422 if form.is_refused else 200)


@pages.post("/kalender-lapor/libur/<int:holiday_id>/hapus")
@requires(Permission.CALENDAR_MANAGE)
def remove_holiday(holiday_id: int) -> Any:  # noqa: ANN401
    """Take a holiday off the list."""
    committed(reporting_desk.remove_holiday, holiday_id, by=person())
    flash(_("Hari libur dihapus."))
    return redirect(url_for("reporting_calendar.holidays"), code=303)
