"""Days as people and tills write them."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.cell_marks import DAY, ERROR, NO_VALUE, NUMBER
from core.reading_dates import parse_day
from core.wording import Problem


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("02/03/2026", date(2026, 3, 2)),
        ("31/12/2026", date(2026, 12, 31)),
        ("2-3-2026", date(2026, 3, 2)),
        ("02.03.2026", date(2026, 3, 2)),
        ("2026-3-2", date(2026, 3, 2)),
        ("2026-03-02", date(2026, 3, 2)),
        ("2026/03/02", date(2026, 3, 2)),
        ("20260302", date(2026, 3, 2)),
        ("2 Maret 2026", date(2026, 3, 2)),
        ("2 mar 2026", date(2026, 3, 2)),
        ("17-Agu-2026", date(2026, 8, 17)),
        ("1 Desember 2026", date(2026, 12, 1)),
        ("5 Mei 2026", date(2026, 5, 5)),
        ("5 May 2026", date(2026, 5, 5)),
        ("01/10/2026 08:26", date(2026, 10, 1)),
        ("2026-10-01T08:26:00", date(2026, 10, 1)),
        ("2026-10-01 08:26:00.123", date(2026, 10, 1)),
        (" 29/02/2028\u00a0", date(2028, 2, 29)),
        (NUMBER + "45678", date(2025, 1, 21)),
        (NUMBER + "46296.5", date(2026, 10, 1)),
        (DAY + "2026-03-02", date(2026, 3, 2)),
    ],
)
def test_a_day_is_read_day_before_month(written, day):
    assert parse_day(written) == day


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("31/02/2026", "date_does_not_exist"),
        ("29/02/2027", "date_does_not_exist"),
        ("10/31/2026", "date_does_not_exist"),
        ("00/10/2026", "date_does_not_exist"),
        ("02-03-26", "two_digit_year"),
        ("2 Maret 26", "two_digit_year"),
        ("01/01/0001", "year_out_of_range"),
        ("0001-01-01", "year_out_of_range"),
        ("9999-12-31", "year_out_of_range"),
        ("01/01/20226", "year_out_of_range"),
        ("20226-01-01", "year_out_of_range"),
        (NUMBER + "5", "year_out_of_range"),
        (NUMBER + "9999999", "year_out_of_range"),
        ("45678", "not_a_date"),
        ("kemarin", "not_a_date"),
        ("2 Marzo 2026", "not_a_date"),
        ("\uff12/3/2026", "not_a_date"),
        ("08:26", "not_a_date"),
        ("2026-01-31T16:00:00Z", "date_with_zone"),
        ("", "date_missing"),
        ("\u00a0", "date_missing"),
        (ERROR + "#N/A", "cell_error"),
        (NO_VALUE, "formula_without_value"),
    ],
)
def test_a_doubtful_day_is_refused_by_name(written, code):
    problem = parse_day(written)
    assert isinstance(problem, Problem)
    assert problem.code == code


def test_an_american_till_is_understood_once_its_style_is_set():
    assert parse_day("10/31/2026", "mdy") == date(2026, 10, 31)
    assert parse_day("02/03/2026", "mdy") == date(2026, 2, 3)
    assert parse_day("2026-03-02", "mdy") == date(2026, 3, 2)


def test_a_till_that_writes_the_year_first_does_not_write_it_last():
    problem = parse_day("02/03/2026", "ymd")
    assert isinstance(problem, Problem)
    assert problem.code == "not_a_date"


def test_a_workbook_of_an_old_mac_counts_its_days_from_1904():
    assert parse_day(NUMBER + "44621", epoch_1904=True) == date(2026, 3, 2)


def test_an_instant_becomes_the_day_in_the_outlets_zone():
    assert parse_day("2026-01-31T15:59:59Z", zone=ZoneInfo("Asia/Makassar")) == date(2026, 1, 31)
    assert parse_day("2026-01-31T16:00:00Z", zone=ZoneInfo("Asia/Makassar")) == date(2026, 2, 1)


@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)))
def test_every_day_is_read_back_as_it_was_written(day):
    assert parse_day(f"{day:%d/%m/%Y}") == day
    assert parse_day(day.isoformat()) == day
    assert parse_day(f"{day:%m/%d/%Y}", "mdy") == day


dateish = st.text(alphabet="0123456789-/. T:Zmaret\u00a0\x01\x02\x03\x04\x05", max_size=30)


@given(st.one_of(st.text(), dateish), st.sampled_from([None, "dmy", "mdy", "ymd"]), st.booleans(), st.booleans())
def test_reading_a_day_gives_a_day_or_a_name_and_never_fails(written, style, epoch_1904, has_zone):
    zone = ZoneInfo("Asia/Makassar") if has_zone else None
    answer = parse_day(written, style, epoch_1904=epoch_1904, zone=zone)
    if isinstance(answer, Problem):
        assert answer.sentence % answer.params
    else:
        assert 2000 <= answer.year <= 2100
