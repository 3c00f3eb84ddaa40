"""`flask demo load` and `demo clear`."""

from flask import Flask
from flask.cli import AppGroup


def register(app: Flask) -> None:
    """Give the application the group `demo`."""
    app.cli.add_command(AppGroup("demo", help="The demo agency, marked CONTOH."))
