"""Words people type and words we print: cleaning, masking, telephone numbers, amounts in words.

Nothing here guesses. What cannot be meant is answered with a `Problem`; what only looks different (composed or
decomposed accents, doubled or invisible spaces) is brought to one form, so that twins are recognised as twins.
"""

import re
import unicodedata
from urllib.parse import quote

import phonenumbers

from core.wording import N_, Problem, Severity

DIRECTION_OVERRIDES = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]")
INVISIBLE = re.compile("[\u200b\u2060\ufeff\u00ad]")
# A joiner belongs between two letters or signs of a script that joins, or inside an emoji; beside Latin it only hides.
STRAY_JOINER = re.compile("(?<![^\u0000-\u024f])[\u200c\u200d]|[\u200c\u200d](?![^\u0000-\u024f])")
MASK = "••••"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a spreadsheet takes for the beginning of a formula, full-width signs included."""

LARGEST_AMOUNT_IN_WORDS = 10**18
UNITS_ID = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas")
SCALES_ID = ((10**15, "kuadriliun"), (10**12, "triliun"), (10**9, "miliar"), (10**6, "juta"))
UNITS_EN = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
TENS_EN = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
SCALES_EN = (
    *((10**15, "quadrillion"), (10**12, "trillion"), (10**9, "billion")),
    *((10**6, "million"), (1000, "thousand"), (100, "hundred")),
)


def clean(text: str, *, multiline: bool = False, max_length: int | None = None) -> str | Problem:
    """The text in one form (NFC, no invisible characters, single spaces), or the problem that forbids it.

    A text of only spaces or invisible characters becomes "". Line breaks are kept when `multiline`, otherwise they
    count as spaces. Forbidden are control characters and NUL (`forbidden_character`), half characters
    (`broken_character`) and signs that turn the reading direction (`direction_override`); longer than `max_length`
    characters is `too_long`.
    """
    if text.isascii() and text.isprintable():  # nothing to forbid or to bring to one form, as in most texts
        return _within(" ".join(text.split()), max_length)
    if any("\ud800" <= sign <= "\udfff" for sign in text):
        return Problem("broken_character", N_("Teks ini memuat karakter yang rusak. Ketik ulang bagian itu."))
    if DIRECTION_OVERRIDES.search(text):
        return Problem(
            "direction_override",
            N_("Teks ini memuat tanda tersembunyi yang membalik arah baca. Ketik ulang tanpa menyalin."),
        )
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if any(_is_forbidden(sign) for sign in text):
        return Problem("forbidden_character", N_("Teks ini memuat karakter yang tidak dapat disimpan. Ketik ulang."))
    text = STRAY_JOINER.sub("", INVISIBLE.sub("", unicodedata.normalize("NFC", text)))
    lines = [" ".join(line.split()) for line in text.split("\n")] if multiline else [" ".join(text.split())]
    text = "\n".join(lines).strip()
    return _within(text, max_length)


def _within(text: str, max_length: int | None) -> str | Problem:
    """The text, or the problem that it is too long."""
    if max_length is not None and len(text) > max_length:
        return Problem(
            "too_long",
            N_("Teks ini terlalu panjang: %(length)s karakter, paling banyak %(limit)s."),
            {"length": len(text), "limit": max_length},
        )
    return text


def _is_forbidden(sign: str) -> bool:
    """Tell control characters (but tab and line feed) and code points that are no characters (U+FFFE, U+FDD0)."""
    if sign in "\t\n\u0085":
        return False
    return unicodedata.category(sign) == "Cc" or ord(sign) & 0xFFFE == 0xFFFE or "\ufdd0" <= sign <= "\ufdef"


def mixed_scripts(text: str) -> Problem | None:
    """A warning when one word mixes Latin letters with Cyrillic or Greek ones that look the same, as impostors do."""
    for word in text.split():
        scripts = {unicodedata.name(sign, "").partition(" ")[0] for sign in word if sign.isalpha()}
        if "LATIN" in scripts and scripts & {"CYRILLIC", "GREEK"}:
            return Problem(
                "mixed_scripts",
                N_("Kata “%(word)s” memuat huruf yang mirip tetapi berasal dari abjad lain. Periksa penulisannya."),
                {"word": word},
                Severity.WARNING,
            )
    return None


def mask_last4(text: str) -> str:
    """All but the last four characters hidden, `••••0001`; a text of four or fewer is hidden completely."""
    return MASK + text[-4:] if len(text) > 4 else MASK


def normalise_phone(text: str) -> str | Problem:
    """A telephone number as E.164 (`+6281212166678`), or the problem `phone_not_valid`.

    Read are `0812...`, `62812...`, `+62 812...`, `0062812...` and `812...`. The prefixes are settled before the library
    is asked, because it takes the 62 of `62812345678` for a part of the subscriber's number.
    """
    problem = Problem(
        "phone_not_valid",
        N_("Nomor telepon ini tidak dapat dipakai. Tulis nomor lengkap, misalnya 0812-1216-6678."),
    )
    if len(text) > 40 or not re.fullmatch(r"\s*\+?[0-9\s().\-/\u00a0]*[0-9][\s\u00a0]*", text):
        return problem
    digits = re.sub(r"[^0-9]", "", text, flags=re.ASCII)
    if text.lstrip().startswith("+"):
        international = digits
    elif digits.startswith("00"):
        international = digits[2:]
    elif digits.startswith("62"):
        international = digits
    elif digits.startswith(("0", "8")):
        international = f"62{digits.removeprefix('0')}"
    else:
        return problem
    if international.startswith("620"):
        international = f"62{international[3:]}"
    try:
        number = phonenumbers.parse(f"+{international}")
    except phonenumbers.NumberParseException:
        return problem
    if not phonenumbers.is_valid_number(number):
        return problem
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def whatsapp_link(e164: str, text: str = "") -> str:
    """The link that opens a WhatsApp chat with a number, with a text ready to send when one is given."""
    return f"https://wa.me/{e164.removeprefix('+')}" + (f"?text={quote(text, safe='')}" if text else "")


def terbilang(amount: int) -> str:
    """A whole number in Indonesian words: 1100 is `seribu seratus`, 0 is `nol`, -5 is `minus lima`.

    Raises ValueError from 10^18 on; no amount of ours comes near it.
    """
    _must_be_speakable(amount)
    if amount < 0:
        return f"minus {terbilang(-amount)}"
    if amount < 12:
        return UNITS_ID[amount]
    if amount < 20:
        return f"{UNITS_ID[amount - 10]} belas"
    for size, name in SCALES_ID:
        if amount >= size:
            return _joined_id(f"{terbilang(amount // size)} {name}", amount % size)
    for size, name in ((1000, "ribu"), (100, "ratus"), (10, "puluh")):
        if amount >= size:
            count = amount // size
            return _joined_id(f"se{name}" if count == 1 else f"{terbilang(count)} {name}", amount % size)
    raise AssertionError("every amount is below twelve or above ten")


def _joined_id(head: str, rest: int) -> str:
    return f"{head} {terbilang(rest)}" if rest else head


def in_words_english(amount: int) -> str:
    """A whole number in English words, 121 is `one hundred twenty-one`. Raises ValueError from 10^18 on."""
    _must_be_speakable(amount)
    if amount < 0:
        return f"minus {in_words_english(-amount)}"
    if amount < 20:
        return UNITS_EN[amount]
    if amount < 100:
        tens, unit = divmod(amount, 10)
        return f"{TENS_EN[tens]}-{UNITS_EN[unit]}" if unit else TENS_EN[tens]
    size, name = next(scale for scale in SCALES_EN if amount >= scale[0])
    head = f"{in_words_english(amount // size)} {name}"
    return f"{head} {in_words_english(amount % size)}" if amount % size else head


def rupiah_in_words(amount_rupiah: int) -> str:
    """An amount as Indonesian documents spell it: `Lima belas ribu rupiah`."""
    return f"{terbilang(amount_rupiah).capitalize()} rupiah"


def rupiah_in_words_english(amount_rupiah: int) -> str:
    """An amount in English words: `Fifteen thousand rupiah`."""
    return f"{in_words_english(amount_rupiah).capitalize()} rupiah"


def _must_be_speakable(amount: int) -> None:
    if abs(amount) >= LARGEST_AMOUNT_IN_WORDS:
        raise ValueError(f"too large to be said in words: {amount}")
