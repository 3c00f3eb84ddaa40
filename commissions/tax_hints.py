"""Hints about taxes on statements, agreements, payments and set-offs: shown where the agency wants them, post nothing.

The platform knows neither a producer's turnover elsewhere nor whether it is a company, so each hint says when it
applies. The terms are those of the day the paper is of: for a statement the last day of its month, which nobody can
change once it is closed, so that it prints as it did. Sources stand in `commissions/tax_terms.py`.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from commissions.adjustment_models import Adjustment
from commissions.models import StatementStatus
from commissions.settlement_models import Payment
from commissions.settlement_states import AdjustmentKind, AdjustmentStatus, PaymentMeans, PaymentStatus
from commissions.tax_codes import TaxCodes
from commissions.tax_settings import terms_of_a_day
from commissions.tax_terms import Tax, TaxTerms
from commissions.tax_words import code_word
from commissions.taxes import Document, pph23_hint, pph_final_hint, stamp_duty_hint
from core.dates import last_day, today
from core.languages import speak
from core.money import format_rate, format_rupiah
from core.wording import N_
from outlets.agreements import agreed_on
from outlets.models import Agreement
from outlets.money_routes import MoneyRoute

PPH_23 = N_(
    "PPh 23: bila produsen berbentuk badan, ia memotong %(rate)s dari komisi, yaitu %(amount)s (dua kali lipat bila"
    " gerai tanpa NPWP). Produsen perorangan tidak memotong."
)
PPH_FINAL = N_(
    "PPh final %(rate)s dari penjualan bulan ini ialah %(amount)s. Usaha perorangan baru membayar setelah omzet setahun"
    " dari semua tempat melewati Rp500.000.000 (PP 55/2022)."
)
STAMP = N_(
    "Bea meterai %(amount)s: rekap ini menyatakan lunas jumlah di atas %(above)s (UU 10/2020). Rekap yang hanya berupa"
    " perhitungan tidak dikenai."
)
STAMP_SET_OFF = N_(
    "Bea meterai %(amount)s: rekap ini memperhitungkan komisi di atas %(above)s dengan hasil penjualan (UU 10/2020)."
    " Mungkin perlu meterai; periksa dengan kantor pajak."
)
STAMP_AGREEMENT = N_("Bea meterai %(amount)s: surat perjanjian dikenai, berapa pun nilainya (UU 10/2020 Pasal 3).")
STAMP_RECEIPT = N_(
    "Bea meterai %(amount)s: kuitansi atau tanda terima atas uang di atas %(above)s dikenai (UU 10/2020 Pasal 3)."
)
STAMP_SET_OFF_AGREED = N_(
    "Bea meterai %(amount)s: kesepakatan ini memperhitungkan utang di atas %(above)s (UU 10/2020 Pasal 3). Mungkin"
    " perlu meterai; periksa dengan kantor pajak."
)
PPN_ADDED = N_("PPN: gerai ini Pengusaha Kena Pajak, jadi pada komisinya ditambahkan PPN %(told)s.")


class Hint(NamedTuple):
    """A sentence with the amounts that fill it."""

    sentence: str
    params: Mapping[str, str]


def hints(snapshot: Mapping[str, object], period: str, status: StatementStatus | None = None) -> list[Hint]:
    """What a statement's readers may have to think of; empty where the agency has switched no hint on.

    The page says with `status` how the statement stands today; the paper, which is printed again years later, does not.
    """
    figures: Mapping[str, int] = snapshot["figures"]  # type: ignore[assignment]
    rows: list[Mapping[str, object]] = [*snapshot["rows"], *snapshot["prior_rows"]]  # type: ignore[misc]
    set_off = sum(
        int(str(row["commission_rupiah"])) for row in rows if row["money_route"] == MoneyRoute.OUTLET_REMITS_NET
    )
    return hints_of(figures, terms_of_a_day(last_day(period)), set_off_rupiah=set_off, status=status)


def hints_of(
    figures: Mapping[str, int],
    terms: Mapping[Tax, TaxTerms],
    *,
    set_off_rupiah: int = 0,
    status: StatementStatus | None = None,
) -> list[Hint]:
    """The hints that apply to the figures of one statement, in whole rupiah.

    `set_off_rupiah` is the commission the statement sets off against takings (the net route).
    """
    found = []
    if terms[Tax.PPH23].applies and (withheld := pph23_hint(figures["commission_rupiah"], terms=terms[Tax.PPH23])):
        found.append(Hint(PPH_23, {"amount": format_rupiah(withheld), "rate": format_rate(terms[Tax.PPH23].rate_bp)}))
    final = terms[Tax.PPH_FINAL]
    sold = figures["gross_rupiah"] - figures["returns_rupiah"]
    if final.applies and (own := pph_final_hint(sold, 0, is_individual=False, terms=final)):
        found.append(Hint(PPH_FINAL, {"amount": format_rupiah(own), "rate": format_rate(final.rate_bp)}))
    duty = terms[Tax.STAMP_DUTY]
    settled = status is StatementStatus.SETTLED
    acknowledged = max(figures["outlet_owes_rupiah"], figures["producer_owes_rupiah"]) if settled else 0
    return found + (
        _stamped(STAMP, Document.SETTLED_STATEMENT, acknowledged, duty)
        or _stamped(STAMP_SET_OFF, Document.SETTLED_STATEMENT, set_off_rupiah, duty)
    )


def of_agreement(agreement: Agreement) -> list[Hint]:
    """Of an agreement: stamp duty on its paper, and PPN on the commission where the outlet is PKP today."""
    duty = terms_of_a_day(agreed_on(agreement))[Tax.STAMP_DUTY]
    found = _stamped(STAMP_AGREEMENT, Document.AGREEMENT, 0, duty)
    if agreement.outlet is not None and (code := TaxCodes(agreement.outlet).on(today())):
        found.append(Hint(PPN_ADDED, {"told": code_word(code)}))
    return found


def agreement_duty_rupiah(day: date) -> int:
    """Stamp duty on an agreement signed on a day; its paper says so whatever hints the agency wants."""
    return stamp_duty_hint(Document.AGREEMENT, terms=terms_of_a_day(day)[Tax.STAMP_DUTY])


def of_payment(payment: Payment) -> list[Hint]:
    """Of a payment that counts: stamp duty on a receipt for it. A withholding slip is a tax receipt, which is free."""
    if payment.status is not PaymentStatus.CONFIRMED or payment.means is PaymentMeans.WITHHOLDING_SLIP:
        return []
    duty = terms_of_a_day(payment.paid_on)[Tax.STAMP_DUTY]
    return _stamped(STAMP_RECEIPT, Document.RECEIPT, payment.amount_rupiah, duty)


def of_adjustment(row: Adjustment) -> list[Hint]:
    """Of a set-off both sides agreed on: it acknowledges that debts are paid by each other."""
    if row.kind is not AdjustmentKind.SET_OFF or row.status is not AdjustmentStatus.CONFIRMED:
        return []
    duty = terms_of_a_day(row.happened_on)[Tax.STAMP_DUTY]
    return _stamped(STAMP_SET_OFF_AGREED, Document.SETTLED_STATEMENT, row.amount_rupiah, duty)


def _stamped(sentence: str, document: Document, amount_rupiah: int, duty: TaxTerms) -> list[Hint]:
    """The hint at stamp duty, where hints at it are wanted and the paper bears it."""
    stamp = stamp_duty_hint(document, amount_rupiah, duty) if duty.applies else 0
    params = {"amount": format_rupiah(stamp), "above": format_rupiah(duty.threshold_rupiah)}
    return [Hint(sentence, params)] if stamp else []


def spoken(found: Iterable[Hint]) -> list[str]:
    """Hints in the reader's language."""
    return [speak(hint.sentence, **hint.params) for hint in found]
