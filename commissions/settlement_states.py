"""The states of payments and of what two sides agree on beyond sales, the moves allowed, and the words for them."""

from enum import StrEnum

from core.wording import N_


class PaymentStatus(StrEnum):
    """Where a payment stands. It counts from the moment the other side confirmed it, until it came back."""

    ANNOUNCED = "announced"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    RETURNED = "returned"


class PaymentMeans(StrEnum):
    """How money moved. A withholding slip is money for whoever receives it: a tax already paid in its name."""

    TRANSFER = "transfer"
    CASH = "cash"
    WITHHOLDING_SLIP = "withholding_slip"


PAYMENT_MOVES: dict[PaymentStatus, frozenset[PaymentStatus]] = {
    PaymentStatus.ANNOUNCED: frozenset({PaymentStatus.CONFIRMED, PaymentStatus.DECLINED, PaymentStatus.WITHDRAWN}),
    PaymentStatus.CONFIRMED: frozenset({PaymentStatus.RETURNED}),
    PaymentStatus.DECLINED: frozenset(),
    PaymentStatus.WITHDRAWN: frozenset(),
    PaymentStatus.RETURNED: frozenset(),
}
PAYMENT_LABELS: dict[str, str] = {
    PaymentStatus.ANNOUNCED: N_("Menunggu dikonfirmasi"),
    PaymentStatus.CONFIRMED: N_("Diterima"),
    PaymentStatus.DECLINED: N_("Tidak diakui"),
    PaymentStatus.WITHDRAWN: N_("Ditarik kembali"),
    PaymentStatus.RETURNED: N_("Uang kembali"),
}
MEANS_LABELS: dict[PaymentMeans, str] = {
    PaymentMeans.TRANSFER: N_("Transfer"),
    PaymentMeans.CASH: N_("Tunai"),
    PaymentMeans.WITHHOLDING_SLIP: N_("Bukti potong pajak"),
}
COUNTS: frozenset[PaymentStatus] = frozenset({PaymentStatus.CONFIRMED})
"""A payment that came back counts as never made."""
POSTED: frozenset[PaymentStatus] = frozenset({PaymentStatus.CONFIRMED, PaymentStatus.RETURNED})
"""Those that stand in the ledger."""


class AdjustmentKind(StrEnum):
    """What two sides agree on beside sales and payments."""

    SET_OFF = "set_off"
    COMPENSATION = "compensation"
    AGREED_COST = "agreed_cost"
    BROUGHT_IN = "brought_in"


class AdjustmentStatus(StrEnum):
    """Where it stands. Only compensation can be cancelled after it was confirmed: the goods turned up again."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"


ADJUSTMENT_MOVES: dict[AdjustmentStatus, frozenset[AdjustmentStatus]] = {
    AdjustmentStatus.PROPOSED: frozenset(
        {AdjustmentStatus.CONFIRMED, AdjustmentStatus.DECLINED, AdjustmentStatus.WITHDRAWN}
    ),
    AdjustmentStatus.CONFIRMED: frozenset({AdjustmentStatus.CANCELLED}),
    AdjustmentStatus.DECLINED: frozenset(),
    AdjustmentStatus.WITHDRAWN: frozenset(),
    AdjustmentStatus.CANCELLED: frozenset(),
}
ADJUSTMENT_LABELS: dict[str, str] = {
    AdjustmentStatus.PROPOSED: N_("Menunggu dikonfirmasi"),
    AdjustmentStatus.CONFIRMED: N_("Disetujui"),
    AdjustmentStatus.DECLINED: N_("Tidak disetujui"),
    AdjustmentStatus.WITHDRAWN: N_("Ditarik kembali"),
    AdjustmentStatus.CANCELLED: N_("Dibatalkan"),
}
KIND_LABELS: dict[str, str] = {
    AdjustmentKind.SET_OFF: N_("Perhitungan silang"),
    AdjustmentKind.COMPENSATION: N_("Ganti rugi barang"),
    AdjustmentKind.AGREED_COST: N_("Potongan yang disepakati"),
    AdjustmentKind.BROUGHT_IN: N_("Saldo bawaan"),
}
