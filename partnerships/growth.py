"""The legal size of a business, micro, small, medium or large, and what else tells that it grows.

Source: PP 7/2021 Pasal 35. Capital (without land and building) decides when a business is founded or registered
(35(2)), annual sales decide for facilitating a business that runs (35(4)). Limits belong to the smaller class.
"""

from collections.abc import Mapping
from enum import StrEnum

from core.wording import N_

BILLION = 10**9


class SizeClass(StrEnum):
    """The size classes of PP 7/2021; larger than medium is `large`."""

    MICRO = "micro"
    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


LARGEST_SALES_RUPIAH: Mapping[SizeClass, int] = {
    SizeClass.MICRO: 2 * BILLION,
    SizeClass.SMALL: 15 * BILLION,
    SizeClass.MEDIUM: 50 * BILLION,
}
LARGEST_CAPITAL_RUPIAH: Mapping[SizeClass, int] = {
    SizeClass.MICRO: 1 * BILLION,
    SizeClass.SMALL: 5 * BILLION,
    SizeClass.MEDIUM: 10 * BILLION,
}


class Reach(StrEnum):
    """How far a business sells."""

    LOCAL = "local"
    REGIONAL = "regional"
    NATIONAL = "national"


class Occasion(StrEnum):
    """When the figures of a business were told."""

    REGISTRATION = "registration"
    PROFILE_CHANGE = "profile_change"
    YEARLY_FIGURES = "yearly_figures"


REACH_LABELS: Mapping[Reach, str] = {
    Reach.LOCAL: N_("Lokal (satu kabupaten/kota)"),
    Reach.REGIONAL: N_("Regional (lintas kabupaten/kota)"),
    Reach.NATIONAL: N_("Nasional (lintas provinsi)"),
}
OCCASION_LABELS: Mapping[Occasion, str] = {
    Occasion.REGISTRATION: N_("Saat terdaftar"),
    Occasion.PROFILE_CHANGE: N_("Perubahan profil"),
    Occasion.YEARLY_FIGURES: N_("Data tahunan"),
}
SIZE_LABELS: Mapping[SizeClass, str] = {
    SizeClass.MICRO: N_("Usaha mikro"),
    SizeClass.SMALL: N_("Usaha kecil"),
    SizeClass.MEDIUM: N_("Usaha menengah"),
    SizeClass.LARGE: N_("Usaha besar"),
}


def size_class(annual_sales_rupiah: int | None, capital_rupiah: int | None) -> SizeClass:
    """The class of a business by its annual sales; by its capital when it has no sales to tell of; micro when neither.

    An agency facilitates businesses that run, so sales decide as soon as they are known (PP 7/2021 Pasal 35(4)), also
    against a higher capital. Sales of 0 are a starting business: its capital decides. Raises ValueError for a negative
    amount.
    """
    if (annual_sales_rupiah or 0) < 0 or (capital_rupiah or 0) < 0:
        raise ValueError("sales and capital must not be negative")
    if annual_sales_rupiah:
        return _class_within(annual_sales_rupiah, LARGEST_SALES_RUPIAH)
    return _class_within(capital_rupiah or 0, LARGEST_CAPITAL_RUPIAH)


def has_grown(before: SizeClass, now: SizeClass) -> bool:
    """Whether a business has moved to a higher class (naik kelas)."""
    order = list(SizeClass)
    return order.index(now) > order.index(before)


def _class_within(amount_rupiah: int, limits: Mapping[SizeClass, int]) -> SizeClass:
    return next((size for size, limit in limits.items() if amount_rupiah <= limit), SizeClass.LARGE)
