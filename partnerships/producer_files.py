"""Files of registrations from upload to registry: keep the original sealed, check it, learn its columns, register once.

Nothing is staged in tables: the original lies sealed in its row with what the check found, and confirming reads it
again, checks it again and registers only what the person saw. Both hold NIKs, names and addresses, so they are removed
`KEPT_DAYS` after the upload, and at once when the upload is set aside.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, or_, select, true, update
from werkzeug.datastructures import FileStorage

from accounts.audit import record
from accounts.models import UserAccount
from core.collector import resting_collector
from core.column_matching import plain_title
from core.database import db, get_visible
from core.dates import agency_zone, now
from core.remembered_columns import recall, remember
from core.row_files import ColumnNotInFile, Seals
from core.secrets_at_rest import encrypt
from partnerships.producer_file_check import PURPOSE, FileCheck, check_file, choices_offered
from partnerships.producer_file_errors import (
    AlreadyRegistered,
    ChoiceNotOffered,
    FileDiscarded,
    FileRemoved,
    SheetNotInFile,
    UnknownProducerFile,
)
from partnerships.registration_models import ProducerFile
from partnerships.registration_states import Choice, ProducerFileStatus
from partnerships.states import Source

SEALS = Seals("producer_file|content", "producer_file|rows")
KEPT_DAYS = 30
"""How long the original and its dry run are kept after the upload: long enough to mend the rows that were wrong."""


def visible_to(user: UserAccount) -> Select[tuple[ProducerFile]]:
    """The uploads a person may see: their own; whoever works in the whole agency sees all. They hold NIKs of many."""
    mine = ProducerFile.uploaded_by_id == user.id
    return select(ProducerFile).where(or_(mine, true()) if user.is_staff and user.works_everywhere else mine)


def get(file_id: int, *, by: UserAccount, for_update: bool = False) -> ProducerFile:
    """One upload. Raises `UnknownProducerFile` for one that does not exist or is not this person's to see."""
    found = get_visible(visible_to(by), ProducerFile, file_id, for_update=for_update)
    if found is None:
        raise UnknownProducerFile
    return found


def upload(*, file: FileStorage, by: UserAccount, source: Source | None = None) -> ProducerFile:
    """Keep a file of registrations and check it. Nobody is registered.

    Raises what `partnerships.producer_file_check.check_file` raises; a file that cannot be read leaves nothing behind.
    """
    filename = "".join(sign for sign in file.filename or "" if sign.isprintable())[-200:] or "-"
    file.stream.seek(0)  # a transaction that is tried again reads it again
    content = file.stream.read()
    with resting_collector():
        check = check_file(content, filename, sheet=None, by=by)
    found = ProducerFile(
        original_name=filename,
        content_hash=SEALS.hash_of(content),
        content_encrypted=SEALS.sealed(content),
        status=ProducerFileStatus.NEEDS_MAPPING,
        source=source.value if source else "",
        uploaded_by_id=by.id,
        uploaded_by=by,
        uploaded_at=now(),
        choices={},
    )
    keep(found, check)
    db.session.add(found)
    db.session.flush()
    record("producer_file:uploaded", found, by=by, after=brief(found), source=found.source or None)
    return found


def teach_columns(
    file_id: int,
    *,
    columns: Mapping[str, str] | None = None,
    number_style: str | None = None,
    date_style: str | None = None,
    sheet: str | None = None,
    by: UserAccount,
) -> ProducerFile:
    """Learn how files with these headings are written, for this one and all that follow, and check the file again.

    What is not named stays as it was learned before. Raises what `open_file` raises, `ColumnNotInFile`,
    `SheetNotInFile`, `UnknownColumn`, and what `check_file` raises.
    """
    found = open_file(file_id, by=by)
    known: dict[str, Any] = found.mapping
    if sheet and sheet not in known["sheets"]:
        raise SheetNotInFile(field="sheet", name=sheet)
    if sheet and sheet != known["sheet"]:
        # Another sheet has headings of its own; what was named for the first one is asked again for this.
        keep(found, check_file(content_of(found), found.original_name, sheet=sheet, by=found.uploaded_by))
        known = found.mapping
    titles = {plain_title(title): title for title in known["titles"]}
    named = {name: title for name, title in (columns or {}).items() if title}
    for title in named.values():
        if plain_title(title) not in titles:
            raise ColumnNotInFile(field="columns", title=title)
    before = recall(PURPOSE, known["titles"])
    remember(
        PURPOSE,
        known["titles"],
        columns={name: titles[plain_title(title)] for name, title in named.items()} or before.columns,
        number_style=number_style or before.number_style,
        date_style=date_style or before.date_style,
        by_id=by.id,
    )
    found.mapping = {**known, "chosen_sheet": sheet or known["chosen_sheet"]}
    recheck(found)
    record("producer_file:columns_taught", found, by=by, after=brief(found))
    return found


def choose(file_id: int, *, choices: Mapping[int, Choice], by: UserAccount) -> ProducerFile:
    """Note what to do with rows that look like somebody known; nothing is done before the file is confirmed.

    Raises what `open_file` raises, and `ChoiceNotOffered`.
    """
    found = open_file(file_id, by=by)
    found.choices = chosen(found, choices)
    db.session.flush()
    counted = {choice.value: list(found.choices.values()).count(choice.value) for choice in Choice}
    record("producer_file:choices_made", found, by=by, after=counted)
    return found


def chosen(found: ProducerFile, more: Mapping[int, Choice]) -> dict[str, str]:
    """The choices of a file with some more; a skip is the same as none. Raises `ChoiceNotOffered`."""
    offered = choices_offered(kept_rows(found)["rows"])
    choices = dict(found.choices)
    for row, choice in more.items():
        if choice.value not in offered.get(row, ()):
            raise ChoiceNotOffered(field="choices", row=row)
        choices.pop(str(row), None)
        if choice is not Choice.SKIP:
            choices[str(row)] = choice.value
    return choices


def discard(file_id: int, *, by: UserAccount) -> ProducerFile:
    """Set an upload aside and remove what it held. Raises what `open_file` raises, but for `FileRemoved`."""
    found = open_file(file_id, by=by, must_be_there=False)
    before, found.status = found.status, ProducerFileStatus.REFUSED
    found.content_encrypted = found.rows_encrypted = None
    db.session.flush()
    record(
        "producer_file:discarded",
        found,
        by=by,
        before={"file_status": before.value},
        after={"file_status": found.status.value},
    )
    return found


def look_again(file_id: int, *, by: UserAccount) -> ProducerFile:
    """Check a file again, as registrations or regions have changed. Raises what `open_file` raises."""
    found = open_file(file_id, by=by)
    recheck(found)
    return found


def open_file(file_id: int, *, by: UserAccount, must_be_there: bool = True) -> ProducerFile:
    """A file that still waits, locked.

    Raises `UnknownProducerFile`, `AlreadyRegistered`, `FileDiscarded`, and `FileRemoved` when its time was over.
    """
    found = get(file_id, by=by, for_update=True)
    if found.status is ProducerFileStatus.CONFIRMED and found.confirmed_at and found.confirmed_by_id:
        who = db.session.get_one(UserAccount, found.confirmed_by_id).name
        raise AlreadyRegistered(day=found.confirmed_at.astimezone(agency_zone()).date(), who=who)
    if found.status is ProducerFileStatus.REFUSED:
        raise FileDiscarded
    if must_be_there and found.content_encrypted is None:
        raise FileRemoved
    return found


def recheck(found: ProducerFile) -> FileCheck:
    """Check the original again and keep what came out; choices that are no longer offered are forgotten."""
    check = check_again(found)
    keep(found, check)
    offered = choices_offered(kept_rows(found)["rows"])
    found.choices = {row: choice for row, choice in found.choices.items() if choice in offered.get(int(row), ())}
    db.session.flush()
    return check


def check_again(found: ProducerFile) -> FileCheck:
    """Check the original as whoever uploaded it would see it today, without keeping the result."""
    with resting_collector():
        return check_file(
            content_of(found), found.original_name, sheet=found.mapping.get("chosen_sheet"), by=found.uploaded_by
        )  # type: ignore[arg-type]


def keep(found: ProducerFile, check: FileCheck) -> None:
    """Keep beside the original what a check found."""
    found.status = ProducerFileStatus.NEEDS_MAPPING if check.opened.needs_mapping else ProducerFileStatus.CHECKED
    found.mapping = check.mapping()
    found.counts = check.counts()
    found.rows_encrypted = encrypt(check.as_json(), SEALS.rows)


def content_of(found: ProducerFile) -> bytes:
    """The original. Raises `FileRemoved`."""
    content = SEALS.content_of(found)
    if content is None:
        raise FileRemoved
    return content


def kept_rows(found: ProducerFile) -> dict[str, Any]:
    """What the last check found: `rows`, `sample`, `notices`; empty once the file was removed."""
    return SEALS.rows_of(found)


def brief(found: ProducerFile) -> dict[str, object]:
    """What the history keeps of a check."""
    return {"file_status": found.status.value, **{name: found.counts[name] for name in ("rows_read", "rows_valid")}}


def remove_old() -> int:
    """Remove what files hold that were uploaded `KEPT_DAYS` ago or earlier; how many. Doing it twice does no harm."""
    old = update(ProducerFile).where(
        ProducerFile.uploaded_at <= now() - timedelta(days=KEPT_DAYS), ProducerFile.content_encrypted.is_not(None)
    )
    done = db.session.execute(
        old.values(content_encrypted=None, rows_encrypted=None).execution_options(synchronize_session=False)
    )
    return int(done.rowcount)  # type: ignore[attr-defined]
