"""Lists whose rows are worked out in Python, not selected: paged, sorted and exported like any other list."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from flask import Response, request

from core.listing import (
    MOST_EXPORTED,
    MOST_PER_PAGE,
    PER_PAGE,
    Column,
    Listing,
    TooManyToExport,
    UnknownOrder,
    as_csv,
    as_xlsx,
    control_line,
    wanted_export,
    whole_number_argument,
)
from core.money import format_number

T = TypeVar("T")
Orders = Mapping[str, Callable[[T], Any]]
"""What each order sorts by; a value must end in something unique."""


def judged_list(
    rows: Sequence[T], *, orders: Orders[T], default_order: str, filters: Mapping[str, str] | None = None
) -> Listing:
    """One page of rows, by `page`, `per_page` and `sort` of the address. Raises `NotAPage`, `UnknownOrder`."""
    page = whole_number_argument("page", 1, 10**9)
    per_page = whole_number_argument("per_page", PER_PAGE, MOST_PER_PAGE)
    sort = request.args.get("sort") or default_order
    shown = in_order(rows, orders, sort)[(page - 1) * per_page : page * per_page]
    return Listing(shown, len(rows), page, per_page, sort, dict(filters or {}))  # type: ignore[arg-type]


def judged_export(
    rows: Sequence[T], columns: Sequence[Column], *, name: str, orders: Orders[T], default_order: str
) -> Response:
    """Exactly what the list shows, as CSV or XLSX with a control line. Raises `UnknownOrder`, `TooManyToExport`."""
    if len(rows) > MOST_EXPORTED:
        raise TooManyToExport(most=format_number(MOST_EXPORTED))
    ordered = in_order(rows, orders, request.args.get("sort") or default_order)
    table = [[column.read(row) for column in columns] for row in ordered]
    write = as_xlsx if wanted_export() == "xlsx" else as_csv
    return write(name, [column.heading for column in columns], table, control_line(columns, table))


def in_order(rows: Sequence[T], orders: Orders[T], sort: str) -> list[T]:
    """The rows in an order; `-name` turns it round. Raises `UnknownOrder` for a name the list does not offer."""
    name = sort.removeprefix("-")
    if name not in orders:
        raise UnknownOrder(field="sort")
    return sorted(rows, key=orders[name], reverse=sort.startswith("-"))
