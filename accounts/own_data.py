"""What the accounts of a person hold about them, for the copy they may ask for."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from accounts.models import ApiToken, AuditEvent, OutboxMessage, UserAccount, UserSession
from core.database import db


def data_of(user_ids: Sequence[int]) -> dict[str, list[dict[str, Any]]]:
    """Accounts, the devices they signed in from, their tokens, messages by subject, and what they did themselves."""
    wanted = {
        "accounts": (
            UserAccount,
            UserAccount.id,
            ("id", "email", "name", "role", "language", "is_active", "created_at"),
        ),
        "sessions": (
            UserSession,
            UserSession.user_id,
            ("created_at", "last_seen_at", "expires_at", "revoked_at", "address", "browser"),
        ),
        "api_tokens": (ApiToken, ApiToken.user_id, ("name", "created_at", "expires_at", "last_used_at", "revoked_at")),
        "messages": (OutboxMessage, OutboxMessage.to_user_id, ("kind", "subject", "created_at", "sent_at")),
        "own_actions": (AuditEvent, AuditEvent.actor_id, ("at", "action", "subject_type", "subject_id", "source")),
    }
    return {
        part: [
            {name: getattr(row, name) for name in names}
            for row in db.session.execute(select(table).where(whose.in_(user_ids)).order_by(table.id)).scalars()  # type: ignore[attr-defined]
        ]
        for part, (table, whose, names) in wanted.items()
    }
