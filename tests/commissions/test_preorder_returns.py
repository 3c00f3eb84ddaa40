"""Pieces a buyer brings back, and entries of money and pick-ups that were wrong."""

import pytest
from flask import Flask
from sqlalchemy import select

from commissions.models import Transfer
from core.database import db
from tests.commissions.test_preorder_doors import DAY, Gallery, assert_everything_holds, in_campaign_book


@pytest.fixture
def gallery(app: Flask, clock_stands) -> Gallery:
    return Gallery(app, clock_stands)


def test_a_mask_brought_back_is_the_return_of_its_tailor_and_the_money_goes_back(gallery: Gallery) -> None:
    """Example 28 of docs/ledger.md: 50 ordered and paid, 48 accepted, 2 refunded, 1 brought back."""
    order = gallery.orders(50, takes_parts=True)
    gallery.starts_work()
    gallery.pays(order, 250_000)
    line = gallery.brings(gallery.rini, 48).json["id"]
    pickup = gallery.fetches(order, 48).json["id"]
    body = {"amount_rupiah": 10_000, "paid_on": DAY, "means": "on_pickup", "reason": "dua tidak jadi"}
    assert gallery.manager.post(f"/preorders/{order['id']}/refunds", body).status_code == 201
    back = {"campaign_delivery_id": line, "pieces": 1, "returned_on": DAY, "reason": "sobek"}
    door = f"/preorder-pickups/{pickup}/return"
    assert gallery.cashier.post(door, back | {"pieces": 49}).json["code"] == "not_so_many_fetched"
    made = gallery.cashier.post(door, back)
    assert (made.status_code, made.json["pieces"]) == (201, -1)
    rows = (
        select(Transfer.debit, Transfer.credit, Transfer.amount_rupiah)
        .where(Transfer.kind == "return")
        .order_by(Transfer.id)
    )
    assert [tuple(row) for row in db.session.execute(rows)] == [
        ("returns", "takings", 5_000),
        ("takings", "commission", 150),
    ]
    account = gallery.account(order)
    assert (account["brought_back"], account["refundable_rupiah"], account["outstanding"]) == (1, 5_000, 2)
    assert gallery.manager.post(f"/preorders/{order['id']}/refunds", body | {"amount_rupiah": 5_000}).status_code == 201
    assert in_campaign_book() == {"buyers_money": 235_000, "handed_over": -235_000}
    assert gallery.cashier.post(f"/preorder-pickups/{pickup}/take-back", {"reason": "keliru"}).status_code == 409
    assert_everything_holds()


def test_a_mask_brought_back_was_made_in_time_and_does_not_lower_its_day(gallery: Gallery) -> None:
    """50 were asked for on the day: 48 came, one of them went back to the tailor, and the missing two are still two."""
    order = gallery.orders(100, takes_parts=True)
    gallery.starts_work()
    gallery.pays(order, 500_000)
    line = gallery.brings(gallery.rini, 48, rest_follows=True).json["id"]
    pickup = gallery.fetches(order, 48).json["id"]
    back = {"campaign_delivery_id": line, "pieces": 1, "returned_on": DAY, "reason": "sobek"}
    assert gallery.cashier.post(f"/preorder-pickups/{pickup}/return", back).status_code == 201
    assert (gallery.progress()["accepted"], gallery.progress()["handed_over"]) == (48, 47)
    rest = gallery.brings(gallery.rini, 2).json
    assert (rest["shared_anew"], rest["warnings"]) == (0, [])
    beyond = gallery.brings(gallery.rini, 1).json
    assert [warning["code"] for warning in beyond["warnings"]] == ["more_than_asked"]
    assert_everything_holds()


def test_wrong_entries_of_money_and_pick_ups_are_taken_back_once_and_nothing_is_lost(gallery: Gallery) -> None:
    order = gallery.orders(10)
    gallery.starts_work()
    gallery.brings(gallery.rini, 25)
    paid = gallery.pays(order, 50_000).json["id"]
    fetched = gallery.fetches(order, 10).json["id"]
    door = f"/buyer-payments/{paid}/take-back"
    assert gallery.manager.post(door, {"reason": "dobel"}).json["code"] == "money_was_moved"
    undone = gallery.cashier.post(f"/preorder-pickups/{fetched}/take-back", {"reason": "orang lain"})
    assert (undone.status_code, undone.json["pieces"]) == (201, -10)
    assert gallery.manager.post(door, {"reason": "dobel"}).json["amount_rupiah"] == -50_000
    assert gallery.manager.post(door, {"reason": "dobel"}).json["code"] == "taken_back_already"
    assert gallery.officer.get(f"/preorders/{order['id']}").json["status"] == "accepted"
    assert in_campaign_book() == {}
    assert (gallery.account(order)["outstanding"], gallery.progress()["ready"]) == (10, 25)
    assert_everything_holds()
