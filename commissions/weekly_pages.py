"""The sales of a week beside the week before and the same week a year ago, with the weeks that led there; prints."""

from datetime import timedelta
from typing import Any, NamedTuple

from flask import Blueprint, render_template
from flask_babel import format_date

from accounts.access import person, requires
from accounts.permissions import Permission
from commissions.line_pages import outlet_choices
from commissions.page_addresses import asked
from commissions.weekly_sales import WeekOfProduct, compared, monday_of, weekly_gross
from core.dates import today
from core.fields import Day, Id, Schema
from outlets import outlets
from outlets.sales_models import SaleLine
from outlets.sales_reports import lines_visible_to

pages = Blueprint("weekly_sales", __name__)


class WeekAddress(Schema):
    """Which outlet, and a day of the week to look at."""

    outlet_id = Id()
    week = Day()


class Sums(NamedTuple):
    """The totals of a comparison: pieces, and gross in rupiah."""

    pieces: int
    gross: int
    gross_before: int
    gross_year_ago: int


@pages.get("/penjualan/mingguan")
@requires(Permission.SALE_READ)
def week() -> Any:  # noqa: ANN401 - a page
    """A week of one outlet, product by product; staff choose the outlet first."""
    user = person()
    wanted = asked(WeekAddress)
    choices = outlet_choices(user)
    outlet_id = wanted.get("outlet_id")
    if outlet_id is None and len(choices) == 1:
        outlet_id = choices[0].id
    if outlet_id is None:
        return render_template("commissions/sales/choose_outlet.html", choices=choices)
    outlet = outlets.get(outlet_id, by=user)
    monday = monday_of(wanted.get("week") or today())
    lines = lines_visible_to(user).where(SaleLine.outlet_id == outlet.id)
    products = compared(lines, monday)
    this_monday = monday_of(today())
    return render_template(
        "commissions/sales/week.html",
        outlet=outlet,
        choices=choices,
        monday=monday,
        sunday=monday + timedelta(days=6),
        before=monday - timedelta(weeks=1),
        after=monday + timedelta(weeks=1) if monday < this_monday else None,
        is_running=monday == this_monday,
        weeks=[(format_date(first, "d MMM"), gross) for first, gross in weekly_gross(lines, monday)],
        products=products,
        sums=sums_of(products),
        change=change_of,
    )


def sums_of(products: list[WeekOfProduct]) -> Sums:
    """The totals of all products."""
    return Sums(*[sum(row[place] for row in products) for place in range(1, 5)])


def change_of(now: int, before: int) -> str:
    """How much more or less in percent of the week before, half rounded up; nothing where there is none to compare."""
    if before <= 0:
        return ""
    percent = (abs(now - before) * 200 + before) // (2 * before)
    return f"{'+' if now > before else '−' if now < before else ''}{percent} %"
