"""Runs of `verify-ledger` as jobs: one every night, and one whenever somebody asks; the last is on a page.

A run reads one moment of the whole database and changes nothing. What it found stays with its job, so that the page
can say when everything was last looked at.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import Select, func, select, text

from accounts.models import UserAccount
from commissions.verification import CHECKS, MOST_NAMED, verify_each
from core.database import db, transaction
from core.dates import now
from core.errors import Conflict
from core.jobs import Job, JobStatus, advance_apart, defer, queue, work
from core.wording import N_

log = structlog.get_logger()

VERIFY = "verify_ledger"
OVERDUE = timedelta(hours=36)
"""A night was missed."""


class VerificationUnderWay(Conflict):
    """A run is queued or at work already; it will say the same. Parameters: `job`."""

    code = "verification_under_way"
    sentence = N_("Pemeriksaan sedang berjalan (pekerjaan %(job)s). Tunggu hasilnya.")


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What one check found; `broken` counts what is wrong, `named` names the first of it."""

    sentence: str
    looked_at: int
    broken: int
    named: Sequence[str]


@dataclass(frozen=True, slots=True)
class Run:
    """The last run that came to its end."""

    job_id: int
    ended_at: datetime
    asked_by_id: int | None
    checks: Sequence[CheckResult]

    @property
    def broken(self) -> int:
        """How many checks do not hold."""
        return sum(1 for check in self.checks if check.broken)

    @property
    def is_overdue(self) -> bool:
        """Whether more than a night has passed since."""
        return now() - self.ended_at > OVERDUE


def ask(*, by: UserAccount | None) -> Job:
    """Have everything verified by the worker. Raises `VerificationUnderWay`."""
    under_way = select(Job.id).where(Job.kind == VERIFY, Job.status.in_((JobStatus.QUEUED, JobStatus.RUNNING)))
    job_id = db.session.execute(under_way.limit(1)).scalar_one_or_none()
    if job_id is not None:
        raise VerificationUnderWay(job=job_id)
    return defer(VERIFY, asked_by_id=by.id if by else None)


@work(VERIFY)
def run(job: Job) -> dict[str, object]:
    """Run every check over one moment of the database."""
    job_id = job.id
    read_one_moment()
    found: list[Mapping[str, Any]] = []
    for done, outcome in enumerate(verify_each(), start=1):
        found.append(
            {
                "sentence": outcome.sentence,
                "looked_at": outcome.looked_at,
                "broken": len(outcome.broken),
                "named": list(outcome.broken[:MOST_NAMED]),
            }
        )
        advance_apart(job_id, done, len(CHECKS))
    db.session.rollback()  # the job's own row was written to beside the moment that was read
    broken = [check["sentence"] for check in found if check["broken"]]
    if broken:
        log.error("ledger_broken", checks=broken)
    return {"checks": found, "broken": len(broken)}


def read_one_moment() -> None:
    """Begin a transaction that sees the database as it is now, however long it reads."""
    db.session.rollback()
    db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    db.session.execute(text("SET LOCAL statement_timeout = 0"))


@queue.periodic(cron="10 4 * * *")
@queue.task(name="verify_ledger_tick", queue="default")
def tick(timestamp: int) -> None:  # noqa: ARG001 - procrastinate tells when it was due
    """Every night ask for a run, unless one is at work."""
    try:
        with transaction():
            ask(by=None)
    except VerificationUnderWay:
        log.info("verification_under_way")


def last_run() -> Run | None:
    """The last run that came to its end; None before the first."""
    rows = select(Job).where(Job.kind == VERIFY, Job.status == JobStatus.SUCCEEDED)
    job = db.session.execute(rows.order_by(Job.id.desc()).limit(1)).scalar_one_or_none()
    if job is None or job.result is None or job.ended_at is None:
        return None
    return Run(job.id, job.ended_at, job.asked_by_id, [CheckResult(**check) for check in job.result["checks"]])


def broken_runs() -> Select[tuple[int]]:
    """The last run that came to its end, if something was broken in it."""
    last = select(func.max(Job.id)).where(Job.kind == VERIFY, Job.status == JobStatus.SUCCEEDED).scalar_subquery()
    return select(Job.id).where(Job.id == last, Job.result["broken"].as_integer() > 0)
