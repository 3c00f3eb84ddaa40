"""Hints about taxes on the page and the paper of a statement: shown where the agency wants them, and post nothing.

The platform knows neither a producer's turnover elsewhere nor whether it is a company, so each hint says when it
applies. The terms are those of the last day of the statement's month, which nobody can change once it is closed, so a
paper prints as it did. Sources stand in `commissions/tax_terms.py`.
"""

from collections.abc import Mapping
from typing import NamedTuple

from commissions.models import StatementStatus
from commissions.tax_settings import terms_of_a_day
from commissions.tax_terms import Tax, TaxTerms
from commissions.taxes import Document, pph23_hint, pph_final_hint, stamp_duty_hint
from core.dates import last_day
from core.money import format_rate, format_rupiah
from core.wording import N_
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
    for sentence, amount in ((STAMP, acknowledged), (STAMP_SET_OFF, set_off_rupiah)):
        if duty.applies and (stamp := stamp_duty_hint(Document.SETTLED_STATEMENT, amount, duty)):
            above = format_rupiah(duty.threshold_rupiah)
            found.append(Hint(sentence, {"amount": format_rupiah(stamp), "above": above}))
            break
    return found
