"""What confirming a till's file would do, found out without posting anything: every row read stands in one class.

A row is valid, a duplicate, of an unknown product, or wrong, and a row that is not valid is named with its first fault.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from accounts.models import UserAccount
from commissions.day_differences import DayDifference
from commissions.line_checks import DUPLICATE, Checked, check_lines
from commissions.pricing import ReportLine
from commissions.return_lines import CheckedReturns, ReturnLine, check_returns
from commissions.sales_file_months import MonthPart, by_month
from commissions.second_sources import clash_days, difference_as_json, other_sources, side_by_side
from commissions.stock_drawing import hold_back
from core.cell_marks import shown
from core.column_matching import TaughtColumns, plain_title
from core.errors import RowProblem
from core.row_problems import MOST_ROWS_KEPT, stored_problem, stored_row
from core.spreadsheets import read_table
from core.tables import Table
from core.wording import N_, Problem
from outlets.models import Outlet, TillFormat
from outlets.sales_files import SalesFile as FileContent
from outlets.sales_files import line_key, read_sales_file
from outlets.sales_models import SalesReport
from outlets.sales_reports import clash_of_days, reports_holding
from outlets.sales_rows import SalesRow
from outlets.states import Channel

MOST_CODES_KEPT = 500
UNKNOWN = "unknown_code"
SECOND_SOURCE = N_(
    "Struk untuk %(day)s (%(days)s hari) sudah datang lewat cara lain. Bila penjualannya sama, membukukan berkas ini"
    " menghitungnya dua kali. Bandingkan, lalu putuskan."
)
LONGEST_NAME = 80
NAME_TITLES = frozenset(
    {"nama", "nama barang", "nama produk", "nama item", "deskripsi", "description", "item name", "product name"}
)
"""Headings under which tills write the name of the goods."""
COLUMN_OF = {
    "code": "kode_produk",
    "sold_on": "tanggal",
    "quantity": "jumlah",
    "unit_price_rupiah": "harga_satuan",
    "reference": "no_struk",
}
"""The column of a file that each field of a line stands in."""


@dataclass
class FileCheck:
    """A file as read, and what posting its lines would do; `checked` is empty while columns must be matched first."""

    content: FileContent
    checked: Checked = field(default_factory=Checked)
    returns: CheckedReturns = field(default_factory=CheckedReturns)
    names: dict[int, str] = field(default_factory=dict)
    """What the file itself calls the goods of some rows with an unknown code."""

    @property
    def unknown(self) -> list[RowProblem]:
        """The rows whose code is no product of this outlet."""
        return [row for row in self.checked.wrong if row.problem.code == UNKNOWN]

    @property
    def refused(self) -> list[RowProblem]:
        """Every row that cannot be posted, in the order of the file."""
        return sorted([*self.content.wrong, *self.checked.wrong, *self.returns.wrong], key=lambda row: row.row)

    @property
    def duplicates(self) -> list[RowProblem]:
        """The rows that are posted already."""
        sales = [RowProblem(line.row, "reference", DUPLICATE, line.reference) for line in self.checked.duplicates]
        return [*sales, *self.returns.duplicates]

    @property
    def is_anything_good(self) -> bool:
        """Whether there is a row to post, or to hold."""
        return bool(self.checked.priced or self.checked.held or self.returns.good)

    def months(self) -> list[MonthPart]:
        """The good rows apart by month."""
        return by_month(self.checked, self.returns.good)

    def counts(self) -> dict[str, int]:
        """How many rows stand in each class, and what the valid ones come to in rupiah.

        Rows that would be held are valid and counted beside, too; the amounts are of what would be posted.
        """
        unknown, refused = len(self.unknown), len(self.refused)
        return {
            "rows_read": 0 if self.content.needs_mapping else self.content.rows_read,
            "rows_valid": len(self.checked.priced) + len(self.checked.held) + len(self.returns.good),
            "rows_held": len(self.checked.held),
            "rows_returned": len(self.returns.good),
            "rows_duplicate": len(self.checked.duplicates) + len(self.returns.duplicates),
            "rows_unknown_product": unknown,
            "rows_wrong": refused - unknown,
            "rows_warned": len(self.checked.warnings),
            "gross_rupiah": self.checked.gross_rupiah - self.returns.gross_rupiah,
            "commission_rupiah": self.checked.commission_rupiah - self.returns.commission_rupiah,
        }


def check_file(
    outlet: Outlet,
    content: bytes,
    filename: str,
    taught: TaughtColumns,
    *,
    by: UserAccount,
    after_reading: Callable[[int], None] | None = None,
) -> FileCheck:
    """Read a file with what its outlet has taught and judge every row as one that this person reports.

    `after_reading` is told how many rows were read, before they are judged. Raises what
    `core.spreadsheets.read_table` and `outlets.sales_files.read_sales_file` raise.
    """
    table = read_table(content, filename)
    read = read_sales_file(table, taught)
    if read.needs_mapping:
        return FileCheck(read)
    if after_reading is not None:
        after_reading(read.rows_read)
    sales, returns = read.lines, []
    if read.returned_from:
        sales = [line for line in read.lines if line[0] not in read.returned_from]
        returns = [
            brought_back(line, read.returned_from[line[0]]) for line in read.lines if line[0] in read.returned_from
        ]
    checked = check_lines(outlet, list(map(ReportLine._make, sales)), by=by)
    hold_back(outlet, checked, only_look=True)
    check = FileCheck(read, checked)
    check.returns = check_returns(outlet, returns, start=date.min, end=date.max, by=by, coming=checked.priced)
    check.names = names_beside(table, check)
    return check


def brought_back(row: SalesRow, origin: str) -> ReturnLine:
    """A row with a negative quantity as goods a customer brought back, from the receipt the file names beside it."""
    number, day, code, quantity, price, reference, _occurrence = row
    return ReturnLine(number, day, code, -quantity, price, reference, origin)


def names_beside(table: Table, check: FileCheck) -> dict[int, str]:
    """What the file calls the goods of its first rows with an unknown code, where it has a column of names."""
    titles = [plain_title(title) for title in check.content.titles]
    place = next((place for place, title in enumerate(titles) if title in NAME_TITLES), None)
    if place is None or not check.unknown:
        return {}
    wanted = {int(str(code["first_row"])) for code in codes_asked_for(check)}
    sheet = next(sheet for sheet in table.sheets if sheet.name == check.content.sheet)
    return {
        number: shown(cells[place])[:LONGEST_NAME]
        for number, cells in sheet.rows()
        if number in wanted and cells[place:]
    }


def taught_by(till: TillFormat | None) -> TaughtColumns:
    """What an outlet has taught about its till; nothing yet for None."""
    if till is None:
        return TaughtColumns()
    return TaughtColumns(till.columns, till.number_style, till.date_style, till.sheet)  # type: ignore[arg-type]


def remarks_on(check: FileCheck, outlet: Outlet) -> dict[str, object]:
    """What is to be said besides the rows: of the file, of odd prices, of codes nobody knows, of reports in the way."""
    notices = list(check.content.notices)
    for part in check.months():
        clash = clash_of_days(outlet.id, part.days_claimed, shared=part.has_receipts)
        if clash:
            notices.append(clash.problem)
        elif days := {row.sold_on for row in other_receipts(outlet, check, part)}:
            notices.append(Problem("second_source", SECOND_SOURCE, {"day": min(days), "days": len(days)}))
    return {
        "notices": [stored_problem(problem) for problem in notices],
        "warnings": [stored(row, check.content) for row in check.checked.warnings[:MOST_ROWS_KEPT]],
        "unknown_codes": codes_asked_for(check),
        "differences": differences_kept(outlet, check),
        "reports_with_duplicates": [{"report_id": report.id} for report in reports_with(outlet, check)],
    }


def differences_kept(outlet: Outlet, check: FileCheck) -> list[dict[str, object]]:
    """What stands and what comes on days that another report answers for, by day and product."""
    rows: list[dict[str, object]] = []
    for part in check.months():
        clash = clash_of_days(outlet.id, part.days_claimed, shared=part.has_receipts)
        if clash:
            part.lines.known_keys = check.checked.known_keys
            rows += map(difference_as_json, side_by_side(outlet, clash_days(clash), part.lines))
        else:
            rows += map(difference_as_json, other_receipts(outlet, check, part))
    return rows[:MOST_ROWS_KEPT]


def other_receipts(outlet: Outlet, check: FileCheck, part: MonthPart) -> list[DayDifference]:
    """Both sources on days that receipts of another channel answer for, too."""
    part.lines.known_keys = check.checked.known_keys
    return other_sources(outlet, part.lines, Channel.FILE) if part.has_receipts else []


def codes_asked_for(check: FileCheck) -> list[dict[str, object]]:
    """The codes nobody knows here, the most frequent first, each with how many rows it parks and its first row."""
    rows = Counter(row.value for row in check.unknown).most_common(MOST_CODES_KEPT)
    first: dict[str, int] = {}
    for row in check.unknown:
        first.setdefault(row.value, row.row)
    return [
        {"code": code, "name": check.names.get(first[code], ""), "rows": count, "first_row": first[code]}
        for code, count in rows
    ]


def reports_with(outlet: Outlet, check: FileCheck) -> Sequence[SalesReport]:
    """The reports that hold lines of a file already."""
    return reports_holding(
        [
            line_key(outlet.id, day, reference, str(code), quantity, price, occurrence)
            for _row, day, code, quantity, price, reference, occurrence in check.checked.duplicates
        ]
    )


def mapping_of(check: FileCheck, taught: TaughtColumns) -> dict[str, object]:
    """How the columns of the file were understood, or the suggestions a person must confirm."""
    content = check.content
    return {
        "columns": content.columns,
        "missing": content.missing,
        "titles": content.titles,
        "sample": content.sample,
        "heading_row": content.heading_row,
        "sheet": content.sheet,
        "sheets": content.sheet_names,
        "number_style": taught.number_style,
        "date_style": taught.date_style,
    }


def stored(row: RowProblem, content: FileContent) -> dict[str, object]:
    """A row's problem as JSON, with the column as the file's owner sees it."""
    name = COLUMN_OF.get(row.field, row.field)
    return stored_row(row, sheet=content.sheet, titles=content.titles, columns=content.columns, field=name)


def rows_kept(check: FileCheck) -> list[dict[str, object]]:
    """The rows to show, at most a thousand: those that cannot be posted first, then those posted already."""
    rows = [*check.refused, *check.duplicates][:MOST_ROWS_KEPT]
    return [stored(row, check.content) for row in rows]
