"""Reading numbers of BPOM and the ministry of health: processed food, cosmetics, traditional medicine, household goods.

The forms of BPOM's numbers are known from published analyses of them; they are errors when not met. The form of
household products (PKRT) rests on general knowledge only, so another form is a warning.
"""

import re

from core.wording import N_, Problem
from partnerships.number_reading import (
    NOTHING_KNOWN,
    NumberContext,
    NumberReading,
    compact,
    read,
    refused,
    unreadable,
    warning,
)

PREFIX = re.compile(r"^(?:BPOM|POM|RI|NO(?:MOR)?|NIE)+")
FOOD = re.compile(r"(?P<origin>M[DL])(?P<digits>[0-9]{12}|[0-9]{15})")
COSMETIC = re.compile(r"N(?P<region>[A-E])(?P<country>[0-9]{2})(?P<year>[0-9]{2})[0-9]{7}")
MEDICINE = re.compile(r"(?P<kind>B?T[RIL]|HT|FF|S[DIL])[0-9]{9}")
HOUSEHOLD = re.compile(r"PK[DL][0-9]{11}")

RISKS = {"0": N_("Menengah rendah"), "1": N_("Menengah tinggi"), "2": N_("Tinggi")}
COSMETIC_REGIONS = {"A": N_("Asia"), "B": N_("Australia"), "C": N_("Eropa"), "D": N_("Afrika"), "E": N_("Amerika")}
MEDICINE_KINDS = {
    "TR": N_("Obat tradisional dalam negeri"),
    "TI": N_("Obat tradisional impor"),
    "TL": N_("Obat tradisional lisensi"),
    "HT": N_("Obat herbal terstandar"),
    "FF": N_("Fitofarmaka"),
    "SD": N_("Suplemen dalam negeri"),
    "SI": N_("Suplemen impor"),
    "SL": N_("Suplemen lisensi"),
}


def _number(text: str) -> str:
    return PREFIX.sub("", compact(text))


def _imported() -> Problem:
    return warning(
        "imported_product",
        N_("Nomor ini untuk barang impor atau lisensi, padahal produk seharusnya buatan sendiri. Periksa lagi."),
    )


def check_bpom_md(text: str, _context: NumberContext = NOTHING_KNOWN) -> NumberReading:
    """Read a BPOM number of processed food: `MD` or `ML` and twelve digits, or fifteen since risk-based licensing.

    Errors: an SP number (`sp_is_no_permit`; a certificate of training), any other form (`bpom_md_wrong_form`). Warning:
    ML is imported. Facts: `form` (`old`, `risk_based`), `origin` (`domestic`, `imported`), `risk` where it is known.
    """
    if refusal := unreadable(text):
        return refusal
    number = _number(text)
    if re.fullmatch(r"SP[0-9]+", number):
        return refused(
            "sp_is_no_permit",
            N_("Nomor SP adalah sertifikat penyuluhan, bukan izin edar. Urus izin edar BPOM MD di e-reg.pom.go.id."),
        )
    match = FOOD.fullmatch(number)
    if match is None:
        return refused(
            "bpom_md_wrong_form",
            N_("Nomor izin edar pangan ditulis MD diikuti 12 atau 15 angka. Periksa lagi pada dokumen BPOM."),
        )
    digits = match["digits"]
    is_domestic = match["origin"] == "MD"
    facts: dict[str, object] = {
        "form": "old" if len(digits) == 12 else "risk_based",
        "origin": "domestic" if is_domestic else "imported",
    }
    if len(digits) == 15 and digits[0] in RISKS:
        facts["risk"] = RISKS[digits[0]]
    return read(number, facts, () if is_domestic else (_imported(),))


def check_cosmetic_notification(text: str, _context: NumberContext = NOTHING_KNOWN) -> NumberReading:
    """Read a cosmetics notification: `NA` (to `NE`) and eleven digits; error `cosmetic_wrong_form`.

    Warning: a region other than Asia is imported. Facts: `region`, `notified_in` (two-digit year read as 20YY).
    """
    if refusal := unreadable(text):
        return refusal
    number = _number(text)
    match = COSMETIC.fullmatch(number)
    if match is None:
        return refused(
            "cosmetic_wrong_form",
            N_("Nomor notifikasi kosmetik ditulis NA diikuti 11 angka, misalnya NA18240104109. Periksa lagi."),
        )
    facts = {"region": COSMETIC_REGIONS[match["region"]], "notified_in": 2000 + int(match["year"])}
    return read(number, facts, () if match["region"] == "A" else (_imported(),))


def check_traditional_medicine(text: str, context: NumberContext = NOTHING_KNOWN) -> NumberReading:
    """Read a number of traditional medicine (TR, TI, TL, HT, FF) or a supplement (SD, SI, SL) with nine digits.

    Error: `medicine_wrong_form`. Warnings: imported or licensed, or a supplement's number for a jamu and the reverse
    (`medicine_kind_differs`). Facts: `medicine_kind`.
    """
    if refusal := unreadable(text):
        return refusal
    number = _number(text)
    match = MEDICINE.fullmatch(number)
    if match is None:
        return refused(
            "medicine_wrong_form",
            N_("Nomor ini ditulis TR (jamu) atau SD (suplemen) diikuti 9 angka, misalnya TR092699241. Periksa lagi."),
        )
    kind = match["kind"].removeprefix("B")
    found = [] if kind in {"TR", "HT", "FF", "SD"} else [_imported()]
    is_supplement = kind.startswith("S")
    if context.category in {"herbal", "supplement"} and is_supplement != (context.category == "supplement"):
        found.append(
            warning(
                "medicine_kind_differs",
                N_("Jenis nomor %(kind)s tidak cocok dengan kategori produk ini."),
                kind=kind,
            )
        )
    return read(number, {"medicine_kind": MEDICINE_KINDS[kind]}, found)


def check_household_product(text: str, _context: NumberContext = NOTHING_KNOWN) -> NumberReading:
    """Read a number of household goods (PKRT): `KEMENKES RI PKD` and eleven digits.

    Another form is the warning `household_unusual_form`; `PKL` is imported. Facts: `origin`.
    """
    if refusal := unreadable(text):
        return refusal
    number = re.sub(r"^(?:KEMENKES|DEPKES|RI)+", "", _number(text))
    if not number:
        return refused("required", N_("Nomor wajib diisi."))
    if not HOUSEHOLD.fullmatch(number):
        unusual = warning(
            "household_unusual_form",
            N_("Nomor izin edar PKRT biasanya PKD diikuti 11 angka. Cocokkan dengan dokumennya."),
        )
        return read(number, {}, (unusual,))
    is_domestic = number.startswith("PKD")
    facts = {"origin": "domestic" if is_domestic else "imported"}
    return read(number, facts, () if is_domestic else (_imported(),))
