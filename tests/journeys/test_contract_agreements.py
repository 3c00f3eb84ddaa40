"""The contract of agreements by API: acceptance by both sides, the band, base and narrower rates, changes and ends."""

from typing import Any

import pytest
from flask import Flask

from tests.clients import Api
from tests.factories.outlets import make_agreement, make_chain, make_outlet, make_outlet_member
from tests.factories.partnerships import make_ready_product
from tests.journeys.test_contract_trade import Agency, Shelf


@pytest.fixture
def agency(app: Flask) -> Agency:
    return Agency(app)


@pytest.fixture
def shelf(app: Flask) -> Shelf:
    return Shelf(app)


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
