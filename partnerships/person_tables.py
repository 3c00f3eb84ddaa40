"""Every row that is about one producer, in whatever table it stands, found by following the foreign keys.

A table with a `producer_id` holds the rows of that producer; a table that points to rows found holds more of them. So a
table somebody adds tomorrow is part of the copy a person gets, without anybody remembering to add it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Table, false, or_, select

from core.database import Base, db
from partnerships.models import Producer

LEFT_OUT = frozenset({"personal_key", "repeated_registration", "audit_event"})
"""Keys; what others told about themselves (UU 27/2022 Pasal 33); and the history, which is gathered by its subject."""
NOT_TOLD = frozenset({"risk", "risk_signs", "version", "wrapped", "previous_hash"})
"""Columns that tell of the machinery or of other people."""
MAY_NAME_OTHERS: Mapping[str, frozenset[str]] = {"shelf_turn": frozenset({"reason", "decision_reason"})}
"""Words staff wrote about why somebody was placed before others, by table; they may name those (Pasal 33)."""
Rows = Sequence[Mapping[str, Any]]


def rows_about(producer_id: int) -> dict[str, Rows]:
    """The rows about a producer by table, as they are stored; tables without any are left out."""
    found: dict[str, Rows] = {}
    for table in Base.metadata.sorted_tables:
        if table.name in LEFT_OUT:
            continue
        rows = db.session.execute(_selected(table, producer_id, found)).mappings().all()
        if rows:
            found[table.name] = rows
    return found


def _selected(table: Table, producer_id: int, found: Mapping[str, Rows]) -> Any:  # noqa: ANN401 - a select of any table
    """The rows of a table that are about the producer: by its id, or by pointing to a row found before."""
    if table is Producer.__table__:
        return select(table).where(table.c.id == producer_id)
    keys = sorted(column.name for column in table.primary_key)
    if "producer_id" in table.c:
        return select(table).where(table.c.producer_id == producer_id).order_by(*[table.c[key] for key in keys])
    points = [
        key.parent.in_({row["id"] for row in found[key.column.table.name]})
        for key in table.foreign_keys
        if key.column.name == "id" and key.column.table.name in found and key.column.table is not table
    ]
    return select(table).where(or_(false(), *points)).order_by(*[table.c[key] for key in keys])


def told(row: Mapping[str, Any], table_name: str = "") -> dict[str, Any]:
    """A row without what is sealed, hashed, about the machinery or words that may name others."""
    return {
        name: value
        for name, value in row.items()
        if not name.endswith(("_encrypted", "_hash"))
        and name not in NOT_TOLD | MAY_NAME_OTHERS.get(table_name, frozenset())
    }


def file_ids(found: Mapping[str, Rows]) -> set[int]:
    """The stored files that rows of this package point to: papers, photos and copies; those of trade are evidence."""
    ids: set[int] = set()
    for table_name, rows in found.items():
        if table_name not in _tables_of_this_package():
            continue
        columns = [
            key.parent.name
            for key in Base.metadata.tables[table_name].foreign_keys
            if key.column.table.name == "stored_file"
        ]
        ids |= {row[column] for row in rows for column in columns if row[column] is not None}
    return ids


def _tables_of_this_package() -> set[str]:
    return {
        mapper.local_table.name  # type: ignore[attr-defined]
        for mapper in Base.registry.mappers
        if mapper.class_.__module__.startswith("partnerships.")
    }
