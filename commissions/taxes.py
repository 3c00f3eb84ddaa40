"""Taxes on commission and buy-back: PPN that is posted at close, and hints that post nothing.

Whole rupiah, half rounded up (PER-11/PJ/2025 art. 129(2)-(3) rounds the figures stated on the document so). The
platform computes and reminds; who declares and pays is between the parties and their tax office.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.errors import Conflict
from core.money import share_half_up
from core.wording import N_


class TaxRuleUnknown(Conflict):
    """No PPN rule is known for the day or under the code."""

    code = "tax_rule_unknown"
    sentence = N_("Aturan PPN untuk %(wanted)s belum tersedia.")


@dataclass(frozen=True, slots=True)
class TaxRule:
    """How PPN comes out of a price: the base is a fraction of the price, the tax a percentage of the base."""

    code: str
    starts_on: date
    base_numerator: int
    base_denominator: int
    rate_percent: int
    source: str


PPN_2025 = TaxRule(
    "ppn_12_dpp_11_12", date(2025, 1, 1), 11, 12, 12, "UU 7/2021 art. 7(1)b; PMK 131/2024 art. 3 (DPP nilai lain 11/12)"
)
TAX_RULES: tuple[TaxRule, ...] = (PPN_2025,)
"""Every rule the platform knows, the oldest first. A new rate is a new row with a new code, never an edited one."""


def tax_code_on(day: date, *, outlet_charges_ppn: bool) -> str | None:
    """The tax code a sale of this day carries: None when the outlet was not PKP on it, else the rule in force.

    Raises TaxRuleUnknown for a day before the first rule.
    """
    if not outlet_charges_ppn:
        return None
    known = [rule.code for rule in TAX_RULES if rule.starts_on <= day]
    if not known:
        raise TaxRuleUnknown(wanted=day)
    return known[-1]


def rule_of(code: str) -> TaxRule:
    """The rule of a tax code. Raises TaxRuleUnknown."""
    for rule in TAX_RULES:
        if rule.code == code:
            return rule
    raise TaxRuleUnknown(wanted=code)


def ppn_on(commission_rupiah: int, rule: TaxRule = PPN_2025) -> tuple[int, int]:
    """Base (DPP) and PPN on the commission of one tax document, each half up: 32 gives a base of 29 and PPN of 3.

    One document is one pair, month, tax code and claim: UU PPN art. 13(2) (UU 6/2023, explanation) lets one faktur
    carry a month's supplies to one recipient. Raises ValueError for a negative commission.
    """
    if commission_rupiah < 0:
        raise ValueError("the commission on a tax document is never below nothing")
    base = (2 * commission_rupiah * rule.base_numerator + rule.base_denominator) // (2 * rule.base_denominator)
    return base, share_half_up(base, rule.rate_percent * 100)


def ppn_difference(commission_rupiah: int, already_posted_rupiah: int, rule: TaxRule = PPN_2025) -> int:
    """What a close posts for one tax document: PPN on all its commission so far less what it already carries.

    Give-backs go to the document they were on (UU PPN art. 5A(2), PMK 81/2024 art. 289), so the answer may be below 0.
    """
    return ppn_on(commission_rupiah, rule)[1] - already_posted_rupiah


PPH22_FREE_UP_TO_RUPIAH = 2_000_000
PPH22_RATE_BP = 150
PPH23_RATE_BP = 200
PPH_FINAL_RATE_BP = 50
PPH_FINAL_FREE_A_YEAR_RUPIAH = 500_000_000
PPH_FINAL_LARGEST_TURNOVER_RUPIAH = 4_800_000_000
STAMP_DUTY_RUPIAH = 10_000
STAMP_DUTY_ABOVE_RUPIAH = 5_000_000


def pph22_hint(purchase_rupiah: int) -> int:
    """PPh 22 an agency's treasurer withholds from one purchase: 1,5 %, nothing up to Rp2.000.000 not split.

    PMK 51/2025.
    """
    return 0 if purchase_rupiah <= PPH22_FREE_UP_TO_RUPIAH else share_half_up(purchase_rupiah, PPH22_RATE_BP)


def pph23_hint(commission_rupiah: int, *, producer_withholds: bool = True, outlet_has_npwp: bool = True) -> int:
    """PPh 23 a producer withholds from commission without PPN: 2 %, doubled when the outlet has no NPWP.

    A company withholds, an individual does not (`producer_withholds`). UU PPh art. 23, S-241/PJ.312/1999: selling on
    commission is *jasa perantara*. Commission given back on balance gives no hint.
    """
    if not producer_withholds or commission_rupiah <= 0:
        return 0
    return share_half_up(commission_rupiah, PPH23_RATE_BP if outlet_has_npwp else 2 * PPH23_RATE_BP)


def pph_final_hint(
    month_turnover_rupiah: int,
    earlier_this_year_rupiah: int,
    *,
    is_individual: bool,
    last_year_turnover_rupiah: int = 0,
) -> int:
    """PPh final a small producer pays itself for a month: 0,5 % of turnover, PP 55/2022 art. 56, 57 and 60.

    An individual's first Rp500.000.000 of a calendar year are free. Above Rp4.800.000.000 in the year before, the
    final rate does not apply and there is no hint.
    """
    if last_year_turnover_rupiah > PPH_FINAL_LARGEST_TURNOVER_RUPIAH:
        return 0
    free = PPH_FINAL_FREE_A_YEAR_RUPIAH if is_individual else 0
    before = max(earlier_this_year_rupiah - free, 0)
    after = max(earlier_this_year_rupiah + month_turnover_rupiah - free, 0)
    return share_half_up(max(after - before, 0), PPH_FINAL_RATE_BP)


class Document(StrEnum):
    """Papers the stamp duty law tells apart."""

    AGREEMENT = "agreement"
    RECEIPT = "receipt"
    SETTLED_STATEMENT = "settled_statement"
    CALCULATION = "calculation"
    DELIVERY_NOTE = "delivery_note"


def stamp_duty_hint(document: Document, amount_rupiah: int = 0) -> int:
    """Stamp duty a paper may need, UU 10/2020 art. 3 and 7.

    Every agreement; a receipt, or a statement that says a debt is paid or set off, above Rp5.000.000 (at exactly
    that amount none); never a mere calculation or a delivery note.
    """
    if document is Document.AGREEMENT:
        return STAMP_DUTY_RUPIAH
    acknowledges_money = document in {Document.RECEIPT, Document.SETTLED_STATEMENT}
    return STAMP_DUTY_RUPIAH if acknowledges_money and amount_rupiah > STAMP_DUTY_ABOVE_RUPIAH else 0
