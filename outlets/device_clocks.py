"""The clock of a device, kept as evidence: days and months follow our clock alone (quality invariant T3)."""

from datetime import datetime, timedelta

from core.database import db
from core.errors import InvalidInput
from core.wording import N_
from outlets.report_models import DeviceTime
from outlets.sales_models import SalesReport

POINTED_OUT_BEYOND = timedelta(minutes=10)
"""A clock further from ours than this is pointed out beside the report."""
REFUSED_BEYOND = timedelta(hours=48)
"""A clock further ahead of ours than this is set right before anything is taken."""


class DeviceClockAhead(InvalidInput):
    """The clock of the device is more than two days ahead. Parameters: `day` (what it says)."""

    code = "device_clock_ahead"
    sentence = N_("Jam perangkat ini menunjuk %(day)s. Betulkan tanggal dan jamnya, lalu kirim lagi.")


def note(report: SalesReport, *, made_at: datetime, sent_at: datetime, received_at: datetime) -> DeviceTime:
    """Flush what the clock of the device said. Raises `DeviceClockAhead`."""
    skew = sent_at - received_at
    if skew > REFUSED_BEYOND:
        raise DeviceClockAhead(day=sent_at.date())
    told = DeviceTime(report_id=report.id, made_at=made_at, sent_at=sent_at, skew_seconds=int(skew.total_seconds()))
    db.session.add(told)
    db.session.flush()
    return told


def told_with(report: SalesReport) -> DeviceTime | None:
    """What the device of a report said, if it said anything."""
    return db.session.get(DeviceTime, report.id)


def is_odd(told: DeviceTime) -> bool:
    """Whether the clock was so far off that it is pointed out: when it was sent, or when it was made."""
    limit = POINTED_OUT_BEYOND
    return abs(timedelta(seconds=told.skew_seconds)) > limit or told.made_at - told.sent_at > limit
