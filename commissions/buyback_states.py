"""The states of a buy-back, the moves allowed, and the words for its parts."""

from enum import StrEnum

from core.wording import N_


class BuybackStatus(StrEnum):
    """Where a buy-back stands. Paid and disposed of are read from what was added to it."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    DECLINED = "declined"


class BuybackGround(StrEnum):
    """Why goods are bought back."""

    EXPIRED = "expired"
    UNSOLD = "unsold"


class BuybackMeans(StrEnum):
    """How the agency pays the producer; the slip of PPh 22 it withheld counts as payment."""

    TRANSFER = "transfer"
    CASH = "cash"
    WITHHOLDING_SLIP = "withholding_slip"


BUYBACK_MOVES: dict[BuybackStatus, frozenset[BuybackStatus]] = {
    BuybackStatus.PROPOSED: frozenset({BuybackStatus.APPROVED, BuybackStatus.DECLINED}),
    BuybackStatus.APPROVED: frozenset(),
    BuybackStatus.DECLINED: frozenset(),
}
BUYBACK_LABELS: dict[str, str] = {
    BuybackStatus.PROPOSED: N_("Menunggu persetujuan"),
    BuybackStatus.APPROVED: N_("Disetujui"),
    BuybackStatus.DECLINED: N_("Tidak disetujui"),
}
GROUND_LABELS: dict[BuybackGround, str] = {
    BuybackGround.EXPIRED: N_("Kedaluwarsa"),
    BuybackGround.UNSOLD: N_("Tidak laku"),
}
MEANS_LABELS: dict[BuybackMeans, str] = {
    BuybackMeans.TRANSFER: N_("Transfer"),
    BuybackMeans.CASH: N_("Tunai"),
    BuybackMeans.WITHHOLDING_SLIP: N_("Bukti potong PPh 22"),
}
