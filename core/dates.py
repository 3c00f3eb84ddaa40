"""Days, months and the only clock.

Instants are aware and in UTC. A business day is a `date` in the agency's zone; a month is the text `2026-10`, as users
write it, which also sorts as it should. Nothing else in the product reads the clock or the time zone.
"""

import os
from calendar import monthrange
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

ZONE_ABBREVIATIONS = {"Asia/Jakarta": "WIB", "Asia/Pontianak": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}


@lru_cache
def agency_zone() -> ZoneInfo:
    """The agency's time zone, from `AGENCY_TIMEZONE` (default Asia/Makassar). Months and deadlines use it."""
    return ZoneInfo(os.environ.get("AGENCY_TIMEZONE", "Asia/Makassar"))


_told_at: ContextVar[datetime | None] = ContextVar("told_at", default=None)


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return _told_at.get() or datetime.now(UTC)


@contextmanager
def told_as_of(instant: datetime) -> Iterator[None]:
    """Within the block it is that instant: for telling a story that lies in the past through the verbs (the demo)."""
    token = _told_at.set(instant)
    try:
        yield
    finally:
        _told_at.reset(token)


def today(zone: ZoneInfo | None = None) -> date:
    """The calendar day it is now in a zone (the agency's when none is named)."""
    return now().astimezone(zone or agency_zone()).date()


def business_day(instant: datetime, zone: ZoneInfo | None = None) -> date:
    """The calendar day an instant falls on in a zone (the agency's when none is named)."""
    return instant.astimezone(zone or agency_zone()).date()


def zone_abbreviation(zone: ZoneInfo | None = None) -> str:
    """WIB, WITA or WIT; any other zone keeps its own name."""
    key = (zone or agency_zone()).key
    return ZONE_ABBREVIATIONS.get(key, key)


def instant_of(text: str, zone: ZoneInfo | None = None) -> datetime:
    """The instant an ISO text names, in UTC; without an offset it is meant in a zone (the agency's when none is named).

    Raises ValueError for what is none, and outside the years 2000 to 2100.
    """
    told = datetime.fromisoformat(text)
    if not text.isascii() or not 2000 <= told.year <= 2100:
        raise ValueError(f"not an instant: {text!r}")
    return (told if told.tzinfo else told.replace(tzinfo=zone or agency_zone())).astimezone(UTC)


def month_of(day: date) -> str:
    """The month a day lies in, as `2026-10`."""
    return f"{day.year:04d}-{day.month:02d}"


def this_month() -> str:
    """The month it is now in the agency's zone."""
    return month_of(today())


def first_day(month: str) -> date:
    """The first day of a month. Raises ValueError when the text is not a month like `2026-10`."""
    year, _, number = month.partition("-")
    if len(year) != 4 or len(number) != 2 or not (year + number).isascii() or not (year + number).isdigit():
        raise ValueError(f"not a month: {month!r}")
    return date(int(year), int(number), 1)


def last_day(month: str) -> date:
    """The last day of a month. Raises ValueError when the text is not a month like `2026-10`."""
    start = first_day(month)
    return start.replace(day=monthrange(start.year, start.month)[1])


def month_after(month: str) -> str:
    """The month that follows."""
    return month_of(last_day(month) + timedelta(days=1))


def month_before(month: str) -> str:
    """The month before."""
    return month_of(first_day(month) - timedelta(days=1))


def days_between(start: date, end: date) -> list[date]:
    """Every day from start to end, both included; empty when end lies before start."""
    return [start + timedelta(days=n) for n in range((end - start).days + 1)]
