"""When an outlet owes a report and what became of it, the ladder of reminders, and the score everybody can work out."""

from datetime import date, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from accounts.models import OutboxMessage
from accounts.outbox import body_of
from accounts.permissions import Role
from commissions.posting import post_report
from core.database import committed, db
from core.dates import now
from outlets import reporting_desk, reporting_night
from outlets.agreement_clauses import ReportCycle
from outlets.calendar_models import ReportReminder
from outlets.report_calendars import standing_of
from outlets.reporting_calendar import (
    AgreedCycle,
    CalendarRules,
    Opening,
    OutletFacts,
    ReportIn,
    ReportState,
    Span,
    discipline,
    due_periods,
    judge,
)
from outlets.reporting_desk import HolidayKnown, OpeningInThePast
from outlets.reporting_reminders import Step, is_quiet, steps_due
from outlets.states import Channel
from tests.clients import Api
from tests.commissions.test_posting import make_shelf
from tests.commissions.test_sales_pages import browser_of, words
from tests.factories.people import make_user

RULES = CalendarRules(ReportCycle.DAILY, {ReportCycle.DAILY: 1, ReportCycle.WEEKLY: 2, ReportCycle.MONTHLY: 5})
SHELF = (Span(date(2026, 11, 1)),)
MONDAY = date(2026, 11, 2)


def november(day: int) -> date:
    return date(2026, 11, day)


def report(start: int, end: int, came: int, *, nil: bool = False) -> ReportIn:
    return ReportIn(november(start), november(end), nil, november(came))


def states(facts: OutletFacts, first: int, last: int, today: date) -> list[tuple[int, int, str, int]]:
    periods = due_periods(facts, RULES, november(first), november(last))
    return [
        (one.period.start.day, one.period.end.day, one.state.value, one.days_late)
        for one in judge(facts, periods, today)
    ]


def test_reported_nil_late_and_missing_are_four_things_and_not_due_is_none_of_them() -> None:
    reports = (report(2, 2, 2), report(3, 3, 4, nil=True), report(4, 4, 8))
    facts = OutletFacts(SHELF, openings=(Opening(november(1), frozenset({1, 2, 3, 4, 5, 6})),), reports=reports)
    assert states(facts, 1, 10, november(9)) == [
        (2, 2, "reported", 0),
        (3, 3, "nil", 0),
        (4, 4, "late", 3),
        (5, 5, "missing", 3),
        (6, 6, "missing", 2),
        (7, 7, "waiting", 0),
        (9, 9, "waiting", 0),
        (10, 10, "waiting", 0),
    ]  # the 1st and the 8th are Sundays on which the outlet is closed; what is due on the 8th is due on the 9th


def test_the_strictest_agreement_of_the_day_decides_how_often() -> None:
    agreed = (
        AgreedCycle(Span(november(1), november(15)), ReportCycle.MONTHLY),
        AgreedCycle(Span(november(1), november(30)), ReportCycle.WEEKLY),
        AgreedCycle(Span(november(16), november(18)), ReportCycle.DAILY),
    )
    found = [(one[0], one[1]) for one in states(OutletFacts(SHELF, agreed), 2, 22, november(2))]
    assert found == [(2, 8), (9, 15), (16, 16), (17, 17), (18, 18), (19, 22)]


def test_a_week_or_month_is_complete_when_every_day_of_it_is_covered() -> None:
    weekly = (AgreedCycle(Span(november(1)), ReportCycle.WEEKLY),)
    part = OutletFacts(SHELF, weekly, reports=(report(2, 6, 7),))
    (judged,) = judge(part, due_periods(part, RULES, november(2), november(8)), november(12))
    assert (judged.state, judged.lacking, judged.days_late) == (ReportState.MISSING, (november(7), november(8)), 2)
    whole = OutletFacts(SHELF, weekly, reports=(report(2, 6, 7), report(7, 8, 10, nil=True)))
    assert states(whole, 2, 8, november(12)) == [(2, 8, "reported", 0)]
    monthly = (AgreedCycle(Span(november(1)), ReportCycle.MONTHLY),)
    facts = OutletFacts(SHELF, monthly, reports=(ReportIn(november(1), november(30), False, date(2026, 12, 7)),))
    assert states(facts, 5, 5, date(2026, 12, 8)) == [(1, 30, "late", 2)]


def test_on_a_holiday_nothing_is_owed_unless_the_outlet_says_it_opens() -> None:
    closed = OutletFacts(SHELF, holidays=frozenset({november(3)}))
    assert [one[0] for one in states(closed, 2, 4, MONDAY)] == [2, 4]
    opens = OutletFacts(SHELF, openings=(Opening(november(1), opens_on_holidays=True),), holidays=closed.holidays)
    assert [one[0] for one in states(opens, 2, 4, MONDAY)] == [2, 3, 4]
    assert states(OutletFacts((Span(november(3), november(3)),)), 1, 30, MONDAY) == [(3, 3, "waiting", 0)]


def test_the_score_is_the_mean_of_points_everybody_can_add_up() -> None:
    reports = (report(2, 2, 2), report(3, 3, 3, nil=True), report(4, 4, 7), report(5, 5, 25))
    facts = OutletFacts((Span(MONDAY, november(6)),), reports=reports)
    judged = judge(facts, due_periods(facts, RULES, MONDAY, november(6)), november(26))
    found = discipline(judged, since=MONDAY, today=november(26))
    assert [item.points for item in found.items] == [100, 100, 80, 20, 0]
    assert found.score == 60
    assert discipline(judged, since=november(20), today=november(26)).score is None


def test_steps_come_once_in_their_order_and_never_in_quiet_hours() -> None:
    after = {Step.NOTICE: 1, Step.EMAIL: 2, Step.WHATSAPP: 4, Step.TASK: 7}
    assert steps_due(0, after, ()) == []
    assert steps_due(5, after, {Step.NOTICE}) == [Step.EMAIL, Step.WHATSAPP]
    assert [hour for hour in range(24) if is_quiet(hour, 20, 7)] == [0, 1, 2, 3, 4, 5, 6, 20, 21, 22, 23]
    assert [hour for hour in range(24) if is_quiet(hour, 1, 3)] == [1, 2]
    assert not any(is_quiet(hour, 5, 5) for hour in range(24))


@pytest.fixture
def late(app: Flask):
    """An outlet whose goods were accepted on 16 November and that reported the 16th to 18th as nil on the 18th."""
    shelf = make_shelf()
    shelf.placement.accepted_at = now() - timedelta(days=6)
    db.session.commit()
    with time_machine.travel(now() - timedelta(days=4), tick=False):
        committed(
            post_report,
            shelf.outlet,
            period_start=november(16),
            period_end=november(18),
            lines=[],
            nil=True,
            channel=Channel.FORM,
            by=shelf.manager,
        )
    return shelf


def reminders() -> list[tuple[int, str]]:
    rows = select(ReportReminder).order_by(ReportReminder.period_start, ReportReminder.id)
    return [(row.period_start.day, row.step.value) for row in db.session.execute(rows).scalars()]


def test_the_ladder_takes_each_step_once_catches_up_and_ends_with_the_report(late) -> None:
    """Today is the 22nd: the 19th (due the 20th) is two days late, the 20th one."""
    assert [(one.period.start.day, one.days_late) for one in standing_of(late.outlet).missing] == [(19, 2), (20, 1)]
    assert committed(reporting_night.run) == 3
    assert committed(reporting_night.run) == 0
    assert reminders() == [(19, "notice"), (19, "email"), (20, "notice")]
    (mail,) = db.session.execute(select(OutboxMessage)).scalars()
    assert (mail.to_user_id, mail.sent_at) == (late.manager.id, None)
    assert "1 masa lapor" in body_of(mail)
    with time_machine.travel(now() + timedelta(days=8), tick=False):
        committed(reporting_night.run)
        assert [step for day, step in reminders() if day == 19] == ["notice", "email", "whatsapp", "task"]
        assert standing_of(late.outlet).is_task
        officer = make_user(Role.PARTNERSHIP_OFFICER)
        committed(reporting_desk.note_contact, late.outlet.id, means="phone", note="Besok dikirim", by=officer)
        assert not standing_of(late.outlet).is_task


def test_in_quiet_hours_of_the_outlet_nothing_is_done_and_the_morning_makes_it_good(late) -> None:
    with time_machine.travel(now() + timedelta(hours=11), tick=False):  # 21.00 WITA
        assert committed(reporting_night.run) == 0
    with time_machine.travel(now() + timedelta(hours=21), tick=False):  # 07.00 WITA the next day
        assert committed(reporting_night.run) > 0


def test_outlet_and_staff_see_the_calendar_and_nobody_else(app: Flask, late) -> None:
    own, officer = Api(app, late.manager), Api(app, make_user(Role.PARTNERSHIP_OFFICER))
    path = f"/outlets/{late.outlet.id}/reporting-calendar?month=2026-11"
    found = own.get(path).json
    assert [(one["start"][-2:], one["state"]) for one in found["items"][:7]] == [
        ("16", "late"),
        ("17", "nil"),
        ("18", "nil"),
        ("19", "missing"),
        ("20", "missing"),
        ("21", "waiting"),
        ("22", "waiting"),
    ]
    score = officer.get(f"/outlets/{late.outlet.id}/discipline").json
    assert (score["score"], [item["points"] for item in score["items"]]) == (58, [90, 100, 100, 0, 0])
    assert Api(app, make_shelf().manager).get(path).status_code == 404
    assert Api(app, make_user(Role.PRODUCER)).get(path).status_code == 403
    (row,) = [one for one in officer.get("/reporting-calendar?state=late").json["items"] if one["missing"]]
    assert (row["outlet_id"], row["missing"], row["days_late"], row["oldest_missing"]) == (
        late.outlet.id,
        2,
        2,
        "2026-11-19",
    )
    committed(reporting_night.run)
    assert "laporan penjualan lewat batas" in words(browser_of(app, late.manager).get("/beranda"))
    page = words(browser_of(app, late.manager).get(f"/kalender-lapor/{late.outlet.id}"))
    assert "2 masa lapor belum masuk" in page
    assert "58 / 100" in page
    listed = browser_of(app, make_user(Role.HEAD)).get("/kalender-lapor?export=csv").get_data(as_text=True)
    assert late.outlet.name in listed


def test_holidays_and_opening_days_are_kept_with_source_and_never_change_what_was_owed(app: Flask, late) -> None:
    admin = make_user(Role.ADMINISTRATOR)
    api = Api(app, admin)
    added = api.post("/holidays", {"day": "2026-11-24", "name": "Hari Guru", "source": "SKB 3 Menteri"})
    assert added.status_code == 201
    with pytest.raises(HolidayKnown):
        reporting_desk.add_holiday(day=november(24), name="x", source="y", by=admin)
    path = f"/outlets/{late.outlet.id}/opening-days"
    past = api.post(path, {"weekdays": [1, 2], "starts_on": "2026-11-01"})
    assert (past.status_code, past.json["code"]) == (422, OpeningInThePast.code)
    made = api.post(path, {"weekdays": [1, 2, 3, 4, 5]})
    assert (made.status_code, made.json["starts_on"], made.json["weekdays"]) == (201, "2026-11-22", [1, 2, 3, 4, 5])
    items = api.get(f"/outlets/{late.outlet.id}/reporting-calendar?month=2026-11").json["items"]
    assert [int(one["start"][-2:]) for one in items] == [16, 17, 18, 19, 20, 21, 23, 25, 26, 27, 30]
    removed = api.post(f"/holidays/{added.json['id']}/removal", {})
    assert (removed.status_code, api.get("/holidays").json["items"]) == (200, [])
