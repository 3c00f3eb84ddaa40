"""What confirming a file of registrations would do, found out without saving anything: each row stands in one class.

A row is valid (new), wrong (with every fault it has), a duplicate (of an earlier row of the file) or registered (it
looks like a producer of the registry). What is kept of the rows holds names and addresses and of the NIK four digits;
it is stored sealed and goes with the file.
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from accounts.models import UserAccount
from core.column_matching import TaughtColumns
from core.dates import today
from core.errors import RowProblem
from core.file_refusals import NoRows
from core.row_files import mapping_of, open_with_memory
from core.row_problems import stored_problem, stored_row
from core.spreadsheets import read_table
from core.table_opening import OpenedTable, refuse_merged_rows
from core.tables import Limits
from core.text import mask_last4
from core.wording import Problem
from partnerships.errors import RegionNotYours
from partnerships.producer_columns import PRODUCER_LAYOUT
from partnerships.producer_rows import ProducerRow, read_producers
from partnerships.producer_twins import Twin, TwinFinder, works_in

PURPOSE = "producers"
LIMITS = Limits(size_mb=10, rows=10_000)
LONG_NUMBER = 10
"""A cell of the sample with this many digits or more may be a NIK and shows the last four alone."""


class RowState(StrEnum):
    """The class a row stands in."""

    VALID = "valid"
    WRONG = "wrong"
    DUPLICATE = "duplicate"
    REGISTERED = "registered"


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """One row of the file: what it says or what is wrong with it, and whom it looks like."""

    number: int
    state: RowState
    row: ProducerRow | None = None
    faults: list[RowProblem] = field(default_factory=list)
    twin: Twin | None = None


@dataclass
class FileCheck:
    """A file as read; `rows` is empty while columns must be matched first."""

    opened: OpenedTable
    taught: TaughtColumns
    rows: list[CheckedRow] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """How many rows stand in each class."""
        states = Counter(row.state for row in self.rows)
        classes = {f"rows_{state.value}": states[state] for state in RowState}
        warned = sum(1 for row in self.rows if row.row and row.row.warnings)
        return {"rows_read": len(self.rows), **classes, "rows_warned": warned}

    def mapping(self) -> dict[str, object]:
        """How the columns were understood, or the suggestions a person must confirm; nothing of what the rows say."""
        return mapping_of(self.opened, self.taught)

    def as_json(self) -> str:
        """What is kept of the rows, to be sealed: the sample, the notices and each row."""
        sample = [[_masked(cell) for cell in cells] for cells in self.opened.sample]
        notices = [stored_problem(notice) for notice in self.opened.notices]
        return json.dumps({"sample": sample, "notices": notices, "rows": self.kept_rows()})

    def kept_rows(self) -> list[dict[str, object]]:
        """Each row as it is kept."""
        return [self._kept(row) for row in self.rows]

    def _kept(self, row: CheckedRow) -> dict[str, object]:
        heading = self.opened.heading
        place = {"sheet": self.opened.sheet.name, "titles": heading.titles, "columns": heading.columns}
        kept: dict[str, object] = {"row": row.number, "state": row.state.value}
        if row.faults:
            kept["faults"] = [stored_row(fault, **place) for fault in row.faults]  # type: ignore[arg-type]
        if row.row is not None:
            kept |= _told(row.row)
            kept["warnings"] = [stored_problem(warning) for warning in row.row.warnings]
        if row.twin is not None:
            kept["twin"] = _kept_twin(row.twin)
        return kept


def check_file(content: bytes, filename: str, *, sheet: str | None, by: UserAccount) -> FileCheck:
    """Read a file with what was taught about its headings and judge each row as one this person would register.

    Raises what `core.spreadsheets.read_table` and `core.table_opening.open_table` raise, MergedCells and NoRows.
    """
    table = read_table(content, filename, LIMITS)
    opened, taught = open_with_memory(table, PRODUCER_LAYOUT, PURPOSE, sheet)
    check = FileCheck(opened, taught)
    if opened.needs_mapping:
        return check
    read: dict[int, ProducerRow | list[RowProblem]] = {}
    for found in read_producers(opened, taught, on=today(), epoch_1904=table.epoch_1904):
        number = found.number if isinstance(found, ProducerRow) else found[0].row
        read[number] = _within_regions(found, by) if isinstance(found, ProducerRow) else found
    if not read:
        raise NoRows(filename=filename)
    refuse_merged_rows(opened, read.keys())
    finder = TwinFinder([row for row in read.values() if isinstance(row, ProducerRow)], by)
    check.rows = [_judged(number, row, finder) for number, row in read.items()]
    return check


def _within_regions(row: ProducerRow, by: UserAccount) -> ProducerRow | list[RowProblem]:
    if works_in(by, row.region_code):
        return row
    problem = Problem(RegionNotYours.code, RegionNotYours.sentence)
    return [RowProblem(row.number, "wilayah", problem, row.region_code)]


def _judged(number: int, found: ProducerRow | list[RowProblem], finder: TwinFinder) -> CheckedRow:
    if not isinstance(found, ProducerRow):
        return CheckedRow(number, RowState.WRONG, faults=found)
    twin = finder.twin_of(found)
    if twin is None:
        return CheckedRow(number, RowState.VALID, found)
    state = RowState.DUPLICATE if twin.row is not None else RowState.REGISTERED
    return CheckedRow(number, state, found, twin=twin)


def _told(row: ProducerRow) -> dict[str, object]:
    """What a row says, as it is shown beside whom it looks like."""
    return {
        "name": row.name,
        "owner_name": row.owner_name,
        "nik_last4": row.nik[-4:],
        "phone": row.phone,
        "region_code": row.region_code,
        "address": row.address,
        "nib": row.nib or "",
    }


def _kept_twin(twin: Twin) -> dict[str, object]:
    kept: dict[str, object] = {
        "known_by": twin.known_by.value,
        "row": twin.row,
        "choices": [choice.value for choice in twin.choices],
        "fills": {name: _plain(value) for name, value in twin.fills.items()},
    }
    if (producer := twin.producer) is not None:
        kept["producer"] = {
            "id": producer.id,
            "name": producer.name,
            "owner_name": producer.owner_name,
            "nik_last4": producer.owner_nik_last4,
            "phone": producer.phone,
            "region_code": producer.region_code,
            "address": producer.address,
            "status": producer.status.value,
        }
    return kept


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def _masked(cell: str) -> str:
    digits = sum(sign.isdigit() for sign in cell)
    return mask_last4(cell) if digits >= LONG_NUMBER else cell[:80]


def choices_offered(rows: Sequence[Mapping[str, Any]]) -> dict[int, list[str]]:
    """What may be chosen for each kept row that looks like somebody known."""
    return {row["row"]: row["twin"]["choices"] for row in rows if "twin" in row}
