"""Prices with the day they start: exactly one on every day, whatever was noted in which order.

Pure. Only starts are stored; a price ends when the next one starts, so neither a gap nor an overlap can be written.
The first price of a placement holds before and from its first day; of several prices noted for one day the last counts.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from core.dated_values import value_on


class Prices(NamedTuple):
    """What a piece is worth between producer and outlet, and what the buyer pays for it, in whole rupiah.

    The consigned price serves buy-back and compensation alone; the retail price is what sales are compared with.
    """

    consigned_rupiah: int
    retail_rupiah: int


class NotedPrice(NamedTuple):
    """Prices that were noted to hold from a day on."""

    starts_on: date
    prices: Prices


class PricePeriod(NamedTuple):
    """Prices with the days they hold, both included; `ends_on` None means until further notice."""

    starts_on: date
    ends_on: date | None
    prices: Prices


def prices_on(first: Prices, noted: Sequence[NotedPrice], day: date) -> Prices:
    """The prices of a day. `noted` stands in the order in which it was noted."""
    return value_on(first, noted, day)


def periods(starts_on: date, first: Prices, noted: Sequence[NotedPrice]) -> list[PricePeriod]:
    """Every stretch of days with its prices, from the first day on. `noted` stands in the order it was noted in."""
    counting = {starts_on: first} | {max(change.starts_on, starts_on): change.prices for change in noted}
    days = sorted(counting)
    ends: list[date | None] = [day - timedelta(days=1) for day in days[1:]]
    return [PricePeriod(day, end, counting[day]) for day, end in zip(days, [*ends, None], strict=True)]
