"""`./run` after its set-up: the database, the migrations, the demo, then the web with the job worker.

python -m application.serve            serve until Ctrl-C or SIGTERM
python -m application.serve flask ...  one command of the application, with its database up
"""

import os
import socket
import sys
import time

import psycopg
from flask import Flask
from flask.cli import FlaskGroup
from flask_migrate import upgrade

from application import create_app, demo
from application.commands import worker_command
from application.config import MissingSetting, data_folder, libpq_url, with_driver
from application.supervision import Child, StopAsked, Web, keep_running, run_apart, stop_when_asked
from core.collector import spare_what_is_loaded
from core.database import db
from core.embedded_postgres import Server, check_durability, running, start
from core.embedded_postgres_account import CannotStart

DATABASE_WAIT_SECONDS = 30
MIGRATION_LOCK = 0x6574616C
"""The number of the advisory lock that lets one start at a time migrate."""


def main(words: list[str]) -> int:
    """Run the start or one command; returns the exit code."""
    stop_when_asked()
    server = None
    try:
        server = provide_database(may_share=bool(words))
        with connect() as connection:
            check_durability(connection)
        return run_command(words[1:], migrate_first=bool(server)) if words else serve(server)
    except (CannotStart, MissingSetting) as refusal:
        print(f"\n{refusal}", file=sys.stderr)
        return 1
    except (StopAsked, KeyboardInterrupt):
        return 130
    finally:
        if server:
            server.stop()


def provide_database(*, may_share: bool) -> Server | None:
    """Put the address of a database into the environment; returns the embedded server when this program owns one.

    A command (`may_share`) uses the server of an Etalase that runs on the same data folder. Raises CannotStart.
    """
    if url := os.environ.get("DATABASE_URL"):
        os.environ.setdefault("DATABASE_OWNER_URL", url)
        return None
    folder = data_folder()
    if may_share and (addresses := running(folder)):
        os.environ["DATABASE_URL"], os.environ["DATABASE_OWNER_URL"] = addresses
        return None
    server = start(folder)
    os.environ["DATABASE_URL"], os.environ["DATABASE_OWNER_URL"] = server.url, server.owner_url
    if not server.cluster.is_relative_to(folder):
        print(f"Basis data / database: {server.cluster.parent}")
    return server


def serve(server: Server | None) -> int:
    """Serve until asked to stop; returns the exit code. Raises CannotStart and MissingSetting."""
    host, number = os.environ.get("HOST", "127.0.0.1"), os.environ.get("PORT", "8000")
    port = reserve(host, number)
    address = f"http://{f'[{host}]' if ':' in host else host}:{port.getsockname()[1]}"
    app = create_app()

    def prepare() -> int:
        migrate(app)
        if os.environ.get("ETALASE_DEMO") != "0":
            with app.app_context():
                demo.load_if_empty()
        return 0

    def web() -> None:
        Web(app, port, when_ready).run()

    def worker() -> None:
        with app.app_context():
            worker_command()

    def when_ready() -> None:
        print(f"\nEtalase: {address}  (Ctrl-C: berhenti / stop)")
        with app.app_context():
            for line in demo.sign_in_lines():
                print(line)
            # The web processes are forked from this one next, and two of them on one connection mix their statements.
            db.session.remove()
            db.engine.dispose()
        sys.stdout.flush()

    if run_apart(prepare) != 0:
        return 1
    spare_what_is_loaded()
    code = keep_running([Child("web", web, is_essential=True), Child("worker", worker)], server)
    print("Etalase berhenti. / stopped.")
    return code


def reserve(host: str, number: str) -> socket.socket:
    """Take the port before any work is done; gunicorn listens on it later. Raises CannotStart when it is taken."""
    try:
        port = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
        port.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        port.bind((host, int(number)))
    except (OSError, ValueError, OverflowError) as error:
        raise CannotStart(
            f"Alamat {host} port {number} tidak dapat dipakai ({error}). Pilih yang lain: PORT=8001 ./run / "
            f"The address {host} port {number} cannot be used. Choose another: PORT=8001 ./run"
        ) from error
    return port


def migrate(app: Flask) -> None:
    """Bring the tables up to date, one start at a time."""
    with connect() as connection, app.app_context():
        connection.execute("SELECT pg_advisory_lock(%s)", [MIGRATION_LOCK])
        upgrade()


def connect() -> psycopg.Connection:
    """A connection that commits each statement; a server that still starts gets half a minute. Raises CannotStart."""
    url = libpq_url(with_driver(os.environ["DATABASE_OWNER_URL"]))
    deadline = time.monotonic() + DATABASE_WAIT_SECONDS
    while True:
        try:
            return psycopg.connect(url, autocommit=True, connect_timeout=5)
        except psycopg.OperationalError as error:
            if time.monotonic() > deadline:
                raise CannotStart(f"Basis data tidak menjawab / the database does not answer: {error}") from error
            time.sleep(0.5)


def run_command(words: list[str], *, migrate_first: bool) -> int:
    """Run one command of the application, after migrating unless it is about that; returns its exit code."""
    app = create_app()
    if migrate_first and words[:1] != ["db"]:
        migrate(app)
    try:
        FlaskGroup(create_app=lambda: app, load_dotenv=False).main(args=words, prog_name="./run flask")
    except SystemExit as ending:
        return ending.code if isinstance(ending.code, int) else int(ending.code is not None)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
