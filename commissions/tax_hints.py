"""Hints about taxes on the page of a statement: they are shown where the agency wants them, and post nothing.

The platform knows neither a producer's turnover elsewhere nor whether it is a company, so each hint says when it
applies. Sources stand with the rates in `commissions/taxes.py`.
"""

from collections.abc import Mapping
from typing import NamedTuple

from commissions.models import StatementStatus
from commissions.taxes import (
    STAMP_DUTY_ABOVE_RUPIAH,
    Document,
    pph23_hint,
    pph_final_hint,
    stamp_duty_hint,
)
from core.agency_settings import value_of
from core.money import format_rupiah
from core.setting_kinds import YesNo, declare
from core.wording import N_

TAX_HINTS = declare(
    YesNo(
        name="tax_hints",
        label=N_("Tampilkan petunjuk pajak pada halaman rekap"),
        group=N_("Rekap komisi"),
        default=False,
        ground=N_("Hanya petunjuk, tidak dibukukan: PPh 23, PPh final (PP 55/2022), bea meterai (UU 10/2020)."),
    )
)

PPH_23 = N_(
    "PPh 23: bila produsen berbentuk badan, ia memotong 2 %% dari komisi, yaitu %(amount)s (dua kali lipat bila gerai "
    "tanpa NPWP). Produsen perorangan tidak memotong."
)
PPH_FINAL = N_(
    "PPh final 0,5 %% dari penjualan bulan ini ialah %(amount)s. Usaha perorangan baru membayar setelah omzet setahun "
    "dari semua tempat melewati Rp500.000.000 (PP 55/2022)."
)
STAMP = N_(
    "Bea meterai %(amount)s: rekap ini menyatakan lunas jumlah di atas %(above)s (UU 10/2020). Rekap yang hanya berupa "
    "perhitungan tidak dikenai."
)


class Hint(NamedTuple):
    """A sentence with the amounts that fill it."""

    sentence: str
    params: Mapping[str, str]


def hints(figures: Mapping[str, int], status: StatementStatus) -> list[Hint]:
    """What a statement's readers may have to think of; empty where the agency has not switched hints on."""
    return hints_of(figures, status) if value_of(TAX_HINTS) else []


def hints_of(figures: Mapping[str, int], status: StatementStatus) -> list[Hint]:
    """The hints that apply to the figures of one statement, in whole rupiah."""
    found = []
    if withheld := pph23_hint(figures["commission_rupiah"]):
        found.append(Hint(PPH_23, {"amount": format_rupiah(withheld)}))
    sold = figures["gross_rupiah"] - figures["returns_rupiah"]
    if own := pph_final_hint(sold, 0, is_individual=False):
        found.append(Hint(PPH_FINAL, {"amount": format_rupiah(own)}))
    if status is StatementStatus.SETTLED:
        acknowledged = max(figures["outlet_owes_rupiah"], figures["producer_owes_rupiah"])
        if stamp := stamp_duty_hint(Document.SETTLED_STATEMENT, acknowledged):
            above = format_rupiah(STAMP_DUTY_ABOVE_RUPIAH)
            found.append(Hint(STAMP, {"amount": format_rupiah(stamp), "above": above}))
    return found
