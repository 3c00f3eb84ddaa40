"""Which sheet of a file holds the table and which row its heading, or what a person must be asked first. Pure."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from itertools import islice

from core.cell_marks import shown
from core.column_matching import ROWS_SEARCHED, Heading, Layout, MissingColumns, TaughtColumns, find_heading
from core.errors import InvalidInput
from core.file_refusals import NoRows
from core.tables import Sheet, Table, column_letter
from core.wording import N_, Problem, Severity

SAMPLE_ROWS = 5

IGNORED_COLUMNS = N_("Kolom berikut tidak dipakai: %(titles)s.")
HIDDEN_SHEETS = N_("Lembar tersembunyi tidak dibaca: %(names)s.")
OTHER_SHEETS = N_("Lembar tanpa tabel yang dicari tidak dibaca: %(names)s.")
HIDDEN_ROWS = N_("Ada %(count)s baris tersembunyi di lembar ini; baris itu ikut dibaca.")


class MergedCells(InvalidInput):
    """Merged cells among the data, so that it is unclear which row a value belongs to. Parameters: `address`."""

    code = "merged_cells"
    sentence = N_("Ada sel gabungan di antara data (%(address)s). Batalkan penggabungan sel, lalu unggah lagi.")


@dataclass(frozen=True, slots=True)
class OpenedTable:
    """A sheet and its heading. While `needs_mapping`, a person must first say which column or sheet is meant.

    `sample` holds the first rows, to choose columns by; `sheet_names` are the sheets that could be meant.
    """

    sheet: Sheet
    heading: Heading
    needs_mapping: bool
    sheet_names: list[str]
    sample: list[list[str]]
    notices: list[Problem] = field(default_factory=list)

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """The rows below the heading, numbered as the user counts them."""
        rows = self.sheet.rows()
        for number, _ in rows:
            if number >= self.heading.row:
                break
        return rows


def open_table(table: Table, layout: Layout, taught: TaughtColumns, *, other_sheets: str = OTHER_SHEETS) -> OpenedTable:
    """Find the table in a file with what was taught; `other_sheets` is the sentence about sheets without one.

    Raises MissingColumns, DuplicateColumn, UnknownColumn, NoRows, and what reading a text file raises.
    """
    notices = list(table.notices)
    candidates = _sheets_with_heading(table, layout, taught, notices, other_sheets)
    sheet, heading = candidates[0]
    below = (row for row in sheet.rows() if row[0] > heading.row)
    sample = [[shown(cell) for cell in cells] for _, cells in islice(below, SAMPLE_ROWS)]
    if not sample:
        raise NoRows(filename=table.filename)
    needs_mapping = len(candidates) > 1 or not heading.is_complete
    if not needs_mapping and sheet.hidden_rows:
        notices.append(_warning("hidden_rows_read", HIDDEN_ROWS, count=sheet.hidden_rows))
    if not needs_mapping and heading.ignored:
        notices.append(_warning("columns_ignored", IGNORED_COLUMNS, titles=", ".join(heading.ignored)))
    return OpenedTable(sheet, heading, needs_mapping, [found.name for found, _ in candidates], sample, notices)


def refuse_merged_rows(opened: OpenedTable, numbers: Collection[int]) -> None:
    """Refuse merged cells that touch one of these rows; titles above the heading and totals below may be merged.

    Raises MergedCells.
    """
    for top, left, bottom, right in opened.sheet.merged:
        if bottom > opened.heading.row and any(number in numbers for number in range(top, bottom + 1)):
            raise MergedCells(address=f"{column_letter(left - 1)}{top}:{column_letter(right - 1)}{bottom}")


def _sheets_with_heading(
    table: Table, layout: Layout, taught: TaughtColumns, notices: list[Problem], other_sheets: str
) -> list[tuple[Sheet, Heading]]:
    """The visible sheets that could hold the table. The chosen one alone, where one was chosen."""
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
            found.append((sheet, find_heading(layout, list(islice(sheet.rows(), ROWS_SEARCHED)), taught)))
        except MissingColumns as missing:
            refusal = missing
            without.append(sheet.name)
    if not found:
        raise refusal
    if without:
        notices.append(_warning("sheets_left_out", other_sheets, names=", ".join(without)))
    return found


def _warning(code: str, sentence: str, **params: object) -> Problem:
    return Problem(code, sentence, params, Severity.WARNING)
