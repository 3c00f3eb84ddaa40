"""The states of deliveries, disputes of a receipt and held lines, the moves allowed, and what they are called."""

from enum import StrEnum

from core.wording import N_


class DeliveryStatus(StrEnum):
    """Where a delivery stands."""

    SENT = "sent"
    RECEIVED = "received"
    DISPUTED = "disputed"
    CANCELLED = "cancelled"


class DisputeStatus(StrEnum):
    """What became of a producer's words against a receipt."""

    OPEN = "open"
    CORRECTED = "corrected"
    CONFIRMED = "confirmed"


class StockState(StrEnum):
    """Which batches to look at: those with pieces left, near their last day, past it, or either of the two."""

    LEFT = "left"
    NEAR = "near"
    EXPIRED = "expired"
    ENDING = "ending"


class HeldStatus(StrEnum):
    """What became of a line that was held back."""

    HELD = "held"
    RELEASED = "released"
    REFUSED = "refused"


class HeldReason(StrEnum):
    """Why a line is held back."""

    MORE_THAN_ON_HAND = "more_than_on_hand"
    PERMIT_ENDED = "permit_ended"


DELIVERY_MOVES: dict[DeliveryStatus, frozenset[DeliveryStatus]] = {
    DeliveryStatus.SENT: frozenset({DeliveryStatus.RECEIVED, DeliveryStatus.CANCELLED}),
    DeliveryStatus.RECEIVED: frozenset({DeliveryStatus.DISPUTED}),
    DeliveryStatus.DISPUTED: frozenset({DeliveryStatus.RECEIVED}),
    DeliveryStatus.CANCELLED: frozenset(),
}
HELD_MOVES: dict[HeldStatus, frozenset[HeldStatus]] = {
    HeldStatus.HELD: frozenset({HeldStatus.RELEASED, HeldStatus.REFUSED}),
    HeldStatus.RELEASED: frozenset(),
    HeldStatus.REFUSED: frozenset(),
}

DELIVERY_LABELS: dict[str, str] = {
    DeliveryStatus.SENT: N_("Menunggu konfirmasi gerai"),
    DeliveryStatus.RECEIVED: N_("Sudah diterima"),
    DeliveryStatus.DISPUTED: N_("Penerimaan dipersoalkan"),
    DeliveryStatus.CANCELLED: N_("Dibatalkan"),
}
DISPUTE_LABELS: dict[str, str] = {
    DisputeStatus.OPEN: N_("Menunggu keputusan"),
    DisputeStatus.CORRECTED: N_("Dikoreksi"),
    DisputeStatus.CONFIRMED: N_("Penerimaan tetap"),
}
STOCK_STATE_LABELS: dict[str, str] = {
    StockState.LEFT: N_("Masih ada"),
    StockState.NEAR: N_("Mendekati kedaluwarsa"),
    StockState.EXPIRED: N_("Kedaluwarsa"),
    StockState.ENDING: N_("Mendekati atau sudah kedaluwarsa"),
}
HELD_LABELS: dict[str, str] = {
    HeldStatus.HELD: N_("Ditahan"),
    HeldStatus.RELEASED: N_("Dilepas"),
    HeldStatus.REFUSED: N_("Ditolak"),
}
HELD_REASON_LABELS: dict[str, str] = {
    HeldReason.MORE_THAN_ON_HAND: N_("Terjual lebih banyak dari stok"),
    HeldReason.PERMIT_ENDED: N_("Izin produk sudah berakhir"),
}
