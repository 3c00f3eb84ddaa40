"""For whom the pieces that lie at the outlet are set aside, while buyers of a pooled pre-order come when they like.

The rule, as the counter reads it (docs/preorders.md):

1. Who was told that its pieces are ready keeps them.
2. What is left goes to the order promised for the earliest day, of two for the same day to the one that came first.
3. Handing out more than that takes from somebody with an earlier promise: it is possible, and said.

Amounts are whole pieces.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Waits:
    """An accepted order that waits for pieces, and how many its buyer was told are ready."""

    order_id: int
    promised_on: date
    outstanding: int
    takes_parts: bool
    told: int = 0


def set_aside(ready: int, waiting: Iterable[Waits]) -> dict[int, int]:
    """How many of the pieces that lie there are set aside for each order; who gets none is left out."""
    by_promise = sorted(waiting, key=lambda one: (one.promised_on, one.order_id))
    aside: dict[int, int] = {}
    for told_ones_first in (True, False):
        for one in by_promise:
            wanted = min(one.told, one.outstanding) if told_ones_first else one.outstanding
            size = min(wanted - aside.get(one.order_id, 0), ready)
            if size > 0:
                aside[one.order_id] = aside.get(one.order_id, 0) + size
                ready -= size
    return aside


def free_for(order_id: int, ready: int, waiting: Iterable[Waits]) -> int:
    """How many pieces an order may be handed without taking from one that comes before it.

    What is set aside for it, and what is set aside for nobody or for those it may go before: promised later, not told.
    """
    others = list(waiting)
    own = next((one for one in others if one.order_id == order_id), None)
    if own is None:
        return 0
    place = (own.promised_on, own.order_id)
    aside = set_aside(ready, others)
    before = sum(
        size if (one.promised_on, one.order_id) < place else min(size, one.told)
        for one in others
        if one is not own and (size := aside.get(one.order_id, 0))
    )
    return ready - before


def is_news(one: Waits, aside: int) -> bool:
    """Whether a buyer is told that pieces are ready: all it waits for, or the first part to one that takes parts."""
    if aside <= one.told:
        return False
    return aside == one.outstanding or (one.takes_parts and one.told == 0)
