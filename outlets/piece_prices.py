"""What an accepted piece of a pooled pre-order is worth, by the day it is brought. Whole rupiah.

An order keeps the price it was placed at. What a producer is paid follows the day of delivery, like the commission: a
change says from which day on, never a day that has begun, so that no day that is over gets another price.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple


class PaidFrom(NamedTuple):
    """A price and the first day of delivery it is paid for."""

    paid_from: date
    price_rupiah: int


def piece_price_on(told: Sequence[PaidFrom], day: date) -> int:
    """The price of a day, of prices in the order they were set: of those that had begun, what was said last counts.

    A day before all of them has the first one. Raises IndexError where none was set.
    """
    begun = [one for one in told if one.paid_from <= day]
    return (begun or told[:1])[-1].price_rupiah


def prices_ahead(told: Sequence[PaidFrom], day: date) -> list[PaidFrom]:
    """The changes still to come after a day: each first day on which another price is paid, in their order."""
    ahead: list[PaidFrom] = []
    price = piece_price_on(told, day)
    for start in sorted({one.paid_from for one in told if one.paid_from > day}):
        following = piece_price_on(told, start)
        if following != price:
            ahead.append(PaidFrom(start, following))
        price = following
    return ahead
