"""The reporting calendars of outlets as they stand: what is needed is loaded for many at once, and judged."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select

from accounts.models import UserAccount
from accounts.permissions import OUTLET_ROLES
from core.database import db
from core.dates import business_day, first_day, last_day, month_of, today
from outlets import outlets
from outlets.agreement_clauses import ReportCycle, from_json
from outlets.agreement_days import days_in_force
from outlets.calendar_models import Holiday, OutletContact, OutletOpening, ReportReminder
from outlets.calendar_settings import ReportingSettings, reporting_settings
from outlets.models import Agreement, AgreementSuspension, AgreementVersion, Outlet, Placement
from outlets.reporting_calendar import (
    AgreedCycle,
    Discipline,
    JudgedPeriod,
    Opening,
    OutletFacts,
    ReportIn,
    ReportState,
    Span,
    discipline,
    due_periods,
    judge,
)
from outlets.reporting_reminders import Step
from outlets.sales_models import SalesReport
from outlets.states import PlacementStatus

STOOD = (PlacementStatus.ACTIVE, PlacementStatus.SUSPENDED, PlacementStatus.ENDED)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an outlet stands today: its periods, those that are missing, and its discipline."""

    outlet_id: int
    outlet_name: str
    region_code: str
    today: date
    missing: Sequence[JudgedPeriod]
    discipline: Discipline
    steps: dict[tuple[date, date], set[Step]]
    spoken_to: bool
    """Whether staff spoke to the outlet since a task about it began."""

    @property
    def days_late(self) -> int:
        """The days of the period that is missing longest."""
        return max((one.days_late for one in self.missing), default=0)

    @property
    def is_task(self) -> bool:
        """Whether somebody at the agency is to speak to the outlet."""
        return not self.spoken_to and any(
            Step.TASK in self.steps.get((one.period.start, one.period.end), ()) for one in self.missing
        )


def open_to(user: UserAccount) -> Select[tuple[Outlet]]:
    """The outlets whose calendar a person sees: members their own, staff those of their regions; nobody else's."""
    rows = outlets.visible_to(user)
    return rows if user.is_staff or user.role in OUTLET_ROLES else rows.where(Outlet.id.is_(None))


def facts_of(found: Sequence[Outlet], start: date, end: date) -> dict[int, OutletFacts]:
    """What the calendars of some outlets are worked out from between two days: seven queries for all of them."""
    ids = [outlet.id for outlet in found]
    zones = {outlet.id: ZoneInfo(outlet.time_zone) for outlet in found}
    shelf: dict[int, list[Span]] = defaultdict(list)
    for outlet_id, starts_on, ends_on, accepted_at in db.session.execute(
        select(Placement.outlet_id, Placement.starts_on, Placement.ends_on, Placement.accepted_at).where(
            Placement.outlet_id.in_(ids), Placement.accepted_at.is_not(None), Placement.status.in_(STOOD)
        )
    ):
        # Nobody owes a report of days before the goods were accepted here.
        since = max(starts_on, business_day(accepted_at, zones[outlet_id]))
        if ends_on is None or since <= ends_on:
            shelf[outlet_id].append(Span(since, ends_on))
    openings: dict[int, list[Opening]] = defaultdict(list)
    for row in db.session.execute(select(OutletOpening).where(OutletOpening.outlet_id.in_(ids))).scalars():
        weekdays = frozenset(int(digit) for digit in row.weekdays)
        openings[row.outlet_id].append(Opening(row.starts_on, weekdays, row.opens_on_holidays))
    around = Holiday.day.between(start - timedelta(days=40), end + timedelta(days=80))
    holidays = frozenset(db.session.execute(select(Holiday.day).where(around)).scalars())
    reports: dict[int, list[ReportIn]] = defaultdict(list)
    for outlet_id, first, last, is_nil, at in db.session.execute(
        select(
            SalesReport.outlet_id,
            SalesReport.period_start,
            SalesReport.period_end,
            SalesReport.is_nil,
            SalesReport.reported_at,
        ).where(
            SalesReport.outlet_id.in_(ids),
            SalesReport.corrects_id.is_(None),
            SalesReport.period_start <= end + timedelta(days=40),
            SalesReport.period_end >= start - timedelta(days=40),
        )
    ):
        reports[outlet_id].append(ReportIn(first, last, is_nil, business_day(at, zones[outlet_id])))
    agreed = _agreed(found)
    return {
        outlet_id: OutletFacts(shelf[outlet_id], agreed[outlet_id], openings[outlet_id], holidays, reports[outlet_id])
        for outlet_id in ids
    }


def _agreed(found: Sequence[Outlet]) -> dict[int, list[AgreedCycle]]:
    """How often each outlet is to report by its agreements and those of its chain, day by day."""
    by_chain: dict[int, list[int]] = defaultdict(list)
    for outlet in found:
        if outlet.chain_id is not None:
            by_chain[outlet.chain_id].append(outlet.id)
    rows = db.session.execute(
        select(Agreement.id, Agreement.outlet_id, Agreement.chain_id, Agreement.starts_on, Agreement.ends_on).where(
            Agreement.outlet_id.in_([outlet.id for outlet in found]) | Agreement.chain_id.in_(list(by_chain)),
            Agreement.producer_accepted_at.is_not(None),
            Agreement.outlet_accepted_at.is_not(None),
        )
    ).all()
    ids = [row.id for row in rows]
    versions: dict[int, list[tuple[date, ReportCycle]]] = defaultdict(list)
    for agreement_id, starts_on, clauses in db.session.execute(
        select(AgreementVersion.agreement_id, AgreementVersion.starts_on, AgreementVersion.clauses)
        .where(AgreementVersion.agreement_id.in_(ids))
        .order_by(AgreementVersion.agreement_id, AgreementVersion.number)
    ):
        versions[agreement_id].append((starts_on, ReportCycle(from_json(clauses).report_cycle)))
    breaks: dict[int, list[tuple[date, date | None]]] = defaultdict(list)
    for agreement_id, starts_on, resumed_on in db.session.execute(
        select(AgreementSuspension.agreement_id, AgreementSuspension.starts_on, AgreementSuspension.resumed_on).where(
            AgreementSuspension.agreement_id.in_(ids)
        )
    ):
        breaks[agreement_id].append((starts_on, resumed_on))
    agreed: dict[int, list[AgreedCycle]] = defaultdict(list)
    for row in rows:
        for start, end in days_in_force(row.starts_on, row.ends_on, breaks[row.id]):
            cycles = _cycles(Span(start, end), versions[row.id])
            for outlet_id in [row.outlet_id] if row.outlet_id is not None else by_chain[row.chain_id]:
                agreed[outlet_id] += cycles
    return agreed


def _cycles(days: Span, versions: Sequence[tuple[date, ReportCycle]]) -> list[AgreedCycle]:
    """The cycle of each version on the days it holds within a stretch; a later version ends the one before."""
    found = []
    for place, (starts_on, cycle) in enumerate(versions):
        begins = days.starts_on if place == 0 else max(starts_on, days.starts_on)
        later = [day - timedelta(days=1) for day, _ in versions[place + 1 :]]
        ends = min([*later, *([days.ends_on] if days.ends_on else [])], default=None)
        if ends is None or begins <= ends:
            found.append(AgreedCycle(Span(begins, ends), cycle))
    return found


def month_of_outlet(outlet: Outlet, month: str, set_: ReportingSettings | None = None) -> list[JudgedPeriod]:
    """The periods of an outlet that touch a month, judged as of today."""
    set_ = set_ or reporting_settings()
    start, end = first_day(month), last_day(month)
    facts = facts_of([outlet], start, end)[outlet.id]
    return judge(facts, due_periods(facts, set_.rules, start, end), today(ZoneInfo(outlet.time_zone)))


def standings(found: Sequence[Outlet], set_: ReportingSettings | None = None) -> list[Standing]:
    """Where outlets stand today, over the days the score is counted from."""
    set_ = set_ or reporting_settings()
    if not found:
        return []
    start, end = today() - timedelta(days=set_.score_days + 40), today() + timedelta(days=1)
    facts = facts_of(found, start, end)
    ids = list(facts)
    steps: dict[int, dict[tuple[date, date], set[Step]]] = defaultdict(lambda: defaultdict(set))
    tasks: dict[int, object] = {}
    for row in db.session.execute(
        select(ReportReminder).where(ReportReminder.outlet_id.in_(ids), ReportReminder.period_end >= start)
    ).scalars():
        steps[row.outlet_id][row.period_start, row.period_end].add(row.step)
        if row.step is Step.TASK:
            tasks[row.outlet_id] = max(tasks.get(row.outlet_id, row.created_at), row.created_at)  # type: ignore[type-var]
    spoken = dict(
        db.session.execute(
            select(OutletContact.outlet_id, func.max(OutletContact.created_at))
            .where(OutletContact.outlet_id.in_(ids))
            .group_by(OutletContact.outlet_id)
        ).all()
    )
    rows = []
    for outlet in found:
        day = today(ZoneInfo(outlet.time_zone))
        judged = judge(facts[outlet.id], due_periods(facts[outlet.id], set_.rules, start, day), day)
        since = day - timedelta(days=set_.score_days)
        rows.append(
            Standing(
                outlet.id,
                outlet.name,
                outlet.region_code,
                day,
                [one for one in judged if one.state is ReportState.MISSING and one.period.due_on >= since],
                discipline(judged, since=since, today=day),
                dict(steps[outlet.id]),
                outlet.id in tasks and outlet.id in spoken and spoken[outlet.id] >= tasks[outlet.id],
            )
        )
    return rows


def standing_of(outlet: Outlet) -> Standing:
    """Where one outlet stands today."""
    return standings([outlet])[0]


def standings_for(user: UserAccount, *, region_codes: Collection[str] = ()) -> list[Standing]:
    """Where the outlets a person sees stand, those with goods on the shelf, by name."""
    rows = open_to(user).where(
        Outlet.id.in_(select(Placement.outlet_id).where(Placement.accepted_at.is_not(None)).distinct())
    )
    if region_codes:
        rows = rows.where(Outlet.region_code.in_(region_codes))
    return standings(db.session.execute(rows.order_by(func.lower(Outlet.name), Outlet.id)).scalars().all())


def months_around(month: str) -> tuple[str, str]:
    """The month before and the month after."""
    return month_of(first_day(month) - timedelta(days=1)), month_of(last_day(month) + timedelta(days=1))
