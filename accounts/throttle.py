"""Guessing made slow, without locking out the person whose account is guessed at.

Three counts are kept in the database. For one account from one address the wait grows from two seconds to a quarter of
an hour. From one address over all accounts (spraying) and for one account from anywhere (many addresses) it starts
later and stays short, since carriers put many phones behind one address; and an address the account has signed in from
before is never made to wait for what strangers do elsewhere. Counts are forgotten a day after the last attempt.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import delete, exists, select, update
from sqlalchemy.dialects.postgresql import insert

from accounts.errors import TooManyAttempts
from accounts.models import SignInAttempt, UserAccount, UserSession
from core.database import db
from core.dates import now

FORGOTTEN_AFTER = timedelta(days=1)


@dataclass(frozen=True)
class Limit:
    """How many attempts are free, and how long the wait may grow, in seconds."""

    free: int
    longest: int

    def wait(self, failures: int) -> int:
        """The seconds to wait after so many failures: 2, 4, 8, ... up to the longest."""
        beyond = failures - self.free
        return 0 if beyond < 0 else min(2 ** min(beyond + 1, 20), self.longest)


PAIR = Limit(free=5, longest=900)
FROM_ADDRESS = Limit(free=100, longest=30)
FOR_ACCOUNT = Limit(free=50, longest=60)


def hash_of_name(name: str) -> str:
    """What is kept of a name that was tried: enough to count it, nothing to read it from."""
    return hmac.new(str(current_app.config["SECRET_KEY"]).encode(), name.encode(), hashlib.sha256).hexdigest()


def begin_attempt(name: str, address: str) -> None:
    """Count an attempt before it is made, so that guesses sent at once are all counted. Raises `TooManyAttempts`.

    `name` is what the person is called by: an e-mail address, or `reset:` and an address. The caller commits at once.
    """
    instant = now()
    account = hash_of_name(name)
    counts = [((account, address), PAIR), (("", address), FROM_ADDRESS)]
    if not _signed_in_before(name, address):
        counts.append(((account, ""), FOR_ACCOUNT))
    for (account_hash, where), limit in sorted(counts, key=lambda count: count[0]):
        row = _locked(account_hash, where, instant)
        left = (row.last_at + timedelta(seconds=limit.wait(row.failures)) - instant).total_seconds()
        if row.failures and left > 0:
            raise TooManyAttempts(max(1, -int(-left // 1)))
        row.failures = row.failures + 1 if row.last_at > instant - FORGOTTEN_AFTER else 1
        row.last_at = instant
    db.session.flush()


def forget_failures(name: str, address: str) -> None:
    """The attempt succeeded: nothing is held against this person here, and it was no guess on the other counts."""
    account = hash_of_name(name)
    db.session.execute(
        delete(SignInAttempt).where(SignInAttempt.account_hash == account, SignInAttempt.address == address)
    )
    for account_hash, where in (("", address), (account, "")):
        db.session.execute(
            update(SignInAttempt)
            .where(SignInAttempt.account_hash == account_hash, SignInAttempt.address == where)
            .where(SignInAttempt.failures > 0)
            .values(failures=SignInAttempt.failures - 1)
        )
    forgotten = select(SignInAttempt.id).where(SignInAttempt.last_at < now() - FORGOTTEN_AFTER)
    db.session.execute(
        delete(SignInAttempt)
        .where(SignInAttempt.id.in_(forgotten.with_for_update(skip_locked=True)))
        .execution_options(synchronize_session=False)
    )


def _locked(account_hash: str, address: str, instant: datetime) -> SignInAttempt:
    """The row of a count, made where there is none, locked until the caller commits."""
    db.session.execute(
        insert(SignInAttempt)
        .values(account_hash=account_hash, address=address, failures=0, last_at=instant)
        .on_conflict_do_nothing()
    )
    return db.session.execute(
        select(SignInAttempt)
        .where(SignInAttempt.account_hash == account_hash, SignInAttempt.address == address)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).scalar_one()


def _signed_in_before(name: str, address: str) -> bool:
    """Whether this account has had a session from this address; the same single query for unknown accounts."""
    query = select(
        exists().where(UserSession.user_id == UserAccount.id, UserAccount.email == name, UserSession.address == address)
    )
    return bool(db.session.execute(query).scalar_one())
