"""The words pages use for buy-backs, and what histories call their actions."""

from accounts import audit
from commissions.buyback_states import BUYBACK_LABELS, GROUND_LABELS, MEANS_LABELS, BuybackGround, BuybackMeans
from core.languages import speak
from core.wording import N_

audit.ACTION_LABELS.update(
    {
        "buyback_budget:opened": N_("Pos anggaran dicatat"),
        "buyback_budget:changed": N_("Pagu diubah"),
        "buyback:proposed": N_("Pembelian kembali diusulkan"),
        "buyback:approved": N_("Pembelian kembali disetujui"),
        "buyback:declined": N_("Pembelian kembali tidak disetujui"),
        "buyback:paid": N_("Pembayaran dicatat"),
        "buyback:disposed": N_("Pemusnahan dicatat"),
    }
)
audit.FIELD_LABELS.update(
    {
        "amount_rupiah": N_("Jumlah uang"),
        "means": N_("Cara bayar"),
        "paid_on": N_("Tanggal bayar"),
        "disposed_on": N_("Tanggal pemusnahan"),
        "year": N_("Tahun"),
    }
)
audit.VALUE_LABELS.update(
    {
        "status": {
            **audit.VALUE_LABELS.get("status", {}),
            **{str(code): word for code, word in BUYBACK_LABELS.items()},
        },
        "means": {code.value: label for code, label in MEANS_LABELS.items()},
    }
)


def status_word(status: str) -> str:
    """The word for a state."""
    return speak(BUYBACK_LABELS[status])


def ground_word(ground: BuybackGround) -> str:
    """Why goods are bought back, in words."""
    return speak(GROUND_LABELS[ground])


def means_word(means: BuybackMeans) -> str:
    """How the agency paid, in words."""
    return speak(MEANS_LABELS[means])


def means_choices() -> list[tuple[str, str]]:
    """Ways to pay, to choose from."""
    return [(means.value, speak(label)) for means, label in MEANS_LABELS.items()]
