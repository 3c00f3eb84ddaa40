"""Commands of `./run flask`."""

import os

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from procrastinate import PsycopgConnector
from psycopg.conninfo import make_conninfo
from sqlalchemy.engine import make_url

import accounts.commands
import application.demo_commands
import application.translation_commands
import commissions.commands
from accounts.models import UserAccount
from accounts.permissions import OUTLET_ROLES, Role
from core.database import JOBS_SCHEMA, db
from core.jobs import queue
from outlets.models import Outlet, OutletMember
from partnerships.members import add_member
from partnerships.models import Producer


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


def belong(account: UserAccount, *, producer_id: int | None, outlet_id: int | None) -> None:
    """Let an account made on the terminal act for its producer or outlet. Raises click's own refusal.

    A partner without one would see nothing, and anybody else with one would see what is not theirs.
    """
    if (account.role is Role.PRODUCER) != (producer_id is not None):
        raise click.UsageError("--producer belongs to the role producer, and that role to a producer")
    if (account.role in OUTLET_ROLES) != (outlet_id is not None):
        raise click.UsageError("--outlet belongs to the roles outlet_manager and cashier, and they to an outlet")
    if producer_id is not None:
        if db.session.get(Producer, producer_id) is None:
            raise click.UsageError(f"there is no producer {producer_id}")
        add_member(producer_id, account)
    if outlet_id is not None:
        if db.session.get(Outlet, outlet_id) is None:
            raise click.UsageError(f"there is no outlet {outlet_id}")
        db.session.add(OutletMember(user_id=account.id, outlet_id=outlet_id))


def register_commands(app: Flask) -> None:
    """Give the application its commands."""
    app.cli.add_command(
        click.command("worker", help="Do the jobs that wait, until stopped.")(with_appcontext(worker_command))
    )
    accounts.commands.register(app, belong)
    commissions.commands.register(app)
    application.demo_commands.register(app)
    application.translation_commands.register(app)
    os.environ.setdefault("PGAPPNAME", "etalase")
