"""Overriding a hold: one member of staff asks with a reason, another one grants it."""

from accounts.audit import record
from accounts.models import UserAccount
from core.database import db
from core.dates import now, today
from outlets import holds
from outlets.hold_judging import lift, settle_pull_lists
from outlets.pull_errors import HoldLifted, OverrideAsked, OverrideNotAsked, SecondPersonOverrides
from outlets.pull_models import PlacementHold


def ask(hold_id: int, *, by: UserAccount, reason: str) -> PlacementHold:
    """Ask that a product may be delivered and sold although a paper is missing. Nothing is lifted yet.

    Raises `UnknownHold`, `HoldLifted`, `OverrideAsked`.
    """
    hold = holds.get(hold_id, by=by, for_update=True)
    if hold.lifted_on is not None:
        raise HoldLifted(day=hold.lifted_on)
    if hold.override_asked_by_id is not None:
        who = db.session.get(UserAccount, hold.override_asked_by_id)
        raise OverrideAsked(who=who.name if who else "")
    hold.override_asked_by_id, hold.override_asked_at, hold.override_reason = by.id, now(), reason
    db.session.flush()
    record("placement:override_asked", hold.placement, by=by, after={"kind": hold.kind}, reason=reason)
    return hold


def grant(hold_id: int, *, by: UserAccount) -> PlacementHold:
    """Grant an override somebody else asked for: the hold is lifted from today on.

    Raises `UnknownHold`, `HoldLifted`, `OverrideNotAsked`, `SecondPersonOverrides`.
    """
    hold = holds.get(hold_id, by=by, for_update=True)
    if hold.lifted_on is not None:
        raise HoldLifted(day=hold.lifted_on)
    if hold.override_asked_by_id is None:
        raise OverrideNotAsked
    if hold.override_asked_by_id == by.id:
        raise SecondPersonOverrides
    hold.overridden_by_id = by.id
    lift(hold, today(), by=by)
    db.session.flush()
    settle_pull_lists([hold.placement_id], today(), by=by)
    return hold


def refuse(hold_id: int, *, by: UserAccount) -> PlacementHold:
    """Refuse an override, or take back one's own: it may be asked for anew. Raises as `grant` does, by anybody."""
    hold = holds.get(hold_id, by=by, for_update=True)
    if hold.lifted_on is not None:
        raise HoldLifted(day=hold.lifted_on)
    if hold.override_asked_by_id is None:
        raise OverrideNotAsked
    reason = hold.override_reason
    hold.override_asked_by_id = hold.override_asked_at = hold.override_reason = None
    db.session.flush()
    record("placement:override_refused", hold.placement, by=by, after={"kind": hold.kind}, reason=reason)
    return hold
