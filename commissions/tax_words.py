"""How taxes and their terms are called on pages and in histories."""

from accounts import audit
from commissions.tax_terms import Tax, TaxTerms, terms_of
from core.languages import speak, speak_rate
from core.money import format_rupiah
from core.wording import N_

TAX_LABELS: dict[Tax, str] = {
    Tax.PPN: N_("PPN atas komisi"),
    Tax.PPH22: N_("PPh 22 atas pembelian kembali"),
    Tax.PPH23: N_("PPh 23 atas komisi"),
    Tax.PPH_FINAL: N_("PPh final produsen"),
    Tax.STAMP_DUTY: N_("Bea meterai"),
}
WHAT_IT_DOES: dict[Tax, str] = {
    Tax.PPN: N_("Dibukukan saat bulan ditutup, hanya untuk gerai yang PKP pada hari penjualan."),
    Tax.PPH22: N_("Petunjuk bagi bendahara dinas pada pembelian kembali; tidak dibukukan."),
    Tax.PPH23: N_("Petunjuk pada halaman dan PDF rekap; tidak dibukukan."),
    Tax.PPH_FINAL: N_("Petunjuk pada halaman dan PDF rekap; tidak dibukukan."),
    Tax.STAMP_DUTY: N_(
        "Petunjuk pada perjanjian, pembayaran, perhitungan silang, dan rekap yang memperhitungkan atau melunasi utang;"
        " tidak dibukukan."
    ),
}

audit.ACTION_LABELS.update(
    {
        "tax_terms:noted": N_("Aturan pajak dicatat"),
        "outlet:vat_status_changed": N_("Status PKP gerai dicatat"),
    }
)


def tax_word(tax: Tax) -> str:
    """How a tax is called."""
    return speak(TAX_LABELS[tax])


def told(tax: Tax, terms: TaxTerms) -> str:
    """The terms of a tax in one phrase."""
    if not terms.applies:
        return speak(N_("Tidak diterapkan"))
    params = {
        "rate": speak_rate(terms.rate_bp),
        "numerator": terms.base_numerator,
        "denominator": terms.base_denominator,
        "above": format_rupiah(terms.threshold_rupiah),
        "duty": format_rupiah(terms.duty_rupiah),
    }
    return speak(TOLD[tax], **params)


def code_word(tax_code: str | None) -> str:
    """What a tax code puts on commission, in one phrase."""
    return speak(N_("tanpa PPN")) if tax_code is None else told(Tax.PPN, terms_of(tax_code))


TOLD: dict[Tax, str] = {
    Tax.PPN: N_("%(rate)s dari %(numerator)s/%(denominator)s komisi"),
    Tax.PPH22: N_("%(rate)s, hanya di atas %(above)s"),
    Tax.PPH23: N_("%(rate)s dari komisi"),
    Tax.PPH_FINAL: N_("%(rate)s dari penjualan sebulan"),
    Tax.STAMP_DUTY: N_("%(duty)s; perjanjian selalu, dokumen lain hanya di atas %(above)s"),
}
