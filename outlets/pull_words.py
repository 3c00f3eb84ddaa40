"""The words for holds and pull lists, in the reader's language, and what histories call them."""

from accounts import audit
from core.languages import speak
from core.wording import N_
from outlets.pull_list import PULL_STATE_LABELS, PullState
from partnerships.requirement_kinds import KINDS

audit.ACTION_LABELS.update(
    {
        "placement:held": N_("Pengiriman dihentikan karena izin berakhir"),
        "placement:hold_lifted": N_("Boleh dijual lagi: izin sudah diperbarui"),
        "placement:hold_overridden": N_("Boleh dijual lagi: pengecualian disetujui"),
        "placement:override_asked": N_("Pengecualian diminta"),
        "placement:override_refused": N_("Pengecualian tidak disetujui"),
        "placement:pull_asked": N_("Gerai diminta menarik produk"),
        "placement:pulled": N_("Produk ditarik dari rak"),
        "requirement:placements_held": N_("Pengiriman ke gerai dihentikan"),
        "requirement:placements_released": N_("Penempatan boleh dijual lagi"),
    }
)
audit.FIELD_LABELS.update(
    {
        "held_from": N_("Penjualan ditahan sejak"),
        "lifted_on": N_("Boleh dijual lagi sejak"),
        "deadline_on": N_("Batas waktu"),
        "pulled_on": N_("Ditarik pada"),
        "pulled_quantity": N_("Jumlah ditarik (pcs)"),
        "placements": N_("Nomor penempatan"),
    }
)

TONES = {
    PullState.ASKED: "wait",
    PullState.OVERDUE: "bad",
    PullState.PULLED: "info",
    PullState.LIFTED: "good",
    PullState.MAY_RETURN: "good",
}


def state_word(state: str) -> str:
    """The word for where a line of a pull list stands."""
    return speak(PULL_STATE_LABELS[PullState(state)])


def state_tone(state: str) -> str:
    """The tone in which a state is shown."""
    return TONES[PullState(state)]


def state_choices() -> list[tuple[str, str]]:
    """The states to narrow a pull list by; first those that still ask for something."""
    todo = ("todo", speak(N_("Belum ditarik")))
    return [todo, *[(state.value, speak(label)) for state, label in PULL_STATE_LABELS.items()]]


def kind_word(code: str) -> str:
    """The word for the paper that is missing."""
    return speak(KINDS[code].name) if code in KINDS else code
