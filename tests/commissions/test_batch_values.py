"""A batch filled by two deliveries at two prices: each piece counts the price at which it was left."""

from datetime import date

import pytest

from accounts.permissions import Role
from commissions.verification import verify
from core.database import db
from outlets.batch_values import on_shelf
from outlets.stock_models import StockLot, StockMovement
from tests.clients import Api
from tests.commissions.test_price_changes import prices
from tests.factories.people import make_user
from tests.factories.stock import make_gallery, make_stock


@pytest.fixture
def shelf(app):
    """Batch A: 10 pieces left at Rp12.500 on 9 November, 10 at Rp15.000 on 12 November."""
    gallery = make_gallery()
    officer = Api(app, make_user(Role.PARTNERSHIP_OFFICER))
    raised = prices("2026-11-10", reason="Bahan baku naik, disepakati kedua pihak")
    assert officer.post(f"/placements/{gallery.placement.id}/prices", raised).status_code == 201
    for day in (9, 12):
        make_stock(gallery, batch="A", quantity=10, delivered_on=date(2026, 11, day))
    return gallery


def sell(app, gallery, pieces: int, day: str) -> None:
    line = {"sold_on": day, "placement_id": gallery.placement.id, "quantity": pieces, "unit_price_rupiah": 18_000}
    body = {"period_start": day, "period_end": day, "lines": [line]}
    assert Api(app, gallery.manager).post(f"/outlets/{gallery.outlet.id}/sales-reports", body).status_code == 201


def propose(app, gallery, pieces: int, **more: object):
    finance = Api(app, make_user(Role.FINANCE))
    budget = {"year": 2026, "code": f"5.{pieces}", "name": "Pembelian", "amount_rupiah": 900_000}
    body = {
        "outlet_id": gallery.outlet.id,
        "budget_id": finance.post("/buyback-budgets", budget).json["id"],
        "lines": [{"placement_id": gallery.placement.id, "batch": "A", "quantity": pieces, **more}],
    }
    return Api(app, make_user(Role.PARTNERSHIP_OFFICER)).post("/buybacks", body)


def as_told(answer) -> list[tuple[int, int, int]]:
    return [(line["quantity"], line["consigned_price_rupiah"], line["amount_rupiah"]) for line in answer["lines"]]


def worth(gallery) -> list[tuple[int, int]]:
    db.session.expire_all()
    lot = db.session.query(StockLot).filter_by(placement_id=gallery.placement.id).one()
    return [tuple(one) for one in on_shelf([lot])[lot.id]]


def test_what_was_delivered_first_is_bought_first_at_its_own_price(app, shelf) -> None:
    sell(app, shelf, 6, "2026-11-15")
    assert worth(shelf) == [(12_500, 4), (15_000, 10)]
    made = propose(app, shelf, 8).json
    assert as_told(made) == [(4, 12_500, 50_000), (4, 15_000, 60_000)]
    approved = Api(app, make_user(Role.FINANCE)).post(f"/buybacks/{made['id']}/approve", {})
    assert (approved.status_code, approved.json["amount_rupiah"]) == (200, 110_000)
    assert worth(shelf) == [(15_000, 6)]
    assert [broken for check in verify() for broken in check.broken] == []


def test_each_price_is_rounded_by_itself(app, shelf) -> None:
    made = propose(app, shelf, 13, share_percent=33).json
    assert as_told(made) == [(10, 12_500, 41_250), (3, 15_000, 14_850)]


def test_pieces_sold_since_the_proposal_change_its_worth_and_it_is_made_anew(app, shelf) -> None:
    sell(app, shelf, 6, "2026-11-15")
    made = propose(app, shelf, 8).json
    sell(app, shelf, 2, "2026-11-16")
    finance = Api(app, make_user(Role.FINANCE))
    refused = finance.post(f"/buybacks/{made['id']}/approve", {})
    assert (refused.status_code, refused.json["code"]) == (409, "worth_changed")
    assert finance.post(f"/buybacks/{made['id']}/decline", {"reason": "Sisa berubah"}).status_code == 200
    anew = propose(app, shelf, 9).json
    assert as_told(anew) == [(2, 12_500, 25_000), (7, 15_000, 105_000)]


def test_what_was_lost_is_charged_at_the_price_of_the_pieces_that_went(app, shelf) -> None:
    sell(app, shelf, 9, "2026-11-15")
    owner, manager = Api(app, shelf.maker), Api(app, shelf.manager)
    line = {"placement_id": shelf.placement.id, "batch": "A", "quantity": 3, "share_percent": 50}
    body = {"producer_id": shelf.producer.id, "kind": "compensation", "lines": [line], "reason": "Hilang dari rak"}
    path = f"/outlets/{shelf.outlet.id}/charges"
    made = owner.post(path, body).json
    assert (made["amount_rupiah"], as_told(made)) == (21_250, [(1, 12_500, 6_250), (2, 15_000, 15_000)])
    assert manager.post(f"/charges/{made['id']}/confirm", {}).status_code == 200
    lost = db.session.query(StockMovement).filter_by(source_kind="adjustment").order_by(StockMovement.id)
    assert [(move.kind.value, move.quantity) for move in lost] == [("lost", 1), ("lost", 2)]
    assert worth(shelf) == [(15_000, 8)]
    assert owner.post(f"/charges/{made['id']}/cancel", {"reason": "Ditemukan di gudang"}).status_code == 200
    assert worth(shelf) == [(12_500, 1), (15_000, 10)]
    assert [broken for check in verify() for broken in check.broken] == []


def test_a_share_that_comes_to_no_rupiah_is_refused_in_words(app) -> None:
    gallery = make_gallery()
    gallery.placement.first_consigned_price_rupiah = 40
    db.session.commit()
    make_stock(gallery, batch="A", quantity=3)
    refused = propose(app, gallery, 1, share_percent=1)
    assert (refused.status_code, refused.json["code"]) == (422, "worth_nothing")
