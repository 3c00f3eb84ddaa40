"""Goods on the shelves of the demo: what was delivered before it was sold, what is left, and what is on its way."""

from collections.abc import Mapping
from datetime import date, timedelta

from application.demo.sales import pieces
from application.demo.trade import Place, Supplier
from core.dates import days_between, first_day, last_day, month_after, this_month, today
from outlets import deliveries, receipts
from outlets.models import Placement
from outlets.stock_movements import is_tracked

LEFT_TOO_LONG, LEFT = 8, 12
ON_ITS_WAY = 24


def deliver(places: Mapping[str, Place], suppliers: Mapping[str, Supplier], first: str) -> None:
    """Fill the shelves of the outlets that follow their stock, before anything is sold.

    Of each product one batch has a few pieces left when its date passes, and another is near its date today.
    """
    by_producer = {supplier.producer.id: supplier for supplier in suppliers.values()}
    second = month_after(first)
    for place in places.values():
        if not is_tracked(place.outlet):
            continue
        for position, placement in enumerate(place.shelf):
            supplier = by_producer[placement.producer_id]
            earlier = _sold(place, position, first_day(first), last_day(first)) + LEFT_TOO_LONG
            later = _sold(place, position, first_day(second), last_day(this_month())) + LEFT
            _bring(place, supplier, placement, first, earlier, last_day(first))
            _bring(place, supplier, placement, second, later, today() + timedelta(days=20))


def send_one(place: Place, supplier: Supplier) -> None:
    """A delivery the outlet has not confirmed yet."""
    placement = next(one for one in place.shelf if one.producer_id == supplier.producer.id)
    _send(place, supplier, placement, today(), ON_ITS_WAY, today() + timedelta(days=150))


def _sold(place: Place, position: int, start: date, end: date) -> int:
    """How many pieces of a product the outlet will report for some days."""
    return sum(pieces(place, position, day) for day in days_between(start, end))


def _bring(place: Place, supplier: Supplier, placement: Placement, month: str, quantity: int, expires_on: date) -> None:
    """Deliver a batch on the first day of a month, and have it received whole."""
    delivery_id = _send(place, supplier, placement, first_day(month), quantity, expires_on)
    receipts.all_good(delivery_id, by=place.manager)


def _send(place: Place, supplier: Supplier, placement: Placement, day: date, quantity: int, expires_on: date) -> int:
    """Write a delivery note; goods that do not expire have no date. The id of the delivery."""
    line = {
        "placement_id": placement.id,
        "batch": f"{day:%y%m}-{placement.product.sku}"[:40],
        "quantity": quantity,
        "expires_on": expires_on if placement.product.shelf_life_days else None,
    }
    return deliveries.send(
        outlet_id=place.outlet.id,
        producer_id=supplier.producer.id,
        delivered_on=day,
        lines=[line],
        by=supplier.account,
    ).id
