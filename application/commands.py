"""Commands of `./run flask`."""

import os

import click
from flask import Flask, current_app
from procrastinate import PsycopgConnector
from psycopg.conninfo import make_conninfo
from sqlalchemy.engine import make_url

import commissions.commands
from core.database import JOBS_SCHEMA
from core.jobs import queue


def libpq_url(database_url: str) -> str:
    """A database address as libpq reads it: without SQLAlchemy's driver name, and a space in the query as `%20`."""
    address = make_url(database_url).set(drivername="postgresql").render_as_string(hide_password=False)
    place, mark, query = address.partition("?")
    return place + mark + query.replace("+", "%20")


def worker_command() -> None:
    """Do the jobs that wait, until stopped."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - the app itself for threads
    conninfo = make_conninfo(
        libpq_url(str(app.config["SQLALCHEMY_DATABASE_URI"])), options=f"-c search_path={JOBS_SCHEMA}"
    )
    connector = PsycopgConnector(conninfo=conninfo)
    with queue.replace_connector(connector) as bound, bound.open():
        bound.run_worker(concurrency=1, install_signal_handlers=True, delete_jobs="successful")


def register_commands(app: Flask) -> None:
    """Give the application its commands."""
    app.cli.command("worker", help="Do the jobs that wait, until stopped.")(
        click.pass_context(lambda _: worker_command())
    )
    commissions.commands.register(app)
    os.environ.setdefault("PGAPPNAME", "etalase")
