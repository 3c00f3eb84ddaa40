"""Sharing the work of a pooled pre-order: whole pieces, nobody above capacity, and as even as it can be."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outlets.allocation import SHARE_SENTENCES, Allocation, Member, ShareReason, allocate
from outlets.promises import earliest, room_by_day

FIRST = date(2026, 12, 1)
DAYS = [FIRST + timedelta(days=number) for number in range(5)]


def pool(*offers: int, received: tuple[int, ...] = ()) -> list[Member]:
    """Producers 1, 2, ... in the order of joining, with what each offers a day."""
    had = dict(enumerate(received))
    return [Member(number + 1, pieces, number, had.get(number, 0)) for number, pieces in enumerate(offers)]


def by_producer(allocation: Allocation) -> dict[int, int]:
    totals: dict[int, int] = {}
    for share in allocation.shares:
        totals[share.producer_id] = totals.get(share.producer_id, 0) + share.pieces
    return totals


def test_forty_tailors_of_fifty_pieces_make_two_thousand_a_day():
    allocation = allocate(4_000, DAYS, pool(*[50] * 40))
    assert {share.pieces for share in allocation.shares} == {50}
    assert [sum(share.pieces for share in allocation.shares if share.day == day) for day in DAYS] == [
        2_000,
        2_000,
        0,
        0,
        0,
    ]
    assert {share.reason for share in allocation.shares} == {ShareReason.FULL_DAY}
    assert allocation.unplaced == 0


def test_a_day_with_less_work_than_room_is_shared_evenly_and_single_pieces_go_to_the_first_who_joined():
    allocation = allocate(100, DAYS, pool(50, 50, 50))
    assert [(share.producer_id, share.pieces, share.reason) for share in allocation.shares] == [
        (1, 34, ShareReason.ONE_MORE),
        (2, 33, ShareReason.LEVEL),
        (3, 33, ShareReason.LEVEL),
    ]


def test_who_received_least_comes_first():
    allocation = allocate(40, DAYS, pool(50, 50, 50, received=(60, 20, 45)))
    assert by_producer(allocation) == {2: 33, 3: 7}  # 53 and 52: level, and the odd piece to the one who joined earlier
    assert {share.producer_id: share.figures["total"] for share in allocation.shares} == {2: 53, 3: 52}


def test_nobody_starts_a_day_below_the_minimum_lot():
    assert by_producer(allocate(40, DAYS, pool(50, 50, 50), lot=15)) == {1: 20, 2: 20}
    assert by_producer(allocate(29, DAYS, pool(50, 50, 50), lot=15)) == {1: 29}


def test_a_lot_evens_out_what_was_received_before():
    allocation = allocate(20, DAYS, pool(50, 50, received=(0, 5)), lot=10)
    assert {share.producer_id: (share.pieces, share.reason) for share in allocation.shares} == {
        1: (10, ShareReason.LEVEL),
        2: (10, ShareReason.LOT),
    }


def test_a_rest_below_the_lot_is_made_rather_than_a_promise_broken():
    allocation = allocate(15, DAYS, pool(12, 12), lot=10)
    assert [(share.producer_id, share.pieces, share.reason) for share in allocation.shares] == [
        (1, 12, ShareReason.FULL_DAY),
        (2, 3, ShareReason.REST),
    ]


def test_days_off_and_days_after_leaving_are_not_worked():
    resting = Member(1, 50, 0, days_off=frozenset({DAYS[0]}), last_day=DAYS[1])
    joining = Member(2, 50, 1, first_day=DAYS[1])
    allocation = allocate(150, DAYS, [resting, joining])
    assert {(share.producer_id, share.day): share.pieces for share in allocation.shares} == {
        (1, DAYS[1]): 50,
        (2, DAYS[1]): 50,
        (2, DAYS[2]): 50,
    }


def test_a_new_order_adds_to_what_was_promised_and_moves_none_of_it():
    first = allocate(100, DAYS, pool(50, 50, 50))
    promised = {(share.producer_id, share.day): share.pieces for share in first.shares}
    later = [
        Member(member.producer_id, 50, member.joined, by_producer(first)[member.producer_id])
        for member in pool(50, 50, 50)
    ]
    second = allocate(20, DAYS, later, given=promised)
    assert by_producer(second) == {1: 6, 2: 7, 3: 7}  # all three stand at 40 afterwards
    assert {share.day for share in second.shares} == {FIRST}


def test_when_one_drops_the_others_take_its_pieces_on_the_days_that_have_room():
    allocation = allocate(50, DAYS, pool(50, 50, received=(50, 50)), given={(1, FIRST): 50, (2, FIRST): 50})
    assert {(share.producer_id, share.day): share.pieces for share in allocation.shares} == {
        (1, DAYS[1]): 25,
        (2, DAYS[1]): 25,
    }


def test_what_no_day_has_room_for_is_said():
    assert allocate(600, DAYS, pool(50, 50)).unplaced == 100
    assert allocate(7, DAYS, []) == Allocation((), 7)


@pytest.mark.parametrize(
    ("pieces", "members", "lot"), [(-1, pool(5), 1), (1, pool(5), 0), (1, [*pool(5), *pool(5)], 1)]
)
def test_nonsense_is_refused(pieces, members, lot):
    with pytest.raises(ValueError):
        allocate(pieces, DAYS, members, lot=lot)


def test_every_reason_says_a_sentence_that_its_figures_fill():
    allocations = [
        allocate(100, DAYS, pool(50, 50, 50)),
        allocate(20, DAYS, pool(50, 50, received=(0, 5)), lot=10),
        allocate(15, DAYS, pool(12, 12), lot=10),
    ]
    said = {share.reason: SHARE_SENTENCES[share.reason] % share.figures for one in allocations for share in one.shares}
    assert set(said) == set(ShareReason)
    assert said[ShareReason.ONE_MORE].startswith("Anda mendapat 34: 100 dibagi sama rata")


members_strategy = st.lists(
    st.tuples(
        st.integers(1, 30),
        st.integers(0, 40),
        st.frozensets(st.sampled_from(DAYS), max_size=3),
        st.integers(0, 3),
    ),
    max_size=7,
).map(
    lambda rows: [
        Member(number * 10, offers, joined, received, days_off)
        for number, (offers, received, days_off, joined) in enumerate(rows, 1)
    ]
)


@st.composite
def situations(draw):
    """A pool with some pieces promised before, and further pieces to hand out."""
    members = draw(members_strategy)
    promised = {}
    for member in members:
        for day in DAYS[:2]:
            most = min(
                member.offers_on(day), member.received - sum(promised.get((member.producer_id, d), 0) for d in DAYS[:2])
            )
            if most > 0 and draw(st.booleans()):
                promised[member.producer_id, day] = draw(st.integers(1, most))
    return draw(st.integers(0, 400)), members, draw(st.integers(1, 12)), promised


@settings(max_examples=100, deadline=None)
@given(situations(), st.randoms())
def test_pieces_are_conserved_capacity_is_kept_and_the_order_of_asking_is_nothing(situation, chance):
    pieces, members, lot, promised = situation
    allocation = allocate(pieces, DAYS, members, lot=lot, given=promised)
    room = {
        (member.producer_id, day): member.offers_on(day) - promised.get((member.producer_id, day), 0)
        for member in members
        for day in DAYS
    }
    shared = {(share.producer_id, share.day): share.pieces for share in allocation.shares}
    assert len(shared) == len(allocation.shares)
    assert all(0 < size <= room[key] for key, size in shared.items())
    assert sum(shared.values()) + allocation.unplaced == pieces
    assert sum(shared.values()) == min(pieces, sum(room.values()))
    shuffled = list(members)
    chance.shuffle(shuffled)
    assert allocate(pieces, list(reversed(DAYS)), shuffled, lot=lot, given=promised) == allocation
    worked = [day for day in DAYS if any(key[1] == day for key in shared)]
    for earlier in worked[:-1]:  # every day but the last is full
        assert all(shared.get(key, 0) == room[key] for key in room if key[1] == earlier)


@settings(max_examples=100, deadline=None)
@given(situations())
def test_nobody_could_get_more_without_somebody_who_ends_no_higher_losing(situation):
    pieces, members, lot, promised = situation
    allocation = allocate(pieces, DAYS, members, lot=lot, given=promised)
    shared = {(share.producer_id, share.day): share.pieces for share in allocation.shares}
    rests = {(share.producer_id, share.day) for share in allocation.shares if share.reason is ShareReason.REST}
    total = {member.producer_id: member.received for member in members}
    for day in DAYS:
        takers = [
            (member.producer_id, member.offers_on(day) - promised.get((member.producer_id, day), 0))
            for member in members
        ]
        for producer_id, _ in takers:
            total[producer_id] += shared.get((producer_id, day), 0)
        for gains, room in takers:
            got = shared.get((gains, day), 0)
            starts_anew = not got and (gains, day) not in promised
            step = lot if starts_anew else 1
            if room - got < step or (gains, day) in rests:  # a rest below the lot is as small as it can be
                continue
            for loses, _ in takers:
                had = shared.get((loses, day), 0)
                floor = 0 if (loses, day) in promised else lot
                if loses != gains and had - step >= floor:
                    assert total[loses] - step <= total[gains]


def test_an_order_is_promised_for_the_day_its_last_piece_is_made():
    room = room_by_day(DAYS, pool(50, 50), {FIRST: 90})
    assert room == {DAYS[0]: 10, DAYS[1]: 100, DAYS[2]: 100, DAYS[3]: 100, DAYS[4]: 100}
    assert earliest(130, room) == {DAYS[0]: 10, DAYS[1]: 100, DAYS[2]: 20}
    assert earliest(411, room) is None
    with pytest.raises(ValueError):
        earliest(0, room)


def test_a_day_promised_beyond_what_the_pool_can_make_has_no_room():
    assert room_by_day(DAYS[:2], pool(50), {FIRST: 80}) == {DAYS[0]: 0, DAYS[1]: 50}
