"""An answer under a key is kept until its month is closed, and a week longer."""

from datetime import UTC, datetime, timedelta

import time_machine
from flask import Flask

from accounts.models import StoredAnswer
from commissions.stored_answers import sweep
from core.database import committed, db
from core.dates import now
from tests.clients import Api
from tests.commissions.test_posting import make_shelf
from tests.factories.ledger import close_month


def test_a_key_answers_until_a_week_after_its_month_was_closed(app: Flask) -> None:
    shelf = make_shelf()
    line = {"sold_on": "2026-10-05", "code": "85123A", "quantity": 1, "unit_price_rupiah": 15_000, "reference": "R1"}
    body = {"period_start": "2026-10-05", "period_end": "2026-10-05", "lines": [line]}
    path = f"/outlets/{shelf.outlet.id}/sales-reports"
    api = Api(app, shelf.manager)
    with time_machine.travel(datetime(2026, 10, 31, 15, 59, tzinfo=UTC), tick=False):  # 23.59 WITA
        first = api.post(path, body, key="october")
    with time_machine.travel(datetime(2026, 10, 31, 16, 1, tzinfo=UTC), tick=False):  # 1 November
        api.post(path, body | {"lines": [line | {"reference": "R2"}]}, key="november")
    assert committed(sweep) == 0
    close_month("2026-10")
    assert committed(sweep) == 0
    with time_machine.travel(now() + timedelta(days=6), tick=False):
        assert committed(sweep) == 0
        again = api.post(path, body, key="october")
        assert (again.json, again.headers["Idempotent-Replayed"]) == (first.json, "true")
    with time_machine.travel(now() + timedelta(days=8), tick=False):
        assert committed(sweep) == 1
    assert [row.key for row in db.session.query(StoredAnswer)] == ["november"]
