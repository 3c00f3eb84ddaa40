"""NIK, NPWP and NITKU as the law has them since July 2024."""

import pytest

from partnerships.tax_numbers import check_nik, check_npwp, passes_luhn


def codes(reading):
    return [problem.code for problem in reading.problems]


@pytest.mark.parametrize("text", ["3171011708450001", "31.7101.170845.0001", "3171 0117 0845 0001"])
def test_a_nik_is_sixteen_digits_however_they_are_grouped(text):
    assert check_nik(text).normalised == "3171011708450001"
    assert check_nik(text).facts == {"region_code": "31.71", "region_name": "Kota Administrasi Jakarta Pusat"}


def test_a_nik_of_north_kalimantan_is_good_although_some_tables_lack_it():
    assert check_nik("6571011708900001").problems == ()


@pytest.mark.parametrize("day", ["41", "71", "01", "31"])
def test_women_have_forty_added_to_the_day(day):
    assert check_nik(f"647101{day}01900001").is_readable


@pytest.mark.parametrize("birth", ["001290", "321290", "400190", "720190", "990190", "311190", "010090", "011390"])
def test_a_day_that_does_not_exist_makes_no_nik(birth):
    assert codes(check_nik(f"647101{birth}0001")) == ["nik_bad_birth_date"]


def test_the_thirtieth_of_february_makes_no_nik_and_zeros_neither():
    assert codes(check_nik("3171013002001234")) == ["nik_bad_birth_date"]
    assert codes(check_nik("0000000000000000")) == ["nik_bad_birth_date"]


def test_the_leap_day_of_2000_is_a_birthday_and_that_of_2001_is_not():
    assert check_nik("6471012902000001").is_readable
    assert codes(check_nik("6471012902010001")) == ["nik_bad_birth_date"]


def test_an_unknown_region_is_only_a_warning():
    reading = check_nik("9999011708450001")
    assert codes(reading) == ["nik_region_unknown"]
    assert reading.is_readable


@pytest.mark.parametrize("text", ["317101170845000", "31710117084500011", "31710117O8450001", "abc"])
def test_another_length_or_letters_make_no_nik(text):
    assert codes(check_nik(text)) == ["nik_not_16_digits"]


def test_the_facts_of_a_nik_hold_neither_birth_date_nor_sex():
    assert set(check_nik("3171011708450001").facts) == {"region_code", "region_name"}


def test_an_old_npwp_is_kept_with_a_zero_in_front():
    reading = check_npwp("01.312.166.0-091.000")
    assert reading.normalised == "0013121660091000"
    assert reading.facts == {"form": "old_15", "holder": "organisation_or_old_number"}
    assert check_npwp("016090524017000").normalised == "0016090524017000"


def test_a_new_npwp_of_an_organisation_is_read():
    reading = check_npwp("0013121660091000")
    assert reading.normalised == "0013121660091000"
    assert reading.facts["holder"] == "organisation_or_old_number"


def test_the_npwp_of_a_person_is_the_nik():
    assert check_npwp("3171011708450001").facts == {"form": "new_16", "holder": "individual"}
    assert codes(check_npwp("3171013002001234")) == ["nik_bad_birth_date"]


def test_a_branch_has_a_nitku_of_twenty_two_digits():
    reading = check_npwp("0013121660091000000003")
    assert reading.normalised == "0013121660091000000003"
    assert reading.facts["branch_sequence"] == "000003"
    assert reading.facts["form"] == "nitku_22"


@pytest.mark.parametrize("text", ["0123456789012345", "023456789012345"])
def test_a_wrong_check_digit_is_refused(text):
    assert codes(check_npwp(text)) == ["npwp_wrong_check_digit"]


@pytest.mark.parametrize("text", ["01312166009100", "00131216600910001", "NPWP", "01.312.166.0-091.00X"])
def test_another_length_is_no_npwp(text):
    assert codes(check_npwp(text)) == ["npwp_wrong_length"]


def test_luhn_catches_every_single_wrong_digit():
    assert passes_luhn("013121660")
    assert sum(passes_luhn(f"01312166{digit}") for digit in range(10)) == 1
