"""Who owes whom, and when a month is done: sections 4 and 5 of the contract, with their numbers, through the doors."""

from datetime import date
from typing import Any

import pytest
from flask import Flask

from accounts.permissions import Role
from commissions.verification import verify
from tests.clients import Api
from tests.factories.ledger import Pair, close_month, make_pair
from tests.factories.outlets import make_outlet_member
from tests.factories.people import make_user

AMOUNTS = (
    *("opening_rupiah", "gross_rupiah", "returns_rupiah", "collected_by_producer_rupiah", "commission_rupiah"),
    *("tax_rupiah", "adjustments_rupiah", "payments_from_outlet_rupiah", "payments_from_producer_rupiah"),
    *("closing_rupiah", "takings_claim_rupiah", "commission_claim_rupiah", "outlet_owes_rupiah"),
    *("producer_owes_rupiah", "prior_gross_rupiah", "prior_returns_rupiah", "prior_commission_rupiah"),
)
STATEMENT_FIELDS = {
    *("id", "number", "status", "producer_id", "outlet_id", "period", *AMOUNTS),
    *("due_on", "content_hash", "verification_code"),
}


def statement_of(api: Api, pair: Pair, month: str = "2026-10") -> dict[str, Any]:
    """The pair's statement of a month, found as a program finds it."""
    query = f"period={month}&producer_id={pair.producer.id}&outlet_id={pair.outlet.id}"
    (statement,) = api.get(f"/statements?{query}").json["items"]
    return statement


def adds_up(statement: dict[str, Any]) -> bool:
    """The two equations of section 4."""
    of = {name: statement[f"{name}_rupiah"] for name in (amount.removesuffix("_rupiah") for amount in AMOUNTS)}
    closing = of["opening"] + of["gross"] - of["returns"] - of["collected_by_producer"] - of["commission"]
    closing += of["adjustments"] - of["tax"] - of["payments_from_outlet"] + of["payments_from_producer"]
    takings, due = of["takings_claim"], of["commission_claim"]
    return (
        closing == of["closing"] == takings - due == of["outlet_owes"] - of["producer_owes"]
        and of["outlet_owes"] == max(takings, 0) + max(-due, 0)
        and of["producer_owes"] == max(-takings, 0) + max(due, 0)
    ) or (of["outlet_owes"], of["producer_owes"]) == (max(closing, 0), max(-closing, 0))


@pytest.mark.parametrize(
    ("route", "outlet_owes", "producer_owes", "collected"),
    [
        ("outlet_remits_net", 14_550, 0, 0),
        ("outlet_remits_gross", 15_000, 450, 0),
        ("producer_collects", 0, 450, 15_000),
    ],
)
def test_a_sale_of_15000_at_3_percent_is_owed_as_its_money_route_says(
    app: Flask, route: str, outlet_owes: int, producer_owes: int, collected: int
) -> None:
    pair = make_pair(route)  # type: ignore[arg-type]
    pair.sell(date(2026, 10, 5))
    close_month("2026-10")
    statement = statement_of(Api(app, pair.owner), pair)
    assert set(statement) >= STATEMENT_FIELDS
    assert all(type(statement[name]) is int for name in AMOUNTS)
    assert (statement["outlet_owes_rupiah"], statement["producer_owes_rupiah"]) == (outlet_owes, producer_owes)
    assert (statement["gross_rupiah"], statement["commission_rupiah"]) == (15_000, 450)
    assert statement["collected_by_producer_rupiah"] == collected
    assert (statement["status"], statement["period"]) == ("issued", "2026-10")
    assert adds_up(statement)


@pytest.mark.parametrize("route", ["outlet_remits_net", "outlet_remits_gross", "producer_collects"])
def test_late_sales_and_returns_come_in_the_next_statement_as_the_part_of_earlier_months(
    app: Flask, route: str
) -> None:
    pair = make_pair(route, rate_bp=200)  # type: ignore[arg-type]
    pair.sell(date(2026, 9, 5), 7, 3_333)
    close_month("2026-09")
    pair.bring_back(pair.lines()[0], 2, date(2026, 10, 3))
    pair.sell(date(2026, 9, 6), 1, 10_000)
    pair.sell(date(2026, 10, 5), 1, 20_000)
    close_month("2026-10")
    finance = Api(app, make_user(Role.FINANCE))
    first, second = statement_of(finance, pair, "2026-09"), statement_of(finance, pair)
    assert (first["gross_rupiah"], first["commission_rupiah"]) == (23_331, 467)
    assert (second["gross_rupiah"], second["returns_rupiah"]) == (30_000, 6_666)
    assert second["commission_rupiah"] == 200 + 400 - 134
    prior = [second[f"prior_{name}_rupiah"] for name in ("gross", "returns", "commission")]
    assert prior == [10_000, 6_666, 200 - 134]
    assert second["opening_rupiah"] == first["closing_rupiah"]
    assert adds_up(first)
    assert adds_up(second)
    lines = finance.get(f"/statements/{second['id']}/lines").json
    assert lines["total"] == 3
    assert sorted(line["late"] for line in lines["items"]) == [False, False, True]
    assert [outcome.sentence for outcome in verify() if not outcome.holds] == []


def test_numbers_of_a_year_have_no_gap_and_lists_are_narrowed_by_what_is_asked(app: Flask) -> None:
    pairs = [make_pair(outlet_name=f"Gerai {name}") for name in "ABC"]
    for pair in pairs:
        pair.sell(date(2026, 9, 5))
    close_month("2026-09")
    for pair in pairs:
        pair.sell(date(2026, 10, 5))
    close_month("2026-10")
    finance = Api(app, make_user(Role.FINANCE))
    everything = finance.get("/statements").json
    assert everything["total"] == 6
    numbers = sorted(statement["number"] for statement in everything["items"])
    ordinals = sorted(int("".join(filter(str.isdigit, number.replace("2026", "", 1)))) for number in numbers)
    assert len(set(numbers)) == 6
    assert [ordinal - ordinals[0] for ordinal in ordinals] == [0, 1, 2, 3, 4, 5]
    assert finance.get(f"/statements?period=2026-10&outlet_id={pairs[0].outlet.id}").json["total"] == 1
    assert Api(app, pairs[1].owner).get("/statements").json["total"] == 2
    assert Api(app, pairs[1].manager).get(f"/statements?outlet_id={pairs[0].outlet.id}").json["total"] == 0


def test_a_statement_is_acknowledged_once_by_each_side_and_an_officer_stands_in_for_one(app: Flask) -> None:
    pair = make_pair()
    pair.sell(date(2026, 10, 5))
    close_month("2026-10")
    owner, manager = Api(app, pair.owner), Api(app, pair.manager)
    officer, officer_2 = (Api(app, make_user(Role.PARTNERSHIP_OFFICER)) for _ in range(2))
    path = f"/statements/{statement_of(owner, pair)['id']}/acknowledge"
    assert officer.post(path, {}).status_code == 422
    behalf = {"on_behalf_of": "producer", "source": "whatsapp"}
    assert officer.post(path, behalf).json["status"] == "issued"
    for stand_in in (officer, officer_2):
        both = stand_in.post(path, {**behalf, "on_behalf_of": "outlet"})
        assert (both.json["status"], both.json["code"]) == (409, "never_both_sides")
    assert owner.post(path, {}).json["code"] == "already_acknowledged"
    for outsider in (Role.FINANCE, Role.HEAD, Role.VERIFIER):
        assert Api(app, make_user(outsider)).post(path, behalf).status_code == 403
    assert Api(app, make_outlet_member(pair.outlet, Role.CASHIER)).post(path, {}).status_code in {403, 404}
    assert manager.post(path, {}).json["status"] == "acknowledged"
    assert statement_of(owner, pair)["status"] == "acknowledged"


def test_the_pdf_is_a_pdf_and_a_neighbours_is_not_there(app: Flask) -> None:
    pair, neighbour = make_pair(outlet_name="Gerai A"), make_pair(outlet_name="Gerai B")
    pair.sell(date(2026, 10, 5))
    neighbour.sell(date(2026, 10, 5))
    close_month("2026-10")
    statement_id = statement_of(Api(app, pair.owner), pair)["id"]
    answer = Api(app, pair.owner).get(f"/statements/{statement_id}.pdf")
    assert (answer.status_code, answer.mimetype, answer.data[:5]) == (200, "application/pdf", b"%PDF-")
    for door in ("", "/lines", ".pdf"):
        assert Api(app, neighbour.owner).get(f"/statements/{statement_id}{door}").status_code == 404


# Closing


def test_months_close_in_order_once_and_not_before_they_end(app: Flask) -> None:
    pair = make_pair()
    pair.sell(date(2026, 8, 5))
    pair.sell(date(2026, 10, 5))
    finance = Api(app, make_user(Role.FINANCE))
    waived = {"waive_missing": True, "reason": "libur"}
    assert finance.post("/periods/2026-10/close", waived).json["code"] == "not_in_order"
    assert finance.post("/periods/2026-11/close", waived).json["code"] == "month_not_ended"
    close_month("2026-08")
    again = finance.post("/periods/2026-08/close", {})
    assert (again.status_code, again.json["code"]) == (409, "already_closed")
    silent = finance.post("/periods/2026-09/close", {})
    assert (silent.status_code, silent.json["code"]) == (409, "missing_reports")
    assert [outlet["outlet_id"] for outlet in silent.json["missing"]] == [pair.outlet.id]
    assert finance.post("/periods/2026-09/close", {"waive_missing": True}).status_code == 422


def test_nil_counts_as_a_report_and_a_close_is_asked_for_as_a_job(app: Flask) -> None:
    pair = make_pair()
    pair.sell(date(2026, 9, 5))
    close_month("2026-09")
    nil = {"period_start": "2026-10-01", "period_end": "2026-10-31", "nil": True}
    assert Api(app, pair.manager).post(f"/outlets/{pair.outlet.id}/sales-reports", nil).status_code == 201
    finance = Api(app, make_user(Role.FINANCE))
    assert finance.get("/periods/2026-10/preview").json["missing"] == []
    asked = finance.post("/periods/2026-10/close", {"waive_missing": False, "reason": None})
    assert (asked.status_code, list(asked.json)) == (202, ["job_id"])
    job = finance.get(f"/jobs/{asked.json['job_id']}").json
    assert set(job) >= {"status", "done", "total", "result"}
    assert job["status"] in {"queued", "running", "succeeded"}


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.FINANCE])
def test_nobody_but_finance_closes(app: Flask, role: Role) -> None:
    pair = make_pair()
    pair.sell(date(2026, 10, 5))
    own = {Role.OUTLET_MANAGER: pair.manager, Role.PRODUCER: pair.owner}
    user = own.get(role) or (make_outlet_member(pair.outlet, role) if role is Role.CASHIER else make_user(role))
    assert Api(app, user).post("/periods/2026-10/close", {}).status_code == 403
