"""Which producer of a pooled pre-order makes how many pieces on which day.

The rule, as every producer may read it (docs/preorders.md tells it with numbers):

1. Work is handed out in whole pieces on the earliest days that have room, and nobody gets more a day than they offered.
2. On a day with less work than room, whoever has received least in the campaign comes first, until all who can still
   take more stand level. Where single pieces are left over, those who joined earlier get one more.
3. Nobody is asked to start a day for less than the minimum lot, unless a promise to a buyer could not be kept
   otherwise: then the rest of that day, smaller than a lot and as small as it can be, goes to one who is next.
4. What was promised stays promised: new work is added to it, and work that somebody cannot do is handed out anew.

The outcome is max-min fair over the totals: nobody could get more without somebody who ends no higher losing.
Amounts are whole pieces.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from core.wording import N_


@dataclass(frozen=True, slots=True)
class Member:
    """A producer of the pool: what it offers, when it can work, and what it has received so far."""

    producer_id: int
    pieces_per_day: int
    joined: int
    """Its place in the order of joining; of two who are level the lower comes first."""
    received: int = 0
    """Pieces given to it in this campaign so far, those of `given` included; rejected and missed ones are not."""
    days_off: frozenset[date] = frozenset()
    first_day: date | None = None
    last_day: date | None = None

    def offers_on(self, day: date) -> int:
        """The most pieces it makes on a day."""
        is_here = (self.first_day is None or self.first_day <= day) and (self.last_day is None or day <= self.last_day)
        return self.pieces_per_day if is_here and day not in self.days_off else 0


class ShareReason(StrEnum):
    """Why a share is as large as it is."""

    FULL_DAY = "full_day"
    LEVEL = "level"
    ONE_MORE = "one_more"
    LOT = "lot"
    REST = "rest"


SHARE_SENTENCES: Mapping[ShareReason, str] = {
    ShareReason.FULL_DAY: N_(
        "Anda mendapat %(pieces)s karena itulah yang masih dapat Anda buat hari itu (kemampuan Anda %(offered)s sehari)"
        "; hari itu dibutuhkan %(needed)s dari %(workers)s produsen."
    ),
    ShareReason.LEVEL: N_(
        "Anda mendapat %(pieces)s karena %(needed)s dibagi supaya jumlah seluruhnya sama rata: sesudahnya Anda"
        " %(total)s, paling sedikit %(least)s dan paling banyak %(most)s di antara %(workers)s produsen hari itu."
    ),
    ShareReason.ONE_MORE: N_(
        "Anda mendapat %(pieces)s: %(needed)s dibagi sama rata, dan satu sisa jatuh pada Anda karena Anda bergabung"
        " lebih dulu daripada yang lain; sesudahnya Anda %(total)s."
    ),
    ShareReason.LOT: N_(
        "Anda mendapat %(pieces)s karena itu jumlah terkecil sekali kerja (%(lot)s), supaya Anda tidak bekerja untuk"
        " beberapa potong saja; sesudahnya Anda %(total)s."
    ),
    ShareReason.REST: N_(
        "Anda mendapat %(pieces)s, kurang dari jumlah terkecil sekali kerja (%(lot)s), karena itu sisa hari itu dan"
        " janji kepada pemesan harus ditepati; Anda berikutnya dalam giliran."
    ),
}
"""What a share says to its producer; `Share.figures` fills it."""


@dataclass(frozen=True, slots=True)
class Share:
    """So many pieces for one producer on one day, on top of what it was given for that day before."""

    producer_id: int
    day: date
    pieces: int
    reason: ShareReason
    figures: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Allocation:
    """The shares handed out, by day and then in the order of joining, and the pieces no day had room for."""

    shares: tuple[Share, ...]
    unplaced: int


def allocate(
    pieces: int,
    days: Iterable[date],
    members: Sequence[Member],
    *,
    lot: int = 1,
    given: Mapping[tuple[int, date], int] | None = None,
) -> Allocation:
    """Hand out further pieces over the days, earliest first.

    `given` maps (producer_id, day) to pieces promised before, which take up room and count in `received`. The same
    facts always give the same answer, whatever order the members come in. Raises ValueError for a negative number of
    pieces, a lot below one or a producer named twice.
    """
    if pieces < 0 or lot < 1 or len({member.producer_id for member in members}) != len(members):
        raise ValueError("pieces are not negative, a lot is at least one, and a producer stands in a pool once")
    promised = given or {}
    pool = sorted(members, key=lambda member: (member.joined, member.producer_id))
    received = {member.producer_id: member.received for member in pool}
    shares: list[Share] = []
    rest = pieces
    for day in sorted(set(days)):
        if rest == 0:
            break
        takers = [
            _Taker(member, room, before > 0, received[member.producer_id])
            for member in pool
            for before in (promised.get((member.producer_id, day), 0),)
            for room in (member.offers_on(day) - before,)
            if room > 0
        ]
        for share in _shares_of_day(min(rest, sum(taker.room for taker in takers)), day, takers, lot):
            shares.append(share)
            received[share.producer_id] += share.pieces
            rest -= share.pieces
    return Allocation(tuple(shares), rest)


@dataclass(frozen=True, slots=True)
class _Taker:
    """A member on one day: how much it may still take, whether it works that day anyway, and its total before."""

    member: Member
    room: int
    works: bool
    received: int


def _shares_of_day(needed: int, day: date, takers: Sequence[_Taker], lot: int) -> list[Share]:
    """Split what a day needs, at most its room, among those who can take it. Takers stand in the order of joining."""
    chosen, sizes = _split(needed, takers, lot)
    small = _rest(needed - sum(sizes), takers, {taker.member.producer_id for taker in chosen})
    totals = [taker.received + size for taker, size in zip(chosen, sizes, strict=True) if size]
    level = min(
        (taker.received + size for taker, size in zip(chosen, sizes, strict=True) if size < taker.room), default=0
    )
    common = {"needed": needed, "lot": lot, "workers": sum(size > 0 for size in sizes) + len(small)}
    common |= {"least": min(totals, default=0), "most": max(totals, default=0)}
    shares = [
        _share(taker, day, size, _reason(taker, size, level, lot), common)
        for taker, size in zip(chosen, sizes, strict=True)
        if size
    ]
    shares += [_share(taker, day, size, ShareReason.REST, common) for taker, size in small]
    place = {taker.member.producer_id: number for number, taker in enumerate(takers)}
    return sorted(shares, key=lambda share: place[share.producer_id])


def _share(taker: _Taker, day: date, pieces: int, reason: ShareReason, common: Mapping[str, int]) -> Share:
    own = {"pieces": pieces, "offered": taker.member.pieces_per_day, "total": taker.received + pieces}
    return Share(taker.member.producer_id, day, pieces, reason, {**common, **own})


def _reason(taker: _Taker, size: int, level: int, lot: int) -> ShareReason:
    if size == taker.room:
        return ShareReason.FULL_DAY
    if taker.received + size <= level:
        return ShareReason.LEVEL
    return ShareReason.ONE_MORE if taker.works or size > lot or lot == 1 else ShareReason.LOT


def _split(needed: int, takers: Sequence[_Taker], lot: int) -> tuple[list[_Taker], list[int]]:
    """Who works that day and for how much, nobody starting below the lot.

    Those who would start come in by what they have received. One more starts where the day could not be filled
    otherwise, or where all who give something up for it still end above what the starter would be left with.
    """
    works = [taker for taker in takers if taker.works]
    starts = sorted(
        (taker for taker in takers if not taker.works and taker.room >= lot), key=lambda taker: taker.received
    )
    most = min(len(starts), needed // lot)

    def with_starters(count: int) -> tuple[list[_Taker], list[int]]:
        chosen = works + starts[:count]
        floors = [0] * len(works) + [lot] * count
        room = sum(taker.room for taker in chosen)
        return chosen, _level(min(needed, room), chosen, floors)

    room = sum(taker.room for taker in works)
    least = 0
    while least < most and room < needed:
        room += starts[least].room
        least += 1
    if room < needed:
        starts = _with_more_room(needed - sum(taker.room for taker in works), starts, most)

    def is_fair_to_add(count: int) -> bool:
        """Whether the starter number `count` is better taken in: whoever loses by it still ends above it."""
        before, after = with_starters(count - 1), with_starters(count)
        lost = [
            taker.received + size
            for taker, had, size in zip(before[0], before[1], after[1], strict=False)
            if size < had
        ]
        return min(lost, default=0) > starts[count - 1].received

    low, high = least, most
    while low < high:
        middle = (low + high + 1) // 2
        if is_fair_to_add(middle):
            low = middle
        else:
            high = middle - 1
    return with_starters(low)


def _with_more_room(needed: int, starts: Sequence[_Taker], most: int) -> list[_Taker]:
    """As many starters as lots fit into a day, with those who have little room exchanged for the next who have more.

    It keeps the day from needing a share below the lot where others could make it whole. Starters stand in turn.
    """
    chosen = list(starts[:most])
    for taker in starts[most:] if most else ():
        if sum(one.room for one in chosen) >= needed:
            break
        narrow = min(range(most), key=lambda place: chosen[place].room)
        if taker.room > chosen[narrow].room:
            chosen[narrow] = taker
    return chosen


def _level(needed: int, takers: Sequence[_Taker], floors: Sequence[int]) -> list[int]:
    """Raise the lowest totals until what is needed is used up; single pieces left go to those who joined earlier.

    What is needed lies between the sum of the floors and the sum of the rooms.
    """
    if not takers:
        return []

    def sizes_at(level: int) -> list[int]:
        return [
            min(taker.room, max(floor, level - taker.received)) for taker, floor in zip(takers, floors, strict=True)
        ]

    low = min(taker.received for taker in takers)
    high = max(taker.received + taker.room for taker in takers)
    while low < high:
        middle = (low + high + 1) // 2
        if sum(sizes_at(middle)) <= needed:
            low = middle
        else:
            high = middle - 1
    sizes, more = sizes_at(low), sizes_at(low + 1)
    left = needed - sum(sizes)
    by_joining = sorted(range(len(takers)), key=lambda place: takers[place].member.joined)
    for place in by_joining:
        if left and more[place] > sizes[place]:
            sizes[place] += 1
            left -= 1
    return sizes


def _rest(left: int, takers: Sequence[_Taker], chosen: set[int]) -> list[tuple[_Taker, int]]:
    """What no lot could take, to those who are next: who has received least, then who joined earlier."""
    shares = []
    for taker in sorted(takers, key=lambda taker: taker.received):
        size = 0 if taker.member.producer_id in chosen else min(left, taker.room)
        if size:
            shares.append((taker, size))
            left -= size
    return shares
