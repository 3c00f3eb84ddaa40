"""Handing in documents: numbers read, warnings stored, only the refused one replaced."""

import pytest

from accounts.permissions import Role
from core.database import db
from partnerships.models import Requirement
from partnerships.requirement_kinds import KINDS
from partnerships.states import RequirementStatus
from tests.clients import Api
from tests.factories.partnerships import make_producer, make_producer_user, make_product, make_requirement
from tests.factories.people import make_user

GOOD_PIRT = {"kind": "pirt", "number": "2156471010021-28", "issued_on": "2023-06-14", "valid_until": "2028-06-13"}


@pytest.fixture
def officer(app):
    return Api(app, make_user(Role.PARTNERSHIP_OFFICER))


def codes(answer):
    return [warning["code"] for warning in answer.json["warnings"]]


@pytest.mark.parametrize("kind", list(KINDS))
def test_the_example_of_each_kind_can_be_handed_in(officer, kind):
    example = KINDS[kind].example
    body = {"kind": kind, "number": example.number, "details": dict(example.details)}
    for name in ("issued_on", "valid_until"):
        if day := getattr(example, name):
            body[name] = day.isoformat()
    answer = officer.post(f"/producers/{make_producer().id}/requirements", body)
    assert answer.status_code == 201, answer.json
    assert answer.json["status"] == "submitted"


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ({"kind": "nib"}, "required", "number"),
        ({"kind": "nib", "number": "91200192811"}, "nib_not_13_digits", "number"),
        ({"kind": "nib", "number": "IUMK/045/BK/XII/2017"}, "iumk_replaced_by_nib", "number"),
        ({"kind": "nib", "number": 220003690831}, "invalid_input", "number"),
        ({"kind": "npwp", "number": "12345678901234"}, "npwp_wrong_length", "number"),
        ({"kind": "npwp", "number": "0123456789012345"}, "npwp_wrong_check_digit", "number"),
        (
            {"kind": "bank_account", "number": "abc", "details": {"bank_code": "124", "holder": "S"}},
            "account_not_digits",
            "number",
        ),
        ({"kind": "bank_account", "number": "0012345678", "details": {"holder": "S"}}, "required", "details.bank_code"),
        (
            {"kind": "bank_account", "number": "0012345678", "details": {"bank_code": "999", "holder": "S"}},
            "not_a_choice",
            "details.bank_code",
        ),
        ({"kind": "nib", "number": "0220003690831", "details": {"colour": "red"}}, "unknown_field", "details.colour"),
        ({"kind": "nib", "number": "0220003690831", "details": []}, "invalid_input", "details"),
        (GOOD_PIRT | {"valid_until": None}, "required", "valid_until"),
        (GOOD_PIRT | {"number": "2156471010021-25", "valid_until": "2025-06-13"}, "permit_expired", "number"),
        (GOOD_PIRT | {"valid_until": "2026-11-21"}, "permit_expired", "valid_until"),
        (GOOD_PIRT | {"issued_on": "2026-11-23"}, "issued_in_future", "issued_on"),
        (GOOD_PIRT | {"issued_on": "2027-01-01"}, "issued_in_future", "issued_on"),
        (GOOD_PIRT | {"valid_until": "31/12/2028"}, "invalid_input", "valid_until"),
        (GOOD_PIRT | {"number": "9063374010001-28"}, "pirt_unknown_packaging", "number"),
        (GOOD_PIRT | {"number": "20633740100-28"}, "pirt_not_15_digits", "number"),
        ({"kind": "halal", "number": "KH00410000088320221"}, "halal_decree_number", "number"),
        ({"kind": "passport", "number": "1"}, "invalid_input", "kind"),
        ({"kind": "nib", "number": "0220003690831", "status": "accepted"}, "invalid_input", "status"),
    ],
)
def test_a_wrong_document_is_refused_at_its_field(officer, body, code, field):
    answer = officer.post(f"/producers/{make_producer().id}/requirements", body)
    assert (answer.status_code, answer.json["code"]) == (422, code)
    assert field in answer.json["errors"]
    assert db.session.query(Requirement).count() == 0


def test_a_pirt_of_another_regency_is_a_warning_for_the_reviewer(officer):
    producer = make_producer(region_code="64.71")
    product = make_product(producer)
    answer = officer.post(
        f"/producers/{producer.id}/requirements",
        GOOD_PIRT | {"number": "2153374010021-28", "product_ids": [product.id]},
    )
    assert answer.status_code == 201
    assert "pirt_regency_differs" in codes(answer)


def test_a_pirt_that_lists_no_product_is_kept_with_a_warning(officer):
    answer = officer.post(f"/producers/{make_producer().id}/requirements", GOOD_PIRT)
    assert answer.status_code == 201
    assert "covers_no_product" in codes(answer)


def test_a_product_of_a_neighbour_cannot_be_covered(officer):
    foreign = make_product(make_producer())
    answer = officer.post(f"/producers/{make_producer().id}/requirements", GOOD_PIRT | {"product_ids": [foreign.id]})
    assert (answer.status_code, answer.json["code"]) == (422, "product_unknown")


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "nib", "number": "0220003690831"},
        {"kind": "bank_account", "number": "0012345678", "details": {"bank_code": "124", "holder": "Siti Aminah"}},
    ],
)
def test_a_number_two_producers_share_is_shown_to_staff_and_to_no_producer(app, officer, body):
    assert "number_shared" not in codes(officer.post(f"/producers/{make_producer().id}/requirements", body))
    second = make_producer()
    owner = Api(app, make_producer_user(second))
    told = owner.post(f"/producers/{second.id}/requirements", body)
    assert "number_shared" not in codes(told)
    assert "number_shared" in codes(officer.get(f"/requirements/{told.json['id']}"))


def test_an_account_in_another_name_is_shown_to_staff(officer):
    body = {"kind": "bank_account", "number": "0012345678", "details": {"bank_code": "124", "holder": "SITI AMINAH"}}
    assert "holder_is_not_owner" not in codes(officer.post(f"/producers/{make_producer().id}/requirements", body))
    body["details"]["holder"] = "Rahmat Hidayat"
    assert "holder_is_not_owner" in codes(officer.post(f"/producers/{make_producer().id}/requirements", body))


def test_a_second_document_waits_until_the_first_is_decided(officer):
    producer = make_producer()
    body = {"kind": "nib", "number": "0220003690831"}
    first = officer.post(f"/producers/{producer.id}/requirements", body)
    second = officer.post(f"/producers/{producer.id}/requirements", body)
    assert (second.status_code, second.json["code"]) == (409, "already_waiting")
    assert second.json["requirement_id"] == first.json["id"]


def test_two_products_may_have_their_own_pirt_waiting(officer):
    producer = make_producer()
    crisps, sambal = make_product(producer), make_product(producer)
    path = f"/producers/{producer.id}/requirements"
    assert officer.post(path, GOOD_PIRT | {"product_ids": [crisps.id]}).status_code == 201
    other = GOOD_PIRT | {"number": "2116471020021-28"}
    assert officer.post(path, other | {"product_ids": [sambal.id]}).status_code == 201
    assert officer.post(path, other | {"product_ids": [crisps.id, sambal.id]}).status_code == 409


def test_only_the_refused_document_is_replaced(officer):
    producer = make_producer()
    crisps, sambal = make_product(producer), make_product(producer)
    refused = make_requirement(producer, "pirt", products=[crisps], status=RequirementStatus.RETURNED, reason="Buram")
    other = make_requirement(producer, "pirt", products=[sambal], status=RequirementStatus.REJECTED, reason="Palsu")
    accepted = make_requirement(producer, "nib")
    answer = officer.post(f"/producers/{producer.id}/requirements", GOOD_PIRT | {"product_ids": [crisps.id]})
    db.session.expire_all()
    replaced = {row.id: row.replaced_by_id for row in (refused, other, accepted)}
    assert replaced == {refused.id: answer.json["id"], other.id: None, accepted.id: None}
    assert refused.reason == "Buram"


def test_a_renewal_takes_over_only_when_it_is_accepted(app, officer):
    producer = make_producer()
    old = make_requirement(producer, "nib", number="0220003690831")
    renewal = officer.post(f"/producers/{producer.id}/requirements", {"kind": "nib", "number": "1503220020899"})
    db.session.expire_all()
    assert old.replaced_by_id is None
    verifier = Api(app, make_user(Role.VERIFIER))
    assert verifier.post(f"/requirements/{renewal.json['id']}/decision", {"decision": "accepted"}).status_code == 200
    db.session.expire_all()
    assert (old.replaced_by_id, old.status) == (renewal.json["id"], RequirementStatus.ACCEPTED)
