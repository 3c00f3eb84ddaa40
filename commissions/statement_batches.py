"""Many papers at once: a job renders them on every processor and puts them into one ZIP, or one file to print.

The file lies beside the stored files, under the number of its job, for two days; then it is given out no more, and the
night removes it. It is no stored file: it holds names, and what a person asks to erase must not live on in it.
"""

import os
import zipfile
from collections.abc import Iterator
from enum import StrEnum
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

import structlog
from flask import current_app
from pypdf import PdfReader, PdfWriter
from sqlalchemy import select

from accounts.models import UserAccount
from commissions import asked_jobs
from commissions.issued_statements import StatementFilters, listed_statements, visible_to
from commissions.models import Statement
from commissions.statement_documents import address_of, chain_head_of, html_of, qr_of, style
from core.database import db
from core.dates import now
from core.documents import NoPdfHere, Page, as_pdfs, can_make_pdf
from core.errors import Conflict, InvalidInput, NotFound
from core.jobs import Job, JobStatus, advance, defer, queue, work
from core.money import format_number
from core.wording import N_

log = structlog.get_logger()

BATCH = "statement_papers"
MOST = 2_000
KEPT_SECONDS = 2 * 24 * 3600
BLOCK = 50


class Shape(StrEnum):
    """What many papers are put into; the value is how the name of the file ends."""

    ZIP = "zip"
    """A file for each paper."""
    PRINT = "pdf"
    """One file to print: each paper begins on a sheet of its own, also where both sides are printed."""


class NoStatementToPrint(Conflict):
    """The list is empty, so there is nothing to put into a file."""

    code = "no_statement_to_print"
    sentence = N_("Tidak ada rekap pada daftar ini. Ubah saringannya, lalu minta lagi.")


class TooManyToPrint(InvalidInput):
    """More papers than one file holds. Parameters: `most`."""

    code = "too_many_to_print"
    sentence = N_("Satu berkas memuat paling banyak %(most)s rekap. Persempit dengan saringan, lalu minta lagi.")


class PapersGone(NotFound):
    """The file was never made, or two days have passed."""

    sentence = N_("Berkas ini tidak ada lagi; berkas disimpan dua hari. Minta lagi dari daftar rekap.")


def ask_for_papers(filters: StatementFilters, *, by: UserAccount, shape: Shape = Shape.ZIP) -> Job:
    """Have the papers of a list put into one file. Raises `NoStatementToPrint`, `TooManyToPrint`, `NoPdfHere`."""
    if not can_make_pdf():
        raise NoPdfHere
    rows = listed_statements(by, filters).order_by(None).order_by(Statement.id).limit(MOST + 1)
    ids = [row.id for row in db.session.execute(rows)]
    if not ids:
        raise NoStatementToPrint
    if len(ids) > MOST:
        raise TooManyToPrint(most=format_number(MOST))
    return defer(BATCH, asked_by_id=by.id, statement_ids=ids, address=address_prefix(), shape=shape.value)


def address_prefix() -> str:
    """The address of the page that checks a code, up to the code: the worker has no request to take it from."""
    known = address_of(Statement(verification_code="CODE"))
    return known.removesuffix("CODE")


@work(BATCH)
def make_papers(job: Job) -> dict[str, object]:
    """Render what the asker may still see and write the file; run again, it writes the same file anew."""
    by = db.session.get_one(UserAccount, job.asked_by_id)
    rows = visible_to(by).where(Statement.id.in_(job.arguments["statement_ids"])).order_by(Statement.id)
    ids = list(db.session.execute(rows.with_only_columns(Statement.id)).scalars())
    prefix, job_id = str(job.arguments["address"]), job.id
    shape = shape_of(job)
    path = path_of(job_id, shape)
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as part:
        binding = BINDINGS[shape](part)
        numbers: list[str] = []
        for done, paper in enumerate(as_pdfs(_pages(ids, prefix, numbers)), start=1):
            binding.add(numbers[done - 1], paper)
            if done % BLOCK == 0:
                advance(job, done, len(ids))
        binding.close()
        part.flush()
        os.fsync(part.fileno())
    Path(part.name).replace(path)
    return {"statements": len(ids), "papers_of_job": job_id}


class _Zip:
    """A file for each paper, named by its number."""

    def __init__(self, file: IO[bytes]) -> None:
        self.archive = zipfile.ZipFile(file, "w", zipfile.ZIP_STORED)  # papers are compressed already

    def add(self, number: str, paper: bytes) -> None:
        self.archive.writestr(zipfile.ZipInfo(f"{number}.pdf"), paper)

    def close(self) -> None:
        self.archive.close()


class _Booklet:
    """All papers in one PDF, each on sheets of its own, and its number among the bookmarks."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.writer = PdfWriter()

    def add(self, number: str, paper: bytes) -> None:
        reader = PdfReader(BytesIO(paper))
        self.writer.append(reader, outline_item=number, import_outline=False)
        if len(reader.pages) % 2:
            self.writer.add_blank_page()

    def close(self) -> None:
        self.writer.compress_identical_objects()  # every paper brought the same fonts
        self.writer.write(self.file)


BINDINGS = {Shape.ZIP: _Zip, Shape.PRINT: _Booklet}


def _pages(ids: list[int], prefix: str, numbers: list[str]) -> Iterator[Page]:
    """The pages of some statements, ready to be laid out; each adds its number to `numbers`."""
    heads: dict[str, tuple[str, str]] = {}
    for start in range(0, len(ids), BLOCK):
        block = select(Statement).where(Statement.id.in_(ids[start : start + BLOCK])).order_by(Statement.id)
        pages = []
        for statement in db.session.execute(block).scalars():
            if statement.period not in heads:
                heads[statement.period] = chain_head_of(statement.period)
            address = prefix + statement.verification_code
            html = html_of(statement, address=address, qr="etalase:qr", head=heads[statement.period])
            numbers.append(statement.number)
            pages.append(Page(html, style(), {"qr": qr_of(address)}))
        db.session.rollback()  # nothing was written, and no transaction stays open while pages are laid out
        yield from pages


def folder() -> Path:
    """Where the files lie for two days."""
    return Path(current_app.config["DATA_FOLDER"]) / "batches"


def shape_of(job: Job) -> Shape:
    """What the papers of a job are put into."""
    return Shape(job.arguments.get("shape", Shape.ZIP))


def path_of(job_id: int, shape: Shape) -> Path:
    """Where the file of a job lies."""
    return folder() / f"{job_id}.{shape}"


def finished(job_id: int, *, by: UserAccount) -> Path:
    """The file of a job the person asked for. Raises `UnknownJob`, also for somebody else's; `PapersGone`."""
    job = asked_jobs.get(job_id, by=by)
    if job.asked_by_id != by.id or job.kind != BATCH:
        raise asked_jobs.UnknownJob
    path = path_of(job.id, shape_of(job))
    if job.status is not JobStatus.SUCCEEDED or not path.exists() or _is_old(path):
        raise PapersGone
    return path


def sweep() -> int:
    """Remove what has lain for two days, and how many files that were."""
    old = [path for path in folder().glob("*") if _is_old(path)]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _is_old(path: Path) -> bool:
    return path.stat().st_mtime < now().timestamp() - KEPT_SECONDS


@queue.periodic(cron="30 3 * * *")
@queue.task(name="statement_papers_tick", queue="default")
def tick(timestamp: int) -> None:  # noqa: ARG001 - procrastinate tells when it was due
    """Every night: the worker is here already, so it is done in place."""
    log.info("statement_papers_removed", files=sweep())
