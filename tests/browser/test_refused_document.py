"""A producer with one refused document: two handed in on the phone, one accepted by key, one sent back and replaced."""

import re

from playwright.sync_api import expect

from accounts.permissions import Role
from core.database import db
from partnerships.models import Requirement
from partnerships.states import RequirementStatus
from tests.browser.people import PHONE
from tests.factories.partnerships import make_producer, make_producer_user, make_product, make_requirement
from tests.factories.people import make_user
from tests.partnerships.pictures import jpeg

PIRT = "SPP-IRT (nomor P-IRT)"
NIB = "Nomor Induk Berusaha (NIB)"
SENT_BACK = "Foto tidak terbaca: buram, gelap atau terpotong."


def photo(name, width=600):
    return {"name": name, "mimeType": "image/jpeg", "buffer": jpeg(width, 400)}


def hand_in_pirt(owner, picture):
    owner.fill("Nomor dokumen", "2053374020970-28")
    owner.field("Berlaku sampai").fill("2028-06-13")
    owner.tick("Keripik singkong pedas 200 g")
    owner.field("Foto atau berkas bukti").set_input_files(picture)
    owner.press("Ajukan")
    owner.reads("Dokumen diajukan dan sedang menunggu verifikasi.")


def test_only_the_refused_document_is_handed_in_again(somebody):
    producer = make_producer(region_code="33.74")
    product = make_product(producer)
    officer, other = make_user(Role.PARTNERSHIP_OFFICER), make_user(Role.VERIFIER)
    for kind in ("halal", "label_check"):
        make_requirement(producer, kind, products=[product], submitted_by=officer, decided_by=other)
    account, reviewer = make_producer_user(producer), make_user(Role.VERIFIER, name="Budi Santoso")
    producer_id = producer.id

    owner = somebody(PHONE).sign_in(account)
    owner.open(f"/umkm/{producer_id}/persyaratan/nib")
    owner.fill("Nomor dokumen", "0220003690831")
    owner.field("Foto atau berkas bukti").set_input_files(photo("nib.jpg"))
    owner.press("Ajukan")
    owner.heading(NIB)
    owner.open(f"/umkm/{producer_id}/persyaratan/pirt")
    hand_in_pirt(owner, photo("buram.jpg", 620))

    verifier = somebody().sign_in(reviewer)
    verifier.open("/verifikasi-dokumen")
    verifier.follow("Mulai memeriksa")
    verifier.heading(NIB)
    verifier.reads("1 dari 2")
    verifier.page.keyboard.press("a")
    expect(verifier.page.get_by_role("button", name="Simpan keputusan")).to_be_focused()
    verifier.page.keyboard.press("Enter")

    verifier.heading(PIRT)
    verifier.reads("Hasil olahan kelapa")
    verifier.page.keyboard.press("?")
    verifier.reads("pilih Setujui, lalu Enter untuk menyimpan")
    verifier.page.keyboard.press("r")
    expect(verifier.field("Alasan dari daftar")).to_be_focused()
    verifier.choose("Alasan dari daftar", SENT_BACK)
    verifier.press("Simpan keputusan")
    verifier.reads("Semua dokumen sudah diverifikasi")

    owner.open(f"/umkm/{producer_id}")
    owner.reads("3 dari 4 lengkap")
    owner.reads(SENT_BACK)
    owner.open(f"/umkm/{producer_id}/persyaratan/pirt")
    owner.reads("Foto ulang seluruh dokumen di tempat terang, lalu ajukan lagi.")
    expect(owner.field("Nomor dokumen")).to_have_value("2053374020970-28")
    hand_in_pirt(owner, photo("terang.jpg", 640))

    verifier.open("/verifikasi-dokumen")
    verifier.follow(PIRT)
    verifier.reads(re.compile("Menggantikan dokumen yang dikembalikan"))
    verifier.page.keyboard.press("a")
    verifier.page.keyboard.press("Enter")
    verifier.reads("Semua dokumen sudah diverifikasi")

    owner.open(f"/umkm/{producer_id}")
    owner.reads("4 dari 4 lengkap")
    db.session.expire_all()
    found = db.session.query(Requirement).filter_by(kind="pirt").order_by(Requirement.id).all()
    assert [paper.status for paper in found] == [RequirementStatus.RETURNED, RequirementStatus.ACCEPTED]
    assert found[0].replaced_by_id == found[1].id
