"""`flask demo load` and `demo clear`."""

import click
from flask import Flask
from flask.cli import AppGroup
from psycopg.errors import LockNotAvailable

from accounts.commands import refusals_told
from application import demo
from application.demo.clearing import clear
from application.demo.standing import added_since, loaded_at
from core.languages import speak

WORD = "CONTOH"


def register(app: Flask) -> None:
    """Give the application the group `demo`."""
    group = AppGroup("demo", help="The demo agency, marked CONTOH.")

    @group.command("load")
    def load_command() -> None:
        """Load the demo; refused where anything stands already."""
        with refusals_told():
            demo.load()
        for line in demo.sign_in_lines():
            click.echo(line)

    @group.command("clear")
    @click.option("--yes", is_flag=True, help="Do not ask.")
    def clear_command(*, yes: bool) -> None:
        """Remove the demo with everything in it; refused where the agency is not a demo."""
        with refusals_told():
            loaded = loaded_at()
            click.echo(f"Contoh dimuat / demo loaded: {loaded:%Y-%m-%d %H:%M} UTC")
            click.echo("Ditambahkan sejak itu / added since:")
            added = added_since()
            for label, more in added:
                click.echo(f"  {more} {speak(label)}")
            if not added:
                click.echo("  -")
            if not yes and click.prompt(f"Ketik / type {WORD}", default="", show_default=False) != WORD:
                raise click.ClickException("Tidak ada yang dihapus. / Nothing was removed.")
            try:
                clear()
            except LockNotAvailable:
                raise click.ClickException(
                    "Etalase sedang dipakai. Hentikan dulu, lalu ulangi. / Etalase is in use. Stop it, then try again."
                ) from None
        click.echo(demo.FIRST_ACCOUNT)

    app.cli.add_command(group)
