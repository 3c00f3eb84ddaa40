"""Taxes on commission and buy-back: PPN that is posted at close, and hints that post nothing.

Whole rupiah, half rounded up (PER-11/PJ/2025 art. 129(2)-(3) rounds the figures stated on the document so). The
platform computes and reminds; who declares and pays is between the parties and their tax office.
"""

from enum import StrEnum

from commissions.tax_terms import LAW, Tax, TaxTerms
from core.money import share_half_up


def ppn_on(commission_rupiah: int, terms: TaxTerms = LAW[Tax.PPN]) -> tuple[int, int]:
    """Base (DPP) and PPN on the commission of one tax document, each half up: 32 gives a base of 29 and PPN of 3.

    One document is one pair, month, tax code and claim: UU PPN art. 13(2) (UU 6/2023, explanation) lets one faktur
    carry a month's supplies to one recipient. Raises ValueError for a negative commission.
    """
    if commission_rupiah < 0:
        raise ValueError("the commission on a tax document is never below nothing")
    base = (2 * commission_rupiah * terms.base_numerator + terms.base_denominator) // (2 * terms.base_denominator)
    return base, share_half_up(base, terms.rate_bp)


def ppn_difference(commission_rupiah: int, already_posted_rupiah: int, terms: TaxTerms = LAW[Tax.PPN]) -> int:
    """What a close posts for one tax document: PPN on all its commission so far less what it already carries.

    Give-backs go to the document they were on (UU PPN art. 5A(2), PMK 81/2024 art. 289), so the answer may be below 0.
    """
    return ppn_on(commission_rupiah, terms)[1] - already_posted_rupiah


PPH_FINAL_FREE_A_YEAR_RUPIAH = 500_000_000
PPH_FINAL_LARGEST_TURNOVER_RUPIAH = 4_800_000_000


def pph22_hint(purchase_rupiah: int, terms: TaxTerms = LAW[Tax.PPH22]) -> int:
    """PPh 22 an agency's treasurer withholds from one purchase: 1,5 %, nothing up to Rp2.000.000 not split.

    PMK 51/2025; other terms where the agency noted them.
    """
    if not terms.applies or purchase_rupiah <= terms.threshold_rupiah:
        return 0
    return share_half_up(purchase_rupiah, terms.rate_bp)


def pph23_hint(
    commission_rupiah: int,
    *,
    producer_withholds: bool = True,
    outlet_has_npwp: bool = True,
    terms: TaxTerms = LAW[Tax.PPH23],
) -> int:
    """PPh 23 a producer withholds from commission without PPN: 2 %, doubled when the outlet has no NPWP.

    A company withholds, an individual does not (`producer_withholds`). UU PPh art. 23, S-241/PJ.312/1999: selling on
    commission is *jasa perantara*. Commission given back on balance gives no hint. Whether hints are wanted the caller
    knows.
    """
    if not producer_withholds or commission_rupiah <= 0:
        return 0
    return share_half_up(commission_rupiah, terms.rate_bp if outlet_has_npwp else 2 * terms.rate_bp)


def pph_final_hint(
    month_turnover_rupiah: int,
    earlier_this_year_rupiah: int,
    *,
    is_individual: bool,
    last_year_turnover_rupiah: int = 0,
    terms: TaxTerms = LAW[Tax.PPH_FINAL],
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
    return share_half_up(max(after - before, 0), terms.rate_bp)


class Document(StrEnum):
    """Papers the stamp duty law tells apart."""

    AGREEMENT = "agreement"
    RECEIPT = "receipt"
    SETTLED_STATEMENT = "settled_statement"
    CALCULATION = "calculation"
    DELIVERY_NOTE = "delivery_note"


def stamp_duty_hint(document: Document, amount_rupiah: int = 0, terms: TaxTerms = LAW[Tax.STAMP_DUTY]) -> int:
    """Stamp duty a paper may need, UU 10/2020 art. 3 and 7.

    Every agreement; a receipt, or a statement that says a debt is paid or set off, above Rp5.000.000 (at exactly
    that amount none); never a mere calculation or a delivery note.
    """
    if document is Document.AGREEMENT:
        return terms.duty_rupiah
    acknowledges_money = document in {Document.RECEIPT, Document.SETTLED_STATEMENT}
    return terms.duty_rupiah if acknowledges_money and amount_rupiah > terms.threshold_rupiah else 0
