"""The gallery's and the tailor's phone: pages and forms by which a campaign is worked through."""

from datetime import UTC, datetime

from flask import Flask
from sqlalchemy import select

from accounts.models import OutboxMessage, UserAccount
from accounts.permissions import Role
from core.database import db
from outlets.campaign_models import CampaignDelivery
from outlets.preorder_models import BuyerPayment, PreorderPickup
from tests.accounts.people_at_work import HASH, signed_in
from tests.application.test_sent_twice import opened
from tests.clients import Client
from tests.commissions.test_preorder_doors import DAY, Gallery, gallery  # noqa: F401 - the fixture
from tests.factories.outlets import make_outlet_member
from tests.factories.partnerships import make_producer_user
from tests.factories.people import make_user


def browser(app: Flask, user: UserAccount) -> Client:
    user.password_hash = HASH
    db.session.commit()
    return signed_in(app, user)


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.get_data(as_text=True)


def test_the_gallery_counts_hands_over_by_code_and_takes_back(app: Flask, gallery: Gallery) -> None:  # noqa: F811
    order = gallery.orders(50, email="andi@contoh.id")
    gallery.starts_work()
    desk = f"/pesanan-bersama/{gallery.campaign}/galeri"
    cashier = browser(app, make_outlet_member(gallery.outlet, Role.CASHIER))
    first = page(cashier, desk)
    assert ("Penjahit Rini" in first, "Penjahit Wati" in first) == (True, True)
    count = f"/pesanan-bersama/{gallery.campaign}/hitung?producer_id={gallery.rini.id}&hari={DAY}"
    form = page(cashier, count)
    assert 'value="25"' in form
    assert 'name="entries_seen" value="0"' in form
    told = {"producer_id": gallery.rini.id, "delivered_on": DAY, "accepted": "24", "rejected": "1", "entries_seen": 0}
    assert cashier.post(count, told).status_code == 422  # nobody said why one was rejected
    assert cashier.post(count, {**told, "reason": "karet lepas"}).status_code == 303
    assert cashier.post(count, {**told, "reason": "karet lepas"}).status_code == 422  # the same form sent twice
    anybody = f"/pesanan-bersama/{gallery.campaign}/hitung"
    told = {"producer_id": gallery.wati.id, "delivered_on": DAY, "accepted": "26", **opened(cashier, anybody)}
    pressed_twice = [cashier.post(anybody, told).headers["Location"] for _ in range(2)]
    assert pressed_twice == [f"{desk}?hari={DAY}"] * 2
    assert len(db.session.execute(select(CampaignDelivery)).all()) == 2
    mails = select(OutboxMessage.subject).where(OutboxMessage.about == f"preorder:{order['id']}")
    mails = db.session.execute(mails.order_by(OutboxMessage.id)).scalars().all()
    assert mails == ["Pesanan Anda diterima", "Hari jadi pesanan Anda berubah", "Pesanan Anda siap diambil"]
    assert "50 potong sudah disisihkan untuk Anda." in page(Client(app), f"/po/pesanan/{order['code']}")
    seen = page(cashier, desk)
    assert "karet lepas" in seen
    assert cashier.get(f"{desk}?kode=AAAAA-AAAAA").status_code == 200
    found = cashier.get(f"{desk}?kode={order['code'].lower()}")
    assert found.headers["Location"].endswith(f"/pesanan-bersama/pesanan/{order['id']}/meja")
    counter = f"/pesanan-bersama/pesanan/{order['id']}"
    assert 'value="250000"' in page(cashier, f"{counter}/serahkan")
    assert cashier.post(f"{counter}/serahkan", {"pieces": "50", "paid_rupiah": "250.000"}).status_code == 303
    shown = page(cashier, f"{counter}/meja")
    assert "Salah catat" in shown
    assert "Kembalikan uang" not in shown
    pickup = db.session.execute(select(PreorderPickup)).scalar_one()
    line = db.session.execute(select(CampaignDelivery).order_by(CampaignDelivery.id)).scalars().first()
    back = {"campaign_delivery_id": line.id, "pieces": "1", "returned_on": DAY, "reason": "sobek"}
    door = f"/pesanan-bersama/pengambilan/{pickup.id}"
    page(cashier, f"{door}/kembali")
    assert cashier.post(f"{door}/kembali", back).status_code == 303
    page(cashier, f"{door}/batal")
    manager = browser(app, make_outlet_member(gallery.outlet))
    assert 'value="5000"' in page(manager, f"{counter}/kembalikan-uang")
    money = {"amount_rupiah": "5.000", "means": "on_pickup", "paid_on": DAY, "reason": "sobek"}
    assert manager.post(f"{counter}/kembalikan-uang", money).status_code == 303
    paid = db.session.execute(select(BuyerPayment).order_by(BuyerPayment.id)).scalars().first()
    page(manager, f"/pesanan-bersama/pembayaran/{paid.id}/batal")
    page(manager, f"{counter}/bayar")
    page(manager, f"/pesanan-bersama/penyerahan/{line.id}/koreksi")
    assert "sobek" in page(manager, f"{counter}/meja")


def test_the_tailor_reads_why_prints_the_slip_and_says_what_lacks(app: Flask, gallery: Gallery) -> None:  # noqa: F811
    gallery.orders(60)
    gallery.starts_work()
    gallery.brings(gallery.rini, 20, rest_follows=True)
    tailor = browser(app, make_producer_user(gallery.rini))
    work = page(tailor, "/pesanan-bersama/pekerjaan")
    assert "Hari ini Anda membuat 30." in work
    assert "Anda mendapat 30" in work
    assert "Rp97.000" in work  # 20 x 5.000 less 3 %
    slip = tailor.get(f"/pesanan-bersama/{gallery.campaign}/slip/{gallery.rini.id}.pdf")
    assert slip.status_code == 200
    assert tailor.get(f"/pesanan-bersama/{gallery.campaign}/slip/{gallery.wati.id}.pdf").status_code == 404
    door = f"/pesanan-bersama/{gallery.campaign}/kekurangan"
    page(tailor, door)
    note = {"producer_id": gallery.rini.id, "material": "Karet elastis", "quantity": "30", "unit": "meter"}
    assert tailor.post(door, note).status_code == 303
    officer = browser(app, make_user(Role.PARTNERSHIP_OFFICER))
    desk = page(officer, f"/pesanan-bersama/{gallery.campaign}/galeri")
    assert "karet elastis" in desk
    assert "Sudah teratasi" in desk
    shortage = gallery.officer.get(f"/campaigns/{gallery.campaign}/shortages").json["items"][0]["id"]
    assert officer.post(f"/pesanan-bersama/kekurangan/{shortage}/selesai", {}).status_code == 303
    assert "Sudah teratasi" not in page(officer, f"/pesanan-bersama/{gallery.campaign}/galeri")


def test_tailors_are_told_once_outside_quiet_hours_and_again_when_their_work_changes(gallery: Gallery) -> None:  # noqa: F811
    gallery.orders(60)
    gallery.starts_work()
    door, body = f"/campaigns/{gallery.campaign}/tell-work", {"day": DAY}
    assert gallery.officer.post(door, body).json == {"told": 2}
    assert gallery.officer.post(door, body).json["code"] == "told_already"
    assert gallery.officer.post(door, {"day": "2026-11-30"}).json["code"] == "nobody_to_tell"
    subjects = db.session.execute(select(OutboxMessage.subject).where(OutboxMessage.kind == "preorder")).scalars().all()
    assert subjects == ["Pekerjaan Anda untuk pesanan bersama"]  # one of the two has an account
    gallery.orders(20)
    gallery.officer.post(f"/campaigns/{gallery.campaign}/allocate", {})
    assert gallery.officer.post(door, {"day": "2026-11-25"}).json == {"told": 2}
    gallery.clock.move_to(datetime(2026, 11, 24, 15, tzinfo=UTC), tick=False)
    assert gallery.officer.post(door, {"day": "2026-11-25"}).json["code"] == "quiet_hours"
    assert gallery.manager.post(door, body).status_code == 403
