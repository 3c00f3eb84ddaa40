"""A hold is overridden by two people with a reason, and what is pulled from a shelf is noted once."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from accounts.permissions import Role
from core.database import committed, db
from outlets import holds
from outlets.expiry_night import run
from outlets.pull_models import PlacementHold, PullEntry
from tests.clients import Api
from tests.factories.people import make_user
from tests.outlets.test_expiry import day_of, on_three_shelves


@pytest.fixture
def three_shelves(app):
    return on_three_shelves()


def test_an_override_needs_a_reason_and_a_second_person(app, three_shelves, clock_stands) -> None:
    _product, _shops, placed, managers = three_shelves
    clock_stands.move_to(day_of(11, 25))
    committed(run)
    hold = db.session.execute(select(PlacementHold).where(PlacementHold.placement_id == placed[0].id)).scalar_one()
    asker, second = make_user(Role.VERIFIER, name="Rina"), make_user(Role.VERIFIER)
    ask, grant = f"/holds/{hold.id}/override", f"/holds/{hold.id}/override/grant"
    assert Api(app, asker).post(grant).json["code"] == "override_not_asked"
    assert Api(app, asker).post(ask, {"reason": "  "}).status_code == 422
    assert Api(app, managers[0]).post(ask, {"reason": "Stok masih banyak"}).status_code == 403
    assert Api(app, asker).post(ask, {"reason": "Perpanjangan terlambat di OSS"}).status_code == 200
    assert holds.without_deliveries([placed[0].id]) == {placed[0].id}
    twice = Api(app, second).post(ask, {"reason": "Sama"})
    assert (twice.status_code, twice.json["code"]) == (409, "override_already_asked")
    assert "Rina" in twice.json["detail"]
    own = Api(app, asker).post(grant)
    assert (own.status_code, own.json["code"]) == (403, "second_person_needed")
    assert Api(app, second).post(grant).json["lifted_on"] == "2026-11-25"
    assert holds.without_deliveries([placement.id for placement in placed]) == {placed[1].id, placed[2].id}
    entry = db.session.execute(select(PullEntry).where(PullEntry.placement_id == placed[0].id)).scalar_one()
    assert entry.lifted_on == date(2026, 11, 25)
    clock_stands.move_to(day_of(11, 26))
    assert committed(run).held == 0


def test_the_database_itself_refuses_an_override_by_the_one_who_asked(app, three_shelves, clock_stands) -> None:
    clock_stands.move_to(day_of(11, 25))
    committed(run)
    hold = db.session.execute(select(PlacementHold).limit(1)).scalar_one()
    asker, moment = make_user(Role.VERIFIER).id, hold.made_at
    hold.override_asked_by_id = hold.overridden_by_id = asker
    hold.override_reason, hold.lifted_on, hold.lifted_at = "Mendesak", date(2026, 11, 25), moment
    with pytest.raises(IntegrityError, match="second_person_overrides"):
        db.session.flush()
    db.session.rollback()


def test_pulling_is_noted_once_on_a_possible_day(app, three_shelves, clock_stands) -> None:
    _product, shops, _placed, managers = three_shelves
    clock_stands.move_to(day_of(11, 25))
    committed(run)
    entry = db.session.execute(select(PullEntry).where(PullEntry.outlet_id == shops[0].id)).scalar_one()
    path, manager = f"/pull-list/{entry.id}/pulled", Api(app, managers[0])
    early = manager.post(path, {"quantity": 3, "pulled_on": "2026-11-24"})
    assert (early.status_code, early.json["code"]) == (422, "pulled_on_impossible")
    assert manager.post(path, {"quantity": 3, "pulled_on": "2026-11-26"}).json["code"] == "pulled_on_impossible"
    assert Api(app, managers[1]).post(path, {"quantity": 3}).status_code == 404
    officer = Api(app, make_user(Role.PARTNERSHIP_OFFICER))
    assert officer.post(path, {"quantity": 3}).json["code"] == "source_needed"
    assert officer.post(path, {"quantity": 0, "source": "phone"}).json["pulled_quantity"] == 0
    again = manager.post(path, {"quantity": 3})
    assert (again.status_code, again.json["code"]) == (409, "already_pulled")
