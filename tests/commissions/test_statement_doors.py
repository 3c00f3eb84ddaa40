"""Statements through their doors: who sees which, who may agree with them, and what a stranger learns."""

from datetime import date

import pytest
import time_machine
from flask import Flask

from accounts.models import AuditEvent, UserAccount
from accounts.permissions import Role
from commissions.models import Statement, StatementEvent
from core.database import db
from outlets.money_routes import MoneyRoute
from tests.clients import Api
from tests.factories.ledger import Pair, close_month, make_pair
from tests.factories.outlets import make_outlet_member
from tests.factories.payments import make_credit_note
from tests.factories.people import make_user

OCTOBER = "2026-10"


@pytest.fixture
def pair(app: Flask) -> Pair:
    """A pair whose October is closed, with one sale of Rp15.000 at 3 %."""
    assert app is not None
    made = make_pair(outlet_name="Maxi Balikpapan")
    made.sell(date(2026, 10, 5))
    close_month(OCTOBER)
    return made


def ids_seen(app: Flask, user: UserAccount) -> list[int]:
    response = Api(app, user).get("/statements")
    assert response.status_code == 200, response.get_data(as_text=True)
    return [item["id"] for item in response.json["items"]]


def test_a_statement_has_the_names_and_figures_programs_rely_on(app: Flask, pair: Pair) -> None:
    statement = pair.statement(OCTOBER)
    item = Api(app, pair.owner).get(f"/statements?period={OCTOBER}").json["items"][0]
    assert item == {
        "id": statement.id,
        "number": "REK-2026-00001",
        "status": "issued",
        "producer_id": pair.producer.id,
        "outlet_id": pair.outlet.id,
        "period": OCTOBER,
        "opening_rupiah": 0,
        "gross_rupiah": 15_000,
        "returns_rupiah": 0,
        "collected_by_producer_rupiah": 0,
        "commission_rupiah": 450,
        "tax_rupiah": 0,
        "adjustments_rupiah": 0,
        "payments_from_outlet_rupiah": 0,
        "payments_from_producer_rupiah": 0,
        "closing_rupiah": 14_550,
        "takings_claim_rupiah": 14_550,
        "commission_claim_rupiah": 0,
        "outlet_owes_rupiah": 14_550,
        "producer_owes_rupiah": 0,
        "prior_gross_rupiah": 0,
        "prior_returns_rupiah": 0,
        "prior_commission_rupiah": 0,
        "due_on": "2026-12-07",
        "content_hash": statement.content_hash,
        "verification_code": statement.verification_code,
    }
    assert Api(app, pair.owner).get(f"/statements/{statement.id}").json == item


def test_each_side_sees_its_own_staff_those_of_their_regions_and_cashiers_none(app: Flask, pair: Pair) -> None:
    neighbour = make_pair(region_code="62.71", producer_name="Produsen Lain", outlet_name="Gerai Lain")
    neighbour.sell(date(2026, 11, 5))
    with time_machine.travel("2026-12-05T02:00:00Z"):
        pair.report(date(2026, 11, 1), [])
        close_month("2026-11")
        own = [pair.statement(OCTOBER).id, pair.statement("2026-11").id]
        other = [neighbour.statement("2026-11").id]
        assert sorted(ids_seen(app, pair.owner)) == sorted(ids_seen(app, pair.manager)) == own
        assert ids_seen(app, neighbour.owner) == ids_seen(app, neighbour.manager) == other
        assert sorted(ids_seen(app, make_user(Role.FINANCE))) == own + other
        assert ids_seen(app, make_user(Role.HEAD, regions=("62",))) == other
        assert sorted(ids_seen(app, make_user(Role.VERIFIER, regions=("64.71",)))) == own
        cashier = make_outlet_member(pair.outlet, Role.CASHIER)
        assert Api(app, cashier).get("/statements").status_code == 403


@pytest.mark.parametrize("door", ["", "/lines", ".pdf"])
def test_a_foreign_statement_is_not_found_like_an_unknown_one(app: Flask, pair: Pair, door: str) -> None:
    stranger = make_pair(producer_name="Produsen Lain")
    foreign = Api(app, stranger.owner).get(f"/statements/{pair.statement(OCTOBER).id}{door}")
    unknown = Api(app, stranger.owner).get(f"/statements/999999{door}")
    beyond = Api(app, stranger.owner).get(f"/statements/{2**63}{door}")
    assert foreign.status_code == unknown.status_code == beyond.status_code == 404
    assert foreign.json == unknown.json


def test_the_lines_of_a_statement_say_why(app: Flask, pair: Pair) -> None:
    lines = Api(app, pair.owner).get(f"/statements/{pair.statement(OCTOBER).id}/lines").json
    assert lines["total"] == 1
    assert (lines["items"][0]["gross_rupiah"], lines["items"][0]["commission_rupiah"]) == (15_000, 450)
    assert "3 %" in lines["items"][0]["why"]["sentence"]


def test_both_sides_agree_once_each_and_the_statement_is_acknowledged(app: Flask, pair: Pair) -> None:
    door = f"/statements/{pair.statement(OCTOBER).id}/acknowledge"
    first = Api(app, pair.owner).post(door, {})
    assert (first.status_code, first.json["status"]) == (200, "issued")
    again = Api(app, pair.owner).post(door, {})
    assert (again.status_code, again.json["code"]) == (409, "already_acknowledged")
    second = Api(app, pair.manager).post(door, {})
    assert (second.status_code, second.json["status"]) == (200, "acknowledged")
    history = db.session.query(AuditEvent).filter_by(subject_type="statement").order_by(AuditEvent.id).all()
    assert [event.action for event in history] == [
        "statement:issued",
        "statement:producer_acknowledged",
        "statement:outlet_acknowledged",
    ]


def test_an_officer_stands_in_for_one_side_and_never_for_both(app: Flask, pair: Pair) -> None:
    door = f"/statements/{pair.statement(OCTOBER).id}/acknowledge"
    officer = Api(app, make_user(Role.PARTNERSHIP_OFFICER))
    assert officer.post(door, {}).json["code"] == "side_required"
    assert officer.post(door, {"on_behalf_of": "producer"}).status_code == 422
    telephone = {"source": "telepon 22 November"}
    assert officer.post(door, {"on_behalf_of": "producer", **telephone}).status_code == 200
    both = officer.post(door, {"on_behalf_of": "outlet", **telephone})
    assert (both.status_code, both.json["code"]) == (409, "never_both_sides")
    event = db.session.query(StatementEvent).one()
    assert (event.on_behalf_of, event.source) == ("producer", "telepon 22 November")


@pytest.mark.parametrize("role", [Role.FINANCE, Role.HEAD, Role.VERIFIER])
def test_those_who_only_read_do_not_agree_for_anybody(app: Flask, pair: Pair, role: Role) -> None:
    body = {"on_behalf_of": "producer", "source": "telepon"}
    response = Api(app, make_user(role)).post(f"/statements/{pair.statement(OCTOBER).id}/acknowledge", body)
    assert response.status_code == 403
    assert db.session.query(StatementEvent).count() == 0


def test_a_side_does_not_agree_for_the_other(app: Flask, pair: Pair) -> None:
    body = {"on_behalf_of": "outlet", "source": "telepon"}
    response = Api(app, pair.owner).post(f"/statements/{pair.statement(OCTOBER).id}/acknowledge", body)
    assert response.status_code == 403
    assert db.session.query(StatementEvent).count() == 0


def test_a_statement_nobody_answers_for_14_days_counts_as_acknowledged(app: Flask, pair: Pair) -> None:
    assert Api(app, pair.owner).get("/statements?status=acknowledged").json["total"] == 0
    with time_machine.travel("2026-12-06T02:00:01Z"):
        assert Api(app, pair.owner).get("/statements?status=acknowledged").json["total"] == 1


def test_the_pdf_comes_to_those_who_may_see_the_statement(app: Flask, pair: Pair) -> None:
    response = Api(app, pair.owner).get(f"/statements/{pair.statement(OCTOBER).id}.pdf")
    assert response.status_code == 200
    assert response.mimetype in {"application/pdf", "text/html"}
    if response.mimetype == "application/pdf":
        assert response.get_data().startswith(b"%PDF")
        assert response.headers["Content-Disposition"] == 'attachment; filename="REK-2026-00001.pdf"'


def test_a_stranger_learns_from_the_code_that_a_statement_is_genuine_and_no_name(app: Flask, pair: Pair) -> None:
    statement = pair.statement(OCTOBER)
    code = statement.verification_code
    for typed in (code, code.lower(), f"{code[:4]} {code[4:8]} {code[8:]}", f"{code[:4]}-{code[4:]}"):
        response = app.test_client().get(f"/verifikasi/{typed}")
        page = response.get_data(as_text=True)
        assert response.status_code == 200
        for shown in ("Rekap asli", "REK-2026-00001", "Rp14.550", statement.content_hash):
            assert shown in page
        for hidden in (pair.producer.name, "Maxi Balikpapan", pair.producer.phone, pair.producer.owner_name):
            assert hidden not in page


def test_a_stranger_learns_what_was_corrected_after_a_statement_and_no_name(app: Flask, pair: Pair) -> None:
    statement = pair.statement(OCTOBER)
    note = make_credit_note(pair.lines()[0], pair.manager)
    page = app.test_client().get(f"/verifikasi/{statement.verification_code}").get_data(as_text=True)
    for shown in ("Rekap asli, sudah dikoreksi", "Rp14.550", statement.content_hash, note.number, "Rp15.000"):
        assert shown in page
    for hidden in (pair.producer.name, "Maxi Balikpapan", "salah hitung"):
        assert hidden not in page


@pytest.mark.parametrize("code", ["ABCDEFGHJKMN", "x", "é", "%00", "A" * 3000, "<script>"])
def test_a_code_nobody_was_given_is_unknown(app: Flask, pair: Pair, code: str) -> None:
    assert pair is not None
    response = app.test_client().get(f"/verifikasi/{code}")
    assert response.status_code == 404
    assert "<script>" not in response.get_data(as_text=True).split("</head>")[1]


def test_whoever_asks_too_often_waits(app: Flask) -> None:
    asks = app.test_client()
    answers = [
        asks.get("/verifikasi/ABCDEFGHJKMN", environ_base={"REMOTE_ADDR": "203.0.113.9"}).status_code for _ in range(61)
    ]
    assert answers == [404] * 60 + [429]


@pytest.mark.parametrize(
    ("route", "sentence"),
    [
        (MoneyRoute.OUTLET_REMITS_NET, "Hasil penjualan Rp15.000 dikurangi komisi Rp450"),
        (MoneyRoute.OUTLET_REMITS_GROSS, "komisi Rp450 ditagih gerai tersendiri"),
        (MoneyRoute.PRODUCER_COLLECTS, "Produsen menerima langsung hasil penjualan Rp15.000"),
    ],
)
def test_the_page_says_for_each_money_route_who_pays_whom(app: Flask, route: MoneyRoute, sentence: str) -> None:
    made = make_pair(route)
    made.sell(date(2026, 10, 5))
    close_month(OCTOBER)
    page = read(app, made.owner, f"/rekap/{made.statement(OCTOBER).id}")
    assert sentence in page
    assert "Apakah rekap ini benar?" in page
    assert "REK-2026-00001" in read(app, made.owner, "/rekap")


def read(app: Flask, user: UserAccount, path: str) -> str:
    """A page as somebody signed in by token sees it."""
    client = Api(app, user)
    headers = {"Authorization": f"Bearer {client.token}"}
    response = client.client.get(path, headers=headers)
    assert response.status_code == 200, response.get_data(as_text=True)[:2000]
    return response.get_data(as_text=True)


def test_the_page_is_complete_in_english(app: Flask, pair: Pair) -> None:
    pair.owner.language = "en"
    db.session.commit()
    page = read(app, pair.owner, f"/rekap/{pair.statement(OCTOBER).id}")
    for words in (
        "Maxi Balikpapan pays Keripik Bu Siti",
        "Fourteen thousand five hundred fifty rupiah",
        "Takings of Rp15.000 less commission of Rp450",
        "Is this statement right?",
        "Closing balance",
    ):
        assert words in page


def test_the_list_exports_what_it_shows_with_a_control_total(app: Flask, pair: Pair) -> None:
    text = read(app, pair.manager, "/rekap?export=csv")
    lines = text.splitlines()
    assert len(lines) == 3
    assert "REK-2026-00001" in lines[1]
    assert lines[2].startswith("TOTAL 1;")
    assert "14550" in lines[2]
    assert db.session.query(Statement).count() == 1
