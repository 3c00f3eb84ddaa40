"""P-IRT numbers: real ones are read to the digit, look-alikes refused by name, doubtful ones shown to the reviewer."""

from datetime import date

import pytest

from partnerships.number_reading import NumberContext
from partnerships.pirt_numbers import check_pirt


def codes(reading):
    return [problem.code for problem in reading.problems]


@pytest.mark.parametrize(
    ("number", "regency", "year"),
    [
        ("2053374020970-28", "Kota Semarang", 2028),
        ("2153276010281-21", "Kota Depok", 2021),
        ("2113212010651-29", "Kab. Indramayu", 2029),
        ("2022171010690-23", "Kota Batam", 2023),
        ("2062171020620-23", "Kota Batam", 2023),
        ("3063306010072-19", "Kab. Purworejo", 2019),
        ("2026101010001-21", "Kab. Sambas", 2021),
        ("5063213010060-22", "Kab. Subang", 2022),
    ],
)
def test_real_numbers_are_read_also_long_after_they_expired(number, regency, year):
    reading = check_pirt(number)
    assert reading.normalised == number
    assert reading.problems == ()
    assert reading.facts["regency_name"] == regency
    assert reading.facts["expiry_year"] == year


def test_every_digit_of_a_number_says_something():
    assert check_pirt("2053374020970-28").facts == {
        "packaging_code": "2",
        "packaging": "Plastik",
        "food_code": "05",
        "food": "Hasil olahan kelapa",
        "regency_code": "3374",
        "regency_name": "Kota Semarang",
        "kemendagri_codes": ["33.74"],
        "product_sequence": "02",
        "producer_sequence": "0970",
        "expiry_year": 2028,
    }


@pytest.mark.parametrize(
    "text",
    [
        *("205337402097028", "P-IRT No. 2053374020970-28", "PIRT 2053374020970 - 28", "p.irt: 2.05.3374.02.0970-28"),
        *("SPP-IRT Nomor 2053374020970\u201328", "P-IRT\u00a02053374020970\u221228", "2053374020970\u200b-28"),
    ],
)
def test_every_way_to_write_a_number_is_one_number(text):
    assert check_pirt(text).normalised == "2053374020970-28"


def test_a_number_without_dash_and_one_with_a_long_producer_sequence_are_read():
    assert check_pirt("206321301065419").normalised == "2063213010654-19"
    assert check_pirt("206321301123456-29").facts["producer_sequence"] == "123456"


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("1234567890123-45", "pirt_unknown_food_type"),
        ("9063374010001-28", "pirt_unknown_packaging"),
        ("2173374010001-28", "pirt_unknown_food_type"),
        ("20633740100-28", "pirt_not_15_digits"),
        ("206337401001", "pirt_old_format"),
        ("P-IRT 206337401001", "pirt_old_format"),
        ("2063374010001/28X", "pirt_not_15_digits"),
        ("20633740100012829999", "pirt_not_15_digits"),
        ("MD224510107115", "pirt_not_15_digits"),
    ],
)
def test_what_is_no_number_of_today_is_refused_by_name(number, code):
    reading = check_pirt(number)
    assert codes(reading) == [code]
    assert reading.normalised is None


def test_the_old_format_is_refused_with_the_way_out():
    assert "oss.go.id" in check_pirt("206337401001").problems[0].sentence


def test_a_regency_that_is_not_in_the_table_is_only_a_warning():
    reading = check_pirt("2068804011911-26")
    assert codes(reading) == ["pirt_regency_unknown"]
    assert reading.is_readable


def test_a_number_from_another_regency_is_pointed_out_with_both_names():
    reading = check_pirt("2053374020970-28", NumberContext(region_code="64.71"))
    assert codes(reading) == ["pirt_regency_differs"]
    assert reading.problems[0].params == {"issued_in": "Kota Semarang", "located_in": "Kota Balikpapan"}


def test_the_regency_is_compared_by_bpoms_table_and_not_by_the_ministrys_codes():
    simeulue = "2061101010001-29"
    assert check_pirt(simeulue, NumberContext(region_code="11.09")).problems == ()
    assert codes(check_pirt(simeulue, NumberContext(region_code="11.01"))) == ["pirt_regency_differs"]


def test_a_code_that_two_regencies_share_fits_both_and_one_without_match_fits_all():
    assert check_pirt("2063216010001-29", NumberContext(region_code="32.16")).problems == ()
    assert check_pirt("2063216010001-29", NumberContext(region_code="32.75")).problems == ()
    assert check_pirt("2061206010001-29", NumberContext(region_code="12.12")).problems == ()


def test_food_type_packaging_and_year_are_compared_with_the_product():
    context = NumberContext(category="powder_drink", packaging="glass", valid_until=date(2027, 3, 1))
    assert codes(check_pirt("2053374020970-28", context)) == [
        "pirt_food_type_differs",
        "pirt_packaging_differs",
        "pirt_year_differs",
    ]
    assert all(problem.is_warning for problem in check_pirt("2053374020970-28", context).problems)


def test_a_fitting_product_leaves_nothing_to_say():
    context = NumberContext(
        region_code="33.74", category="dry_food", packaging="plastic", valid_until=date(2028, 11, 30)
    )
    assert check_pirt("2053374020970-28", context).problems == ()


def test_a_packaging_told_in_free_words_is_not_compared():
    assert check_pirt("2053374020970-28", NumberContext(packaging="standing pouch")).problems == ()
