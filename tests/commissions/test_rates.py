"""Commission of a line, the commission that leaves with pieces, and the choice of a rate."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commissions.rates import (
    MoreThanWasSold,
    NoRateOnDay,
    Rate,
    RateRule,
    commission,
    commission_leaving,
    rate_on,
)

START = date(2026, 1, 1)
OCTOBER = date(2026, 10, 1)
BASE = Rate(300, START)
PIECES = st.integers(0, 5_000)
PRICES = st.integers(0, 10_000_000)
RATES = st.integers(0, 10_000)


@pytest.mark.parametrize(
    ("quantity", "price", "rate_bp", "expected"),
    [
        (1, 15_000, 300, 450),
        (1, 10, 500, 1),
        (1, 9, 500, 0),
        (1, 1_049, 500, 52),
        (1, 1_050, 500, 53),
        (3, 1_050, 300, 95),
    ],
)
def test_commission_rounds_half_a_rupiah_up_once_a_line(quantity: int, price: int, rate_bp: int, expected: int) -> None:
    assert commission(quantity, price, rate_bp) == expected


def test_two_of_seven_pieces_brought_back_give_134_back() -> None:
    assert commission(7, 3_333, 200) == 467
    assert commission_leaving(7, 5, 3_333, 200) == 134


def test_a_negative_quantity_or_price_has_no_commission() -> None:
    for quantity, price, rate_bp in ((-1, 100, 300), (1, -100, 300), (-1, -100, 300), (1, 100, -300)):
        with pytest.raises(ValueError, match="must not be negative"):
            commission(quantity, price, rate_bp)


def test_more_pieces_than_are_sold_cannot_leave_a_line() -> None:
    with pytest.raises(MoreThanWasSold) as refusal:
        commission_leaving(2, -1, 1_050, 300)
    assert refusal.value.code == "more_than_was_sold"
    assert refusal.value.params == {"pieces": 3, "sold": 2}


def test_a_line_does_not_grow_by_pieces_leaving_it() -> None:
    with pytest.raises(ValueError, match="does not grow"):
        commission_leaving(2, 3, 1_050, 300)


@settings(max_examples=100, deadline=None)
@given(gross=st.integers(0, 10**15), rate_bp=st.integers(200, 500), more=st.integers(0, 10**6))
def test_commission_and_the_rest_are_the_gross_and_both_grow_together(gross: int, rate_bp: int, more: int) -> None:
    fee = commission(1, gross, rate_bp)
    assert 0 <= fee <= gross
    assert 2 * abs(10_000 * fee - gross * rate_bp) <= 10_000
    assert commission(1, gross + more, rate_bp) >= fee
    assert commission(1, gross, rate_bp + more) >= fee


@settings(max_examples=100, deadline=None)
@given(price=PRICES, rate_bp=RATES, parts=st.lists(st.integers(1, 40), min_size=1, max_size=20), kept=PIECES)
def test_parts_never_give_back_more_than_the_line_bore_and_together_exactly_that(
    price: int, rate_bp: int, parts: list[int], kept: int
) -> None:
    left = sum(parts) + kept
    whole = commission(left, price, rate_bp)
    given_back = 0
    for part in parts:
        back = commission_leaving(left, left - part, price, rate_bp)
        assert back >= 0
        left -= part
        given_back += back
        assert given_back + commission(left, price, rate_bp) == whole
    assert given_back + commission_leaving(kept, 0, price, rate_bp) == whole


@settings(max_examples=100, deadline=None)
@given(price=PRICES, rate_bp=RATES, parts=st.lists(st.integers(1, 40), min_size=1, max_size=8), data=st.data())
def test_the_order_in_which_parts_come_back_does_not_matter_to_what_stays(
    price: int, rate_bp: int, parts: list[int], data: st.DataObject
) -> None:
    def given_back(order: list[int]) -> int:
        left, total = sum(parts) + 3, 0
        for part in order:
            total += commission_leaving(left, left - part, price, rate_bp)
            left -= part
        return total

    assert given_back(data.draw(st.permutations(parts))) == given_back(parts)


def test_a_product_rate_comes_before_its_category_and_that_before_the_base() -> None:
    craft = Rate(400, START, category="craft")
    basket = Rate(250, START, product_id=7)
    rates = [BASE, craft, basket]
    assert rate_on(rates, OCTOBER, 7, "craft") == (basket, RateRule.PRODUCT)
    assert rate_on(rates, OCTOBER, 8, "craft") == (craft, RateRule.CATEGORY)
    assert rate_on(rates, OCTOBER, 8, "textile") == (BASE, RateRule.BASE)
    assert rate_on(rates, OCTOBER) == (BASE, RateRule.BASE)


def test_a_base_rate_ends_the_day_before_the_next_one_begins() -> None:
    next_base = Rate(500, date(2026, 10, 15))
    for listed in ([BASE, next_base], [next_base, BASE]):
        assert rate_on(listed, date(2026, 10, 14))[0].rate_bp == 300
        assert rate_on(listed, date(2026, 10, 15))[0].rate_bp == 500


def test_a_category_rate_that_has_ended_gives_way_to_the_base() -> None:
    rates = [BASE, Rate(200, OCTOBER, ends_on=date(2026, 10, 31), category="craft")]
    assert rate_on(rates, date(2026, 9, 30), category="craft")[0] == BASE
    assert rate_on(rates, date(2026, 10, 31), category="craft")[0].rate_bp == 200
    assert rate_on(rates, date(2026, 11, 1), category="craft")[0] == BASE


def test_a_day_before_every_base_rate_has_no_rate() -> None:
    with pytest.raises(NoRateOnDay) as refusal:
        rate_on([BASE], START - timedelta(days=1), 7, "craft")
    assert refusal.value.code == "no_rate_on_day"
    assert refusal.value.params == {"day": date(2025, 12, 31)}
