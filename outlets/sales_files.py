"""A till's file read into sale lines, or the question that must be answered first. Pure.

Nothing is looked up here: whether a code is placed in the outlet, whether a line is known already and what it earns
is asked by the import. Here stand what the file says, which row says something impossible, and by what a line is
known again.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b

from core.column_matching import TaughtColumns
from core.errors import RowProblem
from core.file_refusals import NoRows
from core.table_opening import open_table, refuse_merged_rows
from core.tables import Table
from core.wording import N_, Problem
from outlets.sales_columns import SALES_LAYOUT
from outlets.sales_rows import SalesRow, read_rows

OTHER_SHEETS = N_("Lembar tanpa tabel penjualan tidak dibaca: %(names)s.")


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
    returned_from: dict[int, str] = field(default_factory=dict)

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
    opened = open_table(table, SALES_LAYOUT, taught, other_sheets=OTHER_SHEETS)
    heading, notices = opened.heading, opened.notices
    found = SalesFile(needs_mapping=opened.needs_mapping, sheet=opened.sheet.name, notices=notices)
    found.sheet_names, found.sample = opened.sheet_names, opened.sample
    found.heading_row, found.titles, found.columns = heading.row, list(heading.titles), heading.columns
    found.missing = list(heading.missing)
    if found.needs_mapping:
        return found
    read = read_rows(opened.sheet, heading, taught, epoch_1904=table.epoch_1904)
    found.lines, found.wrong, found.returned_from = read.lines, read.wrong, read.returned_from
    notices += read.notices
    if not found.rows_read:
        raise NoRows(filename=table.filename)
    refuse_merged_rows(opened, {line[0] for line in read.lines} | {problem.row for problem in read.wrong})
    return found


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
