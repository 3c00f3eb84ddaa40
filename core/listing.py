"""Lists whose filter, order and page stand in the address, and that export exactly what they show."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from flask import Response, request, send_file
from sqlalchemy import ColumnElement, Row, Select, func, select
from xlsxwriter import Workbook

from core.database import db
from core.errors import InvalidInput
from core.money import format_number
from core.text import FORMULA_STARTS
from core.wording import N_

PER_PAGE = 50
MOST_PER_PAGE = 200
MOST_EXPORTED = 100_000


class NotAPage(InvalidInput):
    """A page number or size that cannot be."""

    code = "not_a_page"
    sentence = N_("Nomor halaman harus bilangan bulat mulai dari 1.")


class UnknownOrder(InvalidInput):
    """An order the list does not offer."""

    code = "unknown_order"
    sentence = N_("Urutan ini tidak ada pada daftar ini.")


class TooManyToExport(InvalidInput):
    """More rows than one file holds; a file that left some out would look complete. Parameters: `most`."""

    code = "too_many_to_export"
    sentence = N_("Daftar ini melebihi %(most)s baris. Persempit dengan saringan, lalu unduh lagi.")


@dataclass(frozen=True)
class Column:
    """A column of an export: its heading in the reader's language and how to read it from a row."""

    heading: str
    read: Callable[[Any], object]
    adds_up: bool = False


@dataclass
class Listing:
    """One page of a select, with what is needed to show the others."""

    rows: Sequence[Row[Any]]
    total: int
    page: int
    per_page: int
    sort: str
    filters: Mapping[str, str] = field(default_factory=dict)

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // self.per_page))

    @property
    def is_filtered(self) -> bool:
        """Whether a filter narrows the list."""
        return any(self.filters.values())

    def url(self, **changes: object) -> str:
        """The address of this list with some of its filters, order or page changed; a change of None leaves it out."""
        now = {key: value for key, value in request.args.items() if key != "export"}
        if "page" not in changes:
            now.pop("page", None)
        now.update({key: str(value) for key, value in changes.items() if value is not None})
        for key in [key for key, value in changes.items() if value is None]:
            now.pop(key, None)
        query = urlencode(now)
        return f"{request.path}?{query}" if query else request.path

    def envelope(self, dump: Callable[[Any], object]) -> dict[str, object]:
        """The list as the API answers it."""
        return {
            "items": [dump(row) for row in self.rows],
            "page": self.page,
            "per_page": self.per_page,
            "total": self.total,
        }


def whole_number_argument(name: str, default: int, most: int) -> int:
    """A whole number from the address, at least 1; above `most` it is capped. Raises `NotAPage`."""
    text = request.args.get(name, "")
    if not text:
        return default
    if not (text.isascii() and text.isdigit()) or len(text) > 9 or int(text) < 1:
        raise NotAPage(field=name)
    return min(int(text), most)


def id_in(told: object) -> int | None:
    """The id that a text from an address or a form names; None for anything that can be no id of ours.

    The bound keeps it within a BIGINT, and away from Python's refusal to read thousands of digits.
    """
    text = str(told if told is not None else "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def listed(
    rows: Select[Any],
    *,
    orders: Mapping[str, Sequence[ColumnElement[Any]]],
    default_order: str,
    filters: Mapping[str, str] | None = None,
    total: int | None = None,
) -> Listing:
    """One page of a select, by `page`, `per_page` and `sort` of the address (`-name` turns an order round).

    `orders` names what may be sorted by, and each must end in something unique; `total` is the number of rows where the
    caller has counted them. Raises `NotAPage`, `UnknownOrder`.
    """
    page = whole_number_argument("page", 1, 10**9)
    per_page = whole_number_argument("per_page", PER_PAGE, MOST_PER_PAGE)
    sort = request.args.get("sort") or default_order
    ordered = rows.order_by(None).order_by(*ordering(orders, sort))
    if total is None:
        total = db.session.execute(select(func.count()).select_from(rows.order_by(None).subquery())).scalar_one()
    found = db.session.execute(ordered.limit(per_page).offset((page - 1) * per_page)).all()
    return Listing(found, total, page, per_page, sort, dict(filters or {}))


def ordering(orders: Mapping[str, Sequence[ColumnElement[Any]]], sort: str) -> list[ColumnElement[Any]]:
    """The columns to order by. Raises `UnknownOrder` for a name the list does not offer."""
    name = sort.removeprefix("-")
    if name not in orders:
        raise UnknownOrder(field="sort")
    return [column.desc() if sort.startswith("-") else column.asc() for column in orders[name]]


def wanted_export() -> str | None:
    """`csv` or `xlsx` when the address asks for the whole list as a file."""
    wanted = request.args.get("export")
    return wanted if wanted in {"csv", "xlsx"} else None


def exported(
    rows: Select[Any],
    columns: Sequence[Column],
    *,
    name: str,
    orders: Mapping[str, Sequence[ColumnElement[Any]]],
    default_order: str,
) -> Response:
    """Exactly what the list shows, all pages of it, as CSV or XLSX with a control line: rows counted, sums added.

    Raises `UnknownOrder`, `TooManyToExport`.
    """
    sort = request.args.get("sort") or default_order
    found = db.session.execute(rows.order_by(None).order_by(*ordering(orders, sort)).limit(MOST_EXPORTED + 1)).all()
    if len(found) > MOST_EXPORTED:
        raise TooManyToExport(most=format_number(MOST_EXPORTED))
    table = [[column.read(row) for column in columns] for row in found]
    control = control_line(columns, table)
    headings = [column.heading for column in columns]
    if wanted_export() == "xlsx":
        return as_xlsx(name, headings, table, control)
    return as_csv(name, headings, table, control)


def control_line(columns: Sequence[Column], table: Sequence[Sequence[object]]) -> list[object]:
    """The last line of an export: how many rows, and the sum of each column that adds up."""
    line: list[object] = [""] * len(columns)
    for index, column in enumerate(columns):
        if column.adds_up:
            line[index] = sum(value for row in table if isinstance(value := row[index], int))
    line[0] = f"TOTAL {len(table)}"
    return line


def guarded(value: object) -> object:
    """A cell that a spreadsheet will not take for a formula: text that begins like one gets an apostrophe."""
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return "" if value is None else value


def as_csv(
    name: str, headings: Sequence[str], table: Sequence[Sequence[object]], control: Sequence[object] = ()
) -> Response:
    """A CSV download with `;`, a byte order mark for Excel, and cells guarded against formulas."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(headings)
    writer.writerows([[guarded(value) for value in row] for row in table])
    if control:
        writer.writerow(control)
    return Response(
        "\ufeff" + out.getvalue(),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )


def as_xlsx(
    name: str, headings: Sequence[str], table: Sequence[Sequence[object]], control: Sequence[object] = ()
) -> Response:
    """An XLSX download whose texts stay texts: nothing is taken for a formula or a link."""
    out = io.BytesIO()
    book = Workbook(out, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("Etalase")
    bold = book.add_format({"bold": True})
    sheet.write_row(0, 0, headings, bold)
    for number, row in enumerate(table, start=1):
        for column, value in enumerate(row):
            if isinstance(value, int) and not isinstance(value, bool):
                sheet.write_number(number, column, value)
            else:
                sheet.write_string(number, column, "" if value is None else str(value))
    for column, value in enumerate(control):
        sheet.write(len(table) + 1, column, value, bold)
    book.close()
    out.seek(0)
    return send_file(
        out,
        mimetype="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        as_attachment=True,
        download_name=f"{name}.xlsx",
    )
