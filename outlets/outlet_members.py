"""Who works at an outlet: inviting a manager or a cashier."""

from accounts import people
from accounts.audit import record
from accounts.models import UserAccount
from accounts.permissions import Role
from core.database import db
from outlets import outlets
from outlets.models import OutletMember


def invite(outlet_id: int, *, name: str, email: str, role: str, by: UserAccount) -> tuple[UserAccount, str]:
    """Make an account that works at an outlet, and the link by which its owner sets a password.

    Raises `UnknownOutlet`, and what `accounts.people.invite` raises.
    """
    outlet = outlets.get(outlet_id, by=by)
    account, link = people.invite(name=name, email=email, role=Role(role), by=by)
    db.session.add(OutletMember(user_id=account.id, outlet_id=outlet.id))
    db.session.flush()
    record("outlet:member_invited", outlet, by=by, after={"user_id": account.id, "role": account.role.value})
    return account, link
