"""The embedded PostgreSQL as processes: made, started, waited for, stopped, and what a crash left behind."""

import ctypes
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from core.embedded_postgres_account import CannotStart, Home

SUPERUSER = "etalase_superuser"

LONGEST_START_SECONDS = 600
LONGEST_STOP_SECONDS = 120
SHARED_MEMORY_SECONDS = 60
LARGEST_LOG_BYTES = 10_000_000

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "60",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # What people typed must not reach the log: no statements, no row values.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_checkpoints": "off",
}
SETTINGS_FOR_TESTS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "64MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
}

_libc = ctypes.CDLL(None, use_errno=True)
PR_SET_PDEATHSIG = 1

STATUS_LINE = 7
"""Counted from 0, the line of `postmaster.pid` with the server's state (PostgreSQL 10 and later)."""

STOPS = ((signal.SIGINT, LONGEST_STOP_SECONDS), (signal.SIGQUIT, 10), (signal.SIGKILL, 10))
"""How a postmaster is asked to end, and for how long: cleanly, at once (the next start recovers), by force."""


def make_cluster(home: Home, *, for_tests: bool) -> None:
    """Make an empty cluster with checksums, in a folder renamed only when complete: a crash leaves no half one."""
    unfinished = home.cluster.with_name("postgres.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    home.account.make_folder(unfinished)
    words = [str(home.programs / "initdb"), "--pgdata", str(unfinished), "--username", SUPERUSER, "--data-checksums"]
    words += ["--encoding=UTF8", "--locale=C.UTF-8", "--lc-messages=C", "--auth-local=trust", "--auth-host=reject"]
    words += ["--no-sync"] if for_tests else []
    made = subprocess.run(words, check=False, capture_output=True, text=True, **home.account.process_options())  # noqa: S603 - our own paths
    if made.returncode != 0:
        raise CannotStart(f"initdb gagal / failed: {made.stderr.strip()}")
    unfinished.rename(home.cluster)


def end_survivors(home: Home) -> None:
    """Stop what an owner that died left running on this cluster, and remove its stale pid file.

    The lock is ours, so nobody else may use the cluster: a postmaster gets the time of a clean stop; backends that
    outlived a killed postmaster go by themselves, or are killed, which the write-ahead log makes good.
    """
    postmaster = noted_postmaster(home.cluster)
    for signal_number, seconds in STOPS if postmaster in processes_in(home.cluster) else STOPS[1:]:
        survivors = processes_in(home.cluster)
        for pid in [postmaster] if postmaster in survivors else survivors:
            with missing_is_fine():
                os.kill(pid, signal_number)
        if wait_until(lambda: not processes_in(home.cluster), seconds):
            break
    (home.cluster / "postmaster.pid").unlink(missing_ok=True)


def processes_in(folder: Path) -> list[int]:
    """The living PostgreSQL processes that stand in a folder, as every process of a server stands in its cluster.

    A zombie stands nowhere, and a number that went to another program stands elsewhere, so neither is counted.
    """
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if (entry / "cwd").readlink() == folder and (entry / "exe").readlink().name.startswith("postgres"):
                found.append(int(entry.name))
        except OSError:
            continue
    return found


def noted_postmaster(cluster: Path) -> int:
    """The process number in the cluster's pid file, 0 when there is none."""
    try:
        return int((cluster / "postmaster.pid").read_text(encoding="utf-8").split("\n", 1)[0])
    except (OSError, ValueError):
        return 0


def launch(home: Home, *, for_tests: bool) -> subprocess.Popen[bytes]:
    """Start the postmaster and wait until it accepts connections; tried again while old shared memory is still held."""
    folder = str(home.sockets).replace('"', '""')
    settings = SETTINGS | {"unix_socket_directories": f'"{folder}"'} | (SETTINGS_FOR_TESTS if for_tests else {})
    words = [str(home.programs / "postgres"), "-D", str(home.cluster)]
    words += [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    deadline = time.monotonic() + SHARED_MEMORY_SECONDS
    if home.log.exists() and home.log.stat().st_size > LARGEST_LOG_BYTES:
        home.log.replace(home.log.with_name("postgres.log.1"))
    while True:
        with home.log.open("ab") as log:
            said_before = log.tell()
            process = subprocess.Popen(  # noqa: S603 - our own paths
                words,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=end_with_parent,  # noqa: PLW1509 - one system call, no lock taken
                **home.account.process_options(),
            )
        try:
            if wait_until_ready(home, process):
                return process
        except BaseException:
            stop_process(process)
            raise
        stop_process(process)
        with home.log.open("rb") as log:
            log.seek(said_before)
            said = log.read().decode("utf-8", "replace").strip()
        if "pre-existing shared memory block" not in said or time.monotonic() > deadline:
            raise CannotStart(f"PostgreSQL tidak mau mulai, lihat / did not start, see {home.log}: {said[-600:]}")
        time.sleep(1)


def end_with_parent(signal_number: int = signal.SIGINT) -> None:
    """Ask Linux to signal this process when the program that started it is gone; SIGINT stops PostgreSQL cleanly."""
    _libc.prctl(PR_SET_PDEATHSIG, signal_number)


def wait_until_ready(home: Home, process: subprocess.Popen[bytes]) -> bool:
    """Wait for this postmaster to note in its pid file that it accepts connections; False when it does not."""

    def ready() -> bool:
        try:
            lines = (home.cluster / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        except OSError:
            return False
        state = "".join(lines[STATUS_LINE : STATUS_LINE + 1]).strip()
        return lines[:1] == [str(process.pid)] and state == "ready"

    wait_until(lambda: ready() or process.poll() is not None, LONGEST_START_SECONDS)
    return process.poll() is None and ready()


def stop_process(process: subprocess.Popen[bytes]) -> None:
    """End a postmaster, cleanly where it can be."""
    for signal_number, seconds in STOPS:
        if process.poll() is not None:
            return
        with missing_is_fine():
            process.send_signal(signal_number)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            continue


@contextmanager
def missing_is_fine() -> Iterator[None]:
    """Let a process that ended in the meantime be."""
    try:
        yield
    except ProcessLookupError:
        return


def wait_until(holds: Callable[[], bool], seconds: float) -> bool:
    """Look again every 20 milliseconds until something holds or the time is over; returns whether it held."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True
