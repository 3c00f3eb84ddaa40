"""Shelf slots, requests for a place on them, and turns out of order that wait for a second person."""

from accounts.models import UserAccount
from core.database import committed
from core.dates import today
from outlets import shelf_slots, shelf_turns
from outlets.models import Outlet
from outlets.shelf_models import ShelfRequest, ShelfSlot, ShelfTurn
from outlets.shelf_states import ExceptionGround
from partnerships.models import Producer
from partnerships.states import Source


def make_shelf_slot(outlet: Outlet, by: UserAccount, **changes: object) -> ShelfSlot:
    """A slot with one place for 30 days, from today."""
    told = {"name": "Rak dekat kasir", "places": 1, "turn_days": 30, "starts_on": today(), **changes}
    return committed(shelf_slots.open_slot, outlet_id=outlet.id, by=by, **told)


def make_shelf_request(slot: ShelfSlot, producer: Producer, by: UserAccount) -> ShelfRequest:
    """A producer in the queue; an officer asked for it."""
    return committed(shelf_slots.ask, slot.id, producer_id=producer.id, source=Source.PHONE, by=by)


def make_shelf_exception(asked: ShelfRequest, by: UserAccount) -> ShelfTurn:
    """A turn out of order that waits for a second person."""
    return committed(
        shelf_turns.give,
        asked.slot_id,
        request_id=asked.id,
        starts_on=today(),
        ground=ExceptionGround.SEASON,
        reason="Musim durian",
        by=by,
    )
