"""Long work: deferred in the transaction that asks for it, done by the worker, watched on a page with progress."""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import Any

import structlog
from procrastinate import App, PsycopgConnector
from sqlalchemy import update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Model, code_column, db, id_column, transaction
from core.dates import now
from core.errors import Refusal
from core.wording import N_

log = structlog.get_logger()


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

queue = App(connector=PsycopgConnector())
"""The procrastinate application. The worker binds its own connector to it."""


def work(kind: str) -> Callable[[Work], Work]:
    """Register the function that does jobs of a kind. It gets the job and returns its result as plain JSON values.

    It opens its own transactions and must give the same result when it is run again after a crash.
    """

    def register(function: Work) -> Work:
        if kind in WORK:
            raise ValueError(f"two functions for jobs of kind {kind}")
        WORK[kind] = function
        return function

    return register


@queue.task(name="run_job", queue="default")
def run_job(job_id: int) -> None:
    """What the worker is asked to do: run one job by its id."""
    perform(job_id)


def defer(kind: str, *, asked_by_id: int | None, **arguments: Any) -> Job:  # noqa: ANN401 - plain JSON values
    """Ask for a job in the current transaction: it is queued when, and only when, that transaction commits."""
    if kind not in WORK:
        raise ValueError(f"nobody does jobs of kind {kind}")
    job = Job(kind=kind, arguments=arguments, status=JobStatus.QUEUED, asked_by_id=asked_by_id, created_at=now())
    db.session.add(job)
    db.session.flush()
    connection = db.session.connection().connection.driver_connection
    run_job.configure(connection=connection).defer(job_id=job.id)
    return job


def perform(job_id: int) -> None:
    """Do a job now, in this process: the worker's half of `defer`. A job that has ended is left alone."""
    with transaction():
        job = db.session.get(Job, job_id)
        if job is None or job.status in (JobStatus.SUCCEEDED, JobStatus.FAILED):
            return
        job.status, job.started_at = JobStatus.RUNNING, now()
        kind = job.kind
    try:
        result = WORK[kind](db.session.get_one(Job, job_id))
        ended = JobStatus.SUCCEEDED
    except Refusal as refusal:
        db.session.rollback()
        result, ended = {"code": refusal.code}, JobStatus.FAILED
    except Exception:
        db.session.rollback()
        log.exception("job_failed", job_id=job_id, kind=kind)
        result, ended = {"code": "unexpected_error"}, JobStatus.FAILED
    with transaction():
        job = db.session.get_one(Job, job_id)
        job.status, job.result, job.ended_at = ended, result, now()


def advance(job: Job, done: int, total: int) -> None:
    """Note how far a job is, in a transaction of its own. Call it between the job's own transactions."""
    with transaction():
        fresh = db.session.get_one(Job, job.id)
        fresh.done, fresh.total = done, total


def advance_apart(job_id: int, done: int, total: int) -> None:
    """Note how far a job is while its own transaction is open, over a connection of its own."""
    with db.engine.engine.begin() as connection:
        connection.execute(update(Job).where(Job.id == job_id).values(done=done, total=total))
