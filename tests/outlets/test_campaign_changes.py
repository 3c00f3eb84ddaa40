"""A campaign changed after it opened: nobody is let down, orders keep their price, and no day that began is touched."""

from datetime import date

import pytest
from sqlalchemy import select

from accounts.models import AuditEvent, OutboxMessage
from accounts.permissions import Role
from core.database import db
from outlets.campaign_models import CampaignPrice
from outlets.piece_prices import PaidFrom, piece_price_on, prices_ahead
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
from tests.factories.people import make_user
from tests.outlets.browsers import signed_in, text

SECOND_DAY = date(2026, 12, 2)


def test_what_was_said_last_counts_for_the_days_it_had_begun_on() -> None:
    told = [
        PaidFrom(date(2026, 11, 20), 5_000),
        PaidFrom(date(2026, 12, 10), 6_000),
        PaidFrom(date(2026, 12, 5), 7_000),
    ]
    asked = ((2026, 11, 1), (2026, 12, 4), (2026, 12, 5), (2026, 12, 31))
    assert [piece_price_on(told, date(*day)) for day in asked] == [5_000, 5_000, 7_000, 7_000]
    assert prices_ahead(told, date(2026, 12, 1)) == [PaidFrom(date(2026, 12, 5), 7_000)]
    assert prices_ahead(told[:2], date(2026, 12, 1)) == [PaidFrom(date(2026, 12, 10), 6_000)]


def test_the_end_moves_as_far_as_promises_let_it_and_more_days_let_the_waiting_list_move_up(app) -> None:
    campaign = make_campaign(deliver_until=SECOND_DAY)
    make_campaign_member(campaign, 50)
    promised, waits = make_preorder(campaign, 80), make_preorder(campaign, 60)
    api, path = Api(app, make_user(Role.PARTNERSHIP_OFFICER)), f"/campaigns/{campaign.id}"

    def changed(**told: object):
        return api.request("PATCH", path, json={"reason": "Kain datang", **told})

    short = changed(deliver_until="2026-12-01")
    assert (short.status_code, short.json["code"]) == (409, "promised_outside")
    assert "2 Desember 2026" in short.json["detail"]
    refusals = (
        ({"deliver_from": "2026-12-02"}, "promised_outside"),
        ({"deliver_until": "2026-11-01"}, "day_has_begun"),
        ({"closes_on": "2026-11-21"}, "day_has_begun"),
        ({"opens_on": "2026-11-25"}, "open_already"),
        ({"deliver_until": "2028-01-01"}, "campaign_too_long"),
        ({"price_rupiah": 6_000, "paid_from": "2026-11-22"}, "day_has_begun"),
    )
    assert [changed(**told).json["code"] for told, _code in refusals] == [code for _told, code in refusals]
    assert changed(deliver_until="2026-12-02").status_code == 200  # as it is
    assert db.session.query(AuditEvent).filter_by(action="campaign:changed").count() == 0
    assert changed(deliver_until="2026-12-03", closes_on="2026-12-01", minimum_lot=5).json["minimum_lot"] == 5
    assert (fresh(waits).status.value, fresh(waits).promised_on) == ("accepted", date(2026, 12, 3))
    assert fresh(promised).promised_on == SECOND_DAY
    kept = db.session.query(AuditEvent).filter_by(action="campaign:changed").one()
    assert kept.before == {"minimum_lot": 1, "closes_on": "2026-11-30", "deliver_until": "2026-12-02"}
    assert (kept.after["deliver_until"], kept.reason) == ("2026-12-03", "Kain datang")
    assert Api(app, make_user(Role.FINANCE)).request("PATCH", path, json={"reason": "x"}).status_code == 403


def test_a_new_price_is_for_new_orders_and_paid_after_what_is_promised_is_made(app) -> None:
    campaign = make_campaign()
    mine = make_producer()
    make_agreement(mine, campaign.outlet)
    make_producer_user(mine)
    make_campaign_member(campaign, 50, producer=mine)
    old = make_preorder(campaign, 80)
    browser = signed_in(app, make_user(Role.PARTNERSHIP_OFFICER))
    path = f"/pesanan-bersama/{campaign.id}"
    assert "Bila dikosongkan: 3 Desember 2026" in text(browser, f"{path}/ubah")
    assert browser.post(f"{path}/ubah", {"price_rupiah": "6.000"}).status_code == 422  # nobody said why
    assert browser.post(f"{path}/ubah", {"price_rupiah": "6.000", "reason": "Karet mahal"}).status_code == 303
    new = make_preorder(campaign, 10)
    assert (fresh(old).price_rupiah, fresh(new).price_rupiah) == (5_000, 6_000)
    told = db.session.execute(select(CampaignPrice.paid_from, CampaignPrice.price_rupiah)).all()
    assert told == [(date(2026, 11, 20), 5_000), (date(2026, 12, 3), 6_000)]
    assert "mulai penyerahan 3 Des" in text(browser, path)
    mails = select(OutboxMessage.subject).where(OutboxMessage.kind == "preorder")
    assert db.session.execute(mails).scalars().all() == ["Harga pesanan bersama berubah"]
    api = Api(app, make_user(Role.PARTNERSHIP_OFFICER))
    more = api.post(f"/preorders/{old.id}/quantity", {"quantity": 81})
    assert (more.status_code, more.json["code"]) == (409, "older_price")
    assert api.post(f"/preorders/{old.id}/quantity", {"quantity": 70}).json["price_rupiah"] == 5_000
    assert api.post(f"/preorders/{new.id}/quantity", {"quantity": 11}).json["price_rupiah"] == 6_000


def test_a_day_off_for_all_moves_its_work_with_notice_and_comes_back_when_it_is_taken_away(app) -> None:
    campaign = make_campaign()
    mine = make_producer()
    make_agreement(mine, campaign.outlet)
    make_producer_user(mine)
    make_campaign_member(campaign, 50, producer=mine)
    order = make_preorder(campaign, 40, email="rina@contoh.id")
    make_shares(campaign)
    api, path = Api(app, make_user(Role.PARTNERSHIP_OFFICER)), f"/campaigns/{campaign.id}"

    def closing(*days: str):
        return api.request("PUT", f"{path}/days-off", json={"days_off": list(days), "reason": "Hari raya"})

    assert closing("2026-12-11").json["code"] == "day_off_outside"
    assert closing("2026-12-01").json["days_off"] == ["2026-12-01"]
    assert fresh(order).promised_on == SECOND_DAY
    items = api.get(f"{path}/allocation").json["items"]
    assert [(item["day"], item["quantity"]) for item in items] == [("2026-12-02", 40)]
    browser = signed_in(app, make_user(Role.PARTNERSHIP_OFFICER))
    assert "Libur untuk semua" in text(browser, f"/pesanan-bersama/{campaign.id}")
    mails = db.session.execute(select(OutboxMessage.subject).order_by(OutboxMessage.id)).scalars().all()
    assert mails == ["Pesanan Anda diterima", "Hari jadi pesanan Anda berubah", "Hari libur pesanan bersama"]
    later = make_preorder(campaign, 20)
    assert fresh(later).promised_on == date(2026, 12, 3)
    assert closing().json["days_off"] == []
    assert fresh(later).promised_on == date(2026, 12, 3)  # nobody is moved for it, but new orders are promised that day
    assert fresh(make_preorder(campaign, 50)).promised_on == FIRST_DAY
    assert db.session.query(AuditEvent).filter_by(action="campaign:days_closed").count() == 2
    text(browser, f"/pesanan-bersama/{campaign.id}/libur")
    told = {"days_off": ["2026-12-09", "2026-12-10"], "reason": "Cuti"}
    assert browser.post(f"/pesanan-bersama/{campaign.id}/libur", told).status_code == 303
    assert api.get(path).json["days_off"] == ["2026-12-09", "2026-12-10"]


@pytest.mark.parametrize("door", ["PATCH", "PUT"])
def test_nothing_changes_in_a_cancelled_campaign(app, door: str) -> None:
    campaign = make_campaign()
    api, path = Api(app, make_user(Role.PARTNERSHIP_OFFICER)), f"/campaigns/{campaign.id}"
    api.post(f"{path}/cancel", {"reason": "Dibatalkan"})
    there = path if door == "PATCH" else f"{path}/days-off"
    assert api.request(door, there, json={"reason": "Lagi"}).json["code"] == "campaign_cancelled"
