"""A placement rests and comes back, with a reason each time.

While it rests nothing is delivered and the catalogue does not show it. Its days stay days of the placement: what was
sold of the goods that lie there must be reported and paid.
"""

from accounts.audit import record
from accounts.models import UserAccount
from core.database import db
from core.dates import today
from outlets import placements
from outlets.models import Placement
from outlets.placement_errors import NotOnTheShelf, NotSuspendedThere
from outlets.states import PlacementStatus


def suspend(placement_id: int, *, reason: str, by: UserAccount) -> Placement:
    """Let a placement rest from now on. Raises `UnknownPlacement`, `NotOnTheShelf`."""
    placement = placements.get(placement_id, by=by, for_update=True)
    if placements.status_of(placement) is not PlacementStatus.ACTIVE:
        raise NotOnTheShelf
    return _move(placement, PlacementStatus.SUSPENDED, "placement:suspended", reason=reason, by=by)


def resume(placement_id: int, *, reason: str, by: UserAccount) -> Placement:
    """Let it stand on the shelf again; product, agreement and papers are judged as when it was accepted.

    Raises `UnknownPlacement`, `NotSuspendedThere`, `ProductNotActive`, `NoAgreement`, `NotEligible`.
    """
    placement = placements.get(placement_id, by=by, for_update=True)
    if placements.status_of(placement) is not PlacementStatus.SUSPENDED:
        raise NotSuspendedThere
    placements.check_may_stand(placement.product, placement.outlet, max(placement.starts_on, today()))
    return _move(placement, PlacementStatus.ACTIVE, "placement:resumed", reason=reason, by=by)


def _move(placement: Placement, status: PlacementStatus, action: str, *, reason: str, by: UserAccount) -> Placement:
    before, placement.status = placement.status, status
    db.session.flush()
    record(action, placement, by=by, before={"status": before.value}, after={"status": status.value}, reason=reason)
    return placement
