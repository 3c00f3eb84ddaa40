"""The copy of everything about a person: a ZIP with a page to read, the same as JSON, and the files.

A job makes it. It is kept sealed under the person's own key, never sent, downloaded only by the producer's accounts or
the desk, and gone after a week (UU 27/2022 Pasal 7, 13, 32).
"""

import io
import json
import zipfile
from datetime import date, datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import select

from accounts import audit
from accounts.models import UserAccount
from accounts.own_data import data_of
from accounts.permissions import Permission
from core.database import db, get_visible, transaction
from core.dates import now
from core.erased_files import erase
from core.errors import Refusal
from core.files import StoredFile, content_of, store
from core.jobs import Job, defer, work
from core.secrets_at_rest import CannotBeRead
from partnerships import data_requests, person_tables, personal_keys, producers
from partnerships.models import Producer, ProducerMember
from partnerships.personal_errors import PersonErased, UnknownExport
from partnerships.personal_models import DataExport, DataRequest
from partnerships.readers import readers_of

MAKE = "export_personal_data"
"""The kind of job that makes a copy."""
PURPOSE = "data_export|file"
KEPT_FOR = timedelta(days=7)
SEALED = "application/octet-stream"


def ask(producer_id: int, *, by: UserAccount, request_id: int | None = None) -> DataExport:
    """Have a copy made of everything about a producer. Raises `UnknownProducer`, `PersonErased`."""
    producer = producers.get(producer_id, by=by)
    if producer.erased_at is not None:
        raise PersonErased
    export = DataExport(producer_id=producer.id, request_id=request_id, asked_by_id=by.id, asked_at=now())
    db.session.add(export)
    db.session.flush()
    export.job_id = defer(MAKE, asked_by_id=by.id, export_id=export.id).id
    return export


def get(export_id: int, *, by: UserAccount) -> DataExport:
    """A copy that may be downloaded now: by an account of the producer, or its desk. Raises `UnknownExport`."""
    rows = select(DataExport).where(
        DataExport.file_id.is_not(None),
        DataExport.expires_at > now(),
        DataExport.producer_id.in_(producers.ids_visible_to(by)),
    )
    if not by.may(Permission.PRIVACY_HANDLE):
        own = select(ProducerMember.producer_id).where(ProducerMember.user_id == by.id)
        rows = rows.where(DataExport.producer_id.in_(own))
    found = get_visible(rows, DataExport, export_id)
    if found is None:
        raise UnknownExport
    return found


def opened(export_id: int, *, by: UserAccount) -> bytes:
    """The ZIP of a copy; that it was downloaded is written down. Raises `UnknownExport`, `FileDamaged`."""
    export = get(export_id, by=by)
    file = db.session.get_one(StoredFile, export.file_id)
    content = personal_keys.key_of(export.producer_id).open(content_of(file), PURPOSE)
    producer = db.session.get_one(Producer, export.producer_id)
    audit.record("producer:export_downloaded", producer, by=by, after={"export_id": export.id})
    return content


@work(MAKE)
def make(job: Job) -> dict[str, object]:
    """Gather, write and seal a copy; one that was made already is left alone."""
    export_id = int(job.arguments["export_id"])
    with transaction():
        export = db.session.get_one(DataExport, export_id)
        if export.file_id is not None:
            return {"export_id": export_id}
        producer = db.session.get_one(Producer, export.producer_id)
        sealed = personal_keys.key_of(producer.id).seal(zip_of(producer), PURPOSE)
        by = db.session.get_one(UserAccount, export.asked_by_id)
        stored = store(sealed, media_type=SEALED, original_name=f"salinan-{export.id}.bin", by_id=by.id)
        export.file_id, export.made_at, export.expires_at = stored.id, now(), now() + KEPT_FOR
        audit.record("producer:export_made", producer, by=by, after={"export_id": export.id})
    return {"export_id": export_id}


def remove_expired() -> int:
    """Erase copies whose days are over. How many there were."""
    rows = select(DataExport).where(DataExport.file_id.is_not(None), DataExport.expires_at <= now())
    found = db.session.execute(rows.with_for_update()).scalars().all()
    erase([export.file_id for export in found if export.file_id is not None], asked_by_id=None)
    for export in found:
        export.file_id = None
    db.session.flush()
    return len(found)


def zip_of(producer: Producer) -> bytes:
    """The copy of a producer as the bytes of a ZIP. Raises `PersonErased`."""
    rows = person_tables.rows_about(producer.id)
    gathered = everything_about(producer, rows)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("baca-saya.html", summary_of(producer, gathered))
        packed.writestr("data.json", json.dumps(gathered, ensure_ascii=False, indent=1, default=_plain))
        copies = {row["file_id"] for row in rows.get("data_export", ())}
        for file_id in sorted(person_tables.file_ids(rows) - copies):
            file = db.session.get_one(StoredFile, file_id)
            try:
                packed.writestr(f"berkas/{file.id}-{file.original_name}", content_of(file))
            except Refusal as gone:  # A file that was erased or damaged is named instead.
                packed.writestr(f"berkas/{file.id}.txt", gone.code)
    return out.getvalue()


def everything_about(producer: Producer, rows: dict[str, person_tables.Rows]) -> dict[str, Any]:
    """Everything stored about a producer: its rows by table, its accounts, what is sealed, and who did what with it."""
    members = [row["user_id"] for row in rows.get("producer_member", ())]
    return {
        "made_at": now(),
        "opened": _opened(producer, rows),
        "tables": {name: [person_tables.told(row, name) for row in found] for name, found in rows.items()},
        "accounts": data_of(members),
        "history": _history(rows),
        "readers": [
            {"at": read.at, "role": read.role, "what": read.action, "purpose": read.purpose}
            for read in readers_of(producer.id)
        ],
    }


def summary_of(producer: Producer, gathered: dict[str, Any]) -> str:
    """The copy as a page to read on any telephone, without anything to fetch."""
    template = current_app.jinja_env.get_template("documents/personal_data.html")
    return template.render(producer=producer, gathered=gathered)


def _opened(producer: Producer, rows: dict[str, person_tables.Rows]) -> dict[str, Any]:
    """What lies sealed: the NIK, numbers of account and NPWP, and what was told in requests."""
    opened: dict[str, Any] = {"owner_nik": _open(producer, producer.owner_nik_encrypted, personal_keys.NIK_PURPOSE)}
    opened["documents"] = {
        row["id"]: json.loads(_open(producer, row["details_encrypted"], personal_keys.DETAILS_PURPOSE) or "{}")
        for row in rows.get("requirement", ())
        if row["details_encrypted"]
    }
    ids = [row["id"] for row in rows.get("data_request", ())]
    asked = db.session.execute(select(DataRequest).where(DataRequest.id.in_(ids))).scalars()
    opened["requests"] = {request.id: dict(data_requests.told_in(request)) for request in asked}
    return opened


def _open(producer: Producer, sealed: bytes, purpose: str) -> str | None:
    """What was sealed; None where its key is lost, so that the rest of the copy is still made."""
    try:
        return personal_keys.opened(producer.id, sealed, purpose)
    except CannotBeRead:
        return None


def _history(rows: dict[str, person_tables.Rows]) -> list[dict[str, Any]]:
    """What was done with the rows: when, what, by which role, for which reason; the names of staff are theirs."""
    found: list[dict[str, Any]] = []
    event = audit.AuditEvent
    for name, of_table in rows.items():
        ids = [row["id"] for row in of_table if "id" in row]
        events = select(event).where(event.subject_type == name, event.subject_id.in_(ids)).order_by(event.id)
        found += [
            {
                "at": row.at,
                "about": f"{name} {row.subject_id}",
                "action": row.action,
                "role": row.actor_role,
                "before": row.before,
                "after": row.after,
                "reason": None if name in person_tables.MAY_NAME_OTHERS else row.reason,
                "source": row.source,
            }
            for row in (db.session.execute(events).scalars() if ids else ())
        ]
    return sorted(found, key=lambda line: line["at"])


def _plain(value: object) -> object:
    """A value JSON does not know, as text."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return None
    return str(value)
