"""Whether an outlet is PKP (Pengusaha Kena Pajak) on which day: the one place that answers it.

What it was when it was registered stands on the outlet; every later change is a row of `outlet_vat_status`. Sales ask
for their day (docs/taxes.md).
"""

from datetime import date

from sqlalchemy import ColumnElement, func, select

from accounts.audit import record
from accounts.models import UserAccount
from core.database import db
from core.dated_values import Stretch, stretches, value_on
from core.dates import now
from outlets.models import Outlet
from outlets.outlet_errors import SameVatStatus
from outlets.vat_models import OutletVatStatus


def noted_for(outlet: Outlet) -> list[tuple[date, bool]]:
    """The later changes of an outlet in the order they were noted."""
    rows = select(OutletVatStatus.starts_on, OutletVatStatus.vat_registered)
    found = db.session.execute(rows.where(OutletVatStatus.outlet_id == outlet.id).order_by(OutletVatStatus.id))
    return [(starts_on, registered) for starts_on, registered in found]


def registered_on(outlet: Outlet, day: date) -> bool:
    """Whether an outlet is PKP on a day."""
    return value_on(outlet.first_vat_registered, noted_for(outlet), day)


def periods_of(outlet: Outlet) -> list[Stretch[bool]]:
    """Every stretch of days of an outlet with whether it is PKP, the newest first."""
    return stretches(outlet.first_vat_registered, noted_for(outlet))[::-1]


def rows_of(outlet: Outlet) -> list[tuple[OutletVatStatus, str]]:
    """What was noted about an outlet and by whom, the newest first."""
    rows = select(OutletVatStatus, UserAccount.name).join(UserAccount, UserAccount.id == OutletVatStatus.set_by_id)
    found = db.session.execute(rows.where(OutletVatStatus.outlet_id == outlet.id).order_by(OutletVatStatus.id.desc()))
    return [(row, name) for row, name in found]


def is_registered_on(day: date) -> ColumnElement[bool]:
    """Whether the outlet of a query is PKP on a day."""
    noted = (
        select(OutletVatStatus.vat_registered)
        .where(OutletVatStatus.outlet_id == Outlet.id, OutletVatStatus.starts_on <= day)
        .order_by(OutletVatStatus.starts_on.desc(), OutletVatStatus.id.desc())
        .limit(1)
        .correlate_except(OutletVatStatus)
        .scalar_subquery()
    )
    return func.coalesce(noted, Outlet.first_vat_registered)


def note(outlet: Outlet, *, vat_registered: bool, starts_on: date, reason: str, by: UserAccount) -> OutletVatStatus:
    """Note whether an outlet is PKP from a day on; the outlet is locked. Whether the month is open the caller knows.

    Raises `SameVatStatus`.
    """
    before = registered_on(outlet, starts_on)
    if before == vat_registered:
        raise SameVatStatus(field="vat_registered", day=starts_on)
    status = OutletVatStatus(
        outlet_id=outlet.id,
        starts_on=starts_on,
        vat_registered=vat_registered,
        reason=reason,
        set_by_id=by.id,
        set_at=now(),
    )
    db.session.add(status)
    db.session.flush()
    record(
        "outlet:vat_status_changed",
        outlet,
        by=by,
        before={"vat_registered": before},
        after={"vat_registered": vat_registered, "starts_on": starts_on.isoformat()},
        reason=reason,
    )
    return status
