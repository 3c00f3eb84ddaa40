"""Days on which a program brought receipts beside those of another channel: accepted at once, decided about later.

A program cannot wait for a person at 21:00, so its report is posted and warned of. The day waits, with both sources
side by side, until somebody says once what they are: the same sales, partly the same, or different ones. What has to
go is taken back by the ordinary reversal.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select

from accounts.models import UserAccount
from accounts.permissions import Permission
from commissions.day_differences import DayDifference, Standing, differences, pieces_beyond
from commissions.departures import take_back
from commissions.second_sources import (
    HeldLinesInTheWay,
    Overlap,
    mark_of,
    note,
    refuse_changed,
    standing_on,
    take_all_back,
)
from core.database import db, get_visible
from core.errors import Conflict, NotFound, NotPermitted
from core.wording import N_
from outlets.models import Outlet
from outlets.sales_models import DayDecision, SaleLine, SalesReport, UndecidedDay
from outlets.sales_reports import visible_to
from outlets.states import OverlapDecision


class NothingToDecide(Conflict):
    """Nobody waits for a decision about this report: there is no second source, or somebody has decided."""

    code = "nothing_to_decide"
    sentence = N_("Tidak ada yang perlu diputuskan tentang laporan ini, atau sudah diputuskan orang lain.")


@dataclass(frozen=True, slots=True)
class TwoSources:
    """The days of a report that wait, and both sources of them; `reports` are those that came second."""

    report: SalesReport
    days: Collection[date]
    reports: Collection[int]
    first: list[Standing]
    second: list[Standing]

    @property
    def rows(self) -> list[DayDifference]:
        """Both side by side, by day and product."""
        return differences(self.first, self.second)

    @property
    def seen(self) -> str:
        """The mark of what is shown."""
        return mark_of(self.rows)


def keep_undecided(report: SalesReport, days: Collection[date]) -> None:
    """Note that days of a report wait for a decision about it and what another channel brought."""
    db.session.add_all(UndecidedDay(report_id=report.id, day=day, outlet_id=report.outlet_id) for day in sorted(days))


def _waiting() -> Any:  # noqa: ANN401 - an SQL condition
    """Nobody has decided about the report and the day."""
    decided = select(DayDecision.id).where(
        DayDecision.report_id == UndecidedDay.report_id, DayDecision.day == UndecidedDay.day
    )
    return ~decided.exists()


def rows(user: UserAccount) -> Select[Any]:
    """The reports with days that wait which a person sees, the oldest day of each, and how many."""
    reports = visible_to(user).with_only_columns(SalesReport.id)
    return (
        select(
            UndecidedDay.report_id,
            UndecidedDay.outlet_id,
            Outlet.name.label("outlet_name"),
            func.min(UndecidedDay.day).label("first_day"),
            func.count().label("days"),
        )
        .join(Outlet, Outlet.id == UndecidedDay.outlet_id)
        .where(UndecidedDay.report_id.in_(reports), _waiting())
        .group_by(UndecidedDay.report_id, UndecidedDay.outlet_id, Outlet.name)
        .order_by(func.min(UndecidedDay.day), UndecidedDay.report_id)
    )


def to_decide(user: UserAccount) -> Select[Any]:
    """The days of outlets that wait for this person, each once however many reports came second."""
    reports = visible_to(user).with_only_columns(SalesReport.id)
    waiting = select(UndecidedDay.outlet_id, UndecidedDay.day).where(UndecidedDay.report_id.in_(reports), _waiting())
    return waiting.distinct()


def days_of(report: SalesReport) -> list[date]:
    """The days of a report that wait."""
    own = select(UndecidedDay.day).where(UndecidedDay.report_id == report.id, _waiting())
    return list(db.session.execute(own.order_by(UndecidedDay.day)).scalars())


def two_sources(report_id: int, *, by: UserAccount) -> TwoSources:
    """Both sources of the days of a report that wait; none when none does. Raises `NotFound`."""
    report = get_visible(visible_to(by), SalesReport, report_id)
    if report is None:
        raise NotFound
    days = set(days_of(report))
    came_second = select(UndecidedDay.report_id).where(
        UndecidedDay.outlet_id == report.outlet_id, UndecidedDay.day.in_(days), _waiting()
    )
    reports = set(db.session.execute(came_second).scalars())
    standing = standing_on(db.session.get_one(Outlet, report.outlet_id), days)
    lines = select(SaleLine.id).where(SaleLine.report_id.in_(reports), SaleLine.outlet_id == report.outlet_id)
    second = set(db.session.execute(lines).scalars())
    return TwoSources(
        report,
        sorted(days),
        sorted(reports),
        [stood for stood in standing if stood.line_id not in second],
        [stood for stood in standing if stood.line_id in second],
    )


def decide_afterwards(report_id: int, *, overlap: Overlap, by: UserAccount) -> SalesReport:
    """Say once what two sources that both stand in the books are, and take back what stands twice.

    Keeping the first takes the second back; adding what is missing leaves of the second what goes beyond the first;
    replacing takes the first back; different sales both stay. Whatever takes sales back needs the right to do so.
    Raises `NotFound`, `NothingToDecide`, `NotPermitted`, `HeldLinesInTheWay`, `SourcesChanged`, and as
    `commissions.departures.take_back`.
    """
    found = two_sources(report_id, by=by)
    outlet = db.session.execute(
        select(Outlet).where(Outlet.id == found.report.outlet_id).with_for_update()
    ).scalar_one()
    found = two_sources(report_id, by=by)  # as it is now that no other report of the outlet can come
    if not found.days:
        raise NothingToDecide
    if overlap.seen:
        refuse_changed(found.rows, overlap.seen)
    if overlap.decision is not OverlapDecision.KEEP_BOTH and not by.may(Permission.SALE_REVERSE):
        raise NotPermitted
    match overlap.decision:
        case OverlapDecision.KEEP_FIRST:
            take_all_back(found.second, overlap.reason, by=by)
        case OverlapDecision.REPLACE:
            take_all_back(found.first, overlap.reason, by=by)
        case OverlapDecision.ADD_MISSING:
            _take_back_what_is_the_same(found, overlap.reason, by=by)
        case OverlapDecision.KEEP_BOTH:
            pass
    decided = select(UndecidedDay).where(
        UndecidedDay.report_id.in_(found.reports), UndecidedDay.day.in_(found.days), _waiting()
    )
    for waiting in db.session.execute(decided).scalars().all():
        report = db.session.get_one(SalesReport, waiting.report_id)
        note(outlet, [waiting.day], overlap, report=report, by=by)
    return found.report


def _take_back_what_is_the_same(found: TwoSources, reason: str, *, by: UserAccount) -> None:
    """Leave of the second source only the pieces beyond the first."""
    for line, beyond in zip(found.second, pieces_beyond(found.first, found.second), strict=True):
        if same := line.pieces - beyond:
            if line.line_id is None:
                raise HeldLinesInTheWay(count=1)
            take_back(line.line_id, by=by, reason=reason, quantity=same)
