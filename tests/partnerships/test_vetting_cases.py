"""Waivers asked for by producers, labels with their checklist, and photos of both sides, at the desk."""

import io

from accounts.models import AuditEvent
from accounts.permissions import Role
from core.database import db
from partnerships.models import Requirement
from partnerships.requirement_kinds import LABEL_ITEMS
from tests.accounts.people_at_work import HASH, signed_in
from tests.clients import Api
from tests.factories.partnerships import make_producer, make_producer_user, make_product
from tests.factories.people import make_user
from tests.partnerships.pictures import jpeg
from tests.partnerships.test_vetting_desk import DESK, SUBMITTED, text_of, waiting


def asked_by_the_producer(producer=None):
    producer = producer or make_producer()
    return waiting(producer, "sni", submitted_by=make_producer_user(producer))


def test_a_waiver_of_what_a_producer_handed_in_takes_two_verifiers(app, verifier):
    requirement = asked_by_the_producer()
    path = f"/requirements/{requirement.id}/decision"
    first = Api(app, verifier)
    asked = first.post(path, {"decision": "waived", "reason": "Tidak dijual di ritel modern"})
    assert (asked.status_code, asked.json["status"]) == (200, "submitted")
    assert asked.json["waiver_asked_by_id"] == verifier.id
    again = first.post(path, {"decision": "waived", "reason": "Sekali lagi"})
    assert (again.status_code, again.json["code"]) == (403, "second_person_needed")
    granted = Api(app, make_user(Role.VERIFIER)).post(path, {"decision": "waived"})
    assert (granted.status_code, granted.json["status"]) == (200, "waived")
    assert granted.json["reason"] == "Tidak dijual di ritel modern"
    actions = [event.action for event in db.session.query(AuditEvent).filter_by(subject_id=requirement.id)]
    assert [action for action in actions if "waive" in action] == ["requirement:waiver_asked", "requirement:waived"]


def test_a_waiver_is_declined_with_a_reason_and_the_document_keeps_waiting(app, verifier):
    requirement = asked_by_the_producer()
    Api(app, verifier).post(f"/requirements/{requirement.id}/decision", {"decision": "waived", "reason": "Tidak perlu"})
    second = signed_in(app, make_user(Role.VERIFIER, password_hash=HASH))
    page = text_of(second.get(f"{DESK}/{requirement.id}"))
    assert "Budi Santoso meminta dokumen ini dikecualikan" in page
    assert "Tidak perlu" in page
    refused = second.post(f"{DESK}/{requirement.id}/pengecualian", {})
    assert refused.status_code == 422
    answer = second.post(f"{DESK}/{requirement.id}/pengecualian", {"reason": "SNI wajib untuk AMDK"})
    assert answer.headers["Location"] == f"{DESK}/{requirement.id}"
    db.session.expire_all()
    assert (requirement.status, requirement.waiver_asked_by_id) == (SUBMITTED, None)
    gone = Api(app, verifier).post(f"/requirements/{requirement.id}/waiver/decline", {"reason": "x"})
    assert (gone.status_code, gone.json["code"]) == (409, "waiver_not_asked")


def test_who_asked_for_a_waiver_may_still_return_the_document(app, verifier):
    requirement = asked_by_the_producer()
    api, path = Api(app, verifier), f"/requirements/{requirement.id}/decision"
    api.post(path, {"decision": "waived", "reason": "Tidak perlu"})
    assert api.post(path, {"decision": "returned", "reason": "Ternyata perlu"}).json["status"] == "returned"


def test_a_document_with_a_waiver_asked_for_is_not_accepted_with_many(app, verifier):
    requirement = asked_by_the_producer()
    Api(app, verifier).post(f"/requirements/{requirement.id}/decision", {"decision": "waived", "reason": "Tidak perlu"})
    db.session.expire_all()
    item = {"id": requirement.id, "version": requirement.version}
    answer = Api(app, make_user(Role.VERIFIER)).post("/requirements/accept", {"items": [item]})
    assert answer.json["items"][0]["code"] == "warning_stands"


def test_a_label_goes_back_with_exactly_the_items_that_were_not_found(app, verifier):
    producer = make_producer()
    requirement = waiting(producer, "label_check", details=dict.fromkeys(LABEL_ITEMS, True))
    browser = signed_in(app, verifier)
    page = text_of(browser.get(f"{DESK}/{requirement.id}"))
    assert page.count('name="label_items"') == 9
    assert page.count('name="label_items"') == page.count("checked")
    assert "Baik digunakan sebelum 22 Mei 2027" in page
    seen = [item for item in LABEL_ITEMS if item not in {"expiry_date", "net_weight"}]
    refused = browser.post(f"{DESK}/{requirement.id}", {"decision": "accepted", "label_items": seen})
    assert refused.status_code == 422
    assert "2 butir label belum ditandai ada" in text_of(refused)
    assert browser.post(f"{DESK}/{requirement.id}", {"decision": "returned", "label_items": seen}).status_code == 303
    db.session.expire_all()
    assert (requirement.reason_code, requirement.missing_items) == ("label_incomplete", ["net_weight", "expiry_date"])
    owner = make_producer_user(producer)
    owner.password_hash = HASH
    told = text_of(signed_in(app, owner).get(f"/persyaratan/{requirement.id}"))
    assert "Belum ada: Berat bersih atau isi bersih, Tanggal, bulan dan tahun kedaluwarsa." in told


def test_a_label_with_nothing_ticked_is_not_accepted_and_by_the_api_items_may_be_left_out(app, verifier):
    requirement = waiting(kind="label_check")
    browser = signed_in(app, verifier)
    browser.get(f"{DESK}/{requirement.id}")
    assert "9 butir label belum ditandai ada" in text_of(
        browser.post(f"{DESK}/{requirement.id}", {"decision": "accepted"})
    )
    path, api = f"/requirements/{requirement.id}/decision", Api(app, verifier)
    refused = api.post(path, {"decision": "accepted", "label_items": list(LABEL_ITEMS)[:8]})
    assert (refused.status_code, refused.json["code"]) == (409, "label_items_missing")
    assert refused.json["missing_items"] == ["ingredient_origin"]
    assert api.post(path, {"decision": "accepted", "label_items": ["colour"]}).status_code == 422
    assert api.post(path, {"decision": "accepted"}).json["status"] == "accepted"


def test_a_label_is_photographed_from_both_sides(app, verifier):
    producer = make_producer()
    product = make_product(producer)
    owner = make_producer_user(producer)
    owner.password_hash = HASH
    browser = signed_in(app, owner)
    path = f"/umkm/{producer.id}/persyaratan/label_check"
    page = text_of(browser.get(path))
    assert "Foto sisi depan" in page
    assert "Foto sisi belakang" in page
    answers = {f"details.{item}": "ya" for item in LABEL_ITEMS}
    photos = {"evidence": (jpeg_file("depan")), "evidence_back": (jpeg_file("belakang", 50))}
    assert browser.post(path, {"product_ids": [str(product.id)], **answers, **photos}).status_code == 303
    requirement = db.session.query(Requirement).one()
    assert requirement.warnings == []
    assert requirement.evidence_id != requirement.evidence_back_id
    for side in ("front", "back"):
        assert browser.get(f"/persyaratan/{requirement.id}/bukti?side={side}").mimetype == "image/jpeg"
        assert browser.get(f"/persyaratan/{requirement.id}/foto?side={side}&zoom=3").status_code == 200
    assert browser.get(f"/persyaratan/{requirement.id}/bukti?side=top").status_code == 422


def jpeg_file(name, width=60):
    return (io.BytesIO(jpeg(width, 40)), f"{name}.jpg")


def test_a_second_photo_of_a_document_with_one_side_is_refused_at_its_field(app):
    officer = Api(app, make_user(Role.PARTNERSHIP_OFFICER))
    data = {"kind": "nib", "number": "0220003690831", "evidence_back": jpeg_file("x")}
    answer = officer.post(f"/producers/{make_producer().id}/requirements", data=data)
    assert (answer.status_code, answer.json["code"]) == (422, "no_second_side")
    assert answer.json["errors"]["evidence_back"]


def test_opening_a_bank_account_photo_is_recorded_with_its_purpose(app, verifier):
    producer = make_producer()
    officer = Api(app, make_user(Role.PARTNERSHIP_OFFICER))
    details = '{"bank_code": "124", "holder": "Siti Aminah"}'
    data = {"kind": "bank_account", "number": "0012345678", "details": details, "evidence": jpeg_file("buku")}
    made = officer.post(f"/producers/{producer.id}/requirements", data=data).json["id"]
    browser = signed_in(app, verifier)
    assert browser.get(f"/persyaratan/{made}/bukti").mimetype == "image/jpeg"
    at_the_desk = db.session.query(AuditEvent).filter_by(action="requirement:evidence_read").one()
    assert at_the_desk.reason == "Verifikasi dokumen yang diajukan."
    assert "Verifikasi dokumen yang diajukan." in text_of(browser.get(f"{DESK}/{made}"))

    head = signed_in(app, make_user(Role.HEAD, name="Ibu Kepala", password_hash=HASH))
    asked = head.get(f"/persyaratan/{made}/bukti")
    assert asked.headers["Location"] == f"/persyaratan/{made}/bukti/keperluan?side=front"
    assert f'src="/persyaratan/{made}/bukti' not in text_of(head.get(f"/persyaratan/{made}"))
    head.get(asked.headers["Location"])
    assert head.post(asked.headers["Location"], {"purpose": "audit"}).status_code == 422
    opened = head.post(asked.headers["Location"], {"purpose": "Audit rekening tahun 2026"})
    assert opened.mimetype == "image/jpeg"
    looked = text_of(browser.get(f"{DESK}/{made}"))
    assert "Ibu Kepala" in looked
    assert "Audit rekening tahun 2026" in looked


def test_a_producer_sees_its_own_photo_without_saying_why(app):
    producer = make_producer()
    owner = make_producer_user(producer)
    details = '{"bank_code": "124", "holder": "Siti Aminah"}'
    data = {"kind": "bank_account", "number": "0012345678", "details": details, "evidence": jpeg_file("buku")}
    made = Api(app, owner).post(f"/producers/{producer.id}/requirements", data=data).json["id"]
    owner.password_hash = HASH
    db.session.commit()
    assert signed_in(app, owner).get(f"/persyaratan/{made}/bukti").mimetype == "image/jpeg"
