"""A clock that jumps, and midnight at the end of a month (quality faults 21 and 22)."""

from datetime import UTC, datetime, timedelta

import time_machine
from flask import Flask
from sqlalchemy import select

from accounts.permissions import Role
from commissions.verification import verify
from core.database import db
from core.dates import now
from outlets.sales_models import SalesReport
from tests.clients import Api
from tests.commissions.test_posting import make_shelf
from tests.factories.people import make_user


def test_after_a_clock_stepped_back_the_order_stays_and_nothing_happens_twice(
    app: Flask, clock_stands: time_machine.Traveller
) -> None:
    shelf = make_shelf()
    api, finance = Api(app, shelf.manager), Api(app, make_user(Role.FINANCE))
    path = f"/outlets/{shelf.outlet.id}/sales-reports"

    def report(number: int):
        line = {"sold_on": "2026-10-05", "code": "85123A", "quantity": 1, "unit_price_rupiah": 15_000}
        body = {
            "period_start": "2026-10-05",
            "period_end": "2026-10-05",
            "lines": [{**line, "reference": f"R{number}"}],
        }
        return api.post(path, body, key=f"k-{number}")

    first = report(1).json["id"]
    clock_stands.shift(timedelta(hours=-1))
    assert report(1).json["id"] == first
    second = report(2).json["id"]
    clock_stands.shift(timedelta(days=1))
    third = report(3).json["id"]
    rows = db.session.execute(select(SalesReport.id).order_by(SalesReport.id)).scalars().all()
    assert rows == [first, second, third]
    listed = [item["id"] for item in api.get(path).json["items"]]
    assert listed == [first, second, third]
    asked = finance.post("/periods/2026-10/close", {}, key="close")
    clock_stands.shift(timedelta(hours=-1))
    assert finance.post("/periods/2026-10/close", {}, key="close").json == asked.json
    clock_stands.shift(timedelta(days=-30))
    assert finance.post("/periods/2026-10/close", {}).status_code == 409
    assert [outcome.broken for outcome in verify() if not outcome.holds] == []


def test_on_both_sides_of_midnight_a_sale_belongs_to_the_day_of_the_outlet(
    app: Flask, clock_stands: time_machine.Traveller
) -> None:
    shelf = make_shelf()
    api = Api(app, shelf.manager)

    def answered(day: str, number: int) -> tuple[int, str]:
        line = {"sold_on": day, "code": "85123A", "quantity": 1, "unit_price_rupiah": 15_000, "reference": f"M{number}"}
        body = {"period_start": day, "period_end": day, "lines": [line]}
        answer = api.post(f"/outlets/{shelf.outlet.id}/sales-reports", body)
        return answer.status_code, (answer.json.get("rows") or [{"code": "posted"}])[0]["code"]

    midnight = datetime(2026, 11, 30, 16, 0, tzinfo=UTC)  # 1 December, 00.00 WITA
    for second in (-2, -1, 0, 1):
        clock_stands.move_to(midnight + timedelta(seconds=second))
        assert now() == midnight + timedelta(seconds=second)
        tomorrow = (201, "posted") if second >= 0 else (422, "in_the_future")
        assert answered("2026-11-30", second) == (201, "posted")
        assert answered("2026-12-01", second) == tomorrow, second
    lines = api.get(f"/sales-lines?outlet_id={shelf.outlet.id}").json["items"]
    assert [(line["sold_on"], line["period"]) for line in lines] == [
        *[("2026-11-30", "2026-11")] * 3,
        ("2026-12-01", "2026-12"),
        ("2026-11-30", "2026-11"),
        ("2026-12-01", "2026-12"),
    ]
