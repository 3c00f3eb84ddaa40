"""Sales posted before it was noted that their outlet is PKP: both amounts of PPN shown, two people, no line touched."""

from datetime import date

import pytest
from flask import Flask

from accounts.permissions import Role
from commissions import re_ratings, vat_changes, vat_corrections
from commissions.re_rating_errors import NothingToReRate, ReRatingOpen, SecondPersonDecides, SoldMeanwhile
from core.database import db, transaction
from outlets.models import AgreementRate
from outlets.sales_models import LineKind
from tests.clients import Api
from tests.commissions.test_re_ratings import everything_holds
from tests.commissions.test_statement_doors import read
from tests.factories.ledger import Pair, close_month, make_pair
from tests.factories.people import make_user

PPN = "ppn_12_dpp_11_12"
OCTOBER_1, OCTOBER_5, OCTOBER_6 = date(2026, 10, 1), date(2026, 10, 5), date(2026, 10, 6)


def noted_late(pair: Pair, since: date = OCTOBER_1) -> None:
    with transaction():
        vat_changes.change(pair.outlet.id, vat_registered=True, starts_on=since, reason="SPPKP 12", by=make_user())


def test_commission_of_61725_gets_its_ppn_of_6790_once_a_second_person_agrees(app: Flask) -> None:
    """PER-11/PJ/2025 Pasal 129, both steps half up: 61.725 gives a base of 56.581 and PPN of 6.790."""
    pair, api = make_pair(), Api(app, make_user(Role.PARTNERSHIP_OFFICER))
    pair.sell(OCTOBER_5, 1, 1_000_000)
    pair.sell(OCTOBER_6, 1, 1_057_500)
    agreement_id, path = pair.lines()[0].agreement_id, f"/outlets/{pair.outlet.id}/vat-corrections"
    assert api.get(path).json["items"] == []
    noted_late(pair)
    shown = {"lines": 2, "commission_rupiah": 61_725, "old_tax_rupiah": 0, "new_tax_rupiah": 6_790}
    (told,) = api.get(path).json["items"]
    assert told == shown | {
        "agreement_id": agreement_id,
        "producer_name": pair.producer.name,
        "first_day": "2026-10-05",
        "last_day": "2026-10-06",
        "wrong_tax_code": None,
        "tax_code": PPN,
        "waiting_id": None,
    }
    finance = make_user(Role.FINANCE)
    page = read(app, finance, f"/gerai/{pair.outlet.id}/pkp")
    assert "Rp6.790" in page
    assert f"/pkp/koreksi/{agreement_id}" in page
    assert pair.outlet.name in read(app, finance, "/pengaturan/pajak").partition("Baris dengan PPN yang keliru")[2]
    body = {"agreement_id": agreement_id, "first_day": "2026-10-01", "last_day": "2026-10-31", "reason": "PKP"}
    proposed = api.post(path, body).json
    assert (proposed["tax_code"], proposed["rate_bp"], len(proposed["lines"])) == (PPN, None, 2)
    assert (proposed["old_commission_rupiah"], proposed["old_tax_rupiah"], proposed["new_tax_rupiah"]) == (
        *(61_725, 0, 6_790),
    )
    assert api.get(path).json["items"][0]["waiting_id"] == proposed["id"]
    assert api.post(path, body).json["code"] == "re_rating_open"
    assert api.post(f"/re-ratings/{proposed['id']}/approve", {}).json["code"] == "second_person_needed"
    assert "PPN baru" in read(app, finance, f"/koreksi-tarif/{proposed['id']}")
    assert "12 % dari 11/12 komisi" in read(app, finance, "/koreksi-tarif")
    assert Api(app, finance).post(f"/re-ratings/{proposed['id']}/approve", {}).json["status"] == "approved"
    db.session.expire_all()
    lines = pair.lines()
    assert [(line.kind, line.tax_code, line.commission_rupiah) for line in lines] == [
        (LineKind.SALE, None, 30_000),
        (LineKind.SALE, None, 31_725),
        (LineKind.REVERSAL, None, -30_000),
        (LineKind.SALE, PPN, 30_000),
        (LineKind.REVERSAL, None, -31_725),
        (LineKind.SALE, PPN, 31_725),
    ]
    assert api.get(path).json["items"] == []
    assert db.session.query(AgreementRate).filter(AgreementRate.re_rating_id.is_not(None)).count() == 0
    close_month("2026-10", waive_missing=True, reason="uji")
    statement = pair.statement("2026-10")
    assert (statement.gross_rupiah, statement.commission_rupiah, statement.tax_rupiah) == (2_057_500, 61_725, 6_790)
    everything_holds()


@pytest.mark.usefixtures("app")
def test_only_days_since_then_are_corrected_and_a_closed_month_gets_them_in_the_oldest_open_one() -> None:
    pair, officer = make_pair(), make_user(Role.PARTNERSHIP_OFFICER)
    for day in (OCTOBER_5, OCTOBER_6):
        pair.sell(day, 2, 100_000)
    noted_late(pair, since=OCTOBER_6)
    asked = {"agreement_id": pair.lines()[0].agreement_id, "reason": "PKP", "by": officer}

    def propose(first: date, last: date):
        return vat_corrections.propose(pair.outlet.id, first_day=first, last_day=last, **asked)

    with pytest.raises(NothingToReRate):
        propose(OCTOBER_1, OCTOBER_5)
    first = propose(OCTOBER_1, OCTOBER_6)
    assert [line.sale_line_id for line in first.lines] == [pair.lines()[1].id]
    with pytest.raises(ReRatingOpen):
        propose(OCTOBER_1, OCTOBER_6)
    with pytest.raises(SecondPersonDecides):
        re_ratings.approve(first.id, by=officer)
    pair.bring_back(pair.lines()[1], 1, OCTOBER_6)
    with pytest.raises(SoldMeanwhile):
        re_ratings.approve(first.id, by=make_user(Role.FINANCE))
    re_ratings.withdraw(first.id, by=officer)
    close_month("2026-10", waive_missing=True, reason="uji")
    re_ratings.approve(propose(OCTOBER_6, OCTOBER_6).id, by=make_user(Role.FINANCE))
    reversal, right = pair.lines()[-2:]
    assert [(line.quantity, line.tax_code, line.period) for line in (reversal, right)] == [
        (-1, None, "2026-11"),
        (1, PPN, "2026-11"),
    ]
    assert (right.sold_on, right.late, right.rate_bp) == (OCTOBER_6, True, reversal.rate_bp)
    everything_holds()


@pytest.mark.usefixtures("app")
def test_an_outlet_that_was_no_longer_pkp_loses_its_ppn_however_long_ago_the_first_day_is() -> None:
    """Of days before 2025, whose PPN is not known, nothing is asked: nothing was sold on them."""
    pair = make_pair()
    pair.outlet.first_vat_registered = True
    db.session.commit()
    pair.sell(OCTOBER_6, 1, 1_000_000)
    with transaction():
        vat_changes.change(pair.outlet.id, vat_registered=False, starts_on=OCTOBER_6, reason="cabut", by=make_user())
    row = vat_corrections.propose(
        pair.outlet.id,
        agreement_id=pair.lines()[0].agreement_id,
        first_day=date(1900, 1, 1),
        last_day=OCTOBER_6,
        reason="bukan PKP",
        by=make_user(Role.PARTNERSHIP_OFFICER),
    )
    re_ratings.approve(row.id, by=make_user(Role.FINANCE))
    assert [(line.quantity, line.tax_code) for line in pair.lines()] == [(1, PPN), (-1, PPN), (1, None)]
    close_month("2026-10", waive_missing=True, reason="uji")
    assert pair.statement("2026-10").tax_rupiah == 0
