"""What each tax is on a day: whether it applies, at what rate, above what amount.

Pure. The first terms are those of the law, with its article; an agency notes other ones from a day on, and what it
noted goes before the law from that day (docs/taxes.md). Rates are basis points, amounts whole rupiah.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.dated_values import value_on
from core.errors import Conflict
from core.wording import N_


class TaxTermsUnknown(Conflict):
    """No terms are known for the day or under the code. Parameter: `wanted`."""

    code = "tax_rule_unknown"
    sentence = N_("Aturan PPN untuk %(wanted)s belum tersedia.")


class Tax(StrEnum):
    """The taxes a statement or a purchase of the agency may have to do with."""

    PPN = "ppn"
    PPH22 = "pph22"
    PPH23 = "pph23"
    PPH_FINAL = "pph_final"
    STAMP_DUTY = "stamp_duty"


@dataclass(frozen=True, slots=True)
class TaxTerms:
    """The terms of one tax; a tax has only the numbers that `FIELDS` names for it, the others are 0."""

    applies: bool
    rate_bp: int = 0
    """Of the base: 1200 is 12 %."""
    base_numerator: int = 0
    base_denominator: int = 0
    """The base (DPP) as a fraction of the price: 11/12."""
    threshold_rupiah: int = 0
    """Up to and including this amount there is none."""
    duty_rupiah: int = 0
    """What stamp duty costs a paper."""


TermsOfADay = tuple[date, TaxTerms]

FIELDS: dict[Tax, tuple[str, ...]] = {
    Tax.PPN: ("rate_bp", "base_numerator", "base_denominator"),
    Tax.PPH22: ("rate_bp", "threshold_rupiah"),
    Tax.PPH23: ("rate_bp",),
    Tax.PPH_FINAL: ("rate_bp",),
    Tax.STAMP_DUTY: ("duty_rupiah", "threshold_rupiah"),
}
"""Which numbers each tax has."""

PPN_KNOWN_SINCE = date(2025, 1, 1)
LAW: dict[Tax, TaxTerms] = {
    Tax.PPN: TaxTerms(applies=True, rate_bp=1_200, base_numerator=11, base_denominator=12),
    Tax.PPH22: TaxTerms(applies=True, rate_bp=150, threshold_rupiah=2_000_000),
    Tax.PPH23: TaxTerms(applies=False, rate_bp=200),
    Tax.PPH_FINAL: TaxTerms(applies=False, rate_bp=50),
    Tax.STAMP_DUTY: TaxTerms(applies=False, duty_rupiah=10_000, threshold_rupiah=5_000_000),
}
"""What holds as long as nobody noted anything.

PPN meets only outlets that are PKP and none is unless somebody says so; PPh 22 only what the agency itself buys. The
hints on statements are off until an agency wants them.
"""
SOURCES: dict[Tax, str] = {
    Tax.PPN: "UU 7/2021 Pasal 7(1)b; PMK 131/2024 Pasal 3; PER-11/PJ/2025 Pasal 129",
    Tax.PPH22: "PMK 51/2025",
    Tax.PPH23: "UU PPh Pasal 23; S-241/PJ.312/1999",
    Tax.PPH_FINAL: "PP 55/2022 Pasal 56, 57, 60",
    Tax.STAMP_DUTY: "UU 10/2020 Pasal 3, 5, 7",
}


def terms_on(tax: Tax, noted: Sequence[TermsOfADay], day: date) -> TaxTerms:
    """The terms of a tax on a day. `noted` is what the agency noted about it, in that order.

    Raises `TaxTermsUnknown` for PPN of a day before the first terms that are known.
    """
    found = value_on(None, noted, day)
    if found is not None:
        return found
    if tax is Tax.PPN and day < PPN_KNOWN_SINCE:
        raise TaxTermsUnknown(wanted=day)
    return LAW[tax]


def code_of(terms: TaxTerms) -> str | None:
    """The tax code that tells terms of PPN for ever, such as `ppn_12_dpp_11_12`; None when none is charged."""
    if not terms.applies:
        return None
    whole, part = divmod(terms.rate_bp, 100)
    rate = f"{whole}.{part:02}" if part else f"{whole}"
    return f"ppn_{rate}_dpp_{terms.base_numerator}_{terms.base_denominator}"


def terms_of(code: str) -> TaxTerms:
    """The terms of PPN a tax code tells. Raises `TaxTermsUnknown` for what is no code."""
    found = re.fullmatch(r"ppn_(\d{1,2})(?:\.(\d\d))?_dpp_(\d{1,4})_(\d{1,4})", code)
    if found is None or not int(found[4]):
        raise TaxTermsUnknown(wanted=code)
    rate_bp = int(found[1]) * 100 + int(found[2] or 0)
    return TaxTerms(applies=True, rate_bp=rate_bp, base_numerator=int(found[3]), base_denominator=int(found[4]))
