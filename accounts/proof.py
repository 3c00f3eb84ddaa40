"""Proving who one is: a password, throttled and with the same effort and answer whoever is asked for.

These functions commit what they count even when they refuse, so they are called before a form's transaction, not in it.
"""

import structlog
from sqlalchemy import select

from accounts import passwords, second_step, sessions, throttle
from accounts.errors import SignInRefused, WrongCode, WrongPassword
from accounts.models import UserAccount
from core.database import committed, db

log = structlog.get_logger()


def prove(email: str, password: str, address: str) -> UserAccount:
    """The active account whose password this is. Raises `SignInRefused`, `TooManyAttempts`.

    The attempt stays counted until `enter` says that everything that is asked for has been proved.
    """
    committed(throttle.begin_attempt, email, address)
    account = db.session.execute(select(UserAccount).where(UserAccount.email == email)).scalar_one_or_none()
    right = passwords.is_right(account.password_hash if account else None, password)
    if account is None or not right or not account.is_active:
        log.warning("sign_in_refused")
        raise SignInRefused
    return account


def prove_second_step(account: UserAccount, code: str, address: str) -> None:
    """Take the code of the second step. Raises `WrongCode`, `TooManyAttempts`."""
    committed(throttle.begin_attempt, account.email, address)
    try:
        committed(second_step.check, account, code=code)
    except WrongCode:
        log.warning("second_step_refused", user_id=account.id)
        raise


def enter(account: UserAccount, *, address: str, browser: str) -> str:
    """Everything is proved: begin a session, return its token, and hold no failure against this person here."""

    def verb() -> str:
        throttle.forget_failures(account.email, address)
        return sessions.begin(account, address=address, browser=browser)

    return str(committed(verb))


def prove_own_password(account: UserAccount, password: str, address: str) -> None:
    """The person signed in gives the password once more, before something that matters.

    Raises `WrongPassword` on the field `current_password`, `TooManyAttempts`.
    """
    committed(throttle.begin_attempt, account.email, address)
    if not passwords.is_right(account.password_hash, password):
        log.warning("own_password_refused", user_id=account.id)
        raise WrongPassword(field="current_password")
    committed(throttle.forget_failures, account.email, address)
