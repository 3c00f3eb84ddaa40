"""Payments: announced by one side, confirmed by the other; in part, too much, by the wrong side, and sent back."""

import io
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from accounts.models import OutboxMessage
from accounts.outbox import body_of
from accounts.permissions import Role
from commissions.debt_reminders import remind
from commissions.models import Transfer
from commissions.verification import verify
from core.database import db
from tests.clients import Api
from tests.factories.ledger import close_month, make_pair
from tests.factories.outlets import make_outlet_member
from tests.factories.people import make_user
from tests.partnerships.pictures import pdf


@pytest.fixture
def pair(app, clock_stands):
    """One packet of Rp15.000 sold in October at 3 %, the outlet remits net: Rp14.550 due by 19 November."""
    clock_stands.move_to(datetime(2026, 11, 4, 2, tzinfo=UTC))
    pair = make_pair()
    pair.sell(date(2026, 10, 5))
    close_month("2026-10")
    clock_stands.move_to(datetime(2026, 11, 22, 2, tzinfo=UTC))
    return pair


def statement_of(api: Api, pair, month: str = "2026-10") -> dict:
    query = f"period={month}&producer_id={pair.producer.id}&outlet_id={pair.outlet.id}"
    (statement,) = api.get(f"/statements?{query}").json["items"]
    return statement


def paid(pair, amount: int, **more) -> dict:
    told = {"paid_by": "outlet", "amount_rupiah": amount, "paid_on": "2026-11-10"}
    return told | {"producer_id": pair.producer.id, "outlet_id": pair.outlet.id} | more


def transfers() -> list[tuple[str, str, str, int, str]]:
    kinds = ("payment", "payment_returned")
    rows = select(Transfer.kind, Transfer.debit, Transfer.credit, Transfer.amount_rupiah, Transfer.period)
    return [tuple(row) for row in db.session.execute(rows.where(Transfer.kind.in_(kinds)).order_by(Transfer.id))]


def open_between(api: Api) -> list[tuple[str | None, str, int, str]]:
    items = api.get("/debts").json["items"]
    return [(row["period"], row["owed_by"], row["owed_rupiah"], row["state"]) for row in items]


def assert_everything_holds() -> None:
    assert [(outcome.sentence, outcome.broken) for outcome in verify() if not outcome.holds] == []


def test_a_client_cannot_fake_a_settled_debt(app, pair) -> None:
    manager, owner = Api(app, pair.manager), Api(app, pair.owner)
    made = manager.post("/payments", paid(pair, 14_550))
    assert (made.status_code, made.json["status"], transfers()) == (201, "announced", [])
    assert statement_of(owner, pair)["status"] == "acknowledged"
    assert open_between(owner) == [("2026-10", "outlet", 14_550, "overdue")]
    colleague = Api(app, make_outlet_member(pair.outlet))
    path = f"/payments/{made.json['id']}/confirm"
    for who, code in ((manager, "second_person_needed"), (colleague, "other_side_needed")):
        refused = who.post(path, {})
        assert (refused.status_code, refused.json["code"]) == (403, code)
    assert Api(app, make_user(Role.ADMINISTRATOR)).post(path, {}).status_code == 403
    assert transfers() == []
    done = owner.post(path, {})
    assert (done.status_code, done.json["status"], done.json["period"]) == (200, "confirmed", "2026-11")
    assert transfers() == [("payment", "paid_by_outlet", "takings", 14_550, "2026-11")]
    assert statement_of(owner, pair)["status"] == "settled"
    assert open_between(owner) == []
    again = owner.post(path, {})
    assert (again.status_code, again.json["code"]) == (409, "already_decided")
    assert_everything_holds()


def test_an_overpayment_is_an_exact_integer_and_is_carried(app, pair, clock_stands) -> None:
    manager, owner = Api(app, pair.manager), Api(app, pair.owner)
    made = manager.post("/payments", paid(pair, 15_000)).json
    assert [warning["code"] for warning in made["warnings"]] == ["more_than_is_owed"]
    owner.post(f"/payments/{made['id']}/confirm", {})
    assert open_between(owner) == [(None, "producer", 450, "carried")]
    clock_stands.move_to(datetime(2026, 12, 5, 2, tzinfo=UTC))
    close_month("2026-11", waive_missing=True, reason="uji")
    november = statement_of(owner, pair, "2026-11")
    assert (november["closing_rupiah"], november["producer_owes_rupiah"]) == (-450, 450)
    pair.sell(date(2026, 12, 5), 1, 20_000)
    clock_stands.move_to(datetime(2027, 1, 4, 2, tzinfo=UTC))
    close_month("2026-12")
    assert statement_of(owner, pair, "2026-12")["closing_rupiah"] == 18_950
    assert open_between(owner) == [("2026-12", "outlet", 18_950, "due")]
    for amount in (450.5, "450", 0, -1, True):
        assert manager.post("/payments", paid(pair, amount)).status_code == 422
    assert_everything_holds()


def test_a_payment_in_part_leaves_the_rest_of_the_statement_open(app, pair) -> None:
    manager, owner = Api(app, pair.manager), Api(app, pair.owner)
    statement_id = statement_of(owner, pair)["id"]
    part = {"statement_id": statement_id, "claim": "takings", "amount_rupiah": 7_500}
    told = {"paid_by": "outlet", "amount_rupiah": 7_500, "paid_on": "2026-11-10", "allocations": [part]}
    made = manager.post("/payments", told).json
    assert (made["producer_id"], made["allocations"]) == (pair.producer.id, [part])
    owner.post(f"/payments/{made['id']}/confirm", {})
    assert open_between(manager) == [("2026-10", "outlet", 7_050, "overdue")]
    late = owner.get("/debts?state=overdue").json["items"][0]
    assert (late["due_on"], late["days_overdue"], late["statement_id"]) == ("2026-11-19", 3, statement_id)
    assert statement_of(owner, pair)["status"] != "settled"
    assert_everything_holds()


def test_a_payment_that_comes_back_reopens_its_statement(app, pair, clock_stands) -> None:
    manager, owner = Api(app, pair.manager), Api(app, pair.owner)
    made = manager.post("/payments", paid(pair, 14_550)).json
    path = f"/payments/{made['id']}"
    early = manager.post(f"{path}/return", {"returned_on": "2026-11-20", "reason": "rekening salah"})
    assert (early.status_code, early.json["code"]) == (409, "not_confirmed")
    owner.post(f"{path}/confirm", {})
    clock_stands.move_to(datetime(2026, 12, 2, 2, tzinfo=UTC))
    close_month("2026-11", waive_missing=True, reason="uji")
    before = manager.post(f"{path}/return", {"returned_on": "2026-11-09", "reason": "rekening salah"})
    assert (before.status_code, before.json["code"]) == (422, "before_payment")
    back = manager.post(f"{path}/return", {"returned_on": "2026-11-28", "reason": "rekening salah"})
    assert (back.status_code, back.json["status"]) == (200, "returned")
    assert transfers()[1] == ("payment_returned", "takings", "paid_by_outlet", 14_550, "2026-12")
    assert open_between(owner) == [("2026-10", "outlet", 14_550, "overdue")]
    assert manager.post(f"{path}/return", {}).json["code"] == "already_returned"
    assert_everything_holds()


def test_both_claims_are_paid_each_by_its_own_transfer_and_the_payer_pays_what_it_owes(app, clock_stands) -> None:
    clock_stands.move_to(datetime(2026, 11, 4, 2, tzinfo=UTC))
    pair = make_pair("outlet_remits_gross")  # type: ignore[arg-type]
    pair.sell(date(2026, 10, 5))
    close_month("2026-10")
    clock_stands.move_to(datetime(2026, 11, 22, 2, tzinfo=UTC))
    manager, owner = Api(app, pair.manager), Api(app, pair.owner)
    for payer, other, side, amount in ((manager, owner, "outlet", 15_000), (owner, manager, "producer", 441)):
        made = payer.post("/payments", paid(pair, amount, paid_by=side)).json
        other.post(f"/payments/{made['id']}/confirm", {})
    slip = owner.post("/payments", paid(pair, 9, paid_by="producer", means="withholding_slip")).json
    assert statement_of(owner, pair)["status"] != "settled"
    manager.post(f"/payments/{slip['id']}/confirm", {})
    assert [row[1:4] for row in transfers()] == [
        ("paid_by_outlet", "takings", 15_000),
        ("commission_due", "paid_by_producer", 441),
        ("commission_due", "paid_by_producer", 9),
    ]
    assert statement_of(owner, pair)["status"] == "settled"
    statement_id = statement_of(owner, pair)["id"]
    parts = [
        {"statement_id": statement_id, "claim": claim, "amount_rupiah": amount}
        for claim, amount in (("takings", 60), ("commission", 40))
    ]
    both = manager.post("/payments", paid(pair, 100, allocations=parts)).json
    owner.post(f"/payments/{both['id']}/confirm", {})
    assert [row[1:4] for row in transfers()[3:]] == [
        ("paid_by_outlet", "commission_due", 40),
        ("paid_by_outlet", "takings", 60),
    ]
    assert sorted(open_between(owner)) == [(None, "producer", 40, "carried"), (None, "producer", 60, "carried")]
    assert_everything_holds()


def test_staff_stand_in_for_one_side_and_never_for_both(app, pair) -> None:
    finance, officer, owner = (
        Api(app, make_user(Role.FINANCE)),
        Api(app, make_user(Role.PARTNERSHIP_OFFICER)),
        Api(app, pair.owner),
    )
    made = finance.post("/payments", paid(pair, 100, source="telepon 10 November"))
    assert (made.status_code, made.json["announced_for"]) == (201, "outlet")
    path = f"/payments/{made.json['id']}/confirm"
    assert officer.post(path, {}).json["code"] == "side_required"
    both = officer.post(path, {"on_behalf_of": "producer", "source": "telepon"})
    assert (both.status_code, both.json["code"]) == (409, "never_both_sides")
    assert owner.post(path, {}).status_code == 200
    for role in (Role.HEAD, Role.VERIFIER, Role.ADMINISTRATOR):
        assert Api(app, make_user(role)).post("/payments", paid(pair, 100)).status_code == 403
    told = Api(app, pair.manager).post("/payments", paid(pair, 200)).json
    stood_in = officer.post(f"/payments/{told['id']}/confirm", {"on_behalf_of": "producer", "source": "whatsapp"})
    assert stood_in.json["status"] == "confirmed"


def test_two_payments_alike_are_shown_and_not_forbidden(app, pair) -> None:
    manager, owner = Api(app, pair.manager), Api(app, pair.owner)
    first = manager.post("/payments", paid(pair, 5_000, reference="TRF-1")).json
    second = manager.post("/payments", paid(pair, 5_000, paid_on="2026-11-11", reference="TRF-1")).json
    assert (first["warnings"], [warning["code"] for warning in second["warnings"]]) == ([], ["looks_like_another"])
    other = manager.post("/payments", paid(pair, 5_001)).json
    assert other["warnings"] == []
    assert owner.post(f"/payments/{second['id']}/confirm", {}).status_code == 200
    told = owner.post(f"/payments/{first['id']}/decline", {"reason": "Sama dengan TRF-1."}).json
    assert (told["status"], told["decision_reason"]) == ("declined", "Sama dengan TRF-1.")
    gone = manager.post(f"/payments/{other['id']}/withdraw", {"reason": "salah ketik"}).json
    assert gone["status"] == "withdrawn"
    assert [row[3] for row in transfers()] == [5_000]


def test_what_cannot_be_meant_is_refused_with_its_place(app, pair) -> None:
    manager, stranger = Api(app, pair.manager), make_pair(outlet_name="Gerai lain")
    statement_id = statement_of(manager, pair)["id"]
    part = {"statement_id": statement_id, "claim": "takings", "amount_rupiah": 60}
    cases = (
        ({"allocations": [part, part]}, "named_twice", "allocations.1.claim"),
        ({"allocations": [part | {"amount_rupiah": 101}]}, "more_allocated_than_paid", "allocations"),
        ({"paid_on": "2026-11-23"}, "day_in_future", "paid_on"),
    )
    for more, code, field in cases:
        answer = manager.post("/payments", paid(pair, 100, **more))
        assert (answer.status_code, answer.json["code"], [*answer.json["errors"]]) == (422, code, [field])
    for who in (Api(app, stranger.manager), Api(app, stranger.owner)):
        assert who.post("/payments", paid(pair, 100)).status_code == 404
        told = {"paid_by": "outlet", "amount_rupiah": 60, "paid_on": "2026-11-10", "allocations": [part]}
        assert who.post("/payments", told).status_code == 404
    without_pair = {"paid_by": "outlet", "amount_rupiah": 1, "paid_on": "2026-11-10"}
    assert manager.post("/payments", without_pair).json["producer_id"] == pair.producer.id
    stranger.sell(date(2026, 11, 5))
    unclear = Api(app, make_user(Role.FINANCE)).post("/payments", without_pair)
    assert (unclear.status_code, unclear.json["code"]) == (422, "pair_required")


def test_a_proof_comes_along_as_multipart_and_is_read_by_both_sides_only(app, pair) -> None:
    manager, owner = Api(app, pair.manager), Api(app, pair.owner)
    scan = io.BytesIO(pdf())
    form = {"paid_by": "outlet", "amount_rupiah": "14.550", "paid_on": "2026-11-10", "proof": (scan, "bukti.pdf")}
    statement_id = statement_of(owner, pair)["id"]
    form["allocations"] = f'[{{"statement_id": {statement_id}, "claim": "takings", "amount_rupiah": 14550}}]'
    made = manager.post("/payments", data=form, content_type="multipart/form-data")
    assert (made.status_code, made.json.get("has_proof")) == (201, True), made.json
    found = owner.get(f"/payments/{made.json['id']}/proof")
    assert (found.status_code, found.data[:5]) == (200, b"%PDF-")
    assert Api(app, make_pair(outlet_name="Lain").owner).get(f"/payments/{made.json['id']}/proof").status_code == 404


def test_whoever_owes_is_reminded_before_and_after_the_day_once_each(app, pair, clock_stands) -> None:
    clock_stands.move_to(datetime(2026, 11, 15, 2, tzinfo=UTC))
    assert remind(date(2026, 11, 15)) == 0
    for day, reminded in ((16, 1), (17, 0), (20, 1), (21, 0)):
        assert remind(date(2026, 11, day)) == reminded
    made = Api(app, pair.manager).post("/payments", paid(pair, 14_550)).json
    Api(app, pair.owner).post(f"/payments/{made['id']}/confirm", {})
    assert remind(date(2026, 12, 20)) == 0
    messages = db.session.query(OutboxMessage).filter_by(kind="debt").all()
    assert [message.to_user_id for message in messages] == [pair.manager.id] * 2
    assert "Rp14.550" in body_of(messages[0])


def test_examples_16_and_18_of_the_ledger_come_out_through_the_verbs(app, clock_stands) -> None:
    clock_stands.move_to(datetime(2026, 11, 3, 2, tzinfo=UTC))
    sixteen, eighteen = make_pair(outlet_name="Gerai 16"), make_pair(outlet_name="Gerai 18")
    for pair in (sixteen, eighteen):
        pair.sell(date(2026, 10, 5))
    close_month("2026-10")
    clock_stands.move_to(datetime(2026, 11, 5, 2, tzinfo=UTC))
    sixteen.sell(date(2026, 11, 4), 1, 10_000)
    manager, owner = Api(app, sixteen.manager), Api(app, sixteen.owner)
    made = manager.post("/payments", paid(sixteen, 7_500, paid_on="2026-11-05")).json
    owner.post(f"/payments/{made['id']}/confirm", {})
    cost = {"producer_id": sixteen.producer.id, "kind": "agreed_cost", "amount_rupiah": 2_500, "reason": "biaya bank"}
    fee = manager.post(f"/outlets/{sixteen.outlet.id}/charges", cost).json
    owner.post(f"/charges/{fee['id']}/confirm", {})
    producer = Api(app, eighteen.owner)
    wrong = producer.post("/payments", paid(eighteen, 450, paid_by="producer", paid_on="2026-11-05")).json
    Api(app, eighteen.manager).post(f"/payments/{wrong['id']}/confirm", {})
    clock_stands.move_to(datetime(2026, 12, 5, 2, tzinfo=UTC))
    close_month("2026-11", waive_missing=True, reason="uji")
    november = statement_of(owner, sixteen, "2026-11")
    assert [november[f"{name}_rupiah"] for name in ("opening", "adjustments", "payments_from_outlet", "closing")] == [
        14_550,
        -2_500,
        7_500,
        14_250,
    ]
    assert [row[:3] for row in open_between(owner)] == [("2026-10", "outlet", 7_050), ("2026-11", "outlet", 7_200)]
    rest = manager.post("/payments", paid(sixteen, 14_250, paid_on="2026-12-05")).json
    owner.post(f"/payments/{rest['id']}/confirm", {})
    assert open_between(owner) == []
    assert statement_of(producer, eighteen, "2026-11")["outlet_owes_rupiah"] == 15_000
    assert_everything_holds()


def test_example_25_a_slip_settles_commission_gross_and_makes_the_outlet_owe_more_net(app, clock_stands) -> None:
    clock_stands.move_to(datetime(2026, 11, 3, 2, tzinfo=UTC))
    pair = make_pair()
    pair.sell(date(2026, 10, 5), 1, 15_000_000)
    close_month("2026-10")
    clock_stands.move_to(datetime(2026, 11, 12, 2, tzinfo=UTC))
    manager, owner = Api(app, pair.manager), Api(app, pair.owner)
    transfer = manager.post("/payments", paid(pair, 14_550_000)).json
    owner.post(f"/payments/{transfer['id']}/confirm", {})
    slip = owner.post("/payments", paid(pair, 9_000, paid_by="producer", means="withholding_slip")).json
    manager.post(f"/payments/{slip['id']}/confirm", {})
    assert transfers()[-1] == ("payment", "takings", "paid_by_producer", 9_000, "2026-11")
    assert open_between(owner) == [(None, "outlet", 9_000, "carried")]
    assert_everything_holds()
