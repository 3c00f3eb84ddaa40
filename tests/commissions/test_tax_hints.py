"""Hints about taxes on the page of a statement: off by default, in plain words, and nothing is posted."""

from datetime import date

import pytest
from flask import Flask

from accounts.permissions import Role
from commissions.models import StatementStatus, Transfer
from commissions.tax_hints import PPH_23, PPH_FINAL, STAMP, TAX_HINTS, hints_of
from core.agency_settings import put
from core.database import db
from tests.commissions.test_statement_doors import read
from tests.factories.ledger import close_month, make_pair
from tests.factories.people import make_user

FIGURES = {
    "gross_rupiah": 15_500_000,
    "returns_rupiah": 500_000,
    "commission_rupiah": 450_000,
    "outlet_owes_rupiah": 5_000_001,
    "producer_owes_rupiah": 0,
}


def told(status: StatementStatus, **other: int) -> dict[str, str]:
    return {hint.sentence: hint.params["amount"] for hint in hints_of({**FIGURES, **other}, status)}


def test_commission_of_450000_hints_at_9000_and_sales_of_15_million_at_75000() -> None:
    assert told(StatementStatus.ISSUED) == {PPH_23: "Rp9.000", PPH_FINAL: "Rp75.000"}


@pytest.mark.parametrize(("owed", "is_told"), [(5_000_000, False), (5_000_001, True)])
def test_only_a_settled_statement_above_five_million_hints_at_stamp_duty(owed: int, is_told: bool) -> None:
    assert (told(StatementStatus.SETTLED, outlet_owes_rupiah=owed).get(STAMP) == "Rp10.000") is is_told
    assert STAMP not in told(StatementStatus.ACKNOWLEDGED, outlet_owes_rupiah=owed)


def test_what_was_given_back_on_balance_hints_at_nothing() -> None:
    assert told(StatementStatus.ISSUED, commission_rupiah=-1, gross_rupiah=0) == {}


def test_the_page_shows_hints_once_the_agency_wants_them_and_posts_nothing(app: Flask) -> None:
    pair, finance = make_pair(), make_user(Role.FINANCE)
    pair.sell(date(2026, 10, 5), 1, 1_000_000)
    close_month("2026-10", waive_missing=True, reason="uji")
    address, before = f"/rekap/{pair.statement('2026-10').id}", db.session.query(Transfer).count()
    assert "Petunjuk pajak" not in read(app, finance, address)
    put(TAX_HINTS.name, "true")
    page = read(app, finance, address)
    assert "yaitu Rp600" in page
    assert "0,5 % dari penjualan bulan ini ialah Rp5.000" in page
    assert db.session.query(Transfer).count() == before
