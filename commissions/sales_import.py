"""Till files from upload to ledger: keep the original, check it, learn how the outlet writes, and post once.

Nothing is staged in tables: the original is stored, its figures are kept beside it, and confirming reads it again,
checks it again and posts only what the person saw.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.dialects.postgresql import insert
from werkzeug.datastructures import FileStorage

from accounts.access import in_regions_of
from accounts.audit import record
from accounts.models import UserAccount
from accounts.permissions import OUTLET_ROLES
from commissions.sales_file_check import (
    FileCheck,
    check_file,
    mapping_of,
    remarks_on,
    rows_kept,
    taught_by,
)
from commissions.sales_file_errors import (
    ColumnNotInFile,
    ColumnsNotMatched,
    FileBeingRead,
    FileDiscarded,
    PlacementNotHere,
    SheetNotInFile,
    UnknownSalesFile,
)
from commissions.sales_file_posting import Confirmed, already_reported, post_file
from commissions.second_sources import Overlap
from core.collector import resting_collector
from core.column_matching import plain_title
from core.database import db, get_visible
from core.dates import now
from core.files import content_of, store
from outlets import outlet_codes, outlets
from outlets.models import Outlet, OutletMember, TillFormat
from outlets.placements import code_book
from outlets.sales_models import SalesFile
from outlets.states import FileStatus

BRIEF = ("rows_read", "rows_valid", "gross_rupiah", "commission_rupiah")
MEDIA_TYPES = {
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "txt": "text/plain",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xls": "application/vnd.ms-excel",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}


@dataclass(frozen=True)
class CodeMeaning:
    """An item code of an outlet's till and the placement it means there."""

    code: str
    placement_id: int


def visible_to(user: UserAccount) -> Select[tuple[SalesFile]]:
    """The uploads a person may see: staff those of outlets in their regions, outlet people their own outlet's."""
    files = select(SalesFile).join(Outlet, Outlet.id == SalesFile.outlet_id)
    if user.is_staff:
        return files.where(in_regions_of(user, Outlet.region_code))
    if user.role in OUTLET_ROLES:
        own = select(OutletMember.outlet_id).where(OutletMember.user_id == user.id)
        return files.where(SalesFile.outlet_id.in_(own))
    return files.where(SalesFile.id.is_(None))


def get(file_id: int, *, by: UserAccount, for_update: bool = False) -> SalesFile:
    """One upload. Raises `UnknownSalesFile` for one that does not exist or is not this person's to see."""
    found = get_visible(visible_to(by), SalesFile, file_id, for_update=for_update)
    if found is None:
        raise UnknownSalesFile
    return found


def upload(outlet_id: int, *, file: FileStorage, by: UserAccount, source: str = "") -> SalesFile:
    """Keep a till's file and check it. Nothing is posted.

    Raises `UnknownOutlet` and whatever reading a file raises (`commissions.sales_file_check.check_file`); a file that
    cannot be read leaves nothing behind.
    """
    outlet = outlets.get(outlet_id, by=by)
    filename, content = name_and_content(file)
    taught = taught_by(db.session.get(TillFormat, outlet.id))
    with resting_collector():
        check = check_file(outlet, content, filename, taught, by=by)
    sales_file = _original(outlet, filename, content, source=source, by=by)
    _keep(sales_file, check, mapping_of(check, taught))
    db.session.add(sales_file)
    db.session.flush()
    record("sales_file:uploaded", sales_file, by=by, after=_brief(sales_file), source=source or None)
    return sales_file


def receive(outlet_id: int, *, file: FileStorage, by: UserAccount, source: str = "") -> SalesFile:
    """Keep a till's file that will be read later (`commissions.sales_file_jobs`). Raises `UnknownOutlet`."""
    outlet = outlets.get(outlet_id, by=by)
    filename, content = name_and_content(file)
    sales_file = _original(outlet, filename, content, source=source, by=by)
    sales_file.status = FileStatus.READING
    sales_file.counts = dict.fromkeys(BRIEF, 0)
    db.session.add(sales_file)
    db.session.flush()
    record("sales_file:uploaded", sales_file, by=by, after={"status": sales_file.status.value}, source=source or None)
    return sales_file


def read_received(file_id: int, *, by: UserAccount, after_reading: Callable[[int], None] | None = None) -> None:
    """Check a file that was only received; one read in an earlier run is left alone. Raises as `check_file`."""
    sales_file = get(file_id, by=by, for_update=True)
    if sales_file.status is FileStatus.READING:
        recheck(sales_file, by=by, after_reading=after_reading)
        before = {"status": FileStatus.READING.value}
        record("sales_file:read", sales_file, by=by, before=before, after=_brief(sales_file))


def name_and_content(file: FileStorage) -> tuple[str, bytes]:
    """An upload's name, in signs that can be shown, and its bytes."""
    filename = "".join(sign for sign in file.filename or "" if sign.isprintable())[-200:] or "-"
    file.stream.seek(0)  # a transaction that is tried again reads it again
    return filename, file.stream.read()


def _original(outlet: Outlet, filename: str, content: bytes, *, source: str, by: UserAccount) -> SalesFile:
    """The original on disk, and the row of an upload that is not added yet."""
    extension = filename.rpartition(".")[2].lower()
    stored = store(
        content,
        media_type=MEDIA_TYPES.get(extension, "application/octet-stream"),
        original_name=filename,
        by_id=by.id,
    )
    return SalesFile(
        outlet_id=outlet.id,
        outlet=outlet,
        file_id=stored.id,
        file=stored,
        sha256=hashlib.sha256(content).hexdigest(),
        uploaded_by_id=by.id,
        uploaded_at=now(),
        source=source,
    )


def teach_columns(
    file_id: int,
    *,
    columns: Mapping[str, str] | None = None,
    number_style: str | None = None,
    date_style: str | None = None,
    sheet: str | None = None,
    by: UserAccount,
) -> SalesFile:
    """Learn how the outlet's till writes its files, for this one and all that follow, and check the file again.

    What is not named stays as it was learned before. Raises `UnknownSalesFile`, `FileAlreadyReported`, `FileDiscarded`,
    `ColumnNotInFile`, `SheetNotInFile`, `UnknownColumn`, and what `check_file` raises.
    """
    sales_file = _open(file_id, by=by)
    known = sales_file.mapping
    titles = {plain_title(title): title for title in known["titles"]}
    named = {name: title for name, title in (columns or {}).items() if title}
    for title in named.values():
        if plain_title(title) not in titles and sheet in {None, known["sheet"]}:
            raise ColumnNotInFile(field="columns", title=title)
    if sheet is not None and sheet not in known["sheets"]:
        raise SheetNotInFile(field="sheet", name=sheet)
    till = db.session.get(TillFormat, sales_file.outlet_id, with_for_update=True)
    taught = {
        "columns": {name: titles.get(plain_title(title), title) for name, title in named.items()}
        or (till.columns if till else {}),
        "number_style": number_style or (till.number_style if till else None),
        "date_style": date_style or (till.date_style if till else None),
        "sheet": sheet or (till.sheet if till else None),
        "learned_at": now(),
        "learned_by_id": by.id,
    }
    db.session.execute(
        insert(TillFormat)
        .values(outlet_id=sales_file.outlet_id, **taught)
        .on_conflict_do_update(index_elements=["outlet_id"], set_=taught)
    )
    if till is not None:
        db.session.refresh(till)
    recheck(sales_file, by=by)
    after = {name: taught[name] for name in ("columns", "number_style", "date_style", "sheet")}
    record("sales_file:columns_taught", sales_file, by=by, after={**after, **_brief(sales_file)})
    return sales_file


def teach_codes(file_id: int, *, codes: Sequence[CodeMeaning], by: UserAccount) -> SalesFile:
    """Learn which placement each till code means in this outlet, once for all, and check the file again.

    Raises `UnknownSalesFile`, `FileAlreadyReported`, `FileDiscarded`, `PlacementNotHere`.
    """
    sales_file = _open(file_id, by=by)
    here = code_book(sales_file.outlet_id).placements
    for meaning in codes:
        if meaning.placement_id not in here:
            raise PlacementNotHere(field="codes", code=meaning.code)
        outlet_codes.relearn(
            meaning.placement_id, sales_file.outlet_id, meaning.code, sales_file_id=sales_file.id, by=by
        )
    recheck(sales_file, by=by)
    learned_codes = {meaning.code: meaning.placement_id for meaning in codes}
    record("sales_file:codes_taught", sales_file, by=by, after={"codes": learned_codes, **_brief(sales_file)})
    return sales_file


def confirm(
    file_id: int,
    *,
    skip_wrong: bool = False,
    overlap: Overlap | None = None,
    by: UserAccount,
    after_reading: Callable[[int], None] | None = None,
) -> Confirmed:
    """Post what the check of a file showed, one report a month of sale; without `skip_wrong` only when no row is wrong.

    `overlap` is what a person decided about days that another report answers for. The file is read and checked
    again under its lock. Raises `UnknownSalesFile`, `ColumnsNotMatched`, `FileDiscarded`, and as
    `commissions.sales_file_posting.post_file`.
    """
    sales_file = _open(file_id, by=by)
    if sales_file.status is FileStatus.NEEDS_MAPPING:
        raise ColumnsNotMatched(missing=", ".join(sales_file.mapping["missing"]))
    with resting_collector():
        check = check_again(sales_file, by=by, after_reading=after_reading)
        return post_file(sales_file, check, skip_wrong=skip_wrong, overlap=overlap, by=by)


def look_again(file_id: int, *, by: UserAccount) -> SalesFile:
    """Check a file again, as prices, placements or reports have changed. Raises as `discard`."""
    sales_file = _open(file_id, by=by)
    recheck(sales_file, by=by)
    return sales_file


def discard(file_id: int, *, by: UserAccount) -> SalesFile:
    """Set an upload aside that nobody will post. Raises `UnknownSalesFile`, `FileAlreadyReported`, `FileDiscarded`."""
    sales_file = _open(file_id, by=by)
    before = sales_file.status
    sales_file.status = FileStatus.REFUSED
    db.session.flush()
    record("sales_file:discarded", sales_file, by=by, before={"status": before.value}, after=_brief(sales_file))
    return sales_file


def check_again(
    sales_file: SalesFile, *, by: UserAccount, after_reading: Callable[[int], None] | None = None
) -> FileCheck:
    """Check the stored original with what the outlet has taught by now, without keeping the result."""
    taught = taught_by(db.session.get(TillFormat, sales_file.outlet_id))
    content, filename = content_of(sales_file.file), sales_file.file.original_name
    return check_file(sales_file.outlet, content, filename, taught, by=by, after_reading=after_reading)


def recheck(sales_file: SalesFile, *, by: UserAccount, after_reading: Callable[[int], None] | None = None) -> None:
    """Check the stored original again and keep what came out."""
    taught = taught_by(db.session.get(TillFormat, sales_file.outlet_id))
    check = check_again(sales_file, by=by, after_reading=after_reading)
    _keep(sales_file, check, mapping_of(check, taught))
    db.session.flush()


def _open(file_id: int, *, by: UserAccount) -> SalesFile:
    """A file that still waits, locked.

    Raises `UnknownSalesFile`, `FileAlreadyReported`, `FileDiscarded`, `FileBeingRead`.
    """
    sales_file = get(file_id, by=by, for_update=True)
    if sales_file.status is FileStatus.CONFIRMED:
        raise already_reported(sales_file)
    if sales_file.status is FileStatus.REFUSED:
        raise FileDiscarded
    if sales_file.status is FileStatus.READING:
        raise FileBeingRead
    return sales_file


def _keep(sales_file: SalesFile, check: FileCheck, mapping: dict[str, object]) -> None:
    """Keep beside the original what a check found."""
    sales_file.status = FileStatus.NEEDS_MAPPING if check.content.needs_mapping else FileStatus.CHECKED
    sales_file.mapping = mapping
    sales_file.counts = check.counts()
    sales_file.problems = rows_kept(check)
    sales_file.remarks = remarks_on(check, sales_file.outlet)


def _brief(sales_file: SalesFile) -> dict[str, object]:
    """What the history keeps of a check."""
    return {"status": sales_file.status.value, **{name: sales_file.counts[name] for name in BRIEF}}
