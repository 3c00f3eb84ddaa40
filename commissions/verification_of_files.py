"""Checks of stored originals: every file a row names is there and has the hash the row remembers."""

import hashlib

from sqlalchemy import select

from commissions.verification_check import Check
from core.database import db
from core.files import ErasedFile, StoredFile, path_of
from core.wording import N_

CHUNK = 1 << 20


def originals_unchanged() -> tuple[int, list[str]]:
    """Stored files but those erased on request, read again from disk, have the size and hash their rows say."""
    looked_at, broken = 0, []
    rows = (
        select(StoredFile.id, StoredFile.sha256, StoredFile.size)
        .where(StoredFile.id.not_in(select(ErasedFile.file_id)))
        .order_by(StoredFile.id)
    )
    for file_id, sha256, size in db.session.execute(rows):
        looked_at += 1
        path = path_of(sha256)
        if not path.is_file():
            broken.append(f"file {file_id}: missing")
            continue
        digest = hashlib.sha256()
        with path.open("rb") as content:
            while chunk := content.read(CHUNK):
                digest.update(chunk)
        if digest.hexdigest() != sha256 or path.stat().st_size != size:
            broken.append(f"file {file_id}: changed on disk")
    return looked_at, broken


ORIGINALS = (
    Check(
        "stored originals are what was sent",
        N_("Berkas asli yang disimpan sama dengan yang dikirim."),
        ("I10",),
        originals_unchanged,
    ),
)
