"""The list of uploaded till files: whose are shown, how they are ordered, and what an export of them holds."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, func

from accounts.models import UserAccount
from commissions.sales_import import visible_to
from core.database import db
from core.files import StoredFile
from core.languages import speak
from core.listing import Column, id_in
from outlets import outlets
from outlets.models import Outlet
from outlets.sales_models import SalesFile
from outlets.states import STATUS_LABELS, FileStatus

ORDERS = {
    "uploaded": [SalesFile.uploaded_at, SalesFile.id],
    "outlet": [Outlet.name, SalesFile.id],
    "file": [func.lower(StoredFile.original_name), SalesFile.id],
    "status": [SalesFile.status, SalesFile.id],
}


def listed_files(user: UserAccount, filters: Mapping[str, str]) -> Select[Any]:
    """The uploads a person may see, narrowed by what the address asks for."""
    rows = (
        visible_to(user)
        .join(StoredFile, StoredFile.id == SalesFile.file_id)
        .join(UserAccount, UserAccount.id == SalesFile.uploaded_by_id)
        .with_only_columns(
            SalesFile, StoredFile.original_name, Outlet.name.label("outlet_name"), UserAccount.name.label("uploader")
        )
    )
    if filters["status"] in {status.value for status in FileStatus}:
        rows = rows.where(SalesFile.status == FileStatus(filters["status"]))
    if (outlet_id := id_in(filters["outlet_id"])) is not None:
        rows = rows.where(SalesFile.outlet_id == outlet_id)
    return rows


def outlet_choices(user: UserAccount) -> list[tuple[str, str]]:
    """The outlets a person may report for."""
    rows = outlets.visible_to(user).with_only_columns(Outlet.id, Outlet.name).order_by(Outlet.name, Outlet.id)
    return [(str(row.id), row.name) for row in db.session.execute(rows)]


def status_word(status: FileStatus) -> str:
    """A status in the reader's language."""
    return speak(STATUS_LABELS[status])


def export_columns() -> list[Column]:
    """What the list exports."""
    return [
        Column(_("Diunggah"), lambda row: row.SalesFile.uploaded_at.date().isoformat()),
        Column(_("Gerai"), lambda row: row.outlet_name),
        Column(_("Berkas"), lambda row: row.original_name),
        Column(_("Status"), lambda row: status_word(row.SalesFile.status)),
        Column(_("Baris dibaca"), lambda row: row.SalesFile.counts["rows_read"], adds_up=True),
        Column(_("Baris benar"), lambda row: row.SalesFile.counts["rows_valid"], adds_up=True),
        Column(_("Penjualan kotor (Rp)"), lambda row: row.SalesFile.counts["gross_rupiah"], adds_up=True),
        Column(_("Komisi (Rp)"), lambda row: row.SalesFile.counts["commission_rupiah"], adds_up=True),
        Column(_("Oleh"), lambda row: row.uploader),
    ]
