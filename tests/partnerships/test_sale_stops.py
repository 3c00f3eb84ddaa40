"""On which days a suspended producer sells nothing."""

from datetime import date

from partnerships.sale_stops import SaleStop, StopCause, suspensions
from partnerships.states import ProducerStatus


def day(number: int) -> date:
    return date(2026, 11, number)


def days(*moves: tuple[int, ProducerStatus]) -> list[tuple[int, int | None]]:
    stops = suspensions([(day(number), status) for number, status in moves])
    return [(stop.starts_on.day, stop.ends_on.day if stop.ends_on else None) for stop in stops]


def test_a_suspension_stops_sales_from_its_day_until_the_day_before_the_return() -> None:
    registered, active, suspended = ProducerStatus.REGISTERED, ProducerStatus.ACTIVE, ProducerStatus.SUSPENDED
    assert days((1, registered), (2, active)) == []
    assert days((3, suspended)) == [(3, None)]
    assert days((3, suspended), (3, active)) == []
    assert days((3, suspended), (5, active), (9, suspended)) == [(3, 4), (9, None)]
    assert days((3, suspended), (4, suspended), (5, ProducerStatus.LEFT)) == [(3, 4)]


def test_the_first_and_the_last_day_belong_to_it() -> None:
    stop = SaleStop(StopCause.PRODUCER_SUSPENDED, day(3), day(4))
    assert [stop.covers(day(number)) for number in (2, 3, 4, 5)] == [False, True, True, False]
    assert SaleStop(StopCause.PRODUCT_WITHDRAWN, day(3)).covers(date.max)
