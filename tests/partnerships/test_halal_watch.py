"""A changed recipe reopens the halal claim; the list of products under the duty follows the calendar."""

import pytest
from sqlalchemy import select

from accounts.models import AuditEvent
from accounts.permissions import Role
from core.database import db
from outlets import holds
from partnerships.models import Requirement
from partnerships.states import RequirementStatus
from partnerships.watch_models import HalalReview
from partnerships.watch_states import ReviewStatus
from tests.accounts.people_at_work import HASH, signed_in
from tests.clients import Api
from tests.factories.outlets import make_placement
from tests.factories.partnerships import make_producer, make_producer_user, make_product, make_ready_product
from tests.factories.people import make_user

CHANGE = {"changed": "supplier", "what": "Ayam dari pemasok baru.", "changed_on": "2026-11-20"}


@pytest.fixture
def claimed(app):
    """A product with a halal certificate on a shelf, its owner, and a verifier."""
    product = make_ready_product()
    return product, make_placement(product), make_producer_user(product.producer), make_user(Role.VERIFIER)


def browser_of(app, user):
    user.password_hash = HASH
    db.session.commit()
    return signed_in(app, user)


def halal_of(product) -> Requirement:
    return db.session.execute(
        select(Requirement).where(Requirement.kind == "halal", Requirement.producer_id == product.producer_id)
    ).scalar_one()


def test_a_declared_change_puts_the_claim_on_the_desk_and_leaves_it_accepted(app, claimed) -> None:
    product, _placement, owner, verifier = claimed
    made = Api(app, owner).post(f"/products/{product.id}/changes", CHANGE)
    assert made.status_code == 201
    assert [(row["changed"], row["changed_on"], row["status"]) for row in made.json["reviews"]] == [
        ("supplier", "2026-11-20", "open")
    ]
    assert halal_of(product).status is RequirementStatus.ACCEPTED
    waiting = Api(app, verifier).get("/halal-reviews").json
    assert (waiting["total"], waiting["items"][0]["product_id"]) == (1, product.id)
    elsewhere = Api(app, make_user(Role.VERIFIER, regions=("18.72",)))
    assert elsewhere.get("/halal-reviews").json["total"] == 0
    events = select(AuditEvent.action).where(AuditEvent.subject_id == halal_of(product).id)
    assert "requirement:review_opened" in db.session.execute(events).scalars().all()


def test_a_confirmed_claim_leaves_the_product_on_the_shelf(app, claimed) -> None:
    product, placement, owner, verifier = claimed
    review_id = Api(app, owner).post(f"/products/{product.id}/changes", CHANGE).json["reviews"][0]["id"]
    done = Api(app, verifier).post(f"/halal-reviews/{review_id}/decision", {"decision": "confirmed"})
    assert (done.status_code, done.json["status"], done.json["holds"]) == (200, "confirmed", [])
    assert holds.without_deliveries([placement.id]) == set()
    again = Api(app, make_user(Role.VERIFIER)).post(f"/halal-reviews/{review_id}/decision", {"decision": "confirmed"})
    assert (again.status_code, again.json["code"]) == (409, "already_reviewed")
    assert "Siti Aminah" in again.json["detail"]


def test_a_revoked_claim_takes_the_product_off_the_shelf(app, claimed) -> None:
    product, placement, owner, verifier = claimed
    both = [
        Api(app, owner).post(f"/products/{product.id}/changes", CHANGE).json["reviews"][0]["id"] for _twice in range(2)
    ]
    path = f"/halal-reviews/{both[0]}/decision"
    assert Api(app, verifier).post(path, {"decision": "revoked"}).json["code"] == "reason_needed"
    done = Api(app, verifier).post(path, {"decision": "revoked", "reason": "Pemasok tidak bersertifikat."})
    assert (done.json["status"], len(done.json["holds"])) == ("revoked", 1)
    assert halal_of(product).status is RequirementStatus.REVOKED
    assert holds.without_deliveries([placement.id]) == {placement.id}
    assert Api(app, verifier).get("/halal-reviews").json["total"] == 0
    late = Api(app, verifier).post(f"/halal-reviews/{both[1]}/decision", {"decision": "revoked", "reason": "Sama"})
    assert (late.status_code, late.json["code"]) == (409, "not_in_force")


def test_whoever_declared_the_change_does_not_decide_about_it(app, claimed) -> None:
    product, _placement, _owner, verifier = claimed
    review_id = Api(app, verifier).post(f"/products/{product.id}/changes", CHANGE).json["reviews"][0]["id"]
    refused = Api(app, verifier).post(f"/halal-reviews/{review_id}/decision", {"decision": "confirmed"})
    assert (refused.status_code, refused.json["code"]) == (403, "second_person_needed")
    assert db.session.get_one(HalalReview, review_id).status is ReviewStatus.OPEN


def test_whoever_handed_the_certificate_in_does_not_confirm_it(app, claimed) -> None:
    product, _placement, owner, verifier = claimed
    halal_of(product).submitted_by_id = verifier.id
    db.session.commit()
    review_id = Api(app, owner).post(f"/products/{product.id}/changes", CHANGE).json["reviews"][0]["id"]
    refused = Api(app, verifier).post(f"/halal-reviews/{review_id}/decision", {"decision": "confirmed"})
    assert (refused.status_code, refused.json["code"]) == (403, "second_person_needed")
    assert db.session.get_one(HalalReview, review_id).status is ReviewStatus.OPEN


def test_a_change_of_tomorrow_or_of_a_product_without_a_claim_is_refused(app, claimed) -> None:
    product, _placement, owner, _verifier = claimed
    tomorrow = Api(app, owner).post(f"/products/{product.id}/changes", {**CHANGE, "changed_on": "2026-11-23"})
    assert (tomorrow.status_code, tomorrow.json["code"]) == (422, "day_in_future")
    bare = make_product(product.producer)
    refused = Api(app, owner).post(f"/products/{bare.id}/changes", CHANGE)
    assert (refused.status_code, refused.json["code"]) == (409, "no_claim_to_review")
    assert db.session.query(HalalReview).count() == 0


def test_the_duty_reaches_micro_food_on_the_eighteenth_of_october(app) -> None:
    bare = make_ready_product(make_producer(name="Dapur Rani"), without=("halal",), name="Rengginang 150 g")
    make_ready_product(make_producer(name="Dapur Sari"), name="Amplang 200 g")
    make_product(make_producer(name="Anyaman Lestari"), name="Tas rotan", category="craft")
    client = browser_of(app, make_user(Role.VERIFIER))
    page = client.get("/produk/wajib-halal").get_data(as_text=True)
    assert "Rengginang 150 g" in page
    assert "Amplang 200 g" not in page
    assert "Tas rotan" not in page
    before = client.get("/produk/wajib-halal?day=2026-10-17").get_data(as_text=True)
    assert "Rengginang 150 g" not in before
    assert "Rengginang 150 g" in client.get("/produk/wajib-halal?day=2026-10-18").get_data(as_text=True)
    lines = client.get("/produk/wajib-halal?export=csv").get_data(as_text=True).splitlines()
    assert [line.split(";")[0] for line in lines[1:]] == [str(bare.id), "TOTAL 1"]
    assert client.get("/produk/wajib-halal?day=kemarin").status_code == 422


def test_the_change_is_declared_and_decided_on_pages(app, claimed) -> None:
    product, placement, owner, verifier = claimed
    browser = browser_of(app, owner)
    assert "Laporkan perubahan" in browser.get(f"/produk/{product.id}").get_data(as_text=True)
    browser.get(f"/produk/{product.id}/perubahan")
    refused = browser.post(f"/produk/{product.id}/perubahan", {**CHANGE, "what": ""})
    assert refused.status_code == 422
    assert browser.post(f"/produk/{product.id}/perubahan", {**CHANGE, "changed_on": "20/11/2026"}).status_code == 303
    desk = browser_of(app, verifier)
    review = db.session.execute(select(HalalReview)).scalar_one()
    assert product.name in desk.get("/verifikasi-dokumen/halal").get_data(as_text=True)
    case = desk.get(f"/verifikasi-dokumen/halal/{review.id}").get_data(as_text=True)
    assert "Ayam dari pemasok baru." in case
    assert placement.outlet.name in case
    done = desk.post(f"/verifikasi-dokumen/halal/{review.id}", {"decision": "revoked", "reason": "Tidak sesuai."})
    assert done.status_code == 303
    assert "pengiriman 1 penempatan dihentikan" in desk.get("/verifikasi-dokumen/halal").get_data(as_text=True)
