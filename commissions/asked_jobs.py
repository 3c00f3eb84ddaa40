"""Long work as the people who asked for it see it."""

from sqlalchemy import Select, select

from accounts.models import UserAccount
from accounts.permissions import Role
from core.database import get_visible
from core.errors import NotFound
from core.jobs import Job
from core.wording import N_

SEES_ALL = frozenset({Role.ADMINISTRATOR, Role.FINANCE})


class UnknownJob(NotFound):
    """There is no such job, or somebody else asked for it."""

    sentence = N_("Pekerjaan ini tidak ditemukan.")


def visible_to(user: UserAccount) -> Select[tuple[Job]]:
    """The jobs a person may see: their own; administrators and finance see all."""
    rows = select(Job)
    return rows if user.role in SEES_ALL else rows.where(Job.asked_by_id == user.id)


def get(job_id: int, *, by: UserAccount) -> Job:
    """One job. Raises `UnknownJob`."""
    job = get_visible(visible_to(by), Job, job_id) if job_id < 2**63 else None
    if job is None:
        raise UnknownJob
    return job
