"""A counter that loses its signal: what was sold is stored on the phone, survives, and becomes exactly one report."""

import re
from datetime import date

from flask import Flask
from playwright.sync_api import BrowserContext, Page, Route, expect

from accounts.permissions import Role
from core.database import db
from outlets.sales_models import SaleLine, SalesReport
from tests.browser.people import PHONE
from tests.browser.test_counter_and_papers import NAMES, make_shelf
from tests.factories.outlets import make_outlet_member

WAITING = "1 laporan menunggu sinyal."


def reports() -> list[tuple[date, int, int]]:
    """Each report: its day, how many lines, and their gross in rupiah."""
    db.session.rollback()
    found = []
    for report in db.session.query(SalesReport).order_by(SalesReport.id).all():
        lines = db.session.query(SaleLine).filter_by(report_id=report.id).all()
        found.append((report.period_start, len(lines), sum(line.gross_rupiah for line in lines)))
    db.session.rollback()
    return found


def test_what_is_sold_without_a_signal_becomes_one_report_and_a_refused_one_says_why(own_app: Flask, somebody) -> None:
    _producer, outlet, _placement = make_shelf()
    phone = somebody(PHONE, has_touch=True).sign_in(make_outlet_member(outlet, Role.CASHIER))
    context: BrowserContext = phone.context
    page: Page = phone.page
    phone.open("/penjualan")
    page.wait_for_function("async () => (await caches.has('etalase-counter')) && localStorage.getItem('etalase:kept')")
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")

    context.set_offline(True)
    phone.expects_no_network = True
    page.get_by_role("button", name=f"Tambah {NAMES[0]}").tap()
    page.get_by_role("button", name="Kirim laporan").dblclick()
    phone.reads(WAITING)

    page.close()
    page = phone.page = context.new_page()
    page.goto("/penjualan")
    phone.reads("Tanpa sinyal")
    phone.reads(WAITING)
    assert "Budi" not in page.content()
    page.get_by_label("Tanggal penjualan").select_option(index=1)
    page.get_by_label(f"Harga {NAMES[1]}").fill("0")
    page.get_by_label(NAMES[1], exact=True).fill("2")
    page.get_by_role("button", name="Kirim laporan").tap()
    phone.reads("2 laporan menunggu sinyal.")
    page.reload()
    phone.reads("2 laporan menunggu sinyal.")

    context.set_offline(False)
    phone.reads("Terima kasih. Laporan 22 November 2026 sudah diterima: 1 baris.")
    phone.reads("1 laporan ditolak.")
    phone.reads(f"Harga {NAMES[1]}: Harga 0")
    assert reports() == [(date(2026, 11, 22), 1, 15_000)]

    page.get_by_role("button", name="Perbaiki").tap()
    phone.reads(re.compile("^Harga 0: isi harga yang dibayar pembeli"))
    page.get_by_label(f"Harga {NAMES[1]}").fill("14000")
    page.get_by_role("button", name="Kirim laporan").tap()
    phone.reads("Terima kasih. Laporan 21 November 2026 sudah diterima: 1 baris.")
    assert reports() == [(date(2026, 11, 22), 1, 15_000), (date(2026, 11, 21), 1, 28_000)]

    answers_lost(context, page)


def answers_lost(context: BrowserContext, page: Page) -> None:
    """Two tabs report the same day while every answer is lost on its way: one report."""

    loses = True

    def lose(route: Route) -> None:
        if route.request.method != "POST" or not loses:
            route.continue_()
            return
        route.fetch()
        route.abort()

    day = "/penjualan?day=2026-11-20"
    other = context.new_page()
    for tab in (page, other):
        tab.goto(day)
        tab.get_by_label(re.compile(f"^{NAMES[2]}")).fill("3")
    context.route("**/penjualan", lose)
    for tab in (page, other):
        tab.get_by_role("button", name="Kirim laporan").dblclick()
        expect(tab.locator("main")).to_contain_text(WAITING)
    loses = False
    other.evaluate("window.dispatchEvent(new Event('online'))")
    expect(other.locator("main")).to_contain_text("Laporan 20 November 2026 sudah diterima: 1 baris.")
    expect(page.get_by_text(WAITING)).to_be_hidden()
    assert reports()[2:] == [(date(2026, 11, 20), 1, 45_000)]
