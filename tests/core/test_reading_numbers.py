"""Numbers as people write them: what is certain is read, everything else has a name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.cell_marks import ERROR, NO_VALUE, NUMBER
from core.money import format_number, format_rupiah
from core.reading_numbers import LARGEST_QUANTITY, parse_quantity, parse_rupiah
from core.wording import Problem


@pytest.mark.parametrize(
    ("written", "rupiah"),
    [
        ("15000", 15_000),
        ("1.250", 1_250),
        ("1.500", 1_500),
        ("1.250,00", 1_250),
        ("1.500,00", 1_500),
        ("1.250.000", 1_250_000),
        ("Rp 15.000", 15_000),
        ("Rp15.000,-", 15_000),
        ("Rp 15.000,-", 15_000),
        ("Rp. 15.000", 15_000),
        ("Rp\u00a015.000", 15_000),
        ("IDR 15000", 15_000),
        ("-Rp450", -450),
        (" 12 ", 12),
        ("12\u00a0", 12),
        ("010", 10),
        ("0", 0),
        ("-550.000", -550_000),
        (NUMBER + "15000", 15_000),
    ],
)
def test_a_price_is_read_as_indonesians_write_it(written, rupiah):
    assert parse_rupiah(written) == rupiah


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("1,500", "ambiguous_number"),
        ("1,250", "ambiguous_number"),
        ("1,250.00", "ambiguous_number"),
        ("15000.00", "ambiguous_number"),
        ("12,5", "fraction_of_rupiah"),
        ("1.500,50", "fraction_of_rupiah"),
        ("1.5", "fraction_of_rupiah"),
        ("1.5e3", "not_a_number"),
        ("1e400", "not_a_number"),
        ("1e5", "not_a_number"),
        ("NaN", "not_a_number"),
        ("Infinity", "not_a_number"),
        ("-Infinity", "not_a_number"),
        ("99999999999999999999", "number_too_large"),
        ("9" * 5_000, "number_too_large"),
        ("\uff11\uff12\uff13", "not_a_number"),
        ("\u0661\u0662", "not_a_number"),
        ("1_000", "not_a_number"),
        ("\u00b2", "not_a_number"),
        ("0x10", "not_a_number"),
        ("12.34.56", "not_a_number"),
        ("1.25.000", "not_a_number"),
        ("abc", "not_a_number"),
        ("null", "not_a_number"),
        ("#N/A", "not_a_number"),
        ("Rp", "not_a_number"),
        ("-", "not_a_number"),
        ("", "number_missing"),
        ("\u00a0", "number_missing"),
        (NUMBER + "1.5", "fraction_of_rupiah"),
        (NUMBER + "nan", "not_a_number"),
        (NUMBER + "12345678901234567", "precision_lost"),
        (ERROR + "#REF!", "cell_error"),
        (NO_VALUE, "formula_without_value"),
    ],
)
def test_a_doubtful_price_is_refused_by_name(written, code):
    problem = parse_rupiah(written)
    assert isinstance(problem, Problem)
    assert problem.code == code


def test_the_refusal_of_an_ambiguous_number_gives_an_example():
    problem = parse_rupiah("1,500")
    assert isinstance(problem, Problem)
    assert problem.sentence % problem.params == (
        "“1,500” dapat dibaca dua cara. Tulis 1500, atau tetapkan gaya angka gerai ini."
    )


@pytest.mark.parametrize(
    ("written", "style", "rupiah"),
    [("1,250", "en", 1_250), ("1,250.00", "en", 1_250), ("15000.00", "en", 15_000), ("1.250,00", "id", 1_250)],
)
def test_an_outlet_that_set_its_number_style_is_understood(written, style, rupiah):
    assert parse_rupiah(written, style) == rupiah


@pytest.mark.parametrize(("written", "style"), [("1.250", "en"), ("1,250", "id"), ("12,5", "id"), ("12.5", "en")])
def test_a_set_style_does_not_turn_a_fraction_into_thousands(written, style):
    problem = parse_rupiah(written, style)
    assert isinstance(problem, Problem)
    assert problem.code == "fraction_of_rupiah"


@pytest.mark.parametrize(("written", "pieces"), [("12", 12), ("-1", -1), ("1.500", 1_500), (NUMBER + "3", 3), ("0", 0)])
def test_pieces_are_whole_and_may_come_back(written, pieces):
    assert parse_quantity(written) == pieces


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("1.5", "not_a_whole_number"),
        ("1,5", "not_a_whole_number"),
        (NUMBER + "1.5", "not_a_whole_number"),
        ("Rp 12", "not_a_number"),
        ("12 pcs", "not_a_number"),
        (str(LARGEST_QUANTITY + 1), "number_too_large"),
    ],
)
def test_pieces_that_are_not_whole_are_refused(written, code):
    problem = parse_quantity(written)
    assert isinstance(problem, Problem)
    assert problem.code == code


@given(st.integers(-(10**13), 10**13))
def test_every_amount_shown_is_read_back_as_it_was(amount):
    assert parse_rupiah(format_rupiah(amount)) == amount
    assert parse_rupiah(format_number(amount)) == amount
    assert parse_rupiah(f"{amount:,}", "en") == amount


numberish = st.text(alphabet="0123456789.,-RpID eE_\u00a0\u00b2\uff11\u0661\x01\x02\x03\x04\x05")


@given(st.one_of(st.text(), numberish), st.sampled_from([None, "id", "en"]))
def test_reading_a_number_gives_a_number_or_a_name_and_never_fails(written, style):
    for answer in (parse_rupiah(written, style), parse_quantity(written, style)):
        if isinstance(answer, Problem):
            assert answer.sentence % answer.params
        else:
            assert type(answer) is int
            assert abs(answer) <= 10**13


def test_five_thousand_zeros_are_zero():
    assert parse_rupiah("0" * 5_000) == 0
