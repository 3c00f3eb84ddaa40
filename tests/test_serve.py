"""`python -m application.serve` as `./run` calls it: it comes up, mends itself and ends clean."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.embedded_postgres_process import processes_in

PROJECT = Path(__file__).parent.parent


@pytest.fixture(autouse=True)
def clock_stands() -> None:
    """The clock runs here: real processes are waited for."""


class Start:
    """One start on a data folder and a free port of its own."""

    def __init__(self, folder: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.folder = folder
        settings = {"ETALASE_DATA": str(folder), "PORT": str(self.port), "ETALASE_DEMO": "0"}
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "SECRET_KEY"))}
        self.environment = kept | settings
        self.process: subprocess.Popen[str] | None = None

    def begin(self, *words: str) -> subprocess.Popen[str]:
        """Begin it, or a command beside it."""
        return subprocess.Popen(
            [sys.executable, "-m", "application.serve", *words],
            cwd=PROJECT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def is_ready(self) -> bool:
        """Whether its database answers within a minute."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/siap", timeout=5) as answer:
                    return json.load(answer)["database"] == "ok"
            except (OSError, urllib.error.URLError):
                time.sleep(0.05)
        return False


@pytest.fixture
def folder() -> Iterator[Path]:
    """A data folder with a space in its name, not made yet."""
    parent = Path(tempfile.mkdtemp(prefix="etalase serve "))
    parent.chmod(0o755)
    yield parent / "data folder"
    shutil.rmtree(parent, ignore_errors=True)


@pytest.fixture
def start(folder: Path) -> Iterator[Start]:
    """A start that has begun."""
    begun = Start(folder)
    begun.process = begun.begin()
    yield begun
    if begun.process.poll() is None:
        begun.process.terminate()
        begun.process.communicate(timeout=60)


CONNECTED = {"unix": ("03", 5, 6), "tcp": ("01", 3, 9), "tcp6": ("01", 3, 9)}
"""For each table of sockets the code of an open connection, and the columns of that code and of the inode."""


def descendants(pid: int) -> list[int]:
    """The processes a process began, theirs included."""
    begun = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [found for child in map(int, begun) for found in (child, *descendants(child))]


def connections_of(pid: int) -> set[str]:
    """The open connections a process holds, by inode."""
    held = {str(entry.readlink()) for entry in Path(f"/proc/{pid}/fd").iterdir()}
    connected = set()
    for table, (code, state, inode) in CONNECTED.items():
        rows = [line.split() for line in Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]]
        connected |= {f"socket:[{row[inode]}]" for row in rows if row[state] == code}
    return held & connected


def test_no_two_processes_share_a_connection_to_the_database(start: Start) -> None:
    assert start.is_ready()
    serving: list[int] = []
    deadline = time.monotonic() + 30
    while len(serving) < 4 and time.monotonic() < deadline:
        serving = [pid for pid in descendants(start.process.pid) if "application.serve" in command_of(pid)]
        time.sleep(0.1)
    assert len(serving) == 4, "gunicorn, two web processes and the worker"
    held = [connection for pid in serving for connection in connections_of(pid)]
    assert held, "the worker holds one at least"
    assert len(held) == len(set(held))


def command_of(pid: int) -> str:
    """How a process was begun."""
    return Path(f"/proc/{pid}/cmdline").read_bytes().decode()


def test_a_start_mends_its_database_serves_commands_refuses_a_second_and_ends_clean(start: Start) -> None:
    assert start.is_ready()
    cluster = start.folder / "postgres"

    os.kill(int((cluster / "postmaster.pid").read_text().splitlines()[0]), signal.SIGKILL)
    assert start.is_ready()

    second, command = start.begin(), start.begin("flask", "db", "current")
    assert "in use by another Etalase" in second.communicate(timeout=60)[0]
    assert second.returncode == 1
    assert "(head)" in command.communicate(timeout=60)[0]
    assert command.returncode == 0

    start.process.terminate()
    said = start.process.communicate(timeout=60)[0]
    assert start.process.returncode == 0
    assert f"Etalase: http://127.0.0.1:{start.port}" in said
    assert processes_in(cluster) == []
    assert sorted(
        entry.name for entry in start.folder.iterdir() if entry.name in {"socket", "postgres", "secret_key"}
    ) == [
        "postgres",
        "secret_key",
    ]


def test_a_port_in_use_is_said_with_the_way_out(folder: Path) -> None:
    refused = Start(folder)
    with socket.create_server(("127.0.0.1", refused.port)):
        process = refused.begin()
        assert "PORT=8001 ./run" in process.communicate(timeout=60)[0]
    assert process.returncode == 1


def test_production_asks_for_a_secret_key(folder: Path) -> None:
    refused = Start(folder)
    refused.environment["ETALASE_ENV"] = "production"
    process = refused.begin()
    assert "SECRET_KEY is required when ETALASE_ENV=production" in process.communicate(timeout=60)[0]
    assert process.returncode == 1
