"""Changing what the agency has set for itself: one setting at a time, with a reason, in the history for ever."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from accounts.audit import record
from accounts.models import UserAccount
from core.agency_settings import AgencySetting, all_settings, put, told_by
from core.database import db
from core.errors import Conflict, NotFound
from core.setting_kinds import SETTINGS, Setting
from core.wording import N_


class UnknownSetting(NotFound):
    """No package declares such a setting, or another page changes it."""

    sentence = N_("Pengaturan ini tidak dikenal.")


class NothingChanged(Conflict):
    """The setting says that already."""

    code = "nothing_changed"
    sentence = N_("Isinya sama dengan yang berlaku sekarang.")


@dataclass(frozen=True, slots=True)
class Standing:
    """A setting with what holds today."""

    setting: Setting[Any]
    value: Any
    is_set: bool
    """Whether somebody has set it; else the usual value holds."""


def standing() -> list[Standing]:
    """Every setting with what holds, in the order of their declaration, groups together."""
    kept = all_settings()
    groups = list(dict.fromkeys(setting.group for setting in SETTINGS.values()))
    ordered = sorted(SETTINGS.values(), key=lambda setting: groups.index(setting.group))
    return [Standing(each, told_by(each, kept.get(each.name)), each.name in kept) for each in ordered]


def get(name: str) -> Setting[Any]:
    """A setting that the page of settings changes. Raises `UnknownSetting`."""
    setting = SETTINGS.get(name)
    if setting is None or setting.page:
        raise UnknownSetting
    return setting


def row_of(setting: Setting[Any], *, for_update: bool = False) -> AgencySetting | None:
    """The row of a setting; None when nobody has set it."""
    rows = select(AgencySetting).where(AgencySetting.key == setting.name).execution_options(populate_existing=True)
    return db.session.execute(rows.with_for_update() if for_update else rows).scalar_one_or_none()


def change(name: str, *, value: object, reason: str, by: UserAccount) -> Setting[Any]:
    """Set what holds from now on. The schema has held `value` against the bounds.

    The history keeps both values and the reason. Raises `UnknownSetting`, `NothingChanged`.
    """
    setting = get(name)
    if (row := row_of(setting)) is None:
        put(setting.name, setting.write(setting.default))
    row = row_of(setting, for_update=True) or row
    assert row is not None  # noqa: S101 - it was made above
    before = told_by(setting, row.value)
    if before == value:
        raise NothingChanged(field="value")
    row.value = setting.write(value)
    db.session.flush()
    record("setting:changed", row, by=by, before=_kept(setting, before), after=_kept(setting, value), reason=reason)
    return setting


def _kept(setting: Setting[Any], value: object) -> dict[str, object]:
    """A value as the history keeps it: rupiah and days by names the history knows how to say."""
    name = {"money": "value_rupiah", "date": "value_on"}.get(setting.kind, "value")
    return {name: setting.write(value) if setting.kind == "date" else value}
