"""Pieces on a shelf, without a database: kinds of movement, the stock equation, expiry, and which batch a sale took.

Sources: the stock equation (features D2), first-expired-first-out (D3), PP 69/1999 Pasal 27 and 28 and UU 18/2012
Pasal 90(2)f on expiry dates. The table of the kinds stands in docs/stock.md.
"""

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from core.wording import N_


class MovementKind(StrEnum):
    """Why pieces came to a batch or left it."""

    OPENING = "opening"
    RECEIVED = "received"
    RECEIPT_REDUCED = "receipt_reduced"
    SOLD = "sold"
    SALE_REVERSED = "sale_reversed"
    CUSTOMER_RETURN = "customer_return"
    RETURNED_TO_PRODUCER = "returned_to_producer"
    DAMAGED = "damaged"
    LOST = "lost"
    FOUND = "found"
    EXPIRED = "expired"
    BOUGHT_BACK = "bought_back"


class Effect(NamedTuple):
    """What one piece of a movement does: which sum of the equation it counts in, there and on the shelf."""

    column: str
    counts: int
    """+1 adds to the sum, -1 takes from it (a correction of the same sum)."""
    on_hand: int
    """+1 when the piece comes to the shelf, -1 when it leaves it."""


EFFECTS: Mapping[MovementKind, Effect] = {
    MovementKind.OPENING: Effect("opening", 1, 1),
    MovementKind.RECEIVED: Effect("received", 1, 1),
    MovementKind.RECEIPT_REDUCED: Effect("received", -1, -1),
    MovementKind.SOLD: Effect("sold", 1, -1),
    MovementKind.SALE_REVERSED: Effect("sold", -1, 1),
    MovementKind.CUSTOMER_RETURN: Effect("customer_returns", 1, 1),
    MovementKind.RETURNED_TO_PRODUCER: Effect("returned", 1, -1),
    MovementKind.DAMAGED: Effect("damaged", 1, -1),
    MovementKind.LOST: Effect("lost", 1, -1),
    MovementKind.FOUND: Effect("lost", -1, 1),
    MovementKind.EXPIRED: Effect("expired", 1, -1),
    MovementKind.BOUGHT_BACK: Effect("bought_back", 1, -1),
}
"""`found` turns `lost` back: pieces that turned up although the books had none of them left."""

SUMS: Mapping[str, int] = {
    "opening": 1,
    "received": 1,
    "sold": -1,
    "customer_returns": 1,
    "returned": -1,
    "damaged": -1,
    "lost": -1,
    "expired": -1,
    "bought_back": -1,
}
"""The sums of the stock equation, and whether each adds to what is left or takes from it."""

KIND_LABELS: Mapping[MovementKind, str] = {
    MovementKind.OPENING: N_("Stok awal"),
    MovementKind.RECEIVED: N_("Diterima"),
    MovementKind.RECEIPT_REDUCED: N_("Penerimaan dikoreksi"),
    MovementKind.SOLD: N_("Terjual"),
    MovementKind.SALE_REVERSED: N_("Salah catat dibatalkan"),
    MovementKind.CUSTOMER_RETURN: N_("Retur konsumen"),
    MovementKind.RETURNED_TO_PRODUCER: N_("Retur ke produsen"),
    MovementKind.DAMAGED: N_("Rusak"),
    MovementKind.LOST: N_("Hilang"),
    MovementKind.FOUND: N_("Ditemukan lagi"),
    MovementKind.EXPIRED: N_("Kedaluwarsa dimusnahkan"),
    MovementKind.BOUGHT_BACK: N_("Dibeli kembali"),
}


class SourceKind(StrEnum):
    """The table whose row a movement comes from; with its id, each fact posts once."""

    RECEIPT_LINE = "receipt_line"
    RECEIPT_DISPUTE = "receipt_dispute"
    SALE_LINE = "sale_line"
    HELD_LINE = "held_line"
    GOODS_RETURN = "goods_return"
    DISPOSAL = "disposal"
    STOCK_COUNT = "stock_count"
    BUYBACK = "buyback"
    ADJUSTMENT = "adjustment"


class ExpiryPrecision(StrEnum):
    """How exactly the label tells the end of shelf life."""

    DAY = "day"
    MONTH = "month"


def left_over(sums: Mapping[str, int]) -> int:
    """Pieces left by the stock equation, from its sums (a missing one counts as zero)."""
    return sum(sign * sums.get(name, 0) for name, sign in SUMS.items())


def end_of_month(day: date) -> date:
    """The last day of the month a day lies in: what a label with month and year means."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def months_after(day: date, months: int) -> date:
    """The same day some months later, or the last of that month where it has no such day."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def month_is_enough(expires_on: date, *, produced_on: date | None, shelf_life_days: int | None) -> bool:
    """Whether month and year may stand for the expiry date: only above three months (PP 69/1999 Pasal 27).

    Judged by the day of production where it is known, else by the shelf life of the product in days; knowing neither,
    the day must be told.
    """
    if produced_on is not None:
        return expires_on > months_after(produced_on, 3)
    return shelf_life_days is not None and shelf_life_days > 92


def is_sellable(expires_on: date | None, day: date) -> bool:
    """Whether a batch may be sold on a day: on its last day still, after it no more (PP 69/1999 Pasal 28)."""
    return expires_on is None or day <= expires_on


class Batch(NamedTuple):
    """What a draw needs to know of one batch on a shelf. `pieces` are those on hand."""

    lot_id: int
    batch: str
    expires_on: date | None
    arrived_on: date
    pieces: int


class Draw(NamedTuple):
    """Pieces taken from one batch."""

    lot_id: int
    pieces: int


def in_order(batches: Iterable[Batch]) -> list[Batch]:
    """The batches as they should be sold: what expires first, first; what never expires, last, the oldest first."""
    return sorted(batches, key=lambda one: (one.expires_on or date.max, one.arrived_on, one.lot_id))


def sellable(batches: Iterable[Batch], day: date) -> list[Batch]:
    """Those batches a sale of a day can have come from: on the shelf by then, not expired, with pieces left."""
    return [one for one in batches if one.pieces > 0 and one.arrived_on <= day and is_sellable(one.expires_on, day)]


def draw(batches: Iterable[Batch], day: date, pieces: int) -> tuple[list[Draw], int]:
    """Take pieces for a sale of a day, first-expired-first-out: what is drawn from which batch, and how many are short.

    When pieces are short, what could be drawn is answered too; the caller decides what becomes of it.
    """
    drawn: list[Draw] = []
    for one in in_order(sellable(batches, day)):
        if pieces == 0:
            break
        taken = min(one.pieces, pieces)
        drawn.append(Draw(one.lot_id, taken))
        pieces -= taken
    return drawn, pieces


def put_back(taken: Sequence[Draw], pieces: int) -> list[Draw]:
    """Which batches pieces return to, the last drawn first; `taken` is what is still out, in the order of drawing.

    Raises ValueError when more comes back than is out.
    """
    back: list[Draw] = []
    for lot_id, out in reversed(taken):
        part = min(out, pieces)
        if part:
            back.append(Draw(lot_id, part))
            pieces -= part
    if pieces:
        raise ValueError("more comes back than went out")
    return back


@dataclass
class Shelf:
    """The batches of one placement while several sales draw from them, one after the other."""

    batches: list[Batch]

    def take(self, day: date, pieces: int) -> list[Draw] | None:
        """Draw all pieces or none; None when too few may be sold that day."""
        drawn, short = draw(self.batches, day, pieces)
        if short:
            return None
        self._less(drawn)
        return drawn

    def on_hand(self, day: date) -> int:
        """How many pieces may be sold on a day."""
        return sum(one.pieces for one in sellable(self.batches, day))

    def _less(self, drawn: Sequence[Draw]) -> None:
        gone = dict(drawn)
        self.batches = [one._replace(pieces=one.pieces - gone.get(one.lot_id, 0)) for one in self.batches]
