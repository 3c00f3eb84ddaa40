"""What the contract promises about papers, shelves and terms, read by a program that knows nothing else."""

import io
from typing import Any

import pytest
from flask import Flask

from accounts.permissions import Role
from tests.clients import Api
from tests.factories.outlets import make_agreement, make_chain, make_outlet, make_outlet_member
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


# Agreements


def test_an_agreement_is_accepted_once_by_each_side(agency: Agency, shelf: Shelf) -> None:
    proposed = agency.officer.post("/agreements", shelf.terms())
    assert (proposed.status_code, proposed.json["status"]) == (201, "proposed")
    path = f"/agreements/{proposed.json['id']}/accept"
    assert shelf.owner.post(path, {}).json["status"] == "proposed"
    assert shelf.owner.post(path, {}).json["code"] == "already_accepted"
    assert shelf.manager.post(path, {}).json["status"] == "active"
    for outsider in (agency.finance, agency.head, agency.verifier, shelf.cashier):
        assert outsider.post(path, {}).status_code == 403


def test_an_officer_stands_in_for_one_side_and_never_for_both(agency: Agency, shelf: Shelf) -> None:
    path = f"/agreements/{agency.officer.post('/agreements', shelf.terms()).json['id']}/accept"
    assert agency.officer.post(path, {}).json["code"] == "on_behalf_of_needed"
    assert agency.officer.post(path, {"on_behalf_of": "producer", "source": "whatsapp"}).status_code == 200
    both = agency.officer.post(path, {"on_behalf_of": "outlet", "source": "whatsapp"})
    assert (both.status_code, both.json["code"]) == (403, "never_both_sides")
    other = agency.officer_2.post(path, {"on_behalf_of": "outlet", "source": "whatsapp"})
    assert (other.status_code, other.json["code"]) == (403, "never_both_sides")
    assert shelf.manager.post(path, {}).json["status"] == "active"


@pytest.mark.parametrize("rate_bp", [0, 100, 199, 501, 700])
def test_a_rate_outside_the_band_waits_for_a_second_person(agency: Agency, shelf: Shelf, rate_bp: int) -> None:
    unreasoned = agency.officer.post("/agreements", shelf.terms(rate_bp))
    assert (unreasoned.status_code, unreasoned.json["code"]) == (422, "reason_needed")
    proposed = agency.officer.post("/agreements", shelf.terms(rate_bp, reason="promosi pembukaan"))
    assert (proposed.status_code, proposed.json["status"]) == (201, "awaiting_approval")
    path = f"/agreements/{proposed.json['id']}"
    assert shelf.owner.post(f"{path}/accept", {}).json["code"] == "awaiting_approval"
    own = agency.officer.post(f"{path}/approve", {})
    assert (own.status_code, own.json["code"]) == (403, "second_person_needed")
    assert shelf.manager.post(f"{path}/approve", {}).status_code == 403
    approved = agency.officer_2.post(f"{path}/approve", {})
    assert (approved.status_code, approved.json["status"]) == (200, "proposed")
    shelf.owner.post(f"{path}/accept", {})
    assert shelf.manager.post(f"{path}/accept", {}).json["status"] == "active"


@pytest.mark.parametrize("rate_bp", [200, 500])
def test_the_ends_of_the_band_belong_to_it(agency: Agency, shelf: Shelf, rate_bp: int) -> None:
    assert agency.officer.post("/agreements", shelf.terms(rate_bp)).json["status"] == "proposed"


@pytest.mark.parametrize(
    ("rates", "field"),
    [
        ([], "rates"),
        ([{"rate_bp": 300, "starts_on": "2026-10-02"}], "rates"),
        ([{"rate_bp": 300, "starts_on": "2026-10-01", "ends_on": "2026-12-31"}], "rates"),
        ([{"rate_bp": 300, "starts_on": "2026-10-01"}, {"rate_bp": 400, "starts_on": "2026-10-01"}], "rates"),
        ([{"rate_bp": 10_001, "starts_on": "2026-10-01"}], "rates"),
        ([{"rate_bp": 3.5, "starts_on": "2026-10-01"}], "rates"),
        ([{"rate_bp": -3, "starts_on": "2026-10-01"}], "rates"),
        ([{"rate_bp": "300", "starts_on": "2026-10-01"}], "rates"),
    ],
)
def test_base_rates_begin_with_the_agreement_and_leave_neither_gap_nor_overlap(
    agency: Agency, shelf: Shelf, rates: list[dict[str, Any]], field: str
) -> None:
    answer = agency.officer.post("/agreements", shelf.terms(rates=rates))
    assert answer.status_code in {409, 422}, answer.json
    assert all(name.startswith(field) for name in answer.json["errors"])


def test_an_agreement_is_with_an_outlet_or_a_chain_and_not_with_both(agency: Agency, shelf: Shelf) -> None:
    chain = make_chain()
    both = agency.officer.post("/agreements", shelf.terms(chain_id=chain.id))
    neither = agency.officer.post("/agreements", shelf.terms(outlet_id=None))
    assert (both.status_code, both.json["code"]) == (422, "outlet_or_chain")
    assert (neither.status_code, neither.json["code"]) == (422, "outlet_or_chain")


def test_a_chains_agreement_reaches_its_outlets_and_the_outlets_own_goes_before_it(app: Flask, agency: Agency) -> None:
    shelf = Shelf(app)
    chain = make_chain()
    shelf.outlet = make_outlet(chain=chain)
    manager = Api(app, make_outlet_member(shelf.outlet))
    make_agreement(shelf.producer, chain=chain, rate_bp=400)
    placed = agency.officer.post("/placements", shelf.placement(outlet_code="CH1"))
    assert placed.status_code == 201, placed.json
    assert manager.post(f"/placements/{placed.json['id']}/accept", {}).status_code == 200
    sale = {"sold_on": "2026-11-05", "code": "CH1", "quantity": 1, "unit_price_rupiah": 15_000}
    body = {"period_start": "2026-11-01", "period_end": "2026-11-22", "lines": [{**sale, "reference": "1"}]}
    path = f"/outlets/{shelf.outlet.id}/sales-reports"
    assert manager.post(path, body).json["commission_rupiah"] == 600
    make_agreement(shelf.producer, shelf.outlet, rate_bp=250)
    body["lines"] = [{**sale, "reference": "2"}]
    assert manager.post(path, body).json["commission_rupiah"] == 375


def test_product_goes_before_category_and_category_before_base_and_an_end_brings_the_base_back(
    app: Flask, agency: Agency, shelf: Shelf
) -> None:
    other = make_ready_product(shelf.producer)
    rates = [
        {"rate_bp": 300, "starts_on": "2026-10-01"},
        {"rate_bp": 350, "starts_on": "2026-11-01"},
        {"rate_bp": 200, "starts_on": "2026-10-01", "category": "dry_food", "ends_on": "2026-11-10"},
        {"rate_bp": 500, "starts_on": "2026-10-01", "product_id": shelf.product.id, "ends_on": "2026-10-31"},
    ]
    proposed = agency.officer.post("/agreements", shelf.terms(rates=rates)).json
    shelf.owner.post(f"/agreements/{proposed['id']}/accept", {})
    shelf.manager.post(f"/agreements/{proposed['id']}/accept", {})
    for code, product in (("P1", shelf.product), ("P2", other)):
        body = shelf.placement(product_id=product.id, outlet_code=code)
        placed = agency.officer.post("/placements", body)
        assert (placed.status_code, placed.json["starts_on"]) == (201, "2026-10-01"), placed.json
        shelf.manager.post(f"/placements/{placed.json['id']}/accept", {})
    expected = {
        ("P1", "2026-10-05"): (500, "product"),
        ("P2", "2026-10-05"): (200, "category"),
        ("P1", "2026-11-05"): (200, "category"),
        ("P1", "2026-11-11"): (350, "base"),
    }
    for (code, day), (rate_bp, rule) in expected.items():
        line = {"sold_on": day, "code": code, "quantity": 1, "unit_price_rupiah": 10_000, "reference": f"{code}{day}"}
        body = {"period_start": day, "period_end": day, "lines": [line]}
        posted = shelf.manager.post(f"/outlets/{shelf.outlet.id}/sales-reports", body)
        assert (posted.status_code, posted.json["commission_rupiah"]) == (201, rate_bp), posted.json
        read = shelf.manager.get(f"/sales-lines?outlet_id={shelf.outlet.id}&sort=-id").json["items"][0]
        assert (read["rate_bp"], read["why"]["rule"]) == (rate_bp, rule)


def test_terms_are_amended_from_a_later_day_suspended_and_ended_with_a_reason(agency: Agency, shelf: Shelf) -> None:
    agreement_id = agency.officer.post("/agreements", shelf.terms()).json["id"]
    path = f"/agreements/{agreement_id}"
    shelf.owner.post(f"{path}/accept", {})
    shelf.manager.post(f"{path}/accept", {})
    change = {"starts_on": "2026-12-01", "rates": [{"rate_bp": 400, "starts_on": "2026-12-01"}]}
    amended = agency.officer.post(f"{path}/amend", change)
    assert (amended.status_code, amended.json["amendment"]["starts_on"]) == (201, "2026-12-01")
    for side in (shelf.owner, shelf.manager):
        assert side.post(f"{path}/accept", {}).status_code == 200
    agreement = agency.head.get(path).json
    assert [(rate["rate_bp"], rate["starts_on"], rate["ends_on"]) for rate in agreement["rates"]] == [
        (300, "2026-10-01", "2026-11-30"),
        (400, "2026-12-01", None),
    ]
    assert agency.officer.post(f"{path}/suspend", {}).status_code == 422
    assert agency.officer.post(f"{path}/suspend", {"reason": "renovasi"}).json["status"] == "suspended"
    assert agency.officer.post(f"{path}/end", {"reason": "tutup"}).json["status"] == "ended"


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
