"""The trial balance at any instant: both sides equal, the past as it was known, a link to the lines."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from flask import Flask

from accounts.permissions import Role
from commissions.ledger import Account
from commissions.trial_balances import Cut, Row, kept, kept_are_recomputed, sum_of, trial_balance
from commissions.verification import verify
from core.database import db
from tests.clients import Api
from tests.commissions.test_statement_doors import read
from tests.factories.ledger import close_month, make_pair, tamper
from tests.factories.people import make_user

pytestmark = pytest.mark.usefixtures("app")
OCTOBER_5 = date(2026, 10, 5)
NOVEMBER_10 = date(2026, 11, 10)
NOVEMBER_23 = datetime(2026, 11, 23, 2, tzinfo=UTC)


def told(rows: list[Row]) -> dict[str, int]:
    return {row.account.value: row.debit_rupiah - row.credit_rupiah for row in rows}


def test_a_sale_of_15000_at_3_percent_moves_four_sides_and_both_sums_are_equal() -> None:
    make_pair().sell(OCTOBER_5)
    rows = trial_balance(make_user(Role.HEAD), Cut())
    assert rows == [
        Row(Account.TAKINGS, 15_000, 450),
        Row(Account.SALES, 0, 15_000),
        Row(Account.COMMISSION, 450, 0),
    ]
    assert sum_of(rows) == (15_450, 15_450, 15_000, 15_000)


def test_what_is_posted_later_for_an_earlier_day_is_not_in_what_was_known_before() -> None:
    pair, head = make_pair(), make_user(Role.HEAD)
    pair.sell(OCTOBER_5)
    known = datetime(2026, 11, 22, 12, tzinfo=UTC)
    with time_machine.travel(NOVEMBER_23, tick=False):
        pair.sell(date(2026, 10, 6))
        pair.sell(NOVEMBER_10)
        assert told(trial_balance(head, Cut(recorded_until=known))) == {
            "takings": 14_550,
            "sales": -15_000,
            "commission": 450,
        }
        assert told(trial_balance(head, Cut(until=OCTOBER_5)))["sales"] == -15_000
        assert told(trial_balance(head, Cut(until=date(2026, 10, 31))))["sales"] == -30_000
        assert told(trial_balance(head, Cut(through="2026-10")))["sales"] == -30_000
        assert told(trial_balance(head, Cut()))["sales"] == -45_000


def test_what_is_kept_at_each_close_is_recomputed_and_a_changed_line_is_named(own_app: Flask) -> None:
    pair = make_pair()
    pair.sell(OCTOBER_5)
    close_month("2026-10", waive_missing=True, reason="uji")
    with time_machine.travel(datetime(2026, 12, 2, 2, tzinfo=UTC), tick=False):
        pair.sell(OCTOBER_5)
        close_month("2026-11", waive_missing=True, reason="uji")
    assert (told(kept("2026-10"))["takings"], told(kept("2026-11"))["takings"]) == (14_550, 29_100)
    assert kept_are_recomputed() == (2, [])
    db.session.rollback()
    tamper(own_app, "UPDATE trial_balance SET debit_rupiah = debit_rupiah + 1 WHERE account = 'takings'")
    looked_at, broken = kept_are_recomputed()
    assert looked_at == 2
    assert broken[0] == "2026-10 takings: kept [15001, 450], transfers say [15000, 450]"
    assert len(broken) == 2
    assert "trial balances kept at each close are those recorded by then" in [
        outcome.sentence for outcome in verify() if not outcome.holds
    ]


def test_it_stays_within_the_regions_of_its_reader_and_each_account_leads_to_its_lines(app: Flask) -> None:
    make_pair(outlet_name="Maxi Balikpapan").sell(OCTOBER_5)
    make_pair(outlet_name="Gerai Palangka", region_code="62.71").sell(OCTOBER_5)
    local = make_user(Role.FINANCE, regions=("64",))
    assert told(trial_balance(local, Cut()))["sales"] == -15_000
    page = read(app, local, "/neraca-saldo?until=2026-10-31&recorded_until=2026-11-30T00:00")
    assert "/buku-besar?account=takings&amp;until=2026-10-31&amp;recorded_until=2026-11-30T00:00" in page
    assert "Rp15.450" in page
    lines = read(app, local, "/buku-besar?account=takings&until=2026-10-31&export=csv")
    assert "Maxi Balikpapan" in lines
    assert "Gerai Palangka" not in lines
    assert "TOTAL 0" in read(app, local, "/buku-besar?account=takings&until=2026-10-04&export=csv")


def test_finance_compares_a_closed_month_with_what_was_kept_and_takes_it_along_as_a_file(app: Flask) -> None:
    pair, finance = make_pair(), make_user(Role.FINANCE)
    pair.sell(OCTOBER_5)
    close_month("2026-10", waive_missing=True, reason="uji")
    pair.sell(NOVEMBER_10)
    assert "Sama dengan neraca saldo yang disimpan" in read(app, finance, "/neraca-saldo?through=2026-10")
    assert "disimpan ketika" not in read(app, finance, "/neraca-saldo?through=2026-10&until=2026-10-04")
    lines = read(app, finance, "/neraca-saldo?export=csv&through=2026-10").splitlines()
    assert lines[1] == "Hasil penjualan titipan;takings;Produsen dan gerai;15000;450;14550;0"
    assert lines[-1] == "TOTAL 3;;;15450;15450;15000;15000"


def test_the_api_answers_rows_and_equal_sums_and_refuses_what_is_no_instant(app: Flask) -> None:
    pair = make_pair()
    pair.sell(OCTOBER_5)
    api = Api(app, make_user(Role.HEAD))
    answer = api.get("/trial-balance?recorded_until=2026-11-22T10:00:00%2B08:00").json
    assert [(row["account"], row["debit_balance_rupiah"]) for row in answer["rows"]] == [
        ("takings", 14_550),
        ("sales", 0),
        ("commission", 450),
    ]
    assert answer["debit_rupiah"] == answer["credit_rupiah"] == 15_450
    assert api.get("/trial-balance?recorded_until=2026-11-22T09:59:59%2B08:00").json["rows"] == []
    refused = api.get("/trial-balance?recorded_until=kemarin")
    assert refused.status_code == 422
    assert "2026-11-22T10:00:00+08:00" in str(refused.json["errors"]["recorded_until"])
    assert Api(app, pair.owner).get("/trial-balance").status_code == 403
