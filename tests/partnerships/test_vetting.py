"""Deciding about documents and products: who may, once only, and what everybody is told."""

import threading
from datetime import date

import pytest
from sqlalchemy.exc import IntegrityError

from accounts.models import AuditEvent
from accounts.permissions import Role
from core.database import committed, db
from partnerships import curation, product_prices, products, vetting
from partnerships.errors import AlreadyDecided
from partnerships.models import Product, ProductPrice, Requirement
from partnerships.states import Decision, ProducerStatus, ProductStatus, RequirementStatus
from tests.clients import Api
from tests.factories.partnerships import make_producer, make_producer_user, make_product, make_requirement
from tests.factories.people import make_user

SUBMITTED = RequirementStatus.SUBMITTED


def decide(app, user, requirement, decision="accepted", **more):
    return Api(app, user).post(f"/requirements/{requirement.id}/decision", {"decision": decision, **more})


@pytest.mark.parametrize("decision", ["returned", "rejected", "waived"])
def test_a_decision_against_or_out_of_the_ordinary_needs_a_reason(app, verifier, decision):
    requirement = make_requirement(make_producer(), status=SUBMITTED)
    for reason in ({}, {"reason": ""}, {"reason": "   "}):
        refused = decide(app, verifier, requirement, decision, **reason)
        assert (refused.status_code, refused.json["code"]) == (422, "reason_needed")
    answer = decide(app, verifier, requirement, decision, reason="Foto tidak terbaca")
    assert (answer.status_code, answer.json["status"], answer.json["reason"]) == (200, decision, "Foto tidak terbaca")


def test_who_handed_it_in_may_not_decide_and_nothing_changes(app, verifier):
    requirement = make_requirement(make_producer(), status=SUBMITTED, submitted_by=verifier)
    refused = decide(app, verifier, requirement)
    assert (refused.status_code, refused.json["code"]) == (403, "second_person_needed")
    db.session.expire_all()
    assert requirement.status is SUBMITTED
    assert decide(app, make_user(Role.VERIFIER), requirement).status_code == 200


def test_the_database_itself_refuses_that_one_person_submits_and_decides(app, verifier):
    requirement = make_requirement(make_producer(), status=SUBMITTED, submitted_by=verifier)
    requirement.decided_by_id = verifier.id
    with pytest.raises(IntegrityError, match="second_person_decides"):
        db.session.flush()
    db.session.rollback()


def test_a_second_decision_learns_who_decided_first_and_when(app, verifier):
    requirement = make_requirement(make_producer(), status=SUBMITTED)
    assert decide(app, verifier, requirement).status_code == 200
    late = decide(app, make_user(Role.VERIFIER), requirement, "rejected", reason="Terlambat")
    assert (late.status_code, late.json["code"]) == (409, "already_decided")
    assert late.json["decided_by"] == "Budi Santoso"
    assert late.json["decided_at"] == "2026-11-22T02:00:00+00:00"
    assert "Budi Santoso pada 22/11/2026 10.00 WITA" in late.json["detail"]


def test_staff_decide_only_in_their_regions(app):
    requirement = make_requirement(make_producer(region_code="64.71"), status=SUBMITTED)
    assert decide(app, make_user(Role.VERIFIER, regions=("18.72",)), requirement).status_code == 404
    assert decide(app, make_user(Role.VERIFIER, regions=("64",)), requirement).status_code == 200


def test_the_history_says_what_was_decided_and_names_no_number(app, verifier):
    requirement = make_requirement(make_producer(), number="0220003690831", status=SUBMITTED)
    decide(app, verifier, requirement, "returned", reason="Foto buram")
    event = db.session.query(AuditEvent).filter_by(action="requirement:returned").one()
    assert (event.subject_id, event.actor_id, event.reason) == (requirement.id, verifier.id, "Foto buram")
    assert event.before == {"status": "submitted"}
    assert "0220003690831" not in str(event.after)


def test_the_first_acceptance_makes_a_registered_producer_active_and_a_refusal_does_not(app, verifier):
    producer = make_producer(status=ProducerStatus.REGISTERED)
    returned = make_requirement(producer, "nib", status=SUBMITTED)
    decide(app, verifier, returned, "returned", reason="Buram")
    db.session.expire_all()
    assert producer.status is ProducerStatus.REGISTERED
    decide(app, verifier, make_requirement(producer, "npwp", status=SUBMITTED))
    db.session.expire_all()
    assert producer.status is ProducerStatus.ACTIVE
    assert db.session.query(AuditEvent).filter_by(action="producer:active").count() == 1


def test_a_product_is_sent_back_edited_and_accepted(app, verifier):
    product = make_product(make_producer(), status=ProductStatus.SUBMITTED)
    api = Api(app, verifier)
    path = f"/products/{product.id}/decision"
    assert api.post(path, {"decision": "waived", "reason": "x"}).status_code == 422
    assert api.post(path, {"decision": "returned"}).json["code"] == "reason_needed"
    assert api.post(path, {"decision": "returned", "reason": "Label kurang"}).json["status"] == "returned"
    assert api.post(path, {"decision": "accepted"}).json["code"] == "already_decided"
    officer = make_user(Role.PARTNERSHIP_OFFICER)
    content = {"name": "Keripik", "category": "dry_food", "sku": "K-1", "price_rupiah": 16_000}
    committed(products.edit, product.id, by=officer, **content)
    assert api.post(path, {"decision": "accepted"}).json["status"] == "active"
    with pytest.raises(products.NotEditable):
        products.edit(product.id, by=officer, **content)


def test_a_rejected_product_is_withdrawn(app, verifier):
    product = make_product(make_producer(), status=ProductStatus.SUBMITTED)
    answer = Api(app, verifier).post(
        f"/products/{product.id}/decision", {"decision": "rejected", "reason": "Bukan buatan sendiri"}
    )
    assert answer.json["status"] == "withdrawn"


def test_whoever_typed_any_part_of_a_product_does_not_decide_about_it(app, verifier):
    producer = make_producer()
    content = {"name": "Keripik", "category": "dry_food", "sku": "K-1", "price_rupiah": 15_000}
    product = committed(products.submit, producer.id, by=verifier, **content)
    committed(products.edit, product.id, by=make_user(Role.PARTNERSHIP_OFFICER), **content)
    refused = Api(app, verifier).post(f"/products/{product.id}/decision", {"decision": "accepted"})
    assert (refused.status_code, refused.json["code"]) == (403, "second_person_needed")


def test_a_product_edited_after_it_was_opened_is_looked_at_again(app, verifier):
    product = make_product(make_producer(), status=ProductStatus.SUBMITTED)
    seen = product.version
    content = {"name": "Keripik", "category": "dry_food", "sku": "K-1", "price_rupiah": 99_000}
    committed(products.edit, product.id, by=make_user(Role.PARTNERSHIP_OFFICER), **content)
    answer = Api(app, verifier).post(f"/products/{product.id}/decision", {"decision": "accepted", "version": seen})
    assert (answer.status_code, answer.json["code"]) == (409, "changed_meanwhile")
    assert (answer.json["yours"], answer.json["current"]) == (seen, seen + 1)


def test_each_price_counts_from_its_day_and_earlier_days_keep_theirs(app, clock_stands):
    officer = make_user(Role.PARTNERSHIP_OFFICER)
    content = {"name": "Keripik", "category": "dry_food", "sku": "K-1", "price_rupiah": 15_000}
    product = committed(products.submit, make_producer().id, by=officer, **content)
    committed(curation.decide, product.id, by=make_user(Role.VERIFIER), decision="accepted")
    clock_stands.shift(3 * 24 * 3600)
    committed(products.change_price, product.id, by=officer, price_rupiah=16_500)
    second, first = product_prices.periods_of(product.id)
    assert (first.ends_on, second.ends_on) == (date(2026, 11, 24), None)
    assert product_prices.price_on(product.id, first.starts_on) == 15_000
    assert product_prices.price_on(product.id, second.starts_on) == 16_500
    assert product_prices.price_on(product.id, first.starts_on.replace(day=21)) is None
    assert db.session.query(ProductPrice).count() == 2
    assert product.price_rupiah == 16_500


def race(app, work, user_ids):
    """Let people act at the same instant, each on a connection of its own; what each of them got."""
    start, found = threading.Barrier(len(user_ids)), []

    def act(user_id):
        with app.app_context():
            start.wait()
            try:
                committed(work, user_id)
                found.append("decided")
            except AlreadyDecided:
                found.append("already_decided")
            finally:
                db.session.remove()

    threads = [threading.Thread(target=act, args=(user_id,)) for user_id in user_ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(found)


def test_of_four_verifiers_who_decide_at_once_one_decides(own_app):
    requirement_id = make_requirement(make_producer(), status=SUBMITTED).id
    users = [make_user(Role.VERIFIER).id for _ in range(4)]

    def accept(user_id):
        vetting.decide(requirement_id, by=db.session.get(vetting.UserAccount, user_id), decision=Decision.ACCEPTED)

    db.session.remove()
    assert race(own_app, accept, users) == ["already_decided"] * 3 + ["decided"]
    assert db.session.get(Requirement, requirement_id).status is RequirementStatus.ACCEPTED
    assert db.session.query(AuditEvent).filter_by(action="requirement:accepted").count() == 1


def test_of_two_curators_who_decide_at_once_one_decides(own_app):
    product_id = make_product(make_producer(), status=ProductStatus.SUBMITTED).id
    users = [make_user(Role.VERIFIER).id for _ in range(2)]

    def accept(user_id):
        curation.decide(product_id, by=db.session.get(vetting.UserAccount, user_id), decision="accepted")

    db.session.remove()
    assert race(own_app, accept, users) == ["already_decided", "decided"]
    assert db.session.get(Product, product_id).status is ProductStatus.ACTIVE


def test_of_three_who_accept_the_same_many_at_once_each_document_is_accepted_once(own_app):
    chosen = [
        (made.id, made.version) for made in (make_requirement(make_producer(), status=SUBMITTED) for _ in range(5))
    ]
    users = [make_user(Role.VERIFIER).id for _ in range(3)]
    accepted = []

    def accept(user_id):
        by = db.session.get(vetting.UserAccount, user_id)
        accepted.extend(result.requirement_id for result in vetting.accept_many(chosen, by=by) if result.is_accepted)

    db.session.remove()
    assert race(own_app, accept, users) == ["decided"] * 3
    assert sorted(accepted) == [requirement_id for requirement_id, _version in chosen]
    assert db.session.query(AuditEvent).filter_by(action="requirement:accepted").count() == 5


def test_of_two_verifiers_who_ask_for_one_waiver_at_once_one_asks_and_the_other_grants(own_app):
    producer = make_producer()
    requirement = make_requirement(producer, status=SUBMITTED, submitted_by=make_producer_user(producer))
    requirement_id = requirement.id
    users = [make_user(Role.VERIFIER).id for _ in range(2)]

    def waive(user_id):
        by = db.session.get(vetting.UserAccount, user_id)
        vetting.decide(requirement_id, by=by, decision=Decision.WAIVED, reason="Tidak perlu")

    db.session.remove()
    assert race(own_app, waive, users) == ["decided"] * 2
    waived = db.session.get(Requirement, requirement_id)
    assert waived.status is RequirementStatus.WAIVED
    assert {waived.waiver_asked_by_id, waived.decided_by_id} == set(users)
