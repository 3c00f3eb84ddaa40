"""One PostgreSQL a run, a template database a worker, a rollback a test, and a clock that stands.

`app`, `client` and `session` work inside one transaction that is rolled back after the test. `own_app` is for tests
that must really commit or race: it has a database of its own, made from the worker's template.
"""

import fcntl
import gc
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
import time_machine
from flask import Flask, g, request_started
from flask_migrate import upgrade
from sqlalchemy.engine import make_url

from application import create_app
from core.database import db
from core.embedded_postgres import Server, start
from tests.clients import Client

TODAY = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
"""22 November 2026, 10.00 WITA."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The slow ones first, so that both workers end together; tests marked `long` only with `./run test --long`."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is None)
    if os.environ.get("ETALASE_LONG") == "1":
        return
    skipped = pytest.mark.skip(reason="long: only with ./run test --long (ETALASE_LONG=1)")
    for item in items:
        if item.get_closest_marker("long"):
            item.add_marker(skipped)


@request_started.connect
def forget_the_request_before(_app: Flask, **_extra: object) -> None:
    """Requests of one test share an application context; who asked the last time must not be who asks now."""
    for name in list(g):
        g.pop(name)


@pytest.fixture(autouse=True)
def clock_stands() -> Iterator[time_machine.Traveller]:
    """The clock stands at 22 November 2026 unless a test moves it."""
    with time_machine.travel(TODAY, tick=False) as traveller:
        yield traveller


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[tuple[str, str]]:
    """Addresses (application's, owner's) of the PostgreSQL of this run; workers share the one that starts first."""
    if worker_id == "master":
        with _running(_server_folder()) as running:
            yield running.url, running.owner_url
        return
    shared = tmp_path_factory.getbasetemp().parent / "postgresql"
    shared.mkdir(exist_ok=True)
    users = shared / "users"
    with _lock(shared):
        if not (shared / "urls").exists():
            folder = _server_folder()
            running = start(folder, for_tests=True)
            (shared / "urls").write_text(f"{running.url}\n{running.owner_url}")
            _STARTED.append((running, folder))
        users.write_text(str(int(users.read_text() if users.exists() else 0) + 1))
        url, owner_url = (shared / "urls").read_text().splitlines()
    yield url, owner_url
    with _lock(shared):
        users.write_text(str(int(users.read_text()) - 1))
    for running, folder in _STARTED:
        _wait_for_others(users)
        running.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _server_folder() -> Path:
    """A folder the server's account can pass through also when root runs the tests, so that nothing lies elsewhere."""
    folder = Path(tempfile.mkdtemp(prefix="etalase-tests-"))
    folder.chmod(0o711)
    return folder


_STARTED: list[tuple[Server, Path]] = []


class _running:  # noqa: N801 - used as a context only here
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __enter__(self) -> Server:
        self.server = start(self.folder, for_tests=True)
        return self.server

    def __exit__(self, *_exception: object) -> None:
        self.server.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


class _lock:  # noqa: N801 - used as a context only here
    def __init__(self, folder: Path) -> None:
        self.path = folder / "lock"

    def __enter__(self) -> None:
        self.file = self.path.open("a")
        fcntl.flock(self.file, fcntl.LOCK_EX)

    def __exit__(self, *_exception: object) -> None:
        self.file.close()


def _wait_for_others(users: Path, seconds: int = 600) -> None:
    """The worker that started the server stops it last."""
    for _ in range(seconds * 10):
        if users.read_text().strip() in {"0", ""}:
            return
        time.sleep(0.1)


@pytest.fixture(scope="session")
def template(server: tuple[str, str], worker_id: str) -> str:
    """The name of this worker's migrated, empty database, from which others are made."""
    name = f"template_{worker_id}"
    _make_database(server[1], name)
    with time_machine.travel(TODAY, tick=True):
        _migrate(_on(server[0], name), _on(server[1], name))
    return name


def _make_database(owner_url: str, name: str, template: str = "template1") -> None:
    with psycopg.connect(_libpq(owner_url), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')


def _drop_database(owner_url: str, name: str) -> None:
    """Without FORCE: the owner may not end connections of the application; the server waits for those just closed."""
    with psycopg.connect(_libpq(owner_url), autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}"')


def _migrate(url: str, owner_url: str) -> None:
    app = _make_app(url, owner_url, tempfile.mkdtemp(prefix="etalase-data-"))
    with app.app_context():
        upgrade()
        db.engine.dispose()
    shutil.rmtree(app.config["DATA_FOLDER"], ignore_errors=True)


def _make_app(url: str, owner_url: str, folder: str) -> Flask:
    os.environ.setdefault("SECRET_KEY", "a key for tests that is long enough to be one")
    return create_app(
        url,
        TESTING=True,
        DATABASE_OWNER_URL=owner_url,
        DATA_FOLDER=folder,
        SERVER_NAME=None,
        WTF_CSRF_ENABLED=True,
    )


def _on(url: str, database: str) -> str:
    """The same server, another database."""
    return make_url(url).set(database=database).render_as_string(hide_password=False)


def _libpq(url: str) -> str:
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def app_of_worker(server: tuple[str, str], template: str, worker_id: str) -> Iterator[Flask]:
    """The application over this worker's database, made once."""
    name = f"tests_{worker_id}"
    _make_database(server[1], name, template)
    folder = tempfile.mkdtemp(prefix="etalase-data-")
    app = _make_app(_on(server[0], name), _on(server[1], name), folder)
    # What is loaded by now stays until the end; the collector need not walk through it again and again.
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)
    yield app
    with app.app_context():
        db.engine.dispose()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def app(app_of_worker: Flask) -> Iterator[Flask]:
    """The application inside one transaction that is rolled back after the test; an application context is open."""
    context = app_of_worker.app_context()
    context.push()
    engines = db._app_engines[app_of_worker]  # the only place to put a connection for an engine
    engine = engines[None]
    connection = engine.connect()
    outer = connection.begin()
    engines[None] = connection  # type: ignore[assignment]
    db.session.configure(join_transaction_mode="create_savepoint")
    try:
        yield app_of_worker
    finally:
        engines[None] = engine
        db.session.remove()
        context.pop()
        outer.rollback()
        connection.close()


@pytest.fixture
def client(app: Flask) -> Client:
    """A browser that nobody has signed in with yet."""
    return Client(app)


@pytest.fixture
def own_app(server: tuple[str, str], template: str) -> Iterator[Flask]:
    """The application over a database of this test's own, which really commits; for races and crashes."""
    name = f"own_{uuid4().hex[:12]}"
    _make_database(server[1], name, template)
    folder = tempfile.mkdtemp(prefix="etalase-data-")
    app = _make_app(_on(server[0], name), _on(server[1], name), folder)
    with app.app_context():
        db.session.configure(join_transaction_mode="conditional_savepoint")
        yield app
        db.session.remove()
        db.engine.dispose()
    _drop_database(server[1], name)
    shutil.rmtree(folder, ignore_errors=True)
