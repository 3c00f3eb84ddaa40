"""Accounts made without an invitation act for their producer or outlet: on the terminal, and in the demo."""

import click

from accounts.models import UserAccount
from accounts.permissions import OUTLET_ROLES, Role
from core.database import db
from outlets.models import Outlet, OutletMember
from partnerships.members import add_member
from partnerships.models import Producer


def belong(account: UserAccount, *, producer_id: int | None, outlet_id: int | None) -> None:
    """Let an account act for its producer or outlet. Raises click's own refusal.

    A partner without one would see nothing, and anybody else with one would see what is not theirs.
    """
    if (account.role is Role.PRODUCER) != (producer_id is not None):
        raise click.UsageError("--producer belongs to the role producer, and that role to a producer")
    if (account.role in OUTLET_ROLES) != (outlet_id is not None):
        raise click.UsageError("--outlet belongs to the roles outlet_manager and cashier, and they to an outlet")
    if producer_id is not None:
        if db.session.get(Producer, producer_id) is None:
            raise click.UsageError(f"there is no producer {producer_id}")
        add_member(producer_id, account)
    if outlet_id is not None:
        if db.session.get(Outlet, outlet_id) is None:
            raise click.UsageError(f"there is no outlet {outlet_id}")
        db.session.add(OutletMember(user_id=account.id, outlet_id=outlet_id))
        db.session.flush()
