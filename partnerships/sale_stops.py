"""Days on which goods may not be sold because of who makes them or what they are; plain values."""

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from partnerships.states import ProducerStatus


class StopCause(StrEnum):
    """Why goods may not be sold; also the code of the refusal."""

    PRODUCER_SUSPENDED = "producer_suspended"
    PRODUCT_WITHDRAWN = "product_withdrawn"


class SaleStop(NamedTuple):
    """A stretch of days without sales, first and last day included; `ends_on` None while it lasts."""

    cause: StopCause
    starts_on: date
    ends_on: date | None = None

    def covers(self, day: date) -> bool:
        """Whether nothing may be sold that day."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


def suspensions(moves: Iterable[tuple[date, ProducerStatus]]) -> list[SaleStop]:
    """The days on which a producer was suspended, from its moves in order.

    As with an agreement the day of the suspension counts among them and the day of the return does not, so what is
    taken back on the same day stops nothing.
    """
    stops: list[SaleStop] = []
    since: date | None = None
    for day, status in moves:
        if status is ProducerStatus.SUSPENDED:
            since = since or day
        elif since is not None:
            if day > since:
                stops.append(SaleStop(StopCause.PRODUCER_SUSPENDED, since, day - timedelta(days=1)))
            since = None
    if since is not None:
        stops.append(SaleStop(StopCause.PRODUCER_SUSPENDED, since))
    return stops
