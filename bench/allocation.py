"""How fast and how fair the work of a pooled pre-order is shared out.

    .venv/bin/python -m bench.allocation [cases]

Speed: 40 producers x 60 orders x 30 days (aim 0.5 s) and 1,000 x 2,000 x 30 (aim 20 s). Each order is promised a day
and then handed out, one after another, as they come; beside it the same pieces handed out at once.
Fairness: small cases with made-up totals, capacities and lots, against the exact optimum. A mixed-integer
solver finds it, smallest total first, then the smallest two together, and so on; without a lot (1) every case must
agree.
Cases in which the day can only be filled by a share below the lot are counted apart: the solver has no such shares.
"""

import random
import sys
import time
from collections import defaultdict
from datetime import date, timedelta

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from outlets.allocation import Member, ShareReason, allocate
from outlets.promises import earliest, room_by_day

FIRST = date(2026, 12, 1)


def pool(producers: int, chance: random.Random, days: list[date]) -> list[Member]:
    """A pool of different capacities, each with two days off."""
    return [
        Member(number, chance.choice((30, 50, 50, 80)), number, days_off=frozenset(chance.sample(days, 2)))
        for number in range(1, producers + 1)
    ]


def one_after_another(members: list[Member], orders: list[int], days: list[date], lot: int) -> int:
    """Promise and hand out each order as it comes; how many pieces were handed out."""
    taken: dict[date, int] = defaultdict(int)
    given: dict[tuple[int, date], int] = defaultdict(int)
    received: dict[int, int] = defaultdict(int)
    handed_out = 0
    for pieces in orders:
        made = earliest(pieces, room_by_day(days, members, taken))
        if made is None:
            continue
        now = [Member(m.producer_id, m.pieces_per_day, m.joined, received[m.producer_id], m.days_off) for m in members]
        for share in allocate(pieces, made, now, lot=lot, given=given).shares:
            given[share.producer_id, share.day] += share.pieces
            received[share.producer_id] += share.pieces
            handed_out += share.pieces
        for day, size in made.items():
            taken[day] += size
    return handed_out


def measure(producers: int, orders: int) -> None:
    """Print how long a season takes."""
    chance = random.Random(producers)
    days = [FIRST + timedelta(days=number) for number in range(30)]
    members = pool(producers, chance, days)
    wanted = [chance.randint(10, 40 * producers // 2) for _ in range(orders)]
    started = time.perf_counter()
    pieces = one_after_another(members, wanted, days, lot=10)
    singly = time.perf_counter() - started
    started = time.perf_counter()
    at_once = allocate(pieces, days, members, lot=10)
    print(
        f"{producers:,} producers x {orders:,} orders x 30 days, {pieces:,} pieces: {singly:.2f} s one after another,"
        f" {time.perf_counter() - started:.2f} s at once ({len(at_once.shares):,} shares)"
    )


def fairest(needed: int, had: list[int], room: list[int], lot: int) -> list[int] | None:
    """The best totals of one day, lowest first, by the solver; None when no shares of at least the lot fill the day.

    Unknown are the pieces of each, whether it works, and for each k a level with what each stays below it: the sum of
    the k smallest totals is the greatest `k * level - shortfalls`.
    """
    count = len(had)
    width = 2 * count + count * (1 + count)  # pieces, works, then for each k a level and the shortfalls
    rows, low, high = [], [], []

    def demand(entries: dict[int, float], least: float, most: float) -> None:
        row = np.zeros(width)
        for place, factor in entries.items():
            row[place] = factor
        rows.append(row)
        low.append(least)
        high.append(most)

    demand(dict.fromkeys(range(count), 1), needed, needed)
    for i in range(count):
        demand({i: 1, count + i: -room[i]}, -np.inf, 0)
        demand({i: 1, count + i: -lot}, 0, np.inf)
    for k in range(count):
        level = 2 * count + k * (1 + count)
        for i in range(count):
            demand({level: 1, level + 1 + i: -1, i: -1}, -np.inf, had[i])
    integers = np.array([1] * (2 * count) + [0] * (width - 2 * count))
    bounds = Bounds(
        [0] * (2 * count) + ([-np.inf] + [0] * count) * count, [*room] + [1] * count + [np.inf] * (count * (1 + count))
    )
    sums: list[int] = []
    for k in range(count):
        level = 2 * count + k * (1 + count)
        aim = {level: k + 1.0, **dict.fromkeys(range(level + 1, level + 1 + count), -1.0)}
        cost = np.zeros(width)
        for place, factor in aim.items():
            cost[place] = -factor
        found = milp(cost, constraints=LinearConstraint(np.array(rows), low, high), integrality=integers, bounds=bounds)
        if found.x is None:
            return None
        sums.append(round(-found.fun))
        demand(aim, sums[-1] - 1e-6, np.inf)
    return [after - before for before, after in zip([0, *sums], sums, strict=False)]


def compare(cases: int, lots: tuple[int, ...]) -> None:
    """Print in how many small cases ours is as fair as the optimum."""
    chance = random.Random(2026)
    same = worse = below = 0
    gap = 0
    for _ in range(cases):
        lot = chance.choice(lots)
        count = chance.randint(2, 5)
        room = [chance.randint(lot, 3 * lot + 5) for _ in range(count)]
        had = [chance.randint(0, 30) for _ in range(count)]
        needed = chance.randint(1, sum(room))
        members = [Member(i, room[i], i, had[i]) for i in range(count)]
        shares = allocate(needed, [FIRST], members, lot=lot).shares
        best = fairest(needed, had, room, lot)
        if best is None or any(share.reason is ShareReason.REST for share in shares):
            below += 1
            assert best is None, (needed, had, room, lot, shares)
            continue
        totals = dict(enumerate(had))
        for share in shares:
            totals[share.producer_id] += share.pieces
        ours = sorted(totals.values())
        same += ours == best
        worse += ours != best
        gap = max(gap, best[0] - ours[0])
    print(
        f"{cases} small cases, lots {lots}: {same} as fair as the optimum, {worse} less fair"
        f" (smallest total at most {gap} below the optimum's), {below} need a share below the lot"
    )


if __name__ == "__main__":
    measure(40, 60)
    measure(1_000, 2_000)
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    compare(number, (1,))
    compare(number, (5, 10))
