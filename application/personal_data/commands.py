"""Commands of personal data: bringing what is sealed under the keys of now, and wordings of consents."""

from typing import TextIO

import click
from flask import Flask
from flask.cli import AppGroup

from accounts import outbox
from accounts.commands import refusals_told
from application.personal_data import export
from core.database import committed
from core.jobs import queue
from outlets.preorder_buyers import reseal_buyers
from partnerships import consents
from partnerships.personal_codes import Purpose
from partnerships.personal_keys import rewrap

group = AppGroup("personal-data", help="Personal data and its keys.")


@group.command("rewrap")
def rewrap_command() -> None:
    """Bring sealed data under the current key, producers' under their own too; may be stopped and run again."""
    with refusals_told():
        for what, batch in (("producer", rewrap), ("order", reseal_buyers), ("message", outbox.reseal)):
            last: int | None = 0
            while (last := committed(batch, last)) is not None:
                click.echo(f"up to {what} {last}")
    click.echo("done")


@group.command("publish-text")
@click.argument("purpose", type=click.Choice([purpose.value for purpose in Purpose]))
@click.argument("indonesian", type=click.File(encoding="utf-8"))
@click.argument("english", type=click.File(encoding="utf-8"))
def publish_command(purpose: str, indonesian: TextIO, english: TextIO) -> None:
    """Publish a new wording of a consent from two text files."""
    text = committed(
        consents.publish,
        Purpose(purpose),
        indonesian=indonesian.read().strip(),
        english=english.read().strip(),
        by=None,
    )
    click.echo(f"{purpose} {text.version}")


@queue.periodic(cron="25 * * * *")
@queue.task(name="remove_expired_copies", queue="default")
def remove_expired_copies(timestamp: int) -> None:  # noqa: ARG001 - the queue says for which hour it runs
    """Every hour: erase copies of personal data whose days are over."""
    committed(export.remove_expired)


def register(app: Flask) -> None:
    """Give the application the commands."""
    app.cli.add_command(group)
