"""Which promises of a pooled pre-order hold when the pool can make less, or more, than before.

The rule, as every buyer may read it (docs/preorders.md):

1. Where a day cannot hold what was promised for it, the orders that came last give way first.
2. What gave way is promised anew for the earliest days with room, orders that came first being served first. Where
   there is not enough, who came later makes room for it, the last first.
3. An order that finds no room for the rest waits again, in the place its arrival gives it. Pieces of it that were made
   by then stay its own.
4. The waiting list is gone through in the order of arrival. Whoever fits whole is accepted; whoever does not fit waits
   on, and those behind are asked.

Nobody is moved for the sake of somebody who came later. Amounts are whole pieces.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from outlets.promises import earliest


@dataclass(frozen=True, slots=True)
class Held:
    """An order that is not at its end: how many it is for, and what is promised to it from the work of which days."""

    order_id: int
    quantity: int
    is_accepted: bool
    made: Mapping[date, int] = field(default_factory=dict)
    fixed: bool = False
    """Whether it was handed over, so that it gives way to nobody."""


def keep(orders: Sequence[Held], capacity: Mapping[date, int], first: date) -> dict[int, dict[date, int]]:
    """What is promised to each order afterwards, by its id; one whose promises do not add up to its quantity waits.

    Orders come as they arrived. `capacity` is what each day holds in all; before `first` nothing new is promised.
    """
    made = {order.order_id: dict(order.made) for order in orders}
    lost = _give_way(orders, made, capacity)
    taken: Counter[date] = Counter()
    for days in made.values():
        taken.update(days)
    room = {day: held - taken[day] for day, held in capacity.items() if day >= first and held > taken[day]}
    for place, order in enumerate(orders):
        if order.order_id not in lost or _placed(order, made[order.order_id], room):
            continue
        missing = order.quantity - sum(made[order.order_id].values()) - sum(room.values())
        for later in _who_gives_way(missing, orders[place + 1 :], made, first):
            _release(made[later.order_id], room, first)
            lost.add(later.order_id)
        if not _placed(order, made[order.order_id], room):
            _release(made[order.order_id], room, first)
    for order in orders:
        if sum(made[order.order_id].values()) < order.quantity:
            _placed(order, made[order.order_id], room)
    return made


def _give_way(orders: Sequence[Held], made: Mapping[int, dict[date, int]], capacity: Mapping[date, int]) -> set[int]:
    """Take from each day what it cannot hold, from who came last; the ids of the orders that lost something."""
    promised: Counter[date] = Counter()
    for days in made.values():
        promised.update(days)
    over = {day: pieces - capacity.get(day, 0) for day, pieces in promised.items() if pieces > capacity.get(day, 0)}
    lost = set()
    for order in reversed(orders):
        if order.fixed:
            continue
        for day in sorted(set(over) & set(made[order.order_id]), reverse=True):
            size = min(over[day], made[order.order_id][day])
            over[day] -= size
            made[order.order_id][day] -= size
            if made[order.order_id][day] == 0:
                del made[order.order_id][day]
            if size:
                lost.add(order.order_id)
    return lost


def _who_gives_way(
    missing: int, later: Sequence[Held], made: Mapping[int, Mapping[date, int]], first: date
) -> Sequence[Held]:
    """Who of those that came later, the last first, makes room for so many pieces; nobody where all were not enough."""
    found: list[Held] = []
    for order in reversed(later):
        size = 0 if order.fixed else sum(pieces for day, pieces in made[order.order_id].items() if day >= first)
        if size and missing > 0:
            found.append(order)
            missing -= size
    return found if missing <= 0 else []


def _release(made: dict[date, int], room: dict[date, int], first: date) -> None:
    """Give the room of an order on the days ahead back."""
    for day in [day for day in made if day >= first]:
        room[day] = room.get(day, 0) + made.pop(day)


def _placed(order: Held, made: dict[date, int], room: dict[date, int]) -> bool:
    """Promise what an order still lacks on the earliest days with room; whether there was enough."""
    further = earliest(order.quantity - sum(made.values()), room)
    if further is None:
        return False
    for day, pieces in further.items():
        made[day] = made.get(day, 0) + pieces
        room[day] -= pieces
    return True


def smaller(made: Mapping[date, int], quantity: int) -> dict[date, int]:
    """The promises of an order that is now for fewer pieces: what it gives up comes off its last days.

    Raises ValueError for nothing or less, or for more than was promised.
    """
    if not 1 <= quantity <= sum(made.values()):
        raise ValueError("an order gets smaller, and is for at least one piece")
    kept: dict[date, int] = {}
    for day in sorted(made):
        size = min(made[day], quantity - sum(kept.values()))
        if size > 0:
            kept[day] = size
    return kept
