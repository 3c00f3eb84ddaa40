"""A shelf of the demo's hypermarket that goes round, and prices that change from a day on."""

from collections.abc import Mapping
from datetime import timedelta

from accounts.models import UserAccount
from application.demo.trade import Place, Supplier
from commissions import price_changes
from core.dates import today
from outlets import shelf_slots, shelf_turns
from outlets.shelf_models import ShelfRequest, ShelfSlot
from outlets.shelf_states import ExceptionGround
from partnerships.states import Source

PLACES = 2
TURN_DAYS = 14
NOTICE_DAYS = 30
"""Prices are told so long before they count."""


def take_turns(place: Place, suppliers: Mapping[str, Supplier], *, officer: UserAccount, second: UserAccount) -> None:
    """Five ask for a place; one has it, one left early, and one out of order waits for the second person.

    `second` proposes the exception, so that the officer finds it to decide.
    """
    slot = shelf_slots.open_slot(
        outlet_id=place.outlet.id,
        name="Rak ujung dekat kasir",
        places=PLACES,
        turn_days=TURN_DAYS,
        starts_on=today(),
        by=officer,
    )
    asked = [_ask(slot, supplier, officer) for supplier in list(suppliers.values())[:5]]
    kept, left = (shelf_turns.give(slot.id, request_id=one.id, starts_on=today(), by=officer) for one in asked[:2])
    shelf_turns.end_early(left.id, last_day=today(), reason="Stok habis; produksi baru bulan depan.", by=officer)
    shelf_turns.give(
        slot.id,
        request_id=asked[4].id,
        starts_on=kept.ends_on + timedelta(days=1),
        ground=ExceptionGround.EVENT,
        reason="Diminta panitia pekan UMKM kota untuk minggu pameran.",
        by=second,
    )


def _ask(slot: ShelfSlot, supplier: Supplier, by: UserAccount) -> ShelfRequest:
    return shelf_slots.ask(slot.id, producer_id=supplier.producer.id, source=Source.PHONE, by=by)


def raise_prices(place: Place, *, by: UserAccount) -> None:
    """The first goods of an outlet cost a tenth more after the notice the agreement asks for."""
    for placement in place.shelf[:2]:
        first = placement.first_retail_price_rupiah
        price_changes.change(
            placement.id,
            starts_on=today() + timedelta(days=NOTICE_DAYS),
            retail_price_rupiah=first * 11 // 10,
            consigned_price_rupiah=placement.first_consigned_price_rupiah * 11 // 10,
            reason="Harga bahan baku naik; disepakati kedua pihak.",
            by=by,
        )
