"""The thirteen product categories and what the law cares about in each.

The codes are those of the public surface. Which permit a category needs on a day is decided by the rules of
`readiness`; here stands only what a category is.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from core.wording import N_

PIRT_FOOD_TYPES: Mapping[str, str] = {
    "01": N_("Hasil olahan daging kering"),
    "02": N_("Hasil olahan ikan kering"),
    "03": N_("Hasil olahan unggas kering"),
    "04": N_("Hasil olahan sayur"),
    "05": N_("Hasil olahan kelapa"),
    "06": N_("Tepung dan hasil olahannya"),
    "07": N_("Minyak dan lemak"),
    "08": N_("Selai, jeli dan sejenisnya"),
    "09": N_("Gula, kembang gula dan madu"),
    "10": N_("Kopi dan teh kering"),
    "11": N_("Bumbu"),
    "12": N_("Rempah-rempah"),
    "13": N_("Minuman serbuk"),
    "14": N_("Hasil olahan buah"),
    "15": N_("Hasil olahan biji-bijian, kacang-kacangan dan umbi"),
    "16": N_("Lain-lain es (kode lama)"),
}
"""Food types of home industry by digits 2-3 of a P-IRT number: PerBPOM 22/2018; 16 only in BPOM's own application."""

PIRT_PACKAGINGS: Mapping[str, tuple[str, str]] = {
    "1": ("glass", N_("Gelas")),
    "2": ("plastic", N_("Plastik")),
    "3": ("paper", N_("Karton/kertas")),
    "4": ("can", N_("Kaleng")),
    "5": ("aluminium_foil", N_("Aluminium foil")),
    "6": ("other", N_("Lain-lain (misalnya daun)")),
    "7": ("composite", N_("Komposit")),
    "8": ("multiple", N_("Ganda")),
}
"""Packagings by the first digit of a P-IRT number: a code of ours for a product's packaging, and the label."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductCategory:
    """One category of products.

    `contains_animal_possible` says whether animal material decides on a duty (halal of clothes and leather, PP 39/2021
    Pasal 138). `pirt_food_types` are the P-IRT food types that fit; with another one a reviewer is warned.
    """

    code: str
    label: str
    is_food: bool = False
    is_packaged_food: bool = False
    contains_animal_possible: bool = False
    pirt_food_types: frozenset[str] = frozenset()


DRY_FOOD_TYPES = frozenset(PIRT_FOOD_TYPES) - {"13", "16"}

CATEGORIES: Mapping[str, ProductCategory] = {
    category.code: category
    for category in (
        ProductCategory(
            code="dry_food",
            label=N_("Makanan olahan kering"),
            is_food=True,
            is_packaged_food=True,
            contains_animal_possible=True,
            pirt_food_types=DRY_FOOD_TYPES,
        ),
        ProductCategory(
            code="chilled_food",
            label=N_("Makanan beku, dingin, susu dan pasteurisasi"),
            is_food=True,
            is_packaged_food=True,
            contains_animal_possible=True,
        ),
        ProductCategory(
            code="ready_to_eat",
            label=N_("Makanan siap saji (tahan paling lama 7 hari)"),
            is_food=True,
            contains_animal_possible=True,
        ),
        ProductCategory(
            code="powder_drink",
            label=N_("Minuman serbuk, kopi dan teh kering"),
            is_food=True,
            is_packaged_food=True,
            contains_animal_possible=True,
            pirt_food_types=frozenset({"10", "13"}),
        ),
        ProductCategory(
            code="liquid_drink",
            label=N_("Minuman cair dalam kemasan"),
            is_food=True,
            is_packaged_food=True,
            contains_animal_possible=True,
        ),
        ProductCategory(code="fresh_produce", label=N_("Pangan segar (sayur, buah, telur)"), is_food=True),
        ProductCategory(code="craft", label=N_("Kerajinan kayu, rotan dan anyaman")),
        ProductCategory(
            code="leather_craft",
            label=N_("Kerajinan kulit, tulang dan tanduk"),
            contains_animal_possible=True,
        ),
        ProductCategory(code="textile", label=N_("Batik, tekstil dan pakaian"), contains_animal_possible=True),
        ProductCategory(code="cosmetics", label=N_("Kosmetik dan sabun mandi"), contains_animal_possible=True),
        ProductCategory(code="cleaning", label=N_("Sabun cuci dan pembersih"), contains_animal_possible=True),
        ProductCategory(code="herbal", label=N_("Jamu dan obat tradisional"), contains_animal_possible=True),
        ProductCategory(
            code="supplement",
            label=N_("Suplemen kesehatan dan madu dengan klaim"),
            contains_animal_possible=True,
        ),
    )
}
