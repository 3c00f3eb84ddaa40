"""Closing an outlet: only when no goods lie there, nothing stands there any more, and nobody owes anybody."""

from sqlalchemy import BigInteger, case, cast, func, select

from accounts.audit import record
from accounts.models import UserAccount
from commissions.agreement_leftovers import CLAIMS
from commissions.models import LedgerBook, Transfer
from core.database import db
from core.dates import today
from core.wording import N_
from outlets import outlets
from outlets.models import Outlet
from outlets.outlet_changes import open_stock_of, standing_at, told_open
from outlets.outlet_errors import OutletStillBusy
from outlets.states import OutletStatus

Blockers = list[tuple[str, int]]


def blockers_of(outlet: Outlet) -> Blockers:
    """What keeps an outlet from closing, as sentences with their numbers: goods, agreements, placements, balances."""
    return [*open_stock_of(outlet), *standing_at(outlet), *_open_balances(outlet)]


def _open_balances(outlet: Outlet) -> Blockers:
    """How many producers and the outlet have a claim on each other that is not zero."""
    signed = [
        case((Transfer.debit == account, 1), (Transfer.credit == account, -1), else_=0) * Transfer.amount_rupiah
        for account in CLAIMS
    ]
    sums = [cast(func.sum(amount), BigInteger) for amount in signed]
    rows = (
        select(LedgerBook.producer_id)
        .join(Transfer, Transfer.book_id == LedgerBook.id)
        .where(LedgerBook.outlet_id == outlet.id)
        .group_by(LedgerBook.producer_id)
        .having((sums[0] != 0) | (sums[1] != 0))
    )
    count = len(db.session.execute(rows).all())
    return [(N_("saldo dengan %(count)s pelaku UMKM belum nol"), count)] if count else []


def close(outlet_id: int, *, reason: str, by: UserAccount) -> Outlet:
    """Close an outlet: nothing new begins there, and what was stays readable. An officer may open it again.

    Raises `UnknownOutlet`, `OutletClosed`, and `OutletStillBusy` with `blockers`.
    """
    outlet = outlets.get(outlet_id, by=by, for_update=True)
    outlets.refuse_closed(outlet)
    if blockers := blockers_of(outlet):
        listed = [told_open([blocker]) for blocker in blockers]
        raise OutletStillBusy(what=", ".join(listed), extra={"blockers": listed})
    outlet.status, outlet.closed_on = OutletStatus.CLOSED, today()
    db.session.flush()
    record(
        "outlet:closed",
        outlet,
        by=by,
        before={"outlet_status": OutletStatus.ACTIVE.value},
        after={"outlet_status": outlet.status.value},
        reason=reason,
    )
    return outlet
