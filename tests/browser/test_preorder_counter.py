"""A day of a pooled pre-order on two phones: the tailor reads what to make, the gallery counts it and hands it over."""

import re
from datetime import UTC, datetime

from flask import Flask

from accounts.permissions import Role
from core.database import committed, db
from outlets import campaign_pool, campaign_sharing, campaigns, preorders
from tests.accounts.people_at_work import make_person
from tests.browser.people import PHONE
from tests.factories.outlets import make_agreement, make_outlet, make_outlet_member
from tests.factories.partnerships import make_producer, make_producer_user


def test_a_tailor_reads_its_list_and_the_gallery_hands_over_by_code(own_app: Flask, somebody, clock_stands) -> None:
    officer = make_person(Role.PARTNERSHIP_OFFICER, "anisa@contoh.id", "Anisa Putri")
    gallery = make_outlet("plut_gallery", name="Galeri PLUT")
    tailor = make_producer(name="Penjahit Rini")
    make_agreement(tailor, gallery)
    maker, cashier = make_producer_user(tailor), make_outlet_member(gallery, Role.CASHIER)
    days = {
        "opens_on": "2026-11-22",
        "closes_on": "2026-11-25",
        "deliver_from": "2026-11-23",
        "deliver_until": "2026-11-25",
    }
    campaign = committed(
        campaigns.open_campaign,
        product_name="Masker kain",
        outlet_id=gallery.id,
        price_rupiah=5_000,
        by=officer,
        **{name: datetime.fromisoformat(day).date() for name, day in days.items()},
    )
    committed(campaign_pool.join, campaign.id, producer_id=tailor.id, pieces_per_day=50, by=officer)
    order = committed(
        preorders.enter,
        campaign.id,
        buyer_name="Andi",
        phone="0812-1216-6678",
        region_code="64.71",
        quantity=48,
        wanted_on=campaign.deliver_until,
        by=officer,
    )
    code, campaign_id = order.code, campaign.id
    committed(campaign_sharing.share_out, campaign.id, by=officer)
    db.session.commit()
    clock_stands.move_to(datetime(2026, 11, 23, 2, tzinfo=UTC), tick=False)

    phone = somebody(PHONE).sign_in(maker)
    phone.open("/pesanan-bersama/pekerjaan")
    phone.reads("Hari ini Anda membuat 48.")
    phone.reads(re.compile("Anda mendapat 48"))

    counter = somebody(PHONE).sign_in(cashier)
    counter.open(f"/pesanan-bersama/{campaign_id}/galeri")
    counter.follow("Hitung Penjahit Rini")
    counter.fill("Diterima (potong)", "48")
    counter.press("Catat")
    counter.reads(re.compile("48 diterima, 0 ditolak"))
    counter.fill("Kode pesanan", code.lower())
    counter.press("Cari pesanan")
    counter.follow("Serahkan")
    counter.fill("Dibayar sekarang", "240.000")
    counter.press("Serahkan")
    counter.reads("48 diserahkan.")

    phone.open("/pesanan-bersama/pekerjaan")
    phone.reads(re.compile("48 diterima, 0 ditolak"))
    phone.reads("Rp232.800")
