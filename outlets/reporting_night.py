"""The ladder of reminders at work: looked at every hour, each step about a missing period once, outside quiet hours.

It may run any number of times and make good days on which it did not: a step is a row, and a row is written once.
Messages wait in the outbox; nobody claims that anything was sent.
"""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert

from accounts import outbox
from accounts.models import UserAccount
from accounts.permissions import OUTLET_ROLES
from core.database import db, transaction
from core.dates import now, today
from core.jobs import queue
from core.wording import N_
from outlets.calendar_models import ReportReminder
from outlets.calendar_settings import reporting_settings
from outlets.models import Outlet, OutletMember, Placement
from outlets.report_calendars import Standing, standings
from outlets.reporting_calendar import JudgedPeriod
from outlets.reporting_reminders import Step, is_quiet, steps_due
from partnerships import expiry

log = structlog.get_logger()

REPORTING = "reporting"
"""The name of this work in `nightly_run`."""
REPORT_MISSING = "report_missing"
ONE_AT_A_TIME = 20_261_128
"""The number of the database lock two runs at once wait for each other with."""
BATCH = 500


def run() -> int:
    """Take every step that is due and not taken yet, in the caller's transaction; how many."""
    db.session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": ONE_AT_A_TIME})
    set_ = reporting_settings()
    taken = 0
    placed = select(Placement.outlet_id).where(Placement.accepted_at.is_not(None)).distinct()
    found = db.session.execute(select(Outlet).where(Outlet.id.in_(placed)).order_by(Outlet.id)).scalars().all()
    awake = [
        outlet
        for outlet in found
        if not is_quiet(now().astimezone(ZoneInfo(outlet.time_zone)).hour, set_.quiet_from, set_.quiet_until)
    ]
    for start in range(0, len(awake), BATCH):
        for standing in standings(awake[start : start + BATCH], set_):
            taken += _climb(standing, set_.after_days)
    expiry.note_run(today(), name=REPORTING)
    return taken


def _climb(standing: Standing, after_days: dict[Step, int]) -> int:
    """Take the steps that are due at one outlet. One e-mail tells of all periods that reached that step."""
    due: dict[Step, list[JudgedPeriod]] = {}
    for one in standing.missing:
        taken = standing.steps.get((one.period.start, one.period.end), set())
        for step in steps_due(one.days_late, after_days, taken):
            due.setdefault(step, []).append(one)
    rows = [
        {
            "outlet_id": standing.outlet_id,
            "period_start": one.period.start,
            "period_end": one.period.end,
            "step": step,
            "created_at": now(),
        }
        for step, periods in due.items()
        for one in periods
    ]
    if not rows:
        return 0
    made = insert(ReportReminder).values(rows).on_conflict_do_nothing().returning(ReportReminder.id)
    written = len(db.session.execute(made).all())
    if written and Step.EMAIL in due:
        _write_mails(standing, due[Step.EMAIL])
    return written


def _write_mails(standing: Standing, periods: Sequence[JudgedPeriod]) -> None:
    """Put a message for everybody who works at the outlet into the outbox."""
    people = select(UserAccount).join(OutletMember, OutletMember.user_id == UserAccount.id)
    people = people.where(
        OutletMember.outlet_id == standing.outlet_id, UserAccount.is_active, UserAccount.role.in_(OUTLET_ROLES)
    )
    for person in db.session.execute(people.order_by(UserAccount.id)).scalars():
        outbox.put(
            REPORT_MISSING,
            person,
            subject=N_("Laporan penjualan belum masuk"),
            body=N_(
                "Laporan penjualan %(outlet)s belum masuk untuk %(count)s masa lapor, yang terlama mulai %(day)s."
                " Buka Etalase, pilih Kalender lapor, lalu kirim laporannya. Bila tidak ada penjualan, kirim laporan"
                " nihil."
            ),
            outlet=standing.outlet_name,
            count=len(periods),
            day=min(one.period.start for one in periods),
        )


@queue.periodic(cron="20 * * * *")
@queue.task(name="reporting_tick", queue="default")
def tick(timestamp: int) -> None:  # noqa: ARG001 - procrastinate tells when it was due
    """Every hour: the worker is here already, so it is done in place."""
    with transaction():
        steps = run()
    log.info("report_reminders", steps=steps)
