"""Figures for the public that tell nothing about any one business: small cells are joined before they are shown.

A cell of which fewer than five businesses are the source would let a reader work out what one of them earned (personal
financial data is specific personal data, UU 27/2022 Pasal 4 ayat (2) huruf f). Such cells become one row together; when
even that row has too few, the next smallest joins them, so that no row can be worked out from the total either.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

LEAST_BUSINESSES = 5


@dataclass(frozen=True, slots=True)
class Cell:
    """Whole numbers about one place or kind of goods, and the businesses they come from. `label` None: joined cells."""

    label: str | None
    businesses: frozenset[int]
    amounts: Mapping[str, int]


def joined(cells: Iterable[Cell]) -> Cell:
    """Cells as one: amounts added, each business counted once."""
    all_of_them = list(cells)
    names = {name: None for cell in all_of_them for name in cell.amounts}
    return Cell(
        None,
        frozenset().union(*[cell.businesses for cell in all_of_them]),
        {name: sum(cell.amounts.get(name, 0) for cell in all_of_them) for name in names},
    )


def for_the_public(cells: Iterable[Cell], least: int = LEAST_BUSINESSES) -> list[Cell] | None:
    """The cells as they may be shown, in their order, the joined ones last; sums stay the same.

    None when even all of them together come from fewer than `least` businesses. Cells nobody stands behind are left
    out unless they carry an amount.
    """
    told = [cell for cell in cells if cell.businesses or any(cell.amounts.values())]
    by_size = sorted(told, key=lambda cell: (len(cell.businesses), cell.label or ""))
    hidden = [cell for cell in by_size if len(cell.businesses) < least]
    larger = by_size[len(hidden) :]
    while hidden and len(joined(hidden).businesses) < least:
        if not larger:
            return None
        hidden.append(larger.pop(0))
    kept = [cell for cell in told if cell not in hidden]
    return [*kept, joined(hidden)] if hidden else kept
