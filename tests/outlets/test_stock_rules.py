"""The rules of stock without a database: the equation, label dates, and which batch a sale took."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outlets.stock import (
    EFFECTS,
    SUMS,
    Batch,
    Draw,
    MovementKind,
    Shelf,
    draw,
    end_of_month,
    is_sellable,
    left_over,
    month_is_enough,
    months_after,
    put_back,
)
from tests.docs.tables import document

DAY = date(2026, 11, 22)
A = Batch(1, "A", date(2026, 12, 3), date(2026, 11, 1), 5)
B = Batch(2, "B", date(2027, 2, 1), date(2026, 10, 1), 10)
FOREVER = Batch(3, "C", None, date(2026, 9, 1), 4)

batches = st.lists(
    st.builds(
        Batch,
        lot_id=st.integers(1, 10**6),
        batch=st.just("x"),
        expires_on=st.none() | st.dates(date(2026, 10, 1), date(2027, 3, 1)),
        arrived_on=st.dates(date(2026, 10, 1), date(2026, 12, 1)),
        pieces=st.integers(0, 30),
    ),
    max_size=8,
    unique_by=lambda batch: batch.lot_id,
)


def test_seven_pieces_come_from_the_batch_that_expires_first_and_then_from_the_next() -> None:
    assert draw([B, FOREVER, A], DAY, 7) == ([Draw(1, 5), Draw(2, 2)], 0)


def test_more_than_is_there_is_short_by_the_difference() -> None:
    assert draw([A], DAY, 7) == ([Draw(1, 5)], 2)


def test_a_batch_is_sold_on_its_last_day_and_not_on_the_next() -> None:
    assert draw([A], date(2026, 12, 3), 5)[1] == 0
    assert draw([A], date(2026, 12, 4), 5) == ([], 5)


def test_a_sale_cannot_have_come_from_a_batch_that_arrived_later() -> None:
    assert draw([A], date(2026, 10, 31), 1) == ([], 1)


def test_two_sales_from_one_shelf_never_take_the_same_piece() -> None:
    shelf = Shelf([A])
    assert shelf.take(DAY, 4) == [Draw(1, 4)]
    assert shelf.take(DAY, 2) is None
    assert shelf.on_hand(DAY) == 1
    assert shelf.take(DAY, 1) == [Draw(1, 1)]


def test_what_comes_back_returns_to_the_last_batch_drawn_first() -> None:
    assert put_back([Draw(1, 5), Draw(2, 2)], 3) == [Draw(2, 2), Draw(1, 1)]
    with pytest.raises(ValueError, match="more comes back"):
        put_back([Draw(1, 5)], 6)


@given(batches=batches, day=st.dates(date(2026, 10, 1), date(2027, 3, 1)), pieces=st.integers(0, 80))
def test_a_draw_takes_what_was_asked_or_all_there_is_and_always_the_first_to_expire(batches, day, pieces) -> None:
    drawn, short = draw(batches, day, pieces)
    by_id = {batch.lot_id: batch for batch in batches}
    assert sum(one.pieces for one in drawn) + short == pieces
    good = [
        batch for batch in batches if batch.pieces and batch.arrived_on <= day and is_sellable(batch.expires_on, day)
    ]
    assert short == max(pieces - sum(batch.pieces for batch in good), 0)
    taken = {one.lot_id: one.pieces for one in drawn}
    for one in drawn:
        assert 0 < one.pieces <= by_id[one.lot_id].pieces
        assert by_id[one.lot_id] in good
    for left in good:
        if taken.get(left.lot_id, 0) < left.pieces:
            later = [by_id[lot_id].expires_on or date.max for lot_id in taken]
            assert all(expires <= (left.expires_on or date.max) for expires in later)


@given(batches=batches, pieces=st.integers(1, 60), data=st.data())
def test_whatever_was_drawn_can_come_back_to_where_it_was(batches, pieces, data) -> None:
    drawn, short = draw(batches, DAY, pieces)
    back = data.draw(st.integers(0, pieces - short))
    returned = put_back(drawn, back)
    assert sum(one.pieces for one in returned) == back
    out = dict(drawn)
    assert all(one.pieces <= out[one.lot_id] for one in returned)


@given(
    moves=st.lists(st.tuples(st.sampled_from(list(MovementKind)), st.integers(1, 1000)), max_size=30),
)
def test_the_equation_leaves_what_came_less_what_went(moves) -> None:
    sums = dict.fromkeys(SUMS, 0)
    on_hand = 0
    for kind, pieces in moves:
        effect = EFFECTS[kind]
        sums[effect.column] += effect.counts * pieces
        on_hand += effect.on_hand * pieces
    assert left_over(sums) == on_hand


def test_every_kind_counts_in_the_sum_its_sign_belongs_to() -> None:
    assert set(EFFECTS) == set(MovementKind)
    for effect in EFFECTS.values():
        assert effect.on_hand == SUMS[effect.column] * effect.counts


def test_the_kinds_of_movement_are_told_as_the_code_has_them() -> None:
    page = document("stock.md")
    for kind, effect in EFFECTS.items():
        sign, way = ("+" if effect.counts > 0 else "-"), ("come" if effect.on_hand > 0 else "leave")
        assert f"| `{kind}` | {effect.column} {sign} | {way} |" in page


@pytest.mark.parametrize(
    ("expires_on", "produced_on", "shelf_life_days", "enough"),
    [
        (date(2027, 2, 28), date(2026, 11, 1), None, True),
        (date(2027, 1, 31), date(2026, 11, 1), None, False),
        (date(2027, 2, 1), date(2026, 11, 1), 400, False),
        (date(2027, 2, 2), date(2026, 11, 1), 30, True),
        (date(2027, 2, 28), None, 180, True),
        (date(2027, 2, 28), None, 92, False),
        (date(2027, 2, 28), None, None, False),
    ],
)
def test_month_and_year_are_enough_only_above_three_months(expires_on, produced_on, shelf_life_days, enough) -> None:
    """PP 69/1999 Pasal 27; the day of production decides where it is known."""
    assert month_is_enough(expires_on, produced_on=produced_on, shelf_life_days=shelf_life_days) is enough


def test_a_month_means_its_last_day() -> None:
    assert end_of_month(date(2028, 2, 1)) == date(2028, 2, 29)
    assert months_after(date(2026, 11, 30), 3) == date(2027, 2, 28)
    assert end_of_month(DAY) - DAY == timedelta(days=8)
