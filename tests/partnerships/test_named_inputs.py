"""The named bad inputs of registry, documents and workflow, each through the page and through the API.

The number before a name is that of the catalogue of bad inputs. Those that only a file can bring (a NIK or an account
as a spreadsheet number, 43 and 50) are held where files are read; the others that stand elsewhere are named there.
"""

import pytest

from accounts.models import UserAccount
from accounts.permissions import Role
from core.database import db
from partnerships.models import Producer, Requirement
from partnerships.states import ProductStatus, RequirementStatus
from tests.accounts.people_at_work import HASH, signed_in
from tests.clients import Api, Client
from tests.factories.outlets import make_agreement, make_outlet
from tests.factories.partnerships import make_producer, make_product, make_requirement
from tests.factories.people import make_user
from tests.partnerships.registering import by_steps

SITI = {
    "name": "Keripik Bu Siti",
    "owner_name": "Siti Aminah",
    "owner_nik": "6471014508850001",
    "phone": "0812 1216 6678",
    "region_code": "64.71",
}
PIRT = {"kind": "pirt", "number": "2053374020970-28", "valid_until": "2028-06-13"}


@pytest.fixture
def officer(app):
    return make_user(Role.PARTNERSHIP_OFFICER, password_hash=HASH)


def page_text(answer):
    return answer.get_data(as_text=True)


def on_the_page(app, user, path, data):
    browser = signed_in(app, user)
    browser.get(path)
    return browser.post(path, data)


@pytest.mark.parametrize(
    ("nik", "code", "sentence"),
    [
        ("647101450885000", "nik_not_16_digits", "NIK terdiri atas 16 angka"),  # 42
        ("64710145088500012", "nik_not_16_digits", "NIK terdiri atas 16 angka"),  # 42
        ("6471O14508850001", "nik_not_16_digits", "NIK terdiri atas 16 angka"),  # 42
        ("1,23457E+17", "must_be_text", "teks"),  # 43 as it looks once a spreadsheet has ruined it
        ("0000000000000000", "nik_bad_birth_date", "tanggal"),  # 44
        ("6471011713850001", "nik_bad_birth_date", "tanggal"),  # 44, month 13
        ("6471010008850001", "nik_bad_birth_date", "tanggal"),  # 44, day 00
        ("6471013208850001", "nik_bad_birth_date", "tanggal"),  # 44, day 32
        ("6471017208850001", "nik_bad_birth_date", "tanggal"),  # 44, day 72
    ],
)
def test_42_to_44_a_nik_that_is_none_is_refused_on_both_doors(app, officer, nik, code, sentence):
    answer = Api(app, officer).post("/producers", SITI | {"owner_nik": nik})
    assert (answer.status_code, answer.json["code"]) == (422, code)
    assert "owner_nik" in answer.json["errors"]
    page = on_the_page(app, officer, "/umkm/baru", SITI | {"owner_nik": nik, "source": "visit"})
    assert page.status_code == 422
    assert 'href="#f-owner_nik"' in page_text(page)
    assert sentence in page_text(page)
    assert db.session.query(Producer).count() == 0


@pytest.mark.parametrize("nik", ["64.7101.450885.0001", "6471 0145 0885 0001", "6471017108850001"])
def test_42_and_44_dots_spaces_and_the_day_of_a_woman_are_good(app, officer, nik):
    page = on_the_page(app, officer, "/umkm/baru", SITI | {"owner_nik": nik, "source": "visit"})
    assert page.status_code == 303
    assert db.session.query(Producer).one().owner_nik_last4 == "0001"


@pytest.mark.parametrize(
    ("kind", "number", "code"),
    [
        ("nib", "91200192811", "nib_not_13_digits"),
        ("nib", "02200036908311", "nib_not_13_digits"),
        ("nib", "٠٢٢٠٠٠٣٦٩٠٨٣١", "nib_not_13_digits"),
        ("npwp", "12345678901234", "npwp_wrong_length"),
        ("npwp", "0123456789012345", "npwp_wrong_check_digit"),
    ],
)
def test_46_a_nib_or_npwp_of_another_length_is_refused_on_both_doors(app, officer, kind, number, code):
    producer = make_producer()
    answer = Api(app, officer).post(f"/producers/{producer.id}/requirements", {"kind": kind, "number": number})
    assert (answer.status_code, answer.json["code"]) == (422, code)
    page = on_the_page(app, officer, f"/umkm/{producer.id}/persyaratan/{kind}", {"number": number})
    assert page.status_code == 422
    assert 'href="#f-number"' in page_text(page)
    assert db.session.query(Requirement).count() == 0


@pytest.mark.parametrize("phone", ["081212166678", "+62 812 1216 6678", "6281212166678", "0812-1216-6678"])
def test_47_one_telephone_is_written_in_many_ways(app, officer, phone):
    assert Api(app, officer).post("/producers", SITI | {"phone": phone}).json["phone"] == "+6281212166678"


@pytest.mark.parametrize("phone", ["12345", "kosong delapan", "0812", "+1 555 0100"])
def test_47_what_is_no_telephone_is_refused_on_both_doors(app, officer, phone):
    answer = Api(app, officer).post("/producers", SITI | {"phone": phone})
    assert (answer.status_code, answer.json["code"]) == (422, "phone_not_valid")
    page = on_the_page(app, officer, "/umkm/baru", SITI | {"phone": phone, "source": "visit"})
    assert 'href="#f-phone"' in page_text(page)


@pytest.mark.parametrize(
    "email",
    ["a@b\r\nBcc: x@contoh.id", "Ä@contoh.id", "n" * 290 + "@contoh.id", "siti@contoh.id.", "siti", "@", "a b@c.id"],
)
def test_48_and_49_an_address_that_is_none_is_refused_where_a_producer_registers(app, email):
    visitor = Client(app)
    answer = by_steps(visitor, SITI | {"email": email, "consent": "true"})
    assert answer.status_code == 422
    assert 'href="#f-email"' in page_text(answer)
    assert db.session.query(Producer).count() == 0
    assert db.session.query(UserAccount).count() == 0


def test_50_an_account_as_a_number_is_refused_and_with_its_zeros_kept(app, officer):
    producer, api = make_producer(), Api(app, officer)
    body = {"kind": "bank_account", "details": {"bank_code": "124", "holder": "Siti Aminah"}}
    refused = api.post(f"/producers/{producer.id}/requirements", body | {"number": 12_345_678})
    assert (refused.status_code, refused.json["code"]) == (422, "invalid_input")
    kept = api.post(f"/producers/{producer.id}/requirements", body | {"number": "0012345678"}).json
    assert (kept["number"], kept["warnings"][-1]["code"]) == ("••••5678", "evidence_missing")
    other = body | {"number": "0012345679", "details": {"bank_code": "124", "holder": "Rahmat"}}
    flagged = api.post(f"/producers/{make_producer().id}/requirements", other).json
    assert "holder_is_not_owner" in [found["code"] for found in flagged["warnings"]]


def test_51_a_permit_that_has_ended_is_refused_on_both_doors(app, officer):
    producer = make_producer()
    body = PIRT | {"valid_until": "2026-11-21"}
    answer = Api(app, officer).post(f"/producers/{producer.id}/requirements", body)
    assert (answer.status_code, answer.json["code"]) == (422, "permit_expired")
    data = {"number": body["number"], "valid_until": body["valid_until"]}
    page = on_the_page(app, officer, f"/umkm/{producer.id}/persyaratan/pirt", data)
    assert page.status_code == 422
    assert "sudah kedaluwarsa (2026)" in page_text(page)


def test_52_another_form_of_halal_number_is_a_warning_and_no_form_of_pirt_a_refusal(app, officer):
    producer = make_producer()
    path = f"/umkm/{producer.id}/persyaratan"
    page = on_the_page(app, officer, f"{path}/halal", {"number": "ID-3211-2022"})
    assert page.status_code == 303
    assert db.session.query(Requirement).one().warnings[0]["code"] == "halal_unusual_form"
    refused = on_the_page(app, officer, f"{path}/pirt", {"number": "PIRT 123", "valid_until": "2028-06-13"})
    assert refused.status_code == 422
    assert "Nomor P-IRT terdiri atas 15 angka" in page_text(refused)


def test_159_nobody_approves_what_they_handed_in_on_either_door(app):
    verifier = make_user(Role.VERIFIER, password_hash=HASH)
    own = make_requirement(make_producer(), status=RequirementStatus.SUBMITTED, submitted_by=verifier)
    answer = Api(app, verifier).post(f"/requirements/{own.id}/decision", {"decision": "accepted"})
    assert (answer.status_code, answer.json["code"]) == (403, "second_person_needed")
    page = on_the_page(app, verifier, f"/verifikasi-dokumen/{own.id}", {"decision": "accepted"})
    assert page.status_code == 403
    db.session.expire_all()
    assert own.status is RequirementStatus.SUBMITTED


def test_160_what_is_decided_is_answered_with_who_and_when_on_either_door(app):
    first = make_user(Role.VERIFIER, name="Budi Santoso")
    late = make_user(Role.VERIFIER, password_hash=HASH)
    requirement = make_requirement(make_producer(), status=RequirementStatus.SUBMITTED)
    Api(app, first).post(f"/requirements/{requirement.id}/decision", {"decision": "accepted"})
    answer = Api(app, late).post(f"/requirements/{requirement.id}/decision", {"decision": "accepted"})
    assert (answer.status_code, answer.json["code"]) == (409, "already_decided")
    assert (answer.json["decided_by"], answer.json["decided_at"]) == ("Budi Santoso", "2026-11-22T02:00:00+00:00")
    page = on_the_page(app, late, f"/verifikasi-dokumen/{requirement.id}", {"decision": "accepted"})
    assert page.status_code == 422
    assert "Budi Santoso pada 22/11/2026 10.00 WITA" in page_text(page)


def test_161_a_product_whose_producer_lacks_a_document_is_not_placed_and_the_list_says_which(app, officer):
    producer, outlet = make_producer(), make_outlet()
    product = make_product(producer)
    for kind in ("nib", "halal", "label_check"):
        make_requirement(producer, kind, products=[product] if kind != "nib" else [])
    make_agreement(producer, outlet)
    body = {
        "product_id": product.id,
        "outlet_id": outlet.id,
        "consigned_price_rupiah": 12_000,
        "retail_price_rupiah": 15_000,
        "starts_on": "2026-11-22",
    }
    answer = Api(app, officer).post("/placements", body)
    assert (answer.status_code, answer.json["code"]) == (409, "not_eligible")
    assert [gap["kind"] for gap in answer.json["missing"]] == ["pirt"]


@pytest.mark.parametrize("status", [RequirementStatus.RETURNED, RequirementStatus.REJECTED, RequirementStatus.ACCEPTED])
def test_162_a_decision_by_address_about_what_does_not_wait_is_refused(app, status):
    verifier = make_user(Role.VERIFIER, password_hash=HASH)
    requirement = make_requirement(make_producer(), status=status, reason="Buram")
    browser = signed_in(app, verifier)
    page = page_text(browser.get(f"/verifikasi-dokumen/{requirement.id}"))
    assert 'name="decision"' not in page
    assert (
        browser.post(f"/verifikasi-dokumen/{requirement.id}", {"decision": "waived", "reason": "x"}).status_code == 422
    )
    answer = Api(app, verifier).post(f"/requirements/{requirement.id}/decision", {"decision": "waived", "reason": "x"})
    assert (answer.status_code, answer.json["code"]) == (409, "already_decided")
    db.session.expire_all()
    assert requirement.status is status


def test_162_a_product_nobody_curated_is_not_placed_by_address(app, officer):
    producer, outlet = make_producer(), make_outlet()
    product = make_product(producer, status=ProductStatus.SUBMITTED)
    make_agreement(producer, outlet)
    body = {
        "product_id": product.id,
        "outlet_id": outlet.id,
        "consigned_price_rupiah": 12_000,
        "retail_price_rupiah": 15_000,
        "starts_on": "2026-11-22",
    }
    answer = Api(app, officer).post("/placements", body)
    assert (answer.status_code, answer.json["code"]) == (409, "product_not_active")
