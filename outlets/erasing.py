"""What was written in words about the trade of a producer that is erased: it may name a person, so it is replaced.

Found as the copy of a person finds its rows (`partnerships.person_tables`), so a table somebody adds tomorrow is part
of it. Rows that are only ever added cannot change; docs/personal_data.md says what stays there.
"""

from sqlalchemy import Enum, Table, Text, update

from core.database import AppendOnly, Base, db
from partnerships import person_tables
from partnerships.erasing import MARK

WORDS = frozenset({"fetched_by", "note", "reason", "settled_note", "words"})
"""Columns of free text, besides all whose name ends with `_reason`."""


def replace_words(producer_id: int) -> int:
    """Replace the free text of all rows of this package about a producer; answers in how many columns there was any."""
    replaced = 0
    for name, rows in person_tables.rows_about(producer_id).items():
        if name not in _changeable():
            continue
        table = Base.metadata.tables[name]
        for column in _free_text(table):
            ids = [row["id"] for row in rows if row[column]]
            if ids:
                db.session.execute(update(table).where(table.c.id.in_(ids)).values({column: MARK}))
                replaced += 1
    db.session.expire_all()
    return replaced


def _changeable() -> set[str]:
    """The tables of this package whose rows may change."""
    return {
        mapper.local_table.name  # type: ignore[attr-defined]
        for mapper in Base.registry.mappers
        if mapper.class_.__module__.startswith("outlets.") and not issubclass(mapper.class_, AppendOnly)
    }


def _free_text(table: Table) -> list[str]:
    return [
        column.name
        for column in table.c
        if isinstance(column.type, Text)
        and not isinstance(column.type, Enum)
        and (column.name in WORDS or column.name.endswith("_reason"))
    ]
