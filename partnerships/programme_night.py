"""The night of the programmes: how ready the producers are on the day of a session, and 30 and 90 days after.

It may run at any time and any number of times; days on which it did not run are made good at the next run.
"""

from dataclasses import dataclass
from datetime import date

import structlog
from sqlalchemy import text

from core.database import db, transaction
from core.dates import agency_zone, now, today
from core.jobs import Job, JobStatus, perform, queue, work
from partnerships import expiry, programme_effect

log = structlog.get_logger()

PROGRAMMES = "programmes"
"""The name of this nightly job in `nightly_run`."""
PROGRAMME_NIGHT = "programme_night"
FIRST_HOUR = 1
"""From one o'clock at night in the agency's zone a new day is worked on."""
ONE_AT_A_TIME = 20_261_124
"""The number of the database lock two runs at once wait for each other with."""


@dataclass(frozen=True, slots=True)
class Night:
    """What one run did: how many producers it looked at on the day of a session, and how many some days after."""

    day: date
    before: int
    after: int


def run() -> Night:
    """Look at every session up to today, in the caller's transaction. Runs at the same time wait for each other."""
    db.session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": ONE_AT_A_TIME})
    day = today()
    night = Night(day, programme_effect.look_before(day), programme_effect.look_after(day))
    expiry.note_run(day, name=PROGRAMMES)
    return night


@work(PROGRAMME_NIGHT)
def night_job(_job: Job) -> dict[str, object]:
    """The nightly run as a job."""
    with transaction():
        night = run()
    log.info("programme_night", day=night.day.isoformat(), before=night.before, after=night.after)
    return {"day": night.day.isoformat(), "before": night.before, "after": night.after}


def is_due() -> bool:
    """Whether a day has begun whose night is not worked on yet."""
    local = now().astimezone(agency_zone())
    before = expiry.last_run(PROGRAMMES)
    return local.hour >= FIRST_HOUR and (before is None or before.last_day < local.date())


@queue.periodic(cron="10 * * * *")
@queue.task(name="programme_tick", queue="default")
def tick(timestamp: int) -> None:  # noqa: ARG001 - procrastinate tells when it was due
    """Every hour: do the nightly job once one o'clock has passed, also when the machine slept through it."""
    if not is_due():
        return
    with transaction():
        job = Job(kind=PROGRAMME_NIGHT, arguments={}, status=JobStatus.QUEUED, created_at=now())
        db.session.add(job)
        db.session.flush()
        job_id = job.id
    perform(job_id)
