"""The kinds of outlets, one table entry each.

Floor areas are those of PP 29/2021 Pasal 87; an area outside them is a hint that the kind is wrong. Whether a kind
follows the full or the light requirement set is a setting of the agency, not a law: the office corners of Metro (2022)
turn no producer away, so there only what the law itself demands is required and the agency's own checks are questions.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from core.wording import N_, Problem, Severity
from outlets.states import StockPolicy
from partnerships.shelves import KINDS_OF_OUTLETS


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletKind:
    """One kind of outlet.

    Areas are in square metres of sales floor: more than `area_above`, at least `area_from`, at most `area_to`; None is
    no bound. `is_modern_retail` are self-service shops in the sense of PP 29/2021, which count for a producer's growth.
    `requirement_set` is `full` or `light`.
    """

    code: str
    label: str
    area_above: int | None = None
    area_from: int | None = None
    area_to: int | None = None
    stock_policy: StockPolicy = StockPolicy.UNTRACKED
    is_modern_retail: bool = False
    requirement_set: str = "full"


OUTLET_KINDS: Mapping[str, OutletKind] = {
    kind.code: kind
    for kind in (
        OutletKind(code="hypermarket", label=N_("Hypermarket"), area_above=5000, is_modern_retail=True),
        OutletKind(code="supermarket", label=N_("Supermarket"), area_above=400, area_to=5000, is_modern_retail=True),
        OutletKind(code="minimarket", label=N_("Minimarket"), area_to=400, is_modern_retail=True),
        OutletKind(code="department_store", label=N_("Department store"), area_from=400, is_modern_retail=True),
        OutletKind(code="hotel", label=N_("Hotel")),
        OutletKind(code="cafe", label=N_("Kafe")),
        OutletKind(code="cooperative", label=N_("Koperasi")),
        OutletKind(code="plut_gallery", label=N_("Galeri PLUT"), stock_policy=StockPolicy.BATCH),
        OutletKind(code="office_corner", label=N_("Pojok UMKM"), requirement_set="light"),
        OutletKind(code="souvenir_shop", label=N_("Toko oleh-oleh")),
    )
}
KINDS_OF_OUTLETS.update({kind.code: kind.label for kind in OUTLET_KINDS.values()})


def default_stock_policy(kind: str) -> StockPolicy:
    """How the stock of a new outlet of this kind is followed: by batch in a PLUT gallery, untracked elsewhere.

    Raises KeyError for a code that is no outlet kind.
    """
    return OUTLET_KINDS[kind].stock_policy


def area_hint(kind: str, area_square_metres: int) -> Problem | None:
    """A warning when a sales floor does not fit the kind (PP 29/2021 Pasal 87). Raises KeyError for an unknown kind."""
    entry = OUTLET_KINDS[kind]
    fits = (
        (entry.area_above is None or area_square_metres > entry.area_above)
        and (entry.area_from is None or area_square_metres >= entry.area_from)
        and (entry.area_to is None or area_square_metres <= entry.area_to)
    )
    if fits:
        return None
    return Problem(
        "area_does_not_fit_kind",
        N_(
            "Luas lantai %(area)s m² tidak sesuai dengan jenis gerai ini menurut PP 29/2021 Pasal 87. Periksa jenisnya."
        ),
        {"area": area_square_metres},
        Severity.WARNING,
    )
