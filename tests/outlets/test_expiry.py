"""A permit that ends pulls its product from the shelves, and a renewal brings it back."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from accounts.models import AuditEvent, OutboxMessage
from accounts.outbox import body_of
from accounts.permissions import Role
from core.agency_settings import put
from core.database import committed, db
from core.dates import agency_zone
from core.jobs import Job, JobStatus, perform
from outlets import holds
from outlets.expiry_night import EXPIRY_NIGHT, is_due, run, tick
from outlets.hold_judging import PULL_LIST_DAYS
from outlets.pull_models import PlacementHold, PullEntry
from outlets.states import PlacementStatus
from partnerships.models import Requirement
from partnerships.states import RequirementStatus
from partnerships.watch_models import NightlyRun, ProducerNotice, RequirementEnding
from tests.clients import Api
from tests.factories.outlets import make_agreement, make_outlet, make_outlet_member, make_placement
from tests.factories.partnerships import make_producer_user, make_product, make_ready_product, make_requirement
from tests.factories.people import make_user


def day_of(month: int, day: int, hour: int = 10) -> datetime:
    """An instant of 2026 by the clock of the agency (WITA)."""
    return datetime(2026, month, day, hour, tzinfo=agency_zone())


def pirt_of(product) -> Requirement:
    return db.session.execute(
        select(Requirement).where(Requirement.kind == "pirt", Requirement.producer_id == product.producer_id)
    ).scalar_one()


def renewal_of(product, until: date = date(2031, 11, 30)) -> Requirement:
    """A new P-IRT that waits to be verified."""
    return make_requirement(
        product.producer, "pirt", products=[product], status=RequirementStatus.SUBMITTED, valid_until=until
    )


def do_jobs() -> None:
    """What the worker does: every job that waits."""
    for job_id in db.session.execute(select(Job.id).where(Job.status == JobStatus.QUEUED)).scalars().all():
        perform(job_id)


def on_three_shelves():
    """A product whose P-IRT ends on 24 November 2026, on the shelves of three outlets with a manager each."""
    product = make_ready_product(pirt_until=date(2026, 11, 24))
    shops = [make_outlet(name=name) for name in ("Maxi Swalayan", "Hotel Gran Senyiur", "Rest Area KM 19")]
    for outlet in shops:
        make_agreement(product.producer, outlet)
    placed = [make_placement(product, outlet) for outlet in shops]
    return product, shops, placed, [make_outlet_member(outlet) for outlet in shops]


@pytest.fixture
def three_shelves(app):
    return on_three_shelves()


def test_an_expired_permit_pulls_the_product_from_three_outlets_and_a_renewal_brings_it_back(
    app, three_shelves, clock_stands
) -> None:
    product, shops, placed, managers = three_shelves
    clock_stands.move_to(day_of(11, 24))
    assert committed(run).held == 0
    assert pirt_of(product).status is RequirementStatus.ACCEPTED

    clock_stands.move_to(day_of(11, 25, hour=1))
    night = committed(run)
    assert (night.expired, night.held, night.lifted) == (1, 3, 0)
    assert pirt_of(product).status is RequirementStatus.EXPIRED
    ids = [placement.id for placement in placed]
    assert holds.held_on(ids, date(2026, 11, 24)) == set()
    assert holds.held_on(ids, date(2026, 11, 25)) == set(ids)
    assert holds.without_deliveries(ids) == set(ids)
    assert [placement.status for placement in placed] == [PlacementStatus.ACTIVE] * 3
    for outlet, manager in zip(shops, managers, strict=True):
        listed = Api(app, manager).get(f"/outlets/{outlet.id}/pull-list").json
        assert [(row["outlet_id"], row["kind"], row["deadline"], row["state"]) for row in listed["items"]] == [
            (outlet.id, "pirt", "2026-12-02", "asked")
        ]

    clock_stands.move_to(day_of(12, 1))
    first = db.session.execute(select(PullEntry).where(PullEntry.outlet_id == shops[0].id)).scalar_one()
    pulled = Api(app, managers[0]).post(f"/pull-list/{first.id}/pulled", {"quantity": 18, "note": "Disimpan di gudang"})
    assert (pulled.status_code, pulled.json["state"], pulled.json["pulled_quantity"]) == (200, "pulled", 18)

    clock_stands.move_to(day_of(12, 5))
    states = Api(app, managers[1]).get(f"/outlets/{shops[1].id}/pull-list").json["items"]
    assert [row["state"] for row in states] == ["overdue"]
    renewal = renewal_of(product)
    verifier = Api(app, make_user(Role.VERIFIER))
    assert verifier.post(f"/requirements/{renewal.id}/decision", {"decision": "accepted"}).status_code == 200
    assert holds.without_deliveries(ids) == set(ids)
    do_jobs()
    assert holds.without_deliveries(ids) == set()
    assert holds.held_on(ids, date(2026, 12, 4)) == set(ids)
    assert holds.held_on(ids, date(2026, 12, 5)) == set()
    found = {
        row["outlet_id"]: row
        for row in Api(app, make_user(Role.HEAD)).get(f"/outlets/{shops[0].id}/pull-list").json["items"]
    }
    assert found[shops[0].id]["state"] == "may_return"
    assert Api(app, managers[1]).get(f"/outlets/{shops[1].id}/pull-list").json["items"][0]["state"] == "lifted"
    told = [
        (event.action, event.after)
        for event in db.session.execute(
            select(AuditEvent)
            .where(AuditEvent.subject_type == "placement", AuditEvent.subject_id == ids[0])
            .order_by(AuditEvent.id)
        ).scalars()
    ]
    assert told == [
        ("placement:held", {"kind": "pirt", "held_from": "2026-11-25"}),
        ("placement:pull_asked", {"deadline_on": "2026-12-02"}),
        ("placement:pulled", {"pulled_on": "2026-12-01", "pulled_quantity": 18}),
        ("placement:hold_lifted", {"kind": "pirt", "lifted_on": "2026-12-05"}),
    ]
    noted = db.session.execute(
        select(AuditEvent.action, AuditEvent.after)
        .where(
            AuditEvent.subject_type == "requirement",
            AuditEvent.action.in_(("requirement:placements_held", "requirement:placements_released")),
        )
        .order_by(AuditEvent.id)
    ).all()
    assert [(row.action, row.after) for row in noted] == [
        ("requirement:placements_held", {"placements": ids}),
        ("requirement:placements_released", {"placements": ids}),
    ]


def test_the_night_run_twice_changes_nothing_the_second_time(app, three_shelves, clock_stands) -> None:
    clock_stands.move_to(day_of(11, 25))
    first, second = committed(run), committed(run)
    assert (first.expired, first.held, first.lifted, first.reminded) == (1, 3, 0, 0)
    assert (second.expired, second.held, second.lifted, second.reminded) == (0, 0, 0, 0)
    assert db.session.query(PlacementHold).count() == 3
    assert db.session.query(PullEntry).count() == 3
    assert db.session.query(RequirementEnding).count() == 1


def test_five_days_off_are_made_good_with_the_right_days(app, three_shelves, clock_stands) -> None:
    product, _shops, placed, _managers = three_shelves
    owner = make_producer_user(product.producer)
    make_requirement(product.producer, "trademark", number="IDM000123456", valid_until=date(2026, 12, 27))
    make_requirement(product.producer, "npwp", valid_until=date(2027, 3, 1))
    committed(run)
    assert db.session.query(ProducerNotice).count() == 0
    clock_stands.move_to(day_of(11, 28))
    night = committed(run)
    assert (night.days_made_good, night.expired, night.held, night.reminded) == (6, 1, 3, 1)
    ids = [placement.id for placement in placed]
    assert holds.held_on(ids, date(2026, 11, 25)) == set(ids)
    assert db.session.execute(select(PullEntry.deadline).distinct()).scalars().all() == [date(2026, 12, 5)]
    notice = db.session.execute(select(ProducerNotice)).scalar_one()
    assert (notice.day, [(line["kind"], line["days"]) for line in notice.lines]) == (
        date(2026, 11, 28),
        [("trademark", 29)],
    )
    body = body_of(db.session.execute(select(OutboxMessage).where(OutboxMessage.to_user_id == owner.id)).scalar_one())
    assert "berlaku sampai 27 Desember 2026 (29 hari lagi)" in body
    clock_stands.move_to(day_of(12, 2))
    assert committed(run).reminded == 1
    lines = db.session.execute(select(ProducerNotice.lines).order_by(ProducerNotice.day.desc()).limit(1)).scalar_one()
    assert [(line["kind"], line["days"]) for line in lines] == [("npwp", 89)]


@pytest.mark.parametrize(("days", "is_told"), [(90, True), (60, True), (30, True), (7, True), (89, False), (8, False)])
def test_a_producer_is_reminded_ninety_sixty_thirty_and_seven_days_before(app, clock_stands, days, is_told) -> None:
    committed(run)
    product = make_ready_product(pirt_until=date(2026, 11, 23) + timedelta(days=days))
    make_producer_user(product.producer)
    clock_stands.move_to(day_of(11, 23))
    committed(run)
    notices = db.session.execute(select(ProducerNotice)).scalars().all()
    expected = [[days]] if is_told else []
    assert [[line["days"] for line in notice.lines] for notice in notices] == expected
    assert db.session.query(OutboxMessage).count() == len(expected)


def test_one_digest_lists_every_permit_of_a_producer(app, clock_stands) -> None:
    product = make_ready_product(pirt_until=date(2026, 12, 23))
    make_requirement(product.producer, "trademark", number="IDM000123456", valid_until=date(2026, 11, 30))
    other = make_ready_product(pirt_until=date(2027, 1, 22))
    people = [
        make_producer_user(product.producer),
        make_producer_user(product.producer),
        make_producer_user(other.producer),
    ]
    committed(run)
    clock_stands.move_to(day_of(11, 23))
    assert committed(run).reminded == 2
    notices = {row.producer_id: row for row in db.session.execute(select(ProducerNotice)).scalars()}
    assert [(line["kind"], line["days"]) for line in notices[product.producer_id].lines] == [
        ("trademark", 7),
        ("pirt", 30),
    ]
    assert db.session.query(OutboxMessage).count() == len(people)
    assert {row.sent_at for row in db.session.execute(select(OutboxMessage)).scalars()} == {None}


def test_a_permit_that_was_renewed_in_time_holds_nothing_and_reminds_nobody(app, three_shelves, clock_stands) -> None:
    product, _shops, placed, _managers = three_shelves
    verifier = Api(app, make_user(Role.VERIFIER))
    assert (
        verifier.post(f"/requirements/{renewal_of(product).id}/decision", {"decision": "accepted"}).status_code == 200
    )
    committed(run)
    clock_stands.move_to(day_of(11, 25))
    night = committed(run)
    assert (night.expired, night.held, night.reminded) == (1, 0, 0)
    assert holds.held_on([placement.id for placement in placed], date(2026, 11, 25)) == set()


def test_a_revoked_permit_stops_deliveries_at_once_and_sales_from_the_next_day(app, three_shelves) -> None:
    product, _shops, placed, managers = three_shelves
    ids = [placement.id for placement in placed]
    verifier = Api(app, make_user(Role.VERIFIER))
    path = f"/requirements/{pirt_of(product).id}/revoke"
    assert verifier.post(path, {"ground": "bored"}).status_code == 422
    done = verifier.post(path, {"ground": "other_site", "words": "Pindah ke Samarinda."})
    assert (done.status_code, done.json["status"], len(done.json["holds"])) == (200, "revoked", 3)
    assert done.json["reason"] == "Tempat produksi tidak sama dengan yang terdaftar. Pindah ke Samarinda."
    assert holds.without_deliveries(ids) == set(ids)
    assert holds.held_on(ids, date(2026, 11, 22)) == set()
    assert holds.held_on(ids, date(2026, 11, 23)) == set(ids)
    again = verifier.post(path, {"ground": "outbreak"})
    assert (again.status_code, again.json["code"]) == (409, "not_in_force")
    messages = db.session.execute(select(OutboxMessage).order_by(OutboxMessage.id)).scalars().all()
    assert [message.to_user_id for message in messages] == [manager.id for manager in managers]
    assert "paling lambat 29 November 2026" in body_of(messages[0])


def test_whoever_handed_a_document_in_does_not_revoke_it(app) -> None:
    product = make_ready_product()
    verifier = make_user(Role.VERIFIER)
    own = make_requirement(product.producer, "sni", number="SNI 3553:2015", submitted_by=verifier)
    refused = Api(app, verifier).post(f"/requirements/{own.id}/revoke", {"ground": "food_law"})
    assert (refused.status_code, refused.json["code"]) == (403, "second_person_needed")
    assert own.status is RequirementStatus.ACCEPTED


def test_only_the_product_the_document_covered_is_pulled(app, three_shelves) -> None:
    product, shops, _placed, _managers = three_shelves
    other = make_product(product.producer, name="Keripik pisang 150 g")
    for kind in ("pirt", "halal", "label_check"):
        make_requirement(product.producer, kind, products=[other])
    safe = make_placement(other, shops[0])
    Api(app, make_user(Role.VERIFIER)).post(
        f"/requirements/{pirt_of_product(product).id}/revoke", {"ground": "outbreak"}
    )
    assert holds.without_deliveries([safe.id]) == set()


def pirt_of_product(product) -> Requirement:
    return db.session.execute(
        select(Requirement).where(Requirement.kind == "pirt", Requirement.products.any(id=product.id))
    ).scalar_one()


def test_a_stronger_permit_that_ends_leaves_the_gap_of_the_weaker_one(app) -> None:
    product = make_ready_product(without=("pirt",))
    licence = make_requirement(product.producer, "bpom_md", products=[product])
    placement = make_placement(product)
    Api(app, make_user(Role.VERIFIER)).post(f"/requirements/{licence.id}/revoke", {"ground": "food_law"})
    hold = db.session.execute(select(PlacementHold)).scalar_one()
    assert (hold.placement_id, hold.kind, hold.requirement_id) == (placement.id, "pirt", licence.id)


def test_a_placement_that_ended_before_is_not_pulled(app, three_shelves, clock_stands) -> None:
    _product, _shops, placed, _managers = three_shelves
    placed[0].ends_on = date(2026, 11, 20)
    placed[1].status = PlacementStatus.ENDED
    db.session.commit()
    clock_stands.move_to(day_of(11, 25))
    assert committed(run).held == 1


def test_a_placement_that_begins_later_is_held_but_not_yet_pulled(app, three_shelves, clock_stands) -> None:
    product, _shops, _placed, _managers = three_shelves
    later = make_placement(product, make_outlet(), starts_on=date(2026, 12, 10))
    clock_stands.move_to(day_of(11, 25))
    assert committed(run).held == 4
    asked = db.session.execute(select(PullEntry.placement_id)).scalars().all()
    assert later.id not in asked
    assert len(asked) == 3
    clock_stands.move_to(day_of(12, 10))
    committed(run)
    entry = db.session.execute(select(PullEntry).where(PullEntry.placement_id == later.id)).scalar_one()
    assert (entry.asked_on, entry.deadline) == (date(2026, 12, 10), date(2026, 12, 17))


def test_the_agency_sets_how_many_days_an_outlet_has(app, three_shelves, clock_stands) -> None:
    put(PULL_LIST_DAYS.name, "3")
    db.session.commit()
    clock_stands.move_to(day_of(11, 25))
    committed(run)
    assert set(db.session.execute(select(PullEntry.deadline)).scalars()) == {date(2026, 11, 28)}


def test_the_night_is_worked_on_once_after_one_o_clock_and_leaves_a_heartbeat(app, client, clock_stands) -> None:
    clock_stands.move_to(day_of(11, 25, hour=0))
    assert not is_due()
    tick(0)
    assert db.session.query(Job).count() == 0
    clock_stands.move_to(day_of(11, 25, hour=1))
    assert is_due()
    tick(0)
    tick(0)
    job = db.session.execute(select(Job).where(Job.kind == EXPIRY_NIGHT)).scalar_one()
    assert (job.status, job.result["day"]) == (JobStatus.SUCCEEDED, "2026-11-25")
    assert not is_due()
    beat = db.session.get_one(NightlyRun, "expiry")
    assert beat.last_day == date(2026, 11, 25)
    assert client.get("/siap").json["expiry_job"] == "ok"
    clock_stands.move_to(day_of(11, 26, hour=13))
    assert client.get("/siap").json["expiry_job"] == "ok"
    clock_stands.move_to(day_of(11, 26, hour=14))
    late = client.get("/siap")
    assert (late.status_code, late.json["expiry_job"]) == (200, "late")


def test_the_command_tells_what_it_did(app, three_shelves, clock_stands) -> None:
    clock_stands.move_to(day_of(11, 25))
    told = app.test_cli_runner().invoke(args=["expiry", "run"]).output
    assert told == "2026-11-25: 1 days, 1 expired, 3 held, 0 lifted, 0 producers reminded\n"
