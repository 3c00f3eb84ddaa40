"""Sales week by week, for the chart beside a list of lines."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import Date, DateTime, Select, cast, func

from core.database import db
from outlets.sales_models import SaleLine

WEEKS_SHOWN = 12


def monday_of(day: date) -> date:
    """The first day of the ISO week a day lies in."""
    return day - timedelta(days=day.weekday())


def weekly_gross(lines: Select[Any], last_day: date, weeks: int = WEEKS_SHOWN) -> list[tuple[date, int]]:
    """Gross in rupiah, net of what was taken back, of each ISO week up to that of `last_day`, oldest first.

    `lines` is a select of sale lines; each counts in the week of its own day. A week without sales counts zero.
    """
    newest = monday_of(last_day)
    mondays = [newest - timedelta(weeks=number) for number in range(weeks)][::-1]
    week = cast(func.date_trunc("week", cast(SaleLine.sold_on, DateTime(timezone=False))), Date)
    rows = (
        lines.with_only_columns(
            week.label("monday"), func.sum(SaleLine.gross_rupiah).cast(db.BigInteger).label("gross")
        )
        .where(SaleLine.sold_on.between(mondays[0], newest + timedelta(days=6)))
        .order_by(None)
        .group_by("monday")
    )
    found = {row.monday: row.gross for row in db.session.execute(rows)}
    return [(monday, found.get(monday, 0)) for monday in mondays]
