"""Reports that staff entered for an outlet, and an objection of its manager."""

from collections.abc import Mapping
from datetime import date

from accounts.models import UserAccount
from commissions import objections
from commissions.objection_models import ReportObjection
from commissions.posting import Posted, post_report
from commissions.pricing import ReportLine
from core.database import committed
from outlets.models import Outlet, Placement
from outlets.states import Channel


def make_assisted_report(
    outlet: Outlet, placement: Placement, by: UserAccount, day: date, pieces: int = 5, source: str = "phone"
) -> Posted:
    """What staff entered for an outlet that called."""
    return committed(
        post_report,
        outlet,
        period_start=day,
        period_end=day,
        lines=[ReportLine(1, day, placement.id, pieces, 15_000)],
        nil=False,
        channel=Channel.FORM,
        by=by,
        source=source,
        on_behalf_of="outlet",
    )


def make_objection(outlet: Outlet, placement: Placement, people: Mapping[str, UserAccount]) -> ReportObjection:
    """The manager objects to what an officer entered."""
    posted = make_assisted_report(outlet, placement, people["partnership_officer"], date(2026, 11, 9), 1)
    return committed(
        objections.raise_objection, posted.report.id, reason="Yang terjual 3.", by=people["outlet_manager"]
    )
