"""A month is closed once, in order, and what it says never changes."""

from datetime import date

import pytest
import time_machine

from commissions.closing import (
    AlreadyClosed,
    MissingReports,
    MonthNotEnded,
    NothingToClose,
    NotInOrder,
    ReasonRequired,
)
from commissions.ledger import Claim, Party
from commissions.models import ChainHead, NumberSeries, Period, Statement, Transfer
from commissions.statement_names import shown
from commissions.statements import content_hash
from commissions.verification import verify
from core.database import db
from outlets.money_routes import MoneyRoute
from tests.factories.ledger import Pair, close_month, make_pair

OCTOBER, NOVEMBER = "2026-10", "2026-11"
IN_DECEMBER = "2026-12-05T02:00:00Z"

pytestmark = pytest.mark.usefixtures("app")


def figures_of(statement: Statement, *names: str) -> dict[str, int]:
    """The figures of a statement that are not 0 (or those named)."""
    stored = statement.snapshot["figures"]
    assert stored == {name: getattr(statement, name) for name in stored}
    short = {name.removesuffix("_rupiah"): amount for name, amount in stored.items()}
    return (
        {name: short[name] for name in names} if names else {name: amount for name, amount in short.items() if amount}
    )


def everything_holds() -> None:
    broken = [f"{outcome.sentence}: {outcome.broken}" for outcome in verify() if not outcome.holds]
    assert broken == []


def test_a_sale_remitted_net_leaves_14550_with_the_outlet_until_it_is_paid() -> None:
    pair = make_pair(MoneyRoute.OUTLET_REMITS_NET)
    pair.sell(date(2026, 10, 5))
    close_month(OCTOBER)
    assert figures_of(pair.statement(OCTOBER)) == {
        "gross": 15_000,
        "commission": 450,
        "closing": 14_550,
        "takings_claim": 14_550,
        "outlet_owes": 14_550,
    }
    pair.pay(Party.OUTLET, 14_550, date(2026, 11, 10), Claim.TAKINGS)
    pair.report(date(2026, 11, 1), [])
    with time_machine.travel(IN_DECEMBER):
        close_month(NOVEMBER)
    assert figures_of(pair.statement(NOVEMBER)) == {"opening": 14_550, "payments_from_outlet": 14_550}
    everything_holds()


def test_a_sale_remitted_gross_is_owed_whole_and_the_commission_billed() -> None:
    pair = make_pair(MoneyRoute.OUTLET_REMITS_GROSS)
    pair.sell(date(2026, 10, 5))
    close_month(OCTOBER)
    assert figures_of(pair.statement(OCTOBER)) == {
        "gross": 15_000,
        "commission": 450,
        "closing": 14_550,
        "takings_claim": 15_000,
        "commission_claim": 450,
        "outlet_owes": 15_000,
        "producer_owes": 450,
    }
    everything_holds()


def test_where_the_producer_collects_only_the_commission_is_owed() -> None:
    pair = make_pair(MoneyRoute.PRODUCER_COLLECTS)
    pair.sell(date(2026, 10, 5))
    close_month(OCTOBER)
    assert figures_of(pair.statement(OCTOBER)) == {
        "gross": 15_000,
        "collected_by_producer": 15_000,
        "commission": 450,
        "closing": -450,
        "commission_claim": 450,
        "producer_owes": 450,
    }
    everything_holds()


def test_a_late_sale_of_the_fourteenth_keeps_its_three_percent_in_november() -> None:
    pair = make_pair(rate_bp=300, later_base_rates={date(2026, 10, 15): 500})
    pair.sell(date(2026, 10, 14), 2, 12_000)
    pair.sell(date(2026, 10, 15), 2, 12_500)
    pair.bring_back(pair.lines()[0], 1, date(2026, 10, 25))
    close_month(OCTOBER)
    october = figures_of(pair.statement(OCTOBER), "gross", "returns", "commission", "closing")
    assert october == {"gross": 49_000, "returns": 12_000, "commission": 1_610, "closing": 35_390}

    pair.sell(date(2026, 10, 14), 2, 12_000)
    pair.sell(date(2026, 11, 3), 1, 12_500)
    with time_machine.travel(IN_DECEMBER):
        close_month(NOVEMBER)
    november = pair.statement(NOVEMBER)
    assert figures_of(november) == {
        "opening": 35_390,
        "gross": 36_500,
        "commission": 1_345,
        "closing": 70_545,
        "takings_claim": 70_545,
        "outlet_owes": 70_545,
        "prior_gross": 24_000,
        "prior_commission": 720,
    }
    late = [(row["sold_in"], row["rate_bp"], row["commission_rupiah"]) for row in november.snapshot["prior_rows"]]
    assert late == [(OCTOBER, 300, 720)]
    assert figures_of(pair.statement(OCTOBER), "gross") == {"gross": 49_000}
    everything_holds()


def test_ppn_is_computed_once_a_tax_document_and_only_where_the_outlet_is_pkp() -> None:
    """A thousand lines with commission of Rp32 give Rp3.520 of PPN, not a thousand times Rp3."""
    pkp = make_pair(vat_registered=True)
    other = make_pair()
    pkp.sell(date(2026, 10, 5), 1, 1_050, times=1_000)
    other.sell(date(2026, 10, 5), 1, 1_050, times=1_000)
    close_month(OCTOBER)
    assert figures_of(pkp.statement(OCTOBER), "commission", "tax", "closing") == {
        "commission": 32_000,
        "tax": 3_520,
        "closing": 1_050_000 - 32_000 - 3_520,
    }
    assert figures_of(other.statement(OCTOBER), "commission", "tax") == {"commission": 32_000, "tax": 0}
    everything_holds()


def test_a_return_after_the_close_takes_its_ppn_back_from_the_document_it_was_on() -> None:
    pair = make_pair(MoneyRoute.OUTLET_REMITS_GROSS, vat_registered=True)
    pair.sell(date(2026, 10, 5), 2, 100_000)
    close_month(OCTOBER)
    assert figures_of(pair.statement(OCTOBER), "commission", "tax") == {"commission": 6_000, "tax": 660}
    pair.bring_back(pair.lines()[0], 1, date(2026, 11, 4))
    pair.report(date(2026, 11, 1), [])
    with time_machine.travel(IN_DECEMBER):
        close_month(NOVEMBER)
    assert figures_of(pair.statement(NOVEMBER), "commission", "tax", "prior_commission") == {
        "commission": -3_000,
        "tax": -330,
        "prior_commission": -3_000,
    }
    everything_holds()


def test_statements_of_a_year_are_numbered_without_a_gap_across_months() -> None:
    pairs = [make_pair(producer_name=f"Produsen {letter}") for letter in "ABC"]
    for pair in pairs:
        pair.sell(date(2026, 10, 5))
    close_month(OCTOBER)
    for pair in pairs:
        pair.sell(date(2026, 11, 5))
    with time_machine.travel(IN_DECEMBER):
        close_month(NOVEMBER)
    numbers = [statement.number for statement in db.session.query(Statement).order_by(Statement.id)]
    assert numbers == [f"REK-2026-{n:05d}" for n in range(1, 7)]
    assert db.session.get_one(NumberSeries, "statement:2026").last_number == 6


def test_each_seal_follows_the_one_before_and_the_head_is_the_last() -> None:
    for letter in "AB":
        make_pair(producer_name=f"Produsen {letter}").sell(date(2026, 10, 5))
    close_month(OCTOBER)
    first, second = db.session.query(Statement).order_by(Statement.id).all()
    assert first.previous_hash == "0" * 64
    assert first.content_hash == content_hash(first.snapshot, "0" * 64)
    assert second.previous_hash == first.content_hash
    head = db.session.get_one(ChainHead, "statement")
    assert (head.hash, head.links) == (second.content_hash, 2)


def test_a_pair_that_skips_a_month_opens_with_its_latest_closing_and_carries_both_claims() -> None:
    """Takings and commission of the same size close at 0, so no statement follows until something moves."""
    pair, busy = make_pair(MoneyRoute.OUTLET_REMITS_GROSS), make_pair()
    pair.sell(date(2026, 8, 5), 1, 15_000)
    pair.pay(Party.OUTLET, 14_550, date(2026, 8, 20), Claim.TAKINGS)
    busy.sell(date(2026, 8, 5))
    close_month("2026-08", waive_missing=True, reason="uji")
    assert figures_of(pair.statement("2026-08"), "takings_claim", "commission_claim", "closing") == {
        "takings_claim": 450,
        "commission_claim": 450,
        "closing": 0,
    }
    close_month("2026-09", waive_missing=True, reason="uji")
    assert db.session.query(Statement).filter_by(producer_id=pair.producer.id, period="2026-09").count() == 0
    assert figures_of(busy.statement("2026-09")) == {
        "opening": 14_550,
        "closing": 14_550,
        "takings_claim": 14_550,
        "outlet_owes": 14_550,
    }
    pair.sell(date(2026, 10, 5), 1, 10_000)
    busy.sell(date(2026, 10, 5))
    close_month(OCTOBER)
    assert figures_of(pair.statement(OCTOBER)) == {
        "gross": 10_000,
        "commission": 300,
        "closing": 9_700,
        "takings_claim": 10_450,
        "commission_claim": 750,
        "outlet_owes": 10_450,
        "producer_owes": 750,
    }
    everything_holds()


def test_what_is_owed_is_due_by_the_agreement_and_for_a_micro_producer_in_15_days_at_most() -> None:
    soon, late = make_pair(payment_term_days=7), make_pair(payment_term_days=30)
    soon.sell(date(2026, 10, 5))
    late.sell(date(2026, 10, 5))
    close_month(OCTOBER)
    assert soon.statement(OCTOBER).due_on == date(2026, 11, 29)
    assert late.statement(OCTOBER).due_on == date(2026, 12, 7)


def test_a_snapshot_names_the_two_sides_of_that_day_and_no_identity_number_or_telephone() -> None:
    pair = make_pair(outlet_name="Maxi Balikpapan")
    pair.sell(date(2026, 10, 5))
    close_month(OCTOBER)
    statement = pair.statement(OCTOBER)
    snapshot = statement.snapshot
    assert shown(statement)["producer"]["name"] == "Keripik Bu Siti"
    assert [row["product_name"] for row in shown(statement)["rows"]] == ["Keripik singkong pedas 200 g"]
    assert snapshot["outlet"]["name"] == "Maxi Balikpapan"
    assert "Keripik" not in str(snapshot)
    assert pair.producer.phone not in str(snapshot)
    assert pair.producer.owner_nik_last4 not in str(snapshot["producer"])
    assert pair.producer.owner_name not in str(snapshot)


def test_a_month_closes_once() -> None:
    make_pair().sell(date(2026, 10, 5))
    close_month(OCTOBER)
    with pytest.raises(AlreadyClosed):
        close_month(OCTOBER)
    assert db.session.query(Statement).count() == 1


def test_a_month_that_still_runs_is_not_closed() -> None:
    make_pair().sell(date(2026, 11, 5))
    with pytest.raises(MonthNotEnded):
        close_month(NOVEMBER)


def test_march_does_not_close_while_february_holds_lines_and_is_open() -> None:
    pair = make_pair()
    pair.sell(date(2026, 2, 5))
    pair.sell(date(2026, 3, 5))
    with pytest.raises(NotInOrder) as refused:
        close_month("2026-03")
    assert refused.value.params == {"earlier": "2026-02"}
    close_month("2026-02")
    close_month("2026-03")
    with pytest.raises(NotInOrder):
        close_month("2026-05", waive_missing=True, reason="uji")


def test_earlier_months_without_lines_need_no_close() -> None:
    pair = make_pair()
    with pytest.raises(NothingToClose):
        close_month("2026-09")
    pair.sell(date(2026, 10, 5))
    close_month(OCTOBER)
    with pytest.raises(AlreadyClosed):
        close_month("2026-09")


def missing_names(refused: MissingReports) -> list[object]:
    return [outlet["outlet_name"] for outlet in refused.extra["missing"]]  # type: ignore[union-attr]


def test_an_outlet_that_has_not_reported_keeps_the_month_open_until_it_reports_nil() -> None:
    make_pair().sell(date(2026, 10, 5))
    silent: Pair = make_pair(outlet_name="Gerai Diam")
    with pytest.raises(MissingReports) as refused:
        close_month(OCTOBER)
    assert missing_names(refused.value) == ["Gerai Diam"]
    silent.report(date(2026, 10, 1), [])
    close_month(OCTOBER)
    assert db.session.get_one(Period, OCTOBER).waived_missing == []


def test_missing_reports_are_waived_by_name_and_with_a_reason() -> None:
    make_pair().sell(date(2026, 10, 5))
    silent = make_pair(outlet_name="Gerai Diam")
    with pytest.raises(ReasonRequired):
        close_month(OCTOBER, waive_missing=True)
    close_month(OCTOBER, waive_missing=True, reason="Gerai direnovasi sepanjang Oktober.")
    period = db.session.get_one(Period, OCTOBER)
    assert period.waived_missing == [{"outlet_id": silent.outlet.id, "outlet_name": "Gerai Diam"}]
    assert period.reason == "Gerai direnovasi sepanjang Oktober."
    assert period.closed_by_id is not None


def test_nothing_more_is_posted_in_a_closed_month() -> None:
    pair = make_pair()
    pair.sell(date(2026, 10, 5))
    close_month(OCTOBER)
    before = db.session.query(Transfer).filter_by(period=OCTOBER).count()
    pair.sell(date(2026, 10, 6))
    assert db.session.query(Transfer).filter_by(period=OCTOBER).count() == before
    assert [(line.period, line.late) for line in pair.lines()] == [(OCTOBER, False), (NOVEMBER, True)]
