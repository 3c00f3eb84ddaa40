"""The legal size of a business, PP 7/2021 Pasal 35, limits included at the top."""

import pytest

from partnerships.growth import SIZE_LABELS, SizeClass, has_grown, size_class

BILLION = 10**9


@pytest.mark.parametrize(
    ("sales", "expected"),
    [
        *((1, "micro"), (2 * BILLION, "micro"), (2 * BILLION + 1, "small"), (15 * BILLION, "small")),
        *((15 * BILLION + 1, "medium"), (50 * BILLION, "medium"), (50 * BILLION + 1, "large")),
    ],
)
def test_sales_decide_for_a_business_that_runs(sales, expected):
    assert size_class(sales, None) == expected
    assert size_class(sales, 0) == expected
    assert size_class(sales, 100 * BILLION) == expected


@pytest.mark.parametrize(
    ("capital", "expected"),
    [
        *((0, "micro"), (BILLION, "micro"), (BILLION + 1, "small"), (5 * BILLION, "small")),
        *((5 * BILLION + 1, "medium"), (10 * BILLION, "medium"), (10 * BILLION + 1, "large")),
    ],
)
def test_capital_decides_for_a_business_that_starts(capital, expected):
    assert size_class(None, capital) == expected
    assert size_class(0, capital) == expected


def test_a_business_of_which_nothing_is_known_is_micro():
    assert size_class(None, None) is SizeClass.MICRO


@pytest.mark.parametrize(("sales", "capital"), [(-1, None), (None, -1), (5, -1)])
def test_negative_amounts_are_refused(sales, capital):
    with pytest.raises(ValueError, match="negative"):
        size_class(sales, capital)


def test_growing_is_moving_to_a_higher_class():
    assert has_grown(SizeClass.MICRO, SizeClass.SMALL)
    assert not has_grown(SizeClass.SMALL, SizeClass.SMALL)
    assert not has_grown(SizeClass.LARGE, SizeClass.MEDIUM)
    assert set(SIZE_LABELS) == set(SizeClass)
