"""What a statement says in words: its columns, and per money route who owes whom and why.

Pure: sentences are templates with amounts already written; the page speaks them in the reader's language, the paper in
both.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.money import format_rupiah
from core.wording import N_
from outlets.money_routes import MoneyRoute


@dataclass(frozen=True, slots=True)
class FigureLine:
    """One column of a statement: its name, its label, and the sign with which it counts towards the closing."""

    name: str
    label: str
    sign: str


FIGURE_LINES: tuple[FigureLine, ...] = (
    FigureLine("opening_rupiah", N_("Saldo awal"), ""),
    FigureLine("gross_rupiah", N_("Penjualan kotor"), "+"),
    FigureLine("returns_rupiah", N_("Retur konsumen"), "−"),
    FigureLine("collected_by_producer_rupiah", N_("Diterima langsung produsen"), "−"),
    FigureLine("commission_rupiah", N_("Komisi gerai"), "−"),
    FigureLine("tax_rupiah", N_("PPN atas komisi"), "−"),
    FigureLine("adjustments_rupiah", N_("Penyesuaian yang disepakati"), "+"),
    FigureLine("payments_from_outlet_rupiah", N_("Sudah dibayar gerai"), "−"),
    FigureLine("payments_from_producer_rupiah", N_("Sudah dibayar produsen"), "+"),
)
ALWAYS_SHOWN = frozenset({"opening_rupiah", "gross_rupiah", "commission_rupiah"})
CLOSING = FigureLine("closing_rupiah", N_("Saldo akhir"), "=")
PRIOR_LINES: tuple[FigureLine, ...] = (
    FigureLine("prior_gross_rupiah", N_("Penjualan kotor bulan lalu"), ""),
    FigureLine("prior_returns_rupiah", N_("Retur atas penjualan bulan lalu"), ""),
    FigureLine("prior_commission_rupiah", N_("Komisi atas penjualan bulan lalu"), ""),
)
NOTHING_OWED = N_("Tidak ada yang terutang di antara kedua pihak.")
OUTLET_OWES = N_("%(outlet)s membayar kepada %(producer)s")
PRODUCER_OWES = N_("%(producer)s membayar kepada %(outlet)s")

ROUTE_SENTENCES = {
    MoneyRoute.OUTLET_REMITS_NET: N_(
        "Hasil penjualan %(takings)s dikurangi komisi %(commission)s; keduanya langsung diperhitungkan, sisanya"
        " %(net)s disetor gerai kepada produsen."
    ),
    MoneyRoute.OUTLET_REMITS_GROSS: N_(
        "Hasil penjualan %(takings)s disetor gerai kepada produsen seluruhnya; komisi %(commission)s ditagih gerai"
        " tersendiri."
    ),
    MoneyRoute.PRODUCER_COLLECTS: N_(
        "Produsen menerima langsung hasil penjualan %(takings)s; komisi %(commission)s atas penjualan itu terutang"
        " kepada gerai."
    ),
}
ROUNDING = N_(
    "Komisi = jumlah × harga × tarif untuk setiap baris penjualan, dibulatkan ke rupiah terdekat (setengah ke atas);"
    " setiap jumlah di sini adalah jumlah baris-barisnya."
)
TAXED = N_(
    "PPN atas komisi %(tax)s belum termasuk di atas: jumlah itu ditanggung produsen, mengurangi setoran gerai atau"
    " menambah komisi yang ditagih."
)
CARRIED = N_("Saldo bulan lalu ikut terhitung: %(opening)s.")


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence and what fills it."""

    sentence: str
    params: Mapping[str, str]


def figure_lines(figures: Mapping[str, int]) -> list[FigureLine]:
    """The columns worth printing: those that move something, and the three everybody looks for."""
    return [line for line in FIGURE_LINES if figures[line.name] or line.name in ALWAYS_SHOWN]


def prior_lines(figures: Mapping[str, int]) -> list[FigureLine]:
    """The "of which" columns about earlier months, where there are any."""
    return [line for line in PRIOR_LINES if figures[line.name]]


def route_sentences(rows: Sequence[Mapping[str, object]], figures: Mapping[str, int]) -> list[Said]:
    """For each money route where the money went and how the commission is paid; PPN, and what was carried here."""
    said = []
    for route, sentence in ROUTE_SENTENCES.items():
        of_route = [row for row in rows if row["money_route"] == route]
        if of_route:
            takings = sum(int(str(row["gross_rupiah"])) for row in of_route)
            commission = sum(int(str(row["commission_rupiah"])) for row in of_route)
            amounts = {"takings": takings, "commission": commission, "net": takings - commission}
            said.append(Said(sentence, {name: format_rupiah(amount) for name, amount in amounts.items()}))
    if figures["tax_rupiah"] > 0:
        said.append(Said(TAXED, {"tax": format_rupiah(figures["tax_rupiah"])}))
    if figures["opening_rupiah"]:
        said.append(Said(CARRIED, {"opening": format_rupiah(figures["opening_rupiah"])}))
    return said


def debts(figures: Mapping[str, int]) -> list[tuple[str, int]]:
    """Who owes whom, as sentences with amounts; empty when nobody does."""
    owed = [(OUTLET_OWES, figures["outlet_owes_rupiah"]), (PRODUCER_OWES, figures["producer_owes_rupiah"])]
    return [(sentence, amount) for sentence, amount in owed if amount]
