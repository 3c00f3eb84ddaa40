"""Removing a stored file for good: a row says so at once, and a job takes the bytes from the disk."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from core.database import db
from core.dates import now
from core.files import ErasedFile, StoredFile, path_of
from core.jobs import Job, defer, work

REMOVE = "remove_erased_files"
"""The kind of job that takes the bytes of erased files from the disk."""


def erase(file_ids: Iterable[int], *, asked_by_id: int | None) -> int:
    """Erase stored files: nobody can open them from now on, and their bytes go once this is committed.

    Bytes that another file which was not erased shares stay for it. The number of files erased now.
    """
    wanted = sorted(set(file_ids))
    if not wanted:
        return 0
    rows = [{"file_id": file_id, "erased_at": now()} for file_id in wanted]
    made = insert(ErasedFile).values(rows).on_conflict_do_nothing().returning(ErasedFile.file_id)
    erased = len(db.session.execute(made).all())
    if erased:
        defer(REMOVE, asked_by_id=asked_by_id)
    return erased


@work(REMOVE)
def remove(_job: Job) -> dict[str, object]:
    """Take the bytes of every erased file from the disk; what is gone already is no fault."""
    erased = select(ErasedFile.file_id)
    needed = select(StoredFile.sha256).where(StoredFile.id.not_in(erased))
    rows = select(StoredFile.sha256).where(StoredFile.id.in_(erased), StoredFile.sha256.not_in(needed)).distinct()
    removed = 0
    for sha256 in db.session.execute(rows).scalars():
        path = path_of(sha256)
        if path.exists():
            path.unlink(missing_ok=True)
            removed += 1
    return {"removed": removed}
