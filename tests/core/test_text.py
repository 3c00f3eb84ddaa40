"""What people type is brought to one form or refused by name; what we print in words is right."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.text import (
    clean,
    in_words_english,
    mask_last4,
    mixed_scripts,
    normalise_phone,
    rupiah_in_words,
    rupiah_in_words_english,
    terbilang,
    whatsapp_link,
)
from core.wording import Problem


def code_of(answer: str | Problem) -> str:
    assert isinstance(answer, Problem), f"expected a problem, got {answer!r}"
    return answer.code


@pytest.mark.parametrize("text", ["", "   ", "\u200b\u200b", "\u00a0", "\ufeff", "\n\t", "\u200d"])
def test_a_text_of_nothing_visible_is_empty(text):
    assert clean(text) == ""


@pytest.mark.parametrize(
    "twin", ["Keripik", "Keripik\u200b", " Keripik ", "Ke\u00adripik", "Keri\u200dpik", "Keripik\u00a0"]
)
def test_names_that_look_the_same_become_the_same(twin):
    assert clean(twin) == "Keripik"


def test_composed_and_decomposed_accents_are_one():
    assert clean("Cafe\u0301") == clean("Caf\u00e9") == "Café"


@pytest.mark.parametrize("sign", ["\x00", "\x01", "\x1b", "\x7f", "\ufffe", "\ufdd0", "\U0001ffff"])
def test_a_character_no_database_or_spreadsheet_can_hold_is_refused(sign):
    assert code_of(clean(f"a{sign}b")) == "forbidden_character"


def test_half_a_character_is_refused():
    assert code_of(clean("a\ud800b")) == "broken_character"


@pytest.mark.parametrize("sign", ["\u202e", "\u202a", "\u2066", "\u2069", "\u200f"])
def test_a_sign_that_turns_the_reading_direction_is_refused(sign):
    assert code_of(clean(f"harga{sign}0001")) == "direction_override"


def test_a_long_text_is_refused_with_its_length_and_the_limit():
    answer = clean("a" * 10_001, max_length=10_000)
    assert code_of(answer) == "too_long"
    assert answer.params == {"length": 10_001, "limit": 10_000}
    assert clean("a" * 10_000, max_length=10_000) == "a" * 10_000


@pytest.mark.parametrize(
    "text", ["🌶️ Sambal 👩‍👩‍👧", "ᨅᨔ ᨕᨘᨁᨗ", "مسك", "null", "N/A", "<script>alert(1)</script>", "%(x)s", "' OR 1=1 --"]
)
def test_emoji_other_scripts_and_strange_words_are_kept_as_they_are(text):
    assert clean(text) == text


def test_line_breaks_stay_only_where_several_lines_are_meant():
    assert clean("satu\r\n  dua\rtiga ") == "satu dua tiga"
    assert clean("satu\r\n  dua\rtiga ", multiline=True) == "satu\ndua\ntiga"


@given(st.text(st.characters(), max_size=60))
@settings(max_examples=100)
def test_cleaning_never_fails_and_a_clean_text_stays_as_it_is(text):
    once = clean(text, multiline=True)
    if isinstance(once, str):
        assert clean(once, multiline=True) == once


def test_a_word_that_mixes_latin_and_cyrillic_is_pointed_out_to_staff():
    warning = mixed_scripts("Toko Sej\u0430htera")
    assert warning is not None
    assert warning.is_warning
    assert warning.params == {"word": "Sej\u0430htera"}
    assert mixed_scripts("Toko Sejahtera") is None
    assert mixed_scripts("Почта Indonesia") is None


def test_only_the_last_four_are_shown():
    assert mask_last4("3171011708450001") == "••••0001"
    assert mask_last4("0001") == "••••"
    assert mask_last4("") == "••••"


@pytest.mark.parametrize(
    "text",
    [
        *("081212166678", "62812 1216 6678", "8121216667" + "8", "+62 812-1216-6678", "006281212166678"),
        *("+62 0812 1216 6678", "(0812) 1216.6678", " 0812 1216 6678 "),
    ],
)
def test_every_way_to_write_a_mobile_number_is_one_number(text):
    assert normalise_phone(text) == "+6281212166678"


def test_a_short_mobile_number_is_not_read_twice():
    assert normalise_phone("62812345678") == "+62812345678"


def test_landlines_and_foreign_numbers_are_numbers_too():
    assert normalise_phone("0542-421234") == "+62542421234"
    assert normalise_phone("+65 6321 2345") == "+6563212345"


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "12345",
            "abc",
            "0812abc",
            "+",
            "0",
            "08",
            "+62",
            "٠٨١٢١٢١٦٦٦٧٨",
            "".join(chr(ord(d) + 0xFEE0) for d in "081212166678"),
            "8.12E+10",
        ),
        *("0812;0813", "9" * 50, "021", "+999123456789", "0000000000", "++6281212166678", "081212166678\x00"),
    ],
)
def test_what_is_no_telephone_number_is_refused(text):
    assert code_of(normalise_phone(text)) == "phone_not_valid"


@given(st.text(st.characters(), max_size=30) | st.text("0123456789+-() ", max_size=20))
@settings(max_examples=100)
def test_no_text_makes_the_reading_of_a_number_fail_and_a_read_number_reads_again(text):
    number = normalise_phone(text)
    if isinstance(number, str):
        assert normalise_phone(number) == number


def test_the_whatsapp_link_holds_only_digits_and_the_text():
    assert whatsapp_link("+6281212166678") == "https://wa.me/6281212166678"
    assert whatsapp_link("+6281212166678", "Izin & label?") == "https://wa.me/6281212166678?text=Izin%20%26%20label%3F"


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        *((0, "nol"), (1, "satu"), (10, "sepuluh"), (11, "sebelas"), (12, "dua belas"), (19, "sembilan belas")),
        *((20, "dua puluh"), (21, "dua puluh satu"), (100, "seratus"), (111, "seratus sebelas"), (1000, "seribu")),
        *(
            (1100, "seribu seratus"),
            (1500, "seribu lima ratus"),
            (15_000, "lima belas ribu"),
            (100_000, "seratus ribu"),
        ),
        *((1_000_000, "satu juta"), (2_500_000, "dua juta lima ratus ribu"), (1_000_001, "satu juta satu")),
        *(
            (1_001_000, "satu juta seribu"),
            (10**9, "satu miliar"),
            (10**12, "satu triliun"),
            (10**15, "satu kuadriliun"),
        ),
        *(
            (63_205_026, "enam puluh tiga juta dua ratus lima ribu dua puluh enam"),
            (-450, "minus empat ratus lima puluh"),
        ),
    ],
)
def test_amounts_are_spelled_as_indonesians_say_them(amount, words):
    assert terbilang(amount) == words


def test_rupiah_in_words_begin_with_a_capital_and_end_with_rupiah():
    assert rupiah_in_words(15_000) == "Lima belas ribu rupiah"
    assert rupiah_in_words(0) == "Nol rupiah"
    assert rupiah_in_words(-1000) == "Minus seribu rupiah"
    assert rupiah_in_words_english(14_550) == "Fourteen thousand five hundred fifty rupiah"


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        *((0, "zero"), (13, "thirteen"), (40, "forty"), (121, "one hundred twenty-one"), (1000, "one thousand")),
        *((1_000_450, "one million four hundred fifty"), (10**15, "one quadrillion"), (-7, "minus seven")),
    ],
)
def test_amounts_in_english_words(amount, words):
    assert in_words_english(amount) == words


def test_an_amount_beyond_all_sense_is_not_spelled():
    with pytest.raises(ValueError, match="too large"):
        terbilang(10**18)
    with pytest.raises(ValueError, match="too large"):
        in_words_english(-(10**18))


SPOKEN = {word: value for value, word in enumerate(("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh"))}
SPOKEN |= {"delapan": 8, "sembilan": 9, "sepuluh": 10, "sebelas": 11, "seratus": 100}
LARGE = {"ribu": 10**3, "juta": 10**6, "miliar": 10**9, "triliun": 10**12, "kuadriliun": 10**15}


def listened(words: str) -> int:
    """The number somebody hears, written independently of how it is spoken."""
    total, group = 0, 0
    for word in words.replace("seribu", "satu ribu").split():
        if word == "belas":
            group += 10
        elif word == "puluh":
            group += (group % 10) * 9
        elif word == "ratus":
            group *= 100
        elif word in LARGE:
            total, group = total + group * LARGE[word], 0
        else:
            group += SPOKEN[word]
    return total + group


@given(st.integers(min_value=0, max_value=10**18 - 1))
@settings(max_examples=100)
def test_what_is_spelled_is_heard_as_the_same_amount(amount):
    assert listened(terbilang(amount)) == amount
