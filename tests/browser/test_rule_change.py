"""A rule changes: SNI for cloth at hotels. The administrator sees whom it hits and applies it; the producer sees it."""

import re

from flask import Flask
from playwright.sync_api import expect

from accounts.permissions import Role
from tests.accounts.people_at_work import make_person
from tests.browser.people import PHONE
from tests.factories.outlets import make_outlet, make_placement
from tests.factories.partnerships import make_producer, make_producer_user, make_product, make_requirement

PRODUCT = "Batik cap Ampiek 2 m"


def test_a_rule_change_is_previewed_and_applied(own_app: Flask, somebody) -> None:
    producer = make_producer(name="Batik Bu Ratna")
    make_requirement(producer, "nib")
    product = make_product(producer, name=PRODUCT, category="textile")
    make_placement(product, make_outlet("hotel", name="Hotel Gran Senyiur"))
    make_placement(product, make_outlet("cafe", name="Kafe Teduh"))
    owner_account = make_producer_user(producer)
    product_id = product.id

    boss = somebody().sign_in(make_person(Role.ADMINISTRATOR, "hendra@contoh.id", "Hendra Wijaya"))
    boss.open("/aturan-syarat")
    boss.follow("Siapkan perubahan")
    boss.fill("Alasan perubahan", "Hotel meminta SNI pada kain mulai Desember.")
    boss.fill("Sumber", "Surat PHRI 12/2026")
    boss.press("Lanjut ke langkah perubahan")
    boss.tick(re.compile("^Aturan baru"))
    boss.choose("Jenis persyaratan", "Sertifikat SNI")
    boss.choose("Kategori", "Batik, tekstil dan pakaian")
    boss.choose("Jenis gerai", "Hotel")
    boss.choose("Wajib atau tidak", "Wajib")
    boss.fill("Berlaku mulai", "2026-12-01")
    boss.press("Tambah langkah")
    boss.reads("Langkah ditambahkan.")
    boss.follow("Lihat dampak")
    boss.reads("1 Desember 2026")
    expect(boss.page.get_by_role("row", name=re.compile(f"{PRODUCT}.*Batik Bu Ratna.*Sertifikat SNI"))).to_be_visible()
    expect(boss.page.get_by_role("row", name=re.compile(f"{PRODUCT}.*Hotel Gran Senyiur"))).to_be_visible()
    expect(boss.page.get_by_text("Kafe Teduh")).to_have_count(0)
    boss.press("Terapkan")
    boss.confirm()
    boss.reads("Aturan versi 2 diterapkan.")

    owner = somebody(PHONE).sign_in(owner_account)
    owner.open(f"/produk/{product_id}/gerai")
    hotel = owner.page.get_by_role("row", name=re.compile("Hypermarket, .*Hotel"))
    expect(hotel).to_contain_text("Layak")
    expect(hotel).not_to_contain_text("Sertifikat SNI")
    owner.page.get_by_label("Pada tanggal").fill("2026-12-01")
    owner.press("Lihat")
    expect(owner.page.get_by_role("row", name=re.compile(r"^\W*Hotel\b.*Sertifikat SNI"))).to_be_visible()
