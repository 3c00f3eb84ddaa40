"""A missing or spoilt piece is paid for once: by the outlet that answers for it, or by the agency that buys it back."""

import pytest

from tests.clients import Api
from tests.commissions.test_buybacks import (
    assert_everything_holds,
    gallery_with_leftovers,
    lots_of,
    proposal,
    transfers,
)
from tests.factories.outlets import make_outlet_member
from tests.factories.partnerships import make_producer_user


@pytest.fixture
def gallery(app):
    return gallery_with_leftovers(app)


def lost(gallery, batch: str, pieces: int) -> dict:
    """A charge the producer proposes: so many pieces of a batch the outlet answers for."""
    _outlet, producer, placement, *_rest = gallery
    lines = [{"placement_id": placement.id, "batch": batch, "quantity": pieces}]
    return {"producer_id": producer.id, "kind": "compensation", "lines": lines, "reason": "Hilang dari rak."}


def test_a_piece_the_outlet_made_good_is_not_bought_back_by_the_agency(app, gallery) -> None:
    outlet, producer, placement, _budget_id, officer, finance = gallery
    owner, manager = Api(app, make_producer_user(producer)), Api(app, make_outlet_member(outlet))
    whole = [{"placement_id": placement.id, "batch": "LAMA", "quantity": 10}]
    waiting = officer.post("/buybacks", proposal(gallery, lines=whole)).json
    charge = owner.post(f"/outlets/{outlet.id}/charges", lost(gallery, "LAMA", 4)).json
    assert manager.post(f"/charges/{charge['id']}/confirm", {}).json["status"] == "confirmed"
    posted = transfers()
    late = finance.post(f"/buybacks/{waiting['id']}/approve", {})
    assert (late.status_code, late.json["code"]) == (409, "not_enough_on_hand")
    anew = officer.post("/buybacks", proposal(gallery, lines=whole))
    assert (anew.status_code, anew.json["code"]) == (409, "not_enough_on_hand")
    assert (lots_of(placement)["LAMA"], transfers()) == ((6, 0), posted)
    assert_everything_holds()


def test_a_piece_the_agency_bought_is_not_charged_to_the_outlet(app, gallery) -> None:
    outlet, producer, placement, _budget_id, officer, finance = gallery
    owner, manager = Api(app, make_producer_user(producer)), Api(app, make_outlet_member(outlet))
    waiting = owner.post(f"/outlets/{outlet.id}/charges", lost(gallery, "LAMA", 4)).json
    whole = [{"placement_id": placement.id, "batch": "LAMA", "quantity": 10}]
    made = officer.post("/buybacks", proposal(gallery, lines=whole)).json
    assert finance.post(f"/buybacks/{made['id']}/approve", {}).status_code == 200
    posted = transfers()
    late = manager.post(f"/charges/{waiting['id']}/confirm", {})
    assert (late.status_code, late.json["code"]) == (409, "not_enough_on_hand")
    anew = owner.post(f"/outlets/{outlet.id}/charges", lost(gallery, "LAMA", 1))
    assert (anew.status_code, anew.json["code"]) == (409, "more_than_is_missing")
    assert (lots_of(placement)["LAMA"], transfers()) == ((0, 10), posted)
    assert_everything_holds()
