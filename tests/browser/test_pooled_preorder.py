"""A buyer on a phone orders and follows the order, the agency shares out the work, and a waiting buyer moves up."""

import re
from datetime import date

from flask import Flask
from playwright.sync_api import expect

from accounts.permissions import Role
from tests.accounts.people_at_work import make_person
from tests.browser.people import PHONE, Person
from tests.factories.campaigns import make_campaign, make_campaign_member


def orders(buyer: Person, campaign_id: int, quantity: str, name: str, phone: str) -> str:
    """Order on the public page without JavaScript; the address of the page that follows the order."""
    buyer.open(f"/po/{campaign_id}")
    buyer.follow("Pesan")
    buyer.fill("Jumlah (potong)", quantity)
    buyer.fill("Nama pemesan", name)
    buyer.fill("Nomor telepon/WhatsApp", phone)
    buyer.choose("Kabupaten/kota", "Samarinda, Kota (Kalimantan Timur)")
    buyer.press("Pesan")
    buyer.reads("Pesanan Anda dicatat. Simpan kode dan alamat halaman ini.")
    expect(buyer.page).to_have_url(re.compile(r"/po/pesanan/[2-9A-Z]{10}$"))
    return buyer.page.url


def test_a_buyer_orders_and_follows_and_the_agency_shares_out(own_app: Flask, somebody) -> None:
    officer = make_person(Role.PARTNERSHIP_OFFICER, "anisa@contoh.id", "Anisa Putri")
    campaign = make_campaign(deliver_until=date(2026, 12, 1))
    for _ in range(2):
        make_campaign_member(campaign, 50)
    campaign_id = campaign.id

    first = somebody(PHONE, java_script_enabled=False)
    first.open(f"/po/{campaign_id}")
    first.reads("Masih dapat dipesan 100 potong. Paling cepat jadi 1 Desember 2026.")
    orders(first, campaign_id, "80", "Bank Kaltimtara", "0812-1216-6679")
    first.reads("Dijanjikan jadi seluruhnya pada 1 Desember 2026.")

    second = somebody(PHONE, java_script_enabled=False)
    page_of_second = orders(second, campaign_id, "40", "Rina Wulandari", "0813-4567-8901")
    second.reads("Urutan ke-1 di daftar tunggu.")

    desk = somebody().sign_in(officer)
    desk.open(f"/pesanan-bersama/{campaign_id}")
    desk.reads("80 potong sudah dijanjikan dan belum dibagi.")
    desk.follow("Pembagian pekerjaan")
    desk.press("Bagi pekerjaan")
    desk.reads("Pekerjaan dibagi. Yang sudah dibagikan sebelumnya tidak berubah.")
    desk.reads(re.compile("Anda mendapat 40 karena 80 dibagi supaya jumlah seluruhnya sama rata"))

    first.follow("Ubah jumlah")
    first.fill("Jumlah (potong)", "60")
    first.press("Simpan")
    first.reads("Jumlah diubah.")
    second.open(page_of_second)
    second.reads("Dijanjikan jadi seluruhnya pada 1 Desember 2026.")

    desk.press("Bagi pekerjaan")
    desk.open(f"/pesanan-bersama/{campaign_id}/pesanan")
    desk.reads("Rina Wulandari")
