"""The words for what is watched over, in the reader's language, and what histories call it."""

from collections.abc import Mapping
from enum import StrEnum

from accounts import audit
from core.languages import speak
from core.wording import N_
from partnerships.watch_states import (
    CHANGED_LABELS,
    GROUND_LABELS,
    REVIEW_LABELS,
    SHARED_LABELS,
    VERDICT_LABELS,
    Changed,
    ReviewStatus,
    Shared,
    Verdict,
)

audit.ACTION_LABELS.update(
    {
        "requirement:expired": N_("Kedaluwarsa"),
        "requirement:revoked": N_("Dicabut"),
        "requirement:review_opened": N_("Klaim halal perlu ditinjau ulang"),
        "requirement:review_confirmed": N_("Klaim halal dinyatakan tetap berlaku"),
        "product:change_declared": N_("Perubahan produk dilaporkan"),
        "producer:visited": N_("Tempat produksi dikunjungi"),
    }
)
audit.FIELD_LABELS.update(
    {
        "last_day_on": N_("Hari terakhir berlaku"),
        "ground": N_("Alasan pencabutan"),
        "changed": N_("Yang berubah"),
        "changed_on": N_("Berubah sejak"),
        "verdict": N_("Kesimpulan"),
        "visited_on": N_("Tanggal kunjungan"),
    }
)


def _by_code(labels: Mapping[StrEnum, str]) -> dict[str, str]:
    return {code.value: label for code, label in labels.items()}


audit.VALUE_LABELS.update(
    {
        "ground": _by_code(GROUND_LABELS),
        "changed": _by_code(CHANGED_LABELS),
        "verdict": _by_code(VERDICT_LABELS),
    }
)


def ground_choices() -> list[tuple[str, str]]:
    """The grounds on which a document may be revoked."""
    return [(ground.value, speak(label)) for ground, label in GROUND_LABELS.items()]


def changed_choices() -> list[tuple[str, str]]:
    """What may have changed in how a product is made."""
    return [(changed.value, speak(label)) for changed, label in CHANGED_LABELS.items()]


def verdict_choices() -> list[tuple[str, str, str]]:
    """What a visit may conclude, each with what it means."""
    meaning = {
        Verdict.OWN_PRODUCTION: N_("Alat, bahan, dan pekerjanya ada; barang dibuat di sini."),
        Verdict.NOT_OWN_PRODUCTION: N_("Barang dibeli jadi dari pihak lain."),
        Verdict.UNCLEAR: N_("Perlu dikunjungi lagi, misalnya saat sedang produksi."),
    }
    return [(verdict.value, speak(label), speak(meaning[verdict])) for verdict, label in VERDICT_LABELS.items()]


def changed_word(code: str) -> str:
    """The word for what changed."""
    return speak(CHANGED_LABELS[Changed(code)])


def review_word(code: str) -> str:
    """The word for where a review stands."""
    return speak(REVIEW_LABELS[ReviewStatus(code)])


def verdict_word(code: str) -> str:
    """The word for what a visit concluded."""
    return speak(VERDICT_LABELS[Verdict(code)])


def verdict_tone(code: str) -> str:
    """The tone in which a verdict is shown."""
    return {Verdict.OWN_PRODUCTION: "good", Verdict.NOT_OWN_PRODUCTION: "bad"}.get(Verdict(code), "wait")


def shared_word(code: str) -> str:
    """The words for what two producers share."""
    return speak(SHARED_LABELS[Shared(code)])
