"""Who came to a session of a programme: marked by staff, by the code at the door, and the poster that carries it."""

from datetime import UTC, date, datetime

from accounts.permissions import Role
from core.database import db
from partnerships import attendance
from partnerships.programme_models import AttendanceEvent
from tests.accounts.people_at_work import signed_in
from tests.factories.partnerships import make_producer
from tests.factories.programmes import make_invitation, make_session
from tests.partnerships.test_programmes import browser, owner_of


def test_many_are_marked_at_once_a_walk_in_is_registered_and_a_mistake_is_a_further_event(app, clock_stands) -> None:
    session = make_session()
    here, also, away, walked_in = (make_producer(name=name) for name in ("Hadir", "Juga", "Tidak", "Tamu"))
    for one in (here, also, away):
        make_invitation(session, one)
    officer = browser(app, Role.PARTNERSHIP_OFFICER)
    path = f"/program/sesi/{session.id}/hadir"
    officer.get(path)
    early = officer.post(path, {"present": str(here.id)})
    assert "Kehadiran baru dapat dicatat pada hari sesi, yaitu 1 Desember 2026." in early.get_data(as_text=True)
    clock_stands.move_to(datetime(2026, 12, 1, 5, tzinfo=UTC))
    officer = browser(app, Role.PARTNERSHIP_OFFICER)
    assert "Tamu" in officer.get(f"{path}?q=tamu").get_data(as_text=True)
    marked = officer.client.post(
        path, data={"csrf_token": officer.form_token, "present": [str(here.id), str(also.id), str(walked_in.id)]}
    )
    assert marked.status_code == 303
    assert officer.post(path, {"present": str(here.id)}).status_code == 303
    assert db.session.query(AttendanceEvent).count() == 3
    assert officer.post(path, {"absent": str(also.id)}).status_code == 422
    assert officer.post(path, {"absent": str(also.id), "reason": "Salah centang"}).status_code == 303
    noted = attendance.events_of(session.id)
    assert {one: (found.is_present, found.seen_by.value) for one, found in noted.items()} == {
        here.id: (True, "list"),
        also.id: (False, "list"),
        walked_in.id: (True, "walk_in"),
    }
    assert attendance.present_count([session.id]) == {session.id: 2}
    page = officer.get(path).get_data(as_text=True)
    assert "Salah centang" in page
    exported = officer.get(f"/program/sesi/{session.id}?export=csv").get_data(as_text=True)
    assert exported.splitlines()[-1].startswith("TOTAL 3")


def test_the_code_at_the_door_counts_on_its_day_only_and_twice_is_once(app, clock_stands) -> None:
    session, other = make_session(), make_session(day=date(2026, 12, 2))
    producer = make_producer()
    make_invitation(session, producer)
    owner, stranger = owner_of(producer), owner_of(make_producer(name="Tidak diundang"))
    code = attendance.code_of(session)
    path = f"/hadir/{session.id}/{code}"
    reader = signed_in(app, owner)
    early = reader.get(path)
    assert (early.status_code, "yaitu 1 Desember 2026" in early.get_data(as_text=True)) == (409, True)
    clock_stands.move_to(datetime(2026, 12, 1, 1, 30, tzinfo=UTC))
    reader = signed_in(app, owner)
    assert "Saya hadir" in reader.get(path).get_data(as_text=True)
    assert db.session.query(AttendanceEvent).count() == 0
    for _time in range(3):
        assert "Anda tercatat hadir" in reader.post(path).get_data(as_text=True)
    noted = db.session.query(AttendanceEvent).one()
    assert (noted.producer_id, noted.seen_by.value, noted.noted_by_id) == (producer.id, "qr", owner.id)
    assert reader.get(f"/hadir/{other.id}/{code}").status_code == 404
    assert reader.get(f"/hadir/{session.id}/{code[:-1]}x").status_code == 404
    uninvited = signed_in(app, stranger)
    assert "Lapor kepada petugas di lokasi" in uninvited.get(path).get_data(as_text=True)
    assert uninvited.post(path).status_code == 409
    clock_stands.move_to(datetime(2026, 12, 1, 16, 1, tzinfo=UTC))
    assert signed_in(app, owner).post(path).status_code in {400, 409}
    assert db.session.query(AttendanceEvent).count() == 1


def test_the_poster_carries_the_code_as_a_page_and_as_pdf(app) -> None:
    session = make_session()
    officer = browser(app, Role.HEAD)
    page = officer.get(f"/program/sesi/{session.id}/poster")
    assert "data:image/svg+xml" in page.get_data(as_text=True)
    paper = officer.get(f"/program/sesi/{session.id}/poster.pdf")
    assert (paper.status_code, paper.get_data()[:5]) == (200, b"%PDF-")
