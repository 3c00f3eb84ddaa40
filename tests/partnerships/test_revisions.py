"""An approved product stays on sale as it was approved while a change of it waits."""

import pytest

from accounts.models import AuditEvent
from accounts.permissions import Role
from core.database import committed, db
from core.dates import today
from core.errors import Refusal
from partnerships import curation, pending_changes, products, revisions
from partnerships.eligibility import gaps
from partnerships.models import Product
from partnerships.product_models import CurationDecision, ProductRevision
from partnerships.product_states import RevisionStatus
from partnerships.states import ProductStatus
from partnerships.watch_models import HalalReview
from tests.clients import Api
from tests.factories.partnerships import make_producer, make_producer_user, make_product, make_ready_product
from tests.factories.people import make_user
from tests.factories.products import make_change, told


@pytest.fixture
def officer(app):
    return make_user(Role.PARTNERSHIP_OFFICER)


def code_of(verb, *args, **kwargs):
    with pytest.raises(Refusal) as refused:
        committed(verb, *args, **kwargs)
    db.session.rollback()
    return refused.value.code


def fresh(product):
    db.session.expire_all()
    return db.session.get(Product, product.id)


def test_a_change_waits_while_the_approved_version_stays_active(app, officer):
    product = make_product(name="Keripik singkong 200 g")
    change = make_change(product, by=officer, name="Keripik singkong balado 200 g", net_weight_gram=180)
    stays = fresh(product)
    assert (stays.status, stays.name, stays.net_weight_gram) == (ProductStatus.ACTIVE, "Keripik singkong 200 g", 200)
    assert (change.number, change.status) == (1, RevisionStatus.SUBMITTED)
    assert (change.before["net_weight_gram"], change.content["net_weight_gram"]) == (200, 180)


def test_an_accepted_change_becomes_the_product_and_the_history_tells_from_what_to_what(app, officer, verifier):
    product = make_product()
    make_change(product, by=officer, name="Keripik balado", net_weight_gram=180, gtin="8991002101630")
    answer = Api(app, verifier).post(f"/products/{product.id}/decision", {"decision": "accepted"})
    assert (answer.status_code, answer.json["name"], answer.json["net_weight_gram"]) == (200, "Keripik balado", 180)
    event = db.session.query(AuditEvent).filter_by(action="product:change_accepted").one()
    assert event.before == {"gtin": None, "net_weight_gram": 200}
    assert event.after["net_weight_gram"] == 180
    assert event.after["changed"] == ["name", "gtin", "net_weight_gram"]
    assert pending_changes.waiting_for(product.id) is None


def test_a_returned_change_leaves_the_approved_version_and_tells_why(app, officer, verifier):
    product = make_product()
    change = make_change(product, by=officer)
    api = Api(app, verifier)
    assert api.post(f"/products/{product.id}/decision", {"decision": "returned"}).json["code"] == "reason_needed"
    answer = api.post(f"/products/{product.id}/decision", {"decision": "returned", "reason": "Label lama"})
    assert (answer.json["status"], answer.json["name"]) == ("active", product.name)
    db.session.expire_all()
    assert (change.status, change.reason) == (RevisionStatus.RETURNED, "Label lama")
    again = api.post(f"/products/{product.id}/decision", {"decision": "accepted"})
    assert (again.status_code, again.json["code"], again.json["decided_by"]) == (409, "already_decided", "Budi Santoso")


def test_a_refused_change_withdraws_the_change_and_not_the_product(app, officer, verifier):
    product = make_product()
    change = make_change(product, by=officer)
    answer = Api(app, verifier).post(f"/products/{product.id}/decision", {"decision": "rejected", "reason": "Bukan"})
    assert answer.json["status"] == "active"
    db.session.expire_all()
    assert change.status is RevisionStatus.WITHDRAWN


def test_a_change_typed_again_replaces_the_one_that_waited(app, officer):
    product = make_product()
    first = make_change(product, by=officer, name="Keripik A")
    second = make_change(product, by=officer, name="Keripik B")
    assert (first.status, second.status, second.number) == (RevisionStatus.WITHDRAWN, RevisionStatus.SUBMITTED, 2)


def test_a_change_back_to_what_is_approved_takes_back_the_one_that_waited(app, officer):
    product = make_product()
    change = make_change(product, by=officer)
    committed(revisions.change, product.id, by=officer, **told(product))
    assert change.status is RevisionStatus.WITHDRAWN
    assert db.session.query(ProductRevision).count() == 1


def test_nothing_changed_is_said_and_a_price_alone_makes_no_change(app, officer):
    product = make_product()
    assert code_of(revisions.change, product.id, by=officer, **told(product)) == "nothing_changed"
    committed(revisions.change, product.id, by=officer, **told(product, price_rupiah=17_000))
    assert (fresh(product).price_rupiah, db.session.query(ProductRevision).count()) == (17_000, 0)


def test_of_two_editors_the_second_is_refused_and_shown_what_stands_there_now(app, officer):
    product = make_product(name="Keripik singkong")
    seen = product.version
    api = Api(app, officer)
    body = {"category": "dry_food", "sku": product.sku, "price_rupiah": 15_000, "version": seen}
    assert api.post(f"/products/{product.id}/revisions", body | {"name": "Keripik A"}).status_code == 201
    second = api.post(f"/products/{product.id}/revisions", body | {"name": "Keripik B"})
    assert (second.status_code, second.json["code"]) == (409, "changed_meanwhile")
    assert (second.json["content"]["name"], second.json["content"]["price_rupiah"]) == ("Keripik A", 15_000)
    assert db.session.query(ProductRevision).one().content["name"] == "Keripik A"


def test_a_reviewer_who_had_an_older_change_open_looks_again(app, officer, verifier):
    product = make_product()
    make_change(product, by=officer, name="Keripik A")
    seen = fresh(product).version
    make_change(product, by=officer, name="Keripik B")
    late = Api(app, verifier).post(f"/products/{product.id}/decision", {"decision": "accepted", "version": seen})
    assert (late.status_code, late.json["code"]) == (409, "changed_meanwhile")
    taken = fresh(product).version
    committed(revisions.withdraw, product.id, by=officer)
    assert fresh(product).version > taken


def test_whoever_proposed_any_of_it_does_not_decide_nor_does_its_producer(app, officer, verifier):
    product = make_product()
    make_change(product, by=verifier, name="Keripik A")
    make_change(product, by=officer, name="Keripik B")
    refused = Api(app, verifier).post(f"/products/{product.id}/decision", {"decision": "accepted"})
    assert (refused.status_code, refused.json["code"]) == (403, "second_person_needed")
    second = make_user(Role.VERIFIER)
    assert Api(app, second).post(f"/products/{product.id}/decision", {"decision": "accepted"}).status_code == 200
    make_change(fresh(product), by=officer, name="Keripik C")
    assert Api(app, verifier).post(f"/products/{product.id}/decision", {"decision": "accepted"}).status_code == 200


def test_a_change_takes_no_sku_of_a_neighbouring_product(app, officer):
    producer = make_producer()
    make_product(producer, sku="KRP-1")
    second = make_product(producer, sku="KRP-2")
    assert code_of(revisions.change, second.id, by=officer, **told(second, sku="KRP-1")) == "sku_taken"


def test_a_suspended_product_may_be_changed_and_a_withdrawn_one_takes_its_change_along(app, officer, verifier):
    product = make_product(status=ProductStatus.SUSPENDED)
    change = make_change(product, by=officer)
    committed(products.change_status, product.id, by=officer, status=ProductStatus.WITHDRAWN, reason="Berhenti")
    assert change.status is RevisionStatus.WITHDRAWN
    assert code_of(revisions.change, product.id, by=officer, **told(product, name="Lain")) == "not_editable"
    assert code_of(revisions.withdraw, product.id, by=officer) == "no_change_waiting"


def test_eligibility_reads_what_was_approved(app, officer, verifier):
    product = make_ready_product()
    make_change(product, by=officer, category="chilled_food")
    assert gaps(fresh(product), "supermarket", today()) == []
    committed(curation.decide, product.id, by=verifier, decision="accepted")
    assert [gap.kind for gap in gaps(fresh(product), "supermarket", today())] == ["bpom_md"]


def test_a_changed_recipe_reopens_the_halal_claim_and_needs_words(app, officer):
    product = make_ready_product()
    making = {"changed_in_making": ["recipe"]}
    assert code_of(revisions.change, product.id, by=officer, **told(product), **making) == "note_needed"
    committed(revisions.change, product.id, by=officer, **told(product), **making, note="Minyak diganti margarin.")
    review = db.session.query(HalalReview).one()
    assert (review.changed, review.what, review.declared_by_id) == ("recipe", "Minyak diganti margarin.", officer.id)
    committed(revisions.change, product.id, by=officer, **told(product, name="Lain"), **making, note="Margarin.")
    assert db.session.query(HalalReview).count() == 1


def test_what_changed_in_the_making_counts_also_before_the_first_approval(app, officer):
    product = make_ready_product(status=ProductStatus.RETURNED)
    committed(revisions.change, product.id, by=officer, **told(product), changed_in_making=["site"], note="Dapur baru.")
    assert (fresh(product).status, db.session.query(HalalReview).one().changed) == (ProductStatus.SUBMITTED, "site")


def test_an_accepted_change_of_category_reopens_the_halal_claim(app, officer, verifier):
    product = make_ready_product()
    make_change(product, by=officer, category="powder_drink")
    assert db.session.query(HalalReview).count() == 0
    committed(curation.decide, product.id, by=verifier, decision="accepted")
    assert db.session.query(HalalReview).one().declared_by_id == officer.id


def test_changes_wait_in_the_queue_beside_products_the_oldest_first(app, officer, verifier, clock_stands):
    changed = make_product(name="Abon")
    make_change(changed, by=officer, name="Abon ikan")
    clock_stands.shift(60)
    new = make_product(status=ProductStatus.SUBMITTED)
    rows = db.session.execute(curation.queue(verifier).order_by(curation.WAITING_SINCE)).all()
    assert [(row.id, row.change_number) for row in rows] == [(changed.id, 1), (new.id, None)]
    assert curation.waiting_count(verifier) == 2
    assert curation.next_case(verifier) == changed.id
    assert curation.next_case(officer, after_id=new.id) is None


def test_each_role_may_change_decide_and_read_as_its_permissions_say(app):
    producer = make_producer()
    for role in Role:
        product = make_product(producer)
        user = make_producer_user(producer) if role is Role.PRODUCER else make_user(role)
        api = Api(app, user)
        body = {"name": "Keripik X", "category": "dry_food", "sku": product.sku, "price_rupiah": 15_000}
        reads = role not in {Role.OUTLET_MANAGER, Role.CASHIER}
        changes = role in {Role.ADMINISTRATOR, Role.VERIFIER, Role.PARTNERSHIP_OFFICER, Role.PRODUCER}
        assert api.get(f"/products/{product.id}/revisions").status_code == (200 if reads else 403)
        assert api.post(f"/products/{product.id}/revisions", body).status_code == (201 if changes else 403)
        assert api.post(f"/products/{product.id}/revisions/withdraw").status_code == (200 if changes else 403)
        decision = api.post(f"/products/{product.id}/decision", {"decision": "accepted"})
        assert decision.status_code == (409 if role is Role.VERIFIER else 403)


def test_a_neighbours_product_is_answered_like_an_unknown_one(app):
    product = make_product()
    neighbour = Api(app, make_producer_user(make_producer()))
    for path in ("revisions", "photos", "prices", "route"):
        theirs = neighbour.get(f"/products/{product.id}/{path}")
        nobodys = neighbour.get(f"/products/{2**62}/{path}")
        assert (theirs.status_code, theirs.json) == (404, nobodys.json)


def test_the_checklist_stands_beside_the_decision_and_its_gaps_in_the_reason(app, officer, verifier):
    product = make_product(status=ProductStatus.SUBMITTED, submitted_by=officer)
    items = list(curation.checklist_of(product, None))
    assert len(items) == 11
    refused = code_of(curation.decide, product.id, by=verifier, decision="accepted", checked=items[:-1])
    assert refused == "checklist_incomplete"
    wrong = code_of(curation.decide, product.id, by=verifier, decision="accepted", checked=["colour"])
    assert wrong == "check_unknown"
    without = [item for item in items if item != "label_expiry_date"]
    committed(curation.decide, product.id, by=verifier, decision="returned", checked=without)
    assert fresh(product).reason == "- Tanggal, bulan dan tahun kedaluwarsa"
    stored = db.session.query(CurationDecision).one()
    assert (stored.decision, stored.checks["label_expiry_date"], sum(stored.checks.values())) == ("returned", False, 10)


def test_the_checklist_asks_what_concerns_the_product(app):
    craft = make_product(category="craft", status=ProductStatus.SUBMITTED)
    assert list(curation.checklist_of(craft, None)) == ["data_agree_with_label", "own_production"]
