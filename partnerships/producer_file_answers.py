"""What an uploaded file of registrations says, in the reader's language, for the API and the pages alike."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select

from accounts.models import UserAccount
from core.database import db
from core.dates import agency_zone
from core.languages import speak
from core.listing import Column
from core.row_problems import MOST_ROWS_KEPT, row_answer, said
from core.wording import N_
from partnerships import producer_files
from partnerships.producer_file_check import RowState
from partnerships.producer_file_registering import Confirmed
from partnerships.producer_twins import KnownBy
from partnerships.registration_models import ProducerFile
from partnerships.registration_states import (
    CHOICE_LABELS,
    PRODUCER_FILE_LABELS,
    Choice,
    ProducerFileStatus,
)

COUNTS = ("rows_read", "rows_valid", "rows_wrong", "rows_duplicate", "rows_registered", "rows_warned")
RESULTS = ("registered", "merged", "skipped", "left_out")
UPLOADED_BEFORE = N_("Berkas yang sama persis sudah pernah diunggah pada %(day)s oleh %(who)s.")
REGISTERED_BEFORE = N_("Berkas yang sama persis sudah pernah diunggah dan didaftarkan pada %(day)s oleh %(who)s.")
KNOWN_BY_LABELS = {
    KnownBy.NIK: N_("NIK sama"),
    KnownBy.NIB: N_("NIB sama, NIK berbeda"),
    KnownBy.PHONE_AND_NAME: N_("Telepon dan nama sama, NIK berbeda"),
}
FIELD_LABELS = {
    "address": N_("Alamat tempat produksi"),
    "started_on": N_("Mulai usaha"),
    "annual_sales_rupiah": N_("Penjualan setahun"),
    "capital_rupiah": N_("Modal (tanpa tanah dan bangunan)"),
    "nib": N_("NIB"),
    "product_lines": N_("Jenis produk"),
    "products": N_("Contoh produk"),
}
ORDERS = {
    "uploaded": [ProducerFile.uploaded_at, ProducerFile.id],
    "file": [func.lower(ProducerFile.original_name), ProducerFile.id],
    "status": [ProducerFile.status, ProducerFile.id],
}


def file_answer(found: ProducerFile) -> dict[str, Any]:
    """The dry run of a file as the API answers it."""
    kept = producer_files.kept_rows(found)
    faults = faults_of(kept["rows"])
    matches = [row for row in kept["rows"] if "twin" in row]
    return {
        "id": found.id,
        "status": found.status.value,
        "original_name": found.original_name,
        "source": found.source,
        "uploaded_by_id": found.uploaded_by_id,
        "uploaded_at": found.uploaded_at,
        **{name: found.counts.get(name, 0) for name in COUNTS + RESULTS},
        "rows": [row_answer(fault) for fault in faults[:MOST_ROWS_KEPT]],
        "rows_total": len(faults),
        "matches": [match_answer(row, found) for row in matches[:MOST_ROWS_KEPT]],
        "matches_total": len(matches),
        "notices": notices_of(found, kept),
        "mapping": {**found.mapping, "sample": kept["sample"]},
        "removed": found.content_encrypted is None,
    }


def confirmed_answer(confirmed: Confirmed) -> dict[str, Any]:
    """What confirming a file did."""
    found = confirmed.producer_file
    results = {name: getattr(confirmed, name) for name in RESULTS}
    return {"id": found.id, "status": found.status.value, **results}


def faults_of(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Every fault of every wrong row, in the order of the file."""
    return [fault for row in rows if row["state"] == RowState.WRONG for fault in row["faults"]]


def match_answer(row: Mapping[str, Any], found: ProducerFile) -> dict[str, Any]:
    """A row that looks like somebody known, and what was chosen for it."""
    twin = row["twin"]
    return {
        "row": row["row"],
        "state": row["state"],
        "known_by": twin["known_by"],
        "same_as_row": twin["row"],
        "producer_id": twin.get("producer", {}).get("id"),
        "choices": twin["choices"],
        "choice": found.choices.get(str(row["row"]), Choice.SKIP.value),
        "fills": twin["fills"],
    }


def notices_of(found: ProducerFile, kept: Mapping[str, Any]) -> list[dict[str, str]]:
    """What is to be said of the file as a whole, an earlier upload of the same bytes first."""
    notices = [{"code": notice["code"], "message": said(notice)} for notice in kept["notices"]]
    earlier = earlier_upload(found)
    return [earlier, *notices] if earlier else notices


def earlier_upload(found: ProducerFile) -> dict[str, str] | None:
    """That the same bytes were uploaded before: when, by whom, and whether they were registered."""
    earlier = db.session.execute(
        select(ProducerFile, UserAccount.name)
        .join(UserAccount, UserAccount.id == ProducerFile.uploaded_by_id)
        .where(ProducerFile.content_hash == found.content_hash, ProducerFile.id < found.id)
        .order_by((ProducerFile.status == ProducerFileStatus.CONFIRMED).desc(), ProducerFile.id.desc())
        .limit(1)
    ).first()
    if earlier is None:
        return None
    before, who = earlier
    sentence = REGISTERED_BEFORE if before.status is ProducerFileStatus.CONFIRMED else UPLOADED_BEFORE
    day = before.uploaded_at.astimezone(agency_zone()).date()
    return {"code": "already_uploaded", "message": speak(sentence, day=day, who=who)}


def status_word(status: ProducerFileStatus) -> str:
    """A status in the reader's language."""
    return speak(PRODUCER_FILE_LABELS[status])


def choice_word(choice: str) -> str:
    """A choice in the reader's language."""
    return speak(CHOICE_LABELS[Choice(choice)])


def known_by_word(known_by: str) -> str:
    """By what somebody is known, in the reader's language."""
    return speak(KNOWN_BY_LABELS[KnownBy(known_by)])


def field_word(name: str) -> str:
    """A field that may be filled, in the reader's language."""
    return speak(FIELD_LABELS[name])


def export_columns() -> list[Column]:
    """What the list of files exports."""
    return [
        Column(speak(N_("Diunggah")), lambda row: row.ProducerFile.uploaded_at.date().isoformat()),
        Column(speak(N_("Berkas")), lambda row: row.ProducerFile.original_name),
        Column(speak(N_("Status")), lambda row: status_word(row.ProducerFile.status)),
        Column(speak(N_("Baris dibaca")), lambda row: row.ProducerFile.counts["rows_read"], adds_up=True),
        Column(speak(N_("Terdaftar")), lambda row: row.ProducerFile.counts.get("registered", 0), adds_up=True),
        Column(speak(N_("Oleh")), lambda row: row.uploader),
    ]
