"""What is wrong with the rows of a file, kept as JSON and spoken again in whatever language its reader uses."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from core.cell_marks import shown
from core.errors import RowProblem
from core.languages import speak
from core.tables import Table, column_letter
from core.wording import Problem

MOST_ROWS_KEPT = 1_000
ADDED_TITLES = ("baris", "yang_perlu_diperbaiki")
"""What stands above the number and the reason in front of rows to mend; in every language, as column names do."""
PLACE = ("row", "field", "code", "sheet", "column", "heading", "value")


def stored_problem(problem: Problem) -> dict[str, object]:
    """A problem as JSON that any reader's language can still be spoken from."""
    params: dict[str, object] = {}
    for name, value in problem.params.items():
        if isinstance(value, date):
            params[name] = {"day": value.isoformat()}
        else:
            params[name] = value if isinstance(value, int) else str(value)
    return {"code": problem.code, "sentence": problem.sentence, "params": params}


def stored_row(
    row: RowProblem, *, sheet: str, titles: Sequence[str], columns: Mapping[str, str], field: str | None = None
) -> dict[str, object]:
    """A row's problem as JSON, with the column as the file's owner sees it: its letter and its heading.

    `columns` says under which heading of `titles` each of our columns was found; `field` names the column where the
    problem itself names something else.
    """
    name = field or row.field
    heading = columns.get(name, "")
    letter = column_letter(list(titles).index(heading)) if heading in titles else ""
    place = {"row": row.row, "field": name, "sheet": row.sheet or sheet, "column": letter, "heading": heading}
    return {**stored_problem(row.problem), **place, "value": row.value}


def said(stored: Mapping[str, Any]) -> str:
    """A stored problem's sentence in the reader's language, with its days as people write them."""
    params = {
        name: date.fromisoformat(value["day"]) if isinstance(value, Mapping) else value
        for name, value in stored["params"].items()
    }
    return speak(stored["sentence"], **params)


def row_answer(row: Mapping[str, Any]) -> dict[str, Any]:
    """A stored row problem in the reader's language."""
    return {**{name: row[name] for name in PLACE}, "message": said(row)}


def rows_with_reasons(table: Table, sheet: str, reasons: Mapping[int, str], width: int) -> Iterator[list[str]]:
    """The rows of a sheet that have a reason, as they stand there, each with its number and its reason in front.

    A spreadsheet leaves out what is empty at the end of a row; it is filled up to `width` cells, so that the row fits
    its headings also in a text file.
    """
    found = next(candidate for candidate in table.sheets if candidate.name == sheet)
    for number, cells in found.rows():
        if number in reasons:
            filled = [*cells, *[""] * (width - len(cells))]
            yield [str(number), reasons[number], *(shown(cell) for cell in filled)]
