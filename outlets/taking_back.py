"""From whom work of a day is taken back when buyers need less of it: from whoever has received most in the campaign."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Given:
    """A producer with work on a day: how much of it, its place in the order of joining, and its total so far."""

    producer_id: int
    pieces: int
    joined: int
    received: int


def taken_back(pieces: int, given: Sequence[Given]) -> Mapping[int, int]:
    """How many pieces each gives back, by producer; who gives back nothing is left out.

    The highest totals come down first until they stand level; of two who are level, who joined later gives one more.
    Raises ValueError for more pieces than were given.
    """
    if not 0 <= pieces <= sum(one.pieces for one in given):
        raise ValueError("only what was given can be taken back")

    def back_at(level: int) -> list[int]:
        return [min(one.pieces, max(0, one.received - level)) for one in given]

    low = min((one.received - one.pieces for one in given), default=0)
    high = max((one.received for one in given), default=0)
    while low < high:
        middle = (low + high) // 2
        if sum(back_at(middle)) <= pieces:
            high = middle
        else:
            low = middle + 1
    sizes, more = back_at(low), back_at(low - 1)
    left = pieces - sum(sizes)
    for place in sorted(range(len(given)), key=lambda place: -given[place].joined):
        if left and more[place] > sizes[place]:
            sizes[place] += 1
            left -= 1
    return {one.producer_id: size for one, size in zip(given, sizes, strict=True) if size}
