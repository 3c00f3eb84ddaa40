"""Groups of producers that share something: pure, over plain values."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from partnerships.watch_states import Shared


@dataclass(frozen=True, slots=True)
class Mark:
    """Something a producer has that others may have too. `shown` is what a reader may see of it."""

    shared: Shared
    key: str
    producer_id: int
    shown: str = ""


@dataclass(frozen=True, slots=True)
class Bond:
    """One thing that several producers share."""

    shared: Shared
    shown: str
    producer_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Cluster:
    """Producers that hang together by what they share, directly or through others."""

    producer_ids: tuple[int, ...]
    bonds: tuple[Bond, ...]

    @property
    def shares_a_permit(self) -> bool:
        """Whether one permit number is held by two of them, the gravest of the signs."""
        return any(bond.shared is Shared.PERMIT for bond in self.bonds)


def clusters(marks: Iterable[Mark]) -> list[Cluster]:
    """The clusters among the marks: those that share a permit first, then the larger, then the older producers."""
    holders: dict[tuple[Shared, str], dict[int, str]] = defaultdict(dict)
    for mark in marks:
        holders[mark.shared, mark.key].setdefault(mark.producer_id, mark.shown)
    bonds = [
        Bond(shared, next(iter(found.values())), tuple(sorted(found)))
        for (shared, _key), found in sorted(holders.items(), key=lambda item: (list(Shared).index(item[0][0]), item[0]))
        if len(found) > 1
    ]
    head: dict[int, int] = {}
    for bond in bonds:
        first = _head_of(head, bond.producer_ids[0])
        for other in bond.producer_ids[1:]:
            theirs = _head_of(head, other)
            first, theirs = min(first, theirs), max(first, theirs)
            head[theirs] = first
    members: dict[int, set[int]] = defaultdict(set)
    bonds_of: dict[int, list[Bond]] = defaultdict(list)
    for bond in bonds:
        place = _head_of(head, bond.producer_ids[0])
        members[place].update(bond.producer_ids)
        bonds_of[place].append(bond)
    found_clusters = [Cluster(tuple(sorted(members[place])), tuple(bonds_of[place])) for place in members]
    return sorted(
        found_clusters, key=lambda found: (not found.shares_a_permit, -len(found.producer_ids), found.producer_ids)
    )


def _head_of(head: dict[int, int], producer_id: int) -> int:
    """The smallest producer a producer hangs together with; every step on the way is shortened."""
    place = producer_id
    while head.setdefault(place, place) != place:
        head[place] = head[head[place]]
        place = head[place]
    return place
