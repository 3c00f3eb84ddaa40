"""Producers, documents and products through the JSON doors."""

import io

import pytest

from accounts.permissions import Role
from core.database import committed, db
from partnerships import producers, products
from partnerships.errors import SkuTaken
from partnerships.models import Producer, Product, Requirement
from partnerships.states import ProducerStatus, ProductStatus
from tests.clients import Api
from tests.factories.partnerships import make_producer, make_producer_user, make_product, make_requirement
from tests.factories.people import make_user
from tests.partnerships.pictures import jpeg

SITI = {
    "name": "Keripik Bu Siti",
    "owner_name": "Siti Aminah",
    "owner_nik": "6471014508850001",
    "phone": "0812-1216-6678",
    "region_code": "64.71",
    "annual_sales_rupiah": 120_000_000,
    "source": "visit",
}


@pytest.fixture
def officer(app):
    return Api(app, make_user(Role.PARTNERSHIP_OFFICER))


@pytest.fixture
def verifier(app):
    return Api(app, make_user(Role.VERIFIER, name="Budi Santoso"))


def test_staff_register_a_producer_and_only_four_digits_of_the_nik_come_back(officer):
    answer = officer.post("/producers", SITI)
    assert answer.status_code == 201
    told = answer.json
    assert (told["status"], told["size_class"], told["phone"]) == ("registered", "micro", "+6281212166678")
    assert told["owner_nik_last4"] == "0001"
    assert "6471014508850001" not in answer.get_data(as_text=True)
    stored = db.session.get(Producer, told["id"])
    assert b"6471014508850001" not in stored.owner_nik_encrypted
    assert stored.source == "visit"


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"owner_nik": "647101450885000"}, "nik_not_16_digits", "owner_nik"),
        ({"owner_nik": "64710145088500012"}, "nik_not_16_digits", "owner_nik"),
        ({"owner_nik": "6471O14508850001"}, "nik_not_16_digits", "owner_nik"),
        ({"owner_nik": "0000000000000000"}, "nik_bad_birth_date", "owner_nik"),
        ({"owner_nik": "6471013213850001"}, "nik_bad_birth_date", "owner_nik"),
        ({"owner_nik": "6,47E+15"}, "must_be_text", "owner_nik"),
        ({"owner_nik": 6471014508850001}, "invalid_input", "owner_nik"),
        ({"phone": "12345"}, "phone_not_valid", "phone"),
        ({"phone": "kosong delapan"}, "phone_not_valid", "phone"),
        ({"region_code": "64"}, "region_unknown", "region_code"),
        ({"region_code": "99.99"}, "region_unknown", "region_code"),
        ({"started_on": "2026-11-23"}, "starts_in_future", "started_on"),
        ({"started_on": "0001-01-01"}, "invalid_input", "started_on"),
        ({"name": "   "}, "invalid_input", "name"),
        ({"name": "\u200b\u200b"}, "invalid_input", "name"),
        ({"name": "a\x00b"}, "invalid_input", "name"),
        ({"name": "Keripik \u202eiraM"}, "invalid_input", "name"),
        ({"name": "K" * 10_001}, "invalid_input", "name"),
        ({"annual_sales_rupiah": -1}, "invalid_input", "annual_sales_rupiah"),
        ({"annual_sales_rupiah": 1.5}, "invalid_input", "annual_sales_rupiah"),
        ({"source": "gossip"}, "invalid_input", "source"),
        ({"status": "active"}, "invalid_input", "status"),
    ],
)
def test_a_wrong_registration_is_refused_at_its_field_and_nothing_is_kept(officer, change, code, field):
    answer = officer.post("/producers", SITI | change)
    assert (answer.status_code, answer.json["code"]) == (422, code)
    assert field in answer.json["errors"]
    assert db.session.query(Producer).count() == 0


def test_the_same_text_in_two_unicode_forms_is_one_text(officer):
    answer = officer.post("/producers", SITI | {"name": "Kafe\u0301\u200b Siti"})
    assert answer.json["name"] == "Kaf\u00e9 Siti"


def test_a_nik_with_spaces_and_dots_is_the_same_nik(officer):
    assert officer.post("/producers", SITI).status_code == 201
    again = officer.post("/producers", SITI | {"owner_nik": "6471.0145 0885-0001"})
    assert (again.status_code, again.json["code"]) == (409, "nik_already_registered")


def test_a_woman_born_on_the_31st_has_day_71_in_her_nik(officer):
    assert officer.post("/producers", SITI | {"owner_nik": "6471017108850002"}).status_code == 201


def test_a_nik_of_a_region_nobody_knows_any_more_is_a_warning(officer):
    answer = officer.post("/producers", SITI | {"owner_nik": "9901014508850001"})
    assert answer.status_code == 201
    assert [warning["code"] for warning in answer.json["warnings"]] == ["nik_region_unknown"]


def test_a_known_nik_names_the_producer_to_staff_who_may_see_it_and_to_nobody_else(app, officer):
    first = officer.post("/producers", SITI).json["id"]
    assert officer.post("/producers", SITI).json["producer_id"] == first
    elsewhere = Api(app, make_user(Role.VERIFIER, regions=("18.72",)))
    told = elsewhere.post("/producers", SITI | {"region_code": "18.72"})
    assert (told.status_code, told.json["code"]) == (409, "nik_already_registered")
    assert "producer_id" not in told.json


def test_staff_register_only_where_they_work(app):
    metro = Api(app, make_user(Role.VERIFIER, regions=("18.72",)))
    answer = metro.post("/producers", SITI)
    assert (answer.status_code, answer.json["code"]) == (403, "region_not_yours")


def test_a_foreign_producer_is_answered_like_an_unknown_one(app):
    own, foreign = make_producer(), make_producer()
    reader = Api(app, make_producer_user(own))
    assert reader.get(f"/producers/{own.id}").status_code == 200
    for path in ("", "/requirements", "/products"):
        theirs = reader.get(f"/producers/{foreign.id}{path}")
        nobodys = reader.get(f"/producers/{2**63 - 1}{path}")
        assert theirs.status_code == nobodys.status_code == 404
        assert theirs.json == nobodys.json
    assert reader.get(f"/producers/{2**63}").status_code == 404
    assert reader.get("/producers").json["total"] == 1


def test_lists_are_narrowed_by_what_the_address_says(app, officer):
    complete = make_producer(name="Madu Kelulut", region_code="62.71")
    make_requirement(complete, "nib", number="0220003690831")
    make_producer(name="Abon Ikan", status=ProducerStatus.REGISTERED)
    assert [row["name"] for row in officer.get("/producers?q=madu").json["items"]] == ["Madu Kelulut"]
    assert [row["name"] for row in officer.get("/producers?region=64").json["items"]] == ["Abon Ikan"]
    assert [row["name"] for row in officer.get("/producers?missing=nib").json["items"]] == ["Abon Ikan"]
    assert [row["name"] for row in officer.get("/producers?status=active").json["items"]] == ["Madu Kelulut"]
    assert officer.get("/producers?status=aktif").json["code"] == "unknown_filter"
    assert officer.get("/producers?q=%25%27--").json["total"] == 0
    assert officer.get("/producers?q=%00").status_code == 200


def test_the_path_from_papers_to_an_active_product(app, officer, verifier):
    producer_id = officer.post("/producers", SITI).json["id"]
    product = officer.post(
        f"/producers/{producer_id}/products",
        {"name": "Keripik singkong 200 g", "category": "dry_food", "sku": "KRP-1", "price_rupiah": 15_000},
    )
    assert (product.status_code, product.json["status"]) == (201, "submitted")
    pirt = officer.post(
        f"/producers/{producer_id}/requirements",
        {
            "kind": "pirt",
            "number": "P-IRT No. 2156471010021-28",
            "issued_on": "2023-06-14",
            "valid_until": "2028-06-13",
            "product_ids": [product.json["id"]],
        },
    )
    assert pirt.status_code == 201
    assert (pirt.json["status"], pirt.json["number"]) == ("submitted", "2156471010021-28")
    assert [warning["code"] for warning in pirt.json["warnings"]] == ["evidence_missing"]
    decided = verifier.post(f"/requirements/{pirt.json['id']}/decision", {"decision": "accepted"})
    assert (decided.status_code, decided.json["status"]) == (200, "accepted")
    assert officer.get(f"/producers/{producer_id}").json["status"] == "active"
    curated = verifier.post(f"/products/{product.json['id']}/decision", {"decision": "accepted"})
    assert (curated.status_code, curated.json["status"]) == (200, "active")


def test_evidence_comes_along_in_a_multipart_body(officer):
    producer = make_producer()
    answer = officer.post(
        f"/producers/{producer.id}/requirements",
        data={
            "kind": "bank_account",
            "number": "0012345678",
            "details": '{"bank_code": "124", "holder": "Siti Aminah"}',
            "evidence": (io.BytesIO(jpeg()), "buku tabungan.jpg"),
        },
    )
    assert answer.status_code == 201
    assert answer.json["has_evidence"] is True
    assert answer.json["number"] == "\u2022\u2022\u2022\u20225678"
    assert answer.json["details"] == {"bank_code": "124"}
    stored = db.session.get(Requirement, answer.json["id"])
    assert stored.number == ""
    assert b"0012345678" not in stored.details_encrypted
    assert "Siti" not in str(stored.details)


def test_the_same_evidence_with_the_same_key_is_one_document(officer):
    producer = make_producer()

    def send():
        data = {"kind": "nib", "number": "0220003690831", "evidence": (io.BytesIO(jpeg()), "nib.jpg")}
        return officer.post(f"/producers/{producer.id}/requirements", data=data, key="satu")

    first, second = send(), send()
    assert (first.json["id"], second.headers["Idempotent-Replayed"]) == (second.json["id"], "true")
    assert db.session.query(Requirement).count() == 1


def test_products_are_sold_by_code_so_a_sku_is_unique_within_its_producer(officer):
    producer, neighbour = make_producer(), make_producer()
    crisps = {"name": "Keripik", "category": "dry_food", "sku": "KRP-1", "price_rupiah": 15_000}
    assert officer.post(f"/producers/{producer.id}/products", crisps).status_code == 201
    again = officer.post(f"/producers/{producer.id}/products", crisps)
    assert (again.status_code, again.json["code"]) == (409, "sku_taken")
    assert officer.post(f"/producers/{neighbour.id}/products", crisps).status_code == 201


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"category": "weapons"}, "invalid_input", "category"),
        ({"price_rupiah": 0}, "invalid_input", "price_rupiah"),
        ({"price_rupiah": "15.000"}, "invalid_input", "price_rupiah"),
        ({"gtin": "8991002101631"}, "gtin_wrong_check_digit", "gtin"),
        ({"net_weight_gram": 0}, "invalid_input", "net_weight_gram"),
        ({"answered_yes": ["halal"]}, "question_unknown", "answered_yes"),
        ({"colour": "red"}, "invalid_input", "colour"),
    ],
)
def test_a_wrong_product_is_refused_at_its_field(officer, change, code, field):
    crisps = {"name": "Keripik", "category": "dry_food", "sku": "KRP-1", "price_rupiah": 15_000}
    answer = officer.post(f"/producers/{make_producer().id}/products", crisps | change)
    assert (answer.status_code, answer.json["code"]) == (422, code)
    assert field in answer.json["errors"]
    assert db.session.query(Product).count() == 0


def test_a_product_with_a_good_barcode_keeps_it(officer):
    crisps = {"name": "Keripik", "category": "dry_food", "sku": "KRP-1", "price_rupiah": 15_000}
    answer = officer.post(f"/producers/{make_producer().id}/products", crisps | {"gtin": "8991002101630"})
    assert answer.json["gtin"] == "8991002101630"


@pytest.mark.parametrize("role", list(Role))
def test_each_role_may_do_what_its_permissions_say(app, role):
    producer = make_producer()
    user = make_producer_user(producer) if role is Role.PRODUCER else make_user(role)
    api = Api(app, user)
    reads = role not in {Role.OUTLET_MANAGER, Role.CASHIER}
    registers = role in {Role.ADMINISTRATOR, Role.VERIFIER, Role.PARTNERSHIP_OFFICER}
    submits = registers or role is Role.PRODUCER
    assert api.get("/producers").status_code == (200 if reads else 403)
    assert api.get(f"/producers/{producer.id}").status_code == (200 if reads else 403)
    assert api.post("/producers", SITI).status_code == (201 if registers else 403)
    nib = {"kind": "nib", "number": "0220003690831"}
    assert api.post(f"/producers/{producer.id}/requirements", nib).status_code == (201 if submits else 403)
    product = make_product(producer)
    decision = api.post(f"/products/{product.id}/decision", {"decision": "accepted"})
    assert decision.status_code == (409 if role is Role.VERIFIER else 403)


def test_nobody_gets_in_without_a_token(app):
    stranger = Api(app)
    assert stranger.get("/producers").status_code == 401
    assert stranger.post("/producers", SITI).status_code == 401
    assert producers.find_by_nik("6471014508850001") is None


def test_editing_a_product_cannot_take_the_sku_of_another(app):
    producer = make_producer()
    make_product(producer, sku="KRP-1")
    second = make_product(producer, sku="KRP-2", status=ProductStatus.RETURNED)
    content = {"name": "Keripik", "category": "dry_food", "price_rupiah": 15_000}
    with pytest.raises(SkuTaken):
        committed(products.edit, second.id, by=make_user(Role.PARTNERSHIP_OFFICER), sku="KRP-1", **content)
    assert db.session.get(Product, second.id).sku == "KRP-2"
