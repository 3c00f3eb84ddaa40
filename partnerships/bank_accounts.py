"""Banks by their three-digit code, and reading an account number.

Codes 124 and 110 and the account length rest on general knowledge; a length outside 8-16 digits is therefore a warning.
"""

from collections.abc import Mapping

from core.wording import N_
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

BANKS: Mapping[str, str] = {
    "002": "BRI",
    "008": "Bank Mandiri",
    "009": "BNI",
    "011": "Bank Danamon",
    "013": "Bank Permata",
    "014": "BCA",
    "016": "Maybank Indonesia",
    "019": "Bank Panin",
    "022": "CIMB Niaga",
    "028": "OCBC Indonesia",
    "110": "Bank BJB",
    "111": "Bank DKI",
    "112": "Bank BPD DIY",
    "113": "Bank Jateng",
    "114": "Bank Jatim",
    "115": "Bank Jambi",
    "116": "Bank Aceh Syariah",
    "117": "Bank Sumut",
    "118": "Bank Nagari",
    "119": "Bank Riau Kepri Syariah",
    "120": "Bank Sumsel Babel",
    "121": "Bank Lampung",
    "122": "Bank Kalsel",
    "123": "Bank Kalbar",
    "124": "Bankaltimtara",
    "125": "Bank Kalteng",
    "126": "Bank Sulselbar",
    "127": "Bank SulutGo",
    "128": "Bank NTB Syariah",
    "129": "Bank BPD Bali",
    "130": "Bank NTT",
    "131": "Bank Maluku Malut",
    "132": "Bank Papua",
    "133": "Bank Bengkulu",
    "147": "Bank Muamalat",
    "200": "BTN",
    "426": "Bank Mega",
    "441": "KB Bank (Bukopin)",
    "451": "Bank Syariah Indonesia",
}


def check_bank_account(text: str, _context: NumberContext = NOTHING_KNOWN) -> NumberReading:
    """Read an account number: digits, kept as text with their leading zeros.

    Errors: something other than digits, fewer than 5 or more than 20 (`account_not_digits`), or a number ruined by a
    spreadsheet (`must_be_text`). Warning `account_unusual_length` outside 8-16 digits.
    """
    if refusal := unreadable(text):
        return refusal
    number = compact(text)
    if not is_digits(number) or not 5 <= len(number) <= 20:
        return refused(
            "account_not_digits",
            N_("Nomor rekening hanya terdiri atas angka, biasanya 8 sampai 16. Ketik seperti pada buku tabungan."),
        )
    if not 8 <= len(number) <= 16:
        unusual = warning(
            "account_unusual_length",
            N_("Nomor rekening ini %(count)s angka; biasanya 8 sampai 16. Cocokkan dengan buku tabungan."),
            count=len(number),
        )
        return read(number, {}, (unusual,))
    return read(number)
