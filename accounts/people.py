"""Who may sign in: invited, given regions and another role, switched off and on again."""

from collections.abc import Sequence
from typing import Any

from marshmallow import ValidationError
from sqlalchemy import Select, select, true
from sqlalchemy.dialects.postgresql import insert

from accounts import audit, links, partner_accounts, passwords, sessions
from accounts.errors import (
    AccountInactive,
    EmailTaken,
    LastAdministrator,
    OnlyStaff,
    RegionsOnlyForStaff,
    RolesNotInterchangeable,
    UnknownAddress,
)
from accounts.models import LinkPurpose, UserAccount, UserRegion
from accounts.permissions import OUTLET_ROLES, STAFF, Permission, Role
from accounts.regions import checked_regions
from core.database import db, get_visible
from core.dates import now
from core.errors import NotFound
from core.fields import Schema
from core.forms import WrongShape, flat_messages

KINDS_OF_ROLE = (STAFF, OUTLET_ROLES, frozenset({Role.PRODUCER}))
"""Roles that may become one another; the rows that belong to an account differ between these kinds."""


def visible_to(user: UserAccount) -> Select[tuple[UserAccount]]:
    """The accounts a person may see: all for whoever manages accounts, else the own one."""
    rows = select(UserAccount)
    return rows.where(true() if user.may(Permission.ACCOUNT_MANAGE) else UserAccount.id == user.id)


def get(user_id: int, *, by: UserAccount, for_update: bool = False) -> UserAccount:
    """An account that a person may see. Raises `NotFound`."""
    found = get_visible(visible_to(by), UserAccount, user_id, for_update=for_update)
    if found is None:
        raise NotFound
    return found


def create(
    *,
    name: str,
    email: str,
    role: Role,
    regions: Sequence[str] = (),
    by: UserAccount | None,
    language: str = "id",
) -> UserAccount:
    """Make an account that has no password yet. Staff without regions work in the whole agency.

    Raises `EmailTaken`, `RegionsOnlyForStaff`, `UnknownRegion`.
    """
    codes = checked_regions(regions, role)
    user_id = db.session.execute(
        insert(UserAccount)
        .values(
            email=email.lower(),
            name=name,
            role=role,
            language=language,
            works_everywhere=role in STAFF and not codes,
            is_active=True,
            created_at=now(),
            created_by_id=by.id if by else None,
        )
        .on_conflict_do_nothing()
        .returning(UserAccount.id)
    ).scalar_one_or_none()
    if user_id is None:
        raise EmailTaken(field="email")
    account = db.session.get_one(UserAccount, user_id)
    account.regions = [UserRegion(region_code=code) for code in codes]
    db.session.flush()
    audit.record("account:invited", account, by=by, after={"role": role.value, "region_codes": codes})
    return account


def invite(
    *,
    name: str,
    email: str,
    role: Role,
    regions: Sequence[str] = (),
    by: UserAccount | None,
    language: str = "id",
) -> tuple[UserAccount, str]:
    """Make an account and the link by which its owner sets a password: the account and the link's full address.

    What the account belongs to (a producer, an outlet) is a row of a higher package, added by the caller in the same
    transaction. Raises `EmailTaken`, `RegionsOnlyForStaff`, `UnknownRegion`.
    """
    account = create(name=name, email=email, role=role, regions=regions, by=by, language=language)
    return account, links.issue(account, LinkPurpose.INVITATION, by=by)


def invite_staff(
    *, name: str, email: str, role: Role, regions: Sequence[str] = (), by: UserAccount
) -> tuple[UserAccount, str]:
    """Invite a colleague: the account and the link's full address.

    Raises `OnlyStaff`, and what `invite` raises: a partner without a producer or outlet would see nothing.
    """
    if role not in STAFF:
        raise OnlyStaff(field="role")
    return invite(name=name, email=email, role=role, regions=regions, by=by)


def roles_like(role: Role) -> list[Role]:
    """The roles a person of this role may change to, with their own."""
    return [other for other in Role if any({role, other} <= kind for kind in KINDS_OF_ROLE)]


def new_link(user_id: int, *, by: UserAccount) -> str:
    """A fresh link for somebody: an invitation while there is no password, else a reset.

    Raises `NotFound`, `AccountInactive`.
    """
    return partner_accounts.fresh_link(get(user_id, by=by, for_update=True), by=by)


def request_reset(*, email: str) -> None:
    """Put a reset link into the outbox if an active account has this address; the answer is the same if not."""
    account = db.session.execute(
        select(UserAccount).where(UserAccount.email == email, UserAccount.is_active)
    ).scalar_one_or_none()
    if account is not None:
        links.issue(account, LinkPurpose.PASSWORD_RESET, by=None)


def change_regions(user_id: int, *, regions: Sequence[str], by: UserAccount) -> UserAccount:
    """Say where a member of staff works; without any region it is the whole agency.

    Raises `NotFound`, `RegionsOnlyForStaff`, `UnknownRegion`.
    """
    account = get(user_id, by=by, for_update=True)
    if account.role not in STAFF:
        raise RegionsOnlyForStaff(field="regions")
    codes = checked_regions(regions, account.role)
    before = list(account.region_codes)
    if codes != before:
        kept = {region.region_code: region for region in account.regions}
        account.regions = [kept.get(code) or UserRegion(region_code=code) for code in codes]
        account.works_everywhere = not codes
        db.session.flush()
        audit.record(
            "account:regions_changed", account, by=by, before={"region_codes": before}, after={"region_codes": codes}
        )
    return account


def change_role(user_id: int, *, role: Role, by: UserAccount) -> UserAccount:
    """Give a person another role of the same kind; every session and token ends at once.

    Raises `NotFound`, `RolesNotInterchangeable`, `LastAdministrator`.
    """
    _lock_administrators()
    account = get(user_id, by=by, for_update=True)
    if account.role is role:
        return account
    if role not in roles_like(account.role):
        raise RolesNotInterchangeable(field="role")
    _leave_an_administrator(account)
    before, account.role = account.role, role
    sessions.end_all(account)
    db.session.flush()
    audit.record("account:role_changed", account, by=by, before={"role": before.value}, after={"role": role.value})
    return account


def deactivate(user_id: int, *, by: UserAccount) -> UserAccount:
    """Switch an account off; every session and token ends at once. Raises `NotFound`, `LastAdministrator`."""
    _lock_administrators()
    account = get(user_id, by=by, for_update=True)
    if account.is_active:
        _leave_an_administrator(account)
        account.is_active = False
        sessions.end_all(account)
        db.session.flush()
        audit.record("account:deactivated", account, by=by)
    return account


def reactivate(user_id: int, *, by: UserAccount) -> UserAccount:
    """Switch an account on again; its old sessions and tokens stay ended. Raises `NotFound`."""
    account = get(user_id, by=by, for_update=True)
    if not account.is_active:
        account.is_active = True
        db.session.flush()
        audit.record("account:reactivated", account, by=by)
    return account


def sign_out_everywhere(user_id: int, *, by: UserAccount) -> None:
    """End every session and token of a person. Raises `NotFound`."""
    account = get(user_id, by=by, for_update=True)
    sessions.end_all(account)
    audit.record("account:signed_out_everywhere", account, by=by)


def checked(shape: type[Schema], **typed: str) -> dict[str, Any]:
    """What was typed on a terminal, held to the same shape as in a form. Raises `InvalidInput`."""
    try:
        return dict(shape().load(typed))
    except ValidationError as error:
        raise WrongShape(flat_messages(error.messages)) from None


def set_password(account: UserAccount, *, password: str) -> None:
    """Give an account its password, for commands. Raises `PasswordTooShort`, `PasswordTooLong`, `PasswordTooCommon`."""
    passwords.refuse_weak(password, account.role, account.name, account.email)
    account.password_hash = passwords.hashed(password)
    db.session.flush()
    audit.record("account:password_set", account, by=None)


def _lock_administrators() -> None:
    """Lock every administrator's row, in one order, so that two cannot each switch off the other."""
    db.session.execute(
        select(UserAccount.id).where(UserAccount.role == Role.ADMINISTRATOR).order_by(UserAccount.id).with_for_update()
    )


def _leave_an_administrator(account: UserAccount) -> None:
    """Refuse to take the last administrator who can sign in. Raises `LastAdministrator`."""
    if account.role is not Role.ADMINISTRATOR or not account.is_active:
        return
    others = select(UserAccount.id).where(
        UserAccount.role == Role.ADMINISTRATOR,
        UserAccount.is_active,
        UserAccount.password_hash.is_not(None),
        UserAccount.id != account.id,
    )
    if db.session.execute(others.limit(1)).first() is None:
        raise LastAdministrator


def found_by_email(email: str) -> UserAccount:
    """The active account of an address, for commands. Raises `UnknownAddress`, `AccountInactive`."""
    account = db.session.execute(select(UserAccount).where(UserAccount.email == email.lower())).scalar_one_or_none()
    if account is None:
        raise UnknownAddress(email=email)
    if not account.is_active:
        raise AccountInactive
    return account
