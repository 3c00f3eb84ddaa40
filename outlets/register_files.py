"""Files of outlets, or of item codes: upload and check, match columns, add what the check showed, set aside.

Nothing is saved before it is confirmed; confirming checks again and adds exactly what was shown. A row whose content is
known is passed over, so the same file may be sent again. What a row means belongs to each noun: `outlets.outlet_files`
and `outlets.outlet_code_files` each make one `RegisterFiles`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from werkzeug.datastructures import FileStorage

from accounts.audit import record
from accounts.models import UserAccount
from core.cell_marks import shown
from core.column_matching import Layout
from core.database import db, get_visible
from core.dates import now
from core.errors import Conflict, InvalidInput, NotFound, RowProblem
from core.file_refusals import NoRows
from core.money import format_number
from core.row_file_states import RowFileStatus
from core.row_files import Seals, mapping_of, open_with_memory, teach
from core.row_problems import MOST_ROWS_KEPT, stored_row
from core.spreadsheets import read_table
from core.table_opening import OpenedTable, refuse_merged_rows
from core.tables import Limits
from core.wording import N_, Problem
from outlets import outlets
from outlets.models import Outlet
from outlets.outlet_file_models import OutletFile

LIMITS = Limits(size_mb=10, rows=10_000)
SEALS = Seals("outlet_file|content", "outlet_file|rows")
ONE_AT_A_TIME = 20_261_129
VALID, WRONG, KNOWN = "valid", "wrong", "known"
JudgedRow = dict[str, object]
"""A row as judged: its number in the file, `state`, and what a page shows of it, or its `faults`."""


class UnknownOutletFile(NotFound):
    """No such file, or not this person's to see."""

    sentence = N_("Berkas gerai ini tidak ditemukan.")


class OutletFileDone(Conflict):
    """The file was registered or set aside before, or its columns are not matched yet."""

    code = "outlet_file_not_open"
    sentence = N_("Berkas ini tidak sedang menunggu. Unggah lagi bila masih diperlukan.")


class OutletRowsWrong(InvalidInput):
    """Rows have faults and nobody said to leave them out. Parameters: `wrong`, `all`."""

    code = "rows_are_wrong"
    sentence = N_("%(wrong)s dari %(all)s baris perlu diperbaiki, atau pilih mendaftarkan baris yang benar saja.")


class OutletCheckOutdated(Conflict):
    """Other rows would be registered than the person saw."""

    code = "check_outdated"
    sentence = N_("Hasil pemeriksaan berubah sejak ditampilkan. Periksa lagi sebelum mendaftarkan.")


class NoOutletToRegister(Conflict):
    """No row is new."""

    code = "nothing_to_register"
    sentence = N_("Tidak ada baris yang dapat didaftarkan dari berkas ini. Tidak ada yang ditambahkan.")


@dataclass(frozen=True, slots=True)
class RegisterFiles:
    """The files of one register: by which columns they are read, what a row means, and how a new one is added.

    `judge` answers every row as judged, and what those say that would be added; `add` adds these and answers how many.
    A register `of_an_outlet` belongs to one outlet, the other kind to none.
    """

    purpose: str
    layout: Layout
    of_an_outlet: bool
    judge: Callable[[OpenedTable, OutletFile, UserAccount], tuple[list[JudgedRow], list[dict[str, Any]]]]
    add: Callable[[list[dict[str, Any]], OutletFile, UserAccount], int]

    def visible_to(self, user: UserAccount) -> Select[tuple[OutletFile]]:
        """The uploads a person may see: their own, for an outlet only while they may see the outlet."""
        own = select(OutletFile).where(OutletFile.uploaded_by_id == user.id)
        if not self.of_an_outlet:
            return own.where(OutletFile.outlet_id.is_(None))
        return own.where(OutletFile.outlet_id.in_(outlets.visible_to(user).with_only_columns(Outlet.id)))

    def get(self, file_id: int, *, by: UserAccount, for_update: bool = False) -> OutletFile:
        """One upload. Raises `UnknownOutletFile`."""
        found = get_visible(self.visible_to(by), OutletFile, file_id, for_update=for_update)
        if found is None:
            raise UnknownOutletFile
        return found

    def upload(self, *, file: FileStorage, by: UserAccount, outlet_id: int | None = None) -> OutletFile:
        """Keep a file and check it; nothing is added. Raises what reading a spreadsheet raises, and `UnknownOutlet`."""
        name = "".join(sign for sign in file.filename or "" if sign.isprintable())[-200:] or "-"
        file.stream.seek(0)  # a transaction that is tried again reads it again
        content = file.stream.read()
        found = OutletFile(
            original_name=name,
            outlet_id=None if outlet_id is None else outlets.get(outlet_id, by=by).id,
            content_hash=SEALS.hash_of(content),
            content_encrypted=SEALS.sealed(content),
            uploaded_by_id=by.id,
            uploaded_at=now(),
        )
        self._keep(found, content, by)
        db.session.add(found)
        db.session.flush()
        record("outlet_file:uploaded", found, by=by, after=dict(found.counts))
        return found

    def teach_columns(self, file_id: int, *, columns: Mapping[str, str], by: UserAccount) -> OutletFile:
        """Learn which heading is which column, for all files with these headings, and check again.

        Raises `UnknownOutletFile`, `OutletFileDone`, `ColumnNotInFile`, and what reading a spreadsheet raises.
        """
        found = self._open(file_id, by, {RowFileStatus.NEEDS_MAPPING, RowFileStatus.CHECKED})
        teach(self.purpose, found.mapping, columns, by_id=by.id)
        self._keep(found, SEALS.content_of(found) or b"", by)
        db.session.flush()
        record("outlet_file:columns_taught", found, by=by, after=dict(found.counts))
        return found

    def confirm(self, file_id: int, *, by: UserAccount, skip_wrong: bool = False) -> OutletFile:
        """Add what the check showed, all of it or nothing; one confirmation at a time.

        Raises `UnknownOutletFile`, `OutletFileDone`, `OutletRowsWrong`, `OutletCheckOutdated`, `NoOutletToRegister`.
        """
        found = self._open(file_id, by, {RowFileStatus.CHECKED})
        db.session.execute(select(func.pg_advisory_xact_lock(ONE_AT_A_TIME)))
        seen = rows_of(found)
        rows, told = self._keep(found, SEALS.content_of(found) or b"", by)
        if rows != seen:
            raise OutletCheckOutdated
        wrong = [row for row in rows if row["state"] == WRONG]
        if wrong and not skip_wrong:
            raise OutletRowsWrong(wrong=format_number(len(wrong)), all=format_number(len(rows)))
        if not told:
            raise NoOutletToRegister
        count = self.add(told, found, by)
        found.status, found.confirmed_at = RowFileStatus.CONFIRMED, now()
        found.counts = {**found.counts, "registered": count}
        db.session.flush()
        record("outlet_file:confirmed", found, by=by, after=dict(found.counts))
        return found

    def discard(self, file_id: int, *, by: UserAccount) -> OutletFile:
        """Set an upload aside and remove what it held. Raises `UnknownOutletFile`, `OutletFileDone`."""
        found = self._open(file_id, by, {RowFileStatus.NEEDS_MAPPING, RowFileStatus.CHECKED})
        found.status = RowFileStatus.REFUSED
        found.content_encrypted = found.rows_encrypted = None
        db.session.flush()
        record("outlet_file:discarded", found, by=by)
        return found

    def _open(self, file_id: int, by: UserAccount, states: set[RowFileStatus]) -> OutletFile:
        found = self.get(file_id, by=by, for_update=True)
        if found.status not in states or found.content_encrypted is None:
            raise OutletFileDone
        return found

    def _keep(self, found: OutletFile, content: bytes, by: UserAccount) -> tuple[list[JudgedRow], list[dict[str, Any]]]:
        """Check the content and keep what came out: the rows as judged, and what those say that would be added."""
        table = read_table(content, found.original_name, LIMITS)
        opened, taught = open_with_memory(table, self.layout, self.purpose, None)
        rows, told = ([], []) if opened.needs_mapping else self._judged(opened, found, by)
        found.status = RowFileStatus.NEEDS_MAPPING if opened.needs_mapping else RowFileStatus.CHECKED
        found.mapping = mapping_of(opened, taught)
        states = [row["state"] for row in rows]
        read = {"rows_read": len(rows)}
        found.counts = read | {f"rows_{name}": states.count(name) for name in (VALID, WRONG, KNOWN)}
        found.rows_encrypted = SEALS.sealed_rows(opened, rows)
        return rows, told

    def _judged(
        self, opened: OpenedTable, found: OutletFile, by: UserAccount
    ) -> tuple[list[JudgedRow], list[dict[str, Any]]]:
        rows, told = self.judge(opened, found, by)
        if not rows:
            raise NoRows(filename=found.original_name)
        refuse_merged_rows(opened, {row["row"] for row in rows})  # type: ignore[misc]
        return rows, told


def rows_of(found: OutletFile) -> list[dict[str, Any]]:
    """Each row as the last check judged it."""
    rows: list[dict[str, Any]] = SEALS.rows_of(found)["rows"]
    return rows


def faults_of(found: OutletFile) -> list[dict[str, Any]]:
    """Every fault of every wrong row."""
    return [fault for row in rows_of(found) for fault in row.get("faults", [])][:MOST_ROWS_KEPT]


def wrong_row(
    opened: OpenedTable, number: int, typed: Mapping[str, str], problems: list[tuple[str, Problem]]
) -> JudgedRow:
    """A row with its faults, each where it stands in the file; `problems` are (column, problem)."""
    heading = opened.heading
    faults = [
        stored_row(
            RowProblem(number, name, problem, shown(typed.get(name, ""))[:60]),
            sheet=opened.sheet.name,
            titles=heading.titles,
            columns=heading.columns,
        )
        for name, problem in problems
    ]
    return {"row": number, "state": WRONG, "faults": faults}


def typed_cells(opened: OpenedTable, cells: list[str]) -> dict[str, str]:
    """The cells of a row by our columns; what the file does not have is left out."""
    return {name: cells[at] if at < len(cells) else "" for name, at in opened.heading.places.items()}
