"""Named inputs that come as files: what proves nothing, names that mislead, one file for two documents."""

import io

import pytest

from accounts.permissions import Role
from core.database import db
from core.files import StoredFile
from partnerships.models import Requirement
from partnerships.states import RequirementStatus
from tests.accounts.people_at_work import HASH, signed_in
from tests.clients import Api
from tests.factories.partnerships import make_producer, make_producer_user, make_requirement
from tests.factories.people import make_user
from tests.partnerships.pictures import jpeg, pdf, png
from tests.partnerships.test_named_inputs import on_the_page, page_text

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00" + b"\x00" * 200


@pytest.fixture
def officer(app):
    return make_user(Role.PARTNERSHIP_OFFICER, password_hash=HASH)


@pytest.mark.parametrize(
    ("content", "name", "status", "code", "sentence"),
    [
        (b"MZ\x90\x00" + b"\x00" * 500, "foto.jpg", 415, "not_a_photo", "bukan foto"),  # 114
        (b"\x7fELF" + b"\x00" * 500, "foto.jpg", 415, "not_a_photo", "bukan foto"),  # 114
        (b"<!doctype html><script>alert(1)</script>", "foto.jpg", 415, "not_a_photo", "bukan foto"),  # 114
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "a.svg", 415, "svg_refused", "SVG tidak diterima"),  # 116
        (png(20_000, 20_000), "a.png", 422, "picture_too_large", "megapiksel"),  # 117
        (png(12_000, 12_000), "a.png", 422, "picture_too_large", "megapiksel"),  # 117
        (HEIC, "IMG_1.HEIC", 415, "heic_not_read", "Paling Kompatibel"),  # 118
        (b"%!PS-Adobe-3.0 EPSF-3.0\n", "a.jpg", 415, "not_a_photo", "bukan foto"),  # 119
        (b"8BPS\x00\x01" + b"\x00" * 50, "a.jpg", 415, "not_a_photo", "bukan foto"),  # 119
        (b"II*\x00\x08\x00\x00\x00" + b"\x00" * 50, "a.jpg", 415, "not_a_photo", "bukan foto"),  # 119
        (b"SIMPLE  =                    T", "a.jpg", 415, "not_a_photo", "bukan foto"),  # 119
        (jpeg(800, 600)[:2_000], "a.jpg", 422, "picture_damaged", "rusak"),  # 120
        (pdf(javascript="app.alert(1)"), "a.pdf", 422, "pdf_active", "PDF"),  # 123
        (pdf(attachment=b"MZ"), "a.pdf", 422, "pdf_active", "PDF"),  # 123
        (pdf(password="rahasia"), "a.pdf", 415, "pdf_locked", "PDF"),  # 124
        (pdf(101), "a.pdf", 413, "pdf_too_long", "halaman"),  # 124
        (EICAR, "a.pdf", 415, "not_a_photo", "bukan foto"),  # 125
        (b"%PDF-1.7\n" + b"0" * 10_000_000, "a.pdf", 413, "evidence_too_large", "10 MB"),  # 126
        (b"", "a.jpg", 422, "empty_file", "kosong"),  # 131
    ],
)
def test_114_to_131_what_proves_nothing_is_refused_on_both_doors_and_leaves_no_file(
    app, officer, content, name, status, code, sentence
):
    producer = make_producer()
    data = {"kind": "nib", "number": "0220003690831", "evidence": (io.BytesIO(content), name)}
    answer = Api(app, officer).post(f"/producers/{producer.id}/requirements", data=data)
    assert (answer.status_code, answer.json["code"]) == (status, code)
    form = {"number": "0220003690831", "evidence": (io.BytesIO(content), name)}
    page = on_the_page(app, officer, f"/umkm/{producer.id}/persyaratan/nib", form)
    assert page.status_code == 422
    assert 'href="#f-evidence"' in page_text(page)
    assert sentence in page_text(page)
    assert 'value="0220003690831"' in page_text(page)
    assert (db.session.query(Requirement).count(), db.session.query(StoredFile).count()) == (0, 0)


def test_114_the_second_photo_of_a_label_is_judged_like_the_first_at_its_own_field(app, officer):
    producer = make_producer()
    data = {
        "kind": "label_check",
        "evidence": (io.BytesIO(jpeg()), "depan.jpg"),
        "evidence_back": (io.BytesIO(HEIC), "IMG_2.HEIC"),
    }
    answer = Api(app, officer).post(f"/producers/{producer.id}/requirements", data=data)
    assert (answer.status_code, answer.json["code"]) == (415, "heic_not_read")
    assert list(answer.json["errors"]) == ["evidence_back"]
    assert db.session.query(StoredFile).count() == 0


def test_126_what_no_door_takes_is_refused_before_it_is_read(app, officer):
    producer = make_producer()
    data = {"kind": "nib", "number": "0220003690831", "evidence": (io.BytesIO(b"0" * 25_000_000), "a.jpg")}
    answer = Api(app, officer).post(f"/producers/{producer.id}/requirements", data=data)
    assert answer.status_code == 413
    data["evidence"] = (io.BytesIO(b"0" * 25_000_000), "a.jpg")
    assert on_the_page(app, officer, f"/umkm/{producer.id}/persyaratan/nib", data).status_code == 413


def test_127_the_fifty_first_document_of_a_day_is_refused_and_staff_have_no_such_limit(app, officer, clock_stands):
    producer = make_producer()
    owner = make_producer_user(producer)
    for _ in range(50):
        make_requirement(producer, status=RequirementStatus.RETURNED, reason="Buram", submitted_by=owner)
    path, body = f"/producers/{producer.id}/requirements", {"kind": "nib", "number": "0220003690831"}
    answer = Api(app, owner).post(path, body)
    assert (answer.status_code, answer.json["code"]) == (422, "file_quota")
    owner.password_hash = HASH
    db.session.commit()
    page = on_the_page(app, owner, f"/umkm/{producer.id}/persyaratan/nib", {"number": "0220003690831"})
    assert "Paling banyak 50 dokumen sehari." in page_text(page)
    assert Api(app, officer).post(path, body).status_code == 201
    clock_stands.shift(24 * 3600 + 1)
    assert Api(app, owner).post(path, {"kind": "sni", "number": "SNI 3553:2015"}).status_code == 201


@pytest.mark.parametrize("name", ["../../x.pdf", "..\\x.pdf", "CON.pdf", "x.pdf\x00.exe", "n" * 300, "😀", "حلال.pdf"])
def test_128_and_129_the_name_of_a_file_is_only_shown_and_never_a_place(app, officer, name):
    producer = make_producer()
    data = {"number": "0220003690831", "evidence": (io.BytesIO(pdf()), name)}
    assert on_the_page(app, officer, f"/umkm/{producer.id}/persyaratan/nib", data).status_code == 303
    stored = db.session.query(StoredFile).one()
    assert not set(stored.original_name) & set("/\\\x00")
    assert len(stored.original_name) <= 154


def test_130_a_name_that_would_break_a_header_is_written_so_that_it_cannot(app, officer):
    producer = make_producer()
    data = {"kind": "nib", "number": "0220003690831", "evidence": (io.BytesIO(pdf()), 'a";\r\nX-Evil: y.pdf')}
    made = Api(app, officer).post(f"/producers/{producer.id}/requirements", data=data)
    assert made.status_code == 201
    answer = signed_in(app, officer).get(f"/persyaratan/{made.json['id']}/bukti")
    assert "X-Evil" not in answer.headers
    assert "\n" not in answer.headers["Content-Disposition"]
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_132_one_file_for_two_documents_is_a_warning_and_for_its_own_replacement_none(app, officer):
    producer, api = make_producer(), Api(app, officer)

    def hand_in(kind, number):
        data = {"kind": kind, "number": number, "evidence": (io.BytesIO(jpeg()), "a.jpg")}
        return api.post(f"/producers/{producer.id}/requirements", data=data).json

    first = hand_in("nib", "0220003690831")
    assert first["warnings"] == []
    assert [found["code"] for found in hand_in("trademark", "IDM000123456")["warnings"]][-1] == "evidence_used_before"
    returned = db.session.get(Requirement, first["id"])
    returned.status = RequirementStatus.RETURNED
    twin = db.session.query(Requirement).filter_by(kind="trademark").one()
    twin.evidence_id = None
    db.session.commit()
    assert hand_in("nib", "0220003690831")["warnings"] == []


def test_133_a_document_replaced_after_its_approval_stays_until_the_new_one_is_approved(app, officer):
    producer = make_producer()
    old = make_requirement(producer, "nib", number="0220003690831")
    new = (
        Api(app, officer)
        .post(f"/producers/{producer.id}/requirements", {"kind": "nib", "number": "0220003690832"})
        .json
    )
    db.session.expire_all()
    assert (old.status, old.replaced_by_id) == (RequirementStatus.ACCEPTED, None)
    Api(app, make_user(Role.VERIFIER)).post(f"/requirements/{new['id']}/decision", {"decision": "accepted"})
    db.session.expire_all()
    assert (old.status, old.number, old.replaced_by_id) == (RequirementStatus.ACCEPTED, "0220003690831", new["id"])
