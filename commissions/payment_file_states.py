"""The states of a payment file, the moves allowed, its layouts, and the words for them."""

from enum import StrEnum

from core.wording import N_


class PaymentFileStatus(StrEnum):
    """Where a payment file stands. While it is open, no other file may hold one of its claims."""

    OPEN = "open"
    SENT = "sent"
    CANCELLED = "cancelled"


class Layout(StrEnum):
    """How the file is laid out."""

    CSV = "csv"
    MANDIRI = "mandiri"


PAYMENT_FILE_MOVES: dict[PaymentFileStatus, frozenset[PaymentFileStatus]] = {
    PaymentFileStatus.OPEN: frozenset({PaymentFileStatus.SENT, PaymentFileStatus.CANCELLED}),
    PaymentFileStatus.SENT: frozenset(),
    PaymentFileStatus.CANCELLED: frozenset(),
}
PAYMENT_FILE_LABELS: dict[str, str] = {
    PaymentFileStatus.OPEN: N_("Belum ditransfer"),
    PaymentFileStatus.SENT: N_("Sudah ditransfer"),
    PaymentFileStatus.CANCELLED: N_("Dibatalkan"),
}
NO_ACCOUNT_LABELS: dict[str, str] = {
    "missing": N_("Belum menyerahkan rekening bank."),
    "waiting": N_("Rekeningnya belum diperiksa Dinas."),
    "refused": N_("Rekeningnya tidak diterima; perlu diajukan ulang."),
}
"""Why a producer stands apart, by the codes of `partnerships.payee_accounts.NoAccount`."""
