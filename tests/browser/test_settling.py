"""Settling in front of a browser: a part is paid and confirmed on the phone, one line is disputed and decided, and the
correction of the closed month is seen on the next statement."""

from datetime import date, datetime

from flask import Flask
from playwright.sync_api import expect

from accounts.permissions import Role
from core.database import db
from core.dates import agency_zone
from tests.accounts.people_at_work import make_person
from tests.browser.people import PHONE, Person
from tests.factories.ledger import close_month, make_pair


def pay_in_part(manager: Person, statement: str) -> str:
    """The outlet pays Rp20.000 with a nervous finger, and goes back to pay again; the path of the one payment."""
    manager.open(statement)
    manager.follow("Catat pembayaran")
    manager.fill("Jumlah dibayar", "20.000")
    manager.fill("Nomor bukti", "TRF-77")
    manager.page.get_by_role("button", name="Catat pembayaran").dblclick()
    manager.reads("Pembayaran dihitung sesudah pihak lain mengonfirmasinya.")
    payment = f"/pembayaran/{manager.number_in_address('/pembayaran')}"
    manager.page.go_back()
    manager.fill("Jumlah dibayar", "20.000")
    manager.press("Catat pembayaran")
    manager.reads("Sudah diproses.")
    expect(manager.page).to_have_url(f"{manager.address}{payment}")
    manager.open("/pembayaran")
    expect(manager.page.locator("tbody tr")).to_have_count(1)
    return payment


def confirm_on_the_phone(maker: Person, payment: str) -> None:
    """The producer sees that something waits, and says that the money came."""
    maker.reads("pembayaran menunggu dikonfirmasi")
    maker.open(payment)
    maker.press("Ya, sudah diterima")
    maker.reads("Pembayaran dikonfirmasi dan dibukukan.")


def dispute_first_line(maker: Person, statement: str) -> str:
    """The producer says that three were sold, not five; the path of the dispute."""
    maker.open(statement)
    maker.page.get_by_text("Lihat hitungannya").first.click()
    maker.follow("Ajukan keberatan")
    maker.fill("Apa yang keliru?", "Yang terjual 3, bukan 5.")
    maker.press("Ajukan keberatan")
    maker.reads("Hanya baris ini yang ditahan")
    return f"/keberatan/{maker.number_in_address('/keberatan')}"


def decide(money: Person, dispute: str) -> None:
    """Finance corrects the line, and finds the credit note beside it."""
    money.open(dispute)
    money.tick("Dikoreksi")
    money.fill("Jumlah yang benar (pcs)", "3")
    money.fill("Alasan", "Bon menunjukkan 3.")
    money.press("Simpan keputusan")
    money.reads("Keberatan diputuskan.")
    money.reads("Nota kredit NK-2026-00001 (PDF)")


def test_a_part_payment_a_dispute_and_its_correction_on_the_next_statement(
    own_app: Flask, somebody, clock_stands
) -> None:
    clock_stands.move_to(datetime(2026, 11, 4, 9, tzinfo=agency_zone()))
    pair = make_pair()
    pair.sell(date(2026, 10, 5), 5, 8_000)
    close_month("2026-10")
    finance = make_person(Role.FINANCE, "joko@contoh.id", "Joko Susilo")
    october = f"/rekap/{pair.statement('2026-10').id}"
    manager_user, owner_user = pair.manager, pair.owner

    payment = pay_in_part(somebody(PHONE).sign_in(manager_user), october)
    maker = somebody(PHONE).sign_in(owner_user)
    confirm_on_the_phone(maker, payment)
    maker.open(october)
    maker.reads("Rp18.800")
    dispute = dispute_first_line(maker, october)
    maker.open(october)
    maker.reads("Ada keberatan")
    decide(somebody().sign_in(finance), dispute)

    clock_stands.move_to(datetime(2026, 12, 3, 9, tzinfo=agency_zone()))
    db.session.rollback()
    close_month("2026-11", waive_missing=True, reason="uji")
    maker = somebody(PHONE).sign_in(owner_user)
    maker.open(f"/rekap/{pair.statement('2026-11').id}")
    maker.reads("Di antaranya koreksi periode lalu")
    expect(maker.page.get_by_role("row").filter(has_text="Penjualan kotor bulan lalu")).to_contain_text("16.000")
    maker.reads("Rp3.280")
