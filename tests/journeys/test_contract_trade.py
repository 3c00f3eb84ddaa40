"""What the contract promises about papers, outlets and shelves, read by a program that knows nothing else."""

import io
from typing import Any

import pytest
from flask import Flask

from accounts.permissions import Role
from tests.clients import Api
from tests.factories.outlets import make_agreement, make_outlet, make_outlet_member
from tests.factories.partnerships import make_producer, make_producer_user, make_product, make_ready_product
from tests.factories.people import make_user
from tests.partnerships.pictures import jpeg

SITI = {
    "name": "Keripik Bu Siti",
    "owner_name": "Siti Aminah",
    "owner_nik": "6471014508850001",
    "phone": "081212166678",
    "region_code": "64.71",
}
KERIPIK = {"name": "Keripik singkong", "category": "dry_food", "sku": "KS-1", "price_rupiah": 15_000}
NIB = {"kind": "nib", "number": "1234567890123"}


class Agency:
    """A program for each person of an agency."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        for role in Role:
            if role not in {Role.OUTLET_MANAGER, Role.CASHIER, Role.PRODUCER}:
                setattr(self, role.value, Api(app, make_user(role)))
        self.verifier_2 = Api(app, make_user(Role.VERIFIER))
        self.officer, self.officer_2 = self.partnership_officer, Api(app, make_user(Role.PARTNERSHIP_OFFICER))


@pytest.fixture
def agency(app: Flask) -> Agency:
    return Agency(app)


class Shelf:
    """A producer with an eligible product, and an outlet with its manager."""

    def __init__(self, app: Flask) -> None:
        self.producer = make_producer()
        self.owner = Api(app, make_producer_user(self.producer))
        self.product = make_ready_product(self.producer)
        self.outlet = make_outlet()
        self.manager = Api(app, make_outlet_member(self.outlet))
        self.cashier = Api(app, make_outlet_member(self.outlet, Role.CASHIER))

    def terms(self, rate_bp: int = 300, **more: Any) -> dict[str, Any]:
        base = {"rate_bp": rate_bp, "starts_on": "2026-10-01"}
        whole = {
            "producer_id": self.producer.id,
            "outlet_id": self.outlet.id,
            "starts_on": "2026-10-01",
            "money_route": "outlet_remits_net",
            "rates": [base],
        }
        return {name: value for name, value in {**whole, **more}.items() if value is not None}

    def placement(self, **more: Any) -> dict[str, Any]:
        prices = {"consigned_price_rupiah": 12_000, "retail_price_rupiah": 15_000}
        return {"product_id": self.product.id, "outlet_id": self.outlet.id, **prices, **more}


@pytest.fixture
def shelf(app: Flask) -> Shelf:
    return Shelf(app)


# Producers, their papers and their products


def test_a_producer_needs_five_fields_and_answers_with_its_size_class(agency: Agency) -> None:
    answer = agency.officer.post("/producers", SITI)
    assert answer.status_code == 201
    assert {"id", "status", "size_class"} <= set(answer.json)
    assert answer.json["status"] == "registered"
    assert agency.head.get(f"/producers/{answer.json['id']}").json["name"] == "Keripik Bu Siti"
    for name in SITI:
        short = {key: value for key, value in SITI.items() if key != name}
        refused = agency.officer.post("/producers", short)
        assert (refused.status_code, list(refused.json["errors"])) == (422, [name])


@pytest.mark.parametrize(
    ("who", "status"),
    [("officer", 201), ("verifier", 201), ("administrator", 201), ("finance", 403), ("head", 403)],
)
def test_officers_verifiers_and_administrators_register(agency: Agency, who: str, status: int) -> None:
    assert getattr(agency, who).post("/producers", SITI).status_code == status


def test_a_paper_comes_as_json_or_with_its_evidence_and_waits(agency: Agency) -> None:
    producer_id = agency.officer.post("/producers", SITI).json["id"]
    path = f"/producers/{producer_id}/requirements"
    plain = agency.officer.post(path, NIB)
    assert (plain.status_code, plain.json["status"]) == (201, "submitted")
    assert [warning["code"] for warning in plain.json["warnings"]] == ["evidence_missing"]
    data = {
        "kind": "bank_account",
        "number": "0012345678",
        "details": '{"bank_code": "124", "holder": "Siti Aminah"}',
        "evidence": (io.BytesIO(jpeg()), "buku tabungan.jpg"),
    }
    with_file = agency.officer.post(path, data=data, content_type="multipart/form-data")
    assert (with_file.status_code, with_file.json["status"]) == (201, "submitted"), with_file.json
    assert (with_file.json["has_evidence"], with_file.json["warnings"]) == (True, [])
    assert agency.officer.get(path).json["total"] == 2


def test_each_decision_moves_a_paper_and_a_waiver_needs_its_reason(agency: Agency) -> None:
    producer_id = agency.officer.post("/producers", SITI).json["id"]
    for decision, status in (("accepted", "accepted"), ("returned", "returned"), ("rejected", "rejected")):
        paper = agency.officer.post(f"/producers/{producer_id}/requirements", NIB).json["id"]
        path = f"/requirements/{paper}/decision"
        assert agency.officer.post(path, {"decision": decision}).status_code == 403
        answer = agency.verifier.post(path, {"decision": decision, "reason": "dilihat aslinya"})
        assert (answer.status_code, answer.json["status"]) == (200, status), answer.json
        again = agency.verifier_2.post(path, {"decision": decision, "reason": "lagi"})
        assert (again.status_code, again.json["code"]) == (409, "already_decided")
        producer_id = agency.officer.post("/producers", {**SITI, "owner_nik": f"64710145088500{paper % 90 + 10}"}).json[
            "id"
        ]
    paper = agency.officer.post(f"/producers/{producer_id}/requirements", NIB).json["id"]
    unreasoned = agency.verifier.post(f"/requirements/{paper}/decision", {"decision": "waived"})
    assert unreasoned.status_code == 422
    unknown = agency.verifier.post(f"/requirements/{paper}/decision", {"decision": "approved"})
    assert (unknown.status_code, list(unknown.json["errors"])) == (422, ["decision"])


def test_a_verifier_never_decides_what_they_typed_themselves(agency: Agency) -> None:
    producer_id = agency.verifier.post("/producers", SITI).json["id"]
    paper = agency.verifier.post(f"/producers/{producer_id}/requirements", NIB).json["id"]
    own = agency.verifier.post(f"/requirements/{paper}/decision", {"decision": "accepted", "reason": "asli"})
    assert (own.status_code, own.json["code"]) == (403, "second_person_needed")
    product = agency.verifier.post(f"/producers/{producer_id}/products", KERIPIK).json["id"]
    own = agency.verifier.post(f"/products/{product}/decision", {"decision": "accepted"})
    assert (own.status_code, own.json["code"]) == (403, "second_person_needed")
    other = agency.verifier_2.post(f"/products/{product}/decision", {"decision": "accepted"})
    assert (other.status_code, other.json["status"]) == (200, "active")


def test_a_product_sent_back_says_why(agency: Agency) -> None:
    producer_id = agency.officer.post("/producers", SITI).json["id"]
    product = agency.officer.post(f"/producers/{producer_id}/products", KERIPIK)
    assert (product.status_code, product.json["status"]) == (201, "submitted")
    path = f"/products/{product.json['id']}/decision"
    assert agency.verifier.post(path, {"decision": "returned"}).status_code == 422
    back = agency.verifier.post(path, {"decision": "returned", "reason": "foto buram"})
    assert (back.status_code, back.json["status"], back.json["reason"]) == (200, "returned", "foto buram")


# Outlets, chains and what is missing


@pytest.mark.parametrize(("kind", "policy"), [("plut_gallery", "batch"), ("supermarket", "untracked")])
def test_a_gallery_keeps_stock_by_batch_and_others_do_not_unless_they_say_so(
    agency: Agency, kind: str, policy: str
) -> None:
    body = {"name": "Gerai A", "kind": kind, "region_code": "64.71"}
    answer = agency.officer.post("/outlets", body)
    assert (answer.status_code, answer.json["stock_policy"], answer.json["vat_registered"]) == (201, policy, False)
    told = agency.officer.post("/outlets", {**body, "name": "Gerai B", "stock_policy": "count"})
    assert told.json["stock_policy"] == "count"


def test_an_outlet_belongs_to_a_chain_and_both_are_staffs_to_make(agency: Agency, shelf: Shelf) -> None:
    chain = agency.officer.post("/chains", {"name": "Maxi Grup"})
    assert chain.status_code == 201
    body = {"name": "Maxi Sepinggan", "kind": "supermarket", "region_code": "64.71", "chain_id": chain.json["id"]}
    assert agency.officer.post("/outlets", body).json["chain_id"] == chain.json["id"]
    for outsider in (shelf.manager, shelf.owner, agency.finance, agency.head):
        assert outsider.post("/outlets", body).status_code == 403
        assert outsider.post("/chains", {"name": "X"}).status_code == 403


def test_eligibility_names_what_is_missing_why_and_the_next_step(app: Flask, agency: Agency) -> None:
    outlet, product = make_outlet(), make_product()
    answer = agency.officer.get(f"/outlets/{outlet.id}/eligibility?product_id={product.id}").json
    assert answer["eligible"] is False
    missing = {gap["kind"]: gap for gap in answer["missing"]}
    assert {"nib", "pirt", "halal"} <= set(missing)
    assert missing["pirt"]["reason"] == "not_submitted"
    assert missing["pirt"]["next_step"]
    ready = make_ready_product()
    full = agency.officer.get(f"/outlets/{outlet.id}/eligibility?product_id={ready.id}").json
    assert (full["eligible"], full["missing"]) == (True, [])


# Placements


def test_a_product_that_is_not_eligible_is_refused_with_what_is_missing(agency: Agency) -> None:
    shelf_of_nothing = make_product()
    outlet = make_outlet()
    make_agreement(shelf_of_nothing.producer, outlet)
    prices = {"consigned_price_rupiah": 12_000, "retail_price_rupiah": 15_000}
    body = {"product_id": shelf_of_nothing.id, "outlet_id": outlet.id, **prices}
    answer = agency.officer.post("/placements", body)
    assert (answer.status_code, answer.json["code"]) == (409, "not_eligible")
    assert {"kind", "reason", "next_step"} <= set(answer.json["missing"][0])
    assert {"nib", "pirt"} <= {gap["kind"] for gap in answer.json["missing"]}


def test_a_placement_begins_with_its_agreement_and_stands_once_the_manager_accepts(
    agency: Agency, shelf: Shelf
) -> None:
    make_agreement(shelf.producer, shelf.outlet)
    placed = agency.officer.post("/placements", shelf.placement(quota=24))
    assert (placed.status_code, placed.json["status"], placed.json["starts_on"]) == (201, "proposed", "2026-01-01")
    path = f"/placements/{placed.json['id']}/accept"
    for outsider in (shelf.owner, shelf.cashier, agency.finance, agency.head):
        assert outsider.post(path, {}).status_code == 403
    assert shelf.manager.post(path, {}).json["status"] == "active"
    assert shelf.manager.post(path, {}).status_code == 409


def test_an_outlet_code_is_taken_once(agency: Agency, shelf: Shelf) -> None:
    make_agreement(shelf.producer, shelf.outlet)
    other = make_ready_product(shelf.producer)
    assert agency.officer.post("/placements", shelf.placement(outlet_code="0007")).status_code == 201
    taken = agency.officer.post("/placements", shelf.placement(product_id=other.id, outlet_code="0007"))
    assert (taken.status_code, taken.json["code"]) == (409, "code_taken")
