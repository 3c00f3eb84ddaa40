"""What a program reads before it signs in."""

import re

import pytest

from tests.clients import Api

ROLES = [
    "administrator",
    "verifier",
    "partnership_officer",
    "finance",
    "head",
    "outlet_manager",
    "cashier",
    "producer",
]
CATEGORIES = [
    "dry_food",
    "chilled_food",
    "ready_to_eat",
    "powder_drink",
    "liquid_drink",
    "fresh_produce",
    "craft",
    "leather_craft",
    "textile",
    "cosmetics",
    "cleaning",
    "herbal",
    "supplement",
]
OUTLET_KINDS = [
    "hypermarket",
    "supermarket",
    "minimarket",
    "department_store",
    "hotel",
    "cafe",
    "cooperative",
    "plut_gallery",
    "office_corner",
    "souvenir_shop",
]
REQUIREMENT_KINDS = [
    "nib",
    "pirt",
    "bpom_md",
    "halal",
    "npwp",
    "slhs",
    "cosmetic_notification",
    "traditional_medicine",
    "household_product",
    "sni",
    "trademark",
    "label_check",
    "barcode",
    "bank_account",
    "own_production",
]


@pytest.fixture
def reference(app):
    return Api(app).get("/reference").get_json()


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("roles", ROLES),
        ("product_categories", CATEGORIES),
        ("outlet_kinds", OUTLET_KINDS),
        ("requirement_kinds", REQUIREMENT_KINDS),
        ("money_routes", ["outlet_remits_net", "outlet_remits_gross", "producer_collects"]),
        ("producer_statuses", ["registered", "active", "suspended", "left"]),
        ("requirement_statuses", ["submitted", "returned", "accepted", "rejected", "waived", "expired", "revoked"]),
        ("product_statuses", ["submitted", "returned", "active", "suspended", "withdrawn"]),
        ("agreement_statuses", ["proposed", "countered", "awaiting_approval", "active", "suspended", "ended"]),
        ("placement_statuses", ["proposed", "active", "suspended", "ended"]),
        ("statement_statuses", ["issued", "acknowledged", "disputed", "settled"]),
    ],
)
def test_the_reference_lists_every_code_of_the_public_surface(reference, name, codes):
    assert [entry["code"] for entry in reference[name]] == codes


def test_every_code_has_a_label_in_both_languages(reference):
    empty = [
        (name, entry["code"])
        for name, entries in reference.items()
        for entry in entries
        if not all(entry["labels"].get(language) for language in ("id", "en"))
    ]
    assert empty == []


def test_a_label_reads_in_its_language(reference):
    roles = {entry["code"]: entry["labels"] for entry in reference["roles"]}
    assert roles["cashier"] == {"id": "Kasir", "en": "Cashier"}


def test_the_openapi_document_is_public_and_names_every_api_door(app):
    document = Api(app).get("/openapi.json").get_json()
    assert document["openapi"].startswith("3.")
    described = {
        (path, method.upper())
        for path, methods in document["paths"].items()
        for method in methods
        if method != "parameters"
    }
    doors = {
        (re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", r"{\1}", rule.rule), method)
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/")
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    assert described == doors


def test_a_region_is_found_by_part_of_its_name(app):
    found = Api(app).get("/regions?q=balikpapan").get_json()["items"]
    assert found == [{"code": "64.71", "name": "Kota Balikpapan", "province_code": "64"}]


def test_without_words_the_38_provinces_are_listed(app):
    assert len(Api(app).get("/regions").get_json()["items"]) == 38


def test_an_unknown_api_address_is_answered_as_a_problem(app):
    answer = Api(app).get("/nothing-here")
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
    assert answer.get_json()["code"] == "not_found"


def test_a_wrong_method_is_answered_as_a_problem_that_names_the_right_ones(app):
    answer = Api(app).request("DELETE", "/reference")
    assert (answer.status_code, answer.get_json()["code"]) == (405, "method_not_allowed")
    assert "GET" in answer.headers["Allow"]
