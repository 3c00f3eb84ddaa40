"""The list of late outlets: who is late, by how many days, what was done about it; filtered, sorted and exported."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import request
from flask_babel import gettext as _

from accounts.models import UserAccount
from core.listing import Column
from outlets.report_calendars import Standing, standings_for
from partnerships.regions import name_of

ORDERS: Mapping[str, Callable[[Standing], Any]] = {
    "late": lambda row: (row.days_late, len(row.missing), -row.outlet_id),
    "missing": lambda row: (len(row.missing), row.days_late, -row.outlet_id),
    "score": lambda row: (101 if row.discipline.score is None else row.discipline.score, row.outlet_id),
    "name": lambda row: (row.outlet_name.casefold(), row.outlet_id),
}


def rows_asked_for(user: UserAccount) -> tuple[list[Standing], dict[str, str]]:
    """The outlets the address asks for, and its filters: `q` in the name, `state` late, task or score below 80."""
    wanted = request.args.get("state", "")
    name = request.args.get("q", "").strip().casefold()[:100]
    keep: dict[str, Callable[[Standing], bool]] = {
        "late": lambda row: bool(row.missing),
        "task": lambda row: row.is_task,
        "poor": lambda row: row.discipline.score is not None and row.discipline.score < 80,
    }
    rows = [row for row in standings_for(user) if name in row.outlet_name.casefold()]
    if wanted in keep:
        rows = [row for row in rows if keep[wanted](row)]
    return rows, {"q": name, "state": wanted if wanted in keep else ""}


def state_choices() -> list[tuple[str, str]]:
    """What the list may be narrowed to."""
    return [("late", _("Terlambat")), ("task", _("Perlu dihubungi petugas")), ("poor", _("Nilai di bawah 80"))]


def columns() -> list[Column]:
    """The columns of the exported list."""
    return [
        Column(_("Gerai"), lambda row: row.outlet_name),
        Column(_("Kabupaten/kota"), lambda row: name_of(row.region_code)),
        Column(_("Masa lapor yang belum masuk"), lambda row: len(row.missing), adds_up=True),
        Column(_("Terlambat (hari)"), lambda row: row.days_late),
        Column(_("Terlama sejak"), lambda row: row.missing[0].period.start.isoformat() if row.missing else ""),
        Column(_("Nilai kedisiplinan"), lambda row: row.discipline.score),
        Column(_("Perlu dihubungi petugas"), lambda row: _("Ya") if row.is_task else _("Tidak")),
    ]
