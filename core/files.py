"""Files people send: their bytes lie under their hash in the data folder, a row says what they are.

A stored file never changes. It is only ever served as an attachment, by a door that first checks whose it is.
"""

import hashlib
import os
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile

from flask import Response, current_app, send_file
from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from core.database import AppendOnly, Model, db, id_column
from core.dates import now
from core.errors import InvalidInput, NotFound, Refusal, StorageFull, is_full
from core.wording import N_


class FileDamaged(Refusal):
    """The stored bytes are gone or no longer match their hash."""

    code = "file_damaged"
    sentence = N_("Berkas ini rusak dan tidak dapat diunduh. Hubungi petugas.")


class EmptyFile(InvalidInput):
    """A file without a single byte."""

    code = "empty_file"
    sentence = N_("Berkas kosong. Pilih berkas lain.")


class StoredFile(AppendOnly, Model):
    """What a stored file is: its hash, size, type and the name its sender gave it (display text only)."""

    __tablename__ = "stored_file"

    id: Mapped[int] = id_column()
    sha256: Mapped[str]
    size: Mapped[int]
    media_type: Mapped[str]
    original_name: Mapped[str]
    original_sha256: Mapped[str] = mapped_column(index=True)
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column()


class FileErased(NotFound):
    """The file was removed because the person it is about asked for it."""

    code = "file_erased"
    sentence = N_("Berkas ini sudah dihapus karena memuat data pribadi yang diminta dihapus.")


class ErasedFile(AppendOnly, Model):
    """That the bytes of a stored file were removed for good; its row stays, so that nothing dangles."""

    __tablename__ = "erased_file"

    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"), primary_key=True, autoincrement=False)
    erased_at: Mapped[datetime]


def files_folder() -> Path:
    """Where the bytes lie: `files` in the data folder."""
    return Path(current_app.config["DATA_FOLDER"]) / "files"


def path_of(sha256: str) -> Path:
    """Where the bytes of that hash lie."""
    return files_folder() / sha256[:2] / sha256


def store(
    content: bytes, *, media_type: str, original_name: str, original: bytes | None = None, by_id: int | None
) -> StoredFile:
    """Write bytes under their hash, then flush the row that says what they are. Raises `EmptyFile`, `StorageFull`.

    `original` is what was sent when `content` was re-encoded from it; its hash finds the same upload again. The bytes
    are on disk before the row exists, so a row without a file cannot be; bytes whose row was rolled back do no harm.
    """
    if not content:
        raise EmptyFile
    digest = hashlib.sha256(content).hexdigest()
    path = path_of(digest)
    if not path.exists():
        _write(path, content)
    stored = StoredFile(
        sha256=digest,
        size=len(content),
        media_type=media_type,
        original_name=original_name[-200:],
        original_sha256=hashlib.sha256(original if original is not None else content).hexdigest(),
        created_at=now(),
        created_by_id=by_id,
    )
    db.session.add(stored)
    db.session.flush()
    return stored


def _write(path: Path, content: bytes) -> None:
    """Let bytes appear at a path whole, or not at all. Raises `StorageFull`."""
    part = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=path.parent, delete=False) as file:
            part = file.name
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(part).replace(path)
    except OSError as error:
        if part:
            Path(part).unlink(missing_ok=True)
        if is_full(error):
            raise StorageFull from error
        raise


def content_of(stored: StoredFile) -> bytes:
    """The stored bytes, checked against their hash. Raises `FileErased`, `FileDamaged`."""
    if db.session.get(ErasedFile, stored.id) is not None:
        raise FileErased
    try:
        content = path_of(stored.sha256).read_bytes()
    except OSError:
        raise FileDamaged from None
    if hashlib.sha256(content).hexdigest() != stored.sha256:
        raise FileDamaged
    return content


def picture(stored: StoredFile) -> Response:
    """A photo of ours to be shown on a page: the browser keeps it and asks each time whether it still may show it.

    The caller has checked who may see it. Raises `FileDamaged`.
    """
    if not path_of(stored.sha256).exists():
        raise FileDamaged
    response = send_file(path_of(stored.sha256), mimetype=stored.media_type, etag=stored.sha256, conditional=True)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def attachment(stored: StoredFile) -> Response:
    """The file as a download that no browser will run. The caller has checked whose it is.

    Raises `FileErased`, `FileDamaged`.
    """
    content_of(stored)
    response = send_file(
        path_of(stored.sha256), mimetype=stored.media_type, as_attachment=True, download_name=stored.original_name
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "no-store"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
