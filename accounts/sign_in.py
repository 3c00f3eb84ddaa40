"""Who is asking: a browser by the session its cookie names, a program by its token.

Cookies carry the token of a row in `user_session`, which can be listed and revoked; only hashes of tokens are stored.
"""

import hashlib
import secrets
from datetime import timedelta

from flask import Request
from flask_login import AnonymousUserMixin
from sqlalchemy import select, update

from accounts.models import ApiToken, UserAccount, UserSession
from accounts.permissions import Permission
from core.database import db
from core.dates import now

SEEN_EVERY = timedelta(minutes=5)
"""A session's or token's last use is written at most this often."""


class Anonymous(AnonymousUserMixin):  # type: ignore[misc]
    """Nobody is signed in."""

    api_token_id = None
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


def account_of_session(token: str) -> UserAccount | None:
    """The account whose live session this token names, or None."""
    if not token:
        return None
    instant = now()
    row = db.session.execute(
        select(UserSession, UserAccount)
        .join(UserAccount, UserAccount.id == UserSession.user_id)
        .where(
            UserSession.token_hash == hash_of(token),
            UserSession.revoked_at.is_(None),
            UserSession.expires_at > instant,
            UserAccount.is_active,
        )
    ).one_or_none()
    if row is None:
        return None
    session, account = row
    account.session_token = token
    account.session_id = session.id
    return account  # type: ignore[no-any-return]


def account_of_request(request: Request) -> UserAccount | None:
    """The account whose API token the request carries in its `Authorization` header, or None."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        return None
    row = db.session.execute(
        select(ApiToken, UserAccount)
        .join(UserAccount, UserAccount.id == ApiToken.user_id)
        .where(ApiToken.token_hash == hash_of(token.strip()), ApiToken.revoked_at.is_(None), UserAccount.is_active)
    ).one_or_none()
    if row is None:
        return None
    api_token, account = row
    account.api_token_id = api_token.id
    return account  # type: ignore[no-any-return]


def note_use(account: UserAccount) -> None:
    """Write down that a session or token was used just now, at most every five minutes. The caller commits."""
    instant = now()
    if account.api_token_id is not None:
        db.session.execute(
            update(ApiToken)
            .where(
                ApiToken.id == account.api_token_id,
                ApiToken.last_used_at.is_(None) | (ApiToken.last_used_at < instant - SEEN_EVERY),
            )
            .values(last_used_at=instant)
        )
