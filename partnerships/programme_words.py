"""The words for programmes in the reader's language, and what histories call what happened to them."""

from accounts import audit
from core.languages import speak
from core.wording import N_
from partnerships.programme_states import (
    ANSWER_LABELS,
    INVITATION_LABELS,
    KIND_LABELS,
    SEEN_BY_LABELS,
    SESSION_LABELS,
    Answer,
    ProgrammeKind,
    SeenBy,
)
from partnerships.requirement_kinds import KINDS

Choices = list[tuple[str, str]]

audit.ACTION_LABELS.update(
    {
        "programme:made": N_("Program dibuat"),
        "programme:changed": N_("Program diubah"),
        "session:planned": N_("Sesi direncanakan"),
        "session:changed": N_("Sesi diubah"),
        "session:open": N_("Pendaftaran dibuka"),
        "session:held": N_("Daftar hadir ditutup"),
        "session:cancelled": N_("Sesi dibatalkan"),
        "invitation:made": N_("Diundang"),
        "invitation:coming": N_("Menjawab: akan hadir"),
        "invitation:waiting": N_("Menjawab ya, masuk daftar tunggu"),
        "invitation:declined": N_("Menjawab: tidak dapat hadir"),
        "invitation:moved_up": N_("Mendapat tempat dari daftar tunggu"),
        "attendance:noted": N_("Kehadiran dicatat"),
        "attendance:taken_back": N_("Kehadiran dibatalkan"),
    }
)
audit.FIELD_LABELS.update(
    {
        "aims": N_("Sasaran persyaratan"),
        "held_on": N_("Tanggal"),
        "hours": N_("Jam"),
        "places": N_("Jumlah tempat"),
        "answer_until": N_("Batas jawaban"),
        "seen_by": N_("Cara dicatat"),
    }
)
audit.VALUE_LABELS.update(
    {
        "status": {
            **audit.VALUE_LABELS.get("status", {}),
            **{str(code): word for code, word in {**SESSION_LABELS, **INVITATION_LABELS}.items()},
        },
        "aims": {code: kind.name for code, kind in KINDS.items()},
        "seen_by": {code.value: label for code, label in SEEN_BY_LABELS.items()},
    }
)

SESSION_TONES = {"planned": "", "open": "info", "held": "good", "cancelled": "bad"}
INVITATION_TONES = {"invited": "wait", "coming": "good", "waiting": "info", "declined": ""}


def kind_word(code: str) -> str:
    """The word for a kind of programme."""
    return speak(KIND_LABELS[ProgrammeKind(code)])


def kind_choices() -> Choices:
    """Kinds of programmes to choose from."""
    return [(kind.value, speak(label)) for kind, label in KIND_LABELS.items()]


def session_word(code: str) -> str:
    """The word for where a session stands."""
    return speak(SESSION_LABELS[code])


def session_choices() -> Choices:
    """States of a session to choose from."""
    return [(str(code), speak(label)) for code, label in SESSION_LABELS.items()]


def invitation_word(code: str) -> str:
    """The word for what was answered."""
    return speak(INVITATION_LABELS[code])


def invitation_choices() -> Choices:
    """States of an invitation to choose from."""
    return [(str(code), speak(label)) for code, label in INVITATION_LABELS.items()]


def answer_choices() -> Choices:
    """What an invitation may be answered with."""
    return [(answer.value, speak(label)) for answer, label in ANSWER_LABELS.items()]


def answer_word(answer: Answer) -> str:
    """The words of one answer."""
    return speak(ANSWER_LABELS[answer])


def seen_by_word(code: str) -> str:
    """The word for how somebody was found present."""
    return speak(SEEN_BY_LABELS[SeenBy(code)])
