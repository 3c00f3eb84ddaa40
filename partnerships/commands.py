"""Commands of partnerships: the nightly look at programmes, by hand."""

import click
from flask import Flask
from flask.cli import AppGroup

from core.database import committed
from partnerships.programme_night import run
from partnerships.registration_sweep import sweep

programmes = AppGroup("programmes", help="Trainings and what they change.")


@programmes.command("run")
def run_command() -> None:
    """Do the nightly work up to today: look how ready producers are. Run again it changes nothing."""
    night = committed(run)
    click.echo(f"{night.day}: {night.before} looked at before, {night.after} after")


registrations = AppGroup("registrations", help="Drafts and files of registrations.")


@registrations.command("sweep")
def sweep_command() -> None:
    """Remove drafts and files whose time is over, as the worker does every hour. Run again it removes nothing."""
    removed = committed(sweep)
    click.echo(f"{removed['drafts']} drafts and the content of {removed['files']} files removed")


def register(app: Flask) -> None:
    """Give the application the commands of this package."""
    app.cli.add_command(programmes)
    app.cli.add_command(registrations)
