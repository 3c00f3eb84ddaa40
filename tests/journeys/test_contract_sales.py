"""What contract.md section 2 promises about sales, read by a program that knows nothing else."""

from typing import Any

import pytest
from flask import Flask

from accounts.permissions import Role
from core.database import db
from outlets.sales_models import SaleLine
from tests.clients import Api
from tests.factories.ledger import Pair, close_month, make_pair
from tests.factories.outlets import make_outlet_code, make_outlet_member
from tests.factories.people import make_user

LINE_FIELDS = {
    *("id", "sold_on", "code", "product_id", "quantity", "unit_price_rupiah", "gross_rupiah", "rate_bp"),
    *("commission_rupiah", "agreement_id", "agreement_version", "reference", "channel", "source", "reverses_id"),
    *("period", "late", "why"),
}
REPORT_FIELDS = {"id", "lines_posted", "lines_held", "gross_rupiah", "commission_rupiah", "warnings", "rows"}


@pytest.fixture
def pair(app: Flask) -> Pair:
    """A pair at 3 %, remitted net, whose till calls the product 89912."""
    found = make_pair()
    make_outlet_code(found.placement, "89912")
    return found


def sale(quantity: int = 1, day: str = "2026-10-05", price: int = 15_000, **more: Any) -> dict[str, Any]:
    return {"sold_on": day, "code": "89912", "quantity": quantity, "unit_price_rupiah": price, **more}


def report(api: Api, pair: Pair, *lines: dict[str, Any], month: str = "2026-10", key: str | None = None, **more: Any):
    last = {"2026-10": 31, "2026-09": 30, "2026-11": 22}.get(month, 28)
    body = {"period_start": f"{month}-01", "period_end": f"{month}-{last}", **({"lines": list(lines)} if lines else {})}
    return api.post(f"/outlets/{pair.outlet.id}/sales-reports", {**body, **more}, key=key)


def lines_of(api: Api, pair: Pair) -> list[dict[str, Any]]:
    return api.get(f"/sales-lines?outlet_id={pair.outlet.id}&producer_id={pair.producer.id}").json["items"]


def test_a_report_answers_its_figures_and_each_line_every_field_of_the_contract(app: Flask, pair: Pair) -> None:
    manager = Api(app, pair.manager)
    answer = report(manager, pair, sale(3, reference="A1"), source="kasir 2")
    assert answer.status_code == 201
    assert set(answer.json) >= REPORT_FIELDS
    figures = {name: answer.json[name] for name in REPORT_FIELDS - {"id"}}
    assert figures == {
        "lines_posted": 1,
        "lines_held": 0,
        "gross_rupiah": 45_000,
        "commission_rupiah": 1_350,
        "warnings": [],
        "rows": [],
    }
    (line,) = lines_of(manager, pair)
    assert set(line) >= LINE_FIELDS
    assert (line["sold_on"], line["code"], line["reference"], line["quantity"]) == ("2026-10-05", "89912", "A1", 3)
    assert (line["channel"], line["source"], line["reverses_id"], line["period"]) == ("api", "kasir 2", None, "2026-10")
    assert (line["late"], line["agreement_version"], set(line["why"])) == (False, 1, {"rule", "sentence"})


def test_nil_is_a_report_and_nil_with_lines_or_nothing_at_all_is_not(app: Flask, pair: Pair) -> None:
    manager = Api(app, pair.manager)
    nil = report(manager, pair, nil=True)
    assert (nil.status_code, nil.json["lines_posted"], nil.json["gross_rupiah"]) == (201, 0, 0)
    both = report(manager, pair, sale(), nil=True)
    assert (both.status_code, both.json["code"]) == (422, "nil_with_lines")
    neither = report(manager, pair)
    assert (neither.status_code, neither.json["code"]) == (422, "nothing_to_post")


def test_a_report_lies_within_one_month_and_ends_after_it_begins(app: Flask, pair: Pair) -> None:
    manager = Api(app, pair.manager)
    path = f"/outlets/{pair.outlet.id}/sales-reports"
    for start, end in (("2026-09-30", "2026-10-01"), ("2026-10-05", "2026-10-04")):
        answer = manager.post(path, {"period_start": start, "period_end": end, "nil": True})
        assert answer.status_code == 422, answer.json


def test_skip_wrong_posts_the_good_lines_and_names_the_others(app: Flask, pair: Pair) -> None:
    manager = Api(app, pair.manager)
    lines = (sale(reference="A1"), sale(reference="A2", code="POST"), sale(0, reference="A3"))
    refused = report(manager, pair, *lines)
    assert (refused.status_code, [row["row"] for row in refused.json["rows"]]) == (422, [2, 3])
    assert db.session.query(SaleLine).count() == 0
    posted = report(manager, pair, *lines, skip_wrong=True)
    assert (posted.status_code, posted.json["lines_posted"], posted.json["gross_rupiah"]) == (201, 1, 15_000)
    assert [(row["row"], row["field"], row["code"]) for row in posted.json["rows"]] == [
        (2, "code", "unknown_code"),
        (3, "quantity", "quantity_is_zero"),
    ]


def test_two_identical_scans_are_two_sales_and_the_receipt_sent_again_is_a_duplicate(app: Flask, pair: Pair) -> None:
    manager = Api(app, pair.manager)
    twice = report(manager, pair, sale(reference="A1"), sale(reference="A1"))
    assert (twice.status_code, twice.json["lines_posted"], twice.json["gross_rupiah"]) == (201, 2, 30_000)
    again = report(manager, pair, sale(reference="A1"), sale(reference="A1"))
    assert (again.status_code, again.json["code"]) == (409, "already_reported")
    more = report(manager, pair, sale(reference="A1"), sale(reference="A2"))
    assert (more.status_code, more.json["lines_posted"]) == (201, 1)
    assert [row["row"] for row in more.json["rows"]] == [1]


def test_a_day_without_receipt_numbers_belongs_to_one_report(app: Flask, pair: Pair) -> None:
    manager = Api(app, pair.manager)
    assert report(manager, pair, sale()).status_code == 201
    again = report(manager, pair, sale(2))
    assert (again.status_code, again.json["code"]) == (409, "day_already_reported")


def test_a_return_names_its_sale_by_reference_or_line_and_the_report_is_net_of_it(app: Flask, pair: Pair) -> None:
    manager = Api(app, pair.manager)
    report(manager, pair, sale(7, reference="A1", price=3_333))
    (sold,) = lines_of(manager, pair)
    answer = report(
        manager,
        pair,
        sale(2, reference="B1", day="2026-10-08"),
        sale(-2, reference="B2", day="2026-10-08", price=3_333, returns_reference="A1"),
    )
    assert answer.status_code == 201, answer.json
    commission_leaving = (7 * 3_333 * 300 + 5_000) // 10_000 - (5 * 3_333 * 300 + 5_000) // 10_000
    assert commission_leaving == 200
    assert (answer.json["gross_rupiah"], answer.json["commission_rupiah"]) == (30_000 - 6_666, 900 - 200)
    by_line = report(manager, pair, sale(-1, reference="B3", day="2026-10-09", price=3_333, returns_line_id=sold["id"]))
    assert (by_line.status_code, by_line.json["gross_rupiah"]) == (201, -3_333)
    returned = [line for line in lines_of(manager, pair) if line["reverses_id"] == sold["id"]]
    assert [(line["quantity"], line["sold_on"], line["rate_bp"]) for line in returned] == [
        (-2, "2026-10-08", 300),
        (-1, "2026-10-09", 300),
    ]


def test_a_return_at_another_price_of_no_sale_or_of_too_many_pieces_is_refused(app: Flask, pair: Pair) -> None:
    manager = Api(app, pair.manager)
    report(manager, pair, sale(2, reference="A1"))
    for line, code in (
        (sale(-1, reference="B1", price=14_000, returns_reference="A1"), "return_price_differs"),
        (sale(-1, reference="B1"), "return_names_no_sale"),
        (sale(-1, reference="B1", returns_reference="A9"), "sale_not_found"),
        (sale(-3, reference="B1", returns_reference="A1"), "more_than_was_sold"),
    ):
        answer = report(manager, pair, line)
        assert answer.status_code in {409, 422}
        assert [row["code"] for row in answer.json["rows"]] == [code]


def test_a_reversal_takes_pieces_back_and_never_more_than_were_sold(app: Flask, pair: Pair) -> None:
    manager = Api(app, pair.manager)
    report(manager, pair, sale(7, reference="A1", price=3_333))
    line_id = lines_of(manager, pair)[0]["id"]
    path = f"/sales-lines/{line_id}/reversal"
    assert manager.post(path, {}).status_code == 422
    body = {"quantity": 2, "reason": "kemasan robek", "kind": "customer_return", "returned_on": "2026-10-09"}
    back = manager.post(path, {**body, "refunded_by": "outlet"})
    assert (back.status_code, back.json["reverses_id"], back.json["quantity"]) == (201, line_id, -2)
    too_many = manager.post(path, {"quantity": 6, "reason": "salah ketik"})
    assert (too_many.status_code, too_many.json["code"]) == (409, "more_than_was_sold")
    rest = manager.post(path, {"reason": "salah ketik"})
    assert (rest.status_code, rest.json["quantity"]) == (201, -5)
    assert sum(line["gross_rupiah"] for line in lines_of(manager, pair)) == 0
    assert sum(line["commission_rupiah"] for line in lines_of(manager, pair)) == 0
    assert manager.post(path, {"reason": "sekali lagi"}).json["code"] == "more_than_was_sold"


@pytest.mark.parametrize(("price", "warned"), [(31_000, True), (7_000, True), (20_000, False)])
def test_a_price_far_from_the_agreed_one_posts_as_reported_with_a_warning(
    app: Flask, pair: Pair, price: int, warned: bool
) -> None:
    answer = report(Api(app, pair.manager), pair, sale(price=price))
    assert (answer.status_code, answer.json["gross_rupiah"]) == (201, price)
    assert [warning["code"] for warning in answer.json["warnings"]] == (["price_is_far"] if warned else [])


def test_a_late_line_posts_in_the_oldest_open_month_with_its_own_day_and_rate(app: Flask, pair: Pair) -> None:
    manager = Api(app, pair.manager)
    report(manager, pair, sale(reference="A1", day="2026-09-05"), month="2026-09")
    close_month("2026-09")
    late = report(manager, pair, sale(reference="A2", day="2026-09-06"), month="2026-09")
    assert late.status_code == 201
    line = lines_of(manager, pair)[-1]
    assert (line["sold_on"], line["period"], line["late"], line["rate_bp"]) == ("2026-09-06", "2026-10", True, 300)


def test_only_staff_enter_what_lies_more_than_three_closed_months_back(app: Flask, pair: Pair) -> None:
    manager, officer = Api(app, pair.manager), Api(app, make_user(Role.PARTNERSHIP_OFFICER))
    for month in ("2026-05", "2026-06", "2026-07", "2026-08", "2026-09"):
        report(manager, pair, sale(reference=month, day=f"{month}-05"), month=month)
        close_month(month)
    old = sale(reference="tua", day="2026-06-06")
    refused = report(manager, pair, old, month="2026-06")
    assert [row["code"] for row in refused.json["rows"]] == ["too_long_ago"]
    taken = report(officer, pair, old, month="2026-06")
    assert (taken.status_code, taken.json["gross_rupiah"]) == (201, 15_000)
    line = lines_of(officer, pair)[-1]
    assert (line["period"], line["late"]) == ("2026-10", True)


@pytest.mark.parametrize("role", [Role.PRODUCER, Role.VERIFIER, Role.FINANCE, Role.HEAD])
def test_those_who_do_not_report_sales_are_refused(app: Flask, pair: Pair, role: Role) -> None:
    user = pair.owner if role is Role.PRODUCER else make_user(role)
    answer = report(Api(app, user), pair, sale())
    assert (answer.status_code, answer.json["code"]) == (403, "not_permitted")


def test_a_cashier_reports_and_takes_nothing_back(app: Flask, pair: Pair) -> None:
    cashier = Api(app, make_outlet_member(pair.outlet, Role.CASHIER))
    assert report(cashier, pair, sale(reference="A1")).status_code == 201
    line_id = lines_of(cashier, pair)[0]["id"]
    assert cashier.post(f"/sales-lines/{line_id}/reversal", {"reason": "salah"}).status_code == 403


def test_a_neighbours_outlet_is_not_there(app: Flask, pair: Pair) -> None:
    neighbour = Api(app, make_pair(outlet_name="Gerai Tetangga").manager)
    assert report(neighbour, pair, sale()).status_code == 404
    assert lines_of(neighbour, pair) == []
