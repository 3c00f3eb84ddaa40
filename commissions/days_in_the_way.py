"""The days of a report that another one answers for, and what a person decided about them."""

from collections.abc import Sequence
from datetime import date

from accounts.models import UserAccount
from commissions.line_checks import Checked
from commissions.return_lines import ReturnLine
from commissions.second_sources import BothNeedReceipts, Overlap, clash_days, decide, other_sources, refuse_undecided
from core.errors import RowProblem
from core.wording import N_, Problem
from outlets.models import Outlet
from outlets.sales_reports import clash_of_days
from outlets.states import Channel, OverlapDecision

SECOND_SOURCE_HERE = N_(
    "Struk untuk %(day)s juga datang lewat cara lain. Bila penjualannya sama, hari itu terhitung dua kali: bandingkan."
)


def days_in_the_way(
    outlet: Outlet,
    checked: Checked,
    returns: Sequence[ReturnLine],
    whole: Sequence[date],
    overlap: Overlap | None,
    *,
    channel: Channel,
    by: UserAccount,
) -> set[date]:
    """The days that another report answers for, after bringing the lines in line with what was decided about them.

    A report whose lines all carry receipts asks for the days of its lines, any other for the `whole` of its period.
    """
    shared = checked.has_receipts and all(line.reference for line in returns)
    days = checked.days | {line.returned_on for line in returns} if shared else set(whole)
    clash = clash_of_days(outlet.id, days, shared=shared)
    if clash is None:
        return _other_receipts(outlet, checked, overlap, channel, by=by) if shared else set()
    if overlap is None:
        refuse_undecided(outlet, checked, clash)
    if overlap.decision is OverlapDecision.KEEP_BOTH:
        raise BothNeedReceipts(field="overlap.decision")
    in_the_way = clash_days(clash)
    decide(outlet, in_the_way, checked, overlap, by=by)
    return in_the_way


def _other_receipts(
    outlet: Outlet, checked: Checked, overlap: Overlap | None, channel: Channel, *, by: UserAccount
) -> set[date]:
    """The days with receipts of another channel somebody decided about; others are warned of and wait."""
    if channel is Channel.COUNT:  # what a count found sold is beyond the books by its nature
        return set()
    days = {row.sold_on for row in other_sources(outlet, checked, channel)}
    if days and overlap is not None:
        decide(outlet, days, checked, overlap, by=by)
        return days
    checked.undecided = set(days)
    for line in checked.priced:
        if line.line.sold_on in days:
            days.discard(line.line.sold_on)
            problem = Problem("second_source", SECOND_SOURCE_HERE, {"day": line.line.sold_on})
            checked.warnings.append(RowProblem(line.line.row, "sold_on", problem, str(line.line.sold_on)))
    return set()
