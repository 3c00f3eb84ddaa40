"""Commands of the shelves: the nightly work on permits, by hand."""

import click
from flask import Flask
from flask.cli import AppGroup

from core.database import committed
from outlets.expiry_night import run

expiry = AppGroup("expiry", help="Permits that end.")


@expiry.command("run")
def run_command() -> None:
    """Do the nightly work up to today: expire, hold, remind. Run again it changes nothing."""
    night = committed(run)
    click.echo(
        f"{night.day}: {night.days_made_good} days, {night.expired} expired, {night.held} held,"
        f" {night.lifted} lifted, {night.reminded} producers reminded"
    )


def register(app: Flask) -> None:
    """Give the application the commands of this package."""
    app.cli.add_command(expiry)
