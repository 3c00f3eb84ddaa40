"""Known-good numbers are read, known-bad ones refused by name, and no text makes a check fail."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partnerships.bank_accounts import BANKS, check_bank_account
from partnerships.drug_agency_numbers import (
    check_bpom_md,
    check_cosmetic_notification,
    check_household_product,
    check_traditional_medicine,
)
from partnerships.number_reading import NumberContext
from partnerships.permit_numbers import (
    check_barcode,
    check_halal,
    check_nib,
    check_slhs,
    check_sni,
    check_trademark,
)
from partnerships.pirt_numbers import check_pirt
from partnerships.tax_numbers import check_nik, check_npwp

CHECKS = (
    *(check_nib, check_pirt, check_bpom_md, check_halal, check_npwp, check_nik, check_slhs, check_sni, check_trademark),
    *(check_cosmetic_notification, check_traditional_medicine, check_household_product, check_barcode),
    check_bank_account,
)


def codes(reading):
    return [problem.code for problem in reading.problems]


NUMBER_LIKE = st.text("0123456789 .-/:IDMKNASPTRFHELBO", max_size=30)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@given(text=st.text(st.characters(), max_size=70) | NUMBER_LIKE)
@settings(max_examples=100)
def test_no_text_makes_a_check_fail(check, text):
    known = NumberContext(region_code="64.71", category="dry_food", packaging="plastic", valid_until=date(2028, 1, 1))
    reading = check(text, known)
    assert (reading.normalised is None) == bool(reading.errors)
    assert all(problem.sentence % problem.params for problem in reading.problems)
    if reading.normalised is not None:
        assert check(reading.normalised, known).normalised == reading.normalised


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize(
    ("text", "code"),
    [
        *(("", "required"), ("   ", "required"), ("\u200b", "required"), ("---", "required"), ("1" * 61, "too_long")),
        *(("1.23457E+12", "must_be_text"), ("8,12E+15", "must_be_text"), ("12\x0034", "forbidden_character")),
        *(("12\ud80034", "broken_character"), ("12\u202e34", "direction_override")),
    ],
)
def test_what_no_number_can_be_is_refused_by_every_check(check, text, code):
    assert codes(check(text)) == [code]


@pytest.mark.parametrize("number", ["0220003690831", "0220009861929", "9120101202577", "1503220020899"])
def test_a_nib_has_thirteen_digits_and_keeps_its_zeros(number):
    assert check_nib(number).normalised == number
    assert check_nib(f"NIB: {number[:4]} {number[4:]}").normalised == number


@pytest.mark.parametrize(("number", "count"), [("91200192811", 11), ("912000384112", 12), ("ABC", 0), ("1" * 14, 14)])
def test_another_length_is_no_nib_and_the_count_is_told(number, count):
    reading = check_nib(number)
    assert codes(reading) == ["nib_not_13_digits"]
    assert reading.problems[0].params == {"count": count}


def test_arabic_and_full_width_digits_are_no_nib():
    assert codes(check_nib("".join(chr(0x0660 + int(digit)) for digit in "1503220020899"))) == ["nib_not_13_digits"]
    assert codes(check_nib("".join(chr(0xFF10 + int(digit)) for digit in "1503220020899"))) == ["nib_not_13_digits"]


def test_an_iumk_is_recognised_and_its_holder_told_to_get_a_nib():
    reading = check_nib("IUMK/045/BK/XII/2017")
    assert codes(reading) == ["iumk_replaced_by_nib"]
    assert "oss.go.id" in reading.problems[0].sentence


@pytest.mark.parametrize(
    "number",
    [
        *("ID32110000474710722", "ID32110001902430323", "ID00410000088320221", "ID32110001490620223"),
        "ID35110001325901022",
    ],
)
def test_halal_certificates_of_bpjph_are_read(number):
    assert check_halal(number).normalised == number
    assert check_halal(number).problems == ()
    assert check_halal(f"no. {number[:2]} {number[2:].lower()}").normalised == number


@pytest.mark.parametrize("number", ["04030021380616", "MUI 04030021380616"])
def test_an_old_mui_number_is_refused_with_the_way_out(number):
    assert codes(check_halal(number)) == ["halal_old_mui_number"]


def test_the_number_of_the_halal_decree_is_not_that_of_the_certificate():
    assert codes(check_halal("KH-1234/BPJPH/2022")) == ["halal_decree_number"]


def test_another_form_of_halal_number_is_left_to_the_reviewer():
    reading = check_halal("ID321100004747107")
    assert codes(reading) == ["halal_unusual_form"]
    assert reading.is_readable


@pytest.mark.parametrize(
    ("number", "facts"),
    [
        ("MD224510107115", {"form": "old", "origin": "domestic"}),
        ("MD235602169254", {"form": "old", "origin": "domestic"}),
        ("MD243229017042", {"form": "old", "origin": "domestic"}),
        ("BPOM RI MD 240935001200027", {"form": "risk_based", "origin": "domestic", "risk": "Tinggi"}),
        ("MD272827002200050", {"form": "risk_based", "origin": "domestic", "risk": "Tinggi"}),
        ("MD 0 40935001200027", {"form": "risk_based", "origin": "domestic", "risk": "Menengah rendah"}),
        ("MD540935001200027", {"form": "risk_based", "origin": "domestic"}),
    ],
)
def test_numbers_of_processed_food_are_read(number, facts):
    assert check_bpom_md(number).facts == facts
    assert check_bpom_md(number).problems == ()


def test_imported_food_is_pointed_out():
    assert codes(check_bpom_md("ML224510107115")) == ["imported_product"]


@pytest.mark.parametrize(
    ("number", "code"),
    [
        *(("SP 123/11.72/95", "sp_is_no_permit"), ("MD22451010711", "bpom_md_wrong_form")),
        *(("MD2245101071155", "bpom_md_wrong_form"), ("224510107115", "bpom_md_wrong_form")),
    ],
)
def test_other_numbers_are_no_permit_for_processed_food(number, code):
    assert codes(check_bpom_md(number)) == [code]


def test_cosmetics_are_read_with_the_year_of_notification():
    assert check_cosmetic_notification("NA18240104109").facts == {"region": "Asia", "notified_in": 2024}
    assert check_cosmetic_notification("BPOM NA18260500350").normalised == "NA18260500350"
    assert codes(check_cosmetic_notification("NC14191300159")) == ["imported_product"]
    assert codes(check_cosmetic_notification("NA1824010410")) == ["cosmetic_wrong_form"]
    assert codes(check_cosmetic_notification("NF18240104109")) == ["cosmetic_wrong_form"]


@pytest.mark.parametrize(
    ("number", "category", "expected"),
    [
        *(("TR092699241", "herbal", []), ("FF182600791", "herbal", []), ("SD181353251", "supplement", [])),
        *(("BTR092699241", "herbal", []), ("SL091300431", "supplement", ["imported_product"])),
        *(("SD181353251", "herbal", ["medicine_kind_differs"]), ("TR09269924", "herbal", ["medicine_wrong_form"])),
        ("TR092699241", "supplement", ["medicine_kind_differs"]),
    ],
)
def test_traditional_medicine_and_supplements_are_told_apart(number, category, expected):
    assert codes(check_traditional_medicine(number, NumberContext(category=category))) == expected


def test_household_products_are_read_and_another_form_is_a_warning():
    assert check_household_product("KEMENKES RI PKD 20501120345").normalised == "PKD20501120345"
    assert check_household_product("PKD20501120345").facts == {"origin": "domestic"}
    assert codes(check_household_product("PKL20501120345")) == ["imported_product"]
    assert codes(check_household_product("PKD2050112034")) == ["household_unusual_form"]


def test_sni_numbers_of_both_ages_are_read():
    assert check_sni("SNI 3553:2015").facts == {"year": 2015}
    assert check_sni("sni 01-4031-1996").normalised == "SNI 01-4031-1996"
    assert check_sni("SNI3553 : 2015").normalised == "SNI 3553:2015"
    assert codes(check_sni("3553")) == ["sni_unusual_form"]


def test_a_trademark_and_a_hygiene_certificate_are_read():
    assert check_trademark("IDM 000123456").normalised == "IDM000123456"
    assert codes(check_trademark("J002021012345")) == ["trademark_unusual_form"]
    assert check_slhs("503/012/slhs-dpmptsp/2025").normalised == "503/012/SLHS-DPMPTSP/2025"


@pytest.mark.parametrize("number", ["8991002101630", "8992761136024", "96385074", "00012345600012"])
def test_a_barcode_with_the_right_check_digit_is_read(number):
    assert check_barcode(number).normalised == number


def test_a_barcode_with_a_wrong_digit_or_length_is_refused_and_a_foreign_one_pointed_out():
    assert codes(check_barcode("8991002101631")) == ["gtin_wrong_check_digit"]
    assert codes(check_barcode("899100210164")) == ["gtin_wrong_check_digit"]
    assert codes(check_barcode("89910021016")) == ["gtin_wrong_length"]
    assert codes(check_barcode("4006381333931")) == ["gtin_not_indonesian"]


def test_a_bank_account_keeps_its_zeros_and_an_odd_length_is_a_warning():
    assert check_bank_account("0012 3456 78").normalised == "0012345678"
    assert codes(check_bank_account("1234567")) == ["account_unusual_length"]
    assert codes(check_bank_account("12345678901234567")) == ["account_unusual_length"]
    assert codes(check_bank_account("1234")) == ["account_not_digits"]
    assert codes(check_bank_account("12345A78")) == ["account_not_digits"]


def test_the_banks_of_the_regions_are_known_by_three_digits():
    assert BANKS["125"] == "Bank Kalteng"
    assert BANKS["124"] == "Bankaltimtara"
    assert all(len(code) == 3 and code.isdigit() for code in BANKS)
