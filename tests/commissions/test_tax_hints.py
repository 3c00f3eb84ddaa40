"""Hints about taxes on the page of a statement: off by default, in plain words, and nothing is posted."""

from dataclasses import replace
from datetime import date

import pytest
from flask import Flask

from accounts.permissions import Role
from commissions import tax_hints, vat_changes
from commissions.adjustment_models import Adjustment
from commissions.models import StatementStatus, Transfer
from commissions.settlement_models import Payment
from commissions.settlement_states import AdjustmentKind, AdjustmentStatus, PaymentMeans, PaymentStatus
from commissions.statement_documents import html_of
from commissions.tax_hints import PPH_23, PPH_FINAL, STAMP, STAMP_SET_OFF, hints_of
from commissions.tax_settings import note
from commissions.tax_terms import LAW, Tax
from core.database import db, transaction
from outlets.agreement_papers import html_of as paper_of_agreement
from outlets.models import Agreement
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


def test_agreements_and_money_acknowledged_above_five_million_hint_at_stamp_duty_where_it_is_wanted(app: Flask) -> None:
    """The paper of an agreement tells its duty whatever hints are wanted; slips are tax receipts, which bear none."""
    pair, day = make_pair(), date(2026, 10, 1)
    agreement = db.session.query(Agreement).one()

    def duty_of(amount: int, **other: object) -> list[str]:
        facts = {"status": PaymentStatus.CONFIRMED, "means": PaymentMeans.TRANSFER, "paid_on": date(2026, 11, 20)}
        return tax_hints.spoken(tax_hints.of_payment(Payment(amount_rupiah=amount, **facts | other)))

    def duty_of_set_off(amount: int, **other: object) -> list[str]:
        facts = {"kind": AdjustmentKind.SET_OFF, "status": AdjustmentStatus.CONFIRMED, "happened_on": day}
        return tax_hints.spoken(tax_hints.of_adjustment(Adjustment(amount_rupiah=amount, **facts | other)))

    reader = make_user(Role.FINANCE)
    with app.test_request_context():
        assert (duty_of(5_000_001), duty_of_set_off(5_000_001), tax_hints.of_agreement(agreement)) == ([], [], [])
        assert "Bea meterai perjanjian ini Rp10.000" in paper_of_agreement(agreement)
        with transaction():
            note(Tax.STAMP_DUTY, starts_on=day, applies=True, duty_rupiah=12_000, reason="Diminta", by=make_user())
        assert duty_of(5_000_000) == duty_of_set_off(5_000_000) == []
        (told_of_receipt,) = duty_of(5_000_001)
        assert told_of_receipt.startswith(
            "Bea meterai Rp12.000: kuitansi atau tanda terima atas uang di atas Rp5.000.000"
        )
        assert "memperhitungkan utang di atas Rp5.000.000" in duty_of_set_off(5_000_001)[0]
        assert duty_of(9_000_000, means=PaymentMeans.WITHHOLDING_SLIP) == []
        assert duty_of(9_000_000, status=PaymentStatus.ANNOUNCED) == []
        assert duty_of_set_off(9_000_000, kind=AdjustmentKind.COMPENSATION) == []
    page = read(app, reader, f"/perjanjian/{agreement.id}")
    assert "Bea meterai Rp12.000: surat perjanjian dikenai, berapa pun nilainya" in page
    assert "gerai ini Pengusaha Kena Pajak" not in page
    with transaction():
        vat_changes.change(pair.outlet.id, vat_registered=True, starts_on=day, reason="SPPKP 1", by=make_user())
    assert "ditambahkan PPN 12 % dari 11/12 komisi" in read(app, reader, f"/perjanjian/{agreement.id}")
