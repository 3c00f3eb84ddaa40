"""Sales week by week: for the chart beside a list of lines, and one week beside the others."""

from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Date, DateTime, Select, cast, func, or_

from core.database import db
from outlets.sales_models import SaleLine
from partnerships.models import Product

WEEKS_SHOWN = 12


def monday_of(day: date) -> date:
    """The first day of the ISO week a day lies in."""
    return day - timedelta(days=day.weekday())


def weekly_gross(
    lines: Select[Any],
    last_day: date,
    weeks: int = WEEKS_SHOWN,
    *,
    day: ColumnElement[date] = SaleLine.__table__.c.sold_on,
    gross: ColumnElement[int] = SaleLine.__table__.c.gross_rupiah,
) -> list[tuple[date, int]]:
    """Gross in rupiah, net of what was taken back, of each ISO week up to that of `last_day`, oldest first.

    `lines` is a select of sale lines, or of other rows with a day and a gross; each counts in the week of its own day.
    A week without sales counts zero.
    """
    newest = monday_of(last_day)
    mondays = [newest - timedelta(weeks=number) for number in range(weeks)][::-1]
    week = cast(func.date_trunc("week", cast(day, DateTime(timezone=False))), Date)
    rows = (
        lines.with_only_columns(week.label("monday"), func.sum(gross).cast(db.BigInteger).label("gross"))
        .where(day.between(mondays[0], newest + timedelta(days=6)))
        .order_by(None)
        .group_by("monday")
    )
    found = {row.monday: row.gross for row in db.session.execute(rows)}
    return [(monday, found.get(monday, 0)) for monday in mondays]


class WeekOfProduct(NamedTuple):
    """What a product sold in a week (pieces; gross in rupiah), in the week before, and in the same week a year ago."""

    name: str
    pieces: int
    gross: int
    gross_before: int
    gross_year_ago: int


WEEKS_A_YEAR = 52
"""The same week a year ago begins on a Monday too: 52 weeks earlier."""


def compared(lines: Select[Any], monday: date) -> list[WeekOfProduct]:
    """The products of a week beside the week before and the same one a year ago, net of what was taken back.

    `lines` is a select of sale lines. What sold most this week stands first.
    """
    weeks = [monday, monday - timedelta(weeks=1), monday - timedelta(weeks=WEEKS_A_YEAR)]
    within = [SaleLine.sold_on.between(first, first + timedelta(days=6)) for first in weeks]

    def total(column: Any, week: ColumnElement[bool]) -> Any:  # noqa: ANN401 - a column of numbers
        return func.coalesce(func.sum(column).filter(week), 0).cast(db.BigInteger)

    this_week = total(SaleLine.gross_rupiah, within[0])
    rows = (
        lines.join(Product, Product.id == SaleLine.product_id)
        .with_only_columns(
            Product.name,
            total(SaleLine.quantity, within[0]),
            this_week,
            *[total(SaleLine.gross_rupiah, week) for week in within[1:]],
        )
        .where(or_(*within))
        .order_by(None)
        .group_by(Product.id, Product.name)
        .order_by(this_week.desc(), func.lower(Product.name))
    )
    return [WeekOfProduct(*row) for row in db.session.execute(rows)]
