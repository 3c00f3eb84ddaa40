"""What verify-ledger says when stock was touched from outside, and what the database itself refuses."""

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import IntegrityError

from commissions.verification_of_stock import STOCK_CHECKS
from core.database import db
from core.dates import now
from outlets.return_states import ReturnStatus
from outlets.stock import MovementKind, SourceKind
from outlets.stock_errors import MovedAlready, NotEnoughOnHand
from outlets.stock_models import StockLot, StockMovement
from outlets.stock_movements import Movement, post
from tests.clients import Api
from tests.factories.stock import Gallery, make_gallery, make_goods_return, make_stock


@pytest.fixture
def sold(app) -> tuple[Gallery, StockLot]:
    """Ten pieces received, four of them sold."""
    gallery = make_gallery()
    lot = make_stock(gallery, quantity=10)
    line = {"sold_on": "2026-11-10", "placement_id": gallery.placement.id, "quantity": 4, "unit_price_rupiah": 15_000}
    body = {"period_start": "2026-11-10", "period_end": "2026-11-10", "lines": [line]}
    assert Api(app, gallery.manager).post(f"/outlets/{gallery.outlet.id}/sales-reports", body).status_code == 201
    db.session.refresh(lot)
    return gallery, lot


def broken() -> dict[str, list[str]]:
    return {check.sentence: found for check in STOCK_CHECKS if (found := check.run()[1])}


def test_untouched_stock_holds_and_each_check_looks_at_something(sold) -> None:
    gallery, lot = sold
    make_goods_return(lot, gallery.manager)
    assert [(len(found), looked_at) for looked_at, found in (check.run() for check in STOCK_CHECKS)] == [
        (0, 1),
        (0, 2),
        (0, 1),
        (0, 1),
        (0, 1),
    ]


def test_sums_that_were_changed_behind_the_movements_are_found(sold) -> None:
    _gallery, lot = sold
    db.session.execute(update(StockLot).where(StockLot.id == lot.id).values(received=12, on_hand=8))
    assert broken() == {
        "the stock equation of every batch closes with its movements": [
            f"lot {lot.id} (A): says 8 on hand, its movements 6"
        ]
    }


def test_a_sale_that_moved_another_number_of_pieces_is_found(sold) -> None:
    _gallery, lot = sold
    line = db.session.execute(
        select(StockMovement.source_id).where(StockMovement.kind == MovementKind.SOLD)
    ).scalar_one()
    extra = Movement(lot.id, MovementKind.SOLD, 1, lot.arrived_on, SourceKind.SALE_LINE, line, part="extra")
    post([extra], by_id=None)
    assert broken() == {"lines moved as many pieces in stock as they say": [f"line {line}: 4 pieces, 5 moved in stock"]}


def test_more_than_a_batch_has_cannot_leave_it_and_a_fact_posts_once(sold) -> None:
    _gallery, lot = sold
    lost = Movement(lot.id, MovementKind.LOST, 7, lot.arrived_on, SourceKind.STOCK_COUNT, 1)
    with pytest.raises(NotEnoughOnHand) as refused:
        post([lost], by_id=None)
    assert refused.value.params["left"] == 6
    db.session.rollback()
    fewer = Movement(lot.id, MovementKind.LOST, 2, lot.arrived_on, SourceKind.STOCK_COUNT, 1)
    post([fewer], by_id=None)
    with pytest.raises(MovedAlready):
        post([fewer], by_id=None)


@pytest.mark.parametrize(
    "wrong",
    [
        {"number": 3, "chained_from": 2, "left_before": 6, "left_after": -1, "quantity": 7},
        {"number": 4, "chained_from": 3, "left_before": 6, "left_after": 5, "quantity": 1},
        {"number": 3, "chained_from": 2, "left_before": 9, "left_after": 8, "quantity": 1},
        {"number": 2, "chained_from": 1, "left_before": 10, "left_after": 9, "quantity": 1},
        {"number": 3, "chained_from": 2, "left_before": 6, "left_after": 7, "quantity": 1},
        {"number": 3, "chained_from": 2, "left_before": 6, "left_after": 6, "quantity": 0},
    ],
    ids=["below zero", "a gap", "another start", "a fork", "the wrong way", "nothing"],
)
def test_keys_alone_refuse_a_chain_that_is_not_one(sold, wrong) -> None:
    _gallery, lot = sold
    row = {"lot_id": lot.id, "kind": MovementKind.LOST, "business_date": lot.arrived_on, "posted_at": now()}
    more = {"source_kind": "stock_count", "source_id": 9, "part": ""}
    with pytest.raises(IntegrityError), db.session.begin_nested():
        db.session.execute(db.insert(StockMovement), [{**row, **more, **wrong}])


def test_the_equation_is_held_by_the_database(sold) -> None:
    _gallery, lot = sold
    with pytest.raises(IntegrityError), db.session.begin_nested():
        db.session.execute(text("UPDATE stock_lot SET sold = sold - 1 WHERE id = :id"), {"id": lot.id})


def test_a_return_whose_goods_never_left_is_named(sold) -> None:
    gallery, lot = sold
    goods = make_goods_return(lot, gallery.manager)
    goods.status, goods.closed_at = ReturnStatus.PICKED_UP, now()
    db.session.commit()
    named = [broken for check in STOCK_CHECKS for broken in check.run()[1]]
    assert named == [f"return {goods.id} line {goods.lines[0].id}: 1 pieces, is picked_up"]
