"""What is refused of set-offs, charges and balances brought in, in words that say how to mend it."""

from core.errors import Conflict, InvalidInput, NotFound
from core.wording import N_


class UnknownAdjustment(NotFound):
    """There is no such thing, or it is not this person's to see."""

    sentence = N_("Penyesuaian tidak ditemukan.")


class NothingToSettle(InvalidInput):
    """Compensation is made of lines, every other kind of an amount."""

    code = "amount_or_lines"
    sentence = N_("Ganti rugi diisi dengan barangnya, yang lain dengan jumlah rupiah yang tidak nol.")


class NotPlacedThere(InvalidInput):
    """A product of somebody else, or of another outlet."""

    code = "not_placed_there"
    sentence = N_("Produk ini bukan titipan produsen itu di gerai itu.")


class NamedTwiceHere(InvalidInput):
    """The same batch twice."""

    code = "named_twice"
    sentence = N_("Kode produksi ini sudah disebut di atas. Gabungkan jumlahnya.")


class UnknownBatchHere(InvalidInput):
    """A batch the outlet never had."""

    code = "unknown_batch"
    sentence = N_("Kode produksi ini tidak ada pada stok penempatan itu.")


class MoreThanIsMissing(Conflict):
    """More pieces than are missing or lie there. Parameters: `pieces`, `most`."""

    code = "more_than_is_missing"
    sentence = N_("%(pieces)s pcs melebihi yang hilang, rusak, atau masih ada dan belum diganti rugi (%(most)s pcs).")


class NotInAgreement(Conflict):
    """A deduction the agreement does not allow so much of. Parameters: `most`."""

    code = "not_in_agreement"
    sentence = N_("Perjanjian mengizinkan potongan ini paling banyak %(most)s lagi.")


class AlreadyBroughtIn(Conflict):
    """The pair has a balance of this claim already."""

    code = "already_brought_in"
    sentence = N_("Saldo bawaan tagihan ini sudah dicatat untuk pasangan ini.")


class CannotBeCancelled(Conflict):
    """Only compensation is undone, because goods may turn up again."""

    code = "cannot_be_cancelled"
    sentence = N_("Hanya ganti rugi yang sudah disetujui yang dapat dibatalkan, bila barangnya ditemukan lagi.")


class AlreadyCancelled(Conflict):
    """It was undone before."""

    code = "already_cancelled"
    sentence = N_("Ganti rugi ini sudah dibatalkan.")
