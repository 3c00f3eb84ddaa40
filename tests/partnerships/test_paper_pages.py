"""Pages of papers and products: handed in by a phone, looked at by a verifier, opened for a purpose, curated."""

import io

from accounts.models import AuditEvent
from accounts.permissions import Role
from core.database import db
from core.dates import now
from partnerships.models import Producer, Product, Requirement
from partnerships.states import ProducerStatus, ProductStatus, RequirementStatus
from tests.clients import Client
from tests.factories.partnerships import (
    make_producer,
    make_producer_user,
    make_product,
    make_ready_product,
    make_requirement,
)
from tests.partnerships.pictures import jpeg, pdf
from tests.partnerships.test_pages import ONESELF, browser, browser_of, sent, text_of


def test_a_producer_hands_in_a_photo_of_its_pirt_and_a_verifier_accepts_it(app):
    producer = make_producer(status=ProducerStatus.REGISTERED)
    product = make_product(producer, status=ProductStatus.SUBMITTED)
    owner = browser_of(app, make_producer_user(producer))
    answer = sent(
        owner,
        f"/umkm/{producer.id}/persyaratan/pirt",
        {
            "number": "2156471010021-28",
            "issued_on": "2023-06-14",
            "valid_until": "2028-06-13",
            "product_ids": str(product.id),
            "evidence": (io.BytesIO(jpeg(gps=True)), "../../foto/pirt.JPG"),
        },
    )
    requirement = db.session.query(Requirement).one()
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/persyaratan/{requirement.id}")
    assert requirement.evidence.original_name == "pirt.jpg"
    assert requirement.source == "self"
    verifier = browser(app, Role.VERIFIER)
    queue = text_of(verifier.get("/verifikasi-dokumen"))
    assert "1 dokumen menunggu" in queue
    case = f"/verifikasi-dokumen/{requirement.id}"
    assert "Kota Balikpapan" in text_of(verifier.get(case))
    decided = verifier.post(case, {"decision": "accepted"})
    assert (decided.status_code, decided.headers["Location"]) == (303, "/verifikasi-dokumen")
    db.session.expire_all()
    assert db.session.get(Requirement, requirement.id).status is RequirementStatus.ACCEPTED
    assert db.session.get(Producer, producer.id).status is ProducerStatus.ACTIVE
    assert "Semua dokumen sudah diverifikasi" in text_of(verifier.get("/verifikasi-dokumen"))


def test_after_a_decision_the_next_case_opens_and_the_first_again_at_the_end(app, clock_stands):
    producer = make_producer()
    first = make_requirement(producer, "nib", status=RequirementStatus.SUBMITTED)
    clock_stands.shift(60)
    second = make_requirement(producer, "npwp", status=RequirementStatus.SUBMITTED)
    clock_stands.shift(60)
    third = make_requirement(producer, "halal", status=RequirementStatus.SUBMITTED)
    verifier = browser(app, Role.VERIFIER)
    answer = sent(verifier, f"/verifikasi-dokumen/{second.id}", {"decision": "returned", "reason": "Foto buram"})
    assert answer.headers["Location"] == f"/verifikasi-dokumen/{third.id}?done={second.id}"
    answer = sent(verifier, f"/verifikasi-dokumen/{third.id}", {"decision": "accepted"})
    assert answer.headers["Location"] == f"/verifikasi-dokumen/{first.id}"


def test_a_returned_document_shows_its_reason_and_only_it_is_replaced(app):
    producer = make_producer()
    kept = make_requirement(producer, "npwp")
    returned = make_requirement(
        producer, "nib", number="0220003690831", status=RequirementStatus.RETURNED, reason="Foto buram, ulangi"
    )
    owner = browser_of(app, make_producer_user(producer))
    record = text_of(owner.get(f"/umkm/{producer.id}"))
    assert "Foto buram, ulangi" in record
    path = f"/umkm/{producer.id}/persyaratan/nib"
    form = text_of(owner.get(path))
    assert "Foto buram, ulangi" in form
    assert 'value="0220003690831"' in form
    assert owner.post(path, {"number": "0220003690832"}).status_code == 303
    anew = db.session.query(Requirement).filter_by(kind="nib", status="submitted").one()
    db.session.expire_all()
    assert db.session.get(Requirement, returned.id).replaced_by_id == anew.id
    assert db.session.get(Requirement, returned.id).status is RequirementStatus.RETURNED
    assert db.session.get(Requirement, kept.id).replaced_by_id is None


def test_a_bank_account_shows_four_digits_and_opens_for_a_purpose(app):
    producer = make_producer()
    owner = browser_of(app, make_producer_user(producer))
    data = {"number": "0012345678", "details.bank_code": "124", "details.holder": "Rahmat Hidayat"}
    assert sent(owner, f"/umkm/{producer.id}/persyaratan/bank_account", data).status_code == 303
    requirement = db.session.query(Requirement).one()
    own_view = text_of(owner.get(f"/persyaratan/{requirement.id}"))
    assert "••••5678" in own_view
    assert "0012345678" not in own_view
    assert "Bankaltimtara" in own_view
    assert "Nama pemilik rekening berbeda" not in own_view
    verifier = browser(app, Role.VERIFIER)
    assert "Nama pemilik rekening berbeda" in text_of(verifier.get(f"/verifikasi-dokumen/{requirement.id}"))
    opened = text_of(sent(verifier, f"/persyaratan/{requirement.id}/nomor", {"purpose": "Mencocokkan buku tabungan"}))
    assert "0012345678" in opened
    assert "Rahmat Hidayat" in opened


def test_evidence_is_only_ever_a_download_of_those_who_may_see_it_and_readings_are_recorded(app, clock_stands):
    producer = make_producer()
    owner = browser_of(app, make_producer_user(producer))
    evidence = {"number": "0220003690831", "evidence": (io.BytesIO(pdf()), 'nib "asli".pdf')}
    assert sent(owner, f"/umkm/{producer.id}/persyaratan/nib", evidence).status_code == 303
    requirement = db.session.query(Requirement).one()
    path = f"/persyaratan/{requirement.id}/bukti"
    answer = owner.get(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert owner.get(path).status_code == 200
    assert db.session.query(AuditEvent).filter_by(action="requirement:evidence_read").count() == 1
    clock_stands.shift(3601)
    assert owner.get(path).status_code == 200
    assert db.session.query(AuditEvent).filter_by(action="requirement:evidence_read").count() == 2
    neighbour = browser_of(app, make_producer_user(make_producer()))
    assert neighbour.get(path).status_code == 404
    assert browser(app, Role.VERIFIER, regions=("18.72",)).get(path).status_code == 404
    assert browser(app, Role.OUTLET_MANAGER).get(path).status_code == 403
    assert Client(app).get(path).status_code == 302
    bare = make_requirement(producer, "npwp")
    assert owner.get(f"/persyaratan/{bare.id}/bukti").status_code == 404


def test_a_verifier_curates_with_the_label_checklist_beside_the_product(app):
    producer = make_producer()
    product = make_product(producer, status=ProductStatus.SUBMITTED)
    make_requirement(producer, "label_check", products=[product], details={"product_name": True, "expiry_date": False})
    verifier = browser(app, Role.VERIFIER)
    page = text_of(verifier.get(f"/kurasi/{product.id}"))
    assert page.count("belum dijawab") == 7
    assert page.count(">tidak ada<") == 1
    data = {"decision": "returned", "reason": "Tulis tanggal kedaluwarsa", "version": str(product.version)}
    assert verifier.post(f"/kurasi/{product.id}", data).status_code == 303
    owner = browser_of(app, make_producer_user(producer))
    assert "Tulis tanggal kedaluwarsa" in text_of(owner.get(f"/produk/{product.id}"))
    changed = {"name": product.name, "category": "dry_food", "sku": product.sku, "price_rupiah": "16.000"}
    assert sent(owner, f"/produk/{product.id}/ubah", changed).status_code == 303
    db.session.expire_all()
    again = db.session.get(Product, product.id)
    assert (again.status, again.price_rupiah, again.reason) == (ProductStatus.SUBMITTED, 16_000, None)


def test_a_producer_withdraws_its_product_but_cannot_suspend_it(app):
    producer = make_producer()
    product = make_product(producer)
    owner = browser_of(app, make_producer_user(producer))
    owner.get(f"/produk/{product.id}")
    assert owner.post(f"/produk/{product.id}/suspended", {"reason": "Libur"}).status_code == 403
    assert owner.post(f"/produk/{product.id}/withdrawn", {"reason": ""}).status_code == 422
    assert owner.post(f"/produk/{product.id}/withdrawn", {"reason": "Tidak diproduksi lagi"}).status_code == 303
    assert db.session.get(Product, product.id).status is ProductStatus.WITHDRAWN


def test_the_record_offers_a_whatsapp_text_that_names_each_gap_and_its_next_step(app):
    producer = make_producer()
    make_ready_product(producer, without=["halal"])
    page = browser(app, Role.VERIFIER).get(f"/umkm/{producer.id}").get_data(as_text=True)
    assert "3 dari 4 lengkap" in page
    assert "https://wa.me/6281212166678?text=Halo%20Siti%20Aminah" in page
    assert "Sertifikat%20halal%3A%20Daftar%20di%20ptsp.halal.go.id" in page


def pages_of_everything():
    producer = make_producer(name="Keripik Bu Siti")
    product = make_ready_product(producer, without=["halal"])
    waiting = make_product(producer, name="Abon ikan", status=ProductStatus.SUBMITTED)
    requirement = make_requirement(producer, "halal", products=[product], status=RequirementStatus.SUBMITTED)
    return producer, [
        "/umkm",
        "/umkm?q=keripik&status=active",
        "/umkm?q=tidakada",
        "/umkm/baru",
        f"/umkm/{producer.id}",
        f"/umkm/{producer.id}/ubah",
        f"/umkm/{producer.id}/status",
        f"/umkm/{producer.id}/nik",
        f"/umkm/{producer.id}/undang",
        f"/umkm/{producer.id}/persyaratan",
        f"/umkm/{producer.id}/persyaratan/nib",
        f"/umkm/{producer.id}/persyaratan/pirt",
        f"/umkm/{producer.id}/persyaratan/label_check",
        f"/umkm/{producer.id}/persyaratan/bank_account",
        f"/umkm/{producer.id}/persyaratan/own_production",
        f"/umkm/{producer.id}/produk/baru",
        f"/persyaratan/{requirement.id}",
        f"/persyaratan/{requirement.id}/nomor",
        "/verifikasi-dokumen",
        f"/verifikasi-dokumen/{requirement.id}",
        "/produk",
        f"/produk/{product.id}",
        f"/produk/{waiting.id}/ubah",
        "/kurasi",
        f"/kurasi/{waiting.id}",
        "/daftar",
        "/daftar/diterima",
    ]


def test_every_page_of_a_verifier_opens_in_both_languages(app):
    _producer, paths = pages_of_everything()
    indonesian, english = browser(app, Role.VERIFIER), browser(app, Role.VERIFIER, language="en")
    for path in paths:
        assert indonesian.get(path).status_code == 200, path
        page = english.get(path)
        assert page.status_code == 200, path
        assert '<html lang="en">' in text_of(page), path


def test_a_producer_opens_its_own_pages(app):
    producer, paths = pages_of_everything()
    owner = browser_of(app, make_producer_user(producer))
    assert owner.get("/usaha-saya").headers["Location"] == f"/umkm/{producer.id}"
    staff_only = ("/umkm/baru", "/status", "/nik", "/undang", "/nomor", "/verifikasi-dokumen/", "/kurasi/")
    for path in paths:
        expected = {403} if any(part in path for part in staff_only) else {200, 302}
        assert owner.get(path).status_code in expected, path


def test_nothing_is_kept_of_a_registration_that_was_typed_before_the_page_was_left(app):
    assert Client(app).post("/daftar", ONESELF).status_code == 400
    assert db.session.query(Producer).count() == 0
    assert now().year == 2026
