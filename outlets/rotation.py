"""Whose turn it is on a shelf slot: the published rule, and why somebody stands where they stand.

Pure. Who never had a turn on this slot goes before who had one; then who asked earlier; then who had fewer days there;
then who registered earlier. Whoever had a turn asks anew, so nobody who repeats overtakes somebody who never had one.
The rule is published on the page of every slot (docs/shelf_slots.md).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.wording import N_


class Ground(StrEnum):
    """Why one who waits stands before another."""

    NEVER_HAD_A_TURN = "never_had_a_turn"
    ASKED_EARLIER = "asked_earlier"
    FEWER_DAYS = "fewer_days"
    REGISTERED_EARLIER = "registered_earlier"


GROUND_SENTENCES: dict[Ground, str] = {
    Ground.NEVER_HAD_A_TURN: N_("%(count)s di depan belum pernah mendapat giliran di rak ini"),
    Ground.ASKED_EARLIER: N_("%(count)s di depan meminta lebih dahulu"),
    Ground.FEWER_DAYS: N_("%(count)s di depan lebih sebentar menempati rak ini"),
    Ground.REGISTERED_EARLIER: N_("%(count)s di depan terdaftar lebih dahulu"),
}
RULE = (
    N_("Yang belum pernah mendapat giliran di rak ini didahulukan."),
    N_("Lalu yang paling lama menunggu, dihitung dari hari permintaannya."),
    N_("Bila sama, yang paling sedikit harinya di rak ini."),
    N_("Bila masih sama, yang lebih dahulu terdaftar."),
)
"""The rule in the words of its page, in the order in which it is applied."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One who asked for a place: the request, since when, and what the producer has had on this slot so far.

    `producer_id` counts up in the order of registration.
    """

    request_id: int
    producer_id: int
    asked_on: date
    turns: int = 0
    days_on_shelf: int = 0


@dataclass(frozen=True, slots=True)
class Ranked:
    """A place in the queue, from 1, and how many stand before for which ground."""

    waiting: Waiting
    place: int
    ahead: Mapping[Ground, int]

    @property
    def is_next(self) -> bool:
        """Whether it is this one's turn."""
        return self.place == 1


def _order(one: Waiting) -> tuple[bool, date, int, int, int]:
    return one.turns > 0, one.asked_on, one.days_on_shelf, one.producer_id, one.request_id


def ranked(waiting: Iterable[Waiting]) -> list[Ranked]:
    """The queue in the order of turns. The same queue always gives the same order, however it is handed in."""
    queue = sorted(waiting, key=_order)
    return [
        Ranked(one, place, Counter(ground(ahead, one) for ahead in queue[: place - 1]))
        for place, one in enumerate(queue, start=1)
    ]


def ground(ahead: Waiting, behind: Waiting) -> Ground:
    """The first part of the rule in which the one ahead goes before."""
    if (ahead.turns > 0) != (behind.turns > 0):
        return Ground.NEVER_HAD_A_TURN
    if ahead.asked_on != behind.asked_on:
        return Ground.ASKED_EARLIER
    if ahead.days_on_shelf != behind.days_on_shelf:
        return Ground.FEWER_DAYS
    return Ground.REGISTERED_EARLIER


def proposals(queue: Sequence[Ranked], free_places: int) -> list[Ranked]:
    """Who is proposed for the places that are free now, one each, in the order of turns."""
    return list(queue[: max(free_places, 0)])
