"""A product comes onto a shelf: only an eligible one, under an agreement, accepted by the outlet, once at a time."""

from datetime import date

import pytest

from accounts.permissions import Role
from core.database import db
from outlets import placements
from outlets.models import OutletCode, Placement
from outlets.states import PlacementStatus
from partnerships.states import ProductStatus
from tests.clients import Api
from tests.factories.outlets import make_agreement, make_outlet, make_outlet_code, make_outlet_member, make_placement
from tests.factories.partnerships import make_producer, make_producer_user, make_product, make_ready_product
from tests.factories.people import make_user


def proposal(product, outlet, **changes: object) -> dict[str, object]:
    body = {
        "product_id": product.id,
        "outlet_id": outlet.id,
        "consigned_price_rupiah": 12_500,
        "retail_price_rupiah": 15_000,
    }
    return {**body, **changes}


@pytest.fixture
def shelf(app):
    """A ready product of a producer with an agreement since 1 October, its outlet, an officer and the manager."""
    product, outlet = make_ready_product(), make_outlet()
    make_agreement(product.producer, outlet, starts_on=date(2026, 10, 1))
    officer = Api(app, make_user(Role.PARTNERSHIP_OFFICER))
    return product, outlet, officer, Api(app, make_outlet_member(outlet))


def test_a_product_stands_on_the_shelf_once_the_outlet_accepts_it(app, shelf) -> None:
    product, outlet, officer, manager = shelf
    made = officer.post(
        "/placements", proposal(product, outlet, outlet_code="8991002", quota=24, min_shelf_life_days=45)
    )
    assert (made.status_code, made.json["status"], made.json["starts_on"]) == (201, "proposed", "2026-10-01")
    assert (made.json["quota"], made.json["min_shelf_life_days"]) == (24, 45)
    assert placements.code_book(outlet.id).codes == {}
    done = manager.post(f"/placements/{made.json['id']}/accept")
    assert (done.status_code, done.json["status"], done.json["outlet_codes"]) == (200, "active", ["8991002"])
    book = placements.code_book(outlet.id)
    assert book.codes == {"8991002": [done.json["id"]], product.sku: [done.json["id"]]}
    again = manager.post(f"/placements/{made.json['id']}/accept")
    assert (again.status_code, again.json["code"]) == (409, "already_accepted")
    assert "Budi Santoso" in again.json["detail"]


def test_an_officer_accepts_for_the_outlet_only_with_a_source(app, shelf) -> None:
    product, outlet, officer, _manager = shelf
    path = f"/placements/{officer.post('/placements', proposal(product, outlet)).json['id']}/accept"
    assert officer.post(path).json["code"] == "on_behalf_of_needed"
    assert officer.post(path, {"on_behalf_of": "producer", "source": "phone"}).json["code"] == "not_on_behalf"
    assert officer.post(path, {"on_behalf_of": "outlet", "source": "whatsapp"}).json["status"] == "active"


def test_a_product_whose_papers_are_missing_is_refused_with_the_list(app) -> None:
    product, outlet = make_ready_product(without=("pirt",)), make_outlet()
    make_agreement(product.producer, outlet, starts_on=date(2026, 10, 1))
    officer = Api(app, make_user(Role.PARTNERSHIP_OFFICER))
    refused = officer.post("/placements", proposal(product, outlet))
    assert (refused.status_code, refused.json["code"]) == (409, "not_eligible")
    assert [(gap["kind"], gap["reason"]) for gap in refused.json["missing"]] == [("pirt", "not_submitted")]
    assert refused.json["missing"][0]["next_step"]
    asked = officer.get(f"/outlets/{outlet.id}/eligibility?product_id={product.id}").json
    assert (asked["eligible"], asked["missing"]) == (False, refused.json["missing"])


def test_a_permit_that_ended_between_proposal_and_acceptance_keeps_the_product_out(app, clock_stands) -> None:
    product, outlet = make_ready_product(pirt_until=date(2026, 11, 25)), make_outlet()
    make_agreement(product.producer, outlet, starts_on=date(2026, 10, 1))
    officer, manager = Api(app, make_user(Role.PARTNERSHIP_OFFICER)), Api(app, make_outlet_member(outlet))
    late = officer.post("/placements", proposal(product, outlet, starts_on="2026-11-26"))
    assert (late.json["code"], late.json["missing"][0]["kind"]) == ("not_eligible", "pirt")
    path = f"/placements/{officer.post('/placements', proposal(product, outlet)).json['id']}/accept"
    clock_stands.shift(4 * 86_400)
    refused = manager.post(path)
    assert (refused.json["code"], refused.json["missing"][0]["reason"]) == ("not_eligible", "expired")


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"consigned_price_rupiah": 0}, 422, "invalid_input"),
        ({"retail_price_rupiah": "15000"}, 422, "invalid_input"),
        ({"quota": 0}, 422, "invalid_input"),
        ({"starts_on": "2026-09-30"}, 409, "no_agreement"),
        ({"ends_on": "2026-09-30"}, 422, "ends_before_it_starts"),
        ({"product_id": 2**63 - 1}, 404, "not_found"),
        ({"outlet_id": 2**63 - 1}, 404, "not_found"),
    ],
)
def test_what_cannot_be_placed_is_refused_by_name(app, shelf, changes, status: int, code: str) -> None:
    product, outlet, officer, _manager = shelf
    refused = officer.post("/placements", proposal(product, outlet, **changes))
    assert (refused.status_code, refused.json["code"]) == (status, code)
    assert db.session.query(Placement).count() == 0


def test_without_an_agreement_or_an_approved_product_nothing_is_placed(app) -> None:
    officer, outlet, product = Api(app, make_user(Role.PARTNERSHIP_OFFICER)), make_outlet(), make_ready_product()
    assert officer.post("/placements", proposal(product, outlet)).json["code"] == "no_agreement"
    raw = make_product(product.producer, status=ProductStatus.SUBMITTED)
    make_agreement(product.producer, outlet)
    assert officer.post("/placements", proposal(raw, outlet)).json["code"] == "product_not_active"


def test_the_same_product_is_proposed_once_and_stands_once(app, shelf) -> None:
    product, outlet, officer, manager = shelf
    made = officer.post("/placements", proposal(product, outlet, ends_on="2026-12-31"))
    assert officer.post("/placements", proposal(product, outlet)).json["code"] == "already_proposed"
    manager.post(f"/placements/{made.json['id']}/accept")
    assert officer.post("/placements", proposal(product, outlet)).json["code"] == "already_placed"
    assert officer.post("/placements", proposal(product, outlet, starts_on="2027-01-01")).status_code == 201


def test_a_code_means_one_product_in_an_outlet(app, shelf) -> None:
    product, outlet, officer, _manager = shelf
    standing = make_placement(make_product(product.producer, sku="KRP-X"), outlet, outlet_code="100")
    for code in ("100", "KRP-X"):
        refused = officer.post("/placements", proposal(product, outlet, outlet_code=code))
        assert (refused.status_code, refused.json["code"]) == (409, "code_taken")
    elsewhere = make_placement(outlet_code="200")
    assert officer.post("/placements", proposal(product, outlet, outlet_code="200")).status_code == 201
    assert {row.placement_id for row in db.session.query(OutletCode)} > {standing.id, elsewhere.id}


def test_a_code_is_read_as_outlet_code_then_sku_then_gtin(app) -> None:
    outlet, other = make_outlet(), make_outlet()
    first = make_placement(make_product(sku="A-1", gtin="8999999000015"), outlet, outlet_code="A-2")
    second = make_placement(make_product(sku="A-2", gtin="8999999000022"), outlet)
    twin = make_placement(make_product(sku="A-1"), outlet)
    make_placement(make_product(sku="A-3"), outlet, status=PlacementStatus.PROPOSED)
    make_placement(make_product(sku="A-4"), other)
    assert dict(placements.code_book(outlet.id).codes) == {
        "A-2": [first.id],
        "A-1": [first.id, twin.id],
        "8999999000015": [first.id],
        "8999999000022": [second.id],
    }


def test_a_code_learned_once_means_the_product_also_when_it_is_placed_anew(app) -> None:
    product, outlet = make_product(sku="Z"), make_outlet()
    old = make_placement(product, outlet, ends_on=date(2026, 6, 30), status=PlacementStatus.ENDED, outlet_code="77")
    new = make_placement(product, outlet, starts_on=date(2026, 7, 1))
    book = placements.code_book(outlet.id)
    standing = [[row.placement_id for row in book.standing("77", day)] for day in (date(2026, 6, 30), date(2026, 7, 1))]
    assert standing == [[old.id], [new.id]]


def test_a_declined_proposal_frees_its_code_and_was_never_on_the_shelf(app, shelf) -> None:
    product, outlet, officer, manager = shelf
    made = officer.post("/placements", proposal(product, outlet, outlet_code="55"))
    done = manager.post(f"/placements/{made.json['id']}/end", {"reason": "Rak penuh"})
    assert (done.json["status"], done.json["outlet_codes"]) == ("ended", [])
    assert placements.code_book(outlet.id).placements == {}


def test_a_placement_ends_with_a_reason_and_never_in_the_past(app) -> None:
    outlet = make_outlet()
    placement = make_placement(outlet=outlet)
    manager = Api(app, make_outlet_member(outlet))
    path = f"/placements/{placement.id}/end"
    assert manager.post(path).status_code == 422
    assert manager.post(path, {"reason": "Tidak laku", "ends_on": "2026-11-21"}).json["code"] == "day_has_passed"
    later = manager.post(path, {"reason": "Tidak laku", "ends_on": "2026-11-30"})
    assert (later.json["status"], later.json["ends_on"]) == ("active", "2026-11-30")
    assert manager.post(path, {"reason": "x", "ends_on": "2026-12-01"}).json["code"] == "later_than_agreed"
    assert manager.post(path, {"reason": "Segera"}).json["status"] == "ended"
    assert manager.post(path, {"reason": "Segera"}).json["code"] == "already_ended"


def test_strangers_find_no_placement_and_change_nothing(app) -> None:
    placement = make_placement(status=PlacementStatus.PROPOSED)
    strangers = [
        make_producer_user(make_producer()),
        make_outlet_member(make_outlet()),
        make_user(Role.PARTNERSHIP_OFFICER, regions=("18",)),
    ]
    for stranger in strangers:
        api = Api(app, stranger)
        assert api.get("/placements").json["total"] == 0
        assert api.get(f"/placements/{placement.id}").status_code == 404
        body = {"on_behalf_of": "outlet", "source": "phone"} if stranger.is_staff else {}
        expected = 403 if stranger.role is Role.PRODUCER else 404
        assert api.post(f"/placements/{placement.id}/accept", body).status_code == expected
        assert api.post(f"/placements/{placement.id}/end", {"reason": "x"}).status_code == expected
    assert db.session.get(Placement, placement.id).status is PlacementStatus.PROPOSED


def test_the_producer_and_the_cashier_see_their_placements(app) -> None:
    producer, outlet = make_producer(), make_outlet()
    placement = make_placement(make_product(producer), outlet)
    make_outlet_code(placement, "12")
    make_placement()
    for user in (make_producer_user(producer), make_outlet_member(outlet, Role.CASHIER)):
        items = Api(app, user).get("/placements?status=active").json["items"]
        assert [(item["id"], item["outlet_codes"]) for item in items] == [(placement.id, ["12"])]


def test_an_officer_accepts_for_outlets_in_their_regions_only(app) -> None:
    product = make_ready_product(make_producer(region_code="62.71"))
    outlet = make_outlet(region_code="64.71")
    make_agreement(product.producer, outlet, starts_on=date(2026, 10, 1))
    manager = Api(app, make_user(Role.PARTNERSHIP_OFFICER))
    path = f"/placements/{manager.post('/placements', proposal(product, outlet)).json['id']}/accept"
    body = {"on_behalf_of": "outlet", "source": "phone"}
    refused = Api(app, make_user(Role.PARTNERSHIP_OFFICER, regions=("62",))).post(path, body)
    assert (refused.status_code, refused.json["code"]) == (422, "outside_your_regions")
    assert Api(app, make_user(Role.PARTNERSHIP_OFFICER, regions=("64",))).post(path, body).status_code == 200
