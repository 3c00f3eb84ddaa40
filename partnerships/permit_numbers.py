"""Reading NIB, halal, SLHS, SNI and trademark numbers.

Sources: NIB is thirteen digits, PP 24/2018 Pasal 24(2); IUMK gave way to it. Halal, SNI and trademark forms were read
from samples, not from a rule, so another form is a warning for the reviewer; an SLHS has no common form at all.
"""

import re

from core.wording import N_
from partnerships.number_reading import (
    NOTHING_KNOWN,
    NumberContext,
    NumberReading,
    compact,
    is_digits,
    read,
    refused,
    tidied,
    unreadable,
    warning,
)

HALAL = re.compile(r"ID[0-9]{17}")
SNI = re.compile(r"SNI (?:[0-9]{2}-)?[0-9]{3,5}(?:\.[0-9]+)?[-:][0-9]{4}")
TRADEMARK = re.compile(r"IDM[0-9]{9}")


def check_nib(text: str, _context: NumberContext = NOTHING_KNOWN) -> NumberReading:
    """Read a NIB: exactly thirteen digits, no check digit (PP 24/2018 Pasal 24(2)).

    Errors: an IUMK or TDP number (`iumk_replaced_by_nib`), anything else that is not thirteen digits
    (`nib_not_13_digits`). No facts: the digits mean nothing that could be relied on.
    """
    if refusal := unreadable(text):
        return refusal
    if re.search(r"IUMK|TDP|SIUP", tidied(text)):
        return refused(
            "iumk_replaced_by_nib",
            N_("IUMK, TDP dan SIUP sudah digantikan NIB. Urus NIB gratis di oss.go.id, lalu isikan 13 angkanya."),
        )
    number = compact(text).removeprefix("NIB").removeprefix("NOMOR").removeprefix("NO")
    if not is_digits(number) or len(number) != 13:
        return refused(
            "nib_not_13_digits",
            N_("NIB terdiri atas 13 angka; di sini terbaca %(count)s angka. Periksa lagi pada dokumen NIB."),
            count=sum(sign in "0123456789" for sign in number),
        )
    return read(number)


def check_halal(text: str, _context: NumberContext = NOTHING_KNOWN) -> NumberReading:
    """Read the number of a halal certificate of BPJPH: `ID` and seventeen digits.

    Errors: a KH number (that is the decree, not the certificate; `halal_decree_number`) and the fourteen digits of an
    old MUI certificate (`halal_old_mui_number`). Another form is the warning `halal_unusual_form`.
    """
    if refusal := unreadable(text):
        return refusal
    number = re.sub(r"^(?:BPJPH|NO(?:MOR)?|SERTIFIKAT|HALAL)+", "", compact(text))
    if not number:
        return refused("required", N_("Nomor wajib diisi."))
    if number.startswith("KH"):
        return refused(
            "halal_decree_number",
            N_("Ini nomor ketetapan halal (KH), bukan nomor sertifikat. Isikan nomor yang diawali ID pada sertifikat."),
        )
    if re.fullmatch(r"(?:MUI)?[0-9]{14}", number):
        return refused(
            "halal_old_mui_number",
            N_("Ini nomor sertifikat halal MUI format lama. Perbarui menjadi sertifikat BPJPH lewat ptsp.halal.go.id."),
        )
    if not HALAL.fullmatch(number):
        unusual = warning(
            "halal_unusual_form",
            N_("Nomor sertifikat halal biasanya ID diikuti 17 angka. Cocokkan dengan sertifikatnya."),
        )
        return read(number, {}, (unusual,))
    return read(number)


def check_slhs(text: str, _context: NumberContext = NOTHING_KNOWN) -> NumberReading:
    """Read the number of a hygiene certificate (SLHS): any text, as each regency numbers in its own way."""
    return unreadable(text) or read(tidied(text))


def check_sni(text: str, _context: NumberContext = NOTHING_KNOWN) -> NumberReading:
    """Read an SNI number: `SNI 3553:2015`, `SNI 01-4031-1996`. Another form is the warning `sni_unusual_form`.

    Facts: `year` of the standard.
    """
    if refusal := unreadable(text):
        return refusal
    number = re.sub(r"^SNI[\s:]*", "SNI ", re.sub(r"\s*([-:])\s*", r"\1", tidied(text))).strip()
    if not SNI.fullmatch(number):
        unusual = warning(
            "sni_unusual_form",
            N_("Nomor SNI biasanya ditulis seperti SNI 3553:2015. Cocokkan dengan sertifikatnya."),
        )
        return read(number, {}, (unusual,))
    return read(number, {"year": int(number[-4:])})


def check_trademark(text: str, _context: NumberContext = NOTHING_KNOWN) -> NumberReading:
    """Read a trademark registration: `IDM` and nine digits. Another form is the warning `trademark_unusual_form`."""
    if refusal := unreadable(text):
        return refusal
    number = compact(text)
    if not TRADEMARK.fullmatch(number):
        unusual = warning(
            "trademark_unusual_form",
            N_("Nomor pendaftaran merek biasanya IDM diikuti 9 angka. Nomor permohonan belum merupakan pendaftaran."),
        )
        return read(number, {}, (unusual,))
    return read(number)


def check_barcode(text: str, _context: NumberContext = NOTHING_KNOWN) -> NumberReading:
    """Read a GTIN (barcode number) of 8, 12, 13 or 14 digits with its check digit.

    Errors: `gtin_wrong_length`, `gtin_wrong_check_digit`. Warning `gtin_not_indonesian` when a 13-digit number does not
    begin with 899, as goods of Indonesian makers usually do. The number keeps its leading zeros.
    """
    if refusal := unreadable(text):
        return refusal
    number = compact(text)
    if not is_digits(number) or len(number) not in {8, 12, 13, 14}:
        return refused(
            "gtin_wrong_length",
            N_("Nomor barcode (GTIN) terdiri atas 8, 12, 13 atau 14 angka. Ketik semua angka di bawah garis barcode."),
        )
    weighted = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(reversed(number)))
    if weighted % 10:
        return refused(
            "gtin_wrong_check_digit", N_("Nomor barcode ini keliru: angka terakhirnya tidak cocok. Periksa lagi.")
        )
    if len(number) == 13 and not number.startswith("899"):
        foreign = warning(
            "gtin_not_indonesian",
            N_("Nomor barcode ini tidak diawali 899 (Indonesia). Pastikan barcode terdaftar atas nama usaha ini."),
        )
        return read(number, {}, (foreign,))
    return read(number)
