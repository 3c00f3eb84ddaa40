"""Notices to a buyer by e-mail: what is told when, in its language, and how they end."""

from datetime import date

from sqlalchemy import select

from accounts import outbox
from accounts.models import AuditEvent, OutboxMessage
from accounts.permissions import Role
from core.database import committed, db
from core.dates import now
from core.secrets_at_rest import rotated, sealed_under_current_key
from outlets.order_codes import spelled
from outlets.preorder_buyers import buyer_of, reseal_buyers
from outlets.preorder_models import Preorder
from tests.clients import Api, Client
from tests.factories.campaigns import FIRST_DAY, make_campaign, make_campaign_member, make_preorder
from tests.factories.people import make_user
from tests.outlets.browsers import text
from tests.outlets.test_campaign_pages import sent

MAIL = "rina@contoh.id"


def messages() -> list[OutboxMessage]:
    rows = select(OutboxMessage).where(OutboxMessage.kind == "preorder_buyer").order_by(OutboxMessage.id)
    return list(db.session.execute(rows).scalars())


def test_a_buyer_who_left_an_address_reads_each_turn_of_its_order_in_its_language(app) -> None:
    campaign = make_campaign(deliver_until=date(2026, 12, 2))
    leaves, stays = make_campaign_member(campaign, 50), make_campaign_member(campaign, 50)
    make_preorder(campaign, 60)
    browser = Client(app)
    text(browser, f"/po/{campaign.id}")
    browser.post("/bahasa", {"language": "en", "next": f"/po/{campaign.id}"})
    assert sent(browser, f"/po/{campaign.id}/pesan", quantity="40", email="Rina@Contoh.id").status_code == 303
    order = db.session.execute(select(Preorder).order_by(Preorder.id.desc())).scalars().first()
    (first,) = messages()
    assert (first.to_user_id, first.sent_at, outbox.address_of(first)) == (None, None, MAIL)
    assert MAIL.encode() not in first.to_address_encrypted + first.body_encrypted + order.buyer_encrypted
    said = outbox.body_of(first)
    assert f"Order {spelled(order.code)} is accepted: 40 pieces of Masker kain tiga lapis." in said
    assert "1 December 2026" in said
    assert f"http://localhost/po/pesanan/{order.code}" in said
    officer = Api(app, make_user(Role.PARTNERSHIP_OFFICER))
    members = f"/campaigns/{campaign.id}/members"
    officer.post(f"{members}/{leaves.producer_id}/leave", {"reason": "Mesin rusak"})
    officer.post(f"/preorders/{order.id}/quantity", {"quantity": 90})  # 100 - 60 are left: refused, nothing is told
    officer.request("PUT", f"{members}/{stays.producer_id}", json={"pieces_per_day": 30})
    officer.request("PUT", f"{members}/{stays.producer_id}", json={"pieces_per_day": 90})
    officer.post(f"/preorders/{order.id}/quantity", {"quantity": 30})
    officer.post(f"/preorders/{order.id}/cancel", {"reason": "Salah pesan"})
    assert [one.subject for one in messages()] == [
        "Your order is accepted",
        "The day of your order has changed",
        "Your order is on the waiting list",
        "Your order moved up from the waiting list",
        "The quantity of your order has changed",
        "Your order is cancelled",
    ]
    assert "Salah pesan" in outbox.body_of(messages()[-1])
    administrator = Api(app, make_user(Role.ADMINISTRATOR))
    assert administrator.get(f"/preorders/{order.id}").json["email"] == MAIL
    assert administrator.post(f"/preorders/{order.id}/erase-buyer").json["email"] == ""
    assert messages() == []


def test_a_buyer_stops_its_notices_by_its_code_and_nobody_without_an_address_gets_any(app) -> None:
    campaign = make_campaign(deliver_until=FIRST_DAY)
    make_campaign_member(campaign, 50)
    silent, told = make_preorder(campaign, 20), make_preorder(campaign, 20, email=MAIL)
    assert [one.about for one in messages()] == [f"preorder:{told.id}"]
    browser, path = Client(app), f"/po/pesanan/{told.code}"
    page = text(browser, path)
    assert "Berhenti menerima surel" in page
    assert MAIL not in page
    for _ in range(2):
        assert browser.post(f"{path}/tanpa-surel").status_code == 303
    assert messages() == []
    assert "Berhenti menerima surel" not in text(browser, path)
    assert "Berhenti menerima surel" not in text(browser, f"/po/pesanan/{silent.code}")
    stopped = db.session.query(AuditEvent).filter_by(action="preorder:notices_stopped").all()
    assert len(stopped) == 1
    officer = Api(app, make_user(Role.PARTNERSHIP_OFFICER))
    refused = officer.post(
        f"/campaigns/{campaign.id}/orders",
        {
            "buyer_name": "Rina",
            "phone": "0812-1216-6679",
            "region_code": "64.72",
            "quantity": 5,
            "wanted_on": "2026-12-03",
            "email": "rina",
        },
    )
    assert (refused.status_code, "Alamat surel ini tidak sah." in refused.get_data(as_text=True)) == (422, True)


def test_after_a_rotation_a_run_brings_buyers_and_their_messages_under_the_new_key(app) -> None:
    campaign = make_campaign()
    make_campaign_member(campaign, 50)
    order, gone = make_preorder(campaign, 20, email=MAIL), make_preorder(campaign, 10)
    gone.buyer_encrypted, gone.phone_hash, gone.erased_at = None, None, now()
    db.session.commit()
    order_id, version, keys = order.id, order.version, app.extensions["keys"]
    app.extensions["keys"] = rotated(keys)
    try:
        assert buyer_of(order).email == MAIL
        assert (committed(reseal_buyers, 0), committed(outbox.reseal, 0)) == (order_id, messages()[0].id)
        db.session.expire_all()
        again, (message,) = db.session.get_one(Preorder, order_id), messages()
        for sealed in (again.buyer_encrypted, message.body_encrypted, message.to_address_encrypted):
            assert sealed_under_current_key(sealed)
        assert (buyer_of(again).name, buyer_of(again).email, again.version) == ("Rina Wulandari", MAIL, version)
        assert outbox.address_of(message) == MAIL
        assert "diterima" in outbox.body_of(message)
        before = again.buyer_encrypted
        assert committed(reseal_buyers, 0) == order_id
        assert committed(reseal_buyers, order_id) is None
        assert db.session.get_one(Preorder, order_id, populate_existing=True).buyer_encrypted == before
    finally:
        app.extensions["keys"] = keys
