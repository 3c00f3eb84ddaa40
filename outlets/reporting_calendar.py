"""When an outlet owes a report, and what became of each: reported, nil, late, missing, or not due yet. Pure.

How often is what its strictest agreement of the day says (`agreement_clauses.ReportCycle`), else what the agency set. A
day counts when the outlet is open and goods stand on its shelf; a period is complete when every such day in it is
covered by a report, and nil counts. Days come as plain values; the clock is the caller's.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from core.dates import days_between, first_day, last_day, month_of
from core.wording import N_
from outlets.agreement_clauses import ReportCycle

STRICTEST_FIRST = (ReportCycle.DAILY, ReportCycle.WEEKLY, ReportCycle.MONTHLY)
EVERY_DAY = frozenset(range(1, 8))
"""Monday is 1, Sunday 7, as ISO 8601 counts."""


class ReportState(StrEnum):
    """What became of a period an outlet owes a report for. Days on which none is owed have no state."""

    REPORTED = "reported"
    NIL = "nil"
    LATE = "late"
    MISSING = "missing"
    WAITING = "waiting"


STATE_LABELS: Mapping[ReportState, str] = {
    ReportState.REPORTED: N_("Dilaporkan"),
    ReportState.NIL: N_("Nihil"),
    ReportState.LATE: N_("Terlambat dilaporkan"),
    ReportState.MISSING: N_("Belum dilaporkan"),
    ReportState.WAITING: N_("Belum jatuh tempo"),
}


@dataclass(frozen=True, slots=True)
class Opening:
    """From a day on: the weekdays an outlet is open, and whether it opens on holidays."""

    starts_on: date
    weekdays: frozenset[int] = EVERY_DAY
    opens_on_holidays: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """Days from the first to the last, both included; no last day is open."""

    starts_on: date
    ends_on: date | None = None

    def holds(self, day: date) -> bool:
        """Whether a day lies in it."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


@dataclass(frozen=True, slots=True)
class AgreedCycle:
    """How often an agreement lets an outlet report, on the days it says so."""

    days: Span
    cycle: ReportCycle


@dataclass(frozen=True, slots=True)
class ReportIn:
    """A report that came in: the days it answers for, whether it was nil, and the outlet's day it came."""

    start: date
    end: date
    is_nil: bool
    came_on: date


@dataclass(frozen=True, slots=True)
class OutletFacts:
    """What the calendar of one outlet is worked out from."""

    shelf: Sequence[Span] = ()
    agreed: Sequence[AgreedCycle] = ()
    openings: Sequence[Opening] = ()
    holidays: frozenset[date] = frozenset()
    reports: Sequence[ReportIn] = ()


@dataclass(frozen=True, slots=True)
class CalendarRules:
    """What the agency set: the cycle where no agreement says one, and days of grace after a period by cycle."""

    default_cycle: ReportCycle
    grace_days: Mapping[ReportCycle, int]


@dataclass(frozen=True, slots=True)
class DuePeriod:
    """A stretch an outlet owes one answer for: its open days, and the last day that is in time."""

    cycle: ReportCycle
    days: tuple[date, ...]
    due_on: date

    @property
    def start(self) -> date:
        """The first day that counts."""
        return self.days[0]

    @property
    def end(self) -> date:
        """The last day that counts."""
        return self.days[-1]


@dataclass(frozen=True, slots=True)
class JudgedPeriod:
    """What became of a due period.

    `days_late` are the days between the last day in time and the day it was complete, or today while it is missing;
    `lacking` are its days no report covers.
    """

    period: DuePeriod
    state: ReportState
    completed_on: date | None
    days_late: int
    lacking: tuple[date, ...]


def is_open(facts: OutletFacts, day: date) -> bool:
    """Whether an outlet is open: by the opening days in force, and on a holiday only where it says so."""
    begun = [opening for opening in facts.openings if opening.starts_on <= day]
    opening = max(begun, key=lambda one: one.starts_on) if begun else Opening(day)
    return day.isoweekday() in opening.weekdays and (opening.opens_on_holidays or day not in facts.holidays)


def cycle_on(facts: OutletFacts, rules: CalendarRules, day: date) -> ReportCycle:
    """How often the outlet reports on a day: the strictest of its agreements that hold, else the agency's."""
    said = {agreed.cycle for agreed in facts.agreed if agreed.days.holds(day)}
    return next((cycle for cycle in STRICTEST_FIRST if cycle in said), rules.default_cycle)


def counts(facts: OutletFacts, day: date) -> bool:
    """Whether the outlet owes anything for a day: it is open and goods stand on its shelf."""
    return any(span.holds(day) for span in facts.shelf) and is_open(facts, day)


def due_periods(facts: OutletFacts, rules: CalendarRules, start: date, end: date) -> list[DuePeriod]:
    """The periods that touch some days, the oldest first. Weeks begin on Monday; months are calendar months.

    A period holds only its days that count; the last day in time moves to the next day the outlet is open.
    """
    from_day = min(first_day(month_of(start)), start - timedelta(days=start.isoweekday() - 1))
    to_day = max(last_day(month_of(end)), end + timedelta(days=7 - end.isoweekday()))
    grouped: dict[tuple[ReportCycle, date], list[date]] = {}
    for day in days_between(from_day, to_day):
        if counts(facts, day):
            cycle = cycle_on(facts, rules, day)
            grouped.setdefault((cycle, _first_of(cycle, day)), []).append(day)
    periods = [
        DuePeriod(cycle, tuple(days), _due_on(facts, _last_of(cycle, first), rules.grace_days[cycle]))
        for (cycle, first), days in grouped.items()
    ]
    touching = [period for period in periods if period.start <= end and period.end >= start]
    return sorted(touching, key=lambda period: (period.start, period.end))


def _first_of(cycle: ReportCycle, day: date) -> date:
    """The first calendar day of the period a day lies in."""
    if cycle is ReportCycle.DAILY:
        return day
    return day - timedelta(days=day.isoweekday() - 1) if cycle is ReportCycle.WEEKLY else day.replace(day=1)


def _last_of(cycle: ReportCycle, first: date) -> date:
    """The last calendar day of the period that begins on a day."""
    if cycle is ReportCycle.DAILY:
        return first
    return first + timedelta(days=6) if cycle is ReportCycle.WEEKLY else last_day(month_of(first))


def _due_on(facts: OutletFacts, end: date, grace_days: int) -> date:
    """The last day in time: so many days after the end, then the next open day, a fortnight later at most."""
    due = end + timedelta(days=grace_days)
    return next((day for day in days_between(due, due + timedelta(days=14)) if is_open(facts, day)), due)


def judge(facts: OutletFacts, periods: Iterable[DuePeriod], today: date) -> list[JudgedPeriod]:
    """What became of each period as of a day of the outlet.

    Complete in time it is nil when every report of it was nil, else reported; complete after its last day it is late;
    incomplete it is missing from the day after its last day on.
    """
    came: dict[date, date] = {}
    sold: set[date] = set()
    for report in facts.reports:
        for day in days_between(report.start, report.end):
            came[day] = min(came.get(day, report.came_on), report.came_on)
            if not report.is_nil:
                sold.add(day)
    return [_judged(period, came, sold, today) for period in periods]


def _judged(period: DuePeriod, came: Mapping[date, date], sold: set[date], today: date) -> JudgedPeriod:
    lacking = tuple(day for day in period.days if day not in came)
    if lacking:
        late = max((today - period.due_on).days, 0)
        state = ReportState.MISSING if late else ReportState.WAITING
        return JudgedPeriod(period, state, None, late, lacking)
    completed_on = max(came[day] for day in period.days)
    late = max((completed_on - period.due_on).days, 0)
    if late:
        return JudgedPeriod(period, ReportState.LATE, completed_on, late, ())
    is_nil = not any(day in sold for day in period.days)
    return JudgedPeriod(period, ReportState.NIL if is_nil else ReportState.REPORTED, completed_on, 0, ())


FULL_POINTS = 100
POINTS_A_DAY_LATE = 10
LEAST_WHEN_LATE = 20


@dataclass(frozen=True, slots=True)
class ScoredPeriod:
    """A period with the points it earned, 0 to 100."""

    judged: JudgedPeriod
    points: int


@dataclass(frozen=True, slots=True)
class Discipline:
    """How reliably an outlet reports: the mean of its periods in whole points, rounded down; None without any."""

    score: int | None
    items: Sequence[ScoredPeriod]


def points_of(judged: JudgedPeriod) -> int:
    """The points of one period: 100 in time, 10 less for each day late but never below 20, 0 while it is missing."""
    if judged.state is ReportState.MISSING:
        return 0
    return max(FULL_POINTS - POINTS_A_DAY_LATE * judged.days_late, LEAST_WHEN_LATE)


def discipline(judged: Iterable[JudgedPeriod], *, since: date, today: date) -> Discipline:
    """The score over the periods whose last day in time lies between a day and yesterday. Open ones do not count."""
    items = [ScoredPeriod(one, points_of(one)) for one in judged if since <= one.period.due_on < today]
    return Discipline(sum(item.points for item in items) // len(items) if items else None, items)
