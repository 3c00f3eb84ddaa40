"""The ladder of reminders about a missing report: which steps are due, and when nobody is disturbed. Pure."""

from collections.abc import Collection, Mapping
from enum import StrEnum

from core.wording import N_


class Step(StrEnum):
    """The steps, in their order."""

    NOTICE = "notice"
    EMAIL = "email"
    WHATSAPP = "whatsapp"
    TASK = "task"


STEP_LABELS: Mapping[Step, str] = {
    Step.NOTICE: N_("Pemberitahuan di aplikasi"),
    Step.EMAIL: N_("Surel di kotak keluar"),
    Step.WHATSAPP: N_("Teks WhatsApp siap dikirim"),
    Step.TASK: N_("Tugas petugas"),
}


def steps_due(days_late: int, after_days: Mapping[Step, int], taken: Collection[Step]) -> list[Step]:
    """The steps a report missing for so many days has reached and that were not taken yet, in their order."""
    return [step for step in Step if days_late >= after_days[step] and step not in taken]


def is_quiet(hour: int, quiet_from: int, quiet_until: int) -> bool:
    """Whether nobody is reminded at an hour, 0 to 23; the hours may run over midnight, and two alike are none."""
    if quiet_from <= quiet_until:
        return quiet_from <= hour < quiet_until
    return hour >= quiet_from or hour < quiet_until
