"""The codes of programmes: their kinds, where a session stands, what an invited producer answered, how one was seen."""

from collections.abc import Mapping
from enum import StrEnum

from core.wording import N_

MEASURED_AFTER_DAYS = (30, 90)
"""How many days after a session the readiness of its producers is looked at again (a choice of the agency)."""
BEFORE = 0
"""The snapshot on the day of the session itself."""


class ProgrammeKind(StrEnum):
    """What a programme is."""

    TRAINING = "training"
    SOCIALISATION = "socialisation"
    EXHIBITION = "exhibition"
    COUNSELLING = "counselling"


KIND_LABELS: Mapping[ProgrammeKind, str] = {
    ProgrammeKind.TRAINING: N_("Pelatihan"),
    ProgrammeKind.SOCIALISATION: N_("Sosialisasi"),
    ProgrammeKind.EXHIBITION: N_("Pameran"),
    ProgrammeKind.COUNSELLING: N_("Pendampingan P-IRT"),
}


class SessionStatus(StrEnum):
    """Where a session stands."""

    PLANNED = "planned"
    OPEN = "open"
    HELD = "held"
    CANCELLED = "cancelled"


SESSION_LABELS: Mapping[str, str] = {
    SessionStatus.PLANNED: N_("Direncanakan"),
    SessionStatus.OPEN: N_("Pendaftaran dibuka"),
    SessionStatus.HELD: N_("Sudah berlangsung"),
    SessionStatus.CANCELLED: N_("Dibatalkan"),
}
SESSION_MOVES: Mapping[SessionStatus, frozenset[SessionStatus]] = {
    SessionStatus.PLANNED: frozenset({SessionStatus.OPEN, SessionStatus.CANCELLED}),
    SessionStatus.OPEN: frozenset({SessionStatus.HELD, SessionStatus.CANCELLED}),
    SessionStatus.HELD: frozenset(),
    SessionStatus.CANCELLED: frozenset(),
}


class InvitationStatus(StrEnum):
    """What an invited producer answered; one who says yes when all places are taken waits."""

    INVITED = "invited"
    COMING = "coming"
    WAITING = "waiting"
    DECLINED = "declined"


INVITATION_LABELS: Mapping[str, str] = {
    InvitationStatus.INVITED: N_("Belum menjawab"),
    InvitationStatus.COMING: N_("Akan hadir"),
    InvitationStatus.WAITING: N_("Daftar tunggu"),
    InvitationStatus.DECLINED: N_("Tidak dapat hadir"),
}
INVITATION_MOVES: Mapping[InvitationStatus, frozenset[InvitationStatus]] = {
    InvitationStatus.INVITED: frozenset({InvitationStatus.COMING, InvitationStatus.WAITING, InvitationStatus.DECLINED}),
    InvitationStatus.COMING: frozenset({InvitationStatus.DECLINED}),
    InvitationStatus.WAITING: frozenset({InvitationStatus.COMING, InvitationStatus.DECLINED}),
    InvitationStatus.DECLINED: frozenset({InvitationStatus.COMING, InvitationStatus.WAITING}),
}


class Answer(StrEnum):
    """What an invitation is answered with."""

    YES = "yes"
    NO = "no"


ANSWER_LABELS: Mapping[Answer, str] = {
    Answer.YES: N_("Ya, akan hadir"),
    Answer.NO: N_("Tidak dapat hadir"),
}


class SeenBy(StrEnum):
    """How a producer was found present: on the list, by the code at the door, or as one who came uninvited."""

    LIST = "list"
    QR = "qr"
    WALK_IN = "walk_in"


SEEN_BY_LABELS: Mapping[SeenBy, str] = {
    SeenBy.LIST: N_("Daftar hadir"),
    SeenBy.QR: N_("Kode QR"),
    SeenBy.WALK_IN: N_("Datang tanpa undangan"),
}
