"""When a pooled pre-order can be promised: the room the pool still has, day by day. Amounts are whole pieces."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from outlets.allocation import Member


def room_by_day(
    days: Iterable[date], members: Sequence[Member], taken: Mapping[date, int] | None = None
) -> dict[date, int]:
    """What the pool can still make on each day beside what was promised to buyers (`taken`).

    A day on which more was promised than the pool can make now, since somebody left, lends the difference to no other
    day: it has no room, and the pieces that are missing are promised anew by whoever knows the orders.
    """
    promised = taken or {}
    return {
        day: max(0, sum(member.offers_on(day) for member in members) - promised.get(day, 0))
        for day in sorted(set(days))
    }


def earliest(pieces: int, room: Mapping[date, int]) -> dict[date, int] | None:
    """The pieces of an order by the days on which they are made, as early as there is room.

    The last of these days is the one to promise. None when the days do not hold them all; an order is promised whole or
    it waits. Raises ValueError for an order of nothing.
    """
    if pieces < 1:
        raise ValueError("an order is for at least one piece")
    made: dict[date, int] = {}
    for day in sorted(room):
        size = min(room[day], pieces - sum(made.values()))
        if size > 0:
            made[day] = size
        if sum(made.values()) == pieces:
            return made
    return None
