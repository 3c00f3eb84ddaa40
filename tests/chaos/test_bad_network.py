"""Reports over a network that loses, delays, doubles and reorders: what the client was told is what the database holds.

Faults 1 to 6 of the quality bar as a client meets them; the client is the one of docs/api_client.py.
"""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from accounts.models import StoredAnswer
from commissions.verification import verify
from core.database import db
from docs.api_client import Refused, ReportingClient
from outlets.sales_models import SaleLine, SalesReport
from tests.chaos.proxy import Weather, weather_between
from tests.clients import token_for
from tests.commissions.test_posting import make_shelf
from tests.conftest import TODAY
from tests.serving import serving

BAD = Weather(lost_requests=15, lost_answers=15, twice=10, late_copies=10, delayed=30, cut_bodies=5)
"""Three of ten never get their answer: half are lost on the way there, half on the way back."""


@pytest.fixture(autouse=True)
def clock_stands() -> Iterator[None]:
    """The clock runs here from the usual day on: real requests are waited for."""
    with time_machine.travel(TODAY, tick=True):
        yield


def body_of(number: int) -> dict[str, object]:
    """A report with a receipt of its own, on one of the days since January."""
    day = (date(2026, 1, 5) + timedelta(days=number % 300)).isoformat()
    line = {"sold_on": day, "code": "85123A", "quantity": 1 + number % 5, "unit_price_rupiah": 15_000}
    return {"period_start": day, "period_end": day, "lines": [{**line, "reference": f"S{number}"}]}


def campaign(app: Flask, folder: Path, reports: int, clients: int, seed: int) -> None:
    """Send reports from several tills at once and hold every log against the database."""
    shelf = make_shelf()
    token, outlet_id = token_for(shelf.manager), shelf.outlet.id
    db.session.remove()
    with serving(app) as address, weather_between(address, BAD, seed) as proxy:
        tills = [
            ReportingClient(
                proxy.address,
                token,
                outlet_id,
                folder / str(till),
                attempts=40,
                first_pause_seconds=0.005,
                longest_pause_seconds=0.1,
                timeout_seconds=20,
            )
            for till in range(clients)
        ]
        for number in range(reports):
            tills[number % clients].enqueue(body_of(number))
        with ThreadPoolExecutor(clients) as pool:
            results = list(pool.map(lambda till: till.send_all(), tills))
    answers = {key: answer for found, _ in results for key, answer in found.items()}
    assert [refusal for _, refused in results for refusal in refused.values()] == []
    assert proxy.seen["lost_requests"] > 0
    assert proxy.seen["lost_answers"] > 0
    assert proxy.seen["twice"] + proxy.seen["late_copies"] > 0
    told = {answer["id"]: (answer["gross_rupiah"], answer["commission_rupiah"]) for answer in answers.values()}
    assert len(answers) == len(told) == reports
    sums = select(SaleLine.report_id, func.sum(SaleLine.gross_rupiah), func.sum(SaleLine.commission_rupiah))
    held = {row[0]: (int(row[1]), int(row[2])) for row in db.session.execute(sums.group_by(SaleLine.report_id))}
    assert held == told
    assert set(db.session.execute(select(SalesReport.id)).scalars()) == set(told)
    assert set(db.session.execute(select(StoredAnswer.key)).scalars()) == set(answers)
    assert [outcome.broken for outcome in verify() if not outcome.holds] == []
    print(f"{reports} reports, {proxy.seen['requests']} requests: {dict(proxy.seen)}")  # noqa: T201 - a campaign tells


def test_sixty_reports_over_a_bad_network_are_posted_once_each_and_told_alike(own_app: Flask, tmp_path: Path) -> None:
    campaign(own_app, tmp_path, 60, 3, seed=7)


@pytest.mark.long
def test_a_thousand_reports_with_three_of_ten_lost_are_posted_once_each(own_app: Flask, tmp_path: Path) -> None:
    campaign(own_app, tmp_path, 1_000, 4, seed=int(os.environ.get("CHAOS_SEED", "11")))


def test_a_refusal_is_final_and_what_got_no_answer_waits_for_the_next_run(own_app: Flask, tmp_path: Path) -> None:
    shelf = make_shelf()
    token, outlet_id = token_for(shelf.manager), shelf.outlet.id
    db.session.remove()
    with serving(own_app) as address:
        client = ReportingClient(address, token, outlet_id, tmp_path, attempts=1)
        wrong = client.enqueue({**body_of(1), "period_end": "2026-12-31"})
        answers, refusals = client.send_all()
        assert (answers, refusals[wrong].status) == ({}, 422)
        assert isinstance(refusals[wrong], Refused)
        key = client.enqueue(body_of(2))
        first = client.send(key, (tmp_path / f"{key}.json").read_bytes())  # a crash before the file was renamed
        again, _ = ReportingClient(address, token, outlet_id, tmp_path).send_all()
        assert again == {key: first}
        assert list(tmp_path.glob("*.json")) == []
    assert db.session.execute(select(func.count()).select_from(SalesReport)).scalar_one() == 1
