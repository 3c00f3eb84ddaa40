"""Commands of the shelves: the work on permits and on the ladder, by hand."""

import click
from flask import Flask
from flask.cli import AppGroup

from core.database import committed
from outlets import ladder_night, outlet_file_sweep, reporting_night
from outlets.expiry_night import run

expiry = AppGroup("expiry", help="Permits that end.")
ladder = AppGroup("ladder", help="The steps producers reach.")

reporting = AppGroup("reporting", help="Reports that outlets owe.")


@expiry.command("run")
def run_command() -> None:
    """Do the nightly work up to today: expire, hold, remind. Run again it changes nothing."""
    night = committed(run)
    click.echo(
        f"{night.day}: {night.days_made_good} days, {night.expired} expired, {night.held} held,"
        f" {night.lifted} lifted, {night.reminded} producers reminded"
    )


@ladder.command("run")
def look_command() -> None:
    """Write the steps producers reached or lost up to today. Run again it changes nothing."""
    look = committed(ladder_night.run)
    click.echo(f"{look.day}: {look.steps} steps")


@reporting.command("remind")
def remind_command() -> None:
    """Take the steps of the reminders that are due. Run again it changes nothing."""
    click.echo(f"{committed(reporting_night.run)} steps")


files = AppGroup("outlet-files", help="Files of outlets and of item codes.")


@files.command("sweep")
def sweep_command() -> None:
    """Remove the content of files whose time is over, as the worker does every hour. Run again it removes nothing."""
    click.echo(f"the content of {committed(outlet_file_sweep.remove_old)} files removed")


def register(app: Flask) -> None:
    """Give the application the commands of this package."""
    app.cli.add_command(expiry)
    app.cli.add_command(files)
    app.cli.add_command(ladder)
    app.cli.add_command(reporting)
