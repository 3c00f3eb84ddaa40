"""Which delivery each piece of a batch came with: first delivered, first out, and what comes back is what left last."""

from datetime import date

import pytest

from outlets.delivery_order import Share, Step, first_pieces, trace, without_first
from outlets.stock import MovementKind as Kind

OLD, NEW = date(2026, 11, 1), date(2026, 11, 10)
TWO_DELIVERIES = [Step(Kind.RECEIVED, 10, OLD), Step(Kind.RECEIVED, 10, NEW)]


@pytest.mark.parametrize(
    ("then", "on_shelf", "missing"),
    [
        ([], [(OLD, 10), (NEW, 10)], []),
        ([Step(Kind.SOLD, 4)], [(OLD, 6), (NEW, 10)], []),
        ([Step(Kind.SOLD, 14)], [(NEW, 6)], []),
        ([Step(Kind.SOLD, 14), Step(Kind.CUSTOMER_RETURN, 5)], [(OLD, 1), (NEW, 10)], []),
        ([Step(Kind.SOLD, 9), Step(Kind.LOST, 3)], [(NEW, 8)], [(OLD, 1), (NEW, 2)]),
        ([Step(Kind.SOLD, 9), Step(Kind.LOST, 3), Step(Kind.FOUND, 2)], [(NEW, 10)], [(OLD, 1)]),
        ([Step(Kind.LOST, 2, is_tolerated=True), Step(Kind.DAMAGED, 1)], [(OLD, 7), (NEW, 10)], [(OLD, 1)]),
        ([Step(Kind.FOUND, 3)], [(OLD, 10), (NEW, 13)], []),
        ([Step(Kind.RECEIPT_REDUCED, 2, NEW)], [(OLD, 10), (NEW, 8)], []),
        ([Step(Kind.SOLD, 8), Step(Kind.RECEIPT_REDUCED, 4, OLD)], [(NEW, 8)], []),
        ([Step(Kind.RECEIPT_REDUCED, 3)], [(OLD, 10), (NEW, 7)], []),
        ([Step(Kind.RECEIVED, 2)], [(OLD, 10), (NEW, 12)], []),
        ([Step(Kind.RETURNED_TO_PRODUCER, 5), Step(Kind.BOUGHT_BACK, 6)], [(NEW, 9)], []),
    ],
)
def test_every_piece_is_of_one_delivery(then, on_shelf, missing) -> None:
    found = trace([*TWO_DELIVERIES, *then])
    assert (found.on_shelf, found.missing) == ([Share(*one) for one in on_shelf], [Share(*one) for one in missing])


def test_a_delivery_entered_late_takes_its_place_by_its_day() -> None:
    found = trace([Step(Kind.RECEIVED, 10, NEW), Step(Kind.SOLD, 3), Step(Kind.RECEIVED, 10, OLD), Step(Kind.SOLD, 4)])
    assert found.on_shelf == [Share(OLD, 6), Share(NEW, 7)]


def test_pieces_are_counted_from_the_front() -> None:
    shares = [Share(OLD, 2), Share(NEW, 5)]
    assert first_pieces(shares, 3) == [Share(OLD, 2), Share(NEW, 1)]
    assert without_first(shares, 3) == [Share(NEW, 4)]
