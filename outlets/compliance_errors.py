"""Why a letter about the local rule is refused, each named after the fact."""

from core.errors import Conflict, InvalidInput
from core.wording import N_


class NoOutletChosen(InvalidInput):
    """A letter needs somebody to go to."""

    code = "no_outlet_chosen"
    sentence = N_("Pilih sedikitnya satu gerai yang belum memajang produk lokal.")


class CarriesAlready(Conflict):
    """The letter is for outlets that carry no local product. Parameters: `name`."""

    code = "carries_already"
    sentence = N_("%(name)s sudah memajang produk lokal, jadi tidak perlu disurati.")


class NumberNotInPattern(InvalidInput):
    """The pattern of letter numbers says where the number stands."""

    code = "number_not_in_pattern"
    sentence = N_("Tulis {nomor} di tempat nomor urut, misalnya 500.2/{nomor}/DISKOP/{tahun}.")


class LetterInTheFuture(InvalidInput):
    """A letter is dated today or before."""

    code = "day_in_future"
    sentence = N_("Tanggalnya tidak boleh di masa depan.")
