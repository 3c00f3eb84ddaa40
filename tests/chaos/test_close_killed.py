"""The job worker, or PostgreSQL, is killed at random moments of a close and of its papers (P9, faults 11 and 12).

Whichever worker comes next closes the month as one uninterrupted run does: same numbers, same seals, every paper.
"""

import os
import random
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
import time_machine
from flask import current_app
from sqlalchemy import select
from sqlalchemy.engine import make_url

from accounts.models import UserAccount
from accounts.permissions import Role
from bench.closing import open_again
from bench.months import build
from commissions import closing, statement_batches
from commissions.issued_statements import StatementFilters
from commissions.models import LedgerBook, Statement
from commissions.verification import verify
from core.database import SCHEMA, committed, db
from core.jobs import Job, JobStatus
from partnerships.personal_keys import keys_of
from tests.chaos.test_files_killed import Crew, asked, crew, status_of, wait_for
from tests.conftest import TODAY
from tests.factories.people import make_user

pytestmark = pytest.mark.long
POINTS = int(os.environ.get("KILL_POINTS", "20"))
PAPER_POINTS = max(POINTS // 4, 1)
SEED = int(os.environ.get("CHAOS_SEED", "12"))
PAIRS = 600
RUNNING = {JobStatus.RUNNING, JobStatus.SUCCEEDED, JobStatus.FAILED}
ENDED = {JobStatus.SUCCEEDED, JobStatus.FAILED}


@pytest.fixture(autouse=True)
def clock_stands() -> Iterator[None]:
    """The clock runs here from the usual day on: real processes are waited for."""
    with time_machine.travel(TODAY, tick=True):
        yield


@contextmanager
def owner(hands: Crew) -> Iterator[psycopg.Connection]:
    """A connection of the owner of the tables; each has its own, for the server is killed."""
    url = make_url(hands.server.owner_url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url, options=f"-c search_path={SCHEMA}") as connection:
        yield connection


def sealed() -> list[tuple[object, ...]]:
    """Number, pair, closing and seal of every statement, in order."""
    columns = (Statement.number, Statement.book_id, Statement.closing_rupiah, Statement.previous_hash)
    rows = select(*columns, Statement.content_hash).order_by(Statement.id)
    return asked(lambda: [tuple(row) for row in db.session.execute(rows)])


def wait_for_all() -> None:
    """Until no job waits or runs, also the one that tells both sides."""
    busy = select(Job.id).where(Job.status.not_in(ENDED)).limit(1)
    while asked(lambda: db.session.execute(busy).first()):
        time.sleep(0.05)


def ask_for_close(month: str, finance_id: int) -> int:
    """Have the month closed by the worker; the number of the job."""
    by = db.session.get_one(UserAccount, finance_id)
    return committed(closing.ask_for_close, month, by=by, waive_missing=True, reason="uji").id


def killed_at(hands: Crew, victim: str, job_id: int, pause: float) -> bool:
    """Kill so long after a job has begun and wait until it is done; whether it was hit before its end."""
    wait_for(job_id, RUNNING)
    time.sleep(pause)
    hands.kill_worker() if victim == "worker" else hands.kill_database()
    hit = status_of(job_id) is JobStatus.RUNNING
    wait_for(job_id, ENDED)
    assert status_of(job_id) is JobStatus.SUCCEEDED, db.session.get_one(Job, job_id).result
    return hit


def closed_city(hands: Crew) -> tuple[str, int, float]:
    """A month of 600 pairs that the worker has closed once: the month, who asked, and how long it took."""
    with owner(hands) as connection:
        month = build(connection, 20 * PAIRS, PAIRS // 4, 40, PAIRS).month
        connection.execute("ALTER TABLE transfer DISABLE TRIGGER USER")
        connection.execute("UPDATE transfer SET posted_at = %s", (TODAY,))  # the server has a clock of its own
        connection.execute("ALTER TABLE transfer ENABLE TRIGGER USER")
    finance_id = make_user(Role.FINANCE).id
    keys_of(db.session.execute(select(LedgerBook.producer_id)).scalars())  # each is drawn by lot: once for all runs
    db.session.commit()
    job_id = ask_for_close(month, finance_id)
    wait_for(job_id, RUNNING)
    usual = wait_for(job_id, ENDED)
    assert status_of(job_id) is JobStatus.SUCCEEDED, db.session.get_one(Job, job_id).result
    return month, finance_id, usual


@pytest.mark.parametrize("victim", ["worker", "database"])
def test_a_close_that_is_killed_becomes_that_of_one_uninterrupted_run(victim: str) -> None:
    chance = random.Random(SEED)
    with crew() as hands:
        month, finance_id, usual = closed_city(hands)
        uninterrupted = sealed()
        assert [number for number, *_ in uninterrupted] == [f"REK-2026-{n:05d}" for n in range(1, PAIRS + 1)]
        hits, missed = 0, 0
        while hits < POINTS and missed < 3 * POINTS:
            wait_for_all()
            with owner(hands) as connection:
                open_again(connection, month)
            assert sealed() == []
            hit = killed_at(hands, victim, ask_for_close(month, finance_id), chance.uniform(0, usual))
            hits, missed = hits + hit, missed + (not hit)
            assert sealed() == uninterrupted
            print(f"{victim}: {hits} of {POINTS}", flush=True)  # noqa: T201 - it takes long
        assert hits == POINTS
        assert asked(lambda: [outcome.broken for outcome in verify() if not outcome.holds]) == []
        print(  # noqa: T201 - a campaign tells
            f"{victim} killed {hits} times during a close of {usual:.1f} s (and {missed} times just after), seed"
            f" {SEED}: {PAIRS} statements, each time the same numbers and seals"
        )


@pytest.mark.parametrize("victim", ["worker", "database"])
def test_a_kill_while_papers_are_made_costs_neither_a_statement_nor_a_paper(victim: str) -> None:
    """Numbers are committed, papers are not yet made."""
    chance = random.Random(SEED)
    with crew() as hands:
        _month, finance_id, _usual = closed_city(hands)
        uninterrupted = sealed()
        hits = 0
        for _point in range(PAPER_POINTS):
            by = db.session.get_one(UserAccount, finance_id)
            outlet_id = db.session.query(Statement.outlet_id).order_by(Statement.id).first()[0]
            papers_of_outlet = db.session.query(Statement).filter_by(outlet_id=outlet_id).count()
            with current_app.test_request_context():
                job_id = committed(statement_batches.ask_for_papers, StatementFilters(outlet_id=outlet_id), by=by).id
            hits += killed_at(hands, victim, job_id, chance.uniform(0.1, 3))
            with zipfile.ZipFile(zip_of(job_id)) as papers:
                assert len(papers.namelist()) == papers_of_outlet
                assert all(papers.read(name).startswith(b"%PDF") for name in papers.namelist())
            print(f"{victim}: {hits} of {PAPER_POINTS} kills came before the end", flush=True)  # noqa: T201
        assert sealed() == uninterrupted


def zip_of(job_id: int) -> Path:
    """Where the papers of a job lie."""
    return next(statement_batches.folder().glob(f"{job_id}.zip"))
