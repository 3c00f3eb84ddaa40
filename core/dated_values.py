"""Values with the day they start: exactly one on every day, whatever was noted in which order.

Pure. Only starts are kept; a value ends when the next one starts, so neither a gap nor an overlap can be written. The
first value holds before the first start; of several noted for one day the last counts.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Generic, NamedTuple, TypeVar

Value = TypeVar("Value")


class Stretch(NamedTuple, Generic[Value]):
    """A value with the days it holds, both included; None stands for no first or no last day."""

    starts_on: date | None
    ends_on: date | None
    value: Value


def value_on(first: Value, noted: Sequence[tuple[date, Value]], day: date) -> Value:
    """The value of a day. `noted` stands in the order in which it was noted."""
    found, since = first, date.min
    for starts_on, value in noted:
        if since <= starts_on <= day:
            found, since = value, starts_on
    return found


def stretches(first: Value, noted: Sequence[tuple[date, Value]]) -> list[Stretch[Value]]:
    """Every stretch of days with its value, the oldest first; neighbours that are alike are one."""
    counting: dict[date, Value] = dict(noted)
    found: list[Stretch[Value]] = [Stretch(None, None, first)]
    for day in sorted(counting):
        if counting[day] != found[-1].value:
            found[-1] = found[-1]._replace(ends_on=day - timedelta(days=1))
            found.append(Stretch(day, None, counting[day]))
    return found
