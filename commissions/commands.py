"""Commands of the ledger: closing a month, and checking everything that is stored."""

import click
from flask import Flask
from flask.cli import AppGroup

from commissions import stored_answers
from commissions.closing import MissingReports, close
from commissions.exported_heads import export_head, export_history
from commissions.verification import MOST_NAMED, verify
from commissions.verification_runs import read_one_moment
from core.database import committed
from core.dates import first_day
from core.errors import Refusal
from core.languages import say_refusal

periods = AppGroup("period", help="Months of the ledger.")


@periods.command("close")
@click.argument("month")
@click.option("--waive-missing", is_flag=True, help="Close although outlets have not reported.")
@click.option("--reason", help="Why missing reports are waived.")
def close_command(month: str, reason: str | None, *, waive_missing: bool) -> None:
    """Close MONTH, such as 2026-10, and issue its statements."""
    try:
        first_day(month)
    except ValueError:
        raise click.BadParameter(f"{month!r} is not a month such as 2026-10") from None
    try:
        result = committed(close, month, by=None, waive_missing=waive_missing, reason=reason)
    except Refusal as refusal:
        for outlet in refusal.extra.get("missing", []) if isinstance(refusal, MissingReports) else []:  # type: ignore[attr-defined]
            click.echo(f"  {outlet['outlet_id']}  {outlet['outlet_name']}", err=True)
        raise click.ClickException(f"{say_refusal(refusal)} ({refusal.code})") from None
    click.echo(f"{month} closed, {result['statements']} statements")


@click.command("verify-ledger")
def verify_command() -> None:
    """Check every invariant over the whole database; exit 1 when one is broken."""
    read_one_moment()
    outcomes = verify()
    for outcome in outcomes:
        click.echo(f"{'ok    ' if outcome.holds else 'BROKEN'} {outcome.looked_at:>9,}  {outcome.sentence}")
        for named in outcome.broken[:MOST_NAMED]:
            click.echo(f"                  {named}")
        if len(outcome.broken) > MOST_NAMED:
            click.echo(f"                  and {len(outcome.broken) - MOST_NAMED} more")
    broken = [outcome for outcome in outcomes if not outcome.holds]
    if broken:
        raise click.exceptions.Exit(1)
    click.echo(f"all {len(outcomes)} checks hold")


@click.command("export-chain-head")
def export_command() -> None:
    """Add the heads of statements and of the history to their files outside the database, as is done every night."""
    click.echo(f"{export_head()} statements up to the head")
    click.echo(f"{export_history()} events of the history up to its head")


@click.command("sweep-answers")
def sweep_answers() -> None:
    """Remove answers kept under an Idempotency-Key in months closed a week ago or longer."""
    click.echo(f"{committed(stored_answers.sweep)} answers removed")


def register(app: Flask) -> None:
    """Give the application the commands of this package."""
    app.cli.add_command(periods)
    app.cli.add_command(verify_command)
    app.cli.add_command(export_command)
    app.cli.add_command(sweep_answers)
