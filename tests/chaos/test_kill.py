"""kill -9 at twenty points while reports are posted: what was acknowledged is there, nothing is there in part."""

import importlib.util
import os
import random
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import ModuleType

import pytest

from docs.api_client import ReportingClient
from tests.test_serve import PROJECT, Start, folder, start

__all__ = ["folder", "start"]

pytestmark = pytest.mark.long
POINTS = int(os.environ.get("KILL_POINTS", "20"))


@pytest.fixture(autouse=True)
def clock_stands() -> None:
    """The clock runs here: real processes are waited for."""
    return


def walk_module() -> ModuleType:
    """The walk of the documents, which sets an outlet up through the API."""
    spec = importlib.util.spec_from_file_location("api_walkthrough", PROJECT / "docs" / "api_walkthrough.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def outlet_ready(begun: Start) -> tuple[str, int, date]:
    """A manager's token, the outlet, and the first day its goods may have been sold."""

    def account(role: str, *, producer: int | None = None, outlet: int | None = None) -> str:
        email = f"{role}-{uuid.uuid4().hex[:8]}@contoh.id"
        words = ["user", "create", "--role", role, "--email", email]
        words += ["--producer", str(producer)] if producer else []
        words += ["--outlet", str(outlet)] if outlet else []
        for command in (words, ["token", "create", "--email", email, "--name", "kill"]):
            done = subprocess.run(
                [sys.executable, "-m", "application.serve", "flask", *command],
                cwd=PROJECT,
                env=begun.environment,
                capture_output=True,
                text=True,
                check=True,
            )
        return done.stdout.split()[-1]

    month = f"{datetime.now(UTC).date().replace(day=1) - timedelta(days=1):%Y-%m}"
    address = f"http://127.0.0.1:{begun.port}"
    walk = walk_module().Walk(address, account, month=month, say=lambda _said: None)
    for step in (walk.register_producer, walk.offer_product, walk.submit_permits, walk.open_outlet, walk.agree):
        step()
    walk.place()
    return walk.manager, walk.outlet, date.fromisoformat(f"{month}-01")


def children(pid: int) -> list[int]:
    """The processes a process began itself."""
    try:
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []


def web_process(begun: Start) -> list[int]:
    """The web processes: children of the one child that has any."""
    assert begun.process
    found = [grand for child in children(begun.process.pid) for grand in children(child)]
    return [pid for pid in found if b"application.serve" in Path(f"/proc/{pid}/cmdline").read_bytes()]


def postmaster(begun: Start) -> list[int]:
    """The process PostgreSQL's others hang on."""
    try:
        return [int((begun.folder / "postgres" / "postmaster.pid").read_text().splitlines()[0])]
    except (FileNotFoundError, IndexError, ValueError):
        return []


@pytest.mark.parametrize("victims", [web_process, postmaster], ids=["web", "postgresql"])
def test_what_was_acknowledged_survives_and_nothing_is_posted_in_part(
    start: Start, tmp_path: Path, victims: Callable[[Start], list[int]]
) -> None:
    assert start.is_ready()
    token, outlet_id, first_day = outlet_ready(start)
    address = f"http://127.0.0.1:{start.port}"
    stop, told, failures = threading.Event(), {}, []

    def till(number: int) -> None:
        client = ReportingClient(
            address, token, outlet_id, tmp_path / str(number), attempts=60, first_pause_seconds=0.05,
            longest_pause_seconds=1, timeout_seconds=15,
        )  # fmt: skip
        sent = 0
        while not stop.is_set():
            sent += 1
            day = (first_day + timedelta(days=sent % 28)).isoformat()
            lines = [
                {
                    "sold_on": day,
                    "code": "899100001",
                    "quantity": 1 + line,
                    "unit_price_rupiah": 15_000,
                    "reference": f"T{number}-{sent}",
                }
                for line in range(5)
            ]
            client.enqueue({"period_start": day, "period_end": day, "lines": lines})
            try:
                answers, refused = client.send_all()
            except Exception as error:  # noqa: BLE001 - whatever escapes is the finding
                failures.append(repr(error))
                return
            failures.extend(str(one) for one in refused.values())
            told.update({answer["id"]: answer["gross_rupiah"] for answer in answers.values()})

    tills = [threading.Thread(target=till, args=(number,)) for number in range(3)]
    for thread in tills:
        thread.start()
    chance, killed = random.Random(5), 0
    deadline = time.monotonic() + 30 * POINTS
    while killed < POINTS and time.monotonic() < deadline:
        before = len(told)
        time.sleep(chance.uniform(0.1, 0.8))
        for pid in chance.sample(found, 1) if (found := victims(start)) else []:
            with suppress(ProcessLookupError):  # the file of a postmaster that is gone already
                os.kill(pid, signal.SIGKILL)
                killed += 1
        while len(told) < before + 3 and not failures and time.monotonic() < deadline:
            time.sleep(0.05)
    stop.set()
    for thread in tills:
        thread.join()
    assert failures == []
    assert killed == POINTS
    walk = walk_module().Walk.__new__(walk_module().Walk)
    walk.address = address + "/api/v1"
    held, page = {}, 1
    while len(held) < page * 200 and page <= len(told) // 200 + 1:
        path = f"/outlets/{outlet_id}/sales-reports?per_page=200&page={page}"
        held.update({item["id"]: item["gross_rupiah"] for item in walk.call("GET", path, token)["items"]})
        page += 1
    assert held == told
    assert set(held.values()) == {15 * 15_000}
    checked = subprocess.run(
        [sys.executable, "-m", "application.serve", "flask", "verify-ledger"],
        cwd=PROJECT,
        env=start.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout
    print(f"{killed} killed, {len(told)} reports acknowledged, all of them there and whole")  # noqa: T201
