"""The local rule: which outlets carry local products, since when, the trend, and letters to those that carry none."""

from datetime import date

import pytest
from sqlalchemy import event, select

from accounts.models import AuditEvent, UserAccount
from accounts.permissions import Role
from core.database import db, transaction
from outlets import compliance
from outlets.compliance import MonthFigures, figures_by_month
from outlets.compliance_letters import LetterHead, grounds_for, letter_head, numbered, set_letter_head
from outlets.states import PlacementStatus
from tests.accounts.people_at_work import HASH, signed_in
from tests.clients import Api
from tests.factories.outlets import make_chain, make_outlet, make_outlet_member, make_placement
from tests.factories.partnerships import make_producer, make_producer_user, make_product
from tests.factories.people import make_user


def browser(app, role, **more):
    return signed_in(app, make_user(role, password_hash=HASH, **more))


def shelves():
    """A supermarket with two products of one producer, a hotel with one since ended, and an empty minimarket."""
    store, hotel = make_outlet("supermarket", name="Maxi"), make_outlet("hotel", name="Hotel Benua")
    empty = make_outlet("minimarket", name="Mini", chain=make_chain("Jaringan Mini"))
    maker = make_producer()
    first, second = make_product(maker), make_product(maker)
    make_placement(first, store, starts_on=date(2026, 9, 15))
    make_placement(second, store, starts_on=date(2026, 10, 1))
    ended = PlacementStatus.ENDED
    make_placement(first, hotel, starts_on=date(2026, 9, 1), ends_on=date(2026, 10, 20), status=ended)
    make_placement(second, empty, status=PlacementStatus.PROPOSED)
    return store, hotel, empty


def test_each_outlet_tells_how_many_products_of_how_many_producers_and_since_when(app) -> None:
    store, hotel, empty = shelves()
    head = Api(app, make_user(Role.HEAD))
    rows = head.get("/compliance/outlets?sort=-products").json["items"]
    assert [(row["id"], row["products"], row["producers"], row["since"]) for row in rows] == [
        (store.id, 2, 1, "2026-09-15"),
        (empty.id, 0, 0, None),
        (hotel.id, 0, 0, None),
    ]
    assert [row["id"] for row in head.get("/compliance/outlets?carries=yes").json["items"]] == [store.id]
    assert [row["id"] for row in head.get("/compliance/outlets?carries=no&kind=hotel").json["items"]] == [hotel.id]
    assert head.get("/compliance/outlets?region=18").json["total"] == 0
    assert head.get("/compliance/outlets?carries=perhaps").status_code == 422


def test_the_figures_by_kind_and_the_trend_are_exact(app) -> None:
    shelves()
    told = Api(app, make_user(Role.FINANCE)).get("/compliance/summary").json
    assert told["kinds"] == [
        {"kind": "supermarket", "outlets": 1, "carrying": 1, "without": 0, "products": 2},
        {"kind": "minimarket", "outlets": 1, "carrying": 0, "without": 1, "products": 0},
        {"kind": "hotel", "outlets": 1, "carrying": 0, "without": 1, "products": 0},
    ]
    assert told["months"] == [
        {"month": "2026-09", "outlets": 2, "carrying": 2, "products": 1},
        {"month": "2026-10", "outlets": 2, "carrying": 1, "products": 2},
        {"month": "2026-11", "outlets": 3, "carrying": 1, "products": 2},
    ]


def test_the_trend_counts_a_window_on_its_first_and_last_day_and_stops_before_there_were_outlets() -> None:
    registered = [(1, date(2026, 1, 31)), (2, date(2026, 3, 1))]
    windows = [(1, 7, date(2026, 1, 31), date(2026, 2, 28)), (2, 8, date(2026, 3, 31), None)]
    assert figures_by_month(registered, windows, date(2026, 4, 10), 12) == [
        MonthFigures("2026-01", 1, 1, 1),
        MonthFigures("2026-02", 1, 1, 1),
        MonthFigures("2026-03", 2, 1, 1),
        MonthFigures("2026-04", 2, 1, 1),
    ]
    assert figures_by_month([], [], date(2026, 4, 10), 12) == []


def test_the_view_costs_the_same_number_of_queries_however_many_outlets_there_are(app) -> None:
    user = make_user(Role.HEAD)
    shelves()

    def queries() -> int:
        assert user.id
        counted: list[str] = []

        def count(_connection, _cursor, statement, *_rest) -> None:
            counted.append(statement)

        event.listen(db.engine, "before_cursor_execute", count)
        db.session.execute(compliance.rows(user, date(2026, 11, 22), {})).all()
        compliance.by_kind(user, date(2026, 11, 22))
        compliance.trend(user, date(2026, 11, 22))
        event.remove(db.engine, "before_cursor_execute", count)
        return len(counted)

    few = queries()
    for _number in range(8):
        make_placement(make_product(), make_outlet())
    assert queries() == few == 4


def test_staff_see_their_regions_and_nobody_else_enters(app) -> None:
    store, _hotel, _empty = shelves()
    elsewhere = make_user(Role.VERIFIER, regions=("18.72",))
    assert Api(app, elsewhere).get("/compliance/outlets").json["total"] == 0
    assert Api(app, elsewhere).get("/compliance/summary").json == {"kinds": [], "months": []}
    for outsider in (make_outlet_member(store), make_producer_user(make_producer())):
        assert Api(app, outsider).get("/compliance/outlets").status_code == 403


def test_the_page_shows_figures_chart_and_list_and_exports_what_it_shows(app) -> None:
    shelves()
    page = browser(app, Role.HEAD).get("/kepatuhan").get_data(as_text=True)
    assert "Gerai yang memajang produk lokal pada akhir bulan" in page
    assert "Belum memajang" in page
    assert "Buat surat" not in page
    officer = browser(app, Role.PARTNERSHIP_OFFICER)
    assert "Buat surat untuk yang dipilih" in officer.get("/kepatuhan").get_data(as_text=True)
    rows = officer.get("/kepatuhan?export=csv&carries=yes").get_data(as_text=True).splitlines()
    assert len(rows) == 3
    assert rows[1].split(";")[1:] == ["Maxi", "Supermarket", "", "Kota Balikpapan", "2", "1", "2026-09-15", ""]
    assert rows[2].split(";")[5] == "2"


def test_letters_are_numbered_printed_and_written_into_the_history_of_each_outlet(app) -> None:
    store, hotel, empty = shelves()
    officer = browser(app, Role.PARTNERSHIP_OFFICER)
    page = officer.get(f"/kepatuhan/surat?outlet_ids={hotel.id}&outlet_ids={empty.id}").get_data(as_text=True)
    assert "Satu berkas PDF berisi 2 surat." in page
    chosen = {"outlet_ids": [str(hotel.id), str(empty.id)], "csrf_token": officer.form_token}
    missing = officer.client.post("/kepatuhan/surat", data={**chosen, "day": "2026-11-22"})
    assert missing.status_code == 422
    future = officer.client.post("/kepatuhan/surat", data={**chosen, "first_number": "17", "day": "2026-11-23"})
    assert future.status_code == 422
    assert db.session.query(AuditEvent).filter_by(action="outlet:letter_made").count() == 0
    made = officer.client.post("/kepatuhan/surat", data={**chosen, "first_number": "17", "day": "2026-11-22"})
    assert (made.status_code, made.mimetype, made.get_data()[:5]) == (200, "application/pdf", b"%PDF-")
    noted = select(AuditEvent.subject_id, AuditEvent.after).where(AuditEvent.action == "outlet:letter_made")
    assert {row.subject_id: row.after["letter_number"] for row in db.session.execute(noted)} == {
        hotel.id: "500.2/017/XI/2026",
        empty.id: "500.2/018/XI/2026",
    }
    program = Api(app, make_user(Role.PARTNERSHIP_OFFICER))
    body = {"outlet_ids": [hotel.id], "first_number": 30, "day": "2026-11-22"}
    first, again = (program.post("/compliance/letters", body, key="surat-30") for _ in range(2))
    assert (first.status_code, first.mimetype, first.data[:5]) == (200, "application/pdf", b"%PDF-")
    assert (again.mimetype, again.data, again.headers["Idempotent-Replayed"]) == (first.mimetype, first.data, "true")
    assert db.session.query(AuditEvent).filter_by(action="outlet:letter_made").count() == 3
    carries = program.post("/compliance/letters", body | {"outlet_ids": [store.id]})
    assert (carries.status_code, carries.json["code"]) == (409, "carries_already")
    listed = Api(app, make_user(Role.HEAD)).get("/compliance/outlets?carries=no").json["items"]
    assert all(row["letter_at"].startswith("2026-11-22T02:00:00") for row in listed)
    assert store.id not in {row["id"] for row in listed}


def test_no_letter_goes_to_an_outlet_that_carries_or_is_not_ones_own_or_to_nobody(app) -> None:
    store, hotel, _empty = shelves()
    officer = browser(app, Role.PARTNERSHIP_OFFICER)
    refused = officer.get(f"/kepatuhan/surat?outlet_ids={store.id}&outlet_ids={hotel.id}", follow_redirects=True)
    assert "Maxi sudah memajang produk lokal" in refused.get_data(as_text=True)
    nobody = officer.get("/kepatuhan/surat", follow_redirects=True).get_data(as_text=True)
    assert "Pilih sedikitnya satu gerai" in nobody
    assert (
        browser(app, Role.PARTNERSHIP_OFFICER, regions=("18.72",))
        .get(f"/kepatuhan/surat?outlet_ids={hotel.id}")
        .status_code
        == 404
    )
    assert browser(app, Role.FINANCE).get("/kepatuhan/surat").status_code == 403


def test_the_national_rule_is_cited_to_self_service_shops_only_and_the_local_one_to_all() -> None:
    head = LetterHead(national_rule="PP 29/2021", local_rule="Perwali 21/2017")
    assert grounds_for("minimarket", head) == ("PP 29/2021", "Perwali 21/2017")
    assert grounds_for("hotel", head) == ("Perwali 21/2017",)
    assert grounds_for("hotel", LetterHead()) == ()


@pytest.mark.parametrize(
    ("pattern", "number"),
    [("500.2/{nomor}/{bulan}/{tahun}", "500.2/007/XII/2026"), ("{nomor}", "007"), ("{lain}{nomor}%s", "{lain}007%s")],
)
def test_the_number_of_a_letter_follows_the_agencys_pattern(pattern, number) -> None:
    assert numbered(pattern, 7, date(2026, 12, 1)) == number


def test_what_a_letter_says_is_edited_and_a_pattern_without_a_number_is_refused(app) -> None:
    officer = browser(app, Role.ADMINISTRATOR)
    officer.get("/kepatuhan/isi-surat")
    told = {"number_pattern": "500.2/{nomor}", "local_rule": "Perwali 21/2017", "signed_as": "Kepala Dinas"}
    refused = officer.post("/kepatuhan/isi-surat", {**told, "number_pattern": "500.2"})
    assert "Tulis {nomor} di tempat nomor urut" in refused.get_data(as_text=True)
    program = Api(app, make_user(Role.PARTNERSHIP_OFFICER))
    answer = program.post("/compliance/letter-head", {**told, "number_pattern": "500.2"})
    assert (answer.status_code, answer.json["code"]) == (422, "number_not_in_pattern")
    assert LetterHead(**program.get("/compliance/letter-head").json) == letter_head() == LetterHead()
    assert officer.post("/kepatuhan/isi-surat", told).status_code == 303
    assert letter_head().local_rule == "Perwali 21/2017"
    assert letter_head().national_rule == ""
    changed = select(AuditEvent.after).where(AuditEvent.action == "agency:letter_changed")
    assert db.session.execute(changed).scalar_one() == {"fields": "number_pattern, national_rule, local_rule"}
    assert program.post("/compliance/letter-head", told).json == program.get("/compliance/letter-head").json
    with transaction():
        administrator = db.session.execute(select(UserAccount).where(UserAccount.role == Role.ADMINISTRATOR))
        set_letter_head(by=administrator.scalars().first(), **told, national_rule="")
    assert db.session.query(AuditEvent).filter_by(action="agency:letter_changed").count() == 1
