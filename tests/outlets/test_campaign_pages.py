"""Pages of pooled pre-orders: the buyer without an account, the agency, the outlet and the producer."""

import re
from datetime import date

from sqlalchemy import select

from accounts.permissions import Role
from core.database import db
from outlets.campaign_models import Campaign, CampaignMember
from outlets.campaign_states import OrderStatus
from outlets.order_codes import spelled
from outlets.preorder_models import Preorder
from tests.clients import Client
from tests.factories.campaigns import fresh, make_campaign, make_campaign_member, make_preorder, make_shares
from tests.factories.outlets import make_agreement, make_outlet, make_outlet_member
from tests.factories.partnerships import make_producer, make_producer_user
from tests.factories.people import make_user
from tests.outlets.browsers import signed_in, text

ORDER = {
    "buyer_name": "Rina Wulandari",
    "phone": "0812-1216-6679",
    "organisation": "Bank Kaltimtara",
    "region_code": "64.72",
    "quantity": "1.250",
    "wanted_on": "2026-12-05",
}


def sent(browser: Client, path: str, **changes: str):
    page = text(browser, path)
    key = re.search(r'name="form_key" value="([^"]+)"', page)
    return browser.post(path, {**ORDER, "form_key": key[1] if key else "", **changes})


def test_a_buyer_orders_without_an_account_and_follows_the_order_by_its_code(app) -> None:
    campaign = make_campaign()
    make_campaign_member(campaign, 1_000)
    browser = Client(app)
    page = text(browser, f"/po/{campaign.id}?jumlah=2500")
    assert "Masih dapat dipesan 10.000 potong. Paling cepat jadi 1 Desember 2026." in page
    assert "2.500 potong jadi seluruhnya pada 3 Desember 2026" in page
    answer = sent(browser, f"/po/{campaign.id}/pesan")
    assert answer.status_code == 303
    order = db.session.execute(select(Preorder)).scalar_one()
    assert (order.quantity, order.promised_on, order.ordered_by_id) == (1_250, date(2026, 12, 2), None)
    assert answer.headers["Location"] == f"/po/pesanan/{order.code}"
    shown = text(browser, f"/po/pesanan/{order.code}")
    assert "Dijanjikan jadi seluruhnya pada 2 Desember 2026." in shown
    assert "Rina Wulandari" not in shown
    assert "6679" not in shown
    found = browser.get(f"/po?kode={spelled(order.code).lower()}")
    assert (found.status_code, found.headers["Location"]) == (302, f"/po/pesanan/{order.code}")


def test_a_form_that_is_sent_twice_makes_one_order(app) -> None:
    campaign = make_campaign()
    browser = Client(app)
    key = re.search(r'name="form_key" value="([^"]+)"', text(browser, f"/po/{campaign.id}/pesan"))
    assert key
    answers = [browser.post(f"/po/{campaign.id}/pesan", {**ORDER, "form_key": key[1]}) for _ in range(2)]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert db.session.query(Preorder).count() == 1


def test_a_buyer_is_told_what_to_mend_and_nothing_is_kept(app) -> None:
    campaign = make_campaign()
    browser = Client(app)
    answer = sent(browser, f"/po/{campaign.id}/pesan", phone="12", quantity="0")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Paling kecil 1." in page
    trapped = sent(browser, f"/po/{campaign.id}/pesan", homepage="https://contoh.id")
    assert trapped.status_code == 422
    assert "tampak diisi oleh program" in trapped.get_data(as_text=True)
    assert db.session.query(Preorder).count() == 0


def test_orders_from_one_telephone_are_slowed_down(app) -> None:
    campaign = make_campaign()
    browser = Client(app)
    statuses = [sent(browser, f"/po/{campaign.id}/pesan").status_code for _ in range(7)]
    assert statuses[:5] == [303] * 5
    assert statuses[-1] == 429


def test_a_waiting_buyer_sees_its_place_and_cancels_or_asks_for_fewer(app) -> None:
    campaign = make_campaign(deliver_until=date(2026, 12, 1))
    make_campaign_member(campaign, 50)
    make_preorder(campaign, 50)
    order, other = make_preorder(campaign, 30), make_preorder(campaign, 20)
    browser = Client(app)
    path = f"/po/pesanan/{order.code}"
    assert "Urutan ke-1 di daftar tunggu." in text(browser, path)
    text(browser, f"{path}/jumlah")
    assert browser.post(f"{path}/jumlah", {"quantity": "25"}).status_code == 303
    assert fresh(order).quantity == 25
    text(browser, f"{path}/batal")
    assert browser.post(f"{path}/batal", {}).status_code == 422
    assert browser.post(f"{path}/batal", {"sure": "true"}).status_code == 303
    assert fresh(order).status is OrderStatus.CANCELLED
    assert "Urutan ke-1 di daftar tunggu." in text(browser, f"/po/pesanan/{other.code}")
    assert browser.get("/po/pesanan/K7QFP2M9XT").status_code == 404
    assert browser.get("/po/999999937").status_code == 404


def test_the_public_pages_speak_english_and_are_small(app) -> None:
    campaign = make_campaign()
    make_campaign_member(campaign, 50)
    browser, path = Client(app), f"/po/{campaign.id}"
    assert 'href="/po"' in text(browser, "/")
    browser.post("/bahasa", {"language": "en", "next": path})
    page = text(browser, path)
    assert "500 pieces can still be ordered. Ready on 1 December 2026 at the earliest." in page
    assert len(page.encode()) < 12_000


def test_an_officer_opens_a_campaign_lets_a_producer_join_and_shares_out_work(app) -> None:
    outlet = make_outlet("plut_gallery")
    producer = make_producer(name="Penjahit Bu Tini")
    make_agreement(producer, outlet)
    browser = signed_in(app, make_user(Role.PARTNERSHIP_OFFICER))
    page = text(browser, "/pesanan-bersama/baru")
    assert 'value="2026-11-25"' in page
    body = {
        "product_name": "Masker kain",
        "specification": "Katun\nTiga lapis",
        "outlet_id": str(outlet.id),
        "price_rupiah": "5.000",
        "minimum_lot": "1",
        "opens_on": "2026-11-22",
        "closes_on": "2026-11-30",
        "deliver_from": "2026-12-01",
        "deliver_until": "2026-12-10",
    }
    assert browser.post("/pesanan-bersama/baru", body).status_code == 303
    campaign = db.session.execute(select(Campaign)).scalar_one()
    path = f"/pesanan-bersama/{campaign.id}"
    text(browser, f"{path}/ikut")
    joining = {"producer_id": str(producer.id), "pieces_per_day": "50", "days_off": ["2026-12-06"]}
    asked = browser.post(f"{path}/ikut", joining)
    assert (asked.status_code, "Isi lewat apa pelaku UMKM menyatakan ikut." in asked.get_data(as_text=True)) == (
        422,
        True,
    )
    assert browser.post(f"{path}/ikut", {**joining, "source": "phone"}).status_code == 303
    make_preorder(campaign, 60)
    assert "60 potong sudah dijanjikan dan belum dibagi." in text(browser, path)
    text(browser, f"{path}/pembagian")
    assert browser.post(f"{path}/pembagian").status_code == 303
    shares = text(browser, f"{path}/pembagian")
    assert "Penjahit Bu Tini" in shares
    assert "Anda mendapat 50 karena itulah yang masih dapat Anda buat hari itu" in shares
    exported = browser.get(f"{path}/pembagian?export=csv").get_data(as_text=True)
    assert "2026-12-02" in exported


def test_a_producer_joins_on_its_phone_and_reads_its_own_work_alone(app) -> None:
    campaign = make_campaign()
    make_campaign_member(campaign, 50, producer=None)
    mine = make_producer(name="Penjahit Bu Ani")
    make_agreement(mine, campaign.outlet)
    browser = signed_in(app, make_producer_user(mine))
    path = f"/pesanan-bersama/{campaign.id}"
    assert "Anda belum ikut." in text(browser, path)
    text(browser, f"{path}/ikut")
    assert browser.post(f"{path}/ikut", {"producer_id": str(mine.id), "pieces_per_day": "40"}).status_code == 303
    make_preorder(campaign, 60)
    make_shares(campaign)
    page = text(browser, path)
    assert "1 Desember 2026: 30 potong" in page
    assert "Keripik Bu Siti" not in page
    assert browser.get(f"{path}/pesanan").status_code == 403
    text(browser, f"{path}/anggota/{mine.id}/ubah")
    changed = {"pieces_per_day": "10"}
    assert browser.post(f"{path}/anggota/{mine.id}/ubah", changed).status_code == 303
    assert "1 Desember 2026: 10 potong" in text(browser, path)
    text(browser, f"{path}/anggota/{mine.id}/berhenti")
    assert browser.post(f"{path}/anggota/{mine.id}/berhenti", {"reason": "Mesin rusak"}).status_code == 303
    member = db.session.execute(select(CampaignMember).where(CampaignMember.producer_id == mine.id)).scalar_one()
    assert member.left_on == date(2026, 11, 22)


def test_an_outlet_enters_an_order_and_reads_who_ordered(app) -> None:
    campaign = make_campaign()
    make_campaign_member(campaign, 50)
    browser = signed_in(app, make_outlet_member(campaign.outlet, Role.CASHIER))
    path = f"/pesanan-bersama/{campaign.id}/pesanan"
    text(browser, f"{path}/baru")
    assert browser.post(f"{path}/baru", {**ORDER, "quantity": "40", "source": "visit"}).status_code == 303
    order = db.session.execute(select(Preorder)).scalar_one()
    listed = text(browser, f"{path}?q=kaltim")
    assert spelled(order.code) in listed
    assert "Rina Wulandari, Bank Kaltimtara" in listed
    assert "Belum ada" not in listed
    shown = text(browser, f"/pesanan-bersama/pesanan/{order.id}")
    assert "Rp200.000" in shown.replace("\xa0", "")
    assert "+62812" in shown.replace(" ", "").replace("-", "")
    exported = browser.get(f"{path}?export=csv").get_data(as_text=True)
    assert "Rina Wulandari" in exported


def test_an_officer_closes_and_cancels_with_a_reason(app) -> None:
    campaign = make_campaign()
    order = make_preorder(campaign, 10)
    browser = signed_in(app, make_user(Role.PARTNERSHIP_OFFICER))
    path = f"/pesanan-bersama/{campaign.id}"
    for step in ("tutup", "buka", "batalkan"):
        text(browser, f"{path}/{step}")
        assert browser.post(f"{path}/{step}", {"reason": "Kain habis"}).status_code == 303
    assert fresh(order).status is OrderStatus.CANCELLED
    assert "Pesanan bersama dibatalkan" in text(browser, path)
    assert "Kain habis" in text(Client(app), f"/po/pesanan/{order.code}")
