"""Why a stock count is refused, each named after the fact."""

from core.errors import Conflict, InvalidInput, NotFound
from core.wording import N_


class UnknownCount(NotFound):
    """No such count, or not this person's to see."""

    sentence = N_("Stok opname tidak ditemukan.")


class CountUnderWay(Conflict):
    """The outlet is being counted already. Parameter: `number`."""

    code = "count_under_way"
    sentence = N_("Gerai ini sedang dihitung (%(number)s). Selesaikan atau batalkan yang itu lebih dahulu.")


class CountIsElsewhere(Conflict):
    """The count has gone on, so this step is not its next one. Parameters: `number`, `status`."""

    code = "count_not_there"
    sentence = N_("Stok opname %(number)s sekarang: %(status)s. Muat ulang halamannya.")


class StockFollowedAlready(Conflict):
    """An opening count is for an outlet whose stock is not followed yet."""

    code = "stock_followed_already"
    sentence = N_("Stok gerai ini sudah dicatat. Buat stok opname biasa.")


class SalesUntilImpossible(InvalidInput):
    """A count tells whether today's sales are in it. Parameters: `first`, `last`."""

    code = "sales_until_impossible"
    sentence = N_("Penjualan dihitung sampai %(first)s atau %(last)s, sesuai keadaan rak saat dihitung.")


class CountIncomplete(InvalidInput):
    """Every batch in the books is counted, if only as zero. Parameter: `name`."""

    code = "count_incomplete"
    sentence = N_("%(name)s belum dihitung. Tulis 0 bila memang tidak ada di rak.")


class NothingCounted(InvalidInput):
    """An opening count without a number, where nobody says that the shelf is empty."""

    code = "nothing_counted"
    sentence = N_("Belum ada yang dihitung. Isi jumlahnya, atau nyatakan bahwa raknya kosong.")


class NotOnTheSheet(InvalidInput):
    """The line is of no placement of this outlet, or comes twice."""

    code = "not_on_the_sheet"
    sentence = N_("Barang ini bukan dari gerai ini, atau tercantum dua kali.")


class CountedBeforeOpened(InvalidInput):
    """A number was typed before the count was opened, or so long ago that nobody knows."""

    code = "counted_before_opened"
    sentence = N_("Angka ini diketik sebelum stok opname dibuka. Hitung lagi barangnya.")


class DifferenceNotExplained(InvalidInput):
    """What was said does not add up to the difference. Parameters: `name`, `difference`, `explained`."""

    code = "difference_not_explained"
    sentence = N_("%(name)s: selisih %(difference)s pcs, yang dijelaskan %(explained)s pcs. Muat ulang, lalu lengkapi.")


class OutcomeDoesNotFit(InvalidInput):
    """Missing pieces were not found, and pieces too many were not lost. Parameter: `name`."""

    code = "outcome_does_not_fit"
    sentence = N_("%(name)s: pilihan ini tidak cocok dengan selisihnya.")


class NotExpiredThen(InvalidInput):
    """Pieces count as expired only when the date of their batch had passed. Parameter: `name`."""

    code = "not_expired_then"
    sentence = N_("%(name)s belum lewat tanggal kedaluwarsanya pada hari penghitungan.")


class MoreThanTolerated(InvalidInput):
    """The agreement tolerates less shrinkage. Parameters: `name`, `most`."""

    code = "more_than_tolerated"
    sentence = N_("%(name)s: perjanjian hanya menoleransi susut %(most)s pcs lagi. Sisanya pilih hilang atau rusak.")


class ReasonNeeded(InvalidInput):
    """What was neither sold nor found needs a word why."""

    code = "reason_needed"
    sentence = N_("Tulis keterangan untuk barang yang hilang, rusak, susut, kedaluwarsa, atau salah catat.")


class SecondPersonConfirms(Conflict):
    """Whoever classified a difference does not confirm it."""

    code = "second_person_confirms"
    sentence = N_("Anda sendiri yang menjelaskan selisih ini. Orang lain yang memeriksanya.")
