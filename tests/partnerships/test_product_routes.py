"""The answers about a food product decide which permit it needs, and a verifier where they leave it open."""

import pytest

from accounts.models import AuditEvent
from accounts.permissions import Role
from core.database import committed, db
from core.dates import today
from partnerships import curation
from partnerships.eligibility import gaps, readiness_of
from partnerships.models import Product
from partnerships.pirt_routing import QUESTIONS
from partnerships.states import ProductStatus
from tests.clients import Api
from tests.factories.partnerships import (
    make_producer,
    make_producer_user,
    make_product,
    make_ready_product,
    make_requirement,
)
from tests.factories.people import make_user
from tests.factories.products import make_change

FITTING = {code: question.fits for code, question in QUESTIONS.items()}
REPACKED = FITTING | {"repacked_bulk": True}


def answered(product, answers):
    product.route_answers = answers
    db.session.commit()
    return product


def missing(product):
    db.session.expire_all()
    return [(gap.kind, gap.reason.value) for gap in gaps(product, "supermarket", today())]


def test_without_answers_the_rule_of_the_category_stands(app):
    assert missing(make_ready_product()) == []


def test_answers_that_fit_ask_for_the_same_p_irt(app):
    assert missing(answered(make_ready_product(), FITTING)) == []


def test_milk_needs_md_although_its_category_asks_for_p_irt(app):
    product = answered(make_ready_product(), FITTING | {"milk_product": True})
    assert missing(product) == [("bpom_md", "not_submitted")]
    make_requirement(product.producer, "bpom_md", number="MD224510107115", products=[product])
    assert missing(product) == []
    needed = readiness_of([product.producer_id], today())[product.producer_id]
    assert "bpom_md" in needed.kinds
    assert "pirt" not in needed.kinds


def test_until_a_verifier_decides_no_permit_satisfies_what_was_repacked(app, verifier):
    product = answered(make_ready_product(), REPACKED)
    assert missing(product) == [("pirt", "route_undecided")]
    api = Api(app, verifier)
    assert api.get(f"/products/{product.id}/route").json["needed"] == "manual_review"
    body = {"route": "pirt", "reason": "Semarang memperbolehkannya"}
    told = api.post(f"/products/{product.id}/route", body)
    assert (told.status_code, told.json["decided_route"], told.json["needed"]) == (200, "pirt", "pirt")
    assert missing(product) == []
    event = db.session.query(AuditEvent).filter_by(action="product:route_decided").one()
    assert (event.after, event.reason) == ({"route": "pirt"}, "Semarang memperbolehkannya")


def test_a_decision_about_the_permit_is_void_when_the_answers_change(app, verifier):
    product = answered(make_ready_product(), REPACKED)
    Api(app, verifier).post(f"/products/{product.id}/route", {"route": "bpom_md", "reason": "Curah"})
    make_change(product, route_answers=REPACKED | {"made_in_indonesia": False})
    committed(curation.decide, product.id, by=verifier, decision="accepted")
    db.session.expire_all()
    assert product.decided_route is None
    assert missing(product) == [("pirt", "route_undecided")]


@pytest.mark.parametrize(
    ("answers", "body", "status", "code"),
    [
        (FITTING, {"route": "pirt", "reason": "x"}, 409, "route_not_open"),
        (REPACKED, {"route": "manual_review", "reason": "x"}, 422, "invalid_input"),
        (REPACKED, {"route": "pirt"}, 422, "invalid_input"),
        (REPACKED, {"route": "pirt", "reason": "   "}, 422, "invalid_input"),
    ],
)
def test_a_wrong_decision_about_the_permit_is_refused(app, verifier, answers, body, status, code):
    product = answered(make_ready_product(), answers)
    answer = Api(app, verifier).post(f"/products/{product.id}/route", body)
    assert (answer.status_code, answer.json["code"]) == (status, code)
    assert db.session.get(Product, product.id).decided_route is None


def test_whoever_typed_the_product_does_not_decide_on_its_permit(app, verifier):
    product = answered(make_product(submitted_by=verifier), REPACKED)
    refused = Api(app, verifier).post(f"/products/{product.id}/route", {"route": "pirt", "reason": "x"})
    assert (refused.status_code, refused.json["code"]) == (403, "second_person_needed")


def test_each_role_may_read_and_only_verifiers_decide_on_the_permit(app):
    producer = make_producer()
    for role in Role:
        product = answered(make_product(producer), REPACKED)
        api = Api(app, make_producer_user(producer) if role is Role.PRODUCER else make_user(role))
        reads = role not in {Role.OUTLET_MANAGER, Role.CASHIER}
        assert api.get(f"/products/{product.id}/route").status_code == (200 if reads else 403)
        decided = api.post(f"/products/{product.id}/route", {"route": "pirt", "reason": "x"})
        assert decided.status_code == (200 if role is Role.VERIFIER else 403)


@pytest.mark.parametrize(
    ("category", "answers"),
    [
        ("dry_food", {"colour": True}),
        ("dry_food", {"milk_product": "ya"}),
        ("dry_food", {"milk_product": None}),
        ("craft", {"milk_product": True}),
    ],
)
def test_an_answer_to_what_is_not_asked_is_refused(app, category, answers):
    officer = Api(app, make_user(Role.PARTNERSHIP_OFFICER))
    body = {"name": "K", "category": category, "sku": "K-1", "price_rupiah": 1_000, "route_answers": answers}
    answer = officer.post(f"/producers/{make_producer().id}/products", body)
    assert (answer.status_code, answer.json["code"]) == (422, "question_unknown")
    assert "route_answers" in answer.json["errors"]


def test_answers_come_along_with_a_product_and_are_part_of_what_is_reviewed(app):
    officer = Api(app, make_user(Role.PARTNERSHIP_OFFICER))
    body = {"name": "K", "category": "dry_food", "sku": "K-1", "price_rupiah": 1_000, "route_answers": FITTING}
    answer = officer.post(f"/producers/{make_producer().id}/products", body)
    assert (answer.status_code, answer.json["route_answers"]) == (201, FITTING)
    product = db.session.get(Product, answer.json["id"])
    assert "answers_are_plausible" in curation.checklist_of(product, None)
    assert product.status is ProductStatus.SUBMITTED
