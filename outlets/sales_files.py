"""A till's file read into sale lines, or the question that must be answered first. Pure.

Nothing is looked up here: whether a code is placed in the outlet, whether a line is known already and what it earns
is asked by the import. Here stand what the file says, which row says something impossible, and by what a line is
known again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b
from itertools import islice

from core.cell_marks import shown
from core.errors import InvalidInput, RowProblem
from core.file_refusals import NoRows
from core.tables import Sheet, Table, column_letter
from core.wording import N_, Problem, Severity
from outlets.sales_columns import ROWS_SEARCHED, Heading, MissingColumns, TaughtColumns, find_heading
from outlets.sales_rows import RowsRead, SalesRow, read_rows

SAMPLE_ROWS = 5

IGNORED_COLUMNS = N_("Kolom berikut tidak dipakai: %(titles)s.")
HIDDEN_SHEETS = N_("Lembar tersembunyi tidak dibaca: %(names)s.")
OTHER_SHEETS = N_("Lembar tanpa tabel penjualan tidak dibaca: %(names)s.")
HIDDEN_ROWS = N_("Ada %(count)s baris tersembunyi di lembar ini; baris itu ikut dibaca.")


class MergedCells(InvalidInput):
    """Merged cells among the data, so that it is unclear which row a value belongs to. Parameters: `address`."""

    code = "merged_cells"
    sentence = N_("Ada sel gabungan di antara data (%(address)s). Batalkan penggabungan sel, lalu unggah lagi.")


@dataclass(slots=True)
class SalesFile:
    """What a file holds.

    With `needs_mapping` a person must say which column, or which of `sheet_names`, is meant; `columns` then carries the
    suggestions to start from and `sample` the first rows. Otherwise `lines` and `wrong` hold every row read.
    """

    needs_mapping: bool
    sheet: str = ""
    sheet_names: list[str] = field(default_factory=list)
    heading_row: int = 0
    titles: list[str] = field(default_factory=list)
    columns: dict[str, str] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    sample: list[list[str]] = field(default_factory=list)
    lines: list[SalesRow] = field(default_factory=list)
    wrong: list[RowProblem] = field(default_factory=list)
    notices: list[Problem] = field(default_factory=list)

    @property
    def rows_read(self) -> int:
        """Rows below the heading without totals and what stands below them."""
        return len(self.lines) + len(self.wrong)


def read_sales_file(table: Table, taught: TaughtColumns | None = None) -> SalesFile:
    """Read a till's file with what the outlet has taught.

    Raises MissingColumns, DuplicateColumn, UnknownColumn, MergedCells, NoRows, and what reading a text file raises
    (`core.file_refusals`).
    """
    taught = taught or TaughtColumns()
    notices = list(table.notices)
    candidates = _sheets_with_heading(table, taught, notices)
    sheet, heading = candidates[0]
    found = SalesFile(needs_mapping=True, sheet=sheet.name, notices=notices)
    found.sheet_names = [candidate.name for candidate, _ in candidates]
    found.heading_row, found.titles, found.columns = heading.row, list(heading.titles), heading.columns
    found.missing = list(heading.missing)
    found.sample = [[shown(cell) for cell in cells] for _, cells in islice(_rows_below(sheet, heading), SAMPLE_ROWS)]
    if not found.sample:
        raise NoRows(filename=table.filename)
    if len(candidates) > 1 or not heading.is_complete:
        return found
    if sheet.hidden_rows:
        notices.append(_warning("hidden_rows_read", HIDDEN_ROWS, count=sheet.hidden_rows))
    if heading.ignored:
        notices.append(_warning("columns_ignored", IGNORED_COLUMNS, titles=", ".join(heading.ignored)))
    read = read_rows(sheet, heading, taught, epoch_1904=table.epoch_1904)
    found.needs_mapping = False
    found.lines, found.wrong = read.lines, read.wrong
    notices += read.notices
    if not found.rows_read:
        raise NoRows(filename=table.filename)
    _refuse_merged_data(sheet, heading, read)
    return found


def _sheets_with_heading(table: Table, taught: TaughtColumns, notices: list[Problem]) -> list[tuple[Sheet, Heading]]:
    """The visible sheets that could hold sales. The chosen one alone, where one was chosen."""
    visible = [sheet for sheet in table.sheets if not sheet.hidden]
    hidden = [sheet.name for sheet in table.sheets if sheet.hidden]
    if hidden:
        notices.append(_warning("hidden_sheets_left_out", HIDDEN_SHEETS, names=", ".join(hidden)))
    chosen = [sheet for sheet in visible if taught.sheet is not None and sheet.name == taught.sheet]
    found: list[tuple[Sheet, Heading]] = []
    without: list[str] = []
    refusal: InvalidInput = NoRows(filename=table.filename)
    for sheet in chosen or visible:
        try:
            found.append((sheet, find_heading(list(islice(sheet.rows(), ROWS_SEARCHED)), taught)))
        except MissingColumns as missing:
            refusal = missing
            without.append(sheet.name)
    if not found:
        raise refusal
    if without:
        notices.append(_warning("sheets_left_out", OTHER_SHEETS, names=", ".join(without)))
    return found


def _rows_below(sheet: Sheet, heading: Heading) -> Iterable[tuple[int, list[str]]]:
    return (row for row in sheet.rows() if row[0] > heading.row)


def _refuse_merged_data(sheet: Sheet, heading: Heading, read: RowsRead) -> None:
    """Refuse merged cells that touch a row of data; titles above the heading and totals below may be merged."""
    areas = [area for area in sheet.merged if area[2] > heading.row]
    if not areas:
        return
    numbers = {line[0] for line in read.lines} | {problem.row for problem in read.wrong}
    for top, left, bottom, right in areas:
        if any(number in numbers for number in range(top, bottom + 1)):
            raise MergedCells(address=f"{column_letter(left - 1)}{top}:{column_letter(right - 1)}{bottom}")


def _warning(code: str, sentence: str, **params: object) -> Problem:
    return Problem(code, sentence, params, Severity.WARNING)


def line_key(
    outlet_id: int, sold_on: date, reference: str, code: str, quantity: int, unit_price_rupiah: int, occurrence: int
) -> bytes:
    """The sixteen bytes by which a receipt line is known again, whatever file or channel it comes in.

    Two identical scans on one receipt differ by their occurrence, counted from 1 in the order of the file. The
    lengths of the texts are part of what is hashed, so that no two different lines are written alike.
    """
    text = (
        f"{outlet_id}|{sold_on.isoformat()}|{quantity}|{unit_price_rupiah}|{occurrence}"
        f"|{len(reference)}|{reference}|{code}"
    )
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def line_keys(outlet_id: int, lines: Sequence[SalesRow]) -> list[bytes]:
    """The key of every line of a file, in order."""
    return [
        line_key(outlet_id, day, reference, code, quantity, price, occurrence)
        for _, day, code, quantity, price, reference, occurrence in lines
    ]
