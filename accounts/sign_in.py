"""Who is asking: a browser by the session its cookie names, a program by its token.

Cookies carry the token of a row in `user_session`, which can be listed and revoked; only hashes of tokens are stored.
"""

import hashlib
import secrets
from datetime import timedelta

from flask import Request, Response, g
from flask_login import AnonymousUserMixin
from sqlalchemy import bindparam, select, update

from accounts.models import ApiToken, UserAccount, UserSession
from accounts.permissions import Permission
from core.database import db, transaction
from core.dates import now

IDLE = {True: timedelta(minutes=30), False: timedelta(days=14)}
"""How long a session may rest before it ends: for staff (True), and for partners on their phones (False)."""
ABSOLUTE = {True: timedelta(hours=12), False: timedelta(days=90)}
"""How long a session may last at most, for staff and for partners (OWASP ASVS 5.0, 7.1.1)."""
SEEN_EVERY = timedelta(minutes=5)
"""A session's or token's last use is written at most this often."""


class Anonymous(AnonymousUserMixin):  # type: ignore[misc]
    """Nobody is signed in."""

    api_token_id = None
    session_id = None
    is_staff = False
    language = None

    def may(self, _permission: Permission) -> bool:
        """Nobody may do what needs a permission."""
        return False


def hash_of(token: str) -> str:
    """What is stored of a token. Tokens are long and random, so a plain SHA-256 is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_token() -> str:
    """A fresh secret of 256 bits, safe in an address."""
    return secrets.token_urlsafe(32)


def is_live(session: UserSession, account: UserAccount) -> bool:
    """Whether a session still opens the door: not signed out, not idle for too long, not too old."""
    instant = now()
    return (
        session.revoked_at is None
        and session.expires_at > instant
        and session.last_seen_at > instant - IDLE[account.is_staff]
    )


BY_SESSION = (
    select(UserSession, UserAccount)
    .join(UserAccount, UserAccount.id == UserSession.user_id)
    .where(UserSession.token_hash == bindparam("token_hash"), UserSession.revoked_at.is_(None), UserAccount.is_active)
)
BY_API_TOKEN = (
    select(ApiToken, UserAccount)
    .join(UserAccount, UserAccount.id == ApiToken.user_id)
    .where(
        ApiToken.token_hash == bindparam("token_hash"),
        ApiToken.revoked_at.is_(None),
        ApiToken.expires_at.is_(None) | (ApiToken.expires_at > bindparam("instant")),
        UserAccount.is_active,
    )
)
"""Asked by every request, and therefore put together once."""


def account_of_session(token: str) -> UserAccount | None:
    """The account whose live session this token names, or None."""
    if not token:
        return None
    row = db.session.execute(BY_SESSION, {"token_hash": hash_of(token)}).one_or_none()
    if row is None or not is_live(row.UserSession, row.UserAccount):
        return None
    return came_with(row.UserAccount, session_token=token, session=row.UserSession)


def account_of_request(request: Request) -> UserAccount | None:
    """The account whose API token the request carries in its `Authorization` header, or None.

    The header is the only place: a token in an address would stand in logs and histories.
    """
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        return None
    row = db.session.execute(BY_API_TOKEN, {"token_hash": hash_of(token.strip()), "instant": now()}).one_or_none()
    return None if row is None else came_with(row.UserAccount, api_token=row.ApiToken)


def came_with(
    account: UserAccount,
    *,
    session_token: str | None = None,
    session: UserSession | None = None,
    api_token: ApiToken | None = None,
) -> UserAccount:
    """The account, knowing how it came in by this request."""
    account.session_token = session_token  # type: ignore[misc]
    account.session_id = session.id if session else None  # type: ignore[misc]
    account.api_token_id = api_token.id if api_token else None  # type: ignore[misc]
    account.password_given_at = (session.password_given_at or session.created_at) if session else None  # type: ignore[misc]
    account.seen_at = session.last_seen_at if session else api_token.last_used_at if api_token else None  # type: ignore[misc]
    return account


def note_use(account: UserAccount) -> None:
    """Write down that the session or token of this request was used just now. The caller commits."""
    instant = now()
    if account.api_token_id is not None:
        db.session.execute(update(ApiToken).where(ApiToken.id == account.api_token_id).values(last_used_at=instant))
    elif account.session_id is not None:
        db.session.execute(update(UserSession).where(UserSession.id == account.session_id).values(last_seen_at=instant))


def note_use_after(response: Response) -> Response:
    """After a request that worked, note the use of its session or token, at most every five minutes.

    It has a transaction of its own: the verb of the request has committed or was rolled back before. What a page read
    or left behind is dropped first, so that nothing but the note is written.
    """
    account = g.get("_login_user")
    if response.status_code >= 500 or account is None or not account.is_authenticated or not account.came_in:
        return response
    if account.seen_at is None or account.seen_at <= now() - SEEN_EVERY:
        db.session.rollback()
        with transaction():
            note_use(account)
    return response
