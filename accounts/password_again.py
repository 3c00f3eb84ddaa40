"""The password once more before money moves or goes another way (OWASP ASVS 5.0 7.5.1, 7.5.3).

A phone stays signed in for weeks and an office desk is left alone; whoever sits there then can read, and cannot confirm
a payment. The password counts for ten minutes, also that of signing in. Programs with a token are not asked: their
token is the proof, and it is shown once and can be revoked.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, TypeVar, cast

from flask import render_template, request

from accounts import proof, sessions
from accounts.access import person
from accounts.models import UserAccount
from accounts.schemas import WithCurrentPassword
from accounts.sent_once import ONCE_KEY
from core.database import committed
from core.dates import now
from core.errors import InvalidInput, NotPermitted, Refusal
from core.forms import SchemaForm, wants_json
from core.wording import N_

COUNTS_FOR = timedelta(minutes=10)
FIELD = "current_password"
NOT_CARRIED = frozenset({FIELD, "csrf_token", ONCE_KEY})

View = TypeVar("View", bound=Callable[..., Any])


class PasswordNeeded(NotPermitted):
    """The browser gave the password too long ago for something that moves money, or says where it goes."""

    code = "password_needed"
    sentence = N_(
        "Langkah ini menyangkut uang, jadi kata sandi diminta lagi. Buka halamannya dan ketik kata sandi Anda."
    )


class PasswordMissing(InvalidInput):
    """The password was asked for and left empty; that is no guess."""

    code = "required"
    sentence = N_("Ketik kata sandi Anda.")


def asks_password(view: View) -> View:
    """Let a browser do what the view does only when it gave the password within the last ten minutes.

    Otherwise a page asks for it and carries what was typed; once it is right, the view runs with that. A page's script
    gets `PasswordNeeded`. Worn below `@requires`, so only those who may are asked.
    """

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - any view
        if request.method in {"GET", "HEAD"} or is_fresh(person()):
            return view(*args, **kwargs)
        if wants_json():
            raise PasswordNeeded
        form = SchemaForm(WithCurrentPassword)
        if FIELD in request.form and is_right(form, person()):
            return view(*args, **kwargs)
        carried = [pair for pair in request.form.items(multi=True) if pair[0] not in NOT_CARRIED]
        form.values = {}
        page = render_template("accounts/password_again.html", form=form, account=person(), carried=carried)
        wait = getattr(form.refusal, "retry_after_seconds", None)
        return page, (429 if wait else 422 if form.is_refused else 403), {"Retry-After": str(wait)} if wait else {}

    guarded.asks_password = True  # type: ignore[attr-defined]
    return cast("View", guarded)


def is_fresh(account: UserAccount) -> bool:
    """Whether this request needs no password: it came with a token, or its browser gave the password just now."""
    if account.api_token_id is not None:
        return True
    return account.password_given_at is not None and account.password_given_at > now() - COUNTS_FOR


def require_fresh(account: UserAccount) -> None:
    """For a door that asks only about some of what comes in. Raises `PasswordNeeded`."""
    if not is_fresh(account):
        raise PasswordNeeded


def is_right(form: SchemaForm, account: UserAccount) -> bool:
    """Whether the password typed into a form is right; if so, it counts from now on. Guesses are throttled.

    A form that carries a file has the password among its own fields (`WithCurrentPassword`), since a page in between
    could not carry the file.
    """
    typed = request.form.get(FIELD, "")
    try:
        if not typed:
            raise PasswordMissing(field=FIELD)
        proof.prove_own_password(account, typed[:1_000], request.remote_addr or "")
    except Refusal as refusal:
        form.show(refusal)
        return False
    committed(sessions.note_password, account)
    return True
