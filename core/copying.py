"""Many rows written with COPY: one stream instead of one INSERT a row."""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from itertools import chain
from operator import itemgetter
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


class _Writers(dict[type, Callable[[Any], str]]):
    """How COPY wants a value of each type; a code is written as the text it is. Raises TypeError for any other kind."""

    def __missing__(self, kind: type) -> Callable[[Any], str]:
        if not issubclass(kind, str):
            raise TypeError(kind.__name__)
        return lambda code: copy_text(str(code))


WRITTEN = _Writers(
    {
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
)


def copy_rows(model: type[Model], rows: Iterable[Mapping[str, object]]) -> int:
    """Store rows of one table and return how many; every row has the columns of the first. Keys get the next numbers.

    It goes past the session: nothing is loaded, and only what the database itself defaults to is filled in.
    """
    found = iter(rows)
    first = next(found, None)
    if first is None:
        return 0
    columns = list(first)
    values_of = itemgetter(*columns) if len(columns) > 1 else lambda row: (row[columns[0]],)
    connection = db.session.connection().connection.driver_connection
    written = 0
    with (
        connection.cursor() as cursor,  # type: ignore[union-attr]
        cursor.copy(f"COPY {model.__tablename__} ({', '.join(columns)}) FROM STDIN") as copy,
    ):
        block: list[str] = []
        for row in chain((first,), found):
            block.append("\t".join([WRITTEN[type(value)](value) for value in values_of(row)]))
            if len(block) >= BLOCK:
                copy.write("\n".join(block) + "\n")
                written += len(block)
                block.clear()
        if block:
            copy.write("\n".join(block) + "\n")
            written += len(block)
    return written
