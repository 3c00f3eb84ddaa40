"""The states of a return of goods to their producer, the moves allowed, and why goods go back."""

from enum import StrEnum

from core.wording import N_


class ReturnStatus(StrEnum):
    """Where a return stands."""

    ANNOUNCED = "announced"
    PICKED_UP = "picked_up"
    DISPOSED = "disposed"
    CANCELLED = "cancelled"


class ReturnReason(StrEnum):
    """Why goods go back to their producer."""

    UNSOLD = "unsold"
    EXPIRED = "expired"
    DAMAGED = "damaged"
    PERMIT_ENDED = "permit_ended"
    AGREEMENT_ENDS = "agreement_ends"


RETURN_MOVES: dict[ReturnStatus, frozenset[ReturnStatus]] = {
    ReturnStatus.ANNOUNCED: frozenset({ReturnStatus.PICKED_UP, ReturnStatus.DISPOSED, ReturnStatus.CANCELLED}),
    ReturnStatus.PICKED_UP: frozenset(),
    ReturnStatus.DISPOSED: frozenset(),
    ReturnStatus.CANCELLED: frozenset(),
}
RETURN_LABELS: dict[str, str] = {
    ReturnStatus.ANNOUNCED: N_("Menunggu diambil"),
    ReturnStatus.PICKED_UP: N_("Sudah diambil"),
    ReturnStatus.DISPOSED: N_("Dimusnahkan"),
    ReturnStatus.CANCELLED: N_("Dibatalkan"),
}
REASON_LABELS: dict[ReturnReason, str] = {
    ReturnReason.UNSOLD: N_("Tidak laku"),
    ReturnReason.EXPIRED: N_("Kedaluwarsa"),
    ReturnReason.DAMAGED: N_("Rusak"),
    ReturnReason.PERMIT_ENDED: N_("Izin berakhir atau dicabut"),
    ReturnReason.AGREEMENT_ENDS: N_("Perjanjian berakhir"),
}
