"""Whatever stands in the cells of a file of registrations, reading them answers and never raises."""

from datetime import date

from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.column_matching import TaughtColumns
from core.spreadsheets import read_table
from core.table_opening import open_table
from partnerships.producer_columns import PRODUCER_LAYOUT
from partnerships.producer_rows import read_producers
from tests.factories.producer_files import HEADINGS, as_csv, line


@settings(max_examples=150, deadline=None)
@given(cells=st.lists(st.text(max_size=40), min_size=len(HEADINGS), max_size=len(HEADINGS)))
@example(cells=["\x01", "\x02", "\x03x", "\x04", "\x05", "'=1", "'", "\x0164.7", "\x01nan", "²", ";;,", "\ud800"])
def test_no_cell_makes_reading_raise(cells):
    table = read_table(as_csv([line(1)]), "umkm.csv")
    opened_table = open_table(table, PRODUCER_LAYOUT, TaughtColumns())
    object.__setattr__(opened_table, "sheet", _Sheet([(2, cells)]))
    [found] = read_producers(opened_table, TaughtColumns(), on=date(2026, 11, 22), epoch_1904=False)
    assert found


class _Sheet:
    """A sheet whose rows are given."""

    uniform = True

    def __init__(self, rows: list[tuple[int, list[str]]]) -> None:
        self._rows = [(1, list(HEADINGS)), *rows]

    def rows(self):
        """The rows, anew at each call."""
        return iter(self._rows)
