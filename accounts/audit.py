"""The record of who did what to which row, from what to what and why, written where the change is written."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import format_date
from sqlalchemy import Select, select

from accounts.models import AuditEvent, UserAccount
from accounts.permissions import ROLE_LABELS
from accounts.regions import name_of_region
from core.database import db
from core.dates import first_day, now
from core.languages import LANGUAGES, speak, speak_rate
from core.money import format_number, format_rupiah
from core.wording import N_

ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
ISO_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}", re.ASCII)

ACTION_LABELS: dict[str, str] = {
    "account:invited": N_("Diundang"),
    "account:link_made": N_("Tautan dibuat"),
    "account:password_set": N_("Kata sandi dibuat"),
    "account:password_changed": N_("Kata sandi diganti"),
    "account:changed": N_("Nama atau bahasa diubah"),
    "account:role_changed": N_("Peran diganti"),
    "account:regions_changed": N_("Wilayah kerja diganti"),
    "account:deactivated": N_("Dinonaktifkan"),
    "account:erased": N_("Data pribadi akun dihapus"),
    "account:reactivated": N_("Diaktifkan kembali"),
    "account:signed_in": N_("Masuk ke akun"),
    "account:signed_out": N_("Keluar dari akun"),
    "account:signed_out_everywhere": N_("Dikeluarkan dari semua perangkat"),
    "account:token_created": N_("Token dibuat"),
    "account:token_revoked": N_("Token dicabut"),
    "account:second_step_on": N_("Verifikasi dua langkah diaktifkan"),
    "account:second_step_off": N_("Verifikasi dua langkah dimatikan"),
    "setting:changed": N_("Pengaturan diubah"),
}
"""How each action is called in a history. Every package adds its own: `audit.ACTION_LABELS.update({...})`."""
FIELD_LABELS: dict[str, str] = {
    "role": N_("Peran"),
    "region_codes": N_("Wilayah kerja"),
    "language": N_("Bahasa"),
    "valid_days": N_("Berlaku (hari)"),
    "status": N_("Status"),
    "value": N_("Nilai"),
    "value_rupiah": N_("Nilai"),
    "value_on": N_("Nilai"),
}
"""How each field of `before` and `after` is called; a field without a label is not shown. Packages add their own."""
VALUE_LABELS: dict[str, Mapping[str, str]] = {"role": dict(ROLE_LABELS), "language": LANGUAGES}
"""How the codes of a field are called: field, then code. Packages add their own; other values are shown as they are."""
VALUE_WORDS: dict[str, Callable[[str], str]] = {
    "region_code": name_of_region,
    "region_codes": name_of_region,
    "month": lambda month: str(format_date(first_day(month), "MMMM y")) if ISO_MONTH.fullmatch(month) else month,
}
"""How a code is said of which there is no list, by the name of what changed."""
COUNTED: set[str] = set()
"""The fields that count something: their whole numbers are written with dots for thousands."""


def record(
    action: str,
    subject: object,
    *,
    by: UserAccount | None,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
    reason: str | None = None,
    on_behalf_of: str | None = None,
    source: str | None = None,
) -> None:
    """Add a line to the history of a row that has been flushed.

    `action` is `<noun>:<past verb>`, such as `requirement:accepted`. `before` and `after` carry codes, ids, dates and
    amounts only: never a name, a NIK, a bank account, a password or a token. `by` is None for the system itself.
    """
    db.session.add(
        AuditEvent(
            at=now(),
            actor_id=by.id if by else None,
            actor_role=by.role.value if by else "system",
            on_behalf_of=on_behalf_of,
            source=source,
            action=action,
            subject_type=subject.__tablename__,  # type: ignore[attr-defined]
            subject_id=subject.id,  # type: ignore[attr-defined]
            before=dict(before) if before else None,
            after=dict(after) if after else None,
            reason=reason,
        )
    )


def history_of(subject_type: str, subject_id: int) -> Select[tuple[object, ...]]:
    """The history of one row, newest first, with the name of whoever acted. The caller checks that it is visible."""
    return (
        select(
            AuditEvent.at,
            AuditEvent.action,
            AuditEvent.before,
            AuditEvent.after,
            AuditEvent.reason,
            AuditEvent.on_behalf_of,
            AuditEvent.source,
            AuditEvent.actor_role,
            UserAccount.name.label("actor"),
        )
        .outerjoin(UserAccount, UserAccount.id == AuditEvent.actor_id)
        .where(AuditEvent.subject_type == subject_type, AuditEvent.subject_id == subject_id)
        .order_by(AuditEvent.id.desc())
    )


@dataclass(frozen=True)
class Entry:
    """A line of a history in the reader's language, as the `history` block of the pages shows it."""

    at: datetime
    actor: str
    action: str
    changes: list[tuple[str, str, str]]
    reason: str | None
    on_behalf_of: str | None


def timeline(subject_type: str, subject_id: int, *, most: int = 100) -> list[Entry]:
    """The newest lines of one row's history, spoken. The caller checks that the row is visible."""
    rows = db.session.execute(history_of(subject_type, subject_id).limit(most))
    return [
        Entry(
            at=row.at,
            actor=row.actor or speak(N_("Sistem")),
            action=speak(ACTION_LABELS.get(row.action, row.action)),
            changes=_changes(row.before or {}, row.after or {}),
            reason=row.reason,
            on_behalf_of=row.on_behalf_of,
        )
        for row in rows
    ]


def _changes(before: Mapping[str, object], after: Mapping[str, object]) -> list[tuple[str, str, str]]:
    """What changed, as label, old and new value; fields nobody has named and values that stayed are left out."""
    told = (
        (speak(FIELD_LABELS[name]), _spoken(name, before.get(name)), _spoken(name, after.get(name)))
        for name in [*before, *[name for name in after if name not in before]]
        if name in FIELD_LABELS and before.get(name) != after.get(name)
    )
    return [(label, old, new) for label, old, new in told if old or new]


def _spoken(name: str, value: object) -> str:
    """A value as the reader writes it; a list with commas, nothing for nothing."""
    if isinstance(value, list):
        return ", ".join(_spoken(name, part) for part in value)
    return "" if value is None else _written(name, value)


def _written(name: str, value: object) -> str:
    """Rupiah, percent, a day, a region's name, the word for a code; what is none of these stays as it is."""
    if isinstance(value, bool):
        return speak(N_("Ya")) if value else speak(N_("Tidak"))
    if isinstance(value, int) and (how := number_words(name)):
        return how(value)
    if name.endswith(("_on", "_until", "_from")) and ISO_DAY.fullmatch(str(value)):
        return str(format_date(date.fromisoformat(str(value)), "d MMMM y"))
    if name in VALUE_WORDS:
        return VALUE_WORDS[name](str(value))
    label = VALUE_LABELS.get(name, {}).get(str(value))
    return speak(label) if label else str(value)


def number_words(name: str) -> Callable[[int], str] | None:
    """How a whole number of this field is written; None where it is no amount, rate or count."""
    if name.endswith("_rupiah"):
        return format_rupiah
    if name.endswith("_bp"):
        return speak_rate
    return format_number if name in COUNTED else None
