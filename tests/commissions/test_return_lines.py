"""Negative lines of a report: which sale they take their pieces from, and by what they are known again."""

from datetime import date

import pytest
from sqlalchemy import select

from commissions.posting import LinesRefused
from commissions.pricing import ReportLine
from commissions.return_lines import ReturnLine
from commissions.verification import verify
from core.database import db
from outlets.sales_models import LineKind, SaleLine
from outlets.sales_reports import AlreadyReported
from tests.commissions.test_posting import OCTOBER_5, make_shelf
from tests.factories.outlets import make_outlet_code

pytestmark = pytest.mark.usefixtures("app")
CODE = "85123A"


def back(pieces: int = 1, day: date = OCTOBER_5, *, of: str = "R1", reference: str = "C1", row: int = 9) -> ReturnLine:
    return ReturnLine(row, day, CODE, pieces, 15_000, reference, of)


def taken_from() -> list[tuple[date, int]]:
    """The day of the sale and the pieces of each return, in the order they were posted."""
    rows = db.session.execute(
        select(SaleLine).where(SaleLine.kind == LineKind.CUSTOMER_RETURN).order_by(SaleLine.id)
    ).scalars()
    return [(db.session.get_one(SaleLine, row.reverses_id).sold_on, -row.quantity) for row in rows]


def everything_holds() -> None:
    assert [outcome.broken for outcome in verify() if not outcome.holds] == []


def test_goods_brought_back_the_same_day_may_name_a_sale_of_the_same_report() -> None:
    shelf = make_shelf()
    posted = shelf.report(shelf.line(2, reference="R1"), returns=[back()])
    assert (posted.lines_posted, posted.gross_rupiah, posted.commission_rupiah) == (2, 15_000, 450)
    everything_holds()
    with pytest.raises(AlreadyReported):
        shelf.report(shelf.line(2, reference="R1"), returns=[back()])
    assert db.session.query(SaleLine).count() == 2


def test_two_identical_returns_on_one_receipt_are_two_and_again_are_none() -> None:
    shelf = make_shelf()
    shelf.report(shelf.line(3, reference="R1"))
    posted = shelf.report(returns=[back(row=1), back(row=2)])
    assert (posted.lines_posted, posted.gross_rupiah, posted.commission_rupiah) == (2, -30_000, -900)
    with pytest.raises(AlreadyReported):
        shelf.report(returns=[back(row=1), back(row=2)])
    everything_holds()


def test_pieces_scanned_one_by_one_may_come_back_together() -> None:
    shelf = make_shelf()
    shelf.report(shelf.line(reference="R1", n=1), shelf.line(reference="R1", n=2))
    assert shelf.report(returns=[back(2)]).gross_rupiah == -30_000
    assert taken_from() == [(OCTOBER_5, 1), (OCTOBER_5, 1)]
    with pytest.raises(LinesRefused) as refusal:
        shelf.report(returns=[back(1, reference="C2")])
    assert refusal.value.rows[0].problem.code == "more_than_was_sold"
    everything_holds()


def test_of_receipts_numbered_alike_the_last_before_the_return_is_meant() -> None:
    shelf = make_shelf(later_base_rates={date(2026, 10, 6): 500})
    for day in (5, 6, 8):
        shelf.report(shelf.line(day=date(2026, 10, day), reference="R1"), day=date(2026, 10, day))
    posted = shelf.report(returns=[back(day=date(2026, 10, 7))], day=date(2026, 10, 7))
    assert taken_from() == [(date(2026, 10, 6), 1)]
    assert posted.commission_rupiah == -750
    with pytest.raises(LinesRefused) as refusal:
        shelf.report(returns=[back(day=date(2026, 10, 4), reference="C2")], day=date(2026, 10, 4))
    assert refusal.value.rows[0].problem.code == "returned_outside"


def test_a_return_on_a_wrong_day_is_one_bad_row_and_does_not_stop_the_good_ones() -> None:
    shelf = make_shelf()
    shelf.report(shelf.line(3, reference="R1"))
    tomorrow = back(day=date(2026, 11, 23), reference="C2", row=2)
    november = {"period_start": date(2026, 11, 1), "period_end": date(2026, 11, 30)}
    good = back(day=date(2026, 11, 2), row=1)
    posted = shelf.report(returns=[good, tomorrow], skip_wrong=True, **november)
    assert (posted.lines_posted, [row.problem.code for row in posted.rows]) == (1, ["in_the_future"])


def test_a_refused_report_leaves_nothing_of_its_sales_behind() -> None:
    shelf = make_shelf()
    with pytest.raises(LinesRefused):
        shelf.report(shelf.line(reference="R1"), returns=[back(5)])
    assert db.session.query(SaleLine).count() == 0


def test_a_receipt_is_known_again_under_every_code_of_its_product_and_after_a_code_was_taught() -> None:
    shelf = make_shelf()
    by_sku = ReportLine(1, OCTOBER_5, shelf.placement.product.sku, 1, 15_000, "R1")
    shelf.report(by_sku)
    by_placement = ReportLine(1, OCTOBER_5, shelf.placement.id, 1, 15_000, "R1")
    for same in (shelf.line(reference="R1"), by_placement):
        with pytest.raises(AlreadyReported):
            shelf.report(same)
    shelf.report(by_placement._replace(reference="R2"))
    make_outlet_code(shelf.placement, "0001")
    with pytest.raises(AlreadyReported):
        shelf.report(by_placement._replace(reference="R2"))
    assert db.session.query(SaleLine).count() == 2


def test_one_receipt_scanned_by_code_and_by_placement_holds_two_sales() -> None:
    shelf = make_shelf()
    lines = [shelf.line(reference="R1"), ReportLine(2, OCTOBER_5, shelf.placement.id, 1, 15_000, "R1")]
    assert shelf.report(*lines).lines_posted == 2
    with pytest.raises(AlreadyReported):
        shelf.report(*lines)
