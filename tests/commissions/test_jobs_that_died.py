"""A job whose worker died, or whose database went away, is done by the next worker; one that kills them is given up."""

import asyncio
from datetime import date

import psycopg
import pytest
import time_machine
from flask import Flask
from procrastinate import PsycopgConnector
from psycopg.conninfo import make_conninfo
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError

from accounts.permissions import Role
from application.config import libpq_url
from commissions import sales_import
from commissions.closing import ask_for_close, close
from core.database import JOBS_SCHEMA, committed, db
from core.jobs import LEASE_SECONDS, MOST_RUNS, Job, JobStatus, perform, queue, return_stalled
from outlets.sales_models import SalesFile
from outlets.states import FileStatus
from tests.commissions.test_sales_file_jobs import ROWS, big_file, newest_job
from tests.commissions.test_sales_import_pages import Desk
from tests.factories.ledger import make_pair
from tests.factories.people import make_user


@pytest.fixture
def desk(app) -> Desk:
    return Desk(app)


def returned(url: str) -> list[int]:
    """What a worker that looks for the jobs of dead ones gives back."""
    connector = PsycopgConnector(conninfo=make_conninfo(libpq_url(url), options=f"-c search_path={JOBS_SCHEMA}"))

    async def look() -> list[int]:
        with queue.replace_connector(connector) as bound:
            async with bound.open_async():
                return await return_stalled(bound)

    return asyncio.run(look())


def test_the_job_of_a_worker_not_heard_of_waits_again_and_that_of_a_living_one_is_left_alone(own_app: Flask) -> None:
    Desk(own_app).upload(big_file())
    Desk(own_app).upload(big_file("05/10/2026;85123A;1;51.000;S1"))
    db.session.commit()
    for seconds in (0, LEASE_SECONDS + 1):
        db.session.execute(
            text(
                f"WITH w AS (INSERT INTO {JOBS_SCHEMA}.procrastinate_workers (last_heartbeat)"
                " VALUES (now() - make_interval(secs => :seconds)) RETURNING id)"
                f" UPDATE {JOBS_SCHEMA}.procrastinate_jobs SET status = 'doing', worker_id = (SELECT id FROM w)"
                f" WHERE id = (SELECT min(id) FROM {JOBS_SCHEMA}.procrastinate_jobs WHERE status = 'todo')"
            ),
            {"seconds": seconds},
        )
    db.session.commit()
    url = str(own_app.config["SQLALCHEMY_DATABASE_URI"])
    assert len(returned(url)) == 1
    assert returned(url) == []
    rows = text(f"SELECT status::text, attempts FROM {JOBS_SCHEMA}.procrastinate_jobs ORDER BY id")
    assert [tuple(row) for row in db.session.execute(rows)] == [("doing", 0), ("todo", 1)]


def test_a_job_that_loses_its_database_stays_open_and_is_done_by_its_next_run(desk: Desk, monkeypatch) -> None:
    desk.upload(big_file())
    recheck = sales_import.recheck

    def cut(*_told, **_named):
        raise OperationalError("SELECT 1", {}, psycopg.OperationalError("server closed the connection unexpectedly"))

    monkeypatch.setattr(sales_import, "recheck", cut)
    with pytest.raises(OperationalError):
        perform(newest_job().id)
    assert newest_job().status is JobStatus.RUNNING
    monkeypatch.setattr(sales_import, "recheck", recheck)
    perform(newest_job().id, runs_before=1)
    assert newest_job().status is JobStatus.SUCCEEDED
    assert db.session.execute(select(SalesFile.counts)).scalar_one()["rows_valid"] == ROWS


def test_a_file_that_ends_its_reader_each_time_is_set_aside_with_the_reason(desk: Desk) -> None:
    address = desk.upload(big_file()).location
    perform(newest_job().id, runs_before=MOST_RUNS)
    assert (newest_job().status, newest_job().result) == (JobStatus.FAILED, {"code": "given_up"})
    assert db.session.execute(select(SalesFile.status)).scalar_one() is FileStatus.REFUSED
    assert "tidak dapat dibaca (terlalu besar atau rusak)" in desk.browser.get(address).text


def test_a_file_whose_posting_fails_by_a_fault_of_ours_is_not_posted_and_may_be_posted_again(
    desk: Desk, monkeypatch
) -> None:
    address = desk.upload(big_file()).location
    perform(newest_job().id)
    desk.browser.get(address)
    desk.browser.post(f"{address}/bukukan")
    confirm = sales_import.confirm

    def fails(*_told, **_named):
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(sales_import, "confirm", fails)
    perform(newest_job().id)
    assert newest_job().result == {"code": "unexpected_error"}
    assert "Pembukuan berkas ini terhenti" in desk.browser.get(address).text
    monkeypatch.setattr(sales_import, "confirm", confirm)
    desk.browser.post(f"{address}/bukukan")
    perform(newest_job().id)
    assert newest_job().status is JobStatus.SUCCEEDED
    assert "5.200" in desk.browser.get(address).text


def work_off(url: str) -> None:
    """Do what waits, and what that asks for, in a worker as it runs beside the web."""
    connector = PsycopgConnector(conninfo=make_conninfo(libpq_url(url), options=f"-c search_path={JOBS_SCHEMA}"))

    async def work() -> None:
        with queue.replace_connector(connector) as bound:
            async with bound.open_async():
                await bound.run_worker_async(concurrency=1, wait=False, install_signal_handlers=False)

    asyncio.run(work())


def test_a_month_is_closed_by_the_worker_and_that_job_asks_for_the_one_that_tells_both_sides(own_app: Flask) -> None:
    make_pair().sell(date(2026, 10, 5))
    ask_for_close("2026-10", by=make_user(Role.FINANCE))
    db.session.commit()
    work_off(str(own_app.config["SQLALCHEMY_DATABASE_URI"]))
    jobs = db.session.execute(select(Job.kind, Job.status, Job.result["statements"].as_integer()).order_by(Job.id))
    assert [tuple(row) for row in jobs] == [
        ("close_period", JobStatus.SUCCEEDED, 1),
        ("tell_statements", JobStatus.SUCCEEDED, None),
    ]


def test_a_close_whose_worker_died_after_its_commit_is_found_done_also_by_a_worker_whose_clock_is_behind(
    own_app: Flask, clock_stands: time_machine.Traveller
) -> None:
    assert own_app
    make_pair().sell(date(2026, 10, 5))
    finance = make_user(Role.FINANCE)
    job_id = committed(ask_for_close, "2026-10", by=finance).id
    clock_stands.shift(-60)
    committed(close, "2026-10", by=finance)
    perform(job_id)
    job = db.session.get_one(Job, job_id)
    assert (job.status, job.result["statements"]) == (JobStatus.SUCCEEDED, 1)
