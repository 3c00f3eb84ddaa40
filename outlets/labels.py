"""What stands on a label, and how many fit where. Pure: plain values in, plain values out.

The producer's number stands on the goods so that buyers order directly, as in the PLUT gallery of Central Kalimantan.
A label adds to the nine items of UU 18/2012 Pasal 97; it does not replace the food label a packaged product must carry.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.wording import N_

MOST_LABELS = 480
"""Twenty sheets of 24; more belong in a second file."""
MONTH_IS_ENOUGH_FROM_DAYS = 91
"""With a shelf life of more than three months, month and year are enough (PP 69/1999 Pasal 27)."""


class LabelLayout(StrEnum):
    """What the labels are printed on."""

    A4_24 = "a4_24"
    ROLL_50X30 = "roll_50x30"


LAYOUT_LABELS = {
    LabelLayout.A4_24: N_("Lembar A4, 24 label 70 x 37 mm"),
    LabelLayout.ROLL_50X30: N_("Gulungan label 50 x 30 mm"),
}
PER_SHEET = {LabelLayout.A4_24: 24, LabelLayout.ROLL_50X30: 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """One label: what it says, and the address its QR code leads to. An empty text is left out."""

    name: str
    weight: str
    producer: str
    phone: str
    permits: tuple[str, ...]
    batch: str
    produced: str
    expires: str
    code: str
    address: str


def sheets(labels: Sequence[Label], layout: LabelLayout, *, skip: int = 0) -> list[list[Label | None]]:
    """The labels on their sheets in order; the first `skip` places of the first sheet stay empty.

    Raises ValueError when more places are skipped than a sheet has.
    """
    size = PER_SHEET[layout]
    if not 0 <= skip < size:
        raise ValueError("a sheet has fewer places than are skipped")
    places: list[Label | None] = [None] * skip + list(labels)
    return [places[start : start + size] for start in range(0, len(places), size)]


def month_is_enough(shelf_life_days: int | None) -> bool:
    """Whether the label may name only month and year of expiry (PP 69/1999 Pasal 27)."""
    return shelf_life_days is not None and shelf_life_days >= MONTH_IS_ENOUGH_FROM_DAYS


def plain_day(day: date) -> str:
    """A day as labels print it in little space: `22/11/2026`."""
    return f"{day:%d/%m/%Y}"
