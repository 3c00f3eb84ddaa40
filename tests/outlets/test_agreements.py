"""From a proposal to terms that hold: who proposes, who approves, who accepts, and what each refusal is called."""

from datetime import date

import pytest

from accounts.permissions import Role
from core.database import db
from outlets import agreements
from outlets.models import Agreement, AgreementVersion, Placement
from outlets.money_routes import MoneyRoute
from outlets.states import AgreementStatus, PlacementStatus
from partnerships.growth import SizeClass
from tests.clients import Api
from tests.factories.outlets import make_agreement, make_chain, make_outlet, make_outlet_member, make_placement
from tests.factories.partnerships import make_producer, make_producer_user, make_product
from tests.factories.people import make_user


def proposal(producer, outlet=None, **changes: object) -> dict[str, object]:
    body: dict[str, object] = {
        "producer_id": producer.id,
        "starts_on": "2026-10-01",
        "money_route": "outlet_remits_net",
        "rates": [{"rate_bp": 300, "starts_on": "2026-10-01"}],
    }
    if outlet is not None:
        body["outlet_id"] = outlet.id
    return {**body, **changes}


@pytest.fixture
def pair(app):
    """A producer and an outlet with a user each, and an officer."""
    producer, outlet = make_producer(), make_outlet()
    return (
        producer,
        outlet,
        Api(app, make_producer_user(producer)),
        Api(app, make_outlet_member(outlet)),
        Api(app, make_user(Role.PARTNERSHIP_OFFICER)),
    )


def test_an_agreement_holds_once_both_sides_have_accepted_it(app, pair) -> None:
    producer, outlet, maker, shop, officer = pair
    made = officer.post("/agreements", proposal(producer, outlet))
    assert (made.status_code, made.json["status"], made.json["payment_term_days"]) == (201, "proposed", 15)
    path = f"/agreements/{made.json['id']}"
    assert agreements.terms_on(producer.id, outlet.id, date(2026, 10, 31)) is None
    assert maker.post(f"{path}/accept").json["status"] == "proposed"
    done = shop.post(f"{path}/accept")
    assert (done.status_code, done.json["status"], done.json["rate_bp"]) == (200, "active", 300)
    terms, version = agreements.terms_on(producer.id, outlet.id, date(2026, 10, 31))
    assert (terms.agreement_id, version.number, version.money_route) == (
        made.json["id"],
        1,
        MoneyRoute.OUTLET_REMITS_NET,
    )
    assert agreements.terms_on(producer.id, outlet.id, date(2026, 9, 30)) is None


def test_a_side_accepts_once_and_the_second_hears_who_was_first(app, pair) -> None:
    producer, outlet, maker, _shop, officer = pair
    path = f"/agreements/{officer.post('/agreements', proposal(producer, outlet)).json['id']}/accept"
    assert maker.post(path).status_code == 200
    again = maker.post(path)
    assert (again.status_code, again.json["code"]) == (409, "already_accepted")
    assert "Siti Aminah" in again.json["detail"]
    assert "22 November 2026" in again.json["detail"]


def test_an_officer_stands_in_for_one_side_and_never_for_both(app, pair) -> None:
    producer, outlet, _maker, shop, officer = pair
    path = f"/agreements/{officer.post('/agreements', proposal(producer, outlet)).json['id']}/accept"
    assert officer.post(path).json["code"] == "on_behalf_of_needed"
    assert officer.post(path, {"on_behalf_of": "producer"}).json["code"] == "on_behalf_of_needed"
    assert officer.post(path, {"on_behalf_of": "producer", "source": "phone"}).status_code == 200
    both = officer.post(path, {"on_behalf_of": "outlet", "source": "phone"})
    assert (both.status_code, both.json["code"]) == (403, "never_both_sides")
    colleague = Api(app, make_user(Role.PARTNERSHIP_OFFICER))
    assert colleague.post(path, {"on_behalf_of": "outlet", "source": "visit"}).json["code"] == "never_both_sides"
    assert shop.post(path, {"on_behalf_of": "producer"}).json["code"] == "not_on_behalf"
    assert shop.post(path).json["status"] == "active"


def test_a_rate_outside_the_band_waits_for_a_second_person(app, pair) -> None:
    producer, outlet, maker, _shop, officer = pair
    rates = [{"rate_bp": 700, "starts_on": "2026-10-01"}]
    bare = officer.post("/agreements", proposal(producer, outlet, rates=rates))
    assert (bare.status_code, bare.json["code"]) == (422, "reason_needed")
    made = officer.post("/agreements", proposal(producer, outlet, rates=rates, reason="Rak berpendingin"))
    assert made.json["status"] == "awaiting_approval"
    path = f"/agreements/{made.json['id']}"
    assert maker.post(f"{path}/accept").json["code"] == "awaiting_approval"
    own = officer.post(f"{path}/approve")
    assert (own.status_code, own.json["code"]) == (403, "second_person_needed")
    second = Api(app, make_user(Role.PARTNERSHIP_OFFICER, name="Rina Wati"))
    assert second.post(f"{path}/approve").json["status"] == "proposed"
    again = second.post(f"{path}/approve")
    assert (again.status_code, again.json["code"]) == (409, "already_approved")
    assert "Rina Wati" in again.json["detail"]
    assert maker.post(f"{path}/accept").status_code == 200
    assert maker.post(f"{path}/approve").status_code == 403


@pytest.mark.parametrize(("kind", "status"), [("plut_gallery", "proposed"), ("hotel", "awaiting_approval")])
def test_galleries_may_take_no_commission_without_asking(app, pair, kind: str, status: str) -> None:
    producer, _outlet, _maker, _shop, officer = pair
    rates = [{"rate_bp": 0, "starts_on": "2026-10-01"}]
    body = proposal(producer, make_outlet(kind), rates=rates, reason="Tanpa komisi")
    assert officer.post("/agreements", body).json["status"] == status


def test_micro_producers_are_paid_within_fifteen_days_by_law(app, pair) -> None:
    producer, outlet, _maker, _shop, officer = pair
    late = officer.post("/agreements", proposal(producer, outlet, payment_term_days=16))
    assert (late.status_code, late.json["code"]) == (422, "payment_term_too_long")
    assert "PP 29/2021 Pasal 95" in late.json["errors"]["payment_term_days"][0]
    medium = make_producer(size_class=SizeClass.MEDIUM)
    made = officer.post("/agreements", proposal(medium, outlet, payment_term_days=30))
    assert (made.status_code, made.json["payment_term_days"]) == (201, 30)


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"rates": [{"rate_bp": 300, "starts_on": "2026-10-02"}]}, 422, "no_base_rate_at_start"),
        ({"rates": []}, 422, "no_base_rate_at_start"),
        ({"rates": [{"rate_bp": 300, "starts_on": "2026-10-01", "ends_on": "2026-12-31"}]}, 422, "base_rate_ends"),
        ({"rates": [{"rate_bp": 3.5, "starts_on": "2026-10-01"}]}, 422, "invalid_input"),
        ({"rates": [{"rate_bp": 300, "starts_on": "2026-10-01", "share": 1}]}, 422, "invalid_input"),
        ({"chain_id": 1}, 422, "outlet_or_chain"),
        ({"outlet_id": None}, 422, "outlet_or_chain"),
        ({"outlet_id": 2**63 - 1}, 404, "not_found"),
        ({"producer_id": 2**63 - 1}, 404, "not_found"),
        ({"ends_on": "2026-09-30"}, 422, "ends_before_it_starts"),
        ({"money_route": "by_cheque"}, 422, "invalid_input"),
        ({"listing_fee_rupiah": 1}, 422, "invalid_input"),
    ],
)
def test_what_cannot_be_agreed_is_refused_by_name(app, pair, changes, status: int, code: str) -> None:
    producer, outlet, _maker, _shop, officer = pair
    refused = officer.post("/agreements", proposal(producer, outlet, **changes))
    assert (refused.status_code, refused.json["code"]) == (status, code)
    assert db.session.query(Agreement).count() == 0


def test_a_rate_for_somebody_elses_product_is_refused(app, pair) -> None:
    producer, outlet, _maker, _shop, officer = pair
    base = {"rate_bp": 300, "starts_on": "2026-10-01"}
    rates = [base, {"rate_bp": 200, "starts_on": "2026-10-01", "product_id": make_product().id}]
    refused = officer.post("/agreements", proposal(producer, outlet, rates=rates))
    assert (refused.json["code"], list(refused.json["errors"])) == ("not_of_this_producer", ["rates.1.product_id"])


def test_both_sides_may_propose_and_neither_for_others(app, pair) -> None:
    producer, outlet, maker, shop, _officer = pair
    assert maker.post("/agreements", proposal(producer, outlet)).status_code == 201
    assert shop.post("/agreements", proposal(producer, outlet)).status_code == 201
    assert maker.post("/agreements", proposal(make_producer(), outlet)).status_code == 404
    assert shop.post("/agreements", proposal(producer, make_outlet())).status_code == 404


def test_an_agreement_with_the_outlet_goes_before_one_with_its_chain(app) -> None:
    chain, producer = make_chain(), make_producer()
    branch, other = make_outlet(chain=chain), make_outlet(chain=chain)
    wide = make_agreement(producer, chain=chain, rate_bp=300)
    own = make_agreement(producer, branch, rate_bp=250, starts_on=date(2026, 6, 1))
    found = [
        agreements.terms_on(producer.id, outlet.id, day)[0].agreement_id
        for outlet, day in [(branch, date(2026, 5, 31)), (branch, date(2026, 6, 1)), (other, date(2026, 6, 1))]
    ]
    assert found == [wide.id, own.id, wide.id]
    assert [terms.agreement_id for terms in agreements.terms_of_outlet(branch.id)[producer.id]] == [own.id, wide.id]


def test_a_second_agreement_for_the_same_days_is_refused(app, pair) -> None:
    producer, outlet, maker, shop, officer = pair
    path = f"/agreements/{officer.post('/agreements', proposal(producer, outlet)).json['id']}"
    twin = f"/agreements/{officer.post('/agreements', proposal(producer, outlet)).json['id']}"
    for side in (maker, shop):
        assert side.post(f"{path}/accept").status_code == 200
    assert officer.post("/agreements", proposal(producer, outlet)).json["code"] == "agreement_overlaps"
    assert maker.post(f"{twin}/accept").status_code == 200
    late = shop.post(f"{twin}/accept")
    assert (late.status_code, late.json["code"]) == (409, "agreement_overlaps")


def test_a_proposal_that_was_declined_never_held(app, pair) -> None:
    producer, outlet, maker, shop, officer = pair
    path = f"/agreements/{officer.post('/agreements', proposal(producer, outlet)).json['id']}"
    assert shop.post(f"{path}/end", {}).status_code == 422
    assert shop.post(f"{path}/end", {"reason": "Rak penuh"}).json["status"] == "ended"
    assert agreements.terms_on(producer.id, outlet.id, date(2026, 11, 22)) is None
    assert maker.post(f"{path}/accept").json["code"] == "not_open_for_acceptance"
    assert officer.post(f"{path}/end", {"reason": "x"}).json["code"] == "already_ended"


def test_an_agreement_that_ended_keeps_its_days_and_takes_its_placements_along(app, pair) -> None:
    producer, outlet, maker, _shop, _officer = pair
    agreement = make_agreement(producer, outlet)
    placement = make_placement(make_product(producer), outlet)
    back = maker.post(f"/agreements/{agreement.id}/end", {"reason": "Pindah", "ends_on": "2026-11-21"})
    assert (back.status_code, back.json["code"]) == (409, "day_has_passed")
    done = maker.post(f"/agreements/{agreement.id}/end", {"reason": "Pindah"})
    assert (done.json["status"], done.json["ends_on"]) == ("ended", "2026-11-22")
    assert agreements.terms_on(producer.id, outlet.id, date(2026, 11, 22)) is not None
    assert agreements.terms_on(producer.id, outlet.id, date(2026, 11, 23)) is None
    row = db.session.get(Placement, placement.id)
    assert (row.status, row.ends_on) == (PlacementStatus.ENDED, date(2026, 11, 22))


def test_a_suspended_agreement_rests_and_holds_again_when_resumed(app, pair, clock_stands) -> None:
    producer, outlet, maker, _shop, officer = pair
    agreement = make_agreement(producer, outlet)
    path = f"/agreements/{agreement.id}"
    assert maker.post(f"{path}/suspend", {"reason": "x"}).status_code == 403
    assert officer.post(f"{path}/suspend", {"reason": "Audit"}).json["status"] == "suspended"
    assert agreements.terms_on(producer.id, outlet.id, date(2026, 11, 21)) is not None
    assert agreements.terms_on(producer.id, outlet.id, date(2026, 11, 22)) is None
    clock_stands.shift(5 * 86_400)
    assert officer.post(f"{path}/resume", {"reason": "Selesai"}).json["status"] == "active"
    assert officer.post(f"{path}/resume", {"reason": "Selesai"}).json["code"] == "agreement_not_suspended"
    held = [agreements.terms_on(producer.id, outlet.id, date(2026, 11, day)) is not None for day in (22, 26, 27)]
    assert held == [False, False, True]
    assert len(agreements.terms_of_outlet(outlet.id)[producer.id]) == 2


def test_changed_terms_hold_from_their_day_once_both_accepted(app, pair) -> None:
    producer, outlet, maker, shop, officer = pair
    agreement = make_agreement(producer, outlet, rate_bp=300)
    path = f"/agreements/{agreement.id}"
    change = {
        "starts_on": "2026-12-01",
        "money_route": "outlet_remits_gross",
        "rates": [{"rate_bp": 250, "starts_on": "2026-12-01"}],
    }
    today = {**change, "starts_on": "2026-11-22"}
    assert officer.post(f"{path}/amend", today).json["code"] == "day_has_passed"
    assert officer.post(f"{path}/amend", {"starts_on": "2026-12-01"}).json["code"] == "nothing_changes"
    early = {**change, "rates": [{"rate_bp": 250, "starts_on": "2026-11-30"}]}
    assert officer.post(f"{path}/amend", early).json["code"] == "rate_outside_agreement"
    made = officer.post(f"{path}/amend", change)
    assert (made.status_code, made.json["amendment"]["status"], made.json["status"]) == (201, "proposed", "active")
    assert officer.post(f"{path}/amend", change).json["code"] == "amendment_open"
    assert maker.post(f"{path}/accept").json["amendment"]["outlet_accepted_at"] is None
    assert maker.post(f"{path}/accept").json["code"] == "already_accepted"
    done = shop.post(f"{path}/accept").json
    assert (done["amendment"], [v["money_route"] for v in done["versions"]]) == (
        None,
        ["outlet_remits_net", "outlet_remits_gross"],
    )
    assert [(r["rate_bp"], r["ends_on"]) for r in done["rates"]] == [(300, "2026-11-30"), (250, None)]
    numbers = [
        agreements.terms_on(producer.id, outlet.id, day)[1].number for day in (date(2026, 11, 30), date(2026, 12, 1))
    ]
    assert numbers == [1, 2]


def test_changed_terms_nobody_accepted_in_time_do_not_reach_back(app, pair, clock_stands) -> None:
    producer, outlet, maker, shop, officer = pair
    path = f"/agreements/{make_agreement(producer, outlet).id}"
    officer.post(f"{path}/amend", {"starts_on": "2026-12-01", "money_route": "producer_collects"})
    maker.post(f"{path}/accept")
    clock_stands.shift(9 * 86_400)
    late = shop.post(f"{path}/accept")
    assert (late.status_code, late.json["code"]) == (409, "amendment_too_late")
    assert shop.post(f"{path}/withdraw-amendment").json["amendment"] is None
    assert db.session.query(AgreementVersion).count() == 1


def test_a_changed_rate_outside_the_band_waits_for_a_second_person_too(app, pair) -> None:
    producer, outlet, maker, _shop, officer = pair
    path = f"/agreements/{make_agreement(producer, outlet).id}"
    change = {"starts_on": "2026-12-01", "rates": [{"rate_bp": 600, "starts_on": "2026-12-01"}], "reason": "Promosi"}
    assert officer.post(f"{path}/amend", change).json["amendment"]["status"] == "awaiting_approval"
    assert maker.post(f"{path}/accept").json["code"] == "awaiting_approval"
    assert officer.post(f"{path}/approve").json["code"] == "second_person_needed"
    second = Api(app, make_user(Role.PARTNERSHIP_OFFICER))
    assert second.post(f"{path}/approve").json["amendment"]["status"] == "proposed"


def test_strangers_find_no_agreement_and_change_nothing(app, pair) -> None:
    producer, outlet, *_ = pair
    agreement = make_agreement(producer, outlet, status=AgreementStatus.PROPOSED)
    strangers = [
        make_producer_user(make_producer()),
        make_outlet_member(make_outlet()),
        make_user(Role.PARTNERSHIP_OFFICER, regions=("18",)),
    ]
    for stranger in strangers:
        api = Api(app, stranger)
        assert api.get("/agreements").json["total"] == 0
        assert api.get(f"/agreements/{agreement.id}").status_code == 404
        body = {"on_behalf_of": "outlet", "source": "phone"} if stranger.is_staff else {}
        assert api.post(f"/agreements/{agreement.id}/accept", body).status_code == 404
        assert api.post(f"/agreements/{agreement.id}/end", {"reason": "x"}).status_code == 404
    assert Api(app, make_outlet_member(outlet, Role.CASHIER)).get(f"/agreements/{agreement.id}").status_code == 403
    assert Api(app, make_user(Role.HEAD)).post(f"/agreements/{agreement.id}/accept").status_code == 403
    assert Api(app).get(f"/agreements/{agreement.id}").status_code == 401
    row = db.session.get(Agreement, agreement.id)
    assert (row.status, row.outlet_accepted_at) == (AgreementStatus.PROPOSED, None)


def test_staff_of_either_region_see_an_agreement_across_regions(app) -> None:
    agreement = make_agreement(make_producer(region_code="62.71"), make_outlet(region_code="64.71"))
    for region in ("62", "64.71"):
        assert (
            Api(app, make_user(Role.VERIFIER, regions=(region,))).get(f"/agreements/{agreement.id}").status_code == 200
        )


def test_an_officer_stands_in_only_for_the_side_in_their_regions(app) -> None:
    """Staff of either side's region see the agreement; each of them speaks for that side alone."""
    producer, outlet = make_producer(region_code="62.71"), make_outlet(region_code="64.71")
    made = Api(app, make_producer_user(producer)).post("/agreements", proposal(producer, outlet))
    path = f"/agreements/{made.json['id']}"
    here = Api(app, make_user(Role.PARTNERSHIP_OFFICER, regions=("64.71",)))
    there = Api(app, make_user(Role.PARTNERSHIP_OFFICER, regions=("62",)))
    for_outlet = {"on_behalf_of": "outlet", "source": "phone"}
    for_producer = {"on_behalf_of": "producer", "source": "phone"}
    for officer, body in ((there, for_outlet), (here, for_producer)):
        refused = officer.post(f"{path}/accept", body)
        assert (refused.status_code, refused.json["code"]) == (422, "outside_your_regions")
    assert db.session.query(Agreement).one().outlet_accepted_at is None
    assert here.post(f"{path}/accept", for_outlet).status_code == 200
