"""Promises that hold when the pool shrinks or grows, and work that is taken back fairly."""

from collections import Counter
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from outlets.order_codes import SIGNS, new_code, read_code, spelled
from outlets.promise_keeping import Held, keep, smaller
from outlets.taking_back import Given, taken_back

FIRST = date(2026, 12, 1)
DAYS = [FIRST + timedelta(days=number) for number in range(4)]
QUEUES = st.lists(
    st.tuples(st.integers(1, 30), st.dictionaries(st.sampled_from(DAYS), st.integers(1, 15), max_size=3)), max_size=8
)
CAPACITIES = st.fixed_dictionaries({day: st.integers(0, 40) for day in DAYS})


def held(queue) -> list[Held]:
    return [
        Held(number, max(quantity, sum(made.values())), sum(made.values()) >= quantity, made)
        for number, (quantity, made) in enumerate(queue, start=1)
    ]


@settings(max_examples=100, deadline=None)
@given(QUEUES, CAPACITIES)
def test_no_day_holds_more_than_the_pool_makes_and_no_order_more_than_it_asked_for(queue, capacity) -> None:
    orders = held(queue)
    kept = keep(orders, capacity, FIRST)
    by_day: Counter[date] = Counter()
    for made in kept.values():
        by_day.update(made)
    assert all(pieces <= capacity[day] for day, pieces in by_day.items())
    assert all(sum(kept[order.order_id].values()) <= order.quantity for order in orders)
    assert (
        keep([Held(one.order_id, one.quantity, one.is_accepted, kept[one.order_id]) for one in orders], capacity, FIRST)
        == kept
    )


@settings(max_examples=100, deadline=None)
@given(QUEUES, CAPACITIES)
def test_nobody_waits_whom_the_room_that_is_left_would_hold(queue, capacity) -> None:
    orders = held(queue)
    kept = keep(orders, capacity, FIRST)
    left = sum(capacity.values()) - sum(sum(made.values()) for made in kept.values())
    for order in orders:
        missing = order.quantity - sum(kept[order.order_id].values())
        assert missing == 0 or missing > left


def test_who_came_last_gives_way_first_and_keeps_its_place() -> None:
    orders = [
        Held(1, 100, True, {DAYS[0]: 100}),
        Held(2, 100, True, {DAYS[0]: 50, DAYS[1]: 50}),
        Held(3, 60, True, {DAYS[1]: 60}),
    ]
    assert keep(orders, {DAYS[0]: 100, DAYS[1]: 100}, FIRST) == {
        1: {DAYS[0]: 100},
        2: {DAYS[1]: 100},
        3: {},
    }


def test_what_was_made_for_an_order_stays_its_own_while_it_waits() -> None:
    orders = [Held(1, 50, True, {DAYS[0]: 30, DAYS[1]: 20})]
    assert keep(orders, {DAYS[0]: 30, DAYS[1]: 0}, DAYS[1]) == {1: {DAYS[0]: 30}}
    assert keep([Held(1, 50, False, {DAYS[0]: 30})], {DAYS[0]: 30, DAYS[1]: 25}, DAYS[1]) == {
        1: {DAYS[0]: 30, DAYS[1]: 20}
    }


def test_an_order_that_was_handed_over_gives_way_to_nobody() -> None:
    orders = [Held(1, 10, True, {DAYS[0]: 10}), Held(2, 10, True, {DAYS[0]: 10}, fixed=True)]
    assert keep(orders, {DAYS[0]: 10, DAYS[1]: 10}, DAYS[1]) == {1: {DAYS[1]: 10}, 2: {DAYS[0]: 10}}


def test_a_smaller_order_gives_up_its_last_days() -> None:
    assert smaller({DAYS[1]: 20, DAYS[0]: 30}, 40) == {DAYS[0]: 30, DAYS[1]: 10}
    assert smaller({DAYS[1]: 20, DAYS[0]: 30}, 30) == {DAYS[0]: 30}


def test_work_is_taken_back_from_the_highest_totals_until_they_stand_level() -> None:
    given = [Given(1, 30, 1, 30), Given(2, 50, 2, 50), Given(3, 50, 3, 50)]
    assert taken_back(21, given) == {2: 10, 3: 11}
    assert taken_back(0, given) == {}
    assert taken_back(130, given) == {1: 30, 2: 50, 3: 50}
    assert taken_back(20, [Given(1, 10, 1, 100), Given(2, 50, 2, 20)]) == {1: 10, 2: 10}


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 40)), min_size=1, max_size=8), st.data())
def test_taking_back_conserves_pieces_and_takes_from_nobody_who_ends_lower(rows, data) -> None:
    given = [Given(number, size, number, size + more) for number, (size, more) in enumerate(rows, start=1)]
    pieces = data.draw(st.integers(0, sum(one.pieces for one in given)))
    back = taken_back(pieces, given)
    assert sum(back.values()) == pieces
    after = {one.producer_id: one.received - back.get(one.producer_id, 0) for one in given}
    still = {one.producer_id: one.pieces - back.get(one.producer_id, 0) for one in given}
    assert all(size >= 0 for size in still.values())
    for loser in back:
        assert all(after[other] <= after[loser] + 1 for other, size in still.items() if size)


def test_a_code_is_read_however_it_is_spelled_and_holds_no_sign_that_is_mistaken() -> None:
    code = new_code()
    assert read_code(f" {spelled(code).lower()} ") == code
    assert not set("01OILU") & set(SIGNS)
    assert [read_code(typed) for typed in ("", "K7QFP2M9X", "K7QFP-2M9X0", "K7QFP-2M9XT" * 5)] == [None] * 4
