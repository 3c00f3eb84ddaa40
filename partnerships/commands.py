"""Commands of partnerships: the nightly look at programmes, by hand."""

import click
from flask import Flask
from flask.cli import AppGroup

from core.database import committed
from partnerships.programme_night import run

programmes = AppGroup("programmes", help="Trainings and what they change.")


@programmes.command("run")
def run_command() -> None:
    """Do the nightly work up to today: look how ready producers are. Run again it changes nothing."""
    night = committed(run)
    click.echo(f"{night.day}: {night.before} looked at before, {night.after} after")


def register(app: Flask) -> None:
    """Give the application the commands of this package."""
    app.cli.add_command(programmes)
