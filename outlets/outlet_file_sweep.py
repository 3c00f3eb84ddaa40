"""What must not be kept: every hour the content of files of outlets and of item codes whose time is over goes."""

from datetime import timedelta

import structlog
from sqlalchemy import update

from core.database import db, transaction
from core.dates import now
from core.jobs import queue
from outlets.outlet_file_models import OutletFile

log = structlog.get_logger()

KEPT_DAYS = 30
"""So long the content of an upload is kept, as that of a file of producers."""


def remove_old() -> int:
    """Remove what files hold that were uploaded `KEPT_DAYS` ago or earlier; how many. Doing it twice does no harm."""
    old = update(OutletFile).where(
        OutletFile.uploaded_at <= now() - timedelta(days=KEPT_DAYS), OutletFile.content_encrypted.is_not(None)
    )
    done = db.session.execute(
        old.values(content_encrypted=None, rows_encrypted=None).execution_options(synchronize_session=False)
    )
    return int(done.rowcount)  # type: ignore[attr-defined]


@queue.periodic(cron="25 * * * *")
@queue.task(name="outlet_file_sweep", queue="default")
def tick(timestamp: int) -> None:  # noqa: ARG001 - procrastinate tells when it was due
    """Every hour, as the worker is there; hours it slept through are made good by the next."""
    with transaction():
        removed = remove_old()
    log.info("outlet_file_sweep", files=removed)
