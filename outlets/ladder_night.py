"""The steps of the ladder, looked at every hour: what stands on shelves is known here, the rest below.

It may run at any time and any number of times: what is written stays, what is new is added with its own day.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import structlog
from sqlalchemy import select, text

from core.database import db, transaction
from core.dates import today
from core.jobs import queue
from outlets.models import Outlet, Placement
from outlets.outlet_kinds import OUTLET_KINDS
from partnerships import expiry
from partnerships.ladder_history import ShelfSpan, climb

log = structlog.get_logger()

LADDER = "ladder"
"""The name of this work in `nightly_run`."""
ONE_AT_A_TIME = 20_261_123
"""The number of the database lock two runs at once wait for each other with."""


@dataclass(frozen=True, slots=True)
class Look:
    """What one run did: up to which day it looked, and how many steps it wrote."""

    day: date
    steps: int


def run() -> Look:
    """Write the steps all producers reached or lost up to today, in the caller's transaction."""
    db.session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": ONE_AT_A_TIME})
    day = today()
    before = expiry.last_run(LADDER)
    added = climb(None, shelves_of(None), looked_until=before.last_day if before else None, day=day)
    expiry.note_run(day, name=LADDER)
    return Look(day, len(added))


def shelves_of(producer_ids: Collection[int] | None) -> dict[int, list[ShelfSpan]]:
    """The days on which products of these producers (None: of all) stand in outlets that accepted them. One query."""
    rows = (
        select(
            Placement.producer_id,
            Placement.outlet_id,
            Outlet.region_code,
            Outlet.kind,
            Placement.starts_on,
            Placement.ends_on,
        )
        .join(Outlet, Outlet.id == Placement.outlet_id)
        .where(Placement.accepted_at.is_not(None))
    )
    if producer_ids is not None:
        rows = rows.where(Placement.producer_id.in_(producer_ids))
    spans: dict[int, list[ShelfSpan]] = defaultdict(list)
    for row in db.session.execute(rows):
        is_modern = OUTLET_KINDS[row.kind].is_modern_retail
        spans[row.producer_id].append(ShelfSpan(row.outlet_id, row.region_code, is_modern, row.starts_on, row.ends_on))
    return spans


@queue.periodic(cron="10 * * * *")
@queue.task(name="ladder_tick", queue="default")
def tick(timestamp: int) -> None:  # noqa: ARG001 - procrastinate tells when it was due
    """Every hour: the worker is here already, so it is done in place."""
    with transaction():
        look = run()
    log.info("ladder_looked_at", day=look.day.isoformat(), steps=look.steps)
