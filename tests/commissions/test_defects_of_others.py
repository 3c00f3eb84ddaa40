"""What was found wrong in other settlement programmes, each as the promise that it does not happen here."""

import csv
import gzip
import io
from datetime import date, timedelta

import pytest
from flask import Flask

from accounts.permissions import Role
from commissions import price_changes
from commissions.corrections import correct
from commissions.pricing import ReportLine
from commissions.rates import NoRateOnDay, Rate, rate_on
from core.database import db
from core.money import share_half_up
from outlets.agreed_rates import AgreedRate, faults_in_rates
from outlets.sales_models import SaleLine
from outlets.sales_reports import DayAlreadyReported
from outlets.states import Channel
from tests.commissions.test_sales_pages import browser_of
from tests.factories.ledger import close_month, make_pair
from tests.factories.people import make_user

pytestmark = pytest.mark.usefixtures("app")
OCTOBER_5 = date(2026, 10, 5)
NOVEMBER_2 = date(2026, 11, 2)


def test_overlapping_periods_are_not_billed_twice() -> None:
    """1 to 10 October is reported, then 5 to 15 October: the shared days are refused and the month bills them once."""
    pair = make_pair()

    def line(day: date) -> ReportLine:
        return ReportLine(1, day, pair.placement.id, 1, 15_000)

    pair.report(date(2026, 10, 1), [line(OCTOBER_5)])
    with pytest.raises(DayAlreadyReported), db.session.begin_nested():
        pair.report(date(2026, 10, 1), [line(OCTOBER_5), line(date(2026, 10, 12))._replace(row=2)])
    close_month("2026-10", waive_missing=True, reason="uji")
    statement = pair.statement("2026-10")
    assert (statement.gross_rupiah, statement.commission_rupiah) == (15_000, 450)


def test_todays_price_is_not_put_on_yesterdays_sale() -> None:
    """A price four times as high from 20 November on: a late sale of the 3rd is measured by the old, the 21st warns."""
    pair = make_pair()
    pair.sell(NOVEMBER_2, 2, 15_000)
    price_changes.change(
        pair.placement.id,
        starts_on=date(2026, 11, 20),
        retail_price_rupiah=60_000,
        consigned_price_rupiah=25_000,
        reason="disepakati kedua pihak",
        by=make_user(Role.PARTNERSHIP_OFFICER),
    )
    late = pair.sell(date(2026, 11, 3), 1, 15_000)
    after = pair.sell(date(2026, 11, 21), 1, 15_000)
    assert [line.gross_rupiah for line in pair.lines()] == [30_000, 15_000, 15_000]
    assert (len(late.warnings), len(after.warnings)) == (0, 1)


def test_a_gap_between_rate_bands_never_pays_zero() -> None:
    """No gap can be agreed: a category rate that ended falls back to the base, and without a base nothing is priced."""
    gap = [
        Rate(300, date(2026, 1, 1)),
        Rate(400, date(2026, 1, 1), date(2026, 9, 30), category="food"),
        Rate(450, date(2026, 11, 1), category="food"),
    ]
    assert rate_on(gap, OCTOBER_5, category="food")[0].rate_bp == 300
    with pytest.raises(NoRateOnDay):
        rate_on([Rate(300, date(2026, 11, 1))], OCTOBER_5)
    late_base = [AgreedRate(rate_bp=300, starts_on=date(2026, 2, 1))]
    faults = faults_in_rates(late_base, starts_on=date(2026, 1, 1))
    assert "no_base_rate_at_start" in [problem.code for _place, _field, problem in faults]


def test_a_line_entered_again_keeps_the_rate_of_its_day_not_todays() -> None:
    """3 % until the end of October, 5 % since: the corrected line of 5 October bears 3 %."""
    pair = make_pair(later_base_rates={date(2026, 11, 1): 500})
    pair.sell(OCTOBER_5, 5, 8_000)
    (wrong,) = pair.lines()
    correct(wrong.id, quantity=3, reason="Salah ketik", channel=Channel.FORM, by=pair.manager)
    right = pair.lines()[-1]
    assert (right.rate_bp, right.commission_rupiah) == (300, 720)


def test_a_late_order_does_not_fall_between_two_months() -> None:
    """A sale of 5 October reported after October was closed is billed in November, once and at its own rate."""
    pair = make_pair(later_base_rates={date(2026, 11, 1): 500})
    pair.sell(date(2026, 10, 6))
    close_month("2026-10", waive_missing=True, reason="uji")
    pair.sell(OCTOBER_5, 2, 10_000)
    late = pair.lines()[-1]
    assert (late.period, late.late, late.rate_bp, late.commission_rupiah) == ("2026-11", True, 300, 600)
    months = [line.period for line in pair.lines()]
    assert months == ["2026-10", "2026-11"]


def test_a_refund_takes_the_rate_of_its_own_sale_not_a_blended_one() -> None:
    """One piece at 3 % and one at 5 %; the second comes back and takes its 500 along, not 400."""
    pair = make_pair(later_base_rates={date(2026, 11, 1): 500})
    pair.sell(OCTOBER_5, 1, 10_000)
    pair.sell(NOVEMBER_2, 1, 10_000)
    pair.bring_back(pair.lines()[1], 1, NOVEMBER_2 + timedelta(days=1))
    assert [line.commission_rupiah for line in pair.lines()] == [300, 500, -500]


def test_a_report_is_not_undercounted_by_a_default_row_limit(app: Flask) -> None:
    """1,200 lines: the statement, the list's own count and the exported file all hold every one."""
    pair = make_pair()
    pair.sell(OCTOBER_5, 1, 1_083, times=1_200)
    close_month("2026-10", waive_missing=True, reason="uji")
    statement = pair.statement("2026-10")
    each = share_half_up(1_083, 300)
    assert (statement.gross_rupiah, statement.commission_rupiah) == (1_200 * 1_083, 1_200 * each)
    sent = browser_of(app, pair.manager).get("/penjualan/baris?export=csv")
    body = gzip.decompress(sent.data) if sent.headers.get("Content-Encoding") == "gzip" else sent.data
    rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig")), delimiter=";"))
    assert len([row for row in rows if "2026-10-05" in row]) == 1_200
    assert db.session.query(SaleLine).count() == 1_200
