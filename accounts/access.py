"""Who may enter: every endpoint wears `@requires(...)`, `@signed_in` or `@public`, and a test walks them all."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from flask_login import current_user
from sqlalchemy import ColumnElement, false, or_, true

from accounts.models import UserAccount
from accounts.permissions import Permission
from core.errors import NotPermitted, Refusal
from core.wording import N_

View = TypeVar("View", bound=Callable[..., Any])


class NotSignedIn(Refusal):
    """Nobody is signed in, or the token is unknown, expired or revoked; the answer is the same."""

    code = "not_signed_in"
    sentence = N_("Anda perlu masuk terlebih dahulu.")


def requires(permission: Permission) -> Callable[[View], View]:
    """Let in only people whose role holds the permission. Raises `NotSignedIn`, `NotPermitted` before the view runs."""

    def door(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - any view
            if not current_user.is_authenticated:
                raise NotSignedIn
            if not current_user.may(permission):
                raise NotPermitted
            return view(*args, **kwargs)

        guarded.access = permission  # type: ignore[attr-defined]
        return cast("View", guarded)

    return door


def public(view: View) -> View:
    """Let anybody in."""
    view.access = "public"  # type: ignore[attr-defined]
    return view


def person() -> UserAccount:
    """The person who is signed in. Raises `NotSignedIn`."""
    if not current_user.is_authenticated:
        raise NotSignedIn
    return cast("UserAccount", current_user._get_current_object())  # noqa: SLF001 - flask-login's only way


def in_regions_of(user: UserAccount, region_code: ColumnElement[str]) -> ColumnElement[bool]:
    """The condition that a row lies in a region this member of staff works in; false for anybody else."""
    if not user.is_staff:
        return false()
    if user.works_everywhere:
        return true()
    codes = user.region_codes
    if not codes:
        return false()
    return or_(*[region_code == code for code in codes], *[region_code.startswith(f"{code}.") for code in codes])
