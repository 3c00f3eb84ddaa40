"""Commands that make the first accounts and tokens: `flask user create`, `flask token create`."""

import sys
from collections.abc import Callable
from typing import Any

import click
from flask import Flask
from flask.cli import AppGroup

from accounts import people, sessions
from accounts.models import UserAccount
from accounts.permissions import Role
from accounts.schemas import Identity, TokenFor, TypedPassword
from core.database import transaction
from core.errors import Refusal
from core.forms import WrongShape
from core.languages import say, say_refusal

Attach = Callable[..., None]
"""Makes an account belong to a producer or an outlet: called with it and `producer_id=`, `outlet_id=` (or None)."""


def attach_nothing(account: UserAccount, *, producer_id: int | None, outlet_id: int | None) -> None:  # noqa: ARG001
    """What an installation does that knows neither producers nor outlets. Raises click's own refusal."""
    if producer_id is not None or outlet_id is not None:
        raise click.UsageError("--producer and --outlet are not known here")


def register(app: Flask, attach: Attach = attach_nothing) -> None:
    """Give the application the commands. `attach` is the higher packages' way to make an account belong somewhere."""
    app.cli.add_command(user_commands(attach))
    app.cli.add_command(token_commands())


def user_commands(attach: Attach) -> AppGroup:
    """The group `user`."""
    group = AppGroup("user", help="People who sign in.")

    @group.command("create")
    @click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
    @click.option("--email", required=True)
    @click.option("--name", help="The name; without it the part of the address before the @.")
    @click.option("--producer", "producer_id", type=click.IntRange(1, 2**63 - 1), help="The producer of a producer.")
    @click.option(
        "--outlet", "outlet_id", type=click.IntRange(1, 2**63 - 1), help="The outlet of a manager or cashier."
    )
    @click.option("--region", "regions", multiple=True, help="A region a member of staff works in; may be repeated.")
    @click.option("--password", help="`-` reads a password from standard input; without it a link is printed.")
    def create(**typed: Any) -> None:  # noqa: ANN401 - click's options
        """Make an account; print the link by which its owner sets a password."""
        with refusals_told():
            print_created(attach, **typed)

    return group


def print_created(
    attach: Attach,
    *,
    role: str,
    email: str,
    name: str | None,
    producer_id: int | None,
    outlet_id: int | None,
    regions: tuple[str, ...],
    password: str | None,
) -> None:
    """Make the account in one transaction and print what its owner needs."""
    if password not in (None, "-"):
        raise click.UsageError("a password on the command line is seen by others; use --password - and standard input")
    typed = people.checked(Identity, name=name or email.partition("@")[0], email=email)
    given = {"role": Role(role), "regions": regions, "by": None}
    with transaction():
        if password == "-":  # noqa: S105 - a sign, not a password
            account = people.create(**typed, **given)
            people.set_password(account, **people.checked(TypedPassword, password=read_password()))
            told = f"{account.email} ({account.role.value}, id {account.id})"
        else:
            account, told = people.invite(**typed, **given)
        attach(account, producer_id=producer_id, outlet_id=outlet_id)
    click.echo(told)


def read_password() -> str:
    """The first line of standard input. Raises click's own refusal when it is no text."""
    try:
        return sys.stdin.readline().rstrip("\r\n")
    except UnicodeDecodeError:
        raise click.UsageError("the password on standard input is not UTF-8") from None


def token_commands() -> AppGroup:
    """The group `token`."""
    group = AppGroup("token", help="Tokens for programs.")

    @group.command("create")
    @click.option("--email", required=True, help="Whose token it is.")
    @click.option("--name", required=True, help="What the token is for.")
    def create(email: str, name: str) -> None:
        """Make an API token and print it; it is not told again."""
        with refusals_told(), transaction():
            typed = people.checked(TokenFor, email=email, name=name)
            _row, token = sessions.create_token(people.found_by_email(typed["email"]), name=typed["name"], by=None)
        click.echo(token)

    return group


class refusals_told:  # noqa: N801 - used as a context only
    """Turns a refusal into a sentence on the terminal and exit code 1."""

    def __enter__(self) -> None:
        """Nothing is needed to begin."""

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        """Tell a refusal as click does."""
        if isinstance(error, WrongShape):
            raise click.ClickException("; ".join(f"{name}: {' '.join(said)}" for name, said in error.messages.items()))
        if isinstance(error, Refusal):
            told = [say_refusal(error), *[say(found) for problems in error.errors.values() for found in problems]]
            raise click.ClickException(" ".join(dict.fromkeys(told))) from error
