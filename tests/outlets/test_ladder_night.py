"""The steps of the ladder as they are written: each with its own day, up and down, once, also after days off."""

from datetime import date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from accounts.permissions import Role
from core.database import ChangedAppendOnlyRow, committed, db
from core.dates import agency_zone
from outlets.ladder_night import run
from partnerships.growth_models import LadderEntry
from partnerships.models import Requirement
from partnerships.revocation import revoke
from partnerships.states import ProducerStatus
from partnerships.watch_states import Ground
from tests.factories.outlets import make_outlet, make_placement
from tests.factories.partnerships import make_producer, make_product, make_ready_product, make_requirement
from tests.factories.people import make_user


def written(producer) -> list[tuple[str, str]]:
    rows = select(LadderEntry).where(LadderEntry.producer_id == producer.id).order_by(LadderEntry.id)
    return [(entry.day.isoformat(), entry.step.value) for entry in db.session.execute(rows).scalars()]


def day_of(month: int, day: int, hour: int = 9) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=agency_zone())


def shelf(product, *, kind: str = "supermarket", region: str = "64.71", since: date = date(2026, 11, 1)):
    return make_placement(product, make_outlet(kind, region_code=region), starts_on=since)


def test_a_producer_with_nothing_stands_on_l0_and_a_second_run_writes_nothing(app) -> None:
    producer = make_producer()
    assert committed(run).steps == 1
    assert committed(run).steps == 0
    assert written(producer) == [("2026-11-22", "L0")]


def test_the_six_steps_are_climbed_as_papers_and_shelves_come(app, clock_stands) -> None:
    producer = make_producer()
    committed(run)
    clock_stands.move_to(day_of(11, 23))
    make_requirement(producer, "nib")
    committed(run)
    clock_stands.move_to(day_of(11, 24))
    product = make_product(producer)
    make_requirement(producer, "pirt", products=[product], valid_until=date(2028, 6, 13))
    committed(run)
    clock_stands.move_to(day_of(11, 25))
    make_requirement(producer, "halal", products=[product])
    assert committed(run).steps == 0
    make_requirement(producer, "barcode", number="8991234567891")
    committed(run)
    clock_stands.move_to(day_of(11, 26))
    shelf(product, since=date(2026, 11, 26))
    committed(run)
    clock_stands.move_to(day_of(11, 27))
    shelf(product, kind="souvenir_shop", region="64.72", since=date(2026, 11, 27))
    committed(run)
    assert written(producer) == [
        ("2026-11-22", "L0"),
        ("2026-11-23", "L1"),
        ("2026-11-24", "L2"),
        ("2026-11-25", "L3"),
        ("2026-11-26", "L4"),
        ("2026-11-27", "L5"),
    ]


def test_days_on_which_nobody_looked_are_made_good_with_their_own_days(app, clock_stands) -> None:
    producer = make_producer()
    committed(run)
    clock_stands.move_to(day_of(11, 25))
    make_requirement(producer, "nib")
    clock_stands.move_to(day_of(12, 1))
    product = make_product(producer, gtin="8991234567891")
    make_requirement(producer, "pirt", products=[product], valid_until=date(2026, 12, 10))
    make_requirement(producer, "halal", products=[product])
    clock_stands.move_to(day_of(12, 20))
    assert committed(run).steps == 3
    assert written(producer) == [
        ("2026-11-22", "L0"),
        ("2026-11-25", "L1"),
        ("2026-12-01", "L3"),
        ("2026-12-11", "L1"),
    ]


def test_a_permit_that_was_revoked_takes_the_step_back_and_the_past_stays_as_written(app, clock_stands) -> None:
    product = make_ready_product(gtin="8991234567891")
    committed(run)
    clock_stands.move_to(day_of(11, 30))
    pirt = db.session.execute(select(Requirement).where(Requirement.kind == "pirt")).scalar_one()
    revoke(pirt.id, by=make_user(Role.VERIFIER), ground=Ground.FOOD_LAW, words="")
    db.session.commit()
    clock_stands.move_to(day_of(12, 2))
    committed(run)
    assert written(product.producer) == [("2026-11-22", "L3"), ("2026-12-01", "L1")]


def test_a_craft_needs_no_permit_of_its_own_but_its_bar_code(app) -> None:
    producer = make_producer()
    make_requirement(producer, "nib")
    basket = make_product(producer, category="craft")
    committed(run)
    basket.gtin = "8991234567891"
    db.session.commit()
    committed(run)
    assert written(producer) == [("2026-11-22", "L2"), ("2026-11-22", "L3")]


def test_two_outlets_in_one_district_are_one_step_short_of_the_top(app) -> None:
    product = make_ready_product(gtin="8991234567891")
    shelf(product)
    shelf(product, kind="hotel")
    committed(run)
    assert written(product.producer) == [("2026-11-22", "L4")]


def test_a_hotel_is_no_modern_retail_and_a_shelf_that_ended_counts_no_longer(app) -> None:
    product = make_ready_product(gtin="8991234567891")
    shelf(product, kind="hotel")
    gone = shelf(product, region="62.71")
    gone.ends_on = date(2026, 11, 21)
    db.session.commit()
    committed(run)
    assert written(product.producer) == [("2026-11-22", "L3")]


def test_a_producer_that_left_is_not_looked_at(app) -> None:
    left = make_producer(status=ProducerStatus.LEFT)
    assert committed(run).steps == 0
    assert written(left) == []


def test_all_producers_are_looked_at_in_as_many_queries_as_one(app) -> None:
    counts = []
    for products in (1, 12):
        for _ in range(products):
            shelf(make_ready_product(gtin="8991234567891"))
        asked = queries_of(lambda: committed(run))
        counts.append(asked)
    assert counts[0] == counts[1]


def queries_of(work) -> int:
    sent = []

    def note(*call):
        if call[2].startswith("SELECT"):
            sent.append(call[2])

    db.session.expire_all()
    connection = db.session.connection()
    db.event.listen(connection, "before_cursor_execute", note)
    work()
    db.event.remove(connection, "before_cursor_execute", note)
    return len(sent)


def test_what_was_written_is_never_changed(app) -> None:
    make_producer()
    committed(run)
    entry = db.session.execute(select(LadderEntry)).scalar_one()
    entry.day = date(2026, 1, 1)
    with pytest.raises(ChangedAppendOnlyRow):
        db.session.flush()
    db.session.rollback()
    with pytest.raises(DBAPIError, match="ladder_entry"):
        db.session.execute(db.text("UPDATE ladder_entry SET day = '2026-01-01'"))


def test_the_look_may_be_had_by_hand(app) -> None:
    make_producer()
    runner = app.test_cli_runner()
    assert runner.invoke(args=["ladder", "run"]).output == "2026-11-22: 1 steps\n"
    assert runner.invoke(args=["ladder", "run"]).output == "2026-11-22: 0 steps\n"


def test_the_heartbeat_of_the_ladder_is_told(app, client, clock_stands) -> None:
    assert client.get("/siap").json["ladder_job"] == "not yet"
    committed(run)
    assert client.get("/siap").json["ladder_job"] == "ok"
    clock_stands.move_to(day_of(11, 24))
    assert client.get("/siap").json["ladder_job"] == "late"
