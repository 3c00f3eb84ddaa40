"""Other prices for a placement from a day on. What has been closed keeps the prices it was closed with."""

from datetime import date

from accounts.models import UserAccount
from commissions.periods import stays_open
from core.dates import month_of, today
from core.errors import Conflict
from core.wording import N_
from outlets import placement_messages, placement_prices, placements
from outlets.clauses_in_force import clauses_on
from outlets.dated_prices import Prices
from outlets.placement_models import PlacementPrice
from outlets.placement_prices import note


class MonthIsClosed(Conflict):
    """A price would reach back into a month that has been closed. Parameter: `month`."""

    code = "period_closed"
    sentence = N_("Bulan %(month)s sudah ditutup; harganya tidak dapat diubah lagi. Pilih hari di bulan yang terbuka.")


def change(
    placement_id: int,
    *,
    starts_on: date,
    consigned_price_rupiah: int,
    retail_price_rupiah: int,
    by: UserAccount,
    reason: str | None = None,
) -> PlacementPrice:
    """Note other prices of a placement from a day on, in whole rupiah a piece; sales that stand keep theirs.

    A day that has passed may be named with a reason while its month is open; a producer keeps the notice agreed in
    `price_notice_days` (30 days unless agreed otherwise). The other side is
    told. Raises `UnknownPlacement`, `MonthIsClosed`, and as `placement_prices.note`.
    """
    if starts_on < today() and not stays_open(month_of(starts_on)):
        raise MonthIsClosed(field="starts_on", month=month_of(starts_on))
    placement = placements.get(placement_id, by=by, for_update=True)
    notice = clauses_on(placement.producer_id, placement.outlet_id, today()).price_notice_days
    before = placement_prices.price_on(placement, starts_on)
    prices = Prices(consigned_price_rupiah, retail_price_rupiah)
    price = note(placement, prices, starts_on, by=by, notice_days=notice, reason=reason)
    placement_messages.tell_of_price(placement, starts_on, before, prices, by=by)
    return price
