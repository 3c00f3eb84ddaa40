"""A season at the gallery: goods come, some are sold, the rest expires, and the agency buys it back with a record."""

import re
from datetime import datetime

from flask import Flask
from playwright.sync_api import expect

from accounts.permissions import Role
from core.database import db
from core.dates import agency_zone, today
from outlets.stock_models import StockLot
from tests.accounts.people_at_work import make_person
from tests.browser.people import PHONE, Person
from tests.factories.buybacks import make_budget
from tests.factories.stock import Gallery, make_gallery


def bring_ten(maker: Person, gallery: Gallery, product: str) -> str:
    """The producer writes a note of ten pieces that end on 30 November; the path of its page."""
    outlet_id, producer_id = gallery.outlet.id, gallery.producer.id
    maker.open(f"/titip-jual/baru?outlet_id={outlet_id}&producer_id={producer_id}")
    goods = maker.page.get_by_role("group", name=re.compile(product))
    goods.get_by_label("Kode produksi").first.fill("NOV-01")
    goods.get_by_label("Tanggal kedaluwarsa").first.fill("30/11/2026")
    goods.get_by_label(re.compile("^Jumlah")).first.fill("10")
    maker.press("Kirim surat titip jual")
    maker.reads("Menunggu konfirmasi gerai")
    return f"/titip-jual/{maker.number_in_address('/titip-jual')}"


def receive_and_sell_four(manager: Person, note: str, product: str) -> None:
    """The gallery confirms with one tap, and sells four the same day."""
    manager.open(note)
    manager.follow("Konfirmasi penerimaan")
    manager.press("Semua baik")
    manager.reads("Sudah diterima")
    manager.open("/penjualan")
    for _piece in range(4):
        manager.page.get_by_role("button", name=f"Tambah {product}").tap()
    manager.press("Kirim laporan")
    manager.reads("Laporan 22 November 2026 sudah diterima")


def propose_what_expired(desk: Person, outlet: str) -> str:
    """The officer finds the expired pieces filled in, and proposes them; the path of the buy-back."""
    desk.open("/pembelian-kembali")
    desk.page.get_by_text("Usulkan pembelian kembali").click()
    desk.follow(outlet)
    desk.choose("Dari pos anggaran", "5.1.02.01 Pembelian produk UMKM, sisa Rp1.000.000")
    expect(desk.page.get_by_label("Dibeli (pcs)")).to_have_value("6")
    desk.fill("Alasan", "Tidak laku sampai kedaluwarsa.")
    desk.press("Usulkan pembelian kembali")
    desk.reads("Menunggu persetujuan")
    return f"/pembelian-kembali/{desk.number_in_address('/pembelian-kembali')}"


def approve_and_pay(money: Person, buyback: str) -> None:
    """Finance approves, pays six pieces at Rp12.500, and opens the record."""
    money.open(buyback)
    money.press("Setujui pembelian")
    money.confirm()
    money.reads("Barangnya keluar dari stok")
    money.page.get_by_text("Catat pembayaran").first.click()
    money.fill("Jumlah dibayar", "75.000")
    money.press("Catat pembayaran")
    money.reads("Pembayaran dicatat.")
    paper = money.page.request.get(f"{money.page.url.partition('/pembelian-kembali')[0]}{buyback}/berita-acara.pdf")
    assert (paper.status, paper.headers["content-type"]) == (200, "application/pdf")


def test_unsold_goods_expire_and_are_bought_back_at_the_price_they_were_left_at(
    own_app: Flask, somebody, clock_stands
) -> None:
    gallery = make_gallery(shelf_life_days=40)
    officer = make_person(Role.PARTNERSHIP_OFFICER, "anisa@contoh.id", "Anisa Putri")
    finance = make_person(Role.FINANCE, "joko@contoh.id", "Joko Susilo")
    make_budget(finance, 1_000_000)
    outlet_id, outlet, product = gallery.outlet.id, gallery.outlet.name, gallery.product.name

    maker = somebody(PHONE).sign_in(gallery.maker)
    note = bring_ten(maker, gallery, product)
    manager = somebody(PHONE, has_touch=True).sign_in(gallery.manager)
    receive_and_sell_four(manager, note, product)
    manager.open(f"/gerai/{outlet_id}/stok")
    expect(manager.page.get_by_role("row").filter(has_text="NOV-01")).to_contain_text("6")

    clock_stands.move_to(datetime(2026, 12, 2, 9, tzinfo=agency_zone()))
    manager.open("/stok/kedaluwarsa")
    expect(manager.page.get_by_role("row").filter(has_text="NOV-01")).to_contain_text("Kedaluwarsa")
    buyback = propose_what_expired(somebody().sign_in(officer), outlet)
    approve_and_pay(somebody().sign_in(finance), buyback)

    maker.open(buyback)
    maker.reads("Rp75.000")
    assert today().isoformat() == "2026-12-02"
    db.session.rollback()
    lot = db.session.query(StockLot).one()
    assert (lot.received, lot.sold, lot.bought_back, lot.on_hand) == (10, 4, 6, 0)
