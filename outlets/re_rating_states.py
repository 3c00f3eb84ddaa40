"""The states of a re-rating, the moves allowed, and the words for them."""

from enum import StrEnum

from core.wording import N_


class ReRatingStatus(StrEnum):
    """Where the proposal to charge posted sales at a corrected rate stands."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


RE_RATING_MOVES: dict[ReRatingStatus, frozenset[ReRatingStatus]] = {
    ReRatingStatus.PROPOSED: frozenset(
        {ReRatingStatus.APPROVED, ReRatingStatus.DECLINED, ReRatingStatus.WITHDRAWN},
    ),
    ReRatingStatus.APPROVED: frozenset(),
    ReRatingStatus.DECLINED: frozenset(),
    ReRatingStatus.WITHDRAWN: frozenset(),
}
RE_RATING_LABELS: dict[str, str] = {
    ReRatingStatus.PROPOSED: N_("Menunggu orang kedua"),
    ReRatingStatus.APPROVED: N_("Sudah dibukukan"),
    ReRatingStatus.DECLINED: N_("Tidak disetujui"),
    ReRatingStatus.WITHDRAWN: N_("Ditarik kembali"),
}
