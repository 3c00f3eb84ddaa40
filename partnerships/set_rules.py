"""The sets an agency starts with: what retail chains, hotels and galleries ask for beyond the law, and who says so.

A set only adds. What the law already asks of a category is repeated only where a chain asks it of more products.
"""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from core.wording import N_
from partnerships.base_rules import HALAL_FOOD, PACKAGED_FOOD
from partnerships.readiness import Need, Rule

ALFAMART_SINCE = date(2023, 1, 1)
ALFAMIDI_SINCE = date(2025, 5, 27)
RETAILERS_SINCE = date(2025, 1, 1)
GALLERY_SINCE = date(2022, 1, 1)
FIRST_VERSION = N_("Aturan awal")
"""Why the first version of the rules is there."""
OF_PRACTICE = N_("Kebiasaan, belum tertulis dalam perjanjian. Tanyakan kepada jaringan ini.")


class SeededSet(NamedTuple):
    """A set an agency starts with."""

    code: str
    name: str
    description: str
    source: str


SETS: tuple[SeededSet, ...] = (
    SeededSet(
        "alfamart",
        "Alfamart",
        N_("Halal, P-IRT atau BPOM, NIB, kemasan baku dan barcode."),
        N_("Kurasi Alfamart Madiun 2023 (cowasjp.com)"),
    ),
    SeededSet(
        "alfamidi",
        "Alfamidi",
        N_("Kemasan menarik dengan kode produksi, komposisi dan berat; barcode; BPOM dan SNI bila berlaku."),
        N_("Kurasi Alfamidi Polewali Mandar, 27 Mei 2025 (mandarnews.com)"),
    ),
    SeededSet(
        "aprindo",
        N_("Peritel anggota APRINDO"),
        N_("NIB, NPWP, P-IRT atau BPOM, dan halal."),
        N_("Temu usaha Garut dengan APRINDO 2025 (radargarut.id)"),
    ),
    SeededSet(
        "hotel_group",
        N_("Kelompok hotel"),
        N_("NIB, halal, NPWP, label yang lengkap dan rekening bank untuk pembayaran."),
        N_("Kebiasaan pengadaan hotel"),
    ),
    SeededSet(
        "gallery",
        N_("Galeri produk Dinas"),
        N_("Hanya barang buatan sendiri; produsen hadir sendiri."),
        N_("Galeri Dinas di Jawa Timur (pesonajawatimur.com)"),
    ),
)


def _rules(
    requirement_set: str,
    kind: str,
    categories: Iterable[str | None],
    *,
    need: Need = Need.REQUIRED,
    since: date,
    to_confirm: str = "",
) -> list[Rule]:
    sources = {one.code: one.source for one in SETS}
    return [
        Rule(
            kind=kind,
            category=category,
            starts_on=since,
            need=need,
            source=sources[requirement_set],
            requirement_set=requirement_set,
            to_confirm=to_confirm,
        )
        for category in categories
    ]


SET_RULES: tuple[Rule, ...] = (
    *_rules("alfamart", "nib", [None], since=ALFAMART_SINCE),
    *_rules("alfamart", "halal", HALAL_FOOD, since=ALFAMART_SINCE),
    *_rules("alfamart", "pirt", ["dry_food", "powder_drink"], since=ALFAMART_SINCE),
    *_rules("alfamart", "bpom_md", ["chilled_food", "liquid_drink"], since=ALFAMART_SINCE),
    *_rules("alfamart", "label_check", PACKAGED_FOOD, since=ALFAMART_SINCE),
    *_rules("alfamart", "barcode", [None], since=ALFAMART_SINCE, to_confirm=OF_PRACTICE),
    *_rules("alfamidi", "label_check", PACKAGED_FOOD, since=ALFAMIDI_SINCE),
    *_rules("alfamidi", "barcode", [None], since=ALFAMIDI_SINCE),
    *_rules(
        "alfamidi",
        "bpom_md",
        ["chilled_food", "liquid_drink"],
        since=ALFAMIDI_SINCE,
        to_confirm=N_("Apakah Alfamidi menerima P-IRT untuk pangan kering, atau hanya BPOM?"),
    ),
    *_rules(
        "alfamidi",
        "sni",
        ["dry_food", "chilled_food", "powder_drink", "liquid_drink", "textile"],
        need=Need.CONDITIONAL,
        since=ALFAMIDI_SINCE,
    ),
    *_rules("aprindo", "nib", [None], since=RETAILERS_SINCE),
    *_rules("aprindo", "npwp", [None], since=RETAILERS_SINCE),
    *_rules("aprindo", "halal", HALAL_FOOD, since=RETAILERS_SINCE),
    *_rules("aprindo", "pirt", ["dry_food", "powder_drink"], since=RETAILERS_SINCE),
    *_rules("aprindo", "bpom_md", ["chilled_food", "liquid_drink"], since=RETAILERS_SINCE),
    *_rules("hotel_group", "nib", [None], since=RETAILERS_SINCE),
    *_rules("hotel_group", "npwp", [None], since=RETAILERS_SINCE, to_confirm=OF_PRACTICE),
    *_rules("hotel_group", "bank_account", [None], since=RETAILERS_SINCE, to_confirm=OF_PRACTICE),
    *_rules("hotel_group", "halal", HALAL_FOOD, since=RETAILERS_SINCE, to_confirm=OF_PRACTICE),
    *_rules("hotel_group", "label_check", PACKAGED_FOOD, since=RETAILERS_SINCE, to_confirm=OF_PRACTICE),
    *_rules("gallery", "own_production", [None], since=GALLERY_SINCE),
)
