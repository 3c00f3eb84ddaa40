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


def differences(standing: Sequence[Standing], coming: Sequence[PricedLine]) -> list[DayDifference]:
    """What stands and what comes, by day and product, in that order."""
    found: dict[tuple[date, int], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    names: dict[int, str] = {}
    for stood in standing:
        sums = found[stood.sold_on, stood.product_id]
        sums[0] += stood.pieces
        sums[1] += stood.pieces * stood.unit_price_rupiah
        names[stood.product_id] = stood.name
    for line in coming:
        placed = line.terms.placed
        sums = found[line.line.sold_on, placed.product_id]
        sums[2] += line.line.quantity
        sums[3] += line.gross_rupiah
        names[placed.product_id] = placed.name
    rows = [DayDifference(day, product, names[product], *sums) for (day, product), sums in found.items()]
    return sorted(rows, key=lambda row: (row.sold_on, row.name.casefold(), row.product_id))


def missing(standing: Sequence[Standing], coming: Sequence[PricedLine]) -> list[PricedLine]:
    """The lines of the second source beyond what stands, in their order; a line that is partly there is cut.

    What stands is taken off lines of the same price first, then off whatever is left, from the top.
    """
    at_price: dict[tuple[date, int, int], int] = defaultdict(int)
    for stood in standing:
        at_price[stood.sold_on, stood.product_id, stood.unit_price_rupiah] += stood.pieces
    left: list[tuple[PricedLine, int]] = []
    for line in coming:
        shared = (line.line.sold_on, line.terms.placed.product_id, line.line.unit_price_rupiah)
        there = min(at_price[shared], line.line.quantity)
        at_price[shared] -= there
        left.append((line, line.line.quantity - there))
    elsewhere: dict[tuple[date, int], int] = defaultdict(int)
    for (day, product_id, _price), pieces in at_price.items():
        elsewhere[day, product_id] += pieces
    more = []
    for line, pieces in left:
        whose = (line.line.sold_on, line.terms.placed.product_id)
        there = min(elsewhere[whose], pieces)
        elsewhere[whose] -= there
        if pieces > there:
            more.append(_cut(line, pieces - there))
    return more


def _cut(line: PricedLine, pieces: int) -> PricedLine:
    """A line of fewer pieces at the same price and rate."""
    if pieces == line.line.quantity:
        return line
    gross = pieces * line.line.unit_price_rupiah
    commission = (gross * line.terms.rate_bp + 5000) // 10_000
    return PricedLine(line.line._replace(quantity=pieces), line.terms, gross, commission)
