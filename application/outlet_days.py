"""What waits at a counter besides today: the days before that nobody reported, and lines that staff hold."""

from datetime import date, timedelta

from flask_babel import format_date
from flask_babel import gettext as _
from sqlalchemy import func, select

from accounts.models import UserAccount
from application.home_items import Item, counted
from commissions import objections
from core.database import db
from core.dates import days_between, today
from outlets import held_lines
from outlets.held_models import HeldLine
from outlets.models import Outlet
from outlets.report_calendars import facts_of, open_to
from outlets.reporting_calendar import counts
from outlets.sales_models import ReportedDay
from outlets.stock_states import HeldStatus

DAYS_LOOKED_AT = 13
"""The days before today that the form offers."""


def waiting_at_counter(user: UserAccount) -> list[Item]:
    """The days before today without a report, oldest first to be told, and the lines that are held."""
    held = held_lines.rows(user, status=HeldStatus.HELD).with_only_columns(HeldLine.id).order_by(None)
    held_count = db.session.execute(select(func.count()).select_from(held.subquery())).scalar_one()
    missing = unreported_days(user)
    url, note = "/penjualan", ""
    if missing:
        outlet_id, day = missing[0]
        url = f"/penjualan?outlet_id={outlet_id}&day={day.isoformat()}"
        note = _("Tertua: %(day)s.", day=format_date(day, "d MMMM y"))
    return [
        Item(len(missing), counted("hari sebelumnya belum dilaporkan", len(missing)), url, note),
        Item(
            held_count,
            counted("baris penjualan ditahan petugas", held_count),
            "/baris-ditahan",
            _("Belum dibukukan sampai petugas memutuskan."),
            "info",
        ),
        open_objections(user),
    ]


def open_objections(user: UserAccount) -> Item:
    """What the outlet said against reports staff entered, and nobody has answered."""
    count = db.session.execute(
        select(func.count()).select_from(objections.to_answer(user).order_by(None).subquery())
    ).scalar_one()
    label = counted("sanggahan Anda menunggu jawaban petugas", count)
    return Item(count, label, "/sanggahan?status=open", _("Boleh ditarik selama belum dijawab."), "info")


def unreported_days(user: UserAccount) -> list[tuple[int, date]]:
    """The days before today, of the last two weeks, that an outlet owes a report for and nobody gave."""
    end = today() - timedelta(days=1)
    days = days_between(end - timedelta(days=DAYS_LOOKED_AT - 1), end)
    theirs = db.session.execute(open_to(user).order_by(Outlet.id)).scalars().all()
    facts = facts_of(theirs, days[0], end)
    reported = {
        (row.outlet_id, row.day)
        for row in db.session.execute(
            select(ReportedDay.outlet_id, ReportedDay.day).where(
                ReportedDay.outlet_id.in_(list(facts)), ReportedDay.day.in_(days)
            )
        )
    }
    return [
        (outlet_id, day)
        for day in days
        for outlet_id, known in facts.items()
        if counts(known, day) and (outlet_id, day) not in reported
    ]
