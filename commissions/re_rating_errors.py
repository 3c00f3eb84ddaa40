"""What is refused of re-ratings, in words that say how to mend it."""

from core.errors import Conflict, InvalidInput, NotFound, NotPermitted
from core.wording import N_


class UnknownReRating(NotFound):
    """There is no such re-rating, or it is not this person's to see."""

    sentence = N_("Koreksi tarif tidak ditemukan.")


class DaysTurnedRound(InvalidInput):
    """The last day lies before the first."""

    code = "range_turned_round"
    sentence = N_("Hari terakhir mendahului hari pertama. Tukar kedua tanggalnya.")


class DaysNotOver(InvalidInput):
    """A day that has not come has no sales yet. Parameters: `day`."""

    code = "day_in_future"
    sentence = N_("Hanya penjualan yang sudah terjadi, paling akhir %(day)s. Untuk hari esok, usulkan perubahan tarif.")


class SameRate(InvalidInput):
    """The wrong rate and the right one are the same."""

    code = "same_rate"
    sentence = N_("Tarif yang benar sama dengan tarif yang keliru. Periksa keduanya.")


class NothingToReRate(InvalidInput):
    """No sale of these days stands at the wrong rate or tax code."""

    code = "nothing_to_re_rate"
    sentence = N_(
        "Tidak ada penjualan pada hari-hari itu yang memakai tarif atau kode pajak keliru tersebut. Periksa tarif dan"
        " harinya."
    )


class TooManyLines(InvalidInput):
    """More lines than one person can look through. Parameters: `most`."""

    code = "too_many_lines"
    sentence = N_("Lebih dari %(most)s baris. Bagi menjadi beberapa rentang hari yang lebih pendek.")


class BeyondYourRegion(Conflict):
    """Some of the sales lie in outlets this person does not see."""

    code = "beyond_your_region"
    sentence = N_("Sebagian penjualan ada di gerai di luar wilayah Anda. Minta petugas yang melihat semua gerainya.")


class ReRatingOpen(Conflict):
    """Another re-rating of the agreement waits."""

    code = "re_rating_open"
    sentence = N_("Perjanjian ini masih memiliki koreksi tarif yang menunggu keputusan. Putuskan atau tarik dahulu.")


class SoldMeanwhile(Conflict):
    """What is left of the lines, or which lines there are, is not what was proposed."""

    code = "changed_meanwhile"
    sentence = N_("Penjualannya berubah sejak diusulkan (retur, koreksi, atau baris baru). Tarik lalu usulkan kembali.")


class PricedOtherwise(Conflict):
    """Entered again, a line would not get the corrected rate. Parameters: `line`."""

    code = "priced_otherwise"
    sentence = N_(
        "Baris %(line)s pada harinya tunduk pada perjanjian lain atau akan ditahan. Koreksi baris itu sendiri."
    )


class OnlyProposerWithdraws(Conflict):
    """Whoever did not propose it declines it instead."""

    code = "only_proposer_withdraws"
    sentence = N_("Hanya pengusulnya yang dapat menarik. Anda dapat menolaknya.")


class SecondPersonDecides(NotPermitted):
    """Whoever proposed it does not decide it."""

    code = "second_person_needed"
    sentence = N_("Anda yang mengusulkan koreksi ini, jadi orang lain yang memutuskannya.")
