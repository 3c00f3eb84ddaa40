"""Two people press the same button at once: one is told that it is done, and the database holds one acceptance."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

from accounts.models import AuditEvent
from accounts.permissions import Role
from core.database import db
from core.dates import today
from outlets.models import Agreement, Placement
from outlets.shelf_models import ShelfTurn
from outlets.shelf_states import TurnStatus
from outlets.states import AgreementStatus, PlacementStatus
from tests.clients import Api
from tests.factories.outlets import make_agreement, make_outlet, make_outlet_member, make_placement
from tests.factories.partnerships import make_producer, make_producer_user, make_ready_product
from tests.factories.people import make_user
from tests.factories.shelves import make_shelf_exception, make_shelf_request, make_shelf_slot


def at_once(calls) -> list[tuple[int, str | None]]:
    """The status and code of each call, all made at the same moment."""
    barrier = Barrier(len(calls))

    def knock(call):
        api, path, body = call
        barrier.wait()
        answer = api.post(path, body)
        return answer.status_code, answer.json.get("code")

    with ThreadPoolExecutor(len(calls)) as pool:
        return sorted(pool.map(knock, calls), key=str)


def test_one_of_two_managers_accepts_an_agreement(own_app) -> None:
    producer, outlet = make_producer(), make_outlet()
    agreement = make_agreement(producer, outlet, status=AgreementStatus.PROPOSED)
    managers = [Api(own_app, make_outlet_member(outlet)) for _ in range(4)]
    path = f"/agreements/{agreement.id}/accept"
    answers = at_once([(manager, path, {}) for manager in managers])
    assert answers == [(200, None), *[(409, "already_accepted")] * 3]
    db.session.expire_all()
    assert db.session.query(AuditEvent).filter_by(action="agreement:accepted").count() == 1
    assert db.session.get(Agreement, agreement.id).status is AgreementStatus.PROPOSED


def test_both_sides_accept_at_once_and_the_agreement_holds(own_app) -> None:
    producer, outlet = make_producer(), make_outlet()
    agreement = make_agreement(producer, outlet, status=AgreementStatus.PROPOSED)
    sides = [Api(own_app, make_producer_user(producer)), Api(own_app, make_outlet_member(outlet))]
    path = f"/agreements/{agreement.id}/accept"
    assert at_once([(side, path, {}) for side in sides]) == [(200, None), (200, None)]
    db.session.expire_all()
    assert db.session.get(Agreement, agreement.id).status is AgreementStatus.ACTIVE


def test_an_officer_never_slips_into_both_sides_by_being_quick(own_app) -> None:
    agreement = make_agreement(status=AgreementStatus.PROPOSED)
    officer = make_user(Role.PARTNERSHIP_OFFICER)
    path = f"/agreements/{agreement.id}/accept"
    calls = [
        (Api(own_app, officer), path, {"on_behalf_of": side, "source": "phone"}) for side in ("producer", "outlet")
    ]
    assert at_once(calls) == [(200, None), (403, "never_both_sides")]


def test_one_of_two_overlapping_agreements_comes_to_hold(own_app) -> None:
    producer, outlet = make_producer(), make_outlet()
    twins = [make_agreement(producer, outlet, status=AgreementStatus.PROPOSED) for _ in range(2)]
    maker, manager = Api(own_app, make_producer_user(producer)), Api(own_app, make_outlet_member(outlet))
    for twin in twins:
        assert maker.post(f"/agreements/{twin.id}/accept").status_code == 200
    answers = at_once([(manager, f"/agreements/{twin.id}/accept", {}) for twin in twins])
    assert answers == [(200, None), (409, "agreement_overlaps")]


def test_a_placement_is_accepted_once_and_proposed_once(own_app) -> None:
    product, outlet = make_ready_product(), make_outlet()
    make_agreement(product.producer, outlet)
    placement = make_placement(product, outlet, status=PlacementStatus.PROPOSED, ends_on=date(2026, 11, 30))
    managers = [Api(own_app, make_outlet_member(outlet)) for _ in range(3)]
    answers = at_once([(manager, f"/placements/{placement.id}/accept", {}) for manager in managers])
    assert answers == [(200, None), *[(409, "already_accepted")] * 2]
    body = {
        "product_id": product.id,
        "outlet_id": outlet.id,
        "consigned_price_rupiah": 12_500,
        "retail_price_rupiah": 15_000,
        "starts_on": "2026-12-01",
    }
    officers = [Api(own_app, make_user(Role.PARTNERSHIP_OFFICER)) for _ in range(3)]
    answers = at_once([(officer, "/placements", body) for officer in officers])
    assert answers == [(201, None), *[(409, "already_proposed")] * 2]
    db.session.expire_all()
    assert db.session.query(Placement).count() == 2


def test_of_two_officers_who_give_the_last_place_one_is_told_that_it_is_gone(own_app) -> None:
    officers = [make_user(Role.PARTNERSHIP_OFFICER) for _ in range(4)]
    slot = make_shelf_slot(make_outlet(), officers[0])
    first, second = (make_shelf_request(slot, make_producer(), officers[0]) for _ in range(2))
    path, day = f"/shelf-slots/{slot.id}/turns", today().isoformat()
    calls = [(Api(own_app, one), path, {"request_id": first.id, "starts_on": day}) for one in officers]
    assert at_once(calls) == [(201, None), *[(409, "no_longer_waits")] * 3]
    late = Api(own_app, officers[1]).post(path, {"request_id": second.id, "starts_on": day})
    assert (late.status_code, late.json["code"]) == (409, "no_free_place")


def test_two_exceptions_for_the_last_place_approved_at_once_leave_one_turn(own_app) -> None:
    proposer, *others = [make_user(Role.PARTNERSHIP_OFFICER) for _ in range(3)]
    slot = make_shelf_slot(make_outlet(), proposer)
    _first, *behind = [make_shelf_request(slot, make_producer(), proposer) for _ in range(3)]
    turns = [make_shelf_exception(one, proposer) for one in behind]
    body = {"approve": True, "reason": "Sesuai surat panitia"}
    calls = [
        (Api(own_app, by), f"/shelf-turns/{turn.id}/decision", body) for by, turn in zip(others, turns, strict=True)
    ]
    assert at_once(calls) == [(200, None), (409, "no_free_place")]
    db.session.expire_all()
    assert db.session.query(ShelfTurn).filter_by(status=TurnStatus.GIVEN).count() == 1
