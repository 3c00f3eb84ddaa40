"""The words pages use for counts, and what histories call their actions."""

from accounts import audit
from core.languages import speak
from core.wording import N_
from outlets.count_models import StockCount
from outlets.count_states import (
    COUNT_LABELS,
    KIND_LABELS,
    OUTCOME_LABELS,
    WHEN_MISSING,
    WHEN_SURPLUS,
    CountOutcome,
    CountStatus,
)

audit.ACTION_LABELS.update(
    {
        "stock_count:opened": N_("Stok opname dibuka"),
        "stock_count:counted": N_("Hasil hitung dikirim"),
        "stock_count:classified": N_("Selisih dijelaskan"),
        "stock_count:sent_back": N_("Penjelasan selisih dikembalikan"),
        "stock_count:settled": N_("Stok opname selesai"),
        "stock_count:cancelled": N_("Stok opname dibatalkan"),
        "outlet:stock_followed": N_("Stok mulai dicatat"),
    }
)
audit.FIELD_LABELS.update({"sales_until": N_("Penjualan sampai dengan"), "count_status": N_("Status")})
audit.VALUE_LABELS["count_status"] = {str(code): word for code, word in COUNT_LABELS.items()}
TONES = {
    CountStatus.OPEN: "info",
    CountStatus.COUNTED: "wait",
    CountStatus.AWAITING_CONFIRMATION: "wait",
    CountStatus.SETTLED: "good",
    CountStatus.CANCELLED: "",
}


def status_word(status: CountStatus) -> str:
    """The word for a state."""
    return speak(COUNT_LABELS[status])


def tone_of(status: CountStatus) -> str:
    """The tone of its chip."""
    return TONES[CountStatus(status)]


def kind_word(count: StockCount) -> str:
    """What the count is for, in words."""
    return speak(KIND_LABELS[count.kind])


def outcome_word(outcome: CountOutcome) -> str:
    """What became of pieces, in words."""
    return speak(OUTCOME_LABELS[outcome])


def outcomes_for(difference: int) -> list[tuple[str, str]]:
    """The explanations a difference may have, to choose from."""
    return [(one.value, outcome_word(one)) for one in (WHEN_MISSING if difference < 0 else WHEN_SURPLUS)]
