"""What must not be kept: every hour drafts nobody goes on with and files of registrations whose time is over go."""

import structlog

from core.database import transaction
from core.jobs import queue
from partnerships import producer_files, registration_drafts

log = structlog.get_logger()


def sweep() -> dict[str, int]:
    """Remove what is over, in the caller's transaction; how many of each. Run again it removes nothing."""
    return {"drafts": registration_drafts.remove_old(), "files": producer_files.remove_old()}


@queue.periodic(cron="20 * * * *")
@queue.task(name="registration_sweep", queue="default")
def tick(timestamp: int) -> None:  # noqa: ARG001 - procrastinate tells when it was due
    """Every hour, as the worker is there; hours it slept through are made good by the next."""
    with transaction():
        removed = sweep()
    log.info("registration_sweep", **removed)
