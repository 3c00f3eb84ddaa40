"""A P-IRT ends: three outlets are asked to pull, one does, and the renewal brings the product back to all of them."""

import re
from datetime import date, datetime

from flask import Flask
from playwright.sync_api import expect
from sqlalchemy import func, select

from accounts.permissions import Role
from core.database import committed, db
from core.dates import agency_zone
from outlets.expiry_night import run
from outlets.pull_models import PlacementHold
from tests.accounts.people_at_work import make_person
from tests.browser.people import PHONE, Person
from tests.factories.outlets import make_agreement, make_outlet, make_outlet_member, make_placement
from tests.factories.partnerships import make_producer_user, make_ready_product
from tests.partnerships.pictures import pdf

NAMES = ("Maxi Swalayan", "Hotel Gran Senyiur", "Rest Area KM 19")
PRODUCT = "Keripik singkong pedas 200 g"


def open_holds() -> int:
    """How many placements are held now."""
    db.session.rollback()
    counted = db.session.execute(select(func.count()).where(PlacementHold.lifted_on.is_(None))).scalar_one()
    db.session.rollback()
    return counted


def row_says(person: Person, state: str) -> None:
    """The line of the product on the pull list tells this state."""
    expect(person.page.get_by_role("row", name=re.compile(f"{PRODUCT}.*{state}"))).to_be_visible()


def test_an_expired_permit_is_pulled_from_three_outlets_and_comes_back_after_renewal(
    own_app: Flask, somebody, clock_stands
) -> None:
    product = make_ready_product(name=PRODUCT, pirt_until=date(2026, 11, 24))
    shops = [make_outlet(name=name) for name in NAMES]
    for outlet in shops:
        make_agreement(product.producer, outlet)
    placed = [make_placement(product, outlet).id for outlet in shops]
    members = [make_outlet_member(outlet) for outlet in shops]
    owner_account = make_producer_user(product.producer)
    clock_stands.move_to(datetime(2026, 11, 25, 9, tzinfo=agency_zone()))
    committed(run)
    assert open_holds() == 3

    manager = somebody(PHONE).sign_in(members[0])
    manager.open("/gerai/penarikan")
    row_says(manager, "Harus ditarik")
    manager.follow(PRODUCT)
    manager.reads("2 Desember 2026")
    manager.fill("Jumlah ditarik (pcs)", "18")
    manager.press("Catat penarikan")
    manager.reads("Penarikan dicatat.")

    owner = somebody(PHONE).sign_in(owner_account)
    owner.open("/usaha-saya")
    owner.reads(re.compile("Kedaluwarsa sejak 24/11/2026"))
    owner.open(f"/umkm/{owner.number_in_address('/umkm')}/persyaratan/pirt")
    owner.fill("Nomor dokumen", "2156471010023-31")
    owner.fill("Berlaku sampai", "2031-06-13")
    owner.tick(PRODUCT)
    owner.page.get_by_label(re.compile("^Foto atau berkas bukti")).set_input_files(
        {"name": "pirt.pdf", "mimeType": "application/pdf", "buffer": pdf()}
    )
    owner.press("Ajukan")
    owner.reads("Sedang diverifikasi")
    assert open_holds() == 3

    verifier = somebody().sign_in(make_person(Role.VERIFIER, "sari@contoh.id", "Sari Dewi"))
    verifier.open("/verifikasi-dokumen")
    verifier.follow("Mulai memeriksa")
    verifier.tick(re.compile("^Setujui"))
    verifier.press("Simpan keputusan")
    verifier.reads("Semua dokumen sudah diverifikasi")
    for _attempt in range(100):
        if open_holds() == 0:
            break
        verifier.page.wait_for_timeout(100)
    assert open_holds() == 0

    manager.open("/gerai/penarikan")
    row_says(manager, "Boleh dipajang lagi")
    second = somebody(PHONE).sign_in(members[1])
    second.open("/gerai/penarikan")
    row_says(second, "Tidak perlu ditarik lagi")
    verifier.open(f"/penempatan/{placed[2]}/penahanan")
    verifier.reads("Boleh dijual lagi: izin sudah diperbarui")
    verifier.reads("Tidak ada penahanan yang masih berlaku; produk boleh dikirim dan dijual.")
