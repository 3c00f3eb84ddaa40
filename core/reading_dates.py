"""Days, read from what people and tills write. Total: a day or a named problem, never an exception.

A year of four digits at the front or at the end says what is year; with the year at the end the day stands before the
month as everywhere in Indonesia, unless the outlet has set `mdy`. A date that a spreadsheet holds as a date is never
guessed.
"""

import re
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from core.cell_marks import ALL, DAY, ERROR, NO_VALUE, NUMBER
from core.dates import business_day
from core.reading_numbers import SPACES, cell_problem
from core.wording import N_, Problem

DateStyle = Literal["dmy", "mdy", "ymd"]

FIRST_YEAR, LAST_YEAR = 2000, 2100
SHOWN = 40

TIME = r"(?:[T ,]+[0-9]{1,2}[:.][0-9]{2}(?:[:.][0-9]{2}(?:[.,][0-9]+)?)?(?: ?[AaPp][Mm])?)?"
ZONED = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})", re.ASCII
)
NUMERIC = re.compile(r"([0-9]{1,5})([-/.])([0-9]{1,2})\2([0-9]{1,5})" + TIME, re.ASCII)
COMPACT = re.compile(r"(20[0-9]{2})([0-9]{2})([0-9]{2})", re.ASCII)
NAMED = re.compile(r"([0-9]{1,2})[ -]+([A-Za-z]{3,9})\.?[ ,-]+([0-9]{1,5})" + TIME, re.ASCII)
SERIAL = re.compile(r"([0-9]{1,7})(?:\.[0-9]+)?", re.ASCII)

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari january jan",
            "februari february feb peb",
            "maret march mar mrt",
            "april apr",
            "mei may",
            "juni june jun",
            "juli july jul",
            "agustus august agu agt ags aug",
            "september sep sept",
            "oktober october okt oct",
            "november nopember nov nop",
            "desember december des dec",
        ),
        1,
    )
    for name in names.split()
}

NOT_A_DATE = N_("“%(value)s” bukan tanggal. Tulis misalnya 31/12/2026 atau 2026-12-31.")
NO_SUCH_DAY = N_("Tanggal “%(value)s” tidak ada. Periksa hari dan bulannya; tulis hari/bulan/tahun.")
TWO_DIGIT_YEAR = N_("Tahun pada “%(value)s” hanya dua angka. Tulis lengkap, misalnya 2026.")
ODD_YEAR = N_("Tahun pada “%(value)s” tidak wajar. Tahun harus antara %(first)s dan 2100.")
ZONE_UNKNOWN = N_("“%(value)s” memuat zona waktu. Tulis tanggal menurut kalender gerai, misalnya 2026-12-31.")


def parse_day(  # noqa: PLR0911 - one return for each way to write a day
    text: str,
    style: DateStyle | None = None,
    *,
    epoch_1904: bool = False,
    zone: ZoneInfo | None = None,
    first_year: int = FIRST_YEAR,
) -> date | Problem:
    """The calendar day in a cell or field; a time of day that follows is left aside.

    `epoch_1904` says that the workbook counts its days from 1904. An instant with a zone becomes the day in `zone`.
    `first_year` is the earliest that can be meant: sales are of this century, a business may be older.
    Problems: `date_missing`, `not_a_date`, `date_does_not_exist`, `two_digit_year`, `year_out_of_range`,
    `date_with_zone`, `cell_error`, `formula_without_value`.
    """
    mark, written = (text[0], text[1:]) if text[:1] and text[0] in ALL else ("", text)
    bare = written.strip(SPACES).replace("\u00a0", " ")
    value: dict[str, object] = {"value": bare[:SHOWN], "first": first_year}
    if mark in {ERROR, NO_VALUE}:
        return cell_problem(text) or Problem("not_a_date", NOT_A_DATE, value)
    if not bare:
        return Problem("date_missing", N_("Tanggal belum diisi."))
    if mark == NUMBER:
        return _from_serial(bare, value, epoch_1904=epoch_1904)
    if mark == DAY:
        style = "ymd"
    if found := NUMERIC.fullmatch(bare):
        return _from_parts(found[1], found[3], found[4], style, value)
    if found := COMPACT.fullmatch(bare):
        return _day(int(found[1]), int(found[2]), int(found[3]), value)
    if found := NAMED.fullmatch(bare):
        return _from_name(found[1], found[2], found[3], value)
    if ZONED.fullmatch(bare):
        return _from_instant(bare, zone, value)
    return Problem("not_a_date", NOT_A_DATE, value)


def _from_parts(
    first: str, second: str, third: str, style: DateStyle | None, value: dict[str, object]
) -> date | Problem:
    if len(first) == 4:
        return _day(int(first), int(second), int(third), value)
    if len(first) > 4:
        return Problem("year_out_of_range", ODD_YEAR, value)
    if len(first) > 2 or style == "ymd":
        code, sentence = ("two_digit_year", TWO_DIGIT_YEAR) if len(third) <= 2 else ("not_a_date", NOT_A_DATE)
        return Problem(code, sentence, value)
    month, day = (first, second) if style == "mdy" else (second, first)
    return _with_year(third, int(month), int(day), value)


def _from_name(day: str, name: str, year: str, value: dict[str, object]) -> date | Problem:
    month = MONTHS.get(name.lower())
    return _with_year(year, month, int(day), value) if month else Problem("not_a_date", NOT_A_DATE, value)


def _with_year(year: str, month: int, day: int, value: dict[str, object]) -> date | Problem:
    if len(year) <= 2:
        return Problem("two_digit_year", TWO_DIGIT_YEAR, value)
    return _day(int(year), month, day, value)


def _from_serial(bare: str, value: dict[str, object], *, epoch_1904: bool) -> date | Problem:
    """The day a workbook's number stands for: days since 1899-12-30, or since 1904-01-01 in workbooks of old Macs."""
    found = SERIAL.fullmatch(bare)
    if not found:
        return Problem("not_a_date", NOT_A_DATE, value)
    if COMPACT.fullmatch(bare):
        return _day(int(bare[:4]), int(bare[4:6]), int(bare[6:]), value)
    start = date(1904, 1, 1) if epoch_1904 else date(1899, 12, 30)
    try:
        day = start + timedelta(days=int(found[1]))
    except OverflowError:
        return Problem("year_out_of_range", ODD_YEAR, value)
    return day if _first(value) <= day.year <= LAST_YEAR else Problem("year_out_of_range", ODD_YEAR, value)


def _from_instant(bare: str, zone: ZoneInfo | None, value: dict[str, object]) -> date | Problem:
    if zone is None:
        return Problem("date_with_zone", ZONE_UNKNOWN, value)
    try:
        day = business_day(datetime.fromisoformat(bare), zone)
    except (ValueError, OverflowError):
        return Problem("date_does_not_exist", NO_SUCH_DAY, value)
    return day if _first(value) <= day.year <= LAST_YEAR else Problem("year_out_of_range", ODD_YEAR, value)


def _day(year: int, month: int, day: int, value: dict[str, object]) -> date | Problem:
    if not _first(value) <= year <= LAST_YEAR:
        return Problem("year_out_of_range", ODD_YEAR, value)
    try:
        return date(year, month, day)
    except ValueError:
        return Problem("date_does_not_exist", NO_SUCH_DAY, value)


def _first(value: dict[str, object]) -> int:
    """The earliest year that can be meant, as the parameters of the problems carry it."""
    return int(str(value["first"]))
