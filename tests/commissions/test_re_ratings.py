"""Charging posted sales at the rate that was agreed: both numbers shown, two people, and no posted line touched."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from accounts.permissions import Role
from application.waiting import RE_RATINGS, counts_of
from commissions import disputes, rate_previews, re_ratings
from commissions.dispute_models import CreditNote
from commissions.disputed_lines import LineDisputed
from commissions.models import Transfer
from commissions.re_rating_errors import (
    BeyondYourRegion,
    DaysNotOver,
    DaysTurnedRound,
    NothingToReRate,
    OnlyProposerWithdraws,
    PricedOtherwise,
    ReRatingOpen,
    SameRate,
    SecondPersonDecides,
    SoldMeanwhile,
    TooManyLines,
    UnknownReRating,
)
from commissions.sales_lines import why
from commissions.settlement_errors import AlreadyDecided
from commissions.verification import verify
from core.database import db
from outlets import agreement_changes
from outlets.models import AgreementRate
from outlets.re_rating_models import ReRating
from outlets.sales_models import LineKind, SaleLine
from tests.clients import Api
from tests.commissions.test_sales_pages import browser_of, words
from tests.factories.ledger import Pair, close_month, make_pair
from tests.factories.people import make_user

pytestmark = pytest.mark.usefixtures("app")
OCTOBER_5 = date(2026, 10, 5)
OCTOBER_6 = date(2026, 10, 6)
NOVEMBER_1 = date(2026, 11, 1)


def propose(pair: Pair, by=None, **more):
    """The rate of 5 % was typed, 3 % was agreed."""
    wanted = {
        "first_day": OCTOBER_5,
        "last_day": OCTOBER_6,
        "wrong_rate_bp": 500,
        "rate_bp": 300,
        "reason": "Salah ketik",
    }
    officer = by or make_user(Role.PARTNERSHIP_OFFICER)
    return re_ratings.propose(pair.lines()[0].agreement_id, **wanted | more, by=officer)


def everything_holds() -> None:
    assert [outcome.broken for outcome in verify() if not outcome.holds] == []


def as_posted(line: SaleLine) -> tuple[object, ...]:
    return tuple(getattr(line, column.key) for column in SaleLine.__table__.columns)


def test_five_percent_typed_three_agreed_turns_162_into_97_in_the_oldest_open_month() -> None:
    """docs/ledger.md, example 15."""
    pair = make_pair(rate_bp=500)
    pair.sell(OCTOBER_5, 3, 1_083)
    close_month("2026-10", waive_missing=True, reason="uji")
    (wrong,) = pair.lines()
    before, last = (
        as_posted(wrong),
        db.session.execute(select(Transfer.id).order_by(Transfer.id.desc())).scalars().first(),
    )
    proposal = propose(pair)
    ((pieces, old, new),) = [(r.pieces, r.old_commission_rupiah, r.new_commission_rupiah) for r in proposal.lines]
    assert (pieces, old, new) == (3, 162, 97)
    assert len(pair.lines()) == 1
    re_ratings.approve(proposal.id, by=make_user(Role.FINANCE))
    rows = db.session.execute(select(Transfer).where(Transfer.id > last).order_by(Transfer.id)).scalars()
    assert [(row.debit, row.credit, row.amount_rupiah, row.period) for row in rows] == [
        ("sales", "takings", 3_249, "2026-11"),
        ("takings", "commission", 162, "2026-11"),
        ("takings", "sales", 3_249, "2026-11"),
        ("commission", "takings", 97, "2026-11"),
    ]
    stood, reversal, right = pair.lines()
    db.session.refresh(stood)
    assert as_posted(stood) == before
    assert (reversal.kind, reversal.quantity, reversal.commission_rupiah) == (LineKind.REVERSAL, -3, -162)
    assert (right.kind, right.sold_on, right.period, right.late) == (LineKind.SALE, OCTOBER_5, "2026-11", True)
    assert (right.rate_bp, right.commission_rupiah, right.reference) == (300, 97, stood.reference)
    assert db.session.get_one(AgreementRate, right.rate_id).re_rating_id == proposal.id
    assert "3 %" in why(right)
    assert "97" in why(right)
    assert db.session.query(CreditNote).one().sale_line_id == stood.id
    with time_machine.travel(datetime(2026, 12, 2, 2, tzinfo=UTC), tick=False):
        pair.report(NOVEMBER_1, [])
        close_month("2026-11", waive_missing=True, reason="uji")
    statement = pair.statement("2026-11")
    assert (statement.opening_rupiah, statement.commission_rupiah, statement.closing_rupiah) == (3_087, -65, 3_152)
    everything_holds()


def test_only_what_is_left_of_each_line_is_charged_anew_and_what_was_taken_back_stays_so() -> None:
    pair = make_pair(rate_bp=500)
    pair.sell(OCTOBER_5, 5, 1_083, times=2)
    first, second = pair.lines()
    pair.bring_back(first, 2, OCTOBER_6)
    pair.bring_back(second, 5, OCTOBER_6)
    proposal = propose(pair)
    assert [(row.sale_line_id, row.pieces) for row in proposal.lines] == [(first.id, 3)]
    re_ratings.approve(proposal.id, by=make_user(Role.FINANCE))
    right = pair.lines()[-1]
    assert (right.quantity, right.commission_rupiah) == (3, 97)
    assert sum(line.commission_rupiah for line in pair.lines()) == 97
    everything_holds()


def test_a_late_report_of_those_days_meets_the_right_rate_and_other_days_keep_theirs() -> None:
    pair = make_pair(rate_bp=500)
    pair.sell(OCTOBER_5, 1, 10_000)
    re_ratings.approve(propose(pair).id, by=make_user(Role.FINANCE))
    pair.sell(OCTOBER_6, 1, 10_000)
    pair.sell(date(2026, 10, 7), 1, 10_000)
    assert [line.rate_bp for line in pair.lines()] == [500, 500, 300, 300, 500]
    everything_holds()


def test_a_corrected_rate_that_was_wrong_too_is_corrected_again_and_later_terms_can_still_be_agreed() -> None:
    pair = make_pair(rate_bp=500)
    pair.sell(OCTOBER_5, 3, 1_083)
    re_ratings.approve(propose(pair).id, by=make_user(Role.FINANCE))
    again = propose(pair, wrong_rate_bp=300, rate_bp=250)
    re_ratings.approve(again.id, by=make_user(Role.FINANCE))
    assert (pair.lines()[-1].rate_bp, sum(line.commission_rupiah for line in pair.lines())) == (250, 81)
    further = [{"rate_bp": 400, "starts_on": date(2026, 12, 1), "product_id": pair.placement.product_id}]
    officer = make_user(Role.PARTNERSHIP_OFFICER)
    agreement_id = pair.lines()[0].agreement_id
    assert agreement_changes.amend(agreement_id, starts_on=date(2026, 12, 1), rates=further, by=officer).id
    everything_holds()


def test_who_proposed_it_never_decides_it_and_the_database_says_so_too() -> None:
    pair = make_pair(rate_bp=500)
    pair.sell(OCTOBER_5, 3, 1_083)
    officer = make_user(Role.PARTNERSHIP_OFFICER)
    proposal = propose(pair, officer)
    for verb in (re_ratings.approve, re_ratings.decline):
        with pytest.raises(SecondPersonDecides):
            verb(proposal.id, by=officer, reason="x")
    own = update(ReRating).values(status="approved", decided_by_id=officer.id, decided_at=proposal.proposed_at)
    with pytest.raises(IntegrityError, match="second_person_decides"), db.session.begin_nested():
        db.session.execute(own)
    with pytest.raises(OnlyProposerWithdraws):
        re_ratings.withdraw(proposal.id, by=make_user(Role.FINANCE))
    with pytest.raises(ReRatingOpen):
        propose(pair)
    re_ratings.decline(proposal.id, reason="Memang 5 %", by=make_user(Role.FINANCE))
    with pytest.raises(AlreadyDecided):
        re_ratings.approve(proposal.id, by=make_user(Role.FINANCE))
    mine = propose(pair, officer)
    re_ratings.withdraw(mine.id, by=officer)
    assert len(pair.lines()) == 1


def test_what_changed_since_it_was_proposed_or_is_disputed_is_not_posted() -> None:
    pair = make_pair(rate_bp=500)
    pair.sell(OCTOBER_5, 3, 1_083)
    close_month("2026-10", waive_missing=True, reason="uji")
    (sale,) = pair.lines()
    finance = make_user(Role.FINANCE)
    proposal = propose(pair)
    dispute = disputes.raise_dispute(pair.statement("2026-10").id, sale_line_id=sale.id, reason="x", by=pair.owner)
    with pytest.raises(LineDisputed), db.session.begin_nested():
        re_ratings.approve(proposal.id, by=finance)
    disputes.decide(dispute.id, outcome=disputes.DisputeOutcome.UPHELD, reason="x", by=finance)
    pair.bring_back(sale, 1, OCTOBER_6)
    with pytest.raises(SoldMeanwhile):
        re_ratings.approve(proposal.id, by=finance)
    assert [line.rate_bp for line in pair.lines()] == [500, 500]


def test_what_cannot_be_proposed_is_refused_by_name() -> None:
    pair = make_pair(rate_bp=500)
    pair.sell(OCTOBER_5, 3, 1_083)
    for wrong, refusal in (
        ({"last_day": date(2026, 10, 4)}, DaysTurnedRound),
        ({"last_day": date(2026, 11, 23)}, DaysNotOver),
        ({"rate_bp": 500}, SameRate),
        ({"wrong_rate_bp": 400}, NothingToReRate),
        ({"product_id": 10**12}, NothingToReRate),
        ({"first_day": OCTOBER_6}, NothingToReRate),
    ):
        with pytest.raises(refusal):
            propose(pair, **wrong)
    elsewhere = make_user(Role.PARTNERSHIP_OFFICER, regions=("62.71",))
    proposal = propose(pair)
    with pytest.raises(UnknownReRating):
        re_ratings.approve(proposal.id, by=elsewhere)


def test_more_lines_than_two_people_can_look_through_are_cut_into_shorter_ranges(monkeypatch) -> None:
    monkeypatch.setattr(re_ratings, "MOST_LINES", 2)
    pair = make_pair(rate_bp=500)
    pair.sell(OCTOBER_5, 1, 1_000, times=2)
    pair.sell(OCTOBER_6, 1, 1_000)
    with pytest.raises(TooManyLines) as refused:
        propose(pair)
    assert refused.value.params == {"most": 2}
    assert len(propose(pair, last_day=OCTOBER_5).lines) == 2


def test_a_line_that_would_not_get_the_agreed_rate_when_entered_again_stops_the_whole_re_rating(monkeypatch) -> None:
    pair = make_pair(rate_bp=500)
    pair.sell(OCTOBER_5, 1, 10_000)
    pair.sell(OCTOBER_6, 1, 10_000)
    proposal, finance = propose(pair), make_user(Role.FINANCE)
    monkeypatch.setattr(re_ratings, "_agree_on_rate", lambda *_row, **_by: None)
    with pytest.raises(PricedOtherwise) as refused, db.session.begin_nested():
        re_ratings.approve(proposal.id, by=finance)
    assert refused.value.params["line"] == pair.lines()[0].id
    assert [line.rate_bp for line in pair.lines()] == [500, 500]


def test_a_re_rating_waits_in_the_queue_of_the_second_person_alone() -> None:
    pair = make_pair(rate_bp=500)
    pair.sell(OCTOBER_5, 3, 1_083)
    officer, finance = make_user(Role.PARTNERSHIP_OFFICER), make_user(Role.FINANCE)
    proposal = propose(pair, officer)
    assert (counts_of(officer)[RE_RATINGS], counts_of(finance)[RE_RATINGS]) == (0, 1)
    assert RE_RATINGS not in counts_of(pair.manager)
    re_ratings.approve(proposal.id, by=finance)
    assert counts_of(finance)[RE_RATINGS] == 0


def test_nobody_charges_anew_the_sales_of_an_outlet_they_do_not_see() -> None:
    pair = make_pair(rate_bp=500)
    pair.sell(OCTOBER_5, 3, 1_083)
    pair.outlet.region_code = "62.71"
    db.session.flush()
    with pytest.raises(BeyondYourRegion):
        propose(pair, make_user(Role.PARTNERSHIP_OFFICER, regions=("64.71",)))


def test_another_rate_is_tried_on_last_months_sales_by_product_and_nothing_is_posted() -> None:
    pair = make_pair(rate_bp=500)
    pair.sell(OCTOBER_5, 3, 1_083, times=2)
    pair.sell(date(2026, 11, 3), 9, 9_000)
    pair.bring_back(pair.lines()[0], 1, OCTOBER_6)
    before = len(pair.lines())
    tried = rate_previews.preview(pair.lines()[0].agreement_id, rate_bp=300, by=pair.manager)
    (row,) = tried.rows
    assert (tried.month, row.pieces, row.gross_rupiah) == ("2026-10", 5, 5_415)
    assert (row.commission_rupiah, row.new_commission_rupiah) == (108 + 162, 65 + 97)
    assert tried.difference_rupiah == -108
    assert len(pair.lines()) == before


def test_the_api_proposes_shows_both_numbers_and_approves_once(app: Flask) -> None:
    pair = make_pair(rate_bp=500)
    pair.sell(OCTOBER_5, 3, 1_083)
    officer, finance = Api(app, make_user(Role.PARTNERSHIP_OFFICER)), Api(app, make_user(Role.FINANCE))
    agreement_id = pair.lines()[0].agreement_id
    body = {"first_day": "2026-10-05", "last_day": "2026-10-05", "wrong_rate_bp": 500, "rate_bp": 300}
    made = officer.post(f"/agreements/{agreement_id}/re-ratings", body | {"reason": "salah ketik"})
    assert (made.status_code, made.json["old_commission_rupiah"], made.json["new_commission_rupiah"]) == (201, 162, 97)
    path = f"/re-ratings/{made.json['id']}"
    own = officer.post(f"{path}/approve", {})
    assert (own.status_code, own.json["code"]) == (403, "second_person_needed")
    done = finance.post(f"{path}/approve", {})
    assert (done.status_code, done.json["status"]) == (200, "approved")
    assert done.json["lines"][0]["replaced_by_report_id"] == pair.lines()[-1].report_id
    twice = finance.post(f"{path}/approve", {})
    assert (twice.status_code, twice.json["code"]) == (409, "already_decided")
    assert [row["id"] for row in Api(app, pair.owner).get("/re-ratings").json["items"]] == [made.json["id"]]
    assert Api(app, pair.manager).post(f"{path}/approve", {}).status_code == 403
    tried = Api(app, pair.owner).get(f"/agreements/{agreement_id}/rate-preview?rate_bp=1000")
    assert (tried.json["commission_rupiah"], tried.json["new_commission_rupiah"]) == (97, 325)
    assert Api(app, pair.owner).get(f"/agreements/{agreement_id}/rate-preview?rate_bp=x").status_code == 422


def test_on_its_pages_two_people_see_the_old_and_the_new_commission_and_the_line_says_why(app: Flask) -> None:
    pair = make_pair(rate_bp=500)
    pair.sell(OCTOBER_5, 3, 1_083)
    agreement_id = pair.lines()[0].agreement_id
    officer, finance = browser_of(app, make_user(Role.PARTNERSHIP_OFFICER)), browser_of(app, make_user(Role.FINANCE))
    tried = words(officer.get(f"/perjanjian/{agreement_id}/coba-tarif?rate_bp=3"))
    assert "Rp162" in tried
    assert "Rp97" in tried
    page = f"/perjanjian/{agreement_id}/koreksi-tarif"
    officer.get(page)
    typed = {
        "first_day": "5/10/2026",
        "last_day": "5/10/2026",
        "wrong_rate_bp": "5",
        "rate_bp": "3",
        "reason": "Keliru",
    }
    refused = officer.post(page, typed | {"rate_bp": "5"})
    assert (refused.status_code, "sama dengan tarif yang keliru" in words(refused)) == (422, True)
    sent = officer.post(page, typed)
    assert sent.status_code == 303
    shown = sent.headers["Location"]
    assert "Anda yang mengusulkan" in words(officer.get(shown))
    asked = words(finance.get(shown))
    assert "Rp162" in asked
    assert "Rp97" in asked
    assert finance.post(f"{shown}/setujui", {}).status_code == 303
    assert "Sudah dibukukan" in words(browser_of(app, pair.owner).get(shown))
    right = pair.lines()[-1]
    for reader in (pair.owner, pair.manager):
        assert "Tarif ini hasil koreksi tarif" in words(browser_of(app, reader).get(f"/penjualan/baris/{right.id}"))
    assert "Koreksi tarif atau PPN dibukukan" in words(officer.get(f"/perjanjian/{agreement_id}"))
