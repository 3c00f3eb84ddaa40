"""Accounts of partners' people, for whoever looks after the partner: the caller found the account and may act for it.

Staff accounts are looked after by administrators alone (`accounts.people`).
"""

from accounts import audit, links, sessions
from accounts.errors import AccountInactive
from accounts.models import LinkPurpose, UserAccount
from accounts.permissions import Role
from core.database import db


def switch_off(account: UserAccount, *, by: UserAccount) -> None:
    """Switch off the account of somebody who works for no partner any more; every session and token ends at once."""
    sessions.end_all(account)
    if account.is_active:
        account.is_active = False
        db.session.flush()
        audit.record("account:deactivated", account, by=by)


def take_back(account: UserAccount, *, role: Role, by: UserAccount) -> str:
    """Switch an account on again in a role, and the link by which its owner comes back."""
    before, account.role, account.is_active = account.role, role, True
    db.session.flush()
    audit.record("account:reactivated", account, by=by, before={"role": before.value}, after={"role": role.value})
    return fresh_link(account, by=by)


def fresh_link(account: UserAccount, *, by: UserAccount) -> str:
    """An invitation while there is no password, else a reset. Raises `AccountInactive`."""
    if not account.is_active:
        raise AccountInactive
    purpose = LinkPurpose.PASSWORD_RESET if account.password_hash else LinkPurpose.INVITATION
    return links.issue(account, purpose, by=by)
