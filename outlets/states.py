"""The states of outlets, agreements and placements, the moves allowed, and where the money of a sale goes."""

from enum import StrEnum

from core.wording import N_


class AgreementStatus(StrEnum):
    """Where an agreement stands."""

    PROPOSED = "proposed"
    COUNTERED = "countered"
    AWAITING_APPROVAL = "awaiting_approval"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    ENDED = "ended"


class AmendmentStatus(StrEnum):
    """Where a proposed change of terms stands."""

    PROPOSED = "proposed"
    AWAITING_APPROVAL = "awaiting_approval"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"


class Side(StrEnum):
    """The two sides of an agreement."""

    PRODUCER = "producer"
    OUTLET = "outlet"


class PlacementStatus(StrEnum):
    """Where a placement stands."""

    PROPOSED = "proposed"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    ENDED = "ended"


class Channel(StrEnum):
    """How a sales report came in."""

    FORM = "form"
    FILE = "file"
    API = "api"
    COUNT = "count"


class StockPolicy(StrEnum):
    """How an outlet's stock is followed."""

    BATCH = "batch"
    COUNT = "count"
    UNTRACKED = "untracked"


class OutletStatus(StrEnum):
    """Whether an outlet does business with the agency's producers."""

    ACTIVE = "active"
    CLOSED = "closed"


class OverlapDecision(StrEnum):
    """What a person may decide about days that another report answers for."""

    KEEP_FIRST = "keep_first"
    ADD_MISSING = "add_missing"
    REPLACE = "replace"
    KEEP_BOTH = "keep_both"


class FileStatus(StrEnum):
    """How far an uploaded sales file is."""

    READING = "reading"
    NEEDS_MAPPING = "needs_mapping"
    CHECKED = "checked"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


AGREEMENT_MOVES: dict[AgreementStatus, frozenset[AgreementStatus]] = {
    AgreementStatus.AWAITING_APPROVAL: frozenset({AgreementStatus.PROPOSED, AgreementStatus.ENDED}),
    AgreementStatus.PROPOSED: frozenset(
        {AgreementStatus.ACTIVE, AgreementStatus.COUNTERED, AgreementStatus.AWAITING_APPROVAL, AgreementStatus.ENDED}
    ),
    AgreementStatus.COUNTERED: frozenset({AgreementStatus.PROPOSED, AgreementStatus.ENDED}),
    AgreementStatus.ACTIVE: frozenset({AgreementStatus.SUSPENDED, AgreementStatus.ENDED}),
    AgreementStatus.SUSPENDED: frozenset({AgreementStatus.ACTIVE, AgreementStatus.ENDED}),
    AgreementStatus.ENDED: frozenset(),
}
PLACEMENT_MOVES: dict[PlacementStatus, frozenset[PlacementStatus]] = {
    PlacementStatus.PROPOSED: frozenset({PlacementStatus.ACTIVE, PlacementStatus.ENDED}),
    PlacementStatus.ACTIVE: frozenset({PlacementStatus.SUSPENDED, PlacementStatus.ENDED}),
    PlacementStatus.SUSPENDED: frozenset({PlacementStatus.ACTIVE, PlacementStatus.ENDED}),
    PlacementStatus.ENDED: frozenset(),
}
OUTLET_MOVES: dict[OutletStatus, frozenset[OutletStatus]] = {
    OutletStatus.ACTIVE: frozenset({OutletStatus.CLOSED}),
    OutletStatus.CLOSED: frozenset({OutletStatus.ACTIVE}),
}

OUTLET_STATUS_LABELS: dict[OutletStatus, str] = {
    OutletStatus.ACTIVE: N_("Buka"),
    OutletStatus.CLOSED: N_("Ditutup"),
}
STATUS_LABELS: dict[str, str] = {
    AgreementStatus.PROPOSED: N_("Diusulkan"),
    AgreementStatus.COUNTERED: N_("Ada usulan balasan"),
    AgreementStatus.AWAITING_APPROVAL: N_("Menunggu persetujuan"),
    AgreementStatus.ACTIVE: N_("Aktif"),
    AgreementStatus.SUSPENDED: N_("Dibekukan"),
    AgreementStatus.ENDED: N_("Berakhir"),
    AmendmentStatus.ACCEPTED: N_("Disetujui"),
    AmendmentStatus.WITHDRAWN: N_("Ditarik"),
    FileStatus.READING: N_("Sedang dibaca"),
    FileStatus.NEEDS_MAPPING: N_("Kolom perlu dicocokkan"),
    FileStatus.CHECKED: N_("Sudah diperiksa"),
    FileStatus.CONFIRMED: N_("Sudah dibukukan"),
    FileStatus.REFUSED: N_("Ditolak"),
}
CHANNEL_LABELS: dict[Channel, str] = {
    Channel.FORM: N_("Formulir"),
    Channel.FILE: N_("Berkas"),
    Channel.API: N_("API"),
    Channel.COUNT: N_("Stok opname"),
}
