"""The states of an outlet's objection to a report that staff entered for it, and the moves allowed."""

from enum import StrEnum

from core.wording import N_


class ObjectionStatus(StrEnum):
    """Where an objection stands."""

    OPEN = "open"
    CORRECTED = "corrected"
    KEPT = "kept"
    WITHDRAWN = "withdrawn"


class ObjectionOutcome(StrEnum):
    """How staff answer one: what was wrong is corrected by further lines, or the report stands."""

    CORRECTED = "corrected"
    KEPT = "kept"


OBJECTION_MOVES: dict[ObjectionStatus, frozenset[ObjectionStatus]] = {
    ObjectionStatus.OPEN: frozenset({ObjectionStatus.CORRECTED, ObjectionStatus.KEPT, ObjectionStatus.WITHDRAWN}),
    ObjectionStatus.CORRECTED: frozenset(),
    ObjectionStatus.KEPT: frozenset(),
    ObjectionStatus.WITHDRAWN: frozenset(),
}
OBJECTION_LABELS: dict[str, str] = {
    ObjectionStatus.OPEN: N_("Menunggu jawaban petugas"),
    ObjectionStatus.CORRECTED: N_("Sudah dikoreksi"),
    ObjectionStatus.KEPT: N_("Catatan tetap berlaku"),
    ObjectionStatus.WITHDRAWN: N_("Ditarik kembali"),
}
OBJECTION_TONES: dict[str, str] = {
    ObjectionStatus.OPEN: "wait",
    ObjectionStatus.CORRECTED: "good",
    ObjectionStatus.KEPT: "info",
    ObjectionStatus.WITHDRAWN: "",
}
