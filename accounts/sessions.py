"""Browsers that are signed in, and programs with a token: begun, listed and ended."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select, update

from accounts import audit
from accounts.models import ApiToken, UserAccount, UserSession
from accounts.sign_in import ABSOLUTE, hash_of, is_live, new_token
from core.database import db
from core.dates import now
from core.errors import NotFound

MOST_BROWSER_CHARACTERS = 200


def begin(account: UserAccount, *, address: str, browser: str) -> str:
    """Begin a session for a person who has proved who they are, and return its token, which is told only once."""
    token = new_token()
    instant = now()
    session = UserSession(
        user_id=account.id,
        token_hash=hash_of(token),
        created_at=instant,
        last_seen_at=instant,
        expires_at=instant + ABSOLUTE[account.is_staff],
        address=address,
        browser="".join(sign for sign in browser if sign.isprintable())[:MOST_BROWSER_CHARACTERS],
    )
    db.session.add(session)
    db.session.flush()
    audit.record("account:signed_in", account, by=account, after={"session_id": session.id})
    return token


def end(account: UserAccount, session_id: int) -> None:
    """Sign one browser of this person out. Raises `NotFound` when it is not theirs. Ending it twice does no harm."""
    found = db.session.execute(
        select(UserSession).where(UserSession.id == session_id, UserSession.user_id == account.id).with_for_update()
    ).scalar_one_or_none()
    if found is None:
        raise NotFound
    if found.revoked_at is None:
        found.revoked_at = now()
        db.session.flush()
        audit.record("account:signed_out", account, by=account, before={"session_id": session_id})


def end_all(account: UserAccount, *, but_session_id: int | None = None, with_tokens: bool = True) -> None:
    """Sign a person out of every browser (but one), and unless told otherwise end their API tokens as well."""
    instant = now()
    sessions = update(UserSession).where(UserSession.user_id == account.id, UserSession.revoked_at.is_(None))
    if but_session_id is not None:
        sessions = sessions.where(UserSession.id != but_session_id)
    db.session.execute(sessions.values(revoked_at=instant))
    if with_tokens:
        db.session.execute(
            update(ApiToken)
            .where(ApiToken.user_id == account.id, ApiToken.revoked_at.is_(None))
            .values(revoked_at=instant)
        )


def note_password(account: UserAccount) -> None:
    """The browser of this request gave the password just now."""
    instant = now()
    rows = update(UserSession).where(UserSession.id == account.session_id)
    db.session.execute(rows.values(password_given_at=instant))
    account.password_given_at = instant  # type: ignore[misc]


def live_sessions(account: UserAccount) -> list[UserSession]:
    """The browsers this person is signed in with, the one used last first."""
    rows = db.session.execute(
        select(UserSession)
        .where(UserSession.user_id == account.id, UserSession.revoked_at.is_(None))
        .order_by(UserSession.last_seen_at.desc(), UserSession.id.desc())
    ).scalars()
    return [row for row in rows if is_live(row, account)]


def live_tokens(account: UserAccount) -> Sequence[ApiToken]:
    """The API tokens of this person that still open the door, newest first."""
    return (
        db.session.execute(
            select(ApiToken)
            .where(
                ApiToken.user_id == account.id,
                ApiToken.revoked_at.is_(None),
                ApiToken.expires_at.is_(None) | (ApiToken.expires_at > now()),
            )
            .order_by(ApiToken.id.desc())
        )
        .scalars()
        .all()
    )


def create_token(
    account: UserAccount, *, name: str, by: UserAccount | None, valid_days: int | None = None
) -> tuple[ApiToken, str]:
    """Make an API token of an account: its row, and the token itself, which is told only once.

    It stops after `valid_days` days, or when it is revoked.
    """
    token = new_token()
    expires_at: datetime | None = now() + timedelta(days=valid_days) if valid_days else None
    row = ApiToken(
        user_id=account.id,
        name=name,
        token_hash=hash_of(token),
        created_at=now(),
        created_by_id=by.id if by else None,
        expires_at=expires_at,
    )
    db.session.add(row)
    db.session.flush()
    audit.record("account:token_created", account, by=by, after={"token_id": row.id, "valid_days": valid_days})
    return row, token


def revoke_token(account: UserAccount, token_id: int) -> None:
    """End an API token of this person. Raises `NotFound` when it is not theirs. Ending it twice does no harm."""
    found = db.session.execute(
        select(ApiToken).where(ApiToken.id == token_id, ApiToken.user_id == account.id).with_for_update()
    ).scalar_one_or_none()
    if found is None:
        raise NotFound
    if found.revoked_at is None:
        found.revoked_at = now()
        db.session.flush()
        audit.record("account:token_revoked", account, by=account, before={"token_id": token_id})
