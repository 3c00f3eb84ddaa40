"""Many rows written with COPY: one stream instead of one INSERT a row."""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from core.database import Model, db

BLOCK = 100


def copy_text(value: str) -> str:
    """A text as COPY wants it, with its own signs escaped."""
    if "\\" in value or "\t" in value or "\n" in value or "\r" in value:
        return value.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
    return value


def _json(value: object) -> str:
    return copy_text(json.dumps(value, ensure_ascii=False))


WRITTEN: dict[type, Callable[[Any], str]] = {
    int: str,
    str: copy_text,
    type(None): lambda _nothing: "\\N",
    date: date.isoformat,
    datetime: datetime.isoformat,
    bytes: lambda value: f"\\\\x{value.hex()}",
    bool: lambda value: "t" if value else "f",
    dict: _json,
    list: _json,
}
"""How a value of each type is written."""


def copied(value: object) -> str:
    """One value as COPY wants it. Raises TypeError for a kind no column holds."""
    write = WRITTEN.get(type(value))
    if write is not None:
        return write(value)
    if isinstance(value, str):  # a code
        return copy_text(str(value))
    raise TypeError(type(value).__name__)


def copy_rows(model: type[Model], rows: Iterable[Mapping[str, object]]) -> int:
    """Store rows of one table and return how many; every row has the columns of the first. Keys get the next numbers.

    It goes past the session: nothing is loaded, and only what the database itself defaults to is filled in.
    """
    found = iter(rows)
    first = next(found, None)
    if first is None:
        return 0
    columns = list(first)
    connection = db.session.connection().connection.driver_connection
    written = 0
    with (
        connection.cursor() as cursor,  # type: ignore[union-attr]
        cursor.copy(f"COPY {model.__tablename__} ({', '.join(columns)}) FROM STDIN") as copy,
    ):
        block = ["\t".join([copied(value) for value in first.values()])]
        for row in found:
            block.append("\t".join([copied(row[name]) for name in columns]))
            if len(block) >= BLOCK:
                copy.write("\n".join(block) + "\n")
                written += len(block)
                block.clear()
        if block:
            copy.write("\n".join(block) + "\n")
            written += len(block)
    return written
