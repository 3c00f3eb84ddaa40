"""Why something about ended documents, the halal watch and visits is refused, each named after the fact."""

from core.errors import Conflict, InvalidInput, NotFound
from core.wording import N_


class UnknownReview(NotFound):
    """No such review of a halal claim, or not this person's to see."""

    sentence = N_("Peninjauan halal ini tidak ditemukan.")


class UnknownVisit(NotFound):
    """No such visit, or not this person's to see."""

    sentence = N_("Kunjungan ini tidak ditemukan.")


class NotInForce(Conflict):
    """Only a document that was accepted or waived can be revoked. Parameters: `status`."""

    code = "not_in_force"
    sentence = N_("Hanya dokumen yang disetujui atau dikecualikan yang dapat dicabut.")


class NoClaimToReview(Conflict):
    """A change of a product no accepted halal certificate covers reopens nothing."""

    code = "no_claim_to_review"
    sentence = N_(
        "Produk ini belum tercakup sertifikat halal yang disetujui, jadi tidak ada yang perlu ditinjau ulang."
    )


class AlreadyReviewed(Conflict):
    """Somebody decided about this review already. Parameters: `who`, `when`."""

    code = "already_reviewed"
    sentence = N_("Perubahan ini sudah ditinjau oleh %(who)s pada %(when)s.")


class NotYetHappened(InvalidInput):
    """A change or a visit of a day that has not come."""

    code = "day_in_future"
    sentence = N_("Tanggalnya tidak boleh di masa depan.")
