"""The web and the job worker as children of one program, and PostgreSQL under its eye.

The application is loaded once and the children are forked from it, so that a start costs one load. This program keeps
no database connection of its own: a connection must not be shared by two processes.
"""

import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from types import FrameType
from typing import NoReturn

import structlog
from flask import Flask
from gunicorn.app.base import BaseApplication

from application.admission import Admission
from core.embedded_postgres import Server
from core.embedded_postgres_process import end_with_parent

log = structlog.get_logger()

WEB_PROCESSES = 2
THREADS_EACH = 64
"""Far more than work at once (`application/admission.py`): the others wait for slow clients, or their turn."""
GRACE_SECONDS = 20
LOOK_SECONDS = 0.2
STEADY_SECONDS = 60
LONGEST_PAUSE_SECONDS = 60


class StopAsked(BaseException):
    """Ctrl-C or SIGTERM. Not an `Exception`, so that no `except` on the way takes it for a failure."""


def stop_when_asked() -> None:
    """Let Ctrl-C and SIGTERM end what this program does now with `StopAsked`."""

    def ask(_signal: int, _frame: FrameType | None) -> NoReturn:
        raise StopAsked

    signal.signal(signal.SIGINT, ask)
    signal.signal(signal.SIGTERM, ask)


def fork(work: Callable[[], int | None]) -> int:
    """Do some work in a child process; returns its number. The child ends with the work, or with this program."""
    sys.stdout.flush()
    sys.stderr.flush()
    parent = os.getpid()
    asked = {signal.SIGINT, signal.SIGTERM}
    signal.pthread_sigmask(signal.SIG_BLOCK, asked)
    if (pid := os.fork()) != 0:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, asked)
        return pid
    code = 1
    try:
        # A session of its own: Ctrl-C in a terminal reaches only the parent, which stops everything in order.
        os.setsid()
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, asked)
        # A parent that was killed took the database along: there is nothing left to finish.
        end_with_parent(signal.SIGKILL)
        if os.getppid() == parent:
            code = work() or 0
    except SystemExit as ending:
        code = ending.code if isinstance(ending.code, int) else int(ending.code is not None)
    except KeyboardInterrupt:
        code = 130
    except BaseException:
        log.exception("process_failed")
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def run_apart(work: Callable[[], int | None]) -> int:
    """Do some work in a child process and wait for it; returns its exit code. Stopped when we are asked to stop."""
    pid = fork(work)
    try:
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    except StopAsked:
        end_child(pid)
        raise


def end_child(pid: int) -> None:
    """Ask a child to end, give it time to finish what it does, then end it."""
    with suppress(ProcessLookupError, ChildProcessError):
        os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + GRACE_SECONDS + 5
        while time.monotonic() < deadline:
            if os.waitpid(pid, os.WNOHANG)[0]:
                return
            time.sleep(0.02)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


class Web(BaseApplication):  # type: ignore[misc] # gunicorn has no types
    """gunicorn over an application already loaded and a port already ours."""

    def __init__(self, app: Flask, port: socket.socket, when_ready: Callable[[], None]) -> None:
        """Keep what `load_config`, called by the parent class, needs."""
        self.app, self.port, self.when_ready = app, port, when_ready
        super().__init__()

    def load_config(self) -> None:
        """Set what differs from gunicorn's own defaults."""
        settings = {
            "bind": f"fd://{self.port.fileno()}",
            "worker_class": "gthread",
            "workers": WEB_PROCESSES,
            "threads": THREADS_EACH,
            "timeout": 60,
            "graceful_timeout": GRACE_SECONDS,
            "loglevel": "warning",
            "control_socket_disable": True,
            # The heartbeat file must not wait for a slow disk.
            "worker_tmp_dir": "/dev/shm" if os.access("/dev/shm", os.W_OK) else None,  # noqa: S108
            "when_ready": lambda _arbiter: self.when_ready(),
        }
        for name, value in settings.items():
            self.cfg.set(name, value)

    def run(self) -> None:
        """Serve; when our parent is killed, gunicorn takes its own processes along at once."""
        end_with_parent(signal.SIGINT)
        super().run()

    def load(self) -> Admission:
        """The application, which takes in no more than it can serve."""
        return Admission(self.app)


@dataclass(slots=True)
class Child:
    """A child that is kept alive: begun again when it ends, after a pause that grows while it keeps ending soon.

    When an essential one ends, all ends, so that whatever watches this program sees it.
    """

    name: str
    work: Callable[[], int | None]
    is_essential: bool = False
    pid: int = 0
    begun: float = 0.0
    begin_at: float = 0.0
    pause_seconds: float = 1.0

    def look(self) -> bool:
        """Begin when it is time, and note when it ended; False when all is to end with it."""
        instant = time.monotonic()
        if self.pid and (ended := os.waitpid(self.pid, os.WNOHANG))[0]:
            self.pid = 0
            steady = instant - self.begun > STEADY_SECONDS
            self.pause_seconds = 1.0 if steady else min(2 * self.pause_seconds, LONGEST_PAUSE_SECONDS)
            self.begin_at = instant + self.pause_seconds
            code = os.waitstatus_to_exitcode(ended[1])
            log.error("process_ended", process=self.name, code=code)
            if self.is_essential:
                return False
        if not self.pid and instant >= self.begin_at:
            self.begun = instant
            self.pid = fork(self.work)
        return True


def keep_running(children: list[Child], server: Server | None) -> int:
    """Keep children and database running until asked to stop, then stop the children; returns the exit code."""
    try:
        while True:
            if server:
                server.revive()
            for child in children:
                if not child.look():
                    return 1
            time.sleep(LOOK_SECONDS)
    except StopAsked:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        return 0
    finally:
        for child in children:
            if child.pid:
                end_child(child.pid)
