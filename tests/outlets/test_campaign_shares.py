"""Who makes how much of a pooled pre-order, and what moves when producers leave or offer less."""

from datetime import date

import time_machine

from core.database import db
from outlets.campaign_models import CampaignShare
from tests.clients import Api
from tests.factories.campaigns import (
    FIRST_DAY,
    fresh,
    make_campaign,
    make_campaign_member,
    make_preorder,
    make_shares,
)
from tests.factories.outlets import make_agreement
from tests.factories.partnerships import make_producer, make_producer_user
from tests.outlets.test_campaigns import SECOND_DAY, by_day, officer


def test_work_is_shared_out_fairly_explained_and_left_alone_when_shared_out_again(app) -> None:
    campaign = make_campaign()
    members = [make_campaign_member(campaign, 50) for _ in range(3)]
    make_preorder(campaign, 100)
    api, path = officer(app), f"/campaigns/{campaign.id}"
    assert api.post(f"{path}/allocate").status_code == 200
    items = api.get(f"{path}/allocation").json["items"]
    assert [(item["producer_id"], item["day"], item["quantity"]) for item in items] == [
        (member.producer_id, "2026-12-01", size) for member, size in zip(members, (34, 33, 33), strict=True)
    ]
    assert items[0]["why"] == (
        "Anda mendapat 34: 100 dibagi sama rata, dan satu sisa jatuh pada Anda karena Anda bergabung lebih dulu"
        " daripada yang lain; sesudahnya Anda 34."
    )
    english = api.get(f"{path}/allocation", headers={"Accept-Language": "en"}).json["items"][0]["why"]
    assert english.startswith("You receive 34")
    api.post(f"{path}/allocate")
    assert db.session.query(CampaignShare).count() == 3
    make_preorder(campaign, 80)
    api.post(f"{path}/allocate")
    after = {
        (item["producer_id"], item["day"]): item["quantity"] for item in api.get(f"{path}/allocation").json["items"]
    }
    assert all(after[item["producer_id"], item["day"]] >= item["quantity"] for item in items)
    assert sum(after.values()) == 180
    assert by_day(app, campaign) == {"2026-12-01": [50, 50, 50], "2026-12-02": [10, 10, 10]}


def test_a_producer_sees_its_own_shares_alone(app) -> None:
    campaign = make_campaign()
    mine = make_producer()
    make_agreement(mine, campaign.outlet)
    make_campaign_member(campaign, producer=mine)
    make_campaign_member(campaign)
    make_preorder(campaign, 60)
    make_shares(campaign)
    items = Api(app, make_producer_user(mine)).get(f"/campaigns/{campaign.id}/allocation").json["items"]
    assert [(item["producer_id"], item["quantity"]) for item in items] == [(mine.id, 30)]


def test_when_a_producer_leaves_its_work_goes_to_the_others_and_the_last_orders_give_way(app) -> None:
    campaign = make_campaign(deliver_until=SECOND_DAY)
    gone, _second, _third = (make_campaign_member(campaign, 50) for _ in range(3))
    first, second, third = (make_preorder(campaign, size) for size in (100, 100, 60))
    make_shares(campaign)
    assert by_day(app, campaign) == {"2026-12-01": [50, 50, 50], "2026-12-02": [37, 37, 36]}
    api = officer(app)
    answer = api.post(f"/campaigns/{campaign.id}/members/{gone.producer_id}/leave", {"reason": "Mesin rusak"})
    assert (answer.status_code, answer.json["left_on"]) == (200, "2026-11-22")
    assert [(fresh(one).status.value, fresh(one).promised_on) for one in (first, second, third)] == [
        ("accepted", FIRST_DAY),
        ("accepted", SECOND_DAY),
        ("waiting", None),
    ]
    assert by_day(app, campaign) == {"2026-12-01": [50, 50], "2026-12-02": [50, 50]}
    assert api.post(f"/campaigns/{campaign.id}/members/{gone.producer_id}/leave", {}).status_code == 404
    rejoined = api.post(f"/campaigns/{campaign.id}/members", {"producer_id": gone.producer_id, "pieces_per_day": 60})
    assert rejoined.json["joined"] == 4
    assert (fresh(third).status.value, fresh(third).promised_on) == ("accepted", FIRST_DAY)


def test_work_that_buyers_no_longer_need_is_taken_back_from_who_has_most(app) -> None:
    campaign = make_campaign()
    members = [make_campaign_member(campaign, size) for size in (30, 50, 50)]
    order, other = make_preorder(campaign, 90), make_preorder(campaign, 40)
    make_shares(campaign)
    assert by_day(app, campaign) == {"2026-12-01": [30, 50, 50]}
    officer(app).post(f"/preorders/{order.id}/quantity", {"quantity": 69})
    make_shares(campaign)
    assert by_day(app, campaign) == {"2026-12-01": [30, 40, 39]}
    items = officer(app).get(f"/campaigns/{campaign.id}/allocation?producer_id={members[2].producer_id}").json["items"]
    assert "11 tidak jadi dibutuhkan" in items[0]["why"]
    assert fresh(other).promised_on == FIRST_DAY


def test_offering_less_a_day_moves_what_no_longer_fits(app) -> None:
    campaign = make_campaign()
    narrow = make_campaign_member(campaign, 50)
    make_campaign_member(campaign, 50)
    order = make_preorder(campaign, 100)
    make_shares(campaign)
    answer = officer(app).request(
        "PUT",
        f"/campaigns/{campaign.id}/members/{narrow.producer_id}",
        json={"pieces_per_day": 20, "days_off": ["2026-12-02"]},
    )
    assert answer.json["pieces_per_day"] == 20
    assert fresh(order).promised_on == SECOND_DAY
    assert by_day(app, campaign) == {"2026-12-01": [20, 50], "2026-12-02": [30]}


def test_what_nobody_was_asked_to_make_on_a_day_that_is_over_is_promised_anew(app) -> None:
    campaign = make_campaign(closes_on=date(2026, 12, 5))
    make_campaign_member(campaign, 50)
    order = make_preorder(campaign, 50)
    with time_machine.travel(date(2026, 12, 2)):
        make_shares(campaign)
        assert fresh(order).promised_on == date(2026, 12, 3)
        assert by_day(app, campaign) == {"2026-12-03": [50]}
