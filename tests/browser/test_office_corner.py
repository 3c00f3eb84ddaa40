"""A Pojok UMKM from opening to its first sale: officer, producer of the region, manager on the phone, agency."""

import re

from flask import Flask
from playwright.sync_api import expect

from accounts.permissions import Role
from core.database import db
from outlets.models import Outlet
from tests.accounts.people_at_work import make_person
from tests.browser.people import PHONE
from tests.factories.outlets import make_outlet_member
from tests.factories.partnerships import make_producer, make_producer_user, make_ready_product


def test_a_corner_opens_takes_a_producer_in_and_sells(own_app: Flask, somebody) -> None:
    producer = make_producer(region_code="18.72", name="Tiwul Bu Sulastri")
    product = make_ready_product(producer)
    name, price = product.name, product.price_rupiah
    maker = make_producer_user(producer)

    officer = somebody().sign_in(make_person(Role.PARTNERSHIP_OFFICER, "anisa@contoh.id", "Anisa Putri"))
    officer.open("/pojok-umkm")
    officer.follow("Buka Pojok UMKM")
    officer.fill("Kantor (perangkat daerah)", "Dinas Perdagangan")
    officer.field("Kabupaten/kota").select_option("18.72")
    officer.fill("Penanggung jawab", "Sri Wahyuni")
    officer.fill("Nomor telepon", "0812-1216-6678")
    officer.tick(re.compile("Kunjungan"))
    officer.press("Buka Pojok UMKM")
    officer.reads("Pojok UMKM Dinas Perdagangan dibuka.")

    phone = somebody(PHONE).sign_in(maker)
    phone.open("/pojok-umkm")
    phone.follow("Titipkan produk")
    phone.tick(name)
    phone.press("Titipkan")
    phone.reads("1 produk diterima.")

    corner = db.session.query(Outlet).filter_by(kind="office_corner").one()
    manager = somebody(PHONE, has_touch=True).sign_in(make_outlet_member(corner, name="Sri Wahyuni"))
    manager.open("/penjualan")
    manager.page.get_by_role("button", name=f"Tambah {name}").tap()
    manager.page.get_by_role("button", name=f"Tambah {name}").tap()
    manager.page.get_by_role("button", name="Kirim laporan").click()
    manager.reads(re.compile("^Terima kasih. Laporan 22 November 2026 sudah diterima"))

    phone.open("/penjualan/baris")
    phone.reads(name)
    total = f"Rp{2 * price:,}".replace(",", ".")
    phone.reads(total)
    officer.open("/pojok-umkm")
    row = officer.page.get_by_role("row").filter(has_text="Pojok UMKM Dinas Perdagangan")
    expect(row).to_contain_text(total)
    expect(row).to_contain_text("Rp0")
