"""Two sources for the same days, side by side: what stands, what comes, and how they differ. Pure.

Nobody can tell from two sums which pieces they share. So pieces of the same product and day count as the same, first at
the same price and then at any, and what is beyond them is what the second source has more.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from commissions.pricing import PricedLine


class Standing(NamedTuple):
    """Pieces of one sale that stand in the books, or are held."""

    sold_on: date
    product_id: int
    name: str
    pieces: int
    unit_price_rupiah: int
    line_id: int | None
    """The sale; None for a line that is held."""
    natural_key: bytes | None = None


class DayDifference(NamedTuple):
    """One product on one day in both sources; pieces and rupiah."""

    sold_on: date
    product_id: int
    name: str
    pieces_standing: int
    rupiah_standing: int
    pieces_coming: int
    rupiah_coming: int

    @property
    def pieces_more(self) -> int:
        """How many pieces the second source has more; below zero when it has fewer."""
        return self.pieces_coming - self.pieces_standing


def as_standing(line: PricedLine) -> Standing:
    """A line that comes, told like one that stands."""
    placed = line.terms.placed
    return Standing(
        line.line.sold_on, placed.product_id, placed.name, line.line.quantity, line.line.unit_price_rupiah, None
    )


def differences(standing: Sequence[Standing], coming: Sequence[Standing]) -> list[DayDifference]:
    """What stands and what comes, by day and product, in that order."""
    found: dict[tuple[date, int], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    names: dict[int, str] = {}
    for place, lines in ((0, standing), (2, coming)):
        for line in lines:
            sums = found[line.sold_on, line.product_id]
            sums[place] += line.pieces
            sums[place + 1] += line.pieces * line.unit_price_rupiah
            names[line.product_id] = line.name
    rows = [DayDifference(day, product, names[product], *sums) for (day, product), sums in found.items()]
    return sorted(rows, key=lambda row: (row.sold_on, row.name.casefold(), row.product_id))


def pieces_beyond(standing: Sequence[Standing], coming: Sequence[Standing]) -> list[int]:
    """How many pieces each line of the second source has beyond what stands.

    What stands is taken off lines of the same price first, then off whatever is left, from the top.
    """
    at_price: dict[tuple[date, int, int], int] = defaultdict(int)
    for stood in standing:
        at_price[stood.sold_on, stood.product_id, stood.unit_price_rupiah] += stood.pieces
    left = []
    for line in coming:
        shared = (line.sold_on, line.product_id, line.unit_price_rupiah)
        there = min(at_price[shared], line.pieces)
        at_price[shared] -= there
        left.append(line.pieces - there)
    elsewhere: dict[tuple[date, int], int] = defaultdict(int)
    for (day, product_id, _price), pieces in at_price.items():
        elsewhere[day, product_id] += pieces
    for place, line in enumerate(coming):
        there = min(elsewhere[line.sold_on, line.product_id], left[place])
        elsewhere[line.sold_on, line.product_id] -= there
        left[place] -= there
    return left


def missing(standing: Sequence[Standing], coming: Sequence[PricedLine]) -> list[PricedLine]:
    """The lines of the second source beyond what stands, in their order; a line that is partly there is cut."""
    beyond = pieces_beyond(standing, [as_standing(line) for line in coming])
    return [_cut(line, pieces) for line, pieces in zip(coming, beyond, strict=True) if pieces]


def _cut(line: PricedLine, pieces: int) -> PricedLine:
    """A line of fewer pieces at the same price and rate."""
    if pieces == line.line.quantity:
        return line
    gross = pieces * line.line.unit_price_rupiah
    commission = (gross * line.terms.rate_bp + 5000) // 10_000
    return PricedLine(line.line._replace(quantity=pieces), line.terms, gross, commission)
