"""The states of requests for a shelf slot and of turns on it, and why somebody may be placed out of turn."""

from enum import StrEnum

from core.wording import N_


class RequestStatus(StrEnum):
    """Where a request for a place stands."""

    WAITING = "waiting"
    SERVED = "served"
    WITHDRAWN = "withdrawn"


class TurnStatus(StrEnum):
    """Where a turn stands; its end is read from its last day."""

    AWAITING_APPROVAL = "awaiting_approval"
    GIVEN = "given"
    DECLINED = "declined"
    CANCELLED = "cancelled"


class ExceptionGround(StrEnum):
    """Why somebody is placed out of turn, in words that may be published."""

    NOT_READY = "not_ready"
    NOT_REACHED = "not_reached"
    SEASON = "season"
    EVENT = "event"
    OTHER = "other"


REQUEST_MOVES: dict[RequestStatus, frozenset[RequestStatus]] = {
    RequestStatus.WAITING: frozenset({RequestStatus.SERVED, RequestStatus.WITHDRAWN}),
    RequestStatus.SERVED: frozenset(),
    RequestStatus.WITHDRAWN: frozenset(),
}
TURN_MOVES: dict[TurnStatus, frozenset[TurnStatus]] = {
    TurnStatus.AWAITING_APPROVAL: frozenset({TurnStatus.GIVEN, TurnStatus.DECLINED}),
    TurnStatus.GIVEN: frozenset({TurnStatus.CANCELLED}),
    TurnStatus.DECLINED: frozenset(),
    TurnStatus.CANCELLED: frozenset(),
}
REQUEST_LABELS: dict[str, str] = {
    RequestStatus.WAITING: N_("Menunggu giliran"),
    RequestStatus.SERVED: N_("Sudah mendapat giliran"),
    RequestStatus.WITHDRAWN: N_("Ditarik"),
}
TURN_LABELS: dict[str, str] = {
    TurnStatus.AWAITING_APPROVAL: N_("Menunggu persetujuan"),
    TurnStatus.GIVEN: N_("Diberikan"),
    TurnStatus.DECLINED: N_("Tidak disetujui"),
    TurnStatus.CANCELLED: N_("Dibatalkan sebelum mulai"),
}
EXCEPTION_LABELS: dict[ExceptionGround, str] = {
    ExceptionGround.NOT_READY: N_("Yang mendapat giliran belum siap"),
    ExceptionGround.NOT_REACHED: N_("Yang mendapat giliran tidak dapat dihubungi"),
    ExceptionGround.SEASON: N_("Barang musiman yang tidak dapat menunggu"),
    ExceptionGround.EVENT: N_("Acara atau pameran daerah"),
    ExceptionGround.OTHER: N_("Alasan lain"),
}
