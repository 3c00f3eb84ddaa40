"""The night of the permits: what ended expires, the shelves follow, and holders are reminded before.

It may run at any time and any number of times: what it finds done it leaves alone, and days on which it did not run
are made good at the next run.
"""

from dataclasses import dataclass
from datetime import date

import structlog
from sqlalchemy import select, text

from core.database import db, transaction
from core.dates import agency_zone, now, today
from core.jobs import Job, JobStatus, perform, queue, work
from outlets import agreement_reminders, expiry_digest
from outlets.hold_judging import judge
from outlets.models import Placement
from outlets.pull_messages import tell_outlets
from outlets.pull_models import PlacementHold
from outlets.receipts import confirm_unanswered
from partnerships import expiry, product_prices
from partnerships.renewal import HOLDS_OF_PRODUCER

log = structlog.get_logger()

EXPIRY_NIGHT = "expiry_night"
FIRST_HOUR = 1
"""From one o'clock at night in the agency's zone a new day is worked on."""
ONE_AT_A_TIME = 20_261_122
"""The number of the database lock two runs at once wait for each other with."""


@dataclass(frozen=True, slots=True)
class Night:
    """What one run did."""

    day: date
    days_made_good: int
    expired: int
    held: int
    lifted: int
    reminded: int
    received: int
    """Deliveries no outlet confirmed in time."""
    endings: int
    """Agreements whose end both sides were reminded of."""
    near_expiry: int
    """Batches that newly near their end and were told of."""


def run() -> Night:
    """Work on every day up to today, in the caller's transaction. Runs at the same time wait for each other."""
    db.session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": ONE_AT_A_TIME})
    day = today()
    before = expiry.last_run()
    after = before.last_day if before else None
    product_prices.apply_due(day)
    expired = expiry.expire(day)
    producers = {requirement.producer_id for requirement in expired} | _producers_with_holds()
    judged = judge(producers, day=day)
    tell_outlets(judged.asked)
    reminded = expiry.remind(day, after=after) if after is None or after < day else expiry.Reminded()
    received = confirm_unanswered(day)
    endings = agreement_reminders.remind(day)
    near_expiry = expiry_digest.tell(day)
    expiry.note_run(day)
    return Night(
        day=day,
        days_made_good=max((day - after).days, 0) if after else 1,
        expired=len(expired),
        held=len(judged.held),
        lifted=len(judged.lifted),
        reminded=reminded.producers,
        received=len(received),
        endings=endings,
        near_expiry=near_expiry,
    )


def _producers_with_holds() -> set[int]:
    """The producers with a placement that is held: a renewal or a changed rule may have freed it."""
    rows = (
        select(Placement.producer_id)
        .join(PlacementHold, PlacementHold.placement_id == Placement.id)
        .where(PlacementHold.lifted_on.is_(None))
    )
    return set(db.session.execute(rows.distinct()).scalars())


@work(EXPIRY_NIGHT)
def night_job(_job: Job) -> dict[str, object]:
    """The nightly run as a job."""
    with transaction():
        night = run()
    log.info("expiry_night", day=night.day.isoformat(), expired=night.expired, held=night.held)
    return {"day": night.day.isoformat(), "expired": night.expired, "held": night.held, "reminded": night.reminded}


@work(HOLDS_OF_PRODUCER)
def holds_job(job: Job) -> dict[str, object]:
    """Look again at the shelves of a producer one of whose documents was just accepted."""
    producer_id = int(job.arguments["producer_id"])
    with transaction():
        judged = judge([producer_id], day=date.fromisoformat(job.arguments["day"]))
        tell_outlets(judged.asked)
    return {"held": len(judged.held), "lifted": len(judged.lifted)}


def is_due() -> bool:
    """Whether a day has begun whose night is not worked on yet."""
    local = now().astimezone(agency_zone())
    before = expiry.last_run()
    return local.hour >= FIRST_HOUR and (before is None or before.last_day < local.date())


@queue.periodic(cron="0 * * * *")
@queue.task(name="expiry_tick", queue="default")
def tick(timestamp: int) -> None:  # noqa: ARG001 - procrastinate tells when it was due
    """Every hour: do the nightly job once one o'clock has passed, also when the machine slept through it.

    The worker is here already, so the job is done in place; its row tells what came of it.
    """
    if not is_due():
        return
    with transaction():
        job = Job(kind=EXPIRY_NIGHT, arguments={}, status=JobStatus.QUEUED, created_at=now())
        db.session.add(job)
        db.session.flush()
        job_id = job.id
    perform(job_id)
