"""Commands of `./run flask`."""

import asyncio
import os
import threading
import time
from contextlib import suppress

import click
import psycopg
import structlog
from flask import Flask, current_app
from flask.cli import with_appcontext
from procrastinate import App, PsycopgConnector
from psycopg.conninfo import make_conninfo

import accounts.commands
import application.demo_commands
import application.personal_data.commands
import application.translation_commands
import commissions.commands
import outlets.commands
import partnerships.commands
from application.belonging import belong
from application.config import libpq_url
from core.database import JOBS_SCHEMA
from core.jobs import HEARTBEAT_SECONDS, LEASE_SECONDS, LOOK_SECONDS, queue, return_stalled

log = structlog.get_logger()
DATABASE_LOOK_SECONDS = 1


def worker_command() -> None:
    """Do the jobs that wait, until stopped."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - the app itself for threads
    conninfo = make_conninfo(
        libpq_url(str(app.config["SQLALCHEMY_DATABASE_URI"])), options=f"-c search_path={JOBS_SCHEMA}"
    )
    threading.Thread(target=_end_with_database, args=(conninfo,), daemon=True).start()
    connector = PsycopgConnector(conninfo=conninfo)
    with queue.replace_connector(connector) as bound, bound.open():
        asyncio.run(_work(bound))


def _end_with_database(conninfo: str) -> None:
    """End this process as soon as the database it began with is gone.

    What was under way is lost with its connections, and the queue's own clean-up can hang on them for good. Whoever
    watches begins a new worker, and the lease gives it the job.
    """
    with suppress(psycopg.Error), psycopg.connect(conninfo, autocommit=True) as connection:
        while True:
            connection.execute("SELECT 1")
            time.sleep(DATABASE_LOOK_SECONDS)
    log.error("worker_lost_its_database")
    os._exit(1)


async def _work(bound: App) -> None:
    """Do jobs one by one, and look all the while for those whose worker died."""
    stopping = asyncio.Event()
    async with bound.open_async():
        looking = asyncio.create_task(_look_for_stalled(bound, stopping))
        try:
            await bound.run_worker_async(
                concurrency=1,
                install_signal_handlers=True,
                delete_jobs="successful",
                update_heartbeat_interval=HEARTBEAT_SECONDS,
                stalled_worker_timeout=LEASE_SECONDS,
            )
        finally:
            stopping.set()
            looking.cancel()
            # Not awaited without an end: a cancellation may get lost where the database went away under a query.
            await asyncio.wait([looking], timeout=LOOK_SECONDS)


async def _look_for_stalled(bound: App, stopping: asyncio.Event) -> None:
    while not stopping.is_set():
        try:
            await return_stalled(bound)
        except Exception as error:  # noqa: BLE001 - the next look may find the database again
            log.warning("stalled_jobs_not_looked_for", error=repr(error))
        await asyncio.sleep(LOOK_SECONDS)


def register_commands(app: Flask) -> None:
    """Give the application its commands."""
    app.cli.add_command(
        click.command("worker", help="Do the jobs that wait, until stopped.")(with_appcontext(worker_command))
    )
    accounts.commands.register(app, belong)
    partnerships.commands.register(app)
    outlets.commands.register(app)
    commissions.commands.register(app)
    application.demo_commands.register(app)
    application.personal_data.commands.register(app)
    application.translation_commands.register(app)
    os.environ.setdefault("PGAPPNAME", "etalase")
