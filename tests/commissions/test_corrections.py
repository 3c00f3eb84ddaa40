"""Correcting what was reported: reversed and entered again, a forgotten line, a return that never was."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from commissions import corrections
from commissions.closing import close
from commissions.corrections import CorrectedAlready, NothingChanges, OnlyReturnsLeft, add_forgotten, correct
from commissions.departures import DepartureKind, ReversalOfReversal, TakenBackMeanwhile, pieces_left, take_back
from commissions.models import Transfer
from commissions.posting import LinesRefused
from commissions.pricing import ReportLine
from commissions.return_cancelling import CancelledAlready, NotAReturn, cancel_return
from commissions.verification import verify
from core.database import committed, db
from core.errors import NotFound
from outlets.sales_models import LineDeparture, LineKind, SaleLine, SalesReport
from outlets.sales_reports import CorrectedMeanwhile
from outlets.states import Channel
from tests.clients import Api
from tests.commissions.test_posting import OCTOBER_5, make_shelf
from tests.commissions.test_sales_pages import browser_of, words
from tests.factories.ledger import make_pair
from tests.factories.outlets import make_outlet, make_outlet_member
from tests.factories.stock import make_gallery, make_stock

pytestmark = pytest.mark.usefixtures("app")
NOVEMBER_2 = date(2026, 11, 2)


def lines(kind: LineKind = LineKind.SALE) -> list[SaleLine]:
    return list(db.session.execute(select(SaleLine).where(SaleLine.kind == kind).order_by(SaleLine.id)).scalars())


def transfers_after(last_id: int) -> list[tuple[str, str, int]]:
    rows = select(Transfer).where(Transfer.id > last_id).order_by(Transfer.id)
    return [(row.debit, row.credit, row.amount_rupiah) for row in db.session.execute(rows).scalars()]


def last_transfer() -> int:
    return db.session.execute(select(Transfer.id).order_by(Transfer.id.desc()).limit(1)).scalar_one()


def everything_holds() -> None:
    assert [outcome.broken for outcome in verify() if not outcome.holds] == []


def bring_back(sale: SaleLine, pieces: int, by, day: date = OCTOBER_5) -> SaleLine:
    kind = DepartureKind.CUSTOMER_RETURN
    return take_back(sale.id, by=by, reason="sobek", kind=kind, quantity=pieces, returned_on=day).line


def test_a_return_recorded_by_mistake_charges_what_the_piece_carries_not_what_was_given_back() -> None:
    """docs/ledger.md, example 8: 626 at 2 % bears 13, the returns give back 7 and 6, cancelling the first charges 6."""
    shelf = make_shelf(rate_bp=200)
    shelf.report(shelf.line(2, 313))
    (sale,) = lines()
    first, second = bring_back(sale, 1, shelf.manager), bring_back(sale, 1, shelf.manager)
    assert (first.commission_rupiah, second.commission_rupiah) == (-7, -6)
    before = last_transfer()
    again = cancel_return(first.id, reason="Salah tekan", by=shelf.manager)
    assert transfers_after(before) == [("takings", "returns", 313), ("commission", "takings", 6)]
    assert (again.line.quantity, again.line.gross_rupiah, again.line.commission_rupiah) == (1, 313, 6)
    assert (pieces_left(sale), again.line.sold_on, again.month) == (1, OCTOBER_5, "2026-10")
    everything_holds()


def test_a_return_is_cancelled_once_and_only_a_return_is() -> None:
    shelf = make_shelf()
    shelf.report(shelf.line(2))
    (sale,) = lines()
    returned = bring_back(sale, 1, shelf.manager)
    cancelling = cancel_return(returned.id, reason="keliru", by=shelf.manager).line
    for line_id, refusal in ((returned.id, CancelledAlready), (cancelling.id, NotAReturn), (sale.id, NotAReturn)):
        with pytest.raises(refusal):
            cancel_return(line_id, reason="keliru", by=shelf.manager)
    with pytest.raises(NotFound):
        cancel_return(returned.id, reason="keliru", by=make_outlet_member(make_outlet()))
    assert bring_back(sale, 2, shelf.manager).quantity == -2
    everything_holds()


def test_the_keys_alone_refuse_a_second_cancellation_and_a_chain_that_goes_back_without_one() -> None:
    shelf = make_shelf()
    shelf.report(shelf.line(2))
    (sale,) = lines()
    returned = bring_back(sale, 1, shelf.manager)
    cancelled = cancel_return(returned.id, reason="keliru", by=shelf.manager).line
    shared = {"sale_line_id": sale.id, "sold": 2}
    for wrong in (
        {"number": 3, "chained_from": 2, "gone_before": 0, "gone_after": 3},
        {"number": 3, "chained_from": 2, "gone_before": 1, "gone_after": 2},
        {"number": 4, "chained_from": 3, "gone_before": 0, "gone_after": 1},
        {"number": 2, "chained_from": 1, "gone_before": 1, "gone_after": 2},
        {"number": 3, "chained_from": 2, "gone_before": 0, "gone_after": 1, "cancels_id": returned.id},
    ):
        row = insert(LineDeparture).values(**shared, line_id=sale.id, **wrong)
        with pytest.raises(IntegrityError), db.session.begin_nested():
            db.session.execute(row)
    assert db.session.query(LineDeparture).filter_by(cancels_id=returned.id).one().line_id == cancelled.id


def test_a_wrong_line_is_reversed_and_entered_again_and_both_name_each_other() -> None:
    """docs/ledger.md, example 13 in an open month: five were typed, three were sold."""
    shelf = make_shelf()
    shelf.report(shelf.line(5, 8_000))
    (wrong,) = lines()
    before = last_transfer()
    done = correct(wrong.id, quantity=3, reason="Salah ketik", channel=Channel.FORM, by=shelf.manager)
    assert transfers_after(before) == [
        ("sales", "takings", 40_000),
        ("takings", "commission", 1_200),
        ("takings", "sales", 24_000),
        ("commission", "takings", 720),
    ]
    right = lines()[1]
    assert (done.reversal.quantity, right.quantity, right.code, right.period) == (-5, 3, "85123A", "2026-10")
    assert (done.report.corrects_id, done.report.replaces_line_id) == (wrong.report_id, wrong.id)
    assert corrections.replacing_report(wrong.id).id == right.report_id
    with pytest.raises(CorrectedAlready):
        correct(wrong.id, quantity=4, reason="lagi", channel=Channel.FORM, by=shelf.manager)
    chained = correct(right.id, quantity=4, reason="Ternyata empat", channel=Channel.FORM, by=shelf.manager)
    assert (chained.report.corrects_id, chained.report.correction_number) == (wrong.report_id, 2)
    everything_holds()


def test_in_a_closed_month_both_go_to_the_oldest_open_one_and_the_statement_says_so() -> None:
    pair = make_pair()
    pair.sell(OCTOBER_5, 5, 8_000)
    pair.report(NOVEMBER_2.replace(day=1), [])
    committed(close, "2026-10", by=None)
    (wrong,) = lines()
    with pytest.raises(TakenBackMeanwhile):
        correct(wrong.id, quantity=3, reason="x", channel=Channel.FORM, by=pair.manager, pieces_seen=4)
    done = correct(wrong.id, quantity=3, reason="Salah ketik", channel=Channel.FORM, by=pair.manager, pieces_seen=5)
    right = lines()[1]
    assert (done.reversal.period, done.reversal.late, right.period, right.late) == ("2026-11", True, "2026-11", True)
    assert (right.sold_on, right.rate_bp, right.reference) == (OCTOBER_5, 300, wrong.reference)
    sums = db.session.query(Transfer).filter_by(period="2026-11", sold_in="2026-10").all()
    assert sum(row.amount_rupiah for row in sums if row.debit == "sales") == 40_000
    assert sum(row.amount_rupiah for row in sums if row.credit == "sales") == 24_000
    everything_holds()


def test_after_a_day_without_receipts_a_forgotten_line_is_added_once_however_often_it_is_sent() -> None:
    shelf = make_shelf()
    report = shelf.report(shelf.line(2)).report
    more = {"reason": "Terlewat", "channel": Channel.API, "by": shelf.manager, "corrections_seen": 0}
    with pytest.raises(LinesRefused) as refusal:
        add_forgotten(report.id, lines=[shelf.line(2)], **more)
    assert [row.problem.code for row in refusal.value.rows] == ["same_line_stands"]
    done = add_forgotten(report.id, lines=[shelf.line(1), shelf.line(2)._replace(row=2)], also_sold=True, **more)
    assert (done.lines_posted, done.gross_rupiah, done.commission_rupiah) == (2, 45_000, 1_350)
    with pytest.raises(CorrectedMeanwhile):
        add_forgotten(report.id, lines=[shelf.line(1)], also_sold=True, **more)
    with pytest.raises(LinesRefused) as refusal:
        add_forgotten(report.id, lines=[shelf.line(day=date(2026, 10, 6))], **more | {"corrections_seen": 1})
    assert [row.problem.code for row in refusal.value.rows] == ["outside_period"]
    assert [line.quantity for line in lines()] == [2, 1, 2]
    everything_holds()


def test_a_line_taken_back_whole_is_entered_again_but_not_one_that_customers_brought_back() -> None:
    shelf = make_shelf()
    shelf.report(shelf.line(2), shelf.line(3)._replace(row=2))
    first, second = lines()
    take_back(first.id, by=shelf.manager, reason="keliru")
    done = correct(first.id, quantity=2, reason="Ternyata benar", channel=Channel.FORM, by=shelf.manager)
    assert (done.reversal, done.lines_posted, lines()[2].occurrence) == (None, 1, 2)
    bring_back(second, 3, shelf.manager)
    with pytest.raises(OnlyReturnsLeft):
        correct(second.id, quantity=3, reason="x", channel=Channel.FORM, by=shelf.manager)
    everything_holds()


def test_what_cannot_be_corrected_is_refused_by_name() -> None:
    shelf = make_shelf()
    shelf.report(shelf.line(2))
    (sale,) = lines()
    returned = bring_back(sale, 1, shelf.manager)
    with pytest.raises(ReversalOfReversal):
        correct(returned.id, quantity=1, reason="x", channel=Channel.FORM, by=shelf.manager)
    with pytest.raises(ReversalOfReversal):
        take_back(returned.id, reason="x", by=shelf.manager)
    with pytest.raises(NothingChanges):
        correct(sale.id, quantity=1, reason="x", channel=Channel.FORM, by=shelf.manager)
    with pytest.raises(LinesRefused), db.session.begin_nested():
        correct(sale.id, quantity=1, reason="x", channel=Channel.FORM, by=shelf.manager, placement_id=10**12)
    assert pieces_left(sale) == 1


def test_a_nil_report_may_still_be_corrected_by_what_was_forgotten() -> None:
    shelf = make_shelf()
    report = shelf.report(nil=True).report
    more = {"reason": "Terlewat", "channel": Channel.FORM, "by": shelf.manager}
    add_forgotten(report.id, lines=[ReportLine(1, OCTOBER_5, "85123A", 1, 15_000)], corrections_seen=0, **more)
    assert [(row.is_nil, row.corrects_id) for row in db.session.query(SalesReport).order_by(SalesReport.id)] == [
        (True, None),
        (False, report.id),
    ]
    everything_holds()


def test_the_api_corrects_adds_and_cancels_with_the_same_words(app: Flask) -> None:
    shelf = make_shelf()
    report = shelf.report(shelf.line(3)).report
    (sale,) = lines()
    api = Api(app, shelf.manager)
    done = api.post(f"/sales-lines/{sale.id}/correction", {"quantity": 2, "reason": "salah ketik", "pieces_seen": 3})
    assert done.status_code == 201
    assert (done.json["corrects_id"], done.json["gross_rupiah"], done.json["commission_rupiah"]) == (
        report.id,
        30_000,
        900,
    )
    right = lines()[1]
    listed = {row["id"]: row for row in api.get("/sales-lines").json["items"]}
    assert (listed[right.id]["replaces_id"], listed[done.json["reversal_line_id"]]["reverses_id"]) == (sale.id, sale.id)
    line = {"sold_on": "2026-10-05", "code": "85123A", "quantity": 1, "unit_price_rupiah": 15_000}
    body = {"lines": [line], "corrections_seen": 1, "reason": "terlewat"}
    added = api.post(f"/sales-reports/{report.id}/additions", body)
    assert (added.status_code, added.json["correction_number"]) == (201, 2)
    again = api.post(f"/sales-reports/{report.id}/additions", body)
    assert (again.status_code, again.json["code"]) == (409, "corrected_meanwhile")
    returned = bring_back(right, 1, shelf.manager)
    cancelled = api.post(f"/sales-lines/{returned.id}/cancellation", {"reason": "keliru"})
    assert (cancelled.status_code, cancelled.json["quantity"], cancelled.json["commission_rupiah"]) == (201, 1, 450)
    twice = api.post(f"/sales-lines/{returned.id}/cancellation", {"reason": "keliru"})
    assert (twice.status_code, twice.json["code"]) == (409, "return_cancelled_already")


def test_on_its_pages_a_wrong_line_and_the_right_one_show_each_other(app: Flask) -> None:
    shelf = make_shelf()
    report = shelf.report(shelf.line(3)).report
    (sale,) = lines()
    browser = browser_of(app, shelf.manager)
    browser.get(f"/penjualan/baris/{sale.id}/koreksi")
    fields = {"quantity": "2", "placement_id": str(sale.placement_id), "reason": "Salah ketik", "pieces_seen": "3"}
    sent = browser.post(f"/penjualan/baris/{sale.id}/koreksi", {**fields, "unit_price_rupiah": "15.000"})
    assert sent.status_code == 303
    right = lines()[1]
    assert f"Lihat penggantinya di laporan {right.report_id}" in words(browser.get(f"/penjualan/baris/{sale.id}"))
    assert f"Menggantikan baris {sale.id} yang keliru" in words(browser.get(f"/penjualan/baris/{right.id}"))
    assert "Koreksi atas laporan ini" in words(browser.get(f"/penjualan/laporan/{report.id}"))
    assert f"mengoreksi laporan {report.id}" in words(browser.get(f"/penjualan/laporan/{right.report_id}"))
    twice = browser.post(f"/penjualan/baris/{sale.id}/koreksi", {**fields, "unit_price_rupiah": "15.000"})
    assert (twice.status_code, "sudah dikoreksi" in words(twice)) == (422, True)
    returned = bring_back(right, 1, shelf.manager)
    browser.get(f"/penjualan/baris/{returned.id}/batal-retur")
    undone = browser.post(f"/penjualan/baris/{returned.id}/batal-retur", {"reason": "Tidak jadi dikembalikan"})
    assert undone.status_code == 303
    assert "Retur ini keliru dan sudah dibatalkan" in words(browser.get(f"/penjualan/baris/{returned.id}"))
    browser.get(f"/penjualan/laporan/{report.id}/tambahan")
    forgotten = {**fields, "quantity": "7", "unit_price_rupiah": "15000", "sold_on": "2026-10-05"}
    added = browser.post(f"/penjualan/laporan/{report.id}/tambahan", {**forgotten, "corrections_seen": "1"})
    assert added.status_code == 303
    assert [line.quantity for line in lines()] == [3, 2, 7]


def test_the_pieces_of_a_cancelled_return_leave_the_batch_they_had_come_back_to(app: Flask) -> None:
    gallery = make_gallery()
    make_stock(gallery, quantity=3)
    line = {"sold_on": "2026-11-10", "placement_id": gallery.placement.id, "quantity": 2, "unit_price_rupiah": 15_000}
    api = Api(app, gallery.manager)
    body = {"period_start": "2026-11-10", "period_end": "2026-11-10", "lines": [line]}
    assert api.post(f"/outlets/{gallery.outlet.id}/sales-reports", body).status_code == 201
    (sale,) = lines()
    returned = bring_back(sale, 1, gallery.manager, day=date(2026, 11, 10))
    cancel_return(returned.id, reason="keliru", by=gallery.manager)
    (batch,) = api.get(f"/outlets/{gallery.outlet.id}/stock").json["items"]
    assert (batch["sold"], batch["customer_returns"], batch["closing"]) == (3, 1, 1)
    everything_holds()
