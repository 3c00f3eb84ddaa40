"""The words pages use for returns, and what histories call their actions."""

from accounts import audit
from core.languages import speak
from core.wording import N_
from outlets.return_states import REASON_LABELS, RETURN_LABELS, ReturnReason

audit.ACTION_LABELS.update(
    {
        "goods_return:announced": N_("Barang disisihkan untuk diambil"),
        "goods_return:picked_up": N_("Barang diambil produsen"),
        "goods_return:disposed": N_("Barang dimusnahkan"),
        "goods_return:cancelled": N_("Retur dibatalkan"),
    }
)
audit.FIELD_LABELS.update({"fetch_until": N_("Batas pengambilan"), "closed_on": N_("Selesai pada")})
audit.VALUE_LABELS.update(
    {
        "status": {**audit.VALUE_LABELS.get("status", {}), **{str(code): word for code, word in RETURN_LABELS.items()}},
        "reason": {code.value: label for code, label in REASON_LABELS.items()},
    }
)


def status_word(status: str) -> str:
    """The word for a state."""
    return speak(RETURN_LABELS[status])


def reason_word(reason: ReturnReason) -> str:
    """Why goods go back, in words."""
    return speak(REASON_LABELS[reason])


def reason_choices() -> list[tuple[str, str]]:
    """Reasons to choose from."""
    return [(reason.value, speak(label)) for reason, label in REASON_LABELS.items()]
