"""Whole rupiah and whole pieces, read from what people and tills write.

Total: a value or a named problem, never an exception.

Without a style only what is certain is read: `15000`, `15.000`, `Rp 15.000,-` and `15.000,00`. A comma before three
digits and any other decimal is refused with an example, because one reading is a thousand times the other. A style is
set by the outlet: `id` reads dots as thousands and the comma as decimal sign, `en` the other way round. No float is
involved anywhere.
"""

import re
from typing import Literal

from core.cell_marks import ALL, DAY, ERROR, NO_VALUE, NUMBER, TEXT
from core.money import LARGEST_LINE_RUPIAH
from core.wording import N_, Problem

NumberStyle = Literal["id", "en"]

LARGEST_QUANTITY = 1_000_000_000
DIGITS_A_SPREADSHEET_KEEPS = 15
LONGEST_NUMBER = 40
SPACES = " \t\r\n\u00a0\u202f\u2007"

PLAIN = re.compile(r"-?[0-9]+", re.ASCII)
DOTTED = re.compile(r"-?[0-9]{1,3}(?:\.[0-9]{3})+", re.ASCII)
COMMAED = re.compile(r"-?[0-9]{1,3}(?:,[0-9]{3})+", re.ASCII)
INDONESIAN = re.compile(r"(-?(?:[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+)),([0-9]+)", re.ASCII)
ENGLISH = re.compile(r"(-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+))\.([0-9]+)", re.ASCII)
CURRENCY = re.compile(r"(-?)[ \u00a0]?(?:Rp\.?|IDR)[ \u00a0]*(-?)", re.IGNORECASE)

MISSING = N_("Angka belum diisi.")
NOT_A_NUMBER = N_("“%(value)s” bukan angka. Tulis dengan angka 0-9 saja, misalnya 15000 atau 15.000.")
AMBIGUOUS = N_("“%(value)s” dapat dibaca dua cara. Tulis %(example)s, atau tetapkan gaya angka gerai ini.")
FRACTION_OF_RUPIAH = N_("“%(value)s” memuat pecahan rupiah. Tulis rupiah bulat, misalnya 12500 atau 12.500.")
NOT_WHOLE = N_("“%(value)s” bukan bilangan bulat. Tulis jumlah dalam satuan utuh, misalnya 12.")
TOO_LARGE = N_("“%(value)s” terlalu besar. Periksa lagi angkanya.")
PRECISION_LOST = N_("“%(value)s” lebih dari 15 angka sehingga Excel sudah membulatkannya. Tulis sebagai teks.")
CELL_ERROR = N_("Sel ini menampilkan kesalahan %(value)s. Perbaiki rumusnya, simpan, lalu unggah lagi.")
FORMULA_WITHOUT_VALUE = N_("Sel ini berisi rumus tanpa hasil. Buka dengan Excel, simpan, lalu unggah lagi.")


def parse_rupiah(text: str, style: NumberStyle | None = None) -> int | Problem:
    """Whole rupiah, possibly negative, from a cell or field.

    Problems: `number_missing`, `not_a_number`, `ambiguous_number`, `fraction_of_rupiah`, `number_too_large`,
    `precision_lost`, `cell_error`, `formula_without_value`. The currency (`Rp`, `IDR`) and a closing `,-` are
    allowed; cents must be zero.
    """
    return _parse(text, style, LARGEST_LINE_RUPIAH, "fraction_of_rupiah", FRACTION_OF_RUPIAH, is_money=True)


def parse_quantity(text: str, style: NumberStyle | None = None) -> int | Problem:
    """Whole pieces, negative for a customer return.

    Problems as for `parse_rupiah`, with `not_a_whole_number` for a fraction.
    """
    return _parse(text, style, LARGEST_QUANTITY, "not_a_whole_number", NOT_WHOLE, is_money=False)


def cell_problem(cell: str) -> Problem | None:
    """What is wrong with a cell before anybody asks for its meaning: an error value, or a formula never computed."""
    if cell[:1] == ERROR:
        return Problem("cell_error", CELL_ERROR, {"value": cell[1:][:LONGEST_NUMBER]})
    if cell[:1] == NO_VALUE:
        return Problem("formula_without_value", FORMULA_WITHOUT_VALUE)
    return None


def _parse(  # noqa: PLR0911 - one return for each thing that can be wrong
    text: str, style: NumberStyle | None, largest: int, fraction_code: str, fraction: str, *, is_money: bool
) -> int | Problem:
    mark, written = (text[0], text[1:]) if text[:1] and text[0] in ALL else ("", text)
    bare = written.strip(SPACES)
    value = {"value": bare[:LONGEST_NUMBER]}
    if mark in {ERROR, NO_VALUE}:
        return cell_problem(text) or Problem("cell_error", CELL_ERROR, value)
    if not bare:
        return Problem("number_missing", MISSING)
    if mark in {DAY, TEXT}:
        return Problem("not_a_number", NOT_A_NUMBER, value)
    if is_money and not mark:
        bare = _without_currency(bare)
    # A number of a spreadsheet is written by Python, so a dot in it is always the decimal sign.
    whole = _whole_part(bare, "en" if mark == NUMBER else style)
    if whole is None:
        return _why_not(bare, style, value, fraction_code, fraction, is_number=mark == NUMBER)
    digits = whole.lstrip("-").lstrip("0")
    if mark == NUMBER and len(digits) > DIGITS_A_SPREADSHEET_KEEPS:
        return Problem("precision_lost", PRECISION_LOST, value)
    # Length is judged first: Python refuses to convert texts of thousands of digits, also of zeros.
    if len(digits) > len(str(largest)) or int(digits or "0") > largest:
        return Problem("number_too_large", TOO_LARGE, value)
    return -int(digits or "0") if whole.startswith("-") else int(digits or "0")


def _without_currency(bare: str) -> str:
    """`Rp 15.000,-` and `IDR 15.000` without the currency and the dash that stands for no cents."""
    bare = CURRENCY.sub(r"\1\2", bare, count=1) if bare[:1] in "-RrIi" else bare
    return bare.removesuffix(",-").removesuffix(".-")


def _whole_part(bare: str, style: NumberStyle | None) -> str | None:
    """The digits of a number that is certainly whole in that style, with its sign; otherwise None."""
    if PLAIN.fullmatch(bare):
        return bare
    if style != "en" and DOTTED.fullmatch(bare):
        return bare.replace(".", "")
    if style == "en" and COMMAED.fullmatch(bare):
        return bare.replace(",", "")
    pattern, thousands = (ENGLISH, ",") if style == "en" else (INDONESIAN, ".")
    parts = pattern.fullmatch(bare)
    # `1,000` without a style may be a thousand; with the Indonesian style it is one, and still too doubtful to read.
    if parts and not parts[2].strip("0") and len(parts[2]) <= 2:
        return parts[1].replace(thousands, "")
    return None


def _why_not(
    bare: str, style: NumberStyle | None, value: dict[str, str], fraction_code: str, fraction: str, *, is_number: bool
) -> Problem:
    """The name of what keeps a text from being a whole number."""
    if is_number:
        is_fraction = ENGLISH.fullmatch(bare) is not None
        return Problem(fraction_code, fraction, value) if is_fraction else Problem("not_a_number", NOT_A_NUMBER, value)
    if style is None and (
        COMMAED.fullmatch(bare) or (ENGLISH.fullmatch(bare) and not bare.rpartition(".")[2].strip("0"))
    ):
        digits = re.sub(r"\.[0-9]+$", "", bare).replace(",", "")[:LONGEST_NUMBER]
        return Problem("ambiguous_number", AMBIGUOUS, value | {"example": digits})
    if INDONESIAN.fullmatch(bare) or ENGLISH.fullmatch(bare):
        return Problem(fraction_code, fraction, value)
    return Problem("not_a_number", NOT_A_NUMBER, value)
