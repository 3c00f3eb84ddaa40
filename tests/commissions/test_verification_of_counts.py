"""What verify-ledger says when a settled count was touched from outside."""

import pytest
from sqlalchemy import select, update

from accounts.permissions import Role
from commissions import count_settling
from commissions.verification_of_counts import COUNT_CHECKS
from core.database import committed, db
from outlets import stock_counts
from outlets.count_models import StockCount, StockCountDifference, StockCountLine
from outlets.count_states import CountOutcome
from tests.factories.people import make_user
from tests.factories.stock import make_gallery, make_stock


@pytest.fixture
def settled(app) -> StockCount:
    """Ten pieces on the books, seven counted: two sold, one lost."""
    assert app is not None
    gallery = make_gallery()
    make_stock(gallery, quantity=10)
    count = committed(stock_counts.begin, gallery.outlet.id, by=gallery.manager)
    line = {"placement_id": gallery.placement.id, "batch": "A", "counted": 7}
    entered = committed(stock_counts.enter, count.id, lines=[line], by=gallery.manager)
    told = {"line_id": entered.lines[0].id, "reason": "dihitung dua kali"}
    said = [{**told, "outcome": CountOutcome.SOLD, "pieces": 2}, {**told, "outcome": CountOutcome.LOST, "pieces": 1}]
    committed(count_settling.classify, count.id, differences=said, by=gallery.manager)
    return committed(count_settling.confirm, count.id, by=make_user(Role.PARTNERSHIP_OFFICER))


def broken() -> dict[str, list[str]]:
    return {check.sentence: found for check in COUNT_CHECKS if (found := check.run()[1])}


def test_an_untouched_count_holds_and_each_check_looks_at_something(settled) -> None:
    assert broken() == {}
    assert [check.run()[0] for check in COUNT_CHECKS] == [1, 2, 2]


def test_another_number_of_lost_pieces_is_found_twice(settled) -> None:
    lost = db.session.execute(
        select(StockCountDifference).where(StockCountDifference.outcome == CountOutcome.LOST)
    ).scalar_one()
    line = settled.lines[0]
    db.session.execute(update(StockCountDifference).where(StockCountDifference.id == lost.id).values(pieces=2))
    found = broken()
    assert found["every difference of a settled count is explained"] == [
        f"count line {line.id}: differs by -3, explained -4"
    ]
    assert len(found["every difference of a count moved its batch once"]) == 1


def test_a_sale_that_no_count_speaks_of_is_found(settled) -> None:
    sold = db.session.execute(
        select(StockCountDifference).where(StockCountDifference.outcome == CountOutcome.SOLD)
    ).scalar_one()
    db.session.execute(update(StockCountDifference).where(StockCountDifference.id == sold.id).values(pieces=1))
    db.session.execute(update(StockCountLine).where(StockCountLine.id == settled.lines[0].id).values(expected=9))
    assert broken() == {"what counts call sold stands in their reports": ["counts say 1 sold, their reports 2"]}
