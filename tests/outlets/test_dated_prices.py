"""Exactly one price on every day, whatever was noted in which order."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from outlets.dated_prices import NotedPrice, Prices, periods, prices_on

START = date(2026, 10, 1)
FIRST = Prices(12_500, 15_000)
DAYS = st.integers(0, 60).map(lambda number: START + timedelta(days=number))
PRICES = st.builds(Prices, st.integers(1, 99_999), st.integers(1, 99_999))
NOTED = st.lists(st.builds(NotedPrice, DAYS, PRICES), max_size=8)


@settings(max_examples=100)
@given(NOTED)
def test_the_stretches_follow_each_other_without_gap_or_overlap_and_say_what_each_day_costs(noted) -> None:
    found = periods(START, FIRST, noted)
    assert (found[0].starts_on, found[-1].ends_on) == (START, None)
    for one, after in pairwise(found):
        assert one.ends_on == after.starts_on - timedelta(days=1)
    for number in range(61):
        day = START + timedelta(days=number)
        holding = [one for one in found if one.starts_on <= day and (one.ends_on is None or day <= one.ends_on)]
        assert [one.prices for one in holding] == [prices_on(FIRST, noted, day)]


@settings(max_examples=100)
@given(NOTED, DAYS, PRICES)
def test_a_price_that_is_noted_changes_no_day_before_it_and_none_from_the_next_start_on(noted, day, prices) -> None:
    after = [*noted, NotedPrice(day, prices)]
    assert prices_on(FIRST, after, day) == prices
    before = day - timedelta(days=1)
    assert prices_on(FIRST, after, before) == prices_on(FIRST, noted, before)
    later = [change.starts_on for change in noted if change.starts_on > day]
    if later:
        assert prices_on(FIRST, after, min(later)) == prices_on(FIRST, noted, min(later))
