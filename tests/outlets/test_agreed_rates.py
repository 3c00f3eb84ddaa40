"""Rates of an agreement leave no day without a rate and no day with two; payment terms obey PP 29/2021."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outlets.agreed_rates import AgreedRate, band_of, faults_in_rates, outside_band
from outlets.agreement_days import days_in_force, holds_on, longest_payment_term
from outlets.time_zones import TimeZone, zone_of_region

START = date(2026, 3, 1)


def rate(bp: int = 300, starts_on: date = START, **scope: object) -> AgreedRate:
    return AgreedRate(rate_bp=bp, starts_on=starts_on, **scope)  # type: ignore[arg-type]


def codes(*rates: AgreedRate, ends_on: date | None = None) -> list[str]:
    return [problem.code for _place, _field, problem in faults_in_rates(rates, starts_on=START, ends_on=ends_on)]


def test_a_base_rate_from_the_first_day_on_is_enough() -> None:
    assert codes(rate()) == []
    assert codes(rate(), rate(250, date(2026, 7, 1)), rate(500, category="craft", ends_on=date(2026, 5, 1))) == []


@pytest.mark.parametrize(
    ("rates", "code"),
    [
        ([rate(starts_on=date(2026, 3, 2))], "no_base_rate_at_start"),
        ([rate(category="craft")], "no_base_rate_at_start"),
        ([rate(ends_on=date(2026, 4, 1))], "base_rate_ends"),
        ([rate(), rate(400)], "rate_twice_on_day"),
        ([rate(), rate(category="craft", ends_on=date(2026, 2, 1))], "rate_ends_before_start"),
        ([rate(), rate(category="craft", product_id=7)], "rate_for_product_and_category"),
        ([rate(), rate(starts_on=date(2026, 2, 1))], "rate_outside_agreement"),
        (
            [rate(), rate(product_id=7, ends_on=date(2026, 4, 30)), rate(400, date(2026, 4, 30), product_id=7)],
            "rates_overlap",
        ),
        (
            [rate(), rate(product_id=7), rate(400, date(2026, 4, 1), product_id=7, ends_on=date(2026, 5, 1))],
            "rates_overlap",
        ),
    ],
)
def test_rates_that_leave_a_gap_or_an_overlap_are_refused(rates: list[AgreedRate], code: str) -> None:
    assert codes(*rates) == [code]


def test_a_rate_after_the_last_day_of_the_agreement_is_refused() -> None:
    assert codes(rate(), rate(400, date(2026, 12, 1)), ends_on=date(2026, 11, 30)) == ["rate_outside_agreement"]


def test_a_later_rate_without_an_end_replaces_an_earlier_one_without_an_end() -> None:
    assert codes(rate(), rate(product_id=7), rate(400, date(2026, 4, 1), product_id=7)) == []


@given(
    st.lists(
        st.builds(
            rate,
            st.integers(0, 1000),
            st.integers(0, 20).map(lambda n: START + timedelta(days=n)),
            category=st.sampled_from([None, "craft"]),
            ends_on=st.none() | st.integers(0, 25).map(lambda n: START + timedelta(days=n)),
        ),
        max_size=5,
    )
)
def test_rates_without_a_fault_give_each_day_one_base_and_at_most_one_rate_of_a_category(
    rates: list[AgreedRate],
) -> None:
    if faults_in_rates(rates, starts_on=START):
        return
    for number in range(40):
        day = START + timedelta(days=number)
        for is_base, least in ((True, 1), (False, 0)):
            begun = [r for r in rates if r.is_base is is_base and r.starts_on <= day]
            replaced = {
                earlier.starts_on
                for earlier in begun
                for later in begun
                if earlier.ends_on is None and later.starts_on > earlier.starts_on
            }
            holding = [r for r in begun if r.starts_on not in replaced and (r.ends_on is None or day <= r.ends_on)]
            assert least <= len(holding) <= 1


def test_the_band_is_two_to_five_percent_and_begins_at_nothing_for_galleries_and_corners() -> None:
    assert (band_of("supermarket"), band_of(None)) == ((200, 500), (200, 500))
    assert (band_of("plut_gallery"), band_of("office_corner")) == ((0, 500), (0, 500))
    assert [r.rate_bp for r in outside_band([rate(199), rate(200), rate(500), rate(501)], "hotel")] == [199, 501]
    assert outside_band([rate(0)], "office_corner") == []


def test_micro_and_small_producers_are_paid_within_fifteen_days() -> None:
    assert [longest_payment_term(size) for size in ("micro", "small", "medium")] == [15, 15, 365]


def test_a_suspended_agreement_keeps_the_days_before_and_gets_those_after_it_is_resumed() -> None:
    stretches = days_in_force(START, date(2026, 6, 30), [(date(2026, 4, 10), date(2026, 5, 1))])
    assert stretches == [(START, date(2026, 4, 9)), (date(2026, 5, 1), date(2026, 6, 30))]
    held = [holds_on(stretches, day) for day in (date(2026, 4, 9), date(2026, 4, 10), date(2026, 5, 1))]
    assert held == [True, False, True]
    assert days_in_force(START, None, [(date(2026, 4, 10), None)]) == [(START, date(2026, 4, 9))]
    assert days_in_force(START, None, [(START, None)]) == []
    assert days_in_force(START, date(2026, 6, 30), [(date(2026, 7, 1), None)]) == [(START, date(2026, 6, 30))]
    assert days_in_force(START, date(2026, 4, 30), [(date(2026, 4, 10), date(2026, 5, 5))]) == [
        (START, date(2026, 4, 9))
    ]


@pytest.mark.parametrize(
    ("region", "zone"),
    [
        ("64.71", TimeZone.WITA),
        ("62.71", TimeZone.WIB),
        ("18.72", TimeZone.WIB),
        ("51.71", TimeZone.WITA),
        ("91.71", TimeZone.WIT),
        ("81.71", TimeZone.WIT),
        ("31.71", TimeZone.WIB),
    ],
)
def test_an_outlet_keeps_the_time_of_its_province(region: str, zone: TimeZone) -> None:
    assert zone_of_region(region) is zone
