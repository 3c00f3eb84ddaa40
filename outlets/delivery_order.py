"""Which delivery a piece of a batch came with, where several deliveries filled one batch. Pure.

Pieces of one batch are alike, so it is agreed which leaves: **first delivered, first out**. Whatever leaves the shelf
is of the oldest delivery that still has pieces there; what comes back is what left last. It matters where the
consigned price differed from one delivery to the next: buy-back and compensation count each piece at the price at
which it was left (docs/stock.md).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from outlets.stock import EFFECTS, MovementKind


class Whereto(StrEnum):
    """Where pieces that left a shelf are, as far as they may come back or be answered for."""

    BUYERS = "buyers"
    MISSING = "missing"
    TOLERATED = "tolerated"
    GONE = "gone"


class Step(NamedTuple):
    """A movement of a batch, in the order of posting. `left_on` is the day of its delivery, if it has one."""

    kind: MovementKind
    pieces: int
    left_on: date | None = None
    is_tolerated: bool = False
    """Lost within the shrinkage that the agreement lets pass: nobody answers for it."""


class Share(NamedTuple):
    """Pieces that came with the deliveries of one day."""

    left_on: date
    pieces: int


LEAVES_FOR = {
    MovementKind.SOLD: Whereto.BUYERS,
    MovementKind.LOST: Whereto.MISSING,
    MovementKind.DAMAGED: Whereto.MISSING,
}
COMES_FROM = {
    MovementKind.SALE_REVERSED: (Whereto.BUYERS,),
    MovementKind.CUSTOMER_RETURN: (Whereto.BUYERS,),
    MovementKind.FOUND: (Whereto.MISSING, Whereto.TOLERATED),
}


@dataclass(slots=True)
class Whereabouts:
    """Where the pieces of a batch are after all its movements, each with the day it was left."""

    on_shelf: list[Share] = field(default_factory=list)
    """The oldest delivery first."""
    missing: list[Share] = field(default_factory=list)
    """Lost and damaged pieces, tolerated ones left out, in the order in which they went."""


def trace(steps: Iterable[Step]) -> Whereabouts:
    """Follow every piece of a batch through its movements. Pieces nobody knew of count with the newest delivery."""
    shelf: list[Share] = []
    away: dict[Whereto, list[Share]] = defaultdict(list)
    newest: date | None = None
    for step in steps:
        if step.kind in {MovementKind.OPENING, MovementKind.RECEIVED}:
            day = step.left_on or newest or date.min
            newest = max(newest or day, day)
            _lay(shelf, [Share(day, step.pieces)])
        elif step.kind is MovementKind.RECEIPT_REDUCED:
            of_day = [share for share in shelf if share.left_on == step.left_on]
            others = [share for share in shelf if share.left_on != step.left_on]
            _taken, rest = _split(of_day, step.pieces)
            missing = step.pieces - sum(share.pieces for share in _taken)
            shelf = []
            _lay(shelf, [*rest, *_without_last(others, missing)])
        elif EFFECTS[step.kind].on_hand < 0:
            taken, shelf = _split(shelf, step.pieces)
            whereto = LEAVES_FOR.get(step.kind, Whereto.GONE)
            away[Whereto.TOLERATED if step.is_tolerated else whereto] += taken
        else:
            _lay(shelf, _fetched(away, COMES_FROM[step.kind], step.pieces, newest or step.left_on or date.min))
    return Whereabouts(shelf, away[Whereto.MISSING])


def first_pieces(shares: Sequence[Share], pieces: int) -> list[Share]:
    """The first so many pieces of some shares."""
    return _split(shares, pieces)[0]


def without_first(shares: Sequence[Share], pieces: int) -> list[Share]:
    """Some shares without their first so many pieces."""
    return _split(shares, pieces)[1]


def _split(shares: Sequence[Share], pieces: int) -> tuple[list[Share], list[Share]]:
    taken, rest = [], []
    for share in shares:
        now = min(pieces, share.pieces)
        pieces -= now
        if now:
            taken.append(Share(share.left_on, now))
        if share.pieces > now:
            rest.append(Share(share.left_on, share.pieces - now))
    return taken, rest


def _without_last(shares: Sequence[Share], pieces: int) -> list[Share]:
    return _split(shares, max(sum(share.pieces for share in shares) - pieces, 0))[0]


def _fetched(away: dict[Whereto, list[Share]], places: Sequence[Whereto], pieces: int, otherwise: date) -> list[Share]:
    """Pieces that come back, what left last first; those that never left by the books count as `otherwise`."""
    back: list[Share] = []
    for place in places:
        there = sum(share.pieces for share in away[place])
        now = min(pieces, there)
        away[place], fetched = _split(away[place], there - now)
        back += fetched
        pieces -= now
    return back + ([Share(otherwise, pieces)] if pieces else [])


def _lay(shelf: list[Share], shares: Iterable[Share]) -> None:
    """Put pieces on the shelf, each among those of its day, the oldest first."""
    by_day: dict[date, int] = defaultdict(int)
    for share in [*shelf, *shares]:
        by_day[share.left_on] += share.pieces
    shelf[:] = [Share(day, by_day[day]) for day in sorted(by_day)]
