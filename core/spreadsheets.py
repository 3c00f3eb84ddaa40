"""Reading what somebody else's program exported: CSV, XLSX, XLS and ODS, safely.

Text files are read here, row by row. Everything packed or binary is opened in a child process with limits on memory,
processor time, wall time, output and unpacked size (`core.spreadsheet_child`), because a small workbook can abort an
interpreter; the answer is then a refusal in plain words.
"""

import csv
import io
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from core.delimited_text import read_delimited
from core.errors import InvalidInput, StorageFull
from core.file_refusals import (
    EmptyFile,
    FileTooLarge,
    HtmlNotSpreadsheet,
    LockedFile,
    MacrosRefused,
    NoRows,
    TooManyColumns,
    TooManyRows,
    UnreadableFile,
    UnreasonableSheet,
    WrongFileType,
)
from core.spreadsheet_child import EXIT_NO_ROOM
from core.tables import Limits, Sheet, Table

TEXT_EXTENSIONS = {"csv", "txt", "tsv"}
MACRO_EXTENSIONS = {"xlsm", "xltm", "xlam", "xlsb"}
ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SIGNATURES = {"xlsx": ZIP, "ods": ZIP, "xls": OLE}
BINARY_SIGNATURES = (
    ZIP,
    b"PK\x05\x06",
    OLE,
    b"\x1f\x8b",
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x7fELF",
)
WEB_PAGE_STARTS = (b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta", b"<head", b"<style", b"<workbook")
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
REFUSALS: dict[str, type[InvalidInput]] = {
    kind.code: kind
    for kind in (
        FileTooLarge,
        LockedFile,
        MacrosRefused,
        TooManyColumns,
        TooManyRows,
        UnreadableFile,
        UnreasonableSheet,
        WrongFileType,
    )
}
ROOT = str(Path(__file__).resolve().parent.parent)
CHILD = f"import sys; sys.path.insert(0, {ROOT!r}); from core.spreadsheet_child import main; sys.exit(main())"
DEFAULT_LIMITS = Limits()


def read_table(source: bytes | Path, filename: str, limits: Limits = DEFAULT_LIMITS) -> Table:
    """The sheets of a file that hold something; `filename` is the user's name, its ending says what it should be.

    Raises EmptyFile, FileTooLarge, TooManyRows, TooManyColumns, WrongFileType, HtmlNotSpreadsheet, MacrosRefused,
    LockedFile, UnreadableFile, UnreasonableSheet, UnreadableText, ForbiddenCharacter and NoRows. The rows of a text
    file raise UnclosedQuote, CellTooLong, TooManyRows and TooManyColumns while they are read.
    """
    if isinstance(source, Path):
        if source.stat().st_size > limits.size_mb << 20:
            raise FileTooLarge(limit=limits.size_mb)
        source = source.read_bytes()
    if len(source) > limits.size_mb << 20:
        raise FileTooLarge(limit=limits.size_mb)
    if not source.strip(b"\x00\t\r\n "):
        raise EmptyFile(filename=filename)
    extension = filename.rpartition(".")[2].lower() if "." in filename else ""
    _refuse_wrong_kinds(source, filename, extension)
    if extension in TEXT_EXTENSIONS:
        table = read_delimited(source, filename, limits)
    else:
        table = _read_in_child(source, filename, extension, limits)
    if not any(next(sheet.rows(), None) for sheet in table.sheets):
        raise NoRows(filename=filename)
    return table


def _refuse_wrong_kinds(data: bytes, filename: str, extension: str) -> None:
    """Refuse by name and first bytes what no reader here is for."""
    start = data[:512].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if extension in MACRO_EXTENSIONS:
        raise MacrosRefused(filename=filename)
    if start.startswith(WEB_PAGE_STARTS):
        raise HtmlNotSpreadsheet(filename=filename)
    if extension in TEXT_EXTENSIONS:
        if data.startswith(BINARY_SIGNATURES):
            raise WrongFileType(filename=filename)
        return
    if extension not in SIGNATURES:
        raise WrongFileType(filename=filename)
    if data.startswith(OLE) and ENCRYPTED in data:
        raise LockedFile(filename=filename)
    if not data.startswith(SIGNATURES[extension]):
        raise WrongFileType(filename=filename)


def _read_in_child(data: bytes, filename: str, extension: str, limits: Limits) -> Table:
    """Let the child read a workbook and take over its answer; a child that dies is a refusal."""
    argument = json.dumps(asdict(limits) | {"extension": extension})
    kept = {name: os.environ[name] for name in ("LD_LIBRARY_PATH", "PATH") if name in os.environ}
    with tempfile.TemporaryFile() as answer_file:
        try:
            done = subprocess.run(  # noqa: S603 - our own interpreter and our own module; the file comes on standard input
                [sys.executable, "-I", "-c", CHILD, argument],
                input=data,
                stdout=answer_file,
                stderr=subprocess.DEVNULL,
                env=kept,
                timeout=limits.wall_seconds,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise UnreasonableSheet(filename=filename) from None
        if done.returncode == EXIT_NO_ROOM:
            raise StorageFull
        if done.returncode == 1:
            raise UnreadableFile(filename=filename)
        if done.returncode != 0:
            raise UnreasonableSheet(filename=filename)
        answer_file.seek(0)
        return _table_from(answer_file.read(), filename, limits)


def _table_from(answer: bytes, filename: str, limits: Limits) -> Table:
    """The table in a child's answer. Raises the refusal it names."""
    stream = io.BytesIO(answer)
    about = json.loads(stream.readline())
    if "refused" in about:
        limit = {"too_many_rows": limits.rows, "too_many_columns": limits.columns}.get(about["refused"], limits.size_mb)
        raise REFUSALS[about["refused"]](filename=filename, limit=limit, row=about["row"])
    sheets = []
    while line := stream.readline():
        head = json.loads(line)
        text = stream.read(head["bytes"]).decode()
        stream.read(1)
        if head["filled"]:
            merged = tuple((top + 1, left + 1, down + 1, right + 1) for (top, left), (down, right) in head["merged"])
            sheets.append(Sheet(head["name"], _SheetRows(text), head["hidden"], merged, head["hidden_rows"]))
    return Table(filename, tuple(sheets), epoch_1904=about["epoch_1904"])


class _SheetRows:
    """The rows of one sheet; each call reads them again from the text the child wrote."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __call__(self) -> Iterator[tuple[int, list[str]]]:
        """The rows that are not blank, numbered from 1 as the spreadsheet numbers them."""
        for number, cells in enumerate(csv.reader(io.StringIO(self._text, newline="")), 1):
            if cells:
                yield number, cells
