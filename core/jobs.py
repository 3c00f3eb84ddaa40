"""Long work: deferred in the transaction that asks for it, done by the worker, watched on a page with progress."""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import Any

import structlog
from procrastinate import App, JobContext, PsycopgConnector, RetryStrategy, SyncPsycopgConnector
from procrastinate.exceptions import ConnectorException
from procrastinate.manager import JobManager
from sqlalchemy import update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Model, code_column, db, id_column, is_away, transaction
from core.dates import now
from core.errors import Refusal
from core.wording import N_

log = structlog.get_logger()

HEARTBEAT_SECONDS = 5
LEASE_SECONDS = 20
"""A worker nobody has heard of for so long is dead, and what it was doing waits for a worker again."""
LOOK_SECONDS = 5
MOST_RUNS = 5
"""A job that ended a worker, or lost its database, so many times is not tried again: it may be what kills them."""


class JobStatus(StrEnum):
    """How far a job is."""

    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


JOB_STATUS_LABELS = {
    JobStatus.QUEUED: N_("Menunggu giliran"),
    JobStatus.RUNNING: N_("Sedang dikerjakan"),
    JobStatus.SUCCEEDED: N_("Selesai"),
    JobStatus.FAILED: N_("Gagal"),
}


class Job(Model):
    """A piece of long work as its asker sees it. Arguments and results carry ids and codes, no personal data."""

    __tablename__ = "job"

    id: Mapped[int] = id_column()
    kind: Mapped[str]
    arguments: Mapped[dict[str, Any]] = mapped_column(JSONB)
    status: Mapped[JobStatus] = mapped_column(code_column(JobStatus, "status"))
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    result: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    asked_by_id: Mapped[int | None]
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


Work = Callable[[Job], dict[str, Any]]
WORK: dict[str, Work] = {}
"""What each kind of job does. Filled by `@work(kind)`; a kind is registered once."""

WHEN_GIVEN_UP: dict[str, Callable[[Job], None]] = {}
"""What is to be said to whoever waits for a job of a kind when it ends in failure without a refusal."""

queue = App(connector=PsycopgConnector())
"""The procrastinate application. The worker binds its own connector to it."""

_over_given_connections = JobManager(SyncPsycopgConnector())
"""Asks for jobs over the connection it is handed. The worker's own connector is asynchronous while a job runs: it
cannot speak over the connection of a session, and a job that asks for another one would fail."""


def work(kind: str, *, when_given_up: Callable[[Job], None] | None = None) -> Callable[[Work], Work]:
    """Register the function that does jobs of a kind. It gets the job and returns its result as plain JSON values.

    It opens its own transactions and must give the same result when it is run again after a crash. `when_given_up`
    runs in the transaction that ends a job in failure without a refusal, so that what waits for it waits no longer.
    """

    def register(function: Work) -> Work:
        if kind in WORK:
            raise ValueError(f"two functions for jobs of kind {kind}")
        WORK[kind] = function
        if when_given_up is not None:
            WHEN_GIVEN_UP[kind] = when_given_up
        return function

    return register


@queue.task(name="run_job", queue="default", pass_context=True, retry=RetryStrategy(wait=LOOK_SECONDS))
def run_job(context: JobContext, job_id: int) -> None:
    """What the worker is asked to do: run one job by its id, again after a pause when the database went away."""
    perform(job_id, runs_before=context.job.attempts)


async def return_stalled(app: App) -> list[int]:
    """Let the jobs of workers that died wait for a worker again; the numbers the queue gave them."""
    returned = []
    for stalled in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=LEASE_SECONDS):
        try:
            await app.job_manager.retry_job(stalled)
        except ConnectorException:  # another worker looked at the same moment
            continue
        returned.append(int(stalled.id or 0))
        log.warning("job_returned", queue_id=stalled.id, task=stalled.task_name, runs_before=stalled.attempts)
    return returned


def defer(kind: str, *, asked_by_id: int | None, **arguments: Any) -> Job:  # noqa: ANN401 - plain JSON values
    """Ask for a job in the current transaction: it is queued when, and only when, that transaction commits."""
    if kind not in WORK:
        raise ValueError(f"nobody does jobs of kind {kind}")
    job = Job(kind=kind, arguments=arguments, status=JobStatus.QUEUED, asked_by_id=asked_by_id, created_at=now())
    db.session.add(job)
    db.session.flush()
    asked = run_job.configure(connection=db.session.connection().connection.driver_connection)
    asked.job_manager = _over_given_connections
    asked.defer(job_id=job.id)
    return job


def perform(job_id: int, *, runs_before: int = 0) -> None:
    """Do a job now, in this process: the worker's half of `defer`. A job that has ended is left alone.

    What a job refuses, or a fault of ours, ends it. Raises `DBAPIError` when the database went away meanwhile: nothing
    is known about the job then but that it is to be run again, until it was run `MOST_RUNS` times.
    """
    with transaction():
        job = db.session.get(Job, job_id)
        if job is None or job.status in (JobStatus.SUCCEEDED, JobStatus.FAILED):
            return
        if runs_before >= MOST_RUNS:
            log.error("job_given_up", job_id=job_id, kind=job.kind, runs=runs_before)
            _give_up(job, "given_up")
            return
        job.status, job.started_at = JobStatus.RUNNING, now()
        kind = job.kind
    try:
        result = WORK[kind](db.session.get_one(Job, job_id))
        ended = JobStatus.SUCCEEDED
    except Refusal as refusal:
        db.session.rollback()
        result, ended = {"code": refusal.code}, JobStatus.FAILED
    except Exception as error:
        db.session.rollback()
        if isinstance(error, DBAPIError) and is_away(error):
            log.warning("job_lost_its_database", job_id=job_id, kind=kind)
            raise
        log.exception("job_failed", job_id=job_id, kind=kind)
        with transaction():
            _give_up(db.session.get_one(Job, job_id), "unexpected_error")
        return
    with transaction():
        job = db.session.get_one(Job, job_id)
        job.status, job.result, job.ended_at = ended, result, now()


def _give_up(job: Job, code: str) -> None:
    """End a job in failure, and tell whoever waits for it."""
    job.status, job.result, job.ended_at = JobStatus.FAILED, {"code": code}, now()
    if tell := WHEN_GIVEN_UP.get(job.kind):
        tell(job)


def advance(job: Job, done: int, total: int) -> None:
    """Note how far a job is, in a transaction of its own. Call it between the job's own transactions."""
    with transaction():
        fresh = db.session.get_one(Job, job.id)
        fresh.done, fresh.total = done, total


def advance_apart(job_id: int, done: int, total: int) -> None:
    """Note how far a job is while its own transaction is open, over a connection of its own."""
    with db.engine.engine.begin() as connection:
        connection.execute(update(Job).where(Job.id == job_id).values(done=done, total=total))
