"""The PostgreSQL that comes along: it starts, survives what kills it, has one owner, and keeps to its own folders."""

import os
import pwd
import shutil
import signal
import stat
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from core import embedded_postgres_account
from core.embedded_postgres import APP_ROLE, DATABASE, OWNER_ROLE, Server, check_durability, plain, running, start
from core.embedded_postgres_account import Account, CannotStart, reachable_programs, settle
from core.embedded_postgres_process import processes_in

needs_root = pytest.mark.skipif(os.getuid() != 0, reason="only root starts PostgreSQL as another account")


@pytest.fixture(autouse=True)
def clock_stands() -> None:
    """The clock runs here: real processes are waited for."""


@pytest.fixture
def folder() -> Iterator[Path]:
    """A data folder with a space in its name that every account can reach; it does not exist yet."""
    parent = Path(tempfile.mkdtemp(prefix="etalase test "))
    parent.chmod(0o755)
    yield parent / "data folder"
    shutil.rmtree(parent, ignore_errors=True)


@pytest.fixture(scope="module")
def shared() -> Iterator[Server]:
    """One durable server for the tests that only look."""
    parent = Path(tempfile.mkdtemp(prefix="etalase test "))
    parent.chmod(0o755)
    with start(parent / "data") as server:
        yield server
    shutil.rmtree(parent, ignore_errors=True)


def ask(url: str, question: str) -> object:
    with psycopg.connect(plain(url), autocommit=True) as connection:
        row = connection.execute(question).fetchone()
    return row[0] if row else None


def tell(url: str, *statements: str) -> None:
    with psycopg.connect(plain(url), autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


def in_a_child(work: Callable[[], None]) -> int:
    """Run something in a process of its own; its exit code, negative when a signal ended it."""
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def wait_for(holds: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 15
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.02)
    return holds()


def test_what_was_stored_is_there_after_a_stop_and_a_second_start(folder: Path) -> None:
    with start(folder, for_tests=True) as server:
        assert server.is_new
        tell(server.owner_url, "CREATE TABLE jar (pieces bigint)", "INSERT INTO jar VALUES (7)")
    with start(folder, for_tests=True) as server:
        assert not server.is_new
        assert ask(server.owner_url, "SELECT pieces FROM jar") == 7
    assert not (folder / "socket").exists()


def test_a_killed_postmaster_is_recovered_by_the_next_start_and_by_its_owner(folder: Path) -> None:
    server = start(folder)
    tell(server.owner_url, "CREATE TABLE jar (pieces bigint)", "INSERT INTO jar VALUES (7)")
    os.kill(server.pid, signal.SIGKILL)
    server._process.wait()
    server.revive()
    assert ask(server.owner_url, "SELECT pieces FROM jar") == 7
    os.kill(server.pid, signal.SIGKILL)
    server.stop()
    with start(folder) as again:
        assert ask(again.owner_url, "SELECT pieces FROM jar") == 7


def test_a_killed_owner_takes_its_server_along_and_leaves_a_folder_that_starts(folder: Path) -> None:
    def own_and_die() -> None:
        server = start(folder, for_tests=True)
        tell(server.owner_url, "CREATE TABLE jar (pieces bigint)", "INSERT INTO jar VALUES (7)")
        os.kill(os.getpid(), signal.SIGKILL)

    before = set(Path(tempfile.gettempdir()).glob("etalase-*"))
    assert in_a_child(own_and_die) == -signal.SIGKILL
    assert wait_for(lambda: not processes_in(folder / "postgres"))
    with start(folder, for_tests=True) as server:
        assert ask(server.owner_url, "SELECT pieces FROM jar") == 7
    assert not (folder / "socket").exists()
    assert set(Path(tempfile.gettempdir()).glob("etalase-*")) == before


def test_an_orphaned_server_is_stopped_and_its_unreaped_process_is_not_taken_for_a_living_one(folder: Path) -> None:
    orphan = start(folder, for_tests=True)
    os.close(orphan._lock)
    with start(folder, for_tests=True) as server:
        assert server.pid != orphan.pid
        assert Path(f"/proc/{orphan.pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
        assert ask(server.url, "SELECT 1") == 1
    orphan._process.wait()


def test_a_pid_file_whose_number_went_to_another_program_does_not_stop_the_start(folder: Path) -> None:
    server = start(folder, for_tests=True)
    lines = (server.cluster / "postmaster.pid").read_text().splitlines()
    os.kill(server.pid, signal.SIGKILL)
    server.stop()
    (folder / "postgres" / "postmaster.pid").write_text("\n".join([str(os.getppid()), *lines[1:]]) + "\n")
    with start(folder, for_tests=True) as again:
        assert ask(again.url, "SELECT 1") == 1


def test_a_data_folder_has_one_owner_and_commands_find_its_server(folder: Path) -> None:
    assert running(folder) is None
    with start(folder, for_tests=True) as server:
        with pytest.raises(CannotStart, match=r"sedang dipakai .* in use by another Etalase"):
            start(folder, for_tests=True)
        assert running(folder) == (server.url, server.owner_url)
        assert ask(server.url, "SELECT 1") == 1
    assert running(folder) is None


def test_a_path_too_long_for_a_socket_gets_a_short_folder_that_is_the_same_at_every_start(folder: Path) -> None:
    deep = folder / ("long name " * 12)
    with start(deep, for_tests=True) as server:
        short = settle(deep).sockets
        assert len(os.fsencode(short)) < 60
        assert stat.S_IMODE(short.stat().st_mode) == 0o700
        assert ask(server.url, "SELECT 1") == 1
    assert not short.exists()
    assert settle(deep).sockets == short


def test_a_socket_folder_others_may_enter_is_refused(folder: Path) -> None:
    with start(folder, for_tests=True):
        pass
    (folder / "socket").mkdir(mode=0o777)
    (folder / "socket").chmod(0o777)
    with pytest.raises(CannotStart, match="must belong to the account"):
        start(folder, for_tests=True)


def test_a_first_start_that_was_cut_short_is_begun_again(folder: Path) -> None:
    home = settle(folder)
    home.account.make_folder(folder / "postgres.unfinished")
    (folder / "postgres.unfinished" / "PG_VERSION").write_text("16")
    with start(folder, for_tests=True) as server:
        assert ask(server.url, "SELECT 1") == 1
    assert not (folder / "postgres.unfinished").exists()


def test_the_application_role_owns_nothing_and_the_owner_is_no_superuser(shared: Server) -> None:
    rights = "SELECT rolsuper OR rolcreaterole OR rolcreatedb OR rolbypassrls OR rolreplication FROM pg_roles"
    for role in (APP_ROLE, OWNER_ROLE):
        assert ask(shared.url, f"{rights} WHERE rolname = '{role}'") is False
    assert (
        ask(shared.url, f"SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = '{DATABASE}'") == OWNER_ROLE
    )
    assert ask(shared.url, "SELECT current_user") == APP_ROLE
    for forbidden in (
        "CREATE SCHEMA mine",
        "CREATE TABLE public.mine (id int)",
        "CREATE ROLE other",
        f"SET ROLE {OWNER_ROLE}",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            tell(shared.url, forbidden)


def test_the_server_is_durable_checksummed_and_not_on_the_network(shared: Server) -> None:
    with psycopg.connect(plain(shared.url)) as connection:
        check_durability(connection)
    assert ask(shared.url, "SHOW data_checksums") == "on"
    assert ask(shared.url, "SHOW listen_addresses") == ""
    assert ask(shared.url, "SHOW max_connections") == "60"
    assert (
        ask(
            shared.url,
            f"SELECT pg_encoding_to_char(encoding) || ' ' || datcollate FROM pg_database WHERE datname = '{DATABASE}'",
        )
        == "UTF8 C.UTF-8"
    )


def test_a_server_that_could_lose_answered_work_is_refused_by_name(shared: Server) -> None:
    with psycopg.connect(plain(shared.url)) as connection:
        connection.execute("SET synchronous_commit = off")
        with pytest.raises(CannotStart, match="synchronous_commit=off"):
            check_durability(connection)


def test_what_people_typed_does_not_reach_the_log(shared: Server) -> None:
    with pytest.raises(psycopg.errors.UndefinedTable):
        tell(shared.url, "INSERT INTO nowhere VALUES ('Ibu Siti 6471015203850003')")
    log = shared.cluster.with_name("postgres.log").read_text()
    assert 'relation "nowhere" does not exist' in log
    assert "Siti" not in log


def test_the_data_folder_is_private_and_no_other_folder_changes(folder: Path) -> None:
    before = {path: path.stat() for path in folder.parents}
    with start(folder, for_tests=True) as server:
        assert stat.S_IMODE(folder.stat().st_mode) == (0o711 if os.getuid() == 0 else 0o700)
        assert stat.S_IMODE(server.cluster.stat().st_mode) == 0o700
    for path, was in before.items():
        now = path.stat()
        assert (now.st_mode, now.st_uid, now.st_gid) == (was.st_mode, was.st_uid, was.st_gid), path


@needs_root
def test_as_root_a_folder_out_of_reach_keeps_its_database_elsewhere(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    homes = folder.parent / "homes"
    monkeypatch.setattr(embedded_postgres_account, "ROOT_HOMES", homes)
    folder.mkdir(mode=0o700)
    before = folder.stat()
    with start(folder, for_tests=True) as server:
        assert server.cluster.parent.parent == homes
        assert server.cluster.stat().st_uid == pwd.getpwnam(settle(folder).account.name).pw_uid != 0
        assert ask(server.url, "SELECT 1") == 1
    assert (folder.stat().st_mode, folder.stat().st_uid) == (before.st_mode, before.st_uid)
    moved = folder.rename(folder.with_name("moved"))
    with pytest.raises(CannotStart, match=r"database-location\.txt"):
        start(moved, for_tests=True)


@needs_root
def test_as_root_programs_out_of_reach_are_copied_once_and_work(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded_postgres_account, "ROOT_HOMES", folder.parent / "homes")
    account = settle(folder).account
    reach = type(account).can
    monkeypatch.setattr(type(account), "can", lambda self, *words: words[-1] != "--version" and reach(self, *words))
    programs = reachable_programs(account, folder)
    assert programs.is_relative_to(folder.parent / "homes")
    assert reachable_programs(account, folder) == programs
    with start(folder, for_tests=True) as server:
        assert Path(f"/proc/{server.pid}/exe").readlink() == programs / "postgres"


@needs_root
def test_an_ordinary_user_runs_it_as_itself(folder: Path) -> None:
    nobody = pwd.getpwnam("nobody")
    programs = reachable_programs(Account("root", None), folder)
    account = Account("nobody", (nobody.pw_uid, nobody.pw_gid))
    if not account.can("test", "-x", f"{programs}/postgres"):
        pytest.skip(f"the account nobody cannot reach {programs}")
    folder.parent.chmod(0o777)

    def run_as_nobody() -> None:
        os.setgroups([])
        os.setgid(nobody.pw_gid)
        os.setuid(nobody.pw_uid)
        for is_first in (True, False):
            with start(folder, for_tests=True) as server:
                assert server.is_new == is_first
                assert server.cluster.stat().st_uid == nobody.pw_uid
                assert stat.S_IMODE(folder.stat().st_mode) == 0o700
                assert ask(server.url, "SELECT current_user") == APP_ROLE

    assert in_a_child(run_as_nobody) == 0
