"""The ladder of readiness of a producer, L0 to L5, from registered to selling in several districts.

Design of the agency, not law: capacity, capital and volume tell how large a business is (`growth`), the ladder tells
how far it has come on the way to the shelf. A step counts only when all below it do.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from core.wording import N_


class Step(StrEnum):
    """The six steps, each with its place in the name."""

    REGISTERED = "L0"
    NIB = "L1"
    PRODUCT_PERMIT = "L2"
    HALAL_AND_BARCODE = "L3"
    MODERN_RETAIL = "L4"
    SEVERAL_DISTRICTS = "L5"


STEP_LABELS: Mapping[Step, str] = {
    Step.REGISTERED: N_("Terdaftar"),
    Step.NIB: N_("Memiliki NIB"),
    Step.PRODUCT_PERMIT: N_("Izin produk lengkap"),
    Step.HALAL_AND_BARCODE: N_("Halal dan kode batang"),
    Step.MODERN_RETAIL: N_("Masuk ritel modern"),
    Step.SEVERAL_DISTRICTS: N_("Beberapa gerai lintas daerah"),
}
WHAT_IT_TAKES: Mapping[Step, str] = {
    Step.REGISTERED: N_("Daftarkan usaha Anda."),
    Step.NIB: N_("Urus NIB di oss.go.id, lalu ajukan di sini sampai disetujui."),
    Step.PRODUCT_PERMIT: N_("Lengkapi izin edar setidaknya satu produk aktif, misalnya P-IRT atau BPOM."),
    Step.HALAL_AND_BARCODE: N_("Produk yang berizin itu perlu sertifikat halal bila wajib, dan kode batang (GTIN)."),
    Step.MODERN_RETAIL: N_("Tempatkan produk di satu minimarket, supermarket, hypermarket, atau department store."),
    Step.SEVERAL_DISTRICTS: N_("Tempatkan produk di dua gerai atau lebih pada kabupaten/kota yang berbeda."),
}
LEAST_OUTLETS = 2
LEAST_DISTRICTS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class LadderFacts:
    """What a producer has on one day.

    `has_product_permit`: an active product holds what the law asks before it may be sold, but halal.
    `has_halal_and_barcode`: such a product also has its halal certificate, where it needs one, and a bar code.
    `modern_outlets`, `outlets` and `districts` count where its products stand; a district is a regency or city.
    """

    has_nib: bool = False
    has_product_permit: bool = False
    has_halal_and_barcode: bool = False
    modern_outlets: int = 0
    outlets: int = 0
    districts: int = 0


def conditions(facts: LadderFacts) -> dict[Step, bool]:
    """Whether what each step itself asks is there, whatever lies below it."""
    return {
        Step.REGISTERED: True,
        Step.NIB: facts.has_nib,
        Step.PRODUCT_PERMIT: facts.has_product_permit,
        Step.HALAL_AND_BARCODE: facts.has_halal_and_barcode,
        Step.MODERN_RETAIL: facts.modern_outlets > 0,
        Step.SEVERAL_DISTRICTS: facts.outlets >= LEAST_OUTLETS and facts.districts >= LEAST_DISTRICTS,
    }


def step_of(facts: LadderFacts) -> Step:
    """The highest step reached: all that it asks and all that the steps below it ask is there."""
    reached = Step.REGISTERED
    for step, is_there in conditions(facts).items():
        if not is_there:
            break
        reached = step
    return reached


def step_after(step: Step) -> Step | None:
    """The next step to reach, None on the highest."""
    order = list(Step)
    place = order.index(step) + 1
    return order[place] if place < len(order) else None
