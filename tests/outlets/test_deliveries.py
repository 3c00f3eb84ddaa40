"""Goods on their way: the delivery note, what it is refused for, what came of it, and disputes about that."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from accounts.models import OutboxMessage
from accounts.permissions import Role
from core.agency_settings import put
from core.database import committed, db
from core.dates import today
from outlets import deliveries, expiry_night, receipts
from outlets.deliveries import CONFIRM_DAYS
from outlets.states import PlacementStatus, StockPolicy
from outlets.stock_errors import DeliveryNotOpen, TooLateToDispute
from outlets.stock_models import StockLot, StockMovement
from tests.clients import Api
from tests.factories.outlets import make_outlet_member, make_placement
from tests.factories.partnerships import make_product, make_requirement
from tests.factories.people import make_user
from tests.factories.stock import Gallery, make_delivery, make_gallery, make_stock
from tests.factories.watches import make_hold


@pytest.fixture
def gallery(app) -> Gallery:
    return make_gallery()


def note(gallery: Gallery, *lines: dict, **more) -> dict:
    body = {"outlet_id": gallery.outlet.id, "producer_id": gallery.producer.id, "delivered_on": "2026-11-20"}
    return {**body, "lines": list(lines) or [line(gallery)], **more}


def line(gallery: Gallery, **more) -> dict:
    told = {"placement_id": gallery.placement.id, "batch": "A1", "expires_on": "2027-03-31", "quantity": 20}
    return {**told, **more}


def stock_of(api: Api, gallery: Gallery) -> list[dict]:
    return api.get(f"/outlets/{gallery.outlet.id}/stock").json["items"]


def test_goods_are_sent_received_and_only_then_stock(app, gallery) -> None:
    maker, manager = Api(app, gallery.maker), Api(app, gallery.manager)
    sent = maker.post("/deliveries", note(gallery))
    assert sent.status_code == 201, sent.json
    assert (sent.json["status"], sent.json["confirm_by"]) == ("sent", "2026-11-25")
    assert sent.json["number"] == f"TJ-2026-{sent.json['id']:05d}"
    assert stock_of(manager, gallery) == []
    receipt = {"lines": [{"placement_id": gallery.placement.id, "batch": "A1", "good": 17, "short": 1, "damaged": 2}]}
    received = manager.post(f"/deliveries/{sent.json['id']}/receipt", receipt)
    assert received.status_code == 201, received.json
    assert received.json["status"] == "received"
    assert [(x["good"], x["short"], x["damaged"]) for x in received.json["lines"]] == [(17, 1, 2)]
    assert stock_of(manager, gallery) == [
        {
            "placement_id": gallery.placement.id,
            "batch": "A1",
            "expires_on": "2027-03-31",
            "opening": 0,
            "received": 17,
            "sold": 0,
            "customer_returns": 0,
            "returned": 0,
            "damaged": 0,
            "lost": 0,
            "expired": 0,
            "bought_back": 0,
            "closing": 17,
            "sellable": 17,
        }
    ]
    assert stock_of(maker, gallery) == stock_of(manager, gallery)
    again = manager.post(f"/deliveries/{sent.json['id']}/receipt", receipt)
    assert (again.status_code, again.json["code"]) == (409, "delivery_not_open")


def test_short_is_the_rest_when_it_is_left_out(app, gallery) -> None:
    delivery = make_delivery(gallery, quantity=10)
    told = {"lines": [{"placement_id": gallery.placement.id, "batch": "A", "good": 7, "damaged": 1}]}
    answer = Api(app, gallery.manager).post(f"/deliveries/{delivery.id}/receipt", told)
    assert [(x["good"], x["short"], x["damaged"]) for x in answer.json["lines"]] == [(7, 2, 1)]


@pytest.mark.parametrize(
    ("lines", "status", "code"),
    [
        ([{"good": 11}], 422, "receipt_does_not_add_up"),
        ([{"good": 8, "short": 1, "damaged": 0}], 422, "receipt_does_not_add_up"),
        ([], 422, "receipt_incomplete"),
        ([{"good": 10, "batch": "Z"}], 422, "not_on_the_note"),
        ([{"good": 5}, {"good": 5}], 422, "not_on_the_note"),
    ],
)
def test_a_receipt_that_does_not_fit_the_note_is_refused(app, gallery, lines, status, code) -> None:
    delivery = make_delivery(gallery, quantity=10)
    told = [{"placement_id": gallery.placement.id, "batch": "A", **line} for line in lines]
    answer = Api(app, gallery.manager).post(f"/deliveries/{delivery.id}/receipt", {"lines": told})
    assert (answer.status_code, answer.json["code"]) == (status, code)


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"expires_on": "2026-11-19"}, 422, "expired_already"),
        ({"expires_on": "2027-03-31", "produced_on": "2027-04-01"}, 422, "produced_after_delivery"),
        ({"expires_on": "2026-11-21", "produced_on": "2026-11-20"}, 201, None),
        ({"produced_on": "2026-11-19", "expires_on": "2026-11-18"}, 422, "expires_before_production"),
        (
            {"expires_on": "2027-01-10", "expiry_precision": "month", "produced_on": "2026-11-01"},
            422,
            "month_not_enough",
        ),
        ({"expires_on": "2027-03-01", "expiry_precision": "month"}, 201, None),
        ({"expires_on": None}, 201, None),
        ({"quantity": 0}, 422, "invalid_input"),
        ({"placement_id": 999_999}, 422, "placement_not_here"),
    ],
)
def test_label_dates_and_pieces_of_a_line_are_judged(app, gallery, change, status, code) -> None:
    answer = Api(app, gallery.maker).post("/deliveries", note(gallery, line(gallery, **change)))
    assert answer.status_code == status, answer.json
    if code:
        assert answer.json["code"] == code


def test_an_expiry_by_month_is_the_last_day_of_that_month(app, gallery) -> None:
    told = line(gallery, expires_on="2027-03-01", expiry_precision="month")
    answer = Api(app, gallery.maker).post("/deliveries", note(gallery, told))
    assert answer.json["lines"][0]["expires_on"] == "2027-03-31"
    assert answer.json["lines"][0]["expiry_precision"] == "month"


def test_every_wrong_line_is_named_at_once(app, gallery) -> None:
    first = line(gallery, expires_on="2026-11-01")
    answer = Api(app, gallery.maker).post("/deliveries", note(gallery, first, line(gallery, placement_id=999_999)))
    assert [(row["row"], row["code"]) for row in answer.json["rows"]] == [
        (1, "expired_already"),
        (2, "placement_not_here"),
    ]
    assert set(answer.json["errors"]) == {"lines.0.expires_on", "lines.1.placement_id"}


def test_the_quota_counts_what_lies_there_and_what_is_on_its_way(app) -> None:
    gallery = make_gallery(quota=30)
    make_stock(gallery, quantity=12)
    make_delivery(gallery, quantity=10, batch="B")
    maker = Api(app, gallery.maker)
    refused = maker.post("/deliveries", note(gallery, line(gallery, batch="C", quantity=9)))
    assert (refused.status_code, refused.json["code"]) == (409, "quota_exceeded")
    assert "paling banyak 8 pcs" in refused.json["detail"]
    assert maker.post("/deliveries", note(gallery, line(gallery, batch="C", quantity=8))).status_code == 201


def test_two_lines_of_one_note_count_together_against_the_quota(app) -> None:
    gallery = make_gallery(quota=30)
    two = [line(gallery, batch="A", quantity=20), line(gallery, batch="B", quantity=11)]
    assert Api(app, gallery.maker).post("/deliveries", note(gallery, *two)).json["code"] == "quota_exceeded"


def test_less_shelf_life_than_the_outlet_asks_for_is_refused(app, gallery) -> None:
    gallery.placement.min_shelf_life_days = 60
    db.session.commit()
    refused = Api(app, gallery.maker).post("/deliveries", note(gallery, line(gallery, expires_on="2027-01-18")))
    assert (refused.status_code, refused.json["code"]) == (422, "shelf_life_too_short")
    assert "59 hari" in refused.json["detail"]
    good = Api(app, gallery.maker).post("/deliveries", note(gallery, line(gallery, expires_on="2027-01-19")))
    assert good.status_code == 201


def test_nothing_is_delivered_while_a_permit_is_missing(app, gallery) -> None:
    make_hold(gallery.placement, make_requirement(gallery.producer))
    refused = Api(app, gallery.maker).post("/deliveries", note(gallery))
    assert (refused.status_code, refused.json["code"]) == (409, "deliveries_stopped")


@pytest.mark.parametrize("status", [PlacementStatus.PROPOSED, PlacementStatus.SUSPENDED, PlacementStatus.ENDED])
def test_nothing_is_delivered_to_a_shelf_that_is_not_active(app, gallery, status) -> None:
    gallery.placement.status = status
    db.session.commit()
    refused = Api(app, gallery.maker).post("/deliveries", note(gallery))
    assert (refused.status_code, refused.json["code"]) == (409, "placement_not_active")


def test_a_batch_keeps_its_expiry_date(app, gallery) -> None:
    make_stock(gallery, batch="A1", expires_on=date(2027, 3, 30))
    refused = Api(app, gallery.maker).post("/deliveries", note(gallery))
    assert (refused.status_code, refused.json["code"]) == (409, "batch_with_other_expiry")
    again = Api(app, gallery.maker).post("/deliveries", note(gallery, line(gallery, expires_on="2027-03-30")))
    assert again.status_code == 201


def test_a_batch_stands_once_on_a_note(app, gallery) -> None:
    refused = Api(app, gallery.maker).post("/deliveries", note(gallery, line(gallery), line(gallery)))
    assert (refused.status_code, refused.json["code"]) == (422, "batch_twice")


@pytest.mark.parametrize("day", ["2025-11-20", "2027-01-01"])
def test_a_day_of_delivery_far_away_is_refused(app, gallery, day) -> None:
    assert Api(app, gallery.maker).post("/deliveries", note(gallery, delivered_on=day)).json["code"] == (
        "delivered_on_impossible"
    )


def test_who_sends_and_who_receives(app, gallery) -> None:
    cashier = make_outlet_member(gallery.outlet, Role.CASHIER)
    officer = make_user(Role.PARTNERSHIP_OFFICER)
    for user, status in [
        (gallery.maker, 201),
        (officer, 201),
        (gallery.manager, 403),
        (cashier, 403),
        (make_user(Role.FINANCE), 403),
        (make_user(Role.PARTNERSHIP_OFFICER, regions=("62.71",)), 404),
    ]:
        body = note(gallery, line(gallery, batch=f"of {user.id}"))
        assert Api(app, user).post("/deliveries", body).status_code == status, user.role
    delivery = make_delivery(gallery, batch="Z")
    told = {"lines": [{"placement_id": gallery.placement.id, "batch": "Z", "good": 10}]}
    assert Api(app, gallery.maker).post(f"/deliveries/{delivery.id}/receipt", told).status_code == 403
    stranger = make_outlet_member(make_gallery().outlet)
    assert Api(app, stranger).post(f"/deliveries/{delivery.id}/receipt", told).status_code == 404
    assert Api(app, cashier).post(f"/deliveries/{delivery.id}/receipt", told).status_code == 201


def test_an_officer_stands_in_for_one_side_never_for_both(app, gallery) -> None:
    officer, other = (Api(app, make_user(Role.PARTNERSHIP_OFFICER)) for _ in range(2))
    sent = officer.post("/deliveries", note(gallery, source="phone")).json
    told = {"lines": [{"placement_id": gallery.placement.id, "batch": "A1", "good": 20}]}
    refused = officer.post(f"/deliveries/{sent['id']}/receipt", told)
    assert (refused.status_code, refused.json["code"]) == (403, "never_both_sides")
    assert other.post(f"/deliveries/{sent['id']}/receipt", told).status_code == 201


def test_a_note_is_taken_back_only_before_it_is_received(app, gallery) -> None:
    maker = Api(app, gallery.maker)
    first, second = make_delivery(gallery), make_delivery(gallery, batch="B")
    assert maker.post(f"/deliveries/{first.id}/cancel", {"reason": "salah gerai"}).json["status"] == "cancelled"
    committed(receipts.all_good, second.id, by=gallery.manager)
    refused = maker.post(f"/deliveries/{second.id}/cancel", {"reason": "terlambat"})
    assert (refused.status_code, refused.json["code"]) == (409, "delivery_not_open")
    with pytest.raises(DeliveryNotOpen):
        receipts.all_good(first.id, by=gallery.manager)


def test_what_nobody_confirms_counts_as_received_after_the_days_set(app, gallery, clock_stands) -> None:
    with db.session.begin_nested():
        put(CONFIRM_DAYS.name, "5")
    delivery = make_delivery(gallery, quantity=10, delivered_on=today())
    assert delivery.confirm_by == date(2026, 11, 27)
    clock_stands.move_to(datetime(2026, 11, 27, 10, tzinfo=UTC))
    assert committed(expiry_night.run).received == 0
    clock_stands.move_to(datetime(2026, 12, 4, 10, tzinfo=UTC))  # days without a night are made good
    assert committed(expiry_night.run).received == 1
    assert committed(expiry_night.run).received == 0
    fresh = deliveries.get(delivery.id, by=gallery.manager)
    assert (fresh.status.value, fresh.receipt.is_automatic, fresh.receipt.confirmed_by_id) == ("received", True, None)
    lot = db.session.execute(select(StockLot)).scalar_one()
    assert (lot.received, lot.on_hand, lot.arrived_on) == (10, 10, date(2026, 11, 22))
    told = db.session.execute(
        select(OutboxMessage.subject).where(OutboxMessage.to_user_id == gallery.manager.id).order_by(OutboxMessage.id)
    )
    assert told.scalars().all() == [
        "Barang titipan dikirim ke gerai Anda",
        "Barang titipan dianggap diterima",
        "Barang titipan yang hampir kedaluwarsa",
    ]


def test_an_outlet_that_does_not_follow_its_stock_gets_notes_and_no_stock(app) -> None:
    gallery = make_gallery(stock_policy=StockPolicy.UNTRACKED)
    delivery = make_delivery(gallery)
    committed(receipts.all_good, delivery.id, by=gallery.manager)
    assert deliveries.get(delivery.id, by=gallery.manager).status.value == "received"
    assert db.session.execute(select(StockMovement)).first() is None


def dispute(app, gallery: Gallery, *, received: int = 8, claimed: int = 10):
    """A delivery of ten of which the outlet counted fewer good pieces than the producer says."""
    delivery = make_delivery(gallery, quantity=10)
    told = [{"placement_id": gallery.placement.id, "batch": "A", "good": received}]
    committed(receipts.confirm, delivery.id, lines=told, by=gallery.manager)
    body = {"line_id": delivery.lines[0].id, "good": claimed, "words": "Dihitung bersama kasir."}
    return delivery, Api(app, gallery.maker).post(f"/deliveries/{delivery.id}/disputes", body)


def test_a_disputed_receipt_is_corrected_by_a_further_movement(app, gallery) -> None:
    delivery, opened = dispute(app, gallery)
    assert (opened.status_code, opened.json["status"]) == (201, "open")
    assert delivery.status.value == "disputed"
    officer = Api(app, make_user(Role.PARTNERSHIP_OFFICER))
    body = {"decision": "corrected", "good": 9, "reason": "Foto menunjukkan 9."}
    decided = officer.post(f"/receipt-disputes/{opened.json['id']}/decision", body)
    assert (decided.status_code, decided.json["status"], decided.json["decided_good"]) == (200, "corrected", 9)
    row = stock_of(officer, gallery)[0]
    assert (row["received"], row["closing"]) == (9, 9)
    assert deliveries.get(delivery.id, by=gallery.maker).status.value == "received"
    again = officer.post(f"/receipt-disputes/{opened.json['id']}/decision", body)
    assert (again.status_code, again.json["code"]) == (409, "already_decided")


def test_a_correction_may_take_pieces_out_again(app, gallery) -> None:
    _delivery, opened = dispute(app, gallery, received=10, claimed=6)
    body = {"decision": "corrected", "reason": "Produsen membawa pulang 4."}
    officer = Api(app, make_user(Role.PARTNERSHIP_OFFICER))
    assert officer.post(f"/receipt-disputes/{opened.json['id']}/decision", body).status_code == 200
    row = stock_of(officer, gallery)[0]
    assert (row["received"], row["closing"]) == (6, 6)


def test_a_receipt_may_stand(app, gallery) -> None:
    _delivery, opened = dispute(app, gallery)
    officer = Api(app, make_user(Role.PARTNERSHIP_OFFICER))
    body = {"decision": "confirmed", "reason": "Rekaman kamera."}
    assert officer.post(f"/receipt-disputes/{opened.json['id']}/decision", body).json["decided_good"] == 8
    assert stock_of(officer, gallery)[0]["received"] == 8


def test_a_dispute_needs_a_difference_and_comes_in_time(app, gallery, clock_stands) -> None:
    delivery, opened = dispute(app, gallery, claimed=8)
    assert (opened.status_code, opened.json["code"]) == (409, "nothing_to_dispute")
    body = {"line_id": delivery.lines[0].id, "good": 11, "words": "x"}
    maker = Api(app, gallery.maker)
    assert maker.post(f"/deliveries/{delivery.id}/disputes", body).json["code"] == "more_than_was_sent"
    clock_stands.shift(timedelta(days=8))
    late = maker.post(f"/deliveries/{delivery.id}/disputes", {**body, "good": 10})
    assert (late.status_code, late.json["code"]) == (409, TooLateToDispute.code)


def test_who_disputes_does_not_decide(app, gallery) -> None:
    delivery = make_delivery(gallery)
    told = [{"placement_id": gallery.placement.id, "batch": "A", "good": 8}]
    committed(receipts.confirm, delivery.id, lines=told, by=gallery.manager)
    officer = Api(app, make_user(Role.PARTNERSHIP_OFFICER))
    body = {"line_id": delivery.lines[0].id, "good": 10, "words": "Produsen menelepon."}
    opened = officer.post(f"/deliveries/{delivery.id}/disputes", body).json
    refused = officer.post(f"/receipt-disputes/{opened['id']}/decision", {"decision": "confirmed", "reason": "x"})
    assert (refused.status_code, refused.json["code"]) == (403, "second_person_needed")


def test_another_product_of_the_same_producer_may_stand_on_the_same_note(app, gallery) -> None:
    other = make_placement(make_product(gallery.producer, sku="KRP-2"), gallery.outlet)
    two = [line(gallery), line(gallery, placement_id=other.id)]
    answer = Api(app, gallery.maker).post("/deliveries", note(gallery, *two))
    assert (answer.status_code, len(answer.json["lines"])) == (201, 2)
