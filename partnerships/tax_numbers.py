"""Reading NIK, NPWP and NITKU.

Sources: PMK 112/PMK.03/2022 and PER-6/PJ/2024 (16-digit NPWP, 22-digit NITKU since 1 July 2024); the check digit of the
first nine digits of a 15-digit NPWP is Luhn's. A NIK has no check digit; its first four digits are the Kemendagri code
of the place of first issue, and codes of regencies that were split or moved are no longer in the list: warnings only.
"""

from calendar import monthrange

from core.wording import N_, Problem
from partnerships.number_reading import (
    NOTHING_KNOWN,
    NumberContext,
    NumberReading,
    compact,
    is_digits,
    read,
    refused,
    unreadable,
    warning,
)
from partnerships.regions import is_regency, name_of


def check_nik(text: str, _context: NumberContext = NOTHING_KNOWN) -> NumberReading:
    """Read a NIK: `PPRRSS DDMMYY XXXX`.

    Errors: not 16 digits, or a birth date that exists neither in 19YY nor in 20YY (women have 40 added to the day).
    Warning: an unknown region. Facts: `region_code`, `region_name`. The birth date and sex are not handed out.
    """
    if refusal := unreadable(text):
        return refusal
    number = compact(text)
    if not is_digits(number) or len(number) != 16:
        return refused("nik_not_16_digits", N_("NIK terdiri atas 16 angka. Periksa lagi pada KTP."))
    day, month, year = int(number[6:8]) % 40, int(number[8:10]), int(number[10:12])
    if int(number[6:8]) > 71 or not _is_birthday(day, month, year):
        return refused(
            "nik_bad_birth_date",
            N_("NIK ini tidak sah: angka ke-7 sampai ke-12 bukan tanggal lahir. Periksa lagi pada KTP."),
        )
    code = f"{number[:2]}.{number[2:4]}"
    known = is_regency(code)
    facts = {"region_code": code, "region_name": name_of(code) if known else None}
    return read(number, facts, () if known else (_unknown_region(code),))


def check_npwp(text: str, _context: NumberContext = NOTHING_KNOWN) -> NumberReading:
    """Read an NPWP of 15 or 16 digits, or a NITKU of 22.

    15 digits are kept as `0` and the number. 16 digits beginning with 0 are a company or the old number of a person,
    any other 16 are the NIK of the person. Errors: another length, a wrong check digit, a NIK that cannot be one. Facts
    hold no part of the number, which may be personal: `form` (`old_15`, `new_16`, `nitku_22`), `holder` (`individual`
    or `organisation_or_old_number`), for a NITKU `branch_sequence` (`000000` is the head office).
    """
    if refusal := unreadable(text):
        return refusal
    number = compact(text).removeprefix("NPWP").removeprefix("NITKU")
    if not is_digits(number) or len(number) not in {15, 16, 22}:
        return refused(
            "npwp_wrong_length",
            N_("NPWP terdiri atas 16 angka (atau 15 angka untuk nomor lama). Periksa lagi pada kartu NPWP."),
        )
    npwp = f"0{number}" if len(number) == 15 else number[:16]
    facts: dict[str, object] = {"form": {15: "old_15", 16: "new_16", 22: "nitku_22"}[len(number)]}
    if len(number) == 22:
        facts["branch_sequence"] = number[16:]
    normalised = number if len(number) == 22 else npwp
    if npwp.startswith("0"):
        if not passes_luhn(npwp[1:10]):
            return refused("npwp_wrong_check_digit", N_("NPWP ini tidak sah: ada angka yang keliru. Periksa lagi."))
        return read(normalised, facts | {"holder": "organisation_or_old_number"})
    nik = check_nik(npwp)
    if not nik.is_readable:
        return NumberReading(None, {}, nik.problems)
    return read(normalised, facts | {"holder": "individual"}, nik.warnings)


def passes_luhn(digits: str) -> bool:
    """Whether the last digit is the Luhn check digit of those before it."""
    total = 0
    for position, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (1 + position % 2)
        total += doubled if doubled < 10 else doubled - 9
    return total % 10 == 0


def _is_birthday(day: int, month: int, year: int) -> bool:
    """Whether the day exists in 19YY or in 20YY; a NIK does not say which century."""
    return 1 <= month <= 12 and 1 <= day <= max(monthrange(century + year, month)[1] for century in (1900, 2000))


def _unknown_region(code: str) -> Problem:
    return warning(
        "nik_region_unknown",
        N_("Kode wilayah %(code)s pada NIK tidak ada dalam daftar sekarang; mungkin wilayahnya sudah dimekarkan."),
        code=code,
    )
