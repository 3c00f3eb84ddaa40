"""PPN by document through its base, and the hints that post nothing."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commissions.tax_terms import LAW, Tax, TaxTerms, TaxTermsUnknown, code_of, terms_of, terms_on
from commissions.taxes import (
    Document,
    pph22_hint,
    pph23_hint,
    pph_final_hint,
    ppn_difference,
    ppn_on,
    stamp_duty_hint,
)


@pytest.mark.parametrize(
    ("commission", "base", "tax"),
    [(61_725, 56_581, 6_790), (12_345, 11_316, 1_358), (50_000, 45_833, 5_500), (32, 29, 3), (77, 71, 9), (0, 0, 0)],
)
def test_ppn_goes_through_its_base_and_rounds_both_steps(commission: int, base: int, tax: int) -> None:
    assert ppn_on(commission) == (base, tax)


@settings(max_examples=100, deadline=None)
@given(commission=st.integers(0, 10**12))
def test_ppn_is_within_a_rupiah_of_eleven_percent_and_never_falls_with_more_commission(commission: int) -> None:
    base, tax = ppn_on(commission)
    assert 2 * abs(12 * base - 11 * commission) <= 12
    assert 2 * abs(100 * tax - 12 * base) <= 100
    assert ppn_on(commission + 1)[1] >= tax


def test_a_document_gets_the_difference_to_what_it_carries() -> None:
    assert ppn_difference(77, 0) == 9
    assert ppn_difference(45, 9) == -4
    assert ppn_difference(0, 5) == -5


@settings(max_examples=100, deadline=None)
@given(commissions=st.lists(st.integers(0, 10**9), min_size=1, max_size=12))
def test_whatever_happens_to_a_document_it_carries_the_ppn_of_what_is_left(commissions: list[int]) -> None:
    carried = 0
    for commission in commissions:
        carried += ppn_difference(commission, carried)
        assert carried == ppn_on(commission)[1]


def test_a_document_cannot_carry_commission_below_nothing() -> None:
    with pytest.raises(ValueError, match="never below nothing"):
        ppn_on(-1)


def test_a_tax_code_tells_its_terms_for_ever() -> None:
    assert code_of(LAW[Tax.PPN]) == "ppn_12_dpp_11_12"
    assert terms_of("ppn_12_dpp_11_12") == LAW[Tax.PPN]
    halved = TaxTerms(applies=True, rate_bp=1_250, base_numerator=1, base_denominator=1)
    assert code_of(halved) == "ppn_12.50_dpp_1_1"
    assert terms_of("ppn_12.50_dpp_1_1") == halved
    assert ppn_on(1_000, halved) == (1_000, 125)
    assert code_of(TaxTerms(applies=False, rate_bp=1_200, base_numerator=11, base_denominator=12)) is None


def test_what_was_noted_goes_before_the_law_from_its_day_and_the_last_word_counts() -> None:
    whole = TaxTerms(applies=True, rate_bp=1_200, base_numerator=1, base_denominator=1)
    none = TaxTerms(applies=False, rate_bp=1_200, base_numerator=11, base_denominator=12)
    noted = [(date(2027, 1, 1), whole), (date(2026, 12, 1), none), (date(2027, 1, 1), none)]
    days = [date(2026, 11, 30), date(2026, 12, 1), date(2027, 1, 1)]
    assert [terms_on(Tax.PPN, noted[:2], day) for day in days] == [LAW[Tax.PPN], none, whole]
    assert terms_on(Tax.PPN, noted, days[2]) == none


def test_a_day_or_code_without_a_rule_is_refused_and_not_guessed() -> None:
    with pytest.raises(TaxTermsUnknown) as refusal:
        terms_on(Tax.PPN, [], date(2024, 12, 31))
    assert refusal.value.code == "tax_rule_unknown"
    for code in ("ppn_10", "ppn_12_dpp_11_0", ""):
        with pytest.raises(TaxTermsUnknown):
            terms_of(code)


def test_pph_22_is_withheld_only_above_two_million() -> None:
    assert [pph22_hint(amount) for amount in (0, 2_000_000, 2_000_001, 2_400_000)] == [0, 0, 30_000, 36_000]


def test_pph_23_is_two_percent_from_a_company_and_double_without_npwp() -> None:
    assert pph23_hint(450_000) == 9_000
    assert pph23_hint(450_000, outlet_has_npwp=False) == 18_000
    assert pph23_hint(450_000, producer_withholds=False) == 0
    assert pph23_hint(-450_000) == 0


def test_pph_final_leaves_a_person_five_hundred_million_a_year() -> None:
    assert pph_final_hint(10_000_000, 0, is_individual=True) == 0
    assert pph_final_hint(10_000_000, 495_000_000, is_individual=True) == 25_000
    assert pph_final_hint(10_000_000, 600_000_000, is_individual=True) == 50_000
    assert pph_final_hint(10_000_000, 0, is_individual=False) == 50_000
    assert pph_final_hint(-10_000_000, 600_000_000, is_individual=False) == 0


def test_pph_final_ends_with_a_turnover_above_four_point_eight_billion() -> None:
    assert pph_final_hint(10_000_000, 0, is_individual=False, last_year_turnover_rupiah=4_800_000_000) == 50_000
    assert pph_final_hint(10_000_000, 0, is_individual=False, last_year_turnover_rupiah=4_800_000_001) == 0


def test_stamp_duty_is_for_agreements_and_for_money_acknowledged_above_five_million() -> None:
    assert stamp_duty_hint(Document.AGREEMENT) == 10_000
    for document in (Document.RECEIPT, Document.SETTLED_STATEMENT):
        assert [stamp_duty_hint(document, amount) for amount in (5_000_000, 5_000_001)] == [0, 10_000]
    for document in (Document.CALCULATION, Document.DELIVERY_NOTE):
        assert stamp_duty_hint(document, 9_000_000) == 0
