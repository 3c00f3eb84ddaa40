"""A full disk keeps nothing in part: no row without its file, no rest of a file, and a sentence that says so."""

import errno
import os
from pathlib import Path

import pytest
from sqlalchemy import func, select

from core import spreadsheets
from core.database import db
from core.errors import StorageFull
from core.files import StoredFile, files_folder
from core.spreadsheet_child import EXIT_NO_ROOM
from tests.commissions.test_sales_import_pages import FILE, Desk

NO_ROOM = OSError(errno.ENOSPC, "No space left on device")


@pytest.fixture
def desk(app) -> Desk:
    return Desk(app)


def kept() -> tuple[int, set[Path]]:
    """The rows of stored files, and the files there are."""
    rows = db.session.execute(select(func.count()).select_from(StoredFile)).scalar_one()
    return rows, {path for path in files_folder().rglob("*") if path.is_file()}


def test_an_upload_to_a_full_disk_leaves_neither_row_nor_rest_and_may_be_repeated(desk: Desk, monkeypatch) -> None:
    def full(_descriptor: int) -> None:
        raise NO_ROOM

    before = kept()
    with monkeypatch.context() as now_full:
        now_full.setattr(os, "fsync", full)
        refused = desk.upload("\n".join([*FILE, "05/10/2026;;;;"]).encode())
    assert "Penyimpanan penuh" in refused.text
    assert kept() == before
    assert desk.upload("\n".join([*FILE, "05/10/2026;;;;"]).encode()).location
    assert kept()[0] == before[0] + 1


def test_a_full_temporary_folder_is_said_and_is_no_damaged_workbook(app, monkeypatch) -> None:
    class Ended:
        returncode = EXIT_NO_ROOM

    monkeypatch.setattr(spreadsheets.subprocess, "run", lambda *_words, **_settings: Ended())
    with pytest.raises(StorageFull):
        spreadsheets.read_table(b"PK\x03\x04rest", "kasir.xlsx")
