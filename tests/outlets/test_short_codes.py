"""The short code on a label is read back right, and a slip is never another product."""

from hypothesis import given
from hypothesis import strategies as st

from outlets.short_codes import ALPHABET, code_of, number_of

NUMBERS = st.integers(min_value=1, max_value=10**12)


def test_the_first_products_have_four_signs() -> None:
    assert [code_of(number) for number in (1, 2, 31)] == ["112Y", "113W", "121X"]


@given(NUMBERS)
def test_a_code_leads_back_to_its_product_however_it_is_typed(number: int) -> None:
    code = code_of(number)
    assert number_of(code) == number
    assert number_of(code.lower()) == number
    assert number_of(code.replace("1", "l")) == number


@given(NUMBERS, st.data())
def test_one_wrong_sign_or_two_changed_over_lead_nowhere(number: int, data: st.DataObject) -> None:
    code = code_of(number)
    place = data.draw(st.integers(0, len(code) - 1))
    sign = data.draw(st.sampled_from([sign for sign in ALPHABET if sign != code[place]]))
    assert number_of(code[:place] + sign + code[place + 1 :]) is None
    if place and code[place] != code[place - 1]:
        assert number_of(code[: place - 1] + code[place] + code[place - 1] + code[place + 1 :]) is None


@given(st.text(max_size=30))
def test_no_text_makes_it_raise(text: str) -> None:
    number = number_of(text)
    assert number is None or number >= 1
