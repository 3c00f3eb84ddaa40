"""Who works at an outlet: inviting a manager or a cashier, a fresh link for one, and letting one go."""

from sqlalchemy import delete, select

from accounts import partner_accounts, people, sessions
from accounts.audit import record
from accounts.models import UserAccount
from accounts.permissions import OUTLET_ROLES, Role
from core.database import db
from outlets import outlets
from outlets.models import Outlet, OutletMember
from outlets.outlet_errors import UnknownMember


def invite(outlet_id: int, *, name: str, email: str, role: str, by: UserAccount) -> tuple[UserAccount, str]:
    """Make an account that works at an outlet, and the link by which its owner sets a password.

    Somebody who was let go by every outlet is taken in again under the same address. Raises `UnknownOutlet`,
    `OutletClosed`, and what `accounts.people.invite` raises.
    """
    outlet = outlets.get(outlet_id, by=by)
    outlets.refuse_closed(outlet)
    account = _let_go_before(email)
    if account is None:
        account, link = people.invite(name=name, email=email, role=Role(role), by=by)
    else:
        link = partner_accounts.take_back(account, role=Role(role), by=by)
    db.session.add(OutletMember(user_id=account.id, outlet_id=outlet.id))
    db.session.flush()
    record("outlet:member_invited", outlet, by=by, after={"user_id": account.id, "role": account.role.value})
    return account, link


def _let_go_before(email: str) -> UserAccount | None:
    """The switched-off account of an outlet's people that has this address and works nowhere, if there is one."""
    works_somewhere = select(OutletMember.user_id).where(OutletMember.user_id == UserAccount.id).exists()
    rows = select(UserAccount).where(
        UserAccount.email == email, UserAccount.role.in_(OUTLET_ROLES), ~UserAccount.is_active, ~works_somewhere
    )
    return db.session.execute(rows.with_for_update(of=UserAccount)).scalar_one_or_none()


def remove(outlet_id: int, user_id: int, *, by: UserAccount) -> Outlet:
    """Let somebody go: every session and token ends at once; who works nowhere else is switched off.

    Raises `UnknownOutlet`, `UnknownMember`.
    """
    outlet = outlets.get(outlet_id, by=by, for_update=True)
    account = member_of(outlet, user_id)
    db.session.execute(
        delete(OutletMember).where(OutletMember.outlet_id == outlet.id, OutletMember.user_id == account.id)
    )
    sessions.end_all(account)
    record("outlet:member_removed", outlet, by=by, before={"user_id": account.id, "role": account.role.value})
    elsewhere = select(OutletMember.outlet_id).where(OutletMember.user_id == account.id).limit(1)
    if db.session.execute(elsewhere).first() is None:
        partner_accounts.switch_off(account, by=by)
    return outlet


def new_link(outlet_id: int, user_id: int, *, by: UserAccount) -> tuple[UserAccount, str]:
    """A fresh link for somebody who works there: an invitation, or a reset once there is a password.

    Raises `UnknownOutlet`, `UnknownMember`, `AccountInactive`.
    """
    account = member_of(outlets.get(outlet_id, by=by), user_id)
    return account, partner_accounts.fresh_link(account, by=by)


def member_of(outlet: Outlet, user_id: int) -> UserAccount:
    """Somebody who works at an outlet. Raises `UnknownMember`."""
    found = next((account for account in outlets.members_of(outlet) if account.id == user_id), None)
    if found is None:
        raise UnknownMember
    return found
