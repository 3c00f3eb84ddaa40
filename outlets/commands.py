"""Commands of the shelves: the work on permits and on the ladder, by hand."""

import click
from flask import Flask
from flask.cli import AppGroup

from core.database import committed
from outlets import ladder_night, reporting_night
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


def register(app: Flask) -> None:
    """Give the application the commands of this package."""
    app.cli.add_command(expiry)
    app.cli.add_command(ladder)
    app.cli.add_command(reporting)
