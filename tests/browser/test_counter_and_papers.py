"""Shorter walks: the counter on a phone, a document that is sent back, a sale that is taken back, another language."""

import re
from datetime import date

from flask import Flask
from playwright.sync_api import expect

from accounts.permissions import Role
from commissions.posting import post_report
from commissions.pricing import ReportLine
from core.database import committed, db
from outlets.models import Outlet, Placement
from outlets.sales_models import SaleLine, SalesReport
from outlets.states import Channel
from partnerships.models import Producer
from partnerships.states import RequirementStatus
from tests.accounts.people_at_work import make_person
from tests.browser.people import PHONE
from tests.factories.outlets import make_agreement, make_outlet, make_outlet_member, make_placement
from tests.factories.partnerships import make_producer, make_producer_user, make_product, make_requirement
from tests.partnerships.pictures import pdf

NAMES = ("Keripik singkong pedas 200 g", "Amplang tenggiri 250 g", "Abon ikan 100 g")


def make_shelf() -> tuple[Producer, Outlet, Placement]:
    """A supermarket with three products of one producer at Rp15.000, at three percent."""
    producer, outlet = make_producer(), make_outlet(name="Maxi Swalayan Balikpapan")
    make_agreement(producer, outlet)
    placements = [make_placement(make_product(producer, name=name), outlet) for name in NAMES]
    return producer, outlet, placements[0]


def reported() -> list[tuple[date, bool, int]]:
    """Each report: its day, whether nothing was sold, how many lines."""
    db.session.rollback()
    rows = db.session.query(SalesReport).order_by(SalesReport.id).all()
    found = [(r.period_start, r.is_nil, db.session.query(SaleLine).filter_by(report_id=r.id).count()) for r in rows]
    db.session.rollback()
    return found


def test_a_cashier_reports_todays_sales_once_and_yesterday_as_nil_in_two_taps(own_app: Flask, somebody) -> None:
    _producer, outlet, _placement = make_shelf()
    cashier = somebody(PHONE, has_touch=True).sign_in(make_outlet_member(outlet, Role.CASHIER))
    page = cashier.page
    cashier.open("/penjualan")
    for name, taps in zip(NAMES, (3, 1, 2), strict=True):
        for _ in range(taps):
            page.get_by_role("button", name=f"Tambah {name}").tap()
    page.get_by_role("button", name=f"Kurangi {NAMES[0]}").tap()
    cashier.reads("5 buah · Rp75.000")
    page.get_by_role("button", name="Kirim laporan").dblclick()
    cashier.reads("Terima kasih. Laporan 22 November 2026 sudah diterima: 3 baris.")
    assert reported() == [(date(2026, 11, 22), False, 3)]

    cashier.open("/penjualan?day=2026-11-21")
    page.get_by_role("button", name="Tidak ada penjualan").tap()
    page.get_by_role("dialog").get_by_role("button", name="Ya, lanjutkan").tap()
    cashier.reads("Terima kasih. Laporan tanpa penjualan untuk 21 November 2026 sudah diterima.")
    assert reported() == [(date(2026, 11, 22), False, 3), (date(2026, 11, 21), True, 0)]

    cashier.open("/penjualan?day=2026-11-23")
    cashier.reads("Tanggal ini belum tiba.")
    expect(page.get_by_role("button", name="Kirim laporan")).to_have_count(0)


def test_a_document_sent_back_is_the_only_one_that_is_replaced(own_app: Flask, somebody) -> None:
    producer = make_producer()
    product = make_product(producer)
    owner = make_producer_user(producer)
    make_requirement(producer, "nib", number="9120001234567")
    make_requirement(producer, "halal", number="ID32110000474710722", products=[product], submitted_by=owner)
    make_requirement(
        producer,
        "pirt",
        number="2156471010023-29",
        products=[product],
        valid_until=date(2029, 6, 13),
        status=RequirementStatus.SUBMITTED,
        submitted_by=owner,
    )
    reason = "Foto buram, nomor tidak terbaca."

    verifier = somebody().sign_in(make_person(Role.VERIFIER, "sari@contoh.id", "Sari Dewi"))
    verifier.open("/verifikasi-dokumen")
    verifier.follow("Mulai memeriksa")
    verifier.tick(re.compile("^Kembalikan untuk perbaikan"))
    verifier.press("Simpan keputusan")
    expect(verifier.page.get_by_role("alert")).to_be_visible()
    verifier.fill("Catatan Anda", reason)
    verifier.press("Simpan keputusan")
    verifier.reads("Semua dokumen sudah diverifikasi")

    phone = somebody(PHONE).sign_in(owner)
    phone.open("/usaha-saya")
    documents = phone.page.get_by_role("list").filter(has_text="Nomor Induk Berusaha (NIB)").first
    item = documents.get_by_role("listitem").filter(has_text="SPP-IRT (nomor P-IRT)")
    expect(item).to_contain_text(reason)
    expect(phone.page.get_by_role("link", name="Perbaiki", exact=True)).to_have_count(1)
    item.get_by_role("link", name="Perbaiki", exact=True).click()
    phone.reads(reason)
    expect(phone.field("Nomor dokumen")).to_have_value("2156471010023-29")
    expect(phone.field("Berlaku sampai")).to_have_value("2029-06-13")
    phone.field("Foto atau berkas bukti").set_input_files(
        {"name": "pirt.pdf", "mimeType": "application/pdf", "buffer": pdf()}
    )
    phone.press("Ajukan")
    phone.reads("Dokumen diajukan dan sedang menunggu verifikasi.")
    phone.open("/usaha-saya")
    expect(phone.page.get_by_role("link", name="Perbaiki", exact=True)).to_have_count(0)


def test_a_sale_taken_back_is_seen_by_the_producer_with_its_reason(own_app: Flask, somebody) -> None:
    producer, outlet, placement = make_shelf()
    owner, manager = make_producer_user(producer), make_outlet_member(outlet)
    day = date(2026, 11, 20)
    committed(
        post_report,
        outlet,
        period_start=day,
        period_end=day,
        lines=[ReportLine(1, day, placement.id, 4, 15_000, "R1")],
        nil=False,
        channel=Channel.FORM,
        by=manager,
    )
    desk = somebody().sign_in(manager)
    desk.open("/penjualan/baris")
    desk.page.get_by_role("row").filter(has_text="60.000").get_by_role("link").first.click()
    desk.page.get_by_text("Batalkan atau catat retur").click()
    desk.tick(re.compile("^Salah catat"), group="Mengapa?")
    desk.fill("Alasan", "Salah ketik, mestinya satu.")
    desk.press("Catat pengurangan")
    desk.reads("Yang sudah dikurangi")

    phone = somebody(PHONE).sign_in(owner)
    phone.open("/penjualan/baris")
    phone.page.get_by_role("row").filter(has_text="-Rp60.000").get_by_role("link").first.click()
    phone.reads("Salah ketik, mestinya satu.")
