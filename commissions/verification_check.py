"""What a check of `verify-ledger` is: a function that looks, and what holds where it finds nothing, in words."""

from collections.abc import Callable
from typing import NamedTuple

from sqlalchemy import func, select

from core.database import Model, db


class Check(NamedTuple):
    """One thing that must hold in the whole database.

    `sentence` names it in the output of the command and in stored results, `promise` says it on the page;
    `invariants` are those of the catalogue it holds: M money, L ledger, P closing a month, I what comes in, K stock,
    Q history. `run` counts what it looked at and names what is broken; it repairs nothing.
    """

    sentence: str
    promise: str
    invariants: tuple[str, ...]
    run: Callable[[], tuple[int, list[str]]]


def rows_of(model: type[Model]) -> int:
    """How many rows a table has."""
    return int(db.session.execute(select(func.count()).select_from(model)).scalar_one())
