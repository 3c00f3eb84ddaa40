"""How placements end: on their own, or with the agreement that carried them."""

from datetime import date, timedelta

from sqlalchemy import func, select

from accounts.audit import record
from accounts.models import UserAccount
from core.database import db
from core.dates import today
from outlets.agreement_terms import terms_on
from outlets.models import Agreement, Outlet, Placement
from outlets.sales_models import SaleLine
from outlets.states import PlacementStatus

HELD = (PlacementStatus.ACTIVE, PlacementStatus.SUSPENDED)


def last_sale_of(placement: Placement) -> date | None:
    """The last day on which a sale of this placement stands; its window cannot end before."""
    last = select(func.max(SaleLine.sold_on)).where(SaleLine.placement_id == placement.id)
    return db.session.execute(last).scalar_one()


def set_last_day(placement: Placement, day: date, *, by: UserAccount, reason: str | None) -> None:
    """Write the last day of a placement that was accepted; from the day after it may be placed anew."""
    before = {"status": placement.status.value, "ends_on": placement.ends_on.isoformat() if placement.ends_on else None}
    placement.ends_on = max(day, placement.starts_on)
    if placement.ends_on <= today():
        placement.status = PlacementStatus.ENDED
    db.session.flush()
    after = {"status": placement.status.value, "ends_on": placement.ends_on.isoformat()}
    record("placement:ended", placement, by=by, before=before, after=after, reason=reason)


def end_without_agreement(agreement: Agreement, last_day: date, *, by: UserAccount) -> None:
    """End the placements of an agreement that ends, where no other agreement carries them on the day after."""
    if agreement.chain_id is not None:
        there = select(Outlet.id).where(Outlet.chain_id == agreement.chain_id)
    else:
        there = select(Outlet.id).where(Outlet.id == agreement.outlet_id)
    rows = select(Placement).where(
        Placement.producer_id == agreement.producer_id,
        Placement.outlet_id.in_(there),
        Placement.status.in_(HELD),
        (Placement.ends_on.is_(None)) | (Placement.ends_on > last_day),
    )
    day_after = last_day + timedelta(days=1)
    carried: dict[int, bool] = {}
    for placement in db.session.execute(rows.order_by(Placement.id).with_for_update()).scalars():
        if placement.outlet_id not in carried:
            carried[placement.outlet_id] = terms_on(agreement.producer_id, placement.outlet_id, day_after) is not None
        if not carried[placement.outlet_id]:
            set_last_day(placement, last_day, by=by, reason=None)
