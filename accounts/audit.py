"""The record of who did what to which row, from what to what and why, written where the change is written."""

from collections.abc import Mapping

from sqlalchemy import Select, select

from accounts.models import AuditEvent, UserAccount
from core.database import db
from core.dates import now


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
