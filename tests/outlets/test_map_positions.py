"""A position on the map is whole millionths of a degree, typed as a map shows it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.wording import Problem
from outlets.map_positions import EAST, NORTH, SOUTH, WEST, MapPosition, read_position


@pytest.mark.parametrize(
    ("typed", "latitude", "longitude"),
    [
        ("-1.265400, 116.831200", -1_265_400, 116_831_200),
        ("-1.2654,116.8312", -1_265_400, 116_831_200),
        (" 3.5952 98.6722 ", 3_595_200, 98_672_200),
        ("-0.0000009; 109.1234567", 0, 109_123_456),
        ("-5, 105", -5_000_000, 105_000_000),
    ],
)
def test_a_position_is_read_as_a_map_shows_it(typed: str, latitude: int, longitude: int) -> None:
    assert read_position(typed) == MapPosition(latitude, longitude)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("116.831200, -1.265400", "position_not_in_indonesia"),
        ("48.85, 2.35", "position_not_in_indonesia"),
        ("Jalan Sudirman 1", "not_a_position"),
        ("-1,2654, 116,8312", "not_a_position"),
        ("-1.2654", "not_a_position"),
        ("１.5, 116.8", "not_a_position"),
    ],
)
def test_what_is_no_place_in_indonesia_is_told_with_an_example(typed: str, code: str) -> None:
    found = read_position(typed)
    assert isinstance(found, Problem)
    assert found.code == code


@settings(max_examples=100)
@given(st.integers(SOUTH, NORTH), st.integers(WEST, EAST))
def test_what_is_written_is_read_back_to_the_millionth(latitude: int, longitude: int) -> None:
    position = MapPosition(latitude, longitude)
    assert read_position(str(position)) == position
    assert position.map_link.endswith(str(position).replace(" ", ""))
