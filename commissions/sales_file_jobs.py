"""Big till files are read and posted by the worker, while their owner sees how far it is and may leave the page.

Small ones are done at once: waiting for a worker would take longer. The API always answers at once.
"""

from typing import Any

from werkzeug.datastructures import FileStorage

from accounts.models import UserAccount
from commissions import sales_import
from commissions.sales_file_errors import FileBeingRead, PostingInterrupted, ReadingInterrupted
from commissions.second_sources import Overlap
from core.database import committed, db
from core.errors import Refusal
from core.jobs import Job, JobStatus, advance_apart, defer, work
from core.row_problems import stored_problem
from outlets.sales_models import SalesFile
from outlets.states import FileStatus, OverlapDecision

READ = "sales_file:read"
POST = "sales_file:post"
BIG_ROWS = 5_000
BYTES_OF_A_PACKED_ROW = 40
"""A workbook's rows cannot be counted before it is opened; packed, one takes about as much."""
STEPS = 2
AT_WORK = frozenset({JobStatus.QUEUED, JobStatus.RUNNING})


def is_big(filename: str, content: bytes) -> bool:
    """Whether a file probably holds more rows than are read while somebody waits."""
    if filename.lower().endswith((".csv", ".txt", ".tsv")):
        return max(content.count(b"\n"), content.count(b"\r")) > BIG_ROWS
    return len(content) > BIG_ROWS * BYTES_OF_A_PACKED_ROW


def upload(outlet_id: int, *, file: FileStorage, by: UserAccount, source: str = "") -> SalesFile:
    """Keep a file and read it, at once or in a job. Raises as `sales_import.upload`."""
    if not is_big(*sales_import.name_and_content(file)):
        return sales_import.upload(outlet_id, file=file, by=by, source=source)
    sales_file = sales_import.receive(outlet_id, file=file, by=by, source=source)
    sales_file.job_id = defer(READ, asked_by_id=by.id, file_id=sales_file.id).id
    db.session.flush()
    return sales_file


def confirm(file_id: int, *, skip_wrong: bool, overlap: Overlap | None, by: UserAccount) -> SalesFile:
    """Post a file, at once or in a job. Raises as `sales_import.confirm`, and `FileBeingRead`."""
    sales_file = sales_import.get(file_id, by=by, for_update=True)
    if job_at_work(sales_file) is not None:
        raise FileBeingRead
    if sales_file.status is not FileStatus.CHECKED or sales_file.counts["rows_read"] <= BIG_ROWS:
        return sales_import.confirm(file_id, skip_wrong=skip_wrong, overlap=overlap, by=by).sales_file
    decided = {"decision": overlap.decision.value, "reason": overlap.reason} if overlap else {}
    job = defer(POST, asked_by_id=by.id, file_id=file_id, skip_wrong=skip_wrong, **decided)
    sales_file.job_id = job.id
    db.session.flush()
    return sales_file


def job_at_work(sales_file: SalesFile) -> Job | None:
    """The job that reads or posts a file just now."""
    job = db.session.get(Job, sales_file.job_id, populate_existing=True) if sales_file.job_id else None
    return job if job is not None and job.status in AT_WORK else None


def _reading_given_up(job: Job) -> None:
    """Set a file aside that could not be read, unless it was read in an earlier run of the job."""
    sales_file = db.session.get_one(SalesFile, job.arguments["file_id"], with_for_update=True)
    if sales_file.status is FileStatus.READING:
        _keep_refusal(sales_file.id, ReadingInterrupted(filename=sales_file.file.original_name), set_aside=True)


def _posting_given_up(job: Job) -> None:
    """Say beside a file that posting it broke off, unless it is posted."""
    sales_file = db.session.get_one(SalesFile, job.arguments["file_id"], with_for_update=True)
    if sales_file.status is FileStatus.CHECKED:
        _keep_refusal(sales_file.id, PostingInterrupted(), set_aside=False)


@work(READ, when_given_up=_reading_given_up)
def read(job: Job) -> dict[str, Any]:
    """Read and check a file; one that cannot be read is set aside with the reason."""
    file_id, job_id, by_id = job.arguments["file_id"], job.id, job.asked_by_id

    def check() -> None:
        by = db.session.get_one(UserAccount, by_id)
        sales_import.read_received(file_id, by=by, after_reading=lambda _rows: advance_apart(job_id, 1, STEPS))

    return _done(file_id, check, set_aside=True)


@work(POST, when_given_up=_posting_given_up)
def post(job: Job) -> dict[str, Any]:
    """Post a file that its owner has seen; a refusal is kept beside it, and nothing is posted."""
    told, job_id, by_id = job.arguments, job.id, job.asked_by_id
    overlap = Overlap(OverlapDecision(told["decision"]), told["reason"]) if "decision" in told else None

    def confirm_seen() -> None:
        by = db.session.get_one(UserAccount, by_id)
        sales_file = sales_import.get(told["file_id"], by=by)
        if sales_file.status is FileStatus.CHECKED:  # a job that is done again after a crash posts nothing twice
            sales_import.confirm(
                sales_file.id,
                skip_wrong=told["skip_wrong"],
                overlap=overlap,
                by=by,
                after_reading=lambda _rows: advance_apart(job_id, 1, STEPS),
            )

    return _done(told["file_id"], confirm_seen, set_aside=False)


def _done(file_id: int, step: Any, *, set_aside: bool) -> dict[str, Any]:  # noqa: ANN401 - a function without arguments
    """Do a step in its own transaction; keep why it was refused, in one of its own, and pass the refusal on."""
    try:
        committed(step)
    except Refusal as refusal:
        db.session.rollback()
        committed(_keep_refusal, file_id, refusal, set_aside=set_aside)
        raise
    return {"file_id": file_id}


def _keep_refusal(file_id: int, refusal: Refusal, *, set_aside: bool) -> None:
    sales_file = db.session.get_one(SalesFile, file_id, with_for_update=True)
    sales_file.remarks = {**sales_file.remarks, "refused": [stored_problem(refusal.problem)]}
    if set_aside:
        sales_file.status = FileStatus.REFUSED
