"""Programmes: who is invited and who gets a place."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from threading import Barrier

import pytest
from sqlalchemy import event, func, select

from accounts.models import AuditEvent, OutboxMessage
from accounts.outbox import body_of
from accounts.permissions import Role
from application.home import home_of
from core.database import db
from partnerships import programme_invitations
from partnerships.growth import SizeClass
from partnerships.programme_candidates import candidates
from partnerships.programme_models import ProgrammeInvitation
from partnerships.programme_states import InvitationStatus
from partnerships.states import ProducerStatus
from tests.accounts.people_at_work import HASH, signed_in
from tests.clients import Api
from tests.factories.partnerships import make_producer, make_producer_user, make_ready_product
from tests.factories.people import make_user
from tests.factories.programmes import make_invitation, make_programme, make_session

PLAN = {
    "kind": "counselling",
    "title": "Bimbingan SPP-IRT",
    "aims": ["pirt", "label_check"],
    "partner_offices": ["Dinas Kesehatan", "BPOM", "BPOM"],
    "region_code": "64.71",
}
MEETING = {
    "day": "2026-12-01",
    "starts": "09:00",
    "ends": "12.30",
    "place": "Aula Dinas Kesehatan",
    "places": 2,
    "answer_by": "2026-11-28",
}


def browser(app, role, **more):
    return signed_in(app, make_user(role, password_hash=HASH, **more))


def owner_of(producer):
    owner = make_producer_user(producer)
    owner.password_hash = HASH
    db.session.commit()
    return owner


def lacking(name: str, *kinds: str, **more: object):
    """A producer of dry food that has every paper but those named."""
    producer = make_producer(name=name, **more)
    make_ready_product(producer, without=kinds)
    return producer


def status_of(*invitations) -> list[str]:
    db.session.expire_all()
    return [db.session.get(ProgrammeInvitation, one.id).status.value for one in invitations]


def test_a_programme_with_a_session_is_planned_opened_held_and_told_in_its_history(app, clock_stands) -> None:
    officer = Api(app, make_user(Role.PARTNERSHIP_OFFICER))
    made = officer.post("/programmes", PLAN)
    assert (made.status_code, made.json["aims"]) == (201, ["pirt", "label_check"])
    assert made.json["partner_offices"] == ["Dinas Kesehatan", "BPOM"]
    sessions = f"/programmes/{made.json['id']}/sessions"
    session = officer.post(sessions, MEETING)
    assert (session.status_code, session.json["status"]) == (201, "planned")
    assert session.json["starts_at"] == "2026-12-01T01:00:00+00:00"
    assert session.json["ends_at"] == "2026-12-01T04:30:00+00:00"
    path = f"/sessions/{session.json['id']}"
    assert officer.post(f"{path}/hold").json["code"] == "session_move_not_allowed"
    assert officer.post(f"{path}/open").json["status"] == "open"
    assert officer.post(f"{path}/hold").json["code"] == "session_not_yet"
    clock_stands.move_to(datetime(2026, 12, 1, 5, tzinfo=UTC))
    assert officer.post(f"{path}/hold").json["status"] == "held"
    assert officer.post(f"{path}/cancel", {"reason": "hujan"}).json["code"] == "session_move_not_allowed"
    told = select(AuditEvent.action).where(AuditEvent.subject_type == "programme_session").order_by(AuditEvent.id)
    assert db.session.execute(told).scalars().all() == ["session:planned", "session:open", "session:held"]
    assert [row["id"] for row in officer.get(sessions).json["items"]] == [session.json["id"]]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"day": "2026-11-21"}, "session_in_the_past"),
        ({"ends": "09:00"}, "ends_before_it_starts"),
        ({"answer_by": "2026-12-02"}, "answer_by_after_session"),
    ],
)
def test_a_session_that_cannot_be_is_refused_with_what_is_wrong(app, wrong, code) -> None:
    officer = Api(app, make_user(Role.PARTNERSHIP_OFFICER))
    refused = officer.post(f"/programmes/{make_programme().id}/sessions", {**MEETING, **wrong})
    assert (refused.status_code, refused.json["code"]) == (422, code)


@pytest.mark.parametrize(
    "wrong", [{"starts": "24:00"}, {"starts": "9"}, {"ends": 12}, {"places": 0}, {"places": "dua"}, {"place": " "}]
)
def test_hours_and_places_that_are_none_are_refused_beside_their_field(app, wrong) -> None:
    officer = Api(app, make_user(Role.PARTNERSHIP_OFFICER))
    refused = officer.post(f"/programmes/{make_programme().id}/sessions", {**MEETING, **wrong})
    assert refused.status_code == 422
    assert list(refused.json["errors"]) == list(wrong)


@pytest.mark.parametrize(
    ("wrong", "status", "code"),
    [
        ({"region_code": "99"}, 422, "region_unknown"),
        ({"region_code": "18.72"}, 403, "region_not_yours"),
        ({"aims": ["surat_sakti"]}, 422, "invalid_input"),
    ],
)
def test_a_programme_elsewhere_or_with_unknown_aims_is_refused(app, wrong, status, code) -> None:
    officer = Api(app, make_user(Role.PARTNERSHIP_OFFICER, regions=("64",)))
    refused = officer.post("/programmes", {**PLAN, **wrong})
    assert (refused.status_code, refused.json["code"]) == (status, code)


def test_those_who_lack_what_it_helps_with_are_invited_the_closest_to_ready_first(app) -> None:
    two_short = lacking("Dua kurang", "pirt", "halal")
    one_short = lacking("Satu kurang", "pirt")
    lacking("Lengkap")
    lacking("Kurang halal saja", "halal")
    lacking("Di Metro", "pirt", region_code="18.72")
    lacking("Usaha kecil", "pirt", size_class=SizeClass.SMALL)
    lacking("Sudah keluar", "pirt", status=ProducerStatus.LEFT)
    session = make_session()
    officer = Api(app, make_user(Role.PARTNERSHIP_OFFICER, regions=("64",)))
    path = f"/sessions/{session.id}/invitations"
    aim = {"missing": "pirt", "region_code": "64.71", "category": "dry_food", "size_class": "micro"}
    assert [row["producer_id"] for row in officer.post(path, {**aim, "most": 1}).json["items"]] == [one_short.id]
    assert [row["producer_id"] for row in officer.post(path, aim).json["items"]] == [two_short.id]
    nobody = officer.post(path, aim)
    assert (nobody.status_code, nobody.json["code"]) == (422, "nobody_chosen")
    assert officer.get(path).json["total"] == 2
    assert [row["status"] for row in officer.get(f"{path}?answer=invited").json["items"]] == ["invited"] * 2


def test_an_invitation_names_or_aims_and_only_whom_one_sees(app) -> None:
    here, there = lacking("Di sini", "pirt"), lacking("Di Metro", "pirt", region_code="18.72")
    path = f"/sessions/{make_session().id}/invitations"
    officer = Api(app, make_user(Role.PARTNERSHIP_OFFICER, regions=("64",)))
    assert officer.post(path, {}).json["code"] == "nobody_chosen"
    assert officer.post(path, {"producer_ids": [here.id], "missing": "pirt"}).json["code"] == "choose_or_aim"
    assert officer.post(path, {"producer_ids": [here.id, there.id]}).status_code == 404
    assert db.session.query(ProgrammeInvitation).count() == 0
    assert len(officer.post(path, {"producer_ids": [here.id]}).json["items"]) == 1
    assert officer.post(path, {"producer_ids": [here.id]}).json["code"] == "nobody_chosen"


def test_candidates_of_many_producers_cost_a_fixed_number_of_queries(app) -> None:
    session, officer = make_session(), make_user(Role.PARTNERSHIP_OFFICER)
    for number in range(3):
        lacking(f"UMKM {number}", "pirt")

    def queries() -> int:
        assert (session.id, officer.regions) is not None
        counted: list[str] = []

        def count(_connection, _cursor, statement, *_rest) -> None:
            counted.append(statement)

        event.listen(db.engine, "before_cursor_execute", count)
        candidates(session, by=officer, missing="pirt")
        event.remove(db.engine, "before_cursor_execute", count)
        return len(counted)

    few = queries()
    for number in range(12):
        lacking(f"UMKM lagi {number}", "pirt")
    assert queries() == few


def test_the_invited_reads_it_on_its_page_and_its_account_has_a_message_nobody_calls_sent(app) -> None:
    producer = lacking("Amplang Bu Rahma", "pirt")
    owner = owner_of(producer)
    session = make_session()
    verifier = browser(app, Role.VERIFIER)
    chosen = verifier.get(f"/program/sesi/{session.id}/undang").get_data(as_text=True)
    assert "Amplang Bu Rahma" in chosen
    verifier.post(f"/program/sesi/{session.id}/undang", {"producer_ids": str(producer.id)})
    page = verifier.get(f"/program/sesi/{session.id}").get_data(as_text=True)
    assert "https://wa.me/6281212166678?text=Halo%20Siti%20Aminah" in page
    assert "terkirim" not in page
    message = db.session.execute(select(OutboxMessage).where(OutboxMessage.to_user_id == owner.id)).scalar_one()
    assert "Bimbingan SPP-IRT pada 1 Desember 2026 pukul 09.00-12.00 WITA" in body_of(message)
    assert message.sent_at is None
    with app.test_request_context("/beranda"):
        waiting = {item.url: item.count for item in home_of(owner).items}
    assert waiting["/undangan-program"] == 1
    reader = signed_in(app, owner)
    assert "Bimbingan SPP-IRT" in reader.get("/undangan-program").get_data(as_text=True)
    assert "Bimbingan SPP-IRT" in reader.get(f"/umkm/{producer.id}").get_data(as_text=True)


def test_a_no_frees_a_place_and_whoever_waits_longest_moves_up_and_is_told(app) -> None:
    session = make_session(places=2)
    makers = [make_producer(name=f"UMKM {number}") for number in range(5)]
    owners = [make_producer_user(one) for one in makers]
    asked = [make_invitation(session, one) for one in makers]
    paths = [f"/invitations/{one.id}/answer" for one in asked]
    said = [Api(app, owner).post(path, {"answer": "yes"}).json for owner, path in zip(owners, paths, strict=True)]
    assert [(one["status"], one["place_in_line"]) for one in said] == [
        ("coming", 0),
        ("coming", 0),
        ("waiting", 1),
        ("waiting", 2),
        ("waiting", 3),
    ]
    assert Api(app, owners[2]).post(paths[2], {"answer": "no"}).json["status"] == "declined"
    assert Api(app, owners[0]).post(paths[0], {"answer": "no"}).json["status"] == "declined"
    assert status_of(*asked) == ["declined", "coming", "declined", "coming", "waiting"]
    assert programme_invitations.place_in_line(asked[4]) == 1
    told = select(OutboxMessage.to_user_id).where(OutboxMessage.kind == "programme_moved_up")
    assert db.session.execute(told).scalars().all() == [owners[3].id]
    again = Api(app, owners[0]).post(paths[0], {"answer": "yes"}).json
    assert (again["status"], again["place_in_line"]) == ("waiting", 2)


def test_more_places_let_those_who_wait_move_up_and_never_fewer_than_were_promised(app) -> None:
    session = make_session(places=1)
    makers = [make_producer(name=f"UMKM {number}") for number in range(3)]
    first, second, third = (make_invitation(session, one) for one in makers)
    for one, maker in zip((first, second, third), makers, strict=True):
        Api(app, make_producer_user(maker)).post(f"/invitations/{one.id}/answer", {"answer": "yes"})
    officer = browser(app, Role.PARTNERSHIP_OFFICER)
    path = f"/program/sesi/{session.id}/ubah"
    plan = {"day": "2026-12-02", "starts": "09:00", "ends": "12:00", "place": "Aula", "answer_by": "2026-11-30"}
    officer.get(path)
    assert officer.post(path, {**plan, "places": "2"}).status_code == 303
    assert status_of(first, second, third) == ["coming", "coming", "waiting"]
    refused = officer.post(path, {**plan, "places": "1"})
    assert refused.status_code == 422
    assert "2 pelaku UMKM sudah mendapat tempat" in refused.get_data(as_text=True)
    moved = select(func.count()).select_from(OutboxMessage).where(OutboxMessage.kind == "programme_changed")
    assert db.session.execute(moved).scalar_one() == 3


def test_the_producer_answers_until_the_deadline_and_staff_with_a_source_after_it(app, clock_stands) -> None:
    producer = make_producer()
    session = make_session(answer_by=date(2026, 11, 28))
    asked = make_invitation(session, producer)
    owner = make_producer_user(producer)
    path = f"/invitations/{asked.id}/answer"
    clock_stands.move_to(datetime(2026, 11, 28, 15, 59, tzinfo=UTC))
    assert Api(app, owner).post(path, {"answer": "yes"}).json["status"] == "coming"
    clock_stands.move_to(datetime(2026, 11, 28, 16, 0, tzinfo=UTC))
    late = Api(app, owner).post(path, {"answer": "no"})
    assert (late.status_code, late.json["code"]) == (409, "answer_deadline_passed")
    officer = Api(app, make_user(Role.PARTNERSHIP_OFFICER))
    assert officer.post(path, {"answer": "no"}).json["code"] == "source_needed"
    assert officer.post(path, {"answer": "no", "source": "self"}).json["code"] == "source_needed"
    assert officer.post(path, {"answer": "no", "source": "phone"}).json["status"] == "declined"
    noted = select(AuditEvent.on_behalf_of, AuditEvent.source).where(AuditEvent.action == "invitation:declined")
    assert db.session.execute(noted).one() == ("producer", "phone")
    assert Api(app, make_user(Role.HEAD)).post(path, {"answer": "yes", "source": "phone"}).status_code == 403


def test_a_neighbour_sees_no_invitation_but_its_own(app) -> None:
    session = make_session()
    mine, other = make_producer(name="Saya"), make_producer(name="Tetangga")
    own, foreign = make_invitation(session, mine), make_invitation(session, other)
    reader = Api(app, make_producer_user(mine))
    listed = reader.get(f"/sessions/{session.id}/invitations").json
    assert [row["id"] for row in listed["items"]] == [own.id]
    assert reader.post(f"/invitations/{foreign.id}/answer", {"answer": "no"}).status_code == 404
    for path in (f"/sessions/{session.id}/attendance", f"/programmes/{session.programme_id}/effect"):
        assert reader.get(path).status_code == 404
    assert reader.post(f"/sessions/{session.id}/attendance", {"present": [mine.id]}).status_code == 403
    assert reader.get("/programmes").json["total"] == 1
    assert Api(app, make_producer_user(make_producer())).get("/programmes").json["total"] == 0
    assert Api(app, make_user(Role.CASHIER)).get("/programmes").status_code == 403


def test_a_cancelled_session_tells_everybody_who_has_not_declined(app) -> None:
    session = make_session()
    makers = [make_producer(name=f"UMKM {number}") for number in range(2)]
    owners = [make_producer_user(one) for one in makers]
    coming, declined = (make_invitation(session, one) for one in makers)
    Api(app, owners[1]).post(f"/invitations/{declined.id}/answer", {"answer": "no"})
    officer = Api(app, make_user(Role.PARTNERSHIP_OFFICER))
    assert officer.post(f"/sessions/{session.id}/cancel", {"reason": ""}).status_code == 422
    assert officer.post(f"/sessions/{session.id}/cancel", {"reason": "Gedung banjir"}).json["status"] == "cancelled"
    told = select(OutboxMessage).where(OutboxMessage.kind == "programme_cancelled")
    message = db.session.execute(told).scalar_one()
    assert message.to_user_id == owners[0].id
    assert "Gedung banjir" in body_of(message)
    answer = Api(app, owners[0]).post(f"/invitations/{coming.id}/answer", {"answer": "yes"})
    assert (answer.status_code, answer.json["code"]) == (409, "session_not_open")


def test_twenty_answers_at_once_never_take_more_than_five_places(own_app) -> None:
    session = make_session(places=5)
    makers = [make_producer(name=f"UMKM {number}") for number in range(20)]
    asked = [make_invitation(session, one) for one in makers]
    calls = [
        (Api(own_app, make_producer_user(maker)), f"/invitations/{one.id}/answer")
        for maker, one in zip(makers, asked, strict=True)
    ]
    barrier = Barrier(len(calls))

    def knock(call):
        api, path = call
        barrier.wait()
        return api.post(path, {"answer": "yes"}).status_code

    with ThreadPoolExecutor(len(calls)) as pool:
        codes = list(pool.map(knock, calls))
    for call, code in zip(calls, codes, strict=True):
        assert code == 200 or call[0].post(call[1], {"answer": "yes"}).status_code == 200
    db.session.expire_all()
    rows = select(ProgrammeInvitation.status, ProgrammeInvitation.waiting_number)
    found = db.session.execute(rows).all()
    assert sum(status is InvitationStatus.COMING for status, _number in found) == 5
    assert sorted(number for _status, number in found if number) == list(range(1, 16))


def test_a_programme_is_planned_on_the_pages_and_the_list_filters_and_exports(app) -> None:
    officer = browser(app, Role.PARTNERSHIP_OFFICER)
    officer.get("/program/baru")
    form = {**PLAN, "partner_offices": "Dinas Kesehatan\nBPOM\n", "aims": "pirt"}
    assert officer.post("/program/baru", {**form, "title": ""}).status_code == 422
    made = officer.post("/program/baru", form)
    assert made.status_code == 303
    page = officer.get(made.headers["Location"]).get_data(as_text=True)
    assert "Dinas Kesehatan, BPOM" in page
    assert officer.post(f"{made.headers['Location']}/ubah", {**form, "title": "Temu usaha"}).status_code == 303
    officer.get(f"{made.headers['Location']}/sesi/baru")
    session = officer.post(f"{made.headers['Location']}/sesi/baru", {**MEETING, "places": "30"})
    assert session.status_code == 303
    assert officer.post(f"{session.headers['Location']}/buka").status_code == 303
    assert "Undang" in officer.get(session.headers["Location"]).get_data(as_text=True)
    listed = officer.get("/program?kind=counselling&aim=pirt&region=64&status=open&q=temu").get_data(as_text=True)
    assert "Temu usaha" in listed
    assert "Tidak ada yang cocok" in officer.get("/program?aim=halal").get_data(as_text=True)
    assert officer.get("/program?status=nonsense").status_code == 422
    rows = officer.get("/program?export=csv").get_data(as_text=True).splitlines()
    assert rows[-1] == "TOTAL 1;;;;;;;1;0;0"
    assert "Temu usaha" in rows[1]
