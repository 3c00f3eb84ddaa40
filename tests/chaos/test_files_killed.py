"""The job worker, or PostgreSQL, is killed at random moments while till files are read and posted (faults 7, 8, 10).

Each file is done once and whole, soon after, by whichever worker comes next.
"""

import io
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import time_machine
import xlsxwriter
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError
from werkzeug.datastructures import FileStorage

from accounts.models import UserAccount
from application import create_app
from commissions import sales_file_jobs
from commissions.verification import verify
from core.database import committed, db
from core.embedded_postgres import Server, start
from core.embedded_postgres_process import processes_in
from core.jobs import Job, JobStatus
from outlets.sales_models import SaleLine, SalesFile, SalesReport
from outlets.states import FileStatus
from tests.commissions.test_posting import make_shelf
from tests.conftest import TODAY
from tests.test_serve import PROJECT

pytestmark = pytest.mark.long
POINTS = int(os.environ.get("KILL_POINTS", "20"))
SEED = int(os.environ.get("CHAOS_SEED", "8"))
ROWS = 12_000
PRICE = 15_000
LONGEST_WAIT_SECONDS = int(os.environ.get("LONGEST_WAIT_SECONDS", "240"))
"""From the kill until the job is done: the lease of the dead worker, a new one that starts, and the work itself."""
"""From the kill until the job is done: the lease of the dead worker, a new one that starts, and the work itself."""
WORKER = """
import os, sys, time_machine
from datetime import datetime
from application import create_app
from application.commands import worker_command
time_machine.travel(datetime.fromisoformat(sys.argv[3]), tick=True).start()
app = create_app(sys.argv[1], DATABASE_OWNER_URL=sys.argv[1], DATA_FOLDER=sys.argv[2], TESTING=True)
with app.app_context():
    worker_command()
"""


@pytest.fixture(autouse=True)
def clock_stands() -> Iterator[None]:
    """The clock runs here from the usual day on: real processes are waited for."""
    with time_machine.travel(TODAY, tick=True):
        yield


class Crew:
    """A worker and a database that are begun again whenever they end, as `application.supervision` does it."""

    def __init__(self, app: Flask, server: Server) -> None:
        self.server = server
        folder, url = str(app.config["DATA_FOLDER"]), str(app.config["SQLALCHEMY_DATABASE_URI"])
        self.words = [sys.executable, "-c", WORKER, url, folder, TODAY.isoformat()]
        self.worker: subprocess.Popen[bytes] | None = None
        self.stop = threading.Event()
        self.begin_worker()

    def begin_worker(self) -> None:
        """Begin a worker where none lives."""
        if self.worker is None or self.worker.poll() is not None:
            quiet = subprocess.DEVNULL
            self.worker = subprocess.Popen(self.words, cwd=PROJECT, stdout=quiet, stderr=quiet)

    def kill_worker(self) -> None:
        """As the kernel does when memory runs out."""
        assert self.worker
        self.worker.kill()
        self.worker.wait()

    def kill_database(self) -> None:
        """All its processes at once: the postmaster is stopped first, so that it cannot tidy up after the others."""
        os.kill(self.server.pid, signal.SIGSTOP)
        for pid in processes_in(self.server.cluster):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def watch(self) -> None:
        """Begin again what ended, until told to stop. The thread that starts a server must outlive it."""
        while not self.stop.wait(0.2):
            self.server.revive()
            self.begin_worker()


@contextmanager
def crew() -> Iterator[Crew]:
    """An empty agency on a durable server of its own, with a worker."""
    with tempfile.TemporaryDirectory(prefix="etalase-kill-") as folder:
        Path(folder).chmod(0o711)
        os.environ.setdefault("SECRET_KEY", "a key for tests that is long enough to be one")
        with start(Path(folder)) as server:
            app = create_app(server.url, DATABASE_OWNER_URL=server.owner_url, DATA_FOLDER=folder, TESTING=True)
            with app.app_context():
                upgrade()
                hands = Crew(app, server)
                watching = threading.Thread(target=hands.watch)
                watching.start()
                try:
                    yield hands
                finally:
                    db.session.remove()
                    db.engine.dispose()
                    hands.stop.set()
                    watching.join()
                    hands.kill_worker()


def workbook(number: int) -> bytes:
    """A till's workbook of October with receipts of its own."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("Penjualan")
    sheet.write_row(0, 0, ["tanggal", "kode_produk", "jumlah", "harga_satuan", "no_struk"])
    for row in range(1, ROWS + 1):
        sheet.write_row(
            row, 0, [date(2026, 10, 1 + row % 31).isoformat(), "85123A", 1 + row % 5, PRICE, f"{number}-{row}"]
        )
    book.close()
    return out.getvalue()


GROSS_EACH = sum(1 + row % 5 for row in range(1, ROWS + 1)) * PRICE


def asked(question: Callable[[], Any]) -> Any:
    """What the database answers, asked again while it is away."""
    while True:
        try:
            found = question()
            db.session.rollback()
        except DBAPIError:
            db.session.rollback()
            time.sleep(0.1)
        else:
            return found


def status_of(job_id: int) -> JobStatus:
    return asked(lambda: db.session.execute(select(Job.status).where(Job.id == job_id)).scalar_one())


def wait_for(job_id: int, statuses: set[JobStatus]) -> float:
    """Seconds until a job is in one of these states."""
    begun = time.monotonic()
    while status_of(job_id) not in statuses:
        assert time.monotonic() < begun + LONGEST_WAIT_SECONDS, f"job {job_id} stays {status_of(job_id)}"
        time.sleep(0.02)
    return time.monotonic() - begun


def upload(outlet_id: int, manager_id: int, content: bytes) -> tuple[int, int]:
    """Hand a file in; its number, and that of the job that reads it."""
    manager = db.session.get_one(UserAccount, manager_id)
    file = FileStorage(io.BytesIO(content), filename="kasir.xlsx")
    sales_file = committed(sales_file_jobs.upload, outlet_id, file=file, by=manager)
    assert sales_file.job_id
    return sales_file.id, sales_file.job_id


def confirm(file_id: int, manager_id: int) -> int:
    """Confirm a file; the number of the job that posts it."""
    manager = db.session.get_one(UserAccount, manager_id)
    sales_file = committed(sales_file_jobs.confirm, file_id, skip_wrong=False, overlap=None, by=manager)
    assert sales_file.job_id
    return sales_file.job_id


@pytest.mark.parametrize("victim", ["worker", "database"])
@pytest.mark.parametrize("step", ["reading", "posting"])
def test_a_file_is_read_and_posted_once_whatever_is_killed_meanwhile(step: str, victim: str) -> None:
    chance = random.Random(SEED)
    running, ended = {JobStatus.RUNNING, JobStatus.SUCCEEDED, JobStatus.FAILED}, {JobStatus.SUCCEEDED, JobStatus.FAILED}
    with crew() as hands:
        shelf = make_shelf()
        outlet_id, manager_id = shelf.outlet.id, shelf.manager.id
        db.session.commit()
        usual, hits, missed, waits, files = {"reading": 0.0, "posting": 0.0}, 0, 0, [], 0
        while hits < POINTS and missed < 3 * POINTS:
            files += 1
            file_id, job_id = upload(outlet_id, manager_id, workbook(files))
            for name in ("reading", "posting"):
                if name == "posting":
                    job_id = asked(lambda file_id=file_id: confirm(file_id, manager_id))
                wait_for(job_id, running)
                if name == step and files > 1:
                    time.sleep(chance.uniform(0, usual[name]))
                    hands.kill_worker() if victim == "worker" else hands.kill_database()
                    hit = status_of(job_id) is JobStatus.RUNNING
                    hits, missed = hits + hit, missed + (not hit)
                    waited = wait_for(job_id, ended)
                    waits += [waited] if hit else []
                else:
                    usual[name] = wait_for(job_id, ended)
                assert status_of(job_id) is JobStatus.SUCCEEDED, db.session.get_one(Job, job_id).result
            sums = asked(lambda: tuple(db.session.execute(select(func.count(), func.sum(SaleLine.gross_rupiah))).one()))
            assert sums == (files * ROWS, files * GROSS_EACH)
            assert (
                asked(lambda: db.session.execute(select(func.count()).select_from(SalesReport)).scalar_one()) == files
            )
        assert hits == POINTS
        statuses = asked(lambda: set(db.session.execute(select(SalesFile.status)).scalars()))
        assert statuses == {FileStatus.CONFIRMED}
        assert asked(lambda: [outcome.broken for outcome in verify() if not outcome.holds]) == []
        print(  # noqa: T201 - a campaign tells
            f"{victim} killed {hits} times while {step} (and {missed} times just after), seed {SEED}: {files} files of"
            f" {ROWS} lines, each posted once; done again after {min(waits):.0f} to {max(waits):.0f} s"
        )
