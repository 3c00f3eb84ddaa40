"""The process that opens a spreadsheet. It may die; the web process and the worker live on.

A workbook of five kilobytes can ask for 500 gigabytes of memory, and the reading library then aborts the interpreter.
So a fresh interpreter limits its own memory, time and output, looks at the zip directory, reads the workbook from
standard input and writes to standard output: one JSON line about the file, then for each sheet one JSON line and its
rows as CSV. Nothing is executed, fetched or expanded. It imports little, because it starts for every file.
"""

from __future__ import annotations

import csv
import datetime as dt
import errno
import io
import json
import os
import re
import resource
import sys
import zipfile
from typing import TYPE_CHECKING

from core.cell_marks import ALL, DAY, ERROR, NO_VALUE, NUMBER, TEXT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from python_calamine import CalamineSheet

BLANK_ROWS_THAT_END_A_SHEET = 1_000
EXIT_MEMORY = 3
EXIT_NO_ROOM = 4
MEGABYTE = 1 << 20
LOOKED_AT_ONCE = 4 * MEGABYTE

SHEET_TAG = re.compile(rb"<(?:\w+:)?sheet\s[^>]*>")
RELATION_TAG = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
HIDDEN_ROW = re.compile(rb'<(?:\w+:)?row\s[^>]*?\shidden="(?:1|true)"')
ERROR_CELL = re.compile(
    rb'<(?:\w+:)?c\s(?=[^>]*?\bt="e")[^>]*?\br="([A-Z]+\d+)"[^>]*>(?:(?!</(?:\w+:)?c>).)*?<(?:\w+:)?v>([^<]*)<'
)
FORMULA_WITHOUT_VALUE = re.compile(
    rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]+\d+)"[^>]*>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*'
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)


class Refused(Exception):  # noqa: N818 - an answer, not an accident
    """The file is refused; the arguments are the code of the refusal and, where there is one, the row."""


def limit_this_process(memory_mb: int, cpu_seconds: int, output_mb: int) -> None:
    """Bind memory, processor time and output before the first byte is read; leave no core file behind."""
    resource.setrlimit(resource.RLIMIT_AS, (memory_mb * MEGABYTE,) * 2)
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds,) * 2)
    resource.setrlimit(resource.RLIMIT_FSIZE, ((output_mb + 1) * MEGABYTE,) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def check_zip(data: bytes, extension: str, limits: dict[str, int]) -> zipfile.ZipFile:
    """The opened zip directory of an XLSX or ODS.

    Raises Refused: damaged, too large unpacked, macros, locked, another kind of file.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise Refused("unreadable_file") from None
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > limits["unpacked_mb"] * MEGABYTE or unpacked > limits["ratio"] * max(len(data), MEGABYTE // 10):
        raise Refused("file_too_large")
    if len(entries) > limits["files_inside"] or sum(entry.compress_size for entry in entries) > len(data):
        raise Refused("file_too_large")
    names = {entry.filename for entry in entries}
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Refused("macros_refused")
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refused("locked_file")
    if extension == "xlsx" and "xl/workbook.xml" not in names:
        raise Refused("wrong_file_type")
    if extension == "ods":
        if "content.xml" not in names:
            raise Refused("wrong_file_type")
        if "META-INF/manifest.xml" in names and b"encryption-data" in archive.read("META-INF/manifest.xml"):
            raise Refused("locked_file")
    return archive


def attribute(tag: bytes, name: str) -> str:
    """One attribute of an XML tag, or an empty text."""
    found = re.search(rb"[\s:]" + name.encode() + rb'="([^"]*)"', tag)
    return found[1].decode("utf-8", "replace") if found else ""


def sheet_parts(archive: zipfile.ZipFile) -> list[str]:
    """The parts of an XLSX that hold its sheets, in the workbook's order; an empty text where one cannot be told."""
    try:
        relations = archive.read("xl/_rels/workbook.xml.rels")
    except KeyError:
        return []
    targets = {attribute(tag, "Id"): attribute(tag, "Target") for tag in RELATION_TAG.findall(relations)}
    found = []
    for tag in SHEET_TAG.findall(archive.read("xl/workbook.xml")):
        target = targets.get(attribute(tag, "id"), "")
        found.append(target.removeprefix("/") if target.startswith("/") else f"xl/{target}")
    return found


def look_into_sheet(archive: zipfile.ZipFile, part: str) -> tuple[int, dict[str, str]]:
    """What the reading library hides: how many rows are hidden, and the cells that show an error or have no result."""
    hidden, rest = 0, b""
    odd: dict[str, str] = {}
    if part not in archive.NameToInfo:
        return 0, {}
    with archive.open(part) as xml:
        while block := xml.read(LOOKED_AT_ONCE):
            block = rest + block
            # Rows are looked at whole; what follows the last one waits for the next block.
            cut = block.rfind(b"row>") + 4 if len(block) == len(rest) + LOOKED_AT_ONCE else len(block)
            block, rest = block[:cut], block[cut : cut + LOOKED_AT_ONCE]
            if b'hidden="' in block:
                hidden += len(HIDDEN_ROW.findall(block))
            if b't="e"' in block:
                odd |= {
                    cell.decode(): ERROR + shown.decode("utf-8", "replace") for cell, shown in ERROR_CELL.findall(block)
                }
            if b"<f" in block or b":f" in block:
                odd |= dict.fromkeys((cell.decode() for cell in FORMULA_WITHOUT_VALUE.findall(block)), NO_VALUE)
    return hidden, odd


def position(cell: str) -> tuple[int, int]:
    """Row and column of an address, counted from 0: `B3` is (2, 1)."""
    letters = cell.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return int(cell[len(letters) :]) - 1, column - 1


def as_text(value: object) -> str:  # noqa: PLR0911 - one return for each kind of cell
    """A cell as text, with the mark of `core.cell_marks` where it was not text."""
    if isinstance(value, str):
        return TEXT + value if value[:1] and value[0] in ALL else value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        return f"{NUMBER}{value}"
    if isinstance(value, float):
        return f"{NUMBER}{int(value)}" if value.is_integer() else f"{NUMBER}{value!r}"
    if isinstance(value, dt.datetime):
        return DAY + value.date().isoformat()
    if isinstance(value, dt.date):
        return DAY + value.isoformat()
    return str(value)


def sheet_as_csv(sheet: CalamineSheet, odd_cells: dict[str, str], limits: dict[str, int]) -> tuple[str, int]:
    """The rows of a sheet as CSV, blank ones as empty lines, and how many are not blank. Raises Refused."""
    out = io.StringIO()
    write = csv.writer(out, lineterminator="\n").writerow
    blank = filled = 0
    for number, cells in enumerate(_rows_as_text(sheet, odd_cells), 1):
        if cells:
            blank = 0
            filled += 1
            if filled > limits["rows"] + 1:
                raise Refused("too_many_rows")
            if len(cells) > limits["columns"]:
                raise Refused("too_many_columns", number)
        else:
            blank += 1
            if blank > BLANK_ROWS_THAT_END_A_SHEET:
                break
        write(cells)
        if out.tell() > limits["output_mb"] * MEGABYTE:
            raise Refused("unreasonable_sheet")
    return out.getvalue(), filled


def _rows_as_text(sheet: CalamineSheet, odd_cells: dict[str, str]) -> Iterator[list[str]]:
    """Each row from the sheet's first on, from column A on, without empty cells at its end."""
    odd: dict[int, list[tuple[int, str]]] = {}
    for cell, mark in odd_cells.items():
        row, column = position(cell)
        odd.setdefault(row, []).append((column, mark))
    lead = [""] * first_column_of(sheet)
    number = -1
    for number, values in enumerate(sheet.iter_rows()):
        cells = lead + [value if type(value) is str and value[:1] > TEXT else as_text(value) for value in values]
        for column, mark in odd.get(number, ()):
            cells.extend([""] * (column + 1 - len(cells)))
            cells[column] = mark
        while cells and not cells[-1]:
            cells.pop()
        yield cells
    # The library ends the sheet at its last value; formulas without a result below it are still rows of the user.
    after = number + 1
    for number in range(after, max(odd, default=-1) + 1):
        cells = [""] * (1 + max((column for column, _ in odd.get(number, ())), default=-1))
        for column, mark in odd.get(number, ()):
            cells[column] = mark
        yield cells


def first_column_of(sheet: CalamineSheet) -> int:
    """The index of the first column that holds anything; the library leaves out those before it."""
    return sheet.start[1] if sheet.start else 0


def is_locked_xls(data: bytes) -> bool:
    """Whether an XLS that could not be read is only locked. The library says so for a named file, not for bytes."""
    from tempfile import NamedTemporaryFile  # noqa: PLC0415 - needed for broken files only

    from python_calamine import CalamineError, CalamineWorkbook, PasswordError  # noqa: PLC0415 - limited by now

    with NamedTemporaryFile(suffix=".xls") as file:
        file.write(data)
        file.flush()
        try:
            CalamineWorkbook.from_path(file.name)
        except PasswordError:
            return True
        except CalamineError:
            return False
    return False


def read(data: bytes, extension: str, limits: dict[str, int]) -> bytes:
    """Everything the parent needs to know, as bytes. Raises Refused."""
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError  # noqa: PLC0415 - limited by now

    looked_at: list[tuple[int, dict[str, str]]] = []
    epoch_1904 = False
    if extension in {"xlsx", "ods"}:
        archive = check_zip(data, extension, limits)
        if extension == "xlsx":
            epoch_1904 = bool(re.search(rb'date1904="(?:1|true)"', archive.read("xl/workbook.xml")))
            looked_at = [look_into_sheet(archive, part) for part in sheet_parts(archive)]
    answer = [json.dumps({"epoch_1904": epoch_1904}).encode()]
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for index, about in enumerate(workbook.sheets_metadata):
            if not str(about.typ).endswith("WorkSheet"):
                continue
            sheet = workbook.get_sheet_by_index(index)
            hidden_rows, odd = looked_at[index] if index < len(looked_at) else (0, {})
            rows, filled = sheet_as_csv(sheet, odd, limits)
            head = {
                "name": about.name,
                "hidden": not str(about.visible).endswith(".Visible"),
                "hidden_rows": hidden_rows,
                "filled": filled,
                "merged": sheet.merged_cell_ranges or [],
            }
            body = rows.encode("utf-8", "replace")
            answer += [json.dumps(head | {"bytes": len(body)}).encode(), body]
    except PasswordError:
        raise Refused("locked_file") from None
    except CalamineError:
        raise Refused("locked_file" if extension == "xls" and is_locked_xls(data) else "unreadable_file") from None
    # A heading line ends with a line feed; a body is counted in bytes and followed by one, too.
    return b"\n".join(answer) + b"\n"


def main() -> int:
    """Read standard input, write standard output; the only argument is JSON with the limits and the extension."""
    limits = json.loads(sys.argv[1])
    limit_this_process(limits["memory_mb"], limits["cpu_seconds"], limits["output_mb"])
    try:
        answer = read(sys.stdin.buffer.read(), limits["extension"], limits)
    except Refused as refusal:
        answer = json.dumps({"refused": refusal.args[0], "row": (*refusal.args, 1)[1]}).encode() + b"\n"
    except MemoryError:
        return EXIT_MEMORY
    try:
        sys.stdout.buffer.write(answer)
        sys.stdout.buffer.flush()
    except OSError as error:  # ended at once, as what is left in the buffer would fail again on the way out
        os._exit(EXIT_NO_ROOM if error.errno == errno.ENOSPC else 1)
    return 0
