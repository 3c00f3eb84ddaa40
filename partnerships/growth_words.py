"""The words for growing, in the reader's language, and what histories call it."""

from accounts import audit
from core.languages import speak
from core.wording import N_
from partnerships.growth import OCCASION_LABELS, REACH_LABELS, Occasion, Reach
from partnerships.ladder import STEP_LABELS, WHAT_IT_TAKES, Step

audit.ACTION_LABELS.update({"producer:figures_recorded": N_("Data tahunan dicatat")})
audit.FIELD_LABELS.update(
    {"annual_sales_rupiah": N_("Penjualan setahun"), "figures_on": N_("Data per tanggal")},
)


def step_word(step: Step) -> str:
    """What a step is called: `L2 Izin produk lengkap`."""
    return f"{step.value} {speak(STEP_LABELS[step])}"


def what_it_takes(step: Step) -> str:
    """What has to be done to reach a step."""
    return speak(WHAT_IT_TAKES[step])


def reach_word(reach: Reach | None) -> str:
    """How far a business sells."""
    return speak(REACH_LABELS[reach]) if reach else ""


def reach_choices() -> list[tuple[str, str]]:
    """How far a business may sell."""
    return [(reach.value, speak(label)) for reach, label in REACH_LABELS.items()]


def occasion_word(occasion: Occasion) -> str:
    """When figures were told."""
    return speak(OCCASION_LABELS[occasion])
