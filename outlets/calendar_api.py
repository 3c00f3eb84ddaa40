"""The reporting calendar by API."""

from typing import Any

from accounts.access import person, requires
from accounts.api_blueprint import ApiBlueprint
from accounts.permissions import Permission
from core.dates import this_month
from core.judged_lists import judged_list
from outlets import calendar_lists, reporting_desk
from outlets.calendar_models import Holiday
from outlets.calendar_schemas import (
    CalendarAnswer,
    ContactAnswer,
    ContactInput,
    DisciplineAnswer,
    HolidayAnswer,
    HolidayInput,
    HolidaysAnswer,
    MonthQuery,
    OpeningAnswer,
    OpeningInput,
    StandingPage,
)
from outlets.calendar_settings import reporting_settings
from outlets.report_calendars import Standing, month_of_outlet, standing_of
from outlets.reporting_calendar import JudgedPeriod

api = ApiBlueprint("api_reporting_calendar", __name__, description="When outlets owe their reports")


def period_answer(judged: JudgedPeriod) -> dict[str, object]:
    """A judged period as the API answers it."""
    return {
        "start": judged.period.start,
        "end": judged.period.end,
        "cycle": judged.period.cycle.value,
        "due_on": judged.period.due_on,
        "state": judged.state.value,
        "completed_on": judged.completed_on,
        "days_late": judged.days_late,
        "lacking_days": list(judged.lacking),
    }


def standing_answer(row: Standing) -> dict[str, object]:
    """Where an outlet stands, as the API answers it."""
    return {
        "outlet_id": row.outlet_id,
        "outlet_name": row.outlet_name,
        "missing": len(row.missing),
        "days_late": row.days_late,
        "oldest_missing": row.missing[0].period.start if row.missing else None,
        "score": row.discipline.score,
        "task": row.is_task,
    }


@api.route("/outlets/<int:outlet_id>/reporting-calendar", methods=["GET"])
@requires(Permission.CALENDAR_READ)
@api.arguments(MonthQuery, location="query")
@api.response(200, CalendarAnswer)
def show_calendar(query: dict[str, Any], outlet_id: int) -> dict[str, object]:
    """The periods of an outlet that touch a month, and what became of each."""
    outlet = reporting_desk.outlet_of(outlet_id, by=person())
    month = query.get("month") or this_month()
    items = [period_answer(one) for one in month_of_outlet(outlet, month)]
    return {"outlet_id": outlet.id, "month": month, "items": items}


@api.route("/outlets/<int:outlet_id>/discipline", methods=["GET"])
@requires(Permission.CALENDAR_READ)
@api.response(200, DisciplineAnswer)
def show_discipline(outlet_id: int) -> dict[str, object]:
    """How reliably an outlet reports, with every period it was worked out from; seen by that outlet and staff."""
    outlet = reporting_desk.outlet_of(outlet_id, by=person())
    found = standing_of(outlet).discipline
    return {
        "outlet_id": outlet.id,
        "score": found.score,
        "days": reporting_settings().score_days,
        "items": [{**period_answer(item.judged), "points": item.points} for item in found.items],
    }


@api.route("/reporting-calendar", methods=["GET"])
@requires(Permission.CALENDAR_READ)
@api.response(200, StandingPage)
def list_standings() -> Any:  # noqa: ANN401 - the envelope is answered as it is
    """Where the outlets one sees stand; filters `q` and `state` (`late`, `task`, `poor`)."""
    rows, filters = calendar_lists.rows_asked_for(person())
    listing = judged_list(rows, orders=calendar_lists.ORDERS, default_order="-late", filters=filters)
    return listing.envelope(standing_answer)


@api.route("/outlets/<int:outlet_id>/opening-days", methods=["POST"])
@requires(Permission.OUTLET_MANAGE)
@api.arguments(OpeningInput)
@api.response(201, OpeningAnswer)
def set_opening_days(body: dict[str, Any], outlet_id: int) -> dict[str, object]:
    """Say on which weekdays an outlet is open, from today or a later day on."""
    outlet = reporting_desk.set_opening(outlet_id, by=person(), **body)
    opening = reporting_desk.opening_of(outlet, body["starts_on"])
    return {
        "outlet_id": outlet.id,
        "starts_on": opening.starts_on,
        "weekdays": [int(digit) for digit in opening.weekdays],
        "opens_on_holidays": opening.opens_on_holidays,
    }


@api.route("/outlets/<int:outlet_id>/contacts", methods=["POST"])
@requires(Permission.CALENDAR_CHASE)
@api.arguments(ContactInput)
@api.response(201, ContactAnswer)
def note_contact(body: dict[str, Any], outlet_id: int) -> object:
    """Note that an outlet was spoken to about its missing reports."""
    return reporting_desk.note_contact(outlet_id, by=person(), **body)


@api.route("/holidays", methods=["GET"])
@requires(Permission.CALENDAR_READ)
@api.response(200, HolidaysAnswer)
def list_holidays() -> dict[str, object]:
    """The holidays, newest first."""
    return {"items": reporting_desk.holidays()}


@api.route("/holidays", methods=["POST"])
@requires(Permission.CALENDAR_MANAGE)
@api.arguments(HolidayInput)
@api.response(201, HolidayAnswer)
def add_holiday(body: dict[str, Any]) -> Holiday:
    """Note a holiday and where it is written."""
    return reporting_desk.add_holiday(by=person(), **body)


@api.route("/holidays/<int:holiday_id>/removal", methods=["POST"])
@requires(Permission.CALENDAR_MANAGE)
@api.response(200, HolidayAnswer)
def remove_holiday(holiday_id: int) -> Holiday:
    """Take a holiday off the list."""
    return reporting_desk.remove_holiday(holiday_id, by=person())
