"""The rules an agency starts with: which category of product needs which requirement since when, and by what source.

They are data: the table of rules is seeded from here once and edited by administrators from then on. Duties older than
this platform carry `LONG_IN_FORCE`, because no sale of ours can lie before them.
"""

from collections.abc import Iterable
from datetime import date

from core.wording import N_
from partnerships.growth import SizeClass
from partnerships.product_categories import CATEGORIES
from partnerships.readiness import Need, Rule

LONG_IN_FORCE = date(2000, 1, 1)
HALAL_LARGER_FOOD = date(2024, 10, 18)
"""The grace period of medium and large makers of food and drink ended on 17 October 2024."""
HALAL_SMALL_FOOD_AND_GOODS = date(2026, 10, 18)
"""That of micro and small makers of food and drink, and of other goods, ended on 17 October 2026 (PP 42/2024)."""

HALAL_DATE = N_("Apakah batas 17 Oktober 2026 dipertahankan? Sumber terakhir yang dibaca bertanggal Februari 2026.")
"""What an agency still has to look up of a rule; it is shown beside the rule until somebody confirms it."""
PIRT_LIST = N_("Cocokkan dengan daftar pangan pada lampiran PerBPOM 4/2024.")
SNI_LIST = N_("Cocokkan dengan daftar SNI wajib yang berlaku.")
PRACTICE = N_("Sumber hukumnya belum dibaca; periksa pada penerbit izin.")

HALAL_FOOD = ("dry_food", "chilled_food", "ready_to_eat", "powder_drink", "liquid_drink")
PACKAGED_FOOD = tuple(category.code for category in CATEGORIES.values() if category.is_packaged_food)


def _rules(
    kind: str,
    categories: Iterable[str | None],
    source: str,
    *,
    need: Need = Need.REQUIRED,
    since: date = LONG_IN_FORCE,
    sizes: Iterable[SizeClass | None] = (None,),
    outlet_kind: str | None = None,
    to_confirm: str = "",
) -> list[Rule]:
    return [
        Rule(
            kind=kind,
            category=category,
            outlet_kind=outlet_kind,
            size_class=size,
            starts_on=since,
            need=need,
            source=source,
            to_confirm=to_confirm,
        )
        for category in categories
        for size in sizes
    ]


BASE_RULES: tuple[Rule, ...] = (
    *_rules("nib", [None], "PP 28/2025 Pasal 206"),
    *_rules("pirt", ["dry_food", "powder_drink"], "PP 86/2019 Pasal 35", to_confirm=PIRT_LIST),
    *_rules("bpom_md", ["chilled_food", "liquid_drink"], "PP 86/2019 Pasal 34"),
    *_rules("slhs", ["ready_to_eat"], N_("Pangan siap saji dibina Dinas Kesehatan, di luar lingkup P-IRT dan MD")),
    *_rules(
        "halal",
        HALAL_FOOD,
        "PP 42/2024 Pasal 160",
        since=HALAL_LARGER_FOOD,
        sizes=[SizeClass.MEDIUM, SizeClass.LARGE],
    ),
    *_rules(
        "halal",
        HALAL_FOOD,
        "PP 42/2024 Pasal 160",
        since=HALAL_SMALL_FOOD_AND_GOODS,
        sizes=[SizeClass.MICRO, SizeClass.SMALL],
        to_confirm=HALAL_DATE,
    ),
    *_rules(
        "halal",
        ["herbal", "supplement", "cosmetics", "leather_craft"],
        "PP 42/2024 Pasal 161",
        since=HALAL_SMALL_FOOD_AND_GOODS,
        to_confirm=HALAL_DATE,
    ),
    *_rules(
        "halal",
        ["textile", "cleaning"],
        "PP 42/2024 Pasal 161",
        need=Need.CONDITIONAL,
        since=HALAL_SMALL_FOOD_AND_GOODS,
        to_confirm=HALAL_DATE,
    ),
    *_rules("label_check", PACKAGED_FOOD, "UU 18/2012 Pasal 97"),
    *_rules("label_check", ["ready_to_eat"], "UU 18/2012 Pasal 97", need=Need.CONDITIONAL),
    *_rules("cosmetic_notification", ["cosmetics"], N_("Izin edar kosmetik, BPOM")),
    *_rules("traditional_medicine", ["herbal", "supplement"], N_("Izin edar obat tradisional dan suplemen, BPOM")),
    *_rules("household_product", ["cleaning"], N_("Izin edar PKRT, Kementerian Kesehatan"), to_confirm=PRACTICE),
    *_rules(
        "sni",
        ["dry_food", "chilled_food", "liquid_drink", "textile"],
        N_("Daftar SNI wajib"),
        need=Need.CONDITIONAL,
        to_confirm=SNI_LIST,
    ),
    *_rules("trademark", ["craft"], "UU 20/2016 Pasal 35", need=Need.CONDITIONAL),
    *_rules(
        "label_check",
        PACKAGED_FOOD,
        N_("Pengaturan Dinas: Pojok UMKM memakai syarat ringan"),
        need=Need.CONDITIONAL,
        outlet_kind="office_corner",
    ),
)
