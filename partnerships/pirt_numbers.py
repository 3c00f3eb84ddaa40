"""Reading SPP-IRT (P-IRT) numbers: `K JJ WWWW PP NNNN-YY`, fifteen digits or more.

Source: PerBPOM 22/2018 and the number generator and code tables of BPOM's own SPP-IRT application. The regency digits
follow BPOM's (BPS) table, never Kemendagri codes; a regency that is not found is a warning, because newer ones are in
neither table. 12-digit numbers are from before 2012 and long expired.
"""

import re

from core.wording import N_, Problem
from partnerships.number_reading import (
    NOTHING_KNOWN,
    NumberContext,
    NumberReading,
    is_digits,
    read,
    refused,
    tidied,
    unreadable,
    warning,
)
from partnerships.product_categories import CATEGORIES, PIRT_FOOD_TYPES, PIRT_PACKAGINGS
from partnerships.regions import name_of, pirt_regencies

PREFIX = re.compile(r"^(?:BPOM\s*RI|DINKES|SPP|P|NO(?:MOR)?|IRT|[\s.\-:])+", re.ASCII)
NUMBER = re.compile(
    r"(?P<packaging>[0-9])(?P<food>[0-9]{2})(?P<regency>[0-9]{4})(?P<product>[0-9]{2})(?P<producer>[0-9]{4,6})-?(?P<year>[0-9]{2})"
)
KNOWN_PACKAGING_CODES = {code for code, _ in PIRT_PACKAGINGS.values()}


def check_pirt(text: str, context: NumberContext = NOTHING_KNOWN) -> NumberReading:
    """Read a P-IRT number and compare it with the producer's regency, the product and the date on the certificate.

    Errors: not the fifteen-digit form (`pirt_old_format` for twelve digits, `pirt_not_15_digits` otherwise), packaging
    outside 1-8, food type outside 01-16. Everything else is a warning. Facts: `packaging_code`, `packaging`,
    `food_code`, `food`, `regency_code`, `regency_name`, `kemendagri_codes`, `product_sequence`, `producer_sequence`,
    `expiry_year`.
    """
    if refusal := unreadable(text):
        return refusal
    number = re.sub(r"[\s./]", "", PREFIX.sub("", tidied(text)))
    digits = number.replace("-", "")
    if is_digits(digits) and len(digits) == 12:
        return refused(
            "pirt_old_format",
            N_("Ini nomor P-IRT format lama (12 angka) yang tidak berlaku lagi. Perbarui SPP-IRT lewat oss.go.id."),
        )
    match = NUMBER.fullmatch(number)
    if match is None:
        return refused(
            "pirt_not_15_digits",
            N_(
                "Nomor P-IRT terdiri atas 15 angka atau lebih, misalnya 2053374020970-28. Periksa lagi pada sertifikat."
            ),
        )
    parts = match.groupdict()
    if parts["packaging"] not in PIRT_PACKAGINGS:
        return refused(
            "pirt_unknown_packaging",
            N_("Angka pertama nomor P-IRT adalah kode kemasan 1 sampai 8; di sini tertulis %(digit)s."),
            digit=parts["packaging"],
        )
    if parts["food"] not in PIRT_FOOD_TYPES:
        return refused(
            "pirt_unknown_food_type",
            N_("Angka ke-2 dan ke-3 nomor P-IRT adalah kode jenis pangan 01 sampai 16; di sini tertulis %(code)s."),
            code=parts["food"],
        )
    facts = _facts(parts)
    normalised = f"{number.replace('-', '')[:-2]}-{parts['year']}"
    return read(normalised, facts, (*_regency_warnings(parts, context), *_other_warnings(parts, context)))


def _facts(parts: dict[str, str]) -> dict[str, object]:
    regency = pirt_regencies().get(parts["regency"])
    return {
        "packaging_code": parts["packaging"],
        "packaging": PIRT_PACKAGINGS[parts["packaging"]][1],
        "food_code": parts["food"],
        "food": PIRT_FOOD_TYPES[parts["food"]],
        "regency_code": parts["regency"],
        "regency_name": regency.name if regency else None,
        "kemendagri_codes": list(regency.kemendagri_codes) if regency else [],
        "product_sequence": parts["product"],
        "producer_sequence": parts["producer"],
        "expiry_year": 2000 + int(parts["year"]),
    }


def _regency_warnings(parts: dict[str, str], context: NumberContext) -> list[Problem]:
    regency = pirt_regencies().get(parts["regency"])
    if regency is None:
        return [
            warning(
                "pirt_regency_unknown",
                N_("Kode kabupaten/kota %(code)s pada nomor P-IRT tidak ada dalam daftar kode P-IRT."),
                code=parts["regency"],
            )
        ]
    own = context.region_code
    if own and regency.kemendagri_codes and own[:5] not in regency.kemendagri_codes:
        return [
            warning(
                "pirt_regency_differs",
                N_("Nomor P-IRT ini diterbitkan di %(issued_in)s, sedangkan usaha berada di %(located_in)s."),
                issued_in=regency.name,
                located_in=name_of(own[:5]),
            )
        ]
    return []


def _other_warnings(parts: dict[str, str], context: NumberContext) -> list[Problem]:
    found = []
    category = CATEGORIES.get(context.category or "")
    if category is not None and parts["food"] not in category.pirt_food_types:
        found.append(
            warning(
                "pirt_food_type_differs",
                N_("Kode jenis pangan %(code)s pada nomor P-IRT tidak lazim untuk kategori produk ini."),
                code=parts["food"],
            )
        )
    packaging = context.packaging
    if packaging in KNOWN_PACKAGING_CODES and packaging != PIRT_PACKAGINGS[parts["packaging"]][0]:
        found.append(
            warning(
                "pirt_packaging_differs",
                N_("Kode kemasan %(code)s pada nomor P-IRT berbeda dengan kemasan produk."),
                code=parts["packaging"],
            )
        )
    if context.valid_until is not None and context.valid_until.year % 100 != int(parts["year"]):
        found.append(
            warning(
                "pirt_year_differs",
                N_("Nomor P-IRT ini berakhir tahun %(in_number)s, tetapi masa berlakunya ditulis sampai %(in_form)s."),
                in_number=2000 + int(parts["year"]),
                in_form=context.valid_until.year,
            )
        )
    return found
