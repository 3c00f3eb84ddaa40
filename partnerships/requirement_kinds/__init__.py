"""The fifteen kinds of requirements by code. A new kind is one entry in one of the files here and no migration."""

from collections.abc import Iterable

from partnerships.requirement_kinds.business import BUSINESS_KINDS
from partnerships.requirement_kinds.food import FOOD_KINDS, LABEL_HINTS, LABEL_ITEMS
from partnerships.requirement_kinds.goods import GOODS_KINDS
from partnerships.requirement_kinds.kind import (
    DetailField,
    DetailType,
    Expiry,
    Findings,
    RequirementKind,
    Submission,
)

__all__ = [
    "KINDS",
    "LABEL_HINTS",
    "LABEL_ITEMS",
    "DetailField",
    "DetailType",
    "Expiry",
    "Findings",
    "RequirementKind",
    "Submission",
    "covers",
    "registry",
]

ORDER = (
    *("nib", "pirt", "bpom_md", "halal", "npwp", "slhs", "cosmetic_notification", "traditional_medicine"),
    *("household_product", "sni", "trademark", "label_check", "barcode", "bank_account", "own_production"),
)


def registry(kinds: Iterable[RequirementKind]) -> dict[str, RequirementKind]:
    """The kinds by code. Raises ValueError when two have the same code."""
    found: dict[str, RequirementKind] = {}
    for kind in kinds:
        if kind.code in found:
            raise ValueError(f"two requirement kinds are called {kind.code}")
        found[kind.code] = kind
    return found


KINDS = registry(sorted((*BUSINESS_KINDS, *FOOD_KINDS, *GOODS_KINDS), key=lambda kind: ORDER.index(kind.code)))


def covers(kind: str, listed_product_ids: Iterable[int], product_id: int) -> bool:
    """Whether a requirement that lists these products covers one of them.

    P-IRT, BPOM and halal cover exactly what they list; any other kind covers the whole business unless it lists
    products. Raises KeyError for an unknown kind.
    """
    listed = set(listed_product_ids)
    return product_id in listed or (not listed and not KINDS[kind].covers_products)
