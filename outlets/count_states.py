"""Stock counts without a database: their states, how a difference may be classified, and what is tolerated."""

from collections.abc import Mapping
from enum import StrEnum

from core.wording import N_
from outlets.stock import MovementKind


class CountStatus(StrEnum):
    """Where a count stands."""

    OPEN = "open"
    COUNTED = "counted"
    AWAITING_CONFIRMATION = "awaiting_confirmation"
    SETTLED = "settled"
    CANCELLED = "cancelled"


class CountKind(StrEnum):
    """What a count is for."""

    REGULAR = "regular"
    OPENING = "opening"


class CountOutcome(StrEnum):
    """What a person says about pieces the books and the shelf disagree on."""

    SOLD = "sold"
    LOST = "lost"
    SHRINKAGE = "shrinkage"
    DAMAGED = "damaged"
    EXPIRED = "expired"
    FOUND = "found"
    RECEIPT_WRONG = "receipt_wrong"


COUNT_MOVES: dict[CountStatus, frozenset[CountStatus]] = {
    CountStatus.OPEN: frozenset({CountStatus.COUNTED, CountStatus.SETTLED, CountStatus.CANCELLED}),
    CountStatus.COUNTED: frozenset({CountStatus.AWAITING_CONFIRMATION, CountStatus.SETTLED, CountStatus.CANCELLED}),
    CountStatus.AWAITING_CONFIRMATION: frozenset(
        {CountStatus.COUNTED, CountStatus.SETTLED, CountStatus.CANCELLED},
    ),
    CountStatus.SETTLED: frozenset(),
    CountStatus.CANCELLED: frozenset(),
}
UNDER_WAY = (CountStatus.OPEN, CountStatus.COUNTED, CountStatus.AWAITING_CONFIRMATION)
"""An outlet has at most one count in these states."""
COUNT_LABELS: dict[str, str] = {
    CountStatus.OPEN: N_("Sedang dihitung"),
    CountStatus.COUNTED: N_("Selisih belum dijelaskan"),
    CountStatus.AWAITING_CONFIRMATION: N_("Menunggu pemeriksaan orang kedua"),
    CountStatus.SETTLED: N_("Selesai"),
    CountStatus.CANCELLED: N_("Dibatalkan"),
}
KIND_LABELS: dict[CountKind, str] = {
    CountKind.REGULAR: N_("Stok opname"),
    CountKind.OPENING: N_("Stok awal"),
}
OUTCOME_LABELS: dict[CountOutcome, str] = {
    CountOutcome.SOLD: N_("Terjual, belum dilaporkan"),
    CountOutcome.LOST: N_("Hilang"),
    CountOutcome.SHRINKAGE: N_("Susut dalam toleransi perjanjian"),
    CountOutcome.DAMAGED: N_("Rusak"),
    CountOutcome.EXPIRED: N_("Kedaluwarsa, sudah disingkirkan"),
    CountOutcome.FOUND: N_("Lebih atau ditemukan lagi"),
    CountOutcome.RECEIPT_WRONG: N_("Penerimaan salah catat"),
}
WHEN_MISSING = (
    CountOutcome.SOLD,
    CountOutcome.LOST,
    CountOutcome.SHRINKAGE,
    CountOutcome.DAMAGED,
    CountOutcome.EXPIRED,
    CountOutcome.RECEIPT_WRONG,
)
"""What may have become of pieces that are not there."""
WHEN_SURPLUS = (CountOutcome.FOUND, CountOutcome.RECEIPT_WRONG)
"""Where pieces may have come from that the books do not know."""
NEEDS_SECOND_PERSON = frozenset(WHEN_MISSING) - {CountOutcome.SOLD}
"""Pieces that are gone without having been paid: somebody bears them, so another person looks at it."""
MOVED_AS: Mapping[CountOutcome, MovementKind] = {
    CountOutcome.LOST: MovementKind.LOST,
    CountOutcome.SHRINKAGE: MovementKind.LOST,
    CountOutcome.DAMAGED: MovementKind.DAMAGED,
    CountOutcome.EXPIRED: MovementKind.EXPIRED,
    CountOutcome.FOUND: MovementKind.FOUND,
}
"""How each leaves or joins the stock. A sale moves it through its sale line, a wrong receipt by its direction."""


def movement_of(outcome: CountOutcome, difference: int) -> MovementKind:
    """The kind of movement an outcome posts; `difference` is counted less expected. Raises KeyError for a sale."""
    if outcome is CountOutcome.RECEIPT_WRONG:
        return MovementKind.RECEIVED if difference > 0 else MovementKind.RECEIPT_REDUCED
    return MOVED_AS[outcome]


def fits(outcome: CountOutcome, difference: int) -> bool:
    """Whether an outcome can explain a difference of that direction."""
    return outcome in (WHEN_MISSING if difference < 0 else WHEN_SURPLUS)


def tolerated_pieces(came: int, tolerance_bp: int, already: int) -> int:
    """How many pieces of a placement may still shrink unbilled: the agreed share of all that ever came, rounded down.

    `came` are opening and received pieces, `already` those earlier counts called shrinkage; so many counts tolerate no
    more than one.
    """
    return max(came * tolerance_bp // 10_000 - already, 0)
