"""A table as a file holds it: sheets, rows numbered as the user sees them, and what is to be said about the file."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from core.wording import Problem


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a file may be and what reading it may cost."""

    size_mb: int = 20
    rows: int = 200_000
    columns: int = 50
    unpacked_mb: int = 250
    ratio: int = 100
    files_inside: int = 2_000
    output_mb: int = 64
    memory_mb: int = 400
    cpu_seconds: int = 20
    wall_seconds: int = 40


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. `rows()` starts anew at each call and yields the row number as the user counts and the cells as text.

    A cell of a spreadsheet may carry a mark of `core.cell_marks`. Blank rows are left out. Iterating may raise the
    refusals of `core.file_refusals`, because a text file is read as it goes. `merged` holds merged areas as (first
    row, first column, last row, last column), counted from 1. `uniform` says that every row must have as many fields
    as the heading.
    """

    name: str
    rows: Callable[[], Iterator[tuple[int, list[str]]]]
    hidden: bool = False
    merged: tuple[tuple[int, int, int, int], ...] = ()
    hidden_rows: int = 0
    uniform: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """All sheets of a file that hold something, and warnings about the file as a whole."""

    filename: str
    sheets: tuple[Sheet, ...]
    notices: tuple[Problem, ...] = ()
    epoch_1904: bool = False


def column_letter(index: int) -> str:
    """The letter of a column as a spreadsheet shows it: 0 is A, 25 is Z, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
