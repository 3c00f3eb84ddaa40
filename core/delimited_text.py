"""Text files with one row a line: CSV with semicolons, commas or tabs, in the encodings tills write.

The file is read row by row, so memory stays flat. What is doubtful is refused: a quotation mark that swallows rows,
control characters, letters that belong to no known encoding.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from core.file_refusals import (
    CellTooLong,
    ForbiddenCharacter,
    TooManyColumns,
    TooManyRows,
    UnclosedQuote,
    UnreadableText,
)
from core.tables import Limits, Sheet, Table
from core.wording import N_, Problem, Severity

DELIMITERS = ";,\t"
ROWS_LOOKED_AT = 50
SIGNS_LOOKED_AT = 100_000
"""Where the first rows stand; a file of many megabytes need not be copied to look at them."""
LONGEST_CELL = 10_000
MOST_LINES_IN_A_CELL = 5

CONTROL_CHARACTER = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
NOTICE_WINDOWS = Problem(
    "read_as_windows_1252",
    N_("Huruf berkas ini dibaca sebagai Windows-1252. Periksa apakah nama barang dan tanda seperti é tampil benar."),
    severity=Severity.WARNING,
)


def read_delimited(data: bytes, filename: str, limits: Limits) -> Table:
    """The one sheet of a text file.

    Raises UnreadableText and ForbiddenCharacter; the rows raise the rest as they are read.
    """
    text, is_windows = decode(data, filename)
    junk = CONTROL_CHARACTER.search(text)
    if junk:
        raise ForbiddenCharacter(filename=filename, row=_line_at(text, junk.start()))
    delimiter = find_delimiter(text)

    def rows() -> Iterator[tuple[int, list[str]]]:
        return _rows(text, delimiter, limits)

    return Table(filename, (Sheet("", rows, uniform=True),), (NOTICE_WINDOWS,) if is_windows else ())


def decode(data: bytes, filename: str) -> tuple[str, bool]:
    """The text of a file and whether it had to be read as Windows-1252.

    UTF-16 is known by its mark; UTF-8 with or without one. Raises UnreadableText.
    """
    try:
        if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
            return _without_end_mark(data.decode("utf-16")), False
        return _without_end_mark(data.decode("utf-8-sig")), False
    except UnicodeDecodeError:
        pass
    try:
        return _without_end_mark(data.decode("cp1252")), True
    except UnicodeDecodeError:
        raise UnreadableText(filename=filename) from None


def _without_end_mark(text: str) -> str:
    """Old DOS tills close a text file with Ctrl-Z, which is an end mark and no content."""
    return text.removesuffix("\x1a")


def _line_at(text: str, position: int) -> int:
    """The physical line of a position, as an editor counts."""
    before = text[:position]
    return before.count("\n") + before.replace("\r\n", "").count("\r") + 1


def find_delimiter(text: str) -> str:
    """The delimiter under which most of the first rows have equally many fields, at least two; `;` when none has."""
    best, best_score = ";", (0, 0)
    start = text[:SIGNS_LOOKED_AT]
    for delimiter in DELIMITERS:
        widths: Counter[int] = Counter()
        reader = csv.reader(io.StringIO(start, newline=""), delimiter=delimiter)
        try:
            for row in islice(reader, ROWS_LOOKED_AT):
                if len(row) > 1:
                    widths[len(row)] += 1
        except csv.Error:
            pass
        if widths:
            width, count = max(widths.items(), key=lambda item: (item[1], item[0]))
            if (count, width) > best_score:
                best, best_score = delimiter, (count, width)
    return best


def _rows(text: str, delimiter: str, limits: Limits) -> Iterator[tuple[int, list[str]]]:
    """Rows with the physical line each begins on. Raises UnclosedQuote, CellTooLong, TooManyRows, TooManyColumns."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    most_columns, left = limits.columns, limits.rows + 1
    before = 0
    try:
        for cells in reader:
            line = before + 1
            if reader.line_num != line:
                _refuse_swallowed_rows(cells, line, delimiter)
            before = reader.line_num
            if not any(cells):
                continue
            if len(cells) > most_columns:
                raise TooManyColumns(limit=most_columns, row=line)
            left -= 1
            if left < 0:
                raise TooManyRows(limit=limits.rows)
            yield line, cells
    except csv.Error as error:
        if "field larger" in str(error):
            raise CellTooLong(row=before + 1) from None
        raise UnclosedQuote(row=before + 1) from None


def _refuse_swallowed_rows(cells: list[str], line: int, delimiter: str) -> None:
    """Refuse a cell with line breaks that looks like rows of the file instead of a remark of a few lines."""
    for cell in cells:
        if len(cell) > LONGEST_CELL:
            raise CellTooLong(row=line)
        breaks = cell.count("\n") or cell.count("\r")
        if breaks > MOST_LINES_IN_A_CELL or (breaks and cell.count(delimiter) >= max(len(cells) - 1, 2)):
            raise UnclosedQuote(row=line)
