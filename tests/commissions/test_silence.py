"""Silence agrees with a statement after the days of the setting, as they stood when it was issued."""

from datetime import date, timedelta

from commissions.issued_statements import SILENCE_DAYS, status_of
from commissions.models import StatementStatus
from core.agency_settings import put
from tests.factories.ledger import close_month, make_pair


def test_a_statement_keeps_the_days_of_silence_it_was_issued_under(app, clock_stands) -> None:
    assert app is not None
    pair = make_pair()
    pair.sell(date(2026, 9, 5))
    pair.sell(date(2026, 10, 5))
    close_month("2026-09")
    put(SILENCE_DAYS.name, "21")
    close_month("2026-10")
    september, october = pair.statement("2026-09"), pair.statement("2026-10")
    assert (september.silence_days, october.silence_days) == (14, 21)
    clock_stands.shift(timedelta(days=13, hours=23))
    assert status_of(september) is StatementStatus.ISSUED
    clock_stands.shift(timedelta(hours=1))
    assert status_of(september) is StatementStatus.ACKNOWLEDGED
    assert status_of(october) is StatementStatus.ISSUED
    clock_stands.shift(timedelta(days=7))
    assert status_of(october) is StatementStatus.ACKNOWLEDGED
