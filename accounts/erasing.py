"""Taking a person out of an account: its row stays for the history, but nothing in it tells who it was."""

from sqlalchemy import delete

from accounts import audit, sessions
from accounts.models import OneTimeLink, OutboxMessage, StoredAnswer, UserAccount, UserSession
from core.database import db

ERASED_NAME = "(data pribadi dihapus)"


def erase_account(account: UserAccount, *, by: UserAccount) -> None:
    """Take name, address, password, devices, messages and stored answers away, and let nobody sign in any more."""
    sessions.end_all(account)
    for whose in (UserSession.user_id, OutboxMessage.to_user_id, StoredAnswer.user_id, OneTimeLink.user_id):
        db.session.execute(delete(whose.class_).where(whose == account.id))
    account.name = ERASED_NAME
    account.email = f"dihapus-{account.id}@etalase.invalid"
    account.password_hash = None
    account.totp_secret_encrypted = None
    account.is_active = False
    db.session.flush()
    audit.record("account:erased", account, by=by)
