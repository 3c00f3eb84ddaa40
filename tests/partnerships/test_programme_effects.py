"""What a programme changed 30 and 90 days after, and what waits for staff when a session is over."""

from datetime import UTC, date, datetime, timedelta

from accounts.permissions import Role
from application.waiting import counts_of
from core.database import committed, db, transaction
from partnerships import attendance, expiry, programme_effect, programme_night
from partnerships.models import Product
from partnerships.programme_models import ReadinessSnapshot
from partnerships.programme_states import SessionStatus
from tests.accounts.people_at_work import HASH, signed_in
from tests.clients import Api
from tests.factories.partnerships import make_requirement
from tests.factories.people import make_user
from tests.factories.programmes import make_invitation, make_programme, make_session
from tests.partnerships.test_programmes import browser, lacking


def night(clock, day: date):
    clock.move_to(datetime(day.year, day.month, day.day, 17, 5, tzinfo=UTC) - timedelta(days=1))
    return committed(programme_night.run)


def test_the_effect_is_measured_after_30_and_90_days_beside_those_who_did_not_come(app, clock_stands) -> None:
    session = make_session()
    gains, later, never, absent, had_it = (
        lacking(name, *kinds)
        for name, kinds in (("A", ["pirt"]), ("B", ["pirt"]), ("C", ["pirt"]), ("D", ["pirt"]), ("E", []))
    )
    for one in (gains, later, never, absent, had_it):
        make_invitation(session, one)
    assert night(clock_stands, date(2026, 11, 30)).before == 0
    first = night(clock_stands, session.day)
    assert (first.before, first.after) == (5, 0)
    assert night(clock_stands, session.day).before == 0
    officer = make_user(Role.PARTNERSHIP_OFFICER)
    with transaction():
        attendance.mark(session.id, by=officer, present=[gains.id, later.id, never.id, had_it.id])
    give_pirt(gains)
    assert night(clock_stands, session.day + timedelta(days=29)).after == 0
    assert night(clock_stands, session.day + timedelta(days=30)).after == 5
    give_pirt(later)
    give_pirt(absent)
    caught_up = night(clock_stands, session.day + timedelta(days=97))
    assert (caught_up.before, caught_up.after) == (0, 5)
    assert night(clock_stands, session.day + timedelta(days=98)).after == 0
    assert db.session.query(ReadinessSnapshot).count() == 15
    told = Api(app, make_user(Role.HEAD)).get(f"/programmes/{session.programme_id}/effect").json
    assert told == {
        "attended": {
            "producers": 4,
            "lacking": 3,
            "after": [
                {"after_days": 30, "looked_at": 3, "gained": 1},
                {"after_days": 90, "looked_at": 3, "gained": 2},
            ],
        },
        "absent": {
            "producers": 1,
            "lacking": 1,
            "after": [
                {"after_days": 30, "looked_at": 1, "gained": 0},
                {"after_days": 90, "looked_at": 1, "gained": 1},
            ],
        },
    }
    page = browser(app, Role.HEAD).get(f"/program/{session.programme_id}/dampak").get_data(as_text=True)
    assert "2 dari 3" in page
    lines = browser(app, Role.HEAD).get(f"/program/{session.programme_id}/dampak?export=csv").get_data(as_text=True)
    assert lines.splitlines()[-1].split(";")[:6] == ["TOTAL 5", "", "", "", "5", "1"]


def give_pirt(producer) -> None:
    product = producer_products(producer)[0]
    make_requirement(producer, "pirt", products=[product], valid_until=date(2030, 1, 1))


def producer_products(producer):
    return db.session.query(Product).filter_by(producer_id=producer.id).all()


def test_who_comes_uninvited_is_looked_at_when_noted_and_each_producer_counts_once(app, clock_stands) -> None:
    programme = make_programme()
    first, second = make_session(programme), make_session(programme, day=date(2026, 12, 8))
    twice, guest = lacking("Dua kali", "pirt"), lacking("Tamu", "pirt")
    make_invitation(first, twice)
    make_invitation(second, twice)
    night(clock_stands, second.day)
    clock_stands.move_to(datetime(2026, 12, 8, 6, tzinfo=UTC))
    with transaction():
        attendance.mark(second.id, by=make_user(Role.PARTNERSHIP_OFFICER), present=[twice.id, guest.id])
    courses = programme_effect.courses_of(programme)
    assert [(course.producer.name, course.came) for course in courses] == [("Dua kali", True), ("Tamu", True)]
    assert programme_effect.group_of(courses).lacking == 2


def test_the_night_has_a_heartbeat_that_the_health_page_watches(app, client, clock_stands) -> None:
    assert client.get("/siap").json["programme_job"] == "not yet"
    assert programme_night.is_due()
    committed(programme_night.run)
    assert not programme_night.is_due()
    assert expiry.last_run() is None
    assert client.get("/siap").json["programme_job"] == "ok"
    clock_stands.shift(timedelta(hours=37))
    assert client.get("/siap").json["programme_job"] == "late"
    assert programme_night.is_due()


def test_a_session_that_is_over_waits_for_staff_until_its_list_is_closed(app, clock_stands) -> None:
    session = make_session()
    officer = make_user(Role.PARTNERSHIP_OFFICER, password_hash=HASH)

    def waiting() -> int:
        return counts_of(officer)["/program"]

    assert waiting() == 0
    clock_stands.move_to(datetime(2026, 12, 1, 4, tzinfo=UTC))
    assert waiting() == 1
    page = signed_in(app, officer)
    assert "/program?status=recording" in page.get("/beranda").get_data(as_text=True)
    assert "Bimbingan SPP-IRT" in page.get("/program?status=recording").get_data(as_text=True)
    page.get(f"/program/sesi/{session.id}")
    assert page.post(f"/program/sesi/{session.id}/selesai").status_code == 303
    db.session.expire_all()
    assert session.status is SessionStatus.HELD
    assert waiting() == 0
