"""Disputes by line: only that line is frozen, another person decides, and a correction gives a credit note."""

import io
from datetime import UTC, date, datetime

import pypdf
import pytest
from sqlalchemy import select

from accounts.permissions import Role
from commissions.models import Transfer
from commissions.verification import verify
from core.database import db
from tests.accounts.people_at_work import HASH, signed_in
from tests.clients import Api
from tests.commissions.test_payments import open_between, paid, statement_of
from tests.factories.ledger import Pair, close_month, make_pair
from tests.factories.people import make_user


@pytest.fixture
def pair(app, clock_stands) -> Pair:
    """Five pieces at Rp8.000 typed where three were sold, and one at Rp15.000, in October; the month is closed."""
    clock_stands.move_to(datetime(2026, 11, 4, 2, tzinfo=UTC))
    pair = make_pair()
    pair.sell(date(2026, 10, 5), 5, 8_000)
    pair.sell(date(2026, 10, 6))
    close_month("2026-10")
    return pair


def raised(app, pair: Pair, api: Api, line_id: int) -> dict:
    statement_id = statement_of(api, pair)["id"]
    told = {"sale_line_id": line_id, "reason": "Yang terjual 3, bukan 5."}
    answer = api.post(f"/statements/{statement_id}/dispute", told)
    assert answer.status_code == 201, answer.json
    return answer.json


def posted_since(first: int) -> list[tuple[str, str, int]]:
    rows = select(Transfer.debit, Transfer.credit, Transfer.amount_rupiah).where(Transfer.id > first)
    return [tuple(row) for row in db.session.execute(rows.order_by(Transfer.id))]


def last_transfer() -> int:
    return db.session.execute(select(db.func.max(Transfer.id))).scalar_one()


def assert_everything_holds() -> None:
    assert [(outcome.sentence, outcome.broken) for outcome in verify() if not outcome.holds] == []


def test_a_disputed_line_posts_nothing_until_it_is_decided_and_the_other_lines_stay_free(app, pair) -> None:
    owner, manager = Api(app, pair.owner), Api(app, pair.manager)
    wrong, right = (line.id for line in pair.lines())
    before = last_transfer()
    dispute = raised(app, pair, owner, wrong)
    assert (dispute["status"], posted_since(before)) == ("disputed", [])
    finance = signed_in(app, make_user(Role.FINANCE, email="f@contoh.id", password_hash=HASH))
    for state, shown in (("open", True), ("decided", False)):
        page = finance.get(f"/keberatan?state={state}")
        assert (page.status_code, "Yang terjual 3, bukan 5." in page.get_data(as_text=True)) == (200, shown)
    for kind in ("wrong_entry", "customer_return"):
        frozen = manager.post(f"/sales-lines/{wrong}/reversal", {"quantity": 1, "reason": "x", "kind": kind})
        assert (frozen.status_code, frozen.json["code"]) == (409, "line_disputed")
    statement_id = statement_of(owner, pair)["id"]
    twice = manager.post(f"/statements/{statement_id}/dispute", {"sale_line_id": wrong, "reason": "x"})
    assert (twice.status_code, twice.json["code"]) == (409, "line_disputed")
    assert manager.post(f"/sales-lines/{right}/reversal", {"reason": "salah"}).status_code in {200, 201}
    elsewhere = make_pair(outlet_name="Lain")
    elsewhere.sell(date(2026, 10, 7))
    stranger = owner.post(
        f"/statements/{statement_id}/dispute", {"sale_line_id": elsewhere.lines()[0].id, "reason": "x"}
    )
    assert (stranger.status_code, stranger.json["code"]) == (422, "not_on_this_statement")
    assert_everything_holds()


def test_five_were_typed_three_were_sold_in_a_month_that_is_closed_and_settled(app, pair, clock_stands) -> None:
    owner, manager = Api(app, pair.owner), Api(app, pair.manager)
    finance, officer = Api(app, make_user(Role.FINANCE)), Api(app, make_user(Role.PARTNERSHIP_OFFICER))
    clock_stands.move_to(datetime(2026, 11, 10, 2, tzinfo=UTC))
    settled = manager.post("/payments", paid(pair, 53_350)).json
    owner.post(f"/payments/{settled['id']}/confirm", {})
    dispute = raised(app, pair, manager, pair.lines()[0].id)
    path = f"/disputes/{dispute['dispute_id']}/decision"
    told = {"outcome": "adjusted", "quantity": 3, "reason": "Bon menunjukkan 3."}
    assert manager.post(path, told).status_code == 403
    assert Api(app, make_user(Role.ADMINISTRATOR)).post(path, told).status_code == 403
    before = last_transfer()
    assert finance.post(path, told | {"quantity": None}).json["code"] == "quantity_required"
    done = finance.post(path, told)
    assert (done.status_code, done.json["outcome"]) == (200, "adjusted")
    assert posted_since(before) == [
        ("sales", "takings", 40_000),
        ("takings", "commission", 1_200),
        ("takings", "sales", 24_000),
        ("commission", "takings", 720),
    ]
    late = officer.post(path, told)
    assert (late.status_code, late.json["code"]) == (409, "already_decided")
    assert open_between(owner) == [("2026-11", "producer", 15_520, "running")]
    (note,) = owner.get("/credit-notes").json["items"]
    assert (note["number"], note["gross_rupiah"], note["commission_rupiah"]) == ("NK-2026-00001", 40_000, 1_200)
    assert note["statement_id"] == statement_of(owner, pair)["id"]
    paper = owner.get(f"/credit-notes/{note['id']}.pdf")
    text = "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(paper.data)).pages)
    for said in ("NK-2026-00001", "REK-2026-00001", "Rp40.000", "Dicatat ulang", "Rp24.000"):
        assert said in text
    assert Api(app, make_pair(outlet_name="Lain").owner).get(f"/credit-notes/{note['id']}.pdf").status_code == 404
    clock_stands.move_to(datetime(2026, 12, 3, 2, tzinfo=UTC))
    close_month("2026-11", waive_missing=True, reason="uji")
    november = statement_of(owner, pair, "2026-11")
    assert (november["closing_rupiah"], november["producer_owes_rupiah"]) == (-15_520, 15_520)
    assert (november["prior_gross_rupiah"], november["prior_commission_rupiah"]) == (-16_000, -480)
    assert_everything_holds()


def test_a_line_that_was_right_stands_with_a_reason_and_may_be_disputed_again(app, pair) -> None:
    owner = Api(app, pair.owner)
    officer = Api(app, make_user(Role.PARTNERSHIP_OFFICER))
    finance = Api(app, make_user(Role.FINANCE))
    line_id, before = pair.lines()[0].id, last_transfer()
    statement_id = statement_of(owner, pair)["id"]
    told = {"sale_line_id": line_id, "reason": "Telepon produsen.", "on_behalf_of": "producer", "source": "telepon"}
    assert officer.post(f"/statements/{statement_id}/dispute", told | {"source": None}).json["code"] == "side_required"
    dispute = officer.post(f"/statements/{statement_id}/dispute", told).json
    path = f"/disputes/{dispute['dispute_id']}/decision"
    upheld = {"outcome": "upheld", "reason": "Bon menunjukkan 5."}
    own = officer.post(path, upheld)
    assert (own.status_code, own.json["code"]) == (403, "second_person_needed")
    assert finance.post(path, upheld).json["decision_reason"] == "Bon menunjukkan 5."
    assert (statement_of(owner, pair)["status"], posted_since(before)) == ("issued", [])
    again = raised(app, pair, owner, line_id)
    assert finance.post(f"/disputes/{again['dispute_id']}/decision", upheld).status_code == 200
    assert owner.get("/credit-notes").json["total"] == 0
    assert_everything_holds()


def test_a_reversal_in_an_open_month_gives_no_credit_note_and_one_of_a_stated_month_does(app, pair) -> None:
    manager, owner = Api(app, pair.manager), Api(app, pair.owner)
    pair.sell(date(2026, 11, 3))
    for line in pair.lines()[1:]:
        assert manager.post(f"/sales-lines/{line.id}/reversal", {"reason": "salah"}).status_code in {200, 201}
    assert [note["gross_rupiah"] for note in owner.get("/credit-notes").json["items"]] == [15_000]
    assert_everything_holds()
