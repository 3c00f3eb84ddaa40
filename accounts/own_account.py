"""What people change about their own account."""

from accounts import audit, passwords, sessions
from accounts.errors import PasswordsDiffer
from accounts.models import UserAccount
from core.database import db


def change(account: UserAccount, *, name: str, language: str) -> None:
    """Change the own name and language."""
    before = {"language": account.language}
    account.name, account.language = name, language
    db.session.flush()
    audit.record("account:changed", account, by=account, before=before, after={"language": language})


def choose_language(account: UserAccount, *, language: str) -> None:
    """Remember the language a person reads in; it follows them to other devices."""
    account.language = language
    db.session.flush()


def change_password(account: UserAccount, *, password: str, password_again: str) -> None:
    """Give oneself another password; all other browsers are signed out. The caller has asked for the current one.

    Raises `PasswordsDiffer`, `PasswordTooShort`, `PasswordTooLong`, `PasswordTooCommon`.
    """
    if password != password_again:
        raise PasswordsDiffer(field="password_again")
    passwords.refuse_weak(password, account.role, account.name, account.email)
    account.password_hash = passwords.hashed(password)
    sessions.end_all(account, but_session_id=account.session_id, with_tokens=False)
    db.session.flush()
    audit.record("account:password_changed", account, by=account)
