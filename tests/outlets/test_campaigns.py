"""Pooled pre-orders: a campaign, its pool, orders that are promised or wait, and work that is shared out with why."""

from collections import Counter
from datetime import date

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, ProgrammingError

from accounts.models import AuditEvent
from accounts.permissions import Role
from core.database import db
from core.dates import now
from outlets.campaign_models import CampaignMember, CampaignShare
from outlets.campaign_states import OrderStatus
from outlets.preorder_models import Preorder, PreorderPickup
from partnerships.states import ProducerStatus
from tests.clients import Api
from tests.factories.campaigns import (
    FIRST_DAY,
    fresh,
    make_campaign,
    make_campaign_member,
    make_preorder,
    make_shares,
)
from tests.factories.outlets import make_agreement, make_outlet, make_outlet_member
from tests.factories.partnerships import make_producer, make_producer_user
from tests.factories.people import make_user
from tests.outlets.test_acceptance_races import at_once

SECOND_DAY = date(2026, 12, 2)


def officer(app) -> Api:
    return Api(app, make_user(Role.PARTNERSHIP_OFFICER))


def told(**changes: object) -> dict[str, object]:
    return {
        "buyer_name": "Bank Kaltim",
        "phone": "0812-1216-6679",
        "region_code": "64.72",
        "quantity": 50,
        "wanted_on": "2026-12-03",
        **changes,
    }


def by_day(app, campaign) -> dict[str, list[int]]:
    items = officer(app).get(f"/campaigns/{campaign.id}/allocation?per_page=200").json["items"]
    days: dict[str, list[int]] = {}
    for item in items:
        days.setdefault(item["day"], []).append(item["quantity"])
    return days


def test_an_officer_opens_a_campaign_as_the_contract_says(app) -> None:
    outlet = make_outlet("plut_gallery")
    body = {
        "product_name": "Masker kain",
        "specification": "Katun, tiga lapis",
        "outlet_id": outlet.id,
        "price_rupiah": 5_000,
        "minimum_lot": 10,
        "opens_on": "2026-11-22",
        "closes_on": "2026-11-30",
        "deliver_from": "2026-12-01",
        "deliver_until": "2026-12-31",
    }
    api = officer(app)
    answer = api.post("/campaigns", body)
    assert answer.status_code == 201
    assert (answer.json["status"], answer.json["pieces_left"], answer.json["earliest"]) == ("open", 0, None)
    assert api.get(f"/campaigns/{answer.json['id']}").json["minimum_lot"] == 10
    for changes, code in (
        ({"closes_on": "2026-11-01"}, "campaign_days_reversed"),
        ({"deliver_until": "2026-11-30"}, "campaign_days_reversed"),
        ({"deliver_until": "2028-01-01"}, "campaign_too_long"),
        (
            {
                "opens_on": "2026-10-01",
                "closes_on": "2026-10-02",
                "deliver_from": "2026-10-03",
                "deliver_until": "2026-10-04",
            },
            "campaign_over",
        ),
    ):
        refused = api.post("/campaigns", {**body, **changes})
        assert (refused.status_code, refused.json["code"]) == (422, code)


def test_only_an_active_producer_with_an_agreement_joins_and_only_once(app) -> None:
    campaign = make_campaign()
    path = f"/campaigns/{campaign.id}/members"
    agreed, stranger = make_producer(), make_producer()
    suspended = make_producer(status=ProducerStatus.SUSPENDED)
    for producer in (agreed, suspended):
        make_agreement(producer, campaign.outlet)
    api = officer(app)
    body = {"producer_id": agreed.id, "pieces_per_day": 50, "days_off": ["2026-12-06"]}
    answer = api.post(path, body)
    assert (answer.status_code, answer.json["joined"], answer.json["days_off"]) == (201, 1, ["2026-12-06"])
    refusals = [
        api.post(path, {**body, **changes}).json["code"]
        for changes in (
            {},
            {"producer_id": stranger.id},
            {"producer_id": suspended.id},
            {"days_off": ["2026-12-25"]},
        )
    ]
    assert refusals == ["already_in_pool", "no_agreement_with_outlet", "producer_not_active", "day_off_outside"]
    assert api.get(f"/campaigns/{campaign.id}").json["pieces_left"] == 9 * 50


def test_a_producer_joins_itself_and_speaks_for_nobody_else(app) -> None:
    campaign = make_campaign()
    mine, other = make_producer(), make_producer()
    for producer in (mine, other):
        make_agreement(producer, campaign.outlet)
    api = Api(app, make_producer_user(mine))
    path = f"/campaigns/{campaign.id}/members"
    assert api.post(path, {"producer_id": other.id, "pieces_per_day": 50}).status_code == 404
    assert api.post(path, {"producer_id": mine.id, "pieces_per_day": 40}).status_code == 201
    make_campaign_member(campaign, producer=other)
    assert [one["producer_id"] for one in api.get(path).json["items"]] == [mine.id]
    assert api.post(f"{path}/{other.id}/leave", {}).status_code == 404
    assert api.get(f"/campaigns/{campaign.id}/orders").status_code == 403


def test_an_order_is_promised_for_the_day_its_last_piece_can_be_made_or_it_waits(app) -> None:
    campaign = make_campaign(deliver_until=SECOND_DAY)
    make_campaign_member(campaign, 50)
    make_campaign_member(campaign, 50)
    api, path = officer(app), f"/campaigns/{campaign.id}/orders"
    answers = [api.post(path, told(quantity=size)) for size in (80, 60, 100, 60, 50)]
    assert [answer.status_code for answer in answers] == [201] * 5
    assert [(one.json["status"], one.json["promised_on"], one.json["waiting_position"]) for one in answers] == [
        ("accepted", "2026-12-01", None),
        ("accepted", "2026-12-02", None),
        ("waiting", None, 1),
        ("accepted", "2026-12-02", None),
        ("waiting", None, 2),
    ]
    codes = {answer.json["code"] for answer in answers}
    assert len(codes) == 5
    assert all(len(code) == 10 for code in codes)


def test_nothing_is_promised_for_today_or_before(app) -> None:
    campaign = make_campaign(deliver_from=date(2026, 11, 20))
    make_campaign_member(campaign, 50)
    answer = officer(app).post(f"/campaigns/{campaign.id}/orders", told(quantity=50))
    assert answer.json["promised_on"] == "2026-11-23"


def test_orders_are_taken_only_while_the_campaign_takes_them(app) -> None:
    campaign = make_campaign(opens_on=date(2026, 11, 23))
    make_campaign_member(campaign)
    api, path = officer(app), f"/campaigns/{campaign.id}"
    early = api.post(f"{path}/orders", told())
    assert (early.status_code, early.json["code"]) == (409, "not_taking_orders")
    with time_machine.travel(date(2026, 11, 24)):
        assert api.post(f"{path}/orders", told()).status_code == 201
        assert api.post(f"{path}/close", {"reason": "Kain habis"}).json["status"] == "closed"
        assert api.post(f"{path}/orders", told()).json["code"] == "not_taking_orders"
        assert api.post(f"{path}/reopen", {"reason": "Kain datang"}).json["status"] == "open"
        assert api.post(f"{path}/orders", told()).status_code == 201
        assert api.post(f"{path}/cancel", {"reason": "Dibatalkan Dinas"}).json["status"] == "cancelled"
        assert api.post(f"{path}/orders", told()).json["code"] == "campaign_cancelled"
        assert api.post(f"{path}/allocate").json["code"] == "campaign_cancelled"
    statuses = db.session.execute(select(Preorder.status, Preorder.cancelled_reason)).all()
    assert statuses == [(OrderStatus.CANCELLED, "Dibatalkan Dinas")] * 2


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"phone": "123"}, "phone_not_valid"),
        ({"region_code": "64"}, "region_unknown"),
        ({"wanted_on": "2026-11-21"}, "wanted_too_early"),
    ],
)
def test_an_order_says_what_is_wrong_with_it(app, changes, code) -> None:
    campaign = make_campaign()
    answer = officer(app).post(f"/campaigns/{campaign.id}/orders", told(**changes))
    assert answer.status_code == 422
    assert code in answer.get_data(as_text=True)
    assert db.session.query(Preorder).count() == 0


def test_who_ordered_is_sealed_and_can_be_erased_once_the_order_is_at_its_end(app) -> None:
    campaign = make_campaign()
    order = make_preorder(campaign, buyer_name="Rina Wulandari", organisation="Kantor Gubernur")
    row = db.session.execute(select(Preorder.__table__)).mappings().one()
    assert b"Rina" not in row["buyer_encrypted"]
    assert "6281212166679" not in str(dict(row))
    api = Api(app, make_user(Role.ADMINISTRATOR))
    path = f"/preorders/{order.id}"
    assert (api.get(path).json["buyer_name"], api.get(path).json["phone"]) == ("Rina Wulandari", "+6281212166679")
    assert api.post(f"{path}/erase-buyer").json["code"] == "buyer_still_needed"
    assert api.post(f"{path}/cancel", {"reason": "Batal"}).json["status"] == "cancelled"
    erased = api.post(f"{path}/erase-buyer").json
    assert (erased["buyer_name"], erased["phone"], erased["organisation"], erased["quantity"]) == ("", "", "", 50)
    events = db.session.query(AuditEvent).filter_by(subject_type="preorder").all()
    assert "Rina" not in str([(event.before, event.after, event.reason) for event in events])


def test_a_cancelled_order_lets_the_waiting_list_move_up_by_arrival_as_far_as_it_fits(app) -> None:
    campaign = make_campaign(deliver_until=FIRST_DAY)
    make_campaign_member(campaign, 100)
    first, large, small, later = (make_preorder(campaign, size) for size in (100, 80, 30, 60))
    assert [fresh(one).status.value for one in (first, large, small, later)] == ["accepted", *["waiting"] * 3]
    api = officer(app)
    assert api.post(f"/preorders/{first.id}/cancel", {"reason": "Tidak jadi"}).status_code == 200
    assert [(fresh(one).status.value, fresh(one).promised_on) for one in (large, small, later)] == [
        ("accepted", FIRST_DAY),
        ("waiting", None),
        ("waiting", None),
    ]
    assert api.post(f"/preorders/{large.id}/quantity", {"quantity": 20}).status_code == 200
    assert [fresh(one).status.value for one in (small, later)] == ["accepted", "waiting"]
    assert api.post(f"/preorders/{later.id}/quantity", {"quantity": 50}).json["status"] == "accepted"
    full = api.post(f"/preorders/{small.id}/quantity", {"quantity": 31})
    assert (full.status_code, full.json["code"]) == (409, "no_room_for_more")
    assert api.post(f"/preorders/{first.id}/cancel", {"reason": "Lagi"}).json["code"] == "order_at_its_end"


def test_the_waiting_list_moves_up_when_a_producer_joins(app) -> None:
    campaign = make_campaign(deliver_until=FIRST_DAY)
    make_campaign_member(campaign, 50)
    order = make_preorder(campaign, 80)
    assert fresh(order).status is OrderStatus.WAITING
    make_campaign_member(campaign, 30)
    assert (fresh(order).status, fresh(order).promised_on) == (OrderStatus.ACCEPTED, FIRST_DAY)


def test_what_was_fetched_limits_what_can_be_changed(app) -> None:
    campaign = make_campaign()
    make_campaign_member(campaign, 50)
    order = make_preorder(campaign, 40, takes_parts=True)
    clerk = make_outlet_member(campaign.outlet)
    db.session.add(
        PreorderPickup(
            order_id=order.id,
            campaign_id=campaign.id,
            pieces=25,
            picked_on=FIRST_DAY,
            recorded_by_id=clerk.id,
            recorded_at=now(),
        )
    )
    db.session.commit()
    api = Api(app, clerk)
    assert api.post(f"/preorders/{order.id}/quantity", {"quantity": 24}).json["code"] == "fewer_than_handed_over"
    assert api.post(f"/preorders/{order.id}/cancel", {"reason": "Batal"}).json["code"] == "fetched_in_part"
    refused = officer(app).post(f"/campaigns/{campaign.id}/cancel", {"reason": "Batal"})
    assert refused.json["code"] == "pieces_delivered_already"
    assert api.post(f"/preorders/{order.id}/quantity", {"quantity": 25}).status_code == 200


def test_eight_buyers_at_once_are_never_promised_more_than_can_be_made(own_app) -> None:
    campaign = make_campaign(deliver_until=FIRST_DAY)
    make_campaign_member(campaign, 100)
    apis = [Api(own_app, make_user(Role.PARTNERSHIP_OFFICER)) for _ in range(8)]
    path = f"/campaigns/{campaign.id}/orders"
    answers = at_once([(api, path, told(quantity=30)) for api in apis])
    assert [status for status, _code in answers] == [201] * 8
    db.session.expire_all()
    statuses = Counter(status.value for status in db.session.execute(select(Preorder.status)).scalars())
    assert statuses == {"accepted": 3, "waiting": 5}


def test_the_database_keeps_shares_as_they_were_and_one_place_in_the_pool(app) -> None:
    campaign = make_campaign()
    member = make_campaign_member(campaign)
    make_preorder(campaign, 10)
    make_shares(campaign)
    with pytest.raises(ProgrammingError), db.session.begin_nested():
        db.session.execute(CampaignShare.__table__.update().values(pieces=99))
    twin = CampaignMember(
        campaign_id=campaign.id,
        producer_id=member.producer_id,
        pieces_per_day=1,
        joined=9,
        joined_on=FIRST_DAY,
        joined_at=now(),
        joined_by_id=member.joined_by_id,
    )
    db.session.add(twin)
    with pytest.raises(IntegrityError, match="uq_campaign_member_in_pool"):
        db.session.flush()
