"""Hints about taxes on the page of a statement: off by default, in plain words, and nothing is posted."""

from dataclasses import replace
from datetime import date

import pytest
from flask import Flask

from accounts.permissions import Role
from commissions.models import StatementStatus, Transfer
from commissions.statement_documents import html_of
from commissions.tax_hints import PPH_23, PPH_FINAL, STAMP, STAMP_SET_OFF, hints_of
from commissions.tax_settings import note
from commissions.tax_terms import LAW, Tax
from core.database import db, transaction
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


WANTED = {tax: replace(terms, applies=True) for tax, terms in LAW.items()}


def told(status: StatementStatus, *, set_off: int = 0, **other: int) -> dict[str, str]:
    found = hints_of({**FIGURES, **other}, WANTED, set_off_rupiah=set_off, status=status)
    return {hint.sentence: hint.params["amount"] for hint in found}


def test_commission_of_450000_hints_at_9000_and_sales_of_15_million_at_75000() -> None:
    assert told(StatementStatus.ISSUED) == {PPH_23: "Rp9.000", PPH_FINAL: "Rp75.000"}


@pytest.mark.parametrize(("owed", "is_told"), [(5_000_000, False), (5_000_001, True)])
def test_only_a_settled_statement_above_five_million_hints_at_stamp_duty(owed: int, is_told: bool) -> None:
    assert (told(StatementStatus.SETTLED, outlet_owes_rupiah=owed).get(STAMP) == "Rp10.000") is is_told
    assert STAMP not in told(StatementStatus.ACKNOWLEDGED, outlet_owes_rupiah=owed)


def test_what_was_given_back_on_balance_hints_at_nothing() -> None:
    assert told(StatementStatus.ISSUED, commission_rupiah=-1, gross_rupiah=0) == {}


@pytest.mark.parametrize(("set_off", "is_told"), [(5_000_000, False), (5_000_001, True)])
def test_a_statement_that_sets_off_more_than_five_million_of_commission_may_need_stamp_duty(
    set_off: int, is_told: bool
) -> None:
    assert (STAMP_SET_OFF in told(StatementStatus.ISSUED, set_off=set_off)) is is_told


def test_hints_are_off_until_the_agency_wants_them_and_post_nothing(app: Flask) -> None:
    """Off by default; noted from a day of an open month on, they stand on page and paper of that month's statement."""
    pair, finance = make_pair(), make_user(Role.FINANCE)
    pair.sell(date(2026, 10, 5), 1, 1_000_000)
    assert hints_of(FIGURES, LAW, set_off_rupiah=9_000_000, status=StatementStatus.SETTLED) == []
    with transaction():
        for tax in (Tax.PPH23, Tax.PPH_FINAL):
            note(tax, starts_on=date(2026, 10, 1), applies=True, reason="Diminta produsen", by=make_user())
    close_month("2026-10", waive_missing=True, reason="uji")
    statement, before = pair.statement("2026-10"), db.session.query(Transfer).count()
    page = read(app, finance, f"/rekap/{statement.id}")
    assert "yaitu Rp600" in page
    assert "0,5 % dari penjualan bulan ini ialah Rp5.000" in page
    with app.test_request_context():
        paper = html_of(statement, address="https://contoh", qr="etalase:qr")
    assert "memotong 2 % dari komisi, yaitu Rp600" in paper
    assert "Tax hints" in paper
    assert db.session.query(Transfer).count() == before
