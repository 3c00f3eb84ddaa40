"""For whom ready pieces are set aside: the earliest promise, and who was told; nothing about it needs a database."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from outlets.setting_aside import Waits, free_for, is_news, set_aside

FIRST, SECOND = date(2026, 12, 1), date(2026, 12, 2)


def waits(order_id: int, day: date, pieces: int, *, parts: bool = False, told: int = 0) -> Waits:
    return Waits(order_id, day, pieces, parts, told)


def test_ready_pieces_are_set_aside_by_promise_then_by_arrival() -> None:
    orders = [waits(1, SECOND, 50), waits(2, FIRST, 40), waits(3, FIRST, 30)]
    assert set_aside(60, orders) == {2: 40, 3: 20}
    assert [free_for(one, 60, orders) for one in (1, 2, 3)] == [0, 60, 20]
    assert [free_for(one, 130, orders) for one in (1, 2, 3)] == [60, 130, 90]
    assert free_for(9, 60, orders) == 0


def test_who_was_told_keeps_its_pieces_before_a_promise_that_came_earlier() -> None:
    orders = [waits(1, SECOND, 50, told=50), waits(2, FIRST, 40)]
    assert set_aside(60, orders) == {1: 50, 2: 10}
    assert [free_for(one, 60, orders) for one in (1, 2)] == [50, 10]


def test_a_buyer_is_told_once_of_all_its_pieces_and_of_a_first_part_where_it_takes_parts() -> None:
    assert is_news(waits(1, FIRST, 50), 50)
    assert not is_news(waits(1, FIRST, 50), 49)
    assert not is_news(waits(1, FIRST, 50, told=50), 50)
    assert is_news(waits(1, FIRST, 50, parts=True), 20)
    assert not is_news(waits(1, FIRST, 50, parts=True, told=20), 30)
    assert is_news(waits(1, FIRST, 50, parts=True, told=20), 50)


orders_of_a_campaign = st.lists(
    st.tuples(st.integers(0, 4), st.integers(1, 60), st.booleans(), st.integers(0, 70)), max_size=8
)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 200), orders_of_a_campaign)
def test_no_piece_is_set_aside_twice_and_none_lies_there_for_nobody(
    ready: int, told: list[tuple[int, int, bool, int]]
) -> None:
    orders = [
        waits(place, date(2026, 12, 1 + day), pieces, parts=parts, told=known)
        for place, (day, pieces, parts, known) in enumerate(told, start=1)
    ]
    aside = set_aside(ready, orders)
    assert sum(aside.values()) == min(ready, sum(one.outstanding for one in orders))
    for one in orders:
        assert 0 <= aside.get(one.order_id, 0) <= one.outstanding
        assert aside.get(one.order_id, 0) <= free_for(one.order_id, ready, orders) <= ready
