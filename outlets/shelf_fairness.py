"""What everybody may know about how fairly shelf slots go round: sums, and nothing about fewer than five producers."""

from dataclasses import dataclass

from sqlalchemy import func, select

from core.database import db
from outlets.shelf_models import ShelfRequest, ShelfSlot, ShelfTurn
from outlets.shelf_states import ExceptionGround, TurnStatus

FEWEST = 5
"""A figure that tells of fewer producers than this is not published."""


@dataclass(frozen=True)
class Fairness:
    """The public summary; None where a figure would tell of fewer than five producers."""

    slots: int
    asked: int | None
    had_a_turn: int | None
    average_wait_days: int | None
    exceptions: dict[ExceptionGround, int | None]
    """Turns given out of order by their ground; None for a ground that concerns fewer than five producers."""


def summary() -> Fairness:
    """The figures of all slots together; the wait is in whole days from asking to the first day of the turn."""
    slots = db.session.execute(select(func.count()).select_from(ShelfSlot)).scalar_one()
    asked = db.session.execute(select(func.count(ShelfRequest.producer_id.distinct()))).scalar_one()
    given = ShelfTurn.status == TurnStatus.GIVEN
    producers = func.count(ShelfTurn.producer_id.distinct())
    had, waited, turns = db.session.execute(
        select(producers, func.sum(ShelfTurn.starts_on - ShelfRequest.asked_on), func.count())
        .join(ShelfRequest, ShelfRequest.id == ShelfTurn.request_id)
        .where(given)
    ).one()
    grounds = db.session.execute(
        select(ShelfTurn.ground, producers, func.count()).where(given, ShelfTurn.rank > 1).group_by(ShelfTurn.ground)
    ).all()
    # Who asked and had none is the difference of two published figures, so it must be none or five as well.
    is_enough = had >= FEWEST and (asked == had or asked - had >= FEWEST)
    return Fairness(
        slots=slots,
        asked=asked if asked >= FEWEST else None,
        had_a_turn=had if is_enough else None,
        average_wait_days=(2 * int(waited) + turns) // (2 * turns) if had >= FEWEST else None,
        exceptions={ground: count if people >= FEWEST else None for ground, people, count in grounds if ground},
    )
