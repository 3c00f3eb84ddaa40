"""Shelf slots go round by a published rule; out of turn needs a reason and a second person."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from accounts.models import AuditEvent, UserAccount
from accounts.permissions import Role
from core.database import db
from core.dates import now, today
from outlets import rotation, shelf_fairness, shelf_slots
from outlets.models import Outlet
from outlets.rotation import Ground, Waiting, proposals, ranked
from outlets.shelf_models import ShelfRequest, ShelfSlot, ShelfTurn
from outlets.shelf_states import ExceptionGround, RequestStatus, TurnStatus
from partnerships.states import ProducerStatus
from tests.clients import Api
from tests.factories.outlets import make_agreement, make_outlet, make_outlet_member
from tests.factories.partnerships import make_producer, make_producer_user, make_product
from tests.factories.people import make_user
from tests.factories.shelves import make_shelf_exception, make_shelf_request, make_shelf_slot
from tests.outlets.browsers import signed_in, text

QUEUES = st.lists(
    st.builds(
        Waiting,
        request_id=st.integers(1, 10**6),
        producer_id=st.integers(1, 8),
        asked_on=st.dates(date(2026, 1, 1), date(2026, 1, 6)),
        turns=st.integers(0, 2),
        days_on_shelf=st.integers(0, 60),
    ),
    max_size=12,
    unique_by=lambda one: one.request_id,
)


def officer() -> UserAccount:
    return make_user(Role.PARTNERSHIP_OFFICER)


def give(app, by: UserAccount, slot: ShelfSlot, asked: ShelfRequest, **more: object):
    told = {"request_id": asked.id, "starts_on": today().isoformat(), **more}
    return Api(app, by).post(f"/shelf-slots/{slot.id}/turns", told)


@settings(max_examples=100, deadline=None)
@given(QUEUES, st.randoms(use_true_random=False))
def test_the_same_queue_always_has_the_same_order(queue: list[Waiting], chance) -> None:
    mixed = list(queue)
    chance.shuffle(mixed)
    assert ranked(mixed) == ranked(queue)
    assert [one.place for one in ranked(queue)] == list(range(1, len(queue) + 1))


@settings(max_examples=100, deadline=None)
@given(QUEUES)
def test_every_place_is_explained_in_full_and_nobody_who_repeats_overtakes(queue: list[Waiting]) -> None:
    order = ranked(queue)
    for one in order:
        assert sum(one.ahead.values()) == one.place - 1
    never = [one.place for one in order if one.waiting.turns == 0]
    assert never == list(range(1, len(never) + 1))
    assert [one.waiting for one in proposals(order, 2)] == [one.waiting for one in order[:2]]
    assert proposals(order, -1) == []


def test_each_part_of_the_rule_decides_where_those_before_it_are_even() -> None:
    day = date(2026, 11, 2)
    last = Waiting(5, 5, day, turns=1, days_on_shelf=30)
    ahead = [
        Waiting(1, 9, day + timedelta(9)),
        Waiting(2, 8, day - timedelta(1), turns=1, days_on_shelf=90),
        Waiting(3, 7, day, turns=1, days_on_shelf=7),
        Waiting(4, 4, day, turns=1, days_on_shelf=30),
    ]
    order = ranked([last, *ahead])
    assert [one.waiting.request_id for one in order] == [1, 2, 3, 4, 5]
    assert order[-1].ahead == Counter(dict.fromkeys(Ground, 1))
    assert set(rotation.GROUND_SENTENCES) == set(Ground)


def test_a_producer_asks_and_is_told_its_place_and_why(app) -> None:
    outlet, by = make_outlet(), officer()
    slot = make_shelf_slot(outlet, by)
    for name in ("Amplang Bu Rahma", "Abon Pak Joko"):
        make_shelf_request(slot, make_producer(name=name), by)
    maker = make_producer()
    user = make_producer_user(maker)
    asked = Api(app, user).post(f"/shelf-slots/{slot.id}/requests", {"producer_id": maker.id})
    assert (asked.status_code, asked.json["status"], asked.json["source"]) == (201, "waiting", None)
    shown = Api(app, user).get(f"/shelf-slots/{slot.id}").json
    assert (shown["waiting"], shown["free_today"], [one["place"] for one in shown["queue"]]) == (3, 1, [3])
    assert shown["queue"][0]["why"] == ["2 di depan terdaftar lebih dahulu"]
    page = text(signed_in(app, user), f"/rak-bergilir/{slot.id}")
    assert "Anda urutan ke-3" in page
    assert "Amplang Bu Rahma" not in page


def test_who_is_next_gets_the_place_at_once_and_the_last_place_is_given_once(app) -> None:
    by = officer()
    slot = make_shelf_slot(make_outlet(), by)
    first, second = (make_shelf_request(slot, make_producer(), by) for _ in range(2))
    given_turn = give(app, by, slot, first)
    assert (given_turn.status_code, given_turn.json["status"], given_turn.json["rank"]) == (201, "given", 1)
    assert given_turn.json["ends_on"] == (today() + timedelta(29)).isoformat()
    refused = give(app, officer(), slot, second)
    assert (refused.status_code, refused.json["code"]) == (409, "no_free_place")
    later = give(app, by, slot, second, starts_on=(today() + timedelta(30)).isoformat())
    assert (later.status_code, later.json["place"]) == (201, 1)
    assert db.session.query(AuditEvent).filter_by(action="shelf_turn:given").count() == 2


def turn_of(slot: ShelfSlot, asked: ShelfRequest, by: UserAccount, **changes: object) -> ShelfTurn:
    told = {
        "place": 1,
        "rank": 1,
        "starts_on": today(),
        "ends_on": today(),
        "status": TurnStatus.GIVEN,
        **changes,
    }
    return ShelfTurn(
        slot_id=slot.id,
        request_id=asked.id,
        producer_id=asked.producer_id,
        given_by_id=by.id,
        given_at=now(),
        **told,
    )


def test_the_database_itself_keeps_one_turn_a_place_and_a_second_person(app) -> None:
    by = officer()
    slot = make_shelf_slot(make_outlet(), by)
    first, second = (make_shelf_request(slot, make_producer(), by) for _ in range(2))
    out = {"rank": 2, "ground": ExceptionGround.EVENT, "reason": "Pameran"}
    wrong = {
        "ex_shelf_turn_one_a_place": {},
        "out_of_turn_for_a_ground": {"place": 2, "ground": ExceptionGround.EVENT, "reason": "Pameran"},
        "exceptions_are_decided": {**out, "place": 2},
        "second_person_decides": {**out, "place": 2, "decided_by_id": by.id},
    }
    db.session.add(turn_of(slot, first, by))
    db.session.commit()
    for name, changes in wrong.items():
        db.session.add(turn_of(slot, second, by, **changes))
        with pytest.raises(IntegrityError, match=name):
            db.session.flush()
        db.session.rollback()


def test_out_of_turn_needs_a_reason_and_a_second_person_and_stays_visible(app) -> None:
    by, other = officer(), officer()
    slot = make_shelf_slot(make_outlet(), by)
    first, second = (make_shelf_request(slot, make_producer(), by) for _ in range(2))
    bare = give(app, by, slot, second)
    assert (bare.status_code, bare.json["code"]) == (422, "reason_for_exception")
    needless = give(app, by, slot, first, ground="event", reason="Pameran")
    assert (needless.status_code, needless.json["code"]) == (422, "in_turn_needs_no_reason")
    waits = give(app, by, slot, second, ground="event", reason="Pameran kota")
    assert (waits.status_code, waits.json["status"], waits.json["rank"]) == (201, "awaiting_approval", 2)
    again = give(app, by, slot, second, ground="event", reason="Pameran kota")
    assert (again.status_code, again.json["code"]) == (409, "exception_undecided")
    path = f"/shelf-turns/{waits.json['id']}/decision"
    alone = Api(app, by).post(path, {"approve": True, "reason": "Setuju"})
    assert (alone.status_code, alone.json["code"]) == (403, "second_person_needed")
    approved = Api(app, other).post(path, {"approve": True, "reason": "Sesuai surat panitia"})
    assert (approved.status_code, approved.json["status"]) == (200, "given")
    twice = Api(app, other).post(path, {"approve": False, "reason": "x"})
    assert (twice.status_code, twice.json["code"]) == (409, "exception_decided")
    waiting_one = make_producer_user(first.producer)
    assert Api(app, waiting_one).get(f"/shelf-slots/{slot.id}").json["exceptions"][0]["ground"] == "event"
    page = text(signed_in(app, waiting_one), f"/rak-bergilir/{slot.id}")
    assert "Acara atau pameran daerah" in page
    assert "Pameran kota" not in page
    assert "Pameran kota" in text(signed_in(app, by), f"/rak-bergilir/{slot.id}")


def test_an_exception_that_is_declined_leaves_the_queue_as_it_was(app) -> None:
    by = officer()
    slot = make_shelf_slot(make_outlet(), by)
    _first, second = (make_shelf_request(slot, make_producer(), by) for _ in range(2))
    turn = make_shelf_exception(second, by)
    stuck = Api(app, by).post(f"/shelf-requests/{second.id}/withdraw", {"reason": "Batal"})
    assert (stuck.status_code, stuck.json["code"]) == (409, "exception_undecided")
    declined = Api(app, officer()).post(f"/shelf-turns/{turn.id}/decision", {"approve": False, "reason": "Tidak perlu"})
    assert declined.json["status"] == "declined"
    assert [one.waiting.request_id for one in shelf_slots.queue(slot)][1] == second.id
    left = Api(app, by).post(f"/shelf-requests/{second.id}/withdraw", {"reason": "Batal"})
    assert (left.status_code, left.json["status"]) == (200, "withdrawn")
    gone = give(app, by, slot, second)
    assert (gone.status_code, gone.json["code"]) == (409, "no_longer_waits")


def test_who_cannot_stand_in_a_queue_is_told_why(app) -> None:
    outlet, by = make_outlet(), officer()
    slot = make_shelf_slot(outlet, by, category="cosmetics")
    maker, partner = make_producer(), make_producer()
    make_agreement(partner, outlet)
    manager = make_outlet_member(outlet)
    path = f"/shelf-slots/{slot.id}/requests"
    refusals = [
        (by, {"producer_id": maker.id}, "source_of_word_needed"),
        (by, {"producer_id": maker.id, "source": "phone"}, "no_goods_of_category"),
        (by, {"producer_id": make_producer(status=ProducerStatus.LEFT).id, "source": "phone"}, "not_in_this_queue"),
        (manager, {"producer_id": maker.id, "source": "phone"}, "not_in_this_queue"),
    ]
    for user, body, code in refusals:
        refused = Api(app, user).post(path, body)
        assert (refused.status_code, refused.json["code"]) == (422, code)
    make_product(partner, category="cosmetics")
    assert Api(app, manager).post(path, {"producer_id": partner.id, "source": "phone"}).status_code == 201
    twice = Api(app, manager).post(path, {"producer_id": partner.id, "source": "phone"})
    assert (twice.status_code, twice.json["code"]) == (409, "waits_already")
    faraway = make_producer_user(make_producer(region_code="18.72"))
    assert Api(app, faraway).get(f"/shelf-slots/{slot.id}").status_code == 404


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"name": "Rak dekat kasir"}, 409, "shelf_slot_exists"),
        ({"ends_on": "2020-01-01"}, 422, "slot_days_reversed"),
        ({"places": 0}, 422, "invalid_input"),
        ({"category": "batu"}, 422, "invalid_input"),
    ],
)
def test_what_is_no_slot_is_refused(app, changes, status: int, code: str) -> None:
    outlet, by = make_outlet(), officer()
    make_shelf_slot(outlet, by)
    told = {"outlet_id": outlet.id, "name": "Rak baru", "places": 2, "turn_days": 14, "starts_on": today().isoformat()}
    refused = Api(app, by).post("/shelf-slots", {**told, **changes})
    assert (refused.status_code, refused.json["code"]) == (status, code)
    assert db.session.query(ShelfSlot).count() == 1


def ask_and_serve(outlet: Outlet, by: UserAccount, how_many: int, days: int) -> None:
    slot = db.session.query(ShelfSlot).filter_by(outlet_id=outlet.id).one()
    for place in range(1, how_many + 1):
        asked = make_shelf_request(slot, make_producer(name=f"Rahasia {place}"), by)
        asked.status = RequestStatus.SERVED
        starts_on = today() + timedelta(days)
        db.session.add(turn_of(slot, asked, by, place=place, starts_on=starts_on, ends_on=starts_on))
    db.session.commit()


def test_the_public_summary_says_nothing_about_fewer_than_five(app) -> None:
    outlet, by = make_outlet(), officer()
    make_shelf_slot(outlet, by, places=20)
    ask_and_serve(outlet, by, 4, days=6)
    few = shelf_fairness.summary()
    assert (few.slots, few.asked, few.had_a_turn, few.average_wait_days) == (1, None, None, None)
    db.session.rollback()
    slot = db.session.query(ShelfSlot).one()
    fifth = make_shelf_request(slot, make_producer(name="Rahasia 5"), by)
    assert (shelf_fairness.summary().asked, shelf_fairness.summary().had_a_turn) == (5, None)
    db.session.add(turn_of(slot, fifth, by, place=9, starts_on=today() + timedelta(1), ends_on=today() + timedelta(1)))
    db.session.commit()
    five = shelf_fairness.summary()
    assert (five.asked, five.had_a_turn, five.average_wait_days, five.exceptions) == (5, 5, 5, {})
    make_shelf_request(slot, make_producer(name="Rahasia 6"), by)
    assert shelf_fairness.summary().had_a_turn is None
    page = app.test_client().get("/rak-bergilir/ringkasan").get_data(as_text=True)
    assert "Rahasia" not in page
    assert "kurang dari 5, tidak diumumkan" in page
