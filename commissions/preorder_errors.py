"""Why something about deliveries, pick-ups and money of a pooled pre-order is refused, each named after the fact."""

from core.errors import Conflict, InvalidInput, NotFound
from core.wording import N_


class UnknownDeliveryEntry(NotFound):
    """No such delivery of a campaign, or not this person's to see."""

    sentence = N_("Penyerahan pesanan bersama ini tidak ditemukan.")


class UnknownPickup(NotFound):
    """No such pick-up, or not this person's to see."""

    sentence = N_("Pengambilan ini tidak ditemukan.")


class UnknownBuyerPayment(NotFound):
    """No such payment of a buyer, or not this person's to see."""

    sentence = N_("Pembayaran pemesan ini tidak ditemukan.")


class NotInThisPool(InvalidInput):
    """The producer never stood in the pool of the campaign."""

    code = "not_in_this_pool"
    sentence = N_("Produsen ini bukan peserta pesanan bersama ini. Pilih dari daftar peserta.")


class NothingDelivered(InvalidInput):
    """A delivery of no piece at all."""

    code = "nothing_delivered"
    sentence = N_("Isi jumlah yang diterima atau yang ditolak.")


class WhyRejected(InvalidInput):
    """Pieces were rejected and nobody says why."""

    code = "reason_required"
    sentence = N_("Tulis mengapa ada barang yang ditolak, misalnya jahitan lepas.")


class DayOutsideCampaign(InvalidInput):
    """A day before the campaign opened, or in the future. Parameters: `first`, `latest`."""

    code = "day_outside_campaign"
    sentence = N_("Tanggalnya harus antara %(first)s dan %(latest)s.")


class NoAgreementThatDay(Conflict):
    """No agreement between producer and outlet says how pieces of that day are paid. Parameters: `day`."""

    code = "no_agreement"
    sentence = N_(
        "Tidak ada perjanjian antara produsen ini dan gerai yang berlaku pada %(day)s, jadi barangnya tidak dapat"
        " dibayar. Buat perjanjian lebih dahulu."
    )


class CountedMeanwhile(Conflict):
    """Somebody entered a delivery of this producer and day since the form was opened."""

    code = "changed_meanwhile"
    sentence = N_("Penyerahan produsen ini pada hari itu baru saja dicatat. Muat ulang lalu periksa apakah sudah ada.")


class QuietNow(Conflict):
    """Nobody is told anything at night. Parameters: `until`."""

    code = "quiet_hours"
    sentence = N_("Sekarang jam tenang. Kabari produsen lagi mulai pukul %(until)s.")


class NobodyToTell(Conflict):
    """Nobody was asked for pieces of that day."""

    code = "nobody_to_tell"
    sentence = N_("Belum ada pekerjaan yang dibagikan untuk hari itu. Bagi pekerjaan dahulu.")


class ToldAlready(Conflict):
    """The tailors were told about the work of that day, and nothing has changed since."""

    code = "told_already"
    sentence = N_("Pekerjaan hari itu sudah dikabarkan dan tidak berubah sejak itu.")


class OnlyDeliveriesAreCorrected(Conflict):
    """What takes from a delivery is not taken from itself."""

    code = "not_a_delivery"
    sentence = N_("Baris ini sudah merupakan koreksi atau pengembalian, jadi tidak dapat dikoreksi.")


class MoreThanWasCounted(Conflict):
    """More pieces are to leave a delivery than it still holds. Parameters: `accepted`, `rejected`."""

    code = "more_than_was_counted"
    sentence = N_("Dari penyerahan ini tersisa %(accepted)s diterima dan %(rejected)s ditolak. Kurangi jumlahnya.")


class AlreadyWithBuyers(Conflict):
    """The pieces were handed over, so they cannot have been a wrong entry. Parameters: `left`."""

    code = "already_with_buyers"
    sentence = N_(
        "Sebagian sudah diambil pemesan; di gerai tinggal %(left)s. Batalkan pengambilannya dahulu bila keliru."
    )


class NotEnoughThere(Conflict):
    """Fewer pieces lie at the outlet than are to be handed over. Parameters: `left`."""

    code = "not_enough_there"
    sentence = N_("Di gerai baru ada %(left)s yang siap diambil. Serahkan sebanyak itu atau tunggu kiriman berikutnya.")


class SetAsideForOthers(Conflict):
    """Some of the pieces are set aside for orders promised earlier. Parameters: `free`, `aside`."""

    code = "set_aside_for_others"
    sentence = N_(
        "Untuk pesanan ini bebas %(free)s; %(aside)s lainnya disisihkan bagi pemesan yang dijanjikan lebih awal atau"
        " sudah dikabari. Serahkan sebanyak yang bebas, atau centang bahwa Anda mendahulukan pemesan ini."
    )


class MoreThanOrdered(InvalidInput):
    """More pieces than the order still waits for. Parameters: `left`."""

    code = "more_than_ordered"
    sentence = N_("Pesanan ini tinggal menunggu %(left)s. Periksa kode dan jumlahnya.")


class WaitsForTheWhole(Conflict):
    """The buyer did not agree to fetch a part. Parameters: `left`."""

    code = "waits_for_the_whole"
    sentence = N_("Pemesan ingin mengambil sekaligus: serahkan %(left)s, atau ubah pesanannya menjadi boleh sebagian.")


class NotOrdered(Conflict):
    """The order was cancelled or only waits, so nothing is handed over for it."""

    code = "not_ordered"
    sentence = N_("Pesanan ini tidak berstatus diterima, jadi tidak ada yang diserahkan.")


class NotPaidYet(Conflict):
    """A person pays before the pieces leave; an office may pay on its invoice. Parameters: `lacks`."""

    code = "not_paid_yet"
    sentence = N_("Masih kurang %(lacks)s. Catat pembayarannya dahulu; tagihan kantor hanya untuk pemesan instansi.")


class NothingToRefund(Conflict):
    """More is to go back than is held for the buyer. Parameters: `most`."""

    code = "more_than_is_held"
    sentence = N_("Titipan pemesan ini %(most)s; yang dikembalikan tidak dapat lebih dari itu.")


class WhyRefunded(InvalidInput):
    """Money goes back for a reason."""

    code = "reason_required"
    sentence = N_("Tulis mengapa uangnya dikembalikan.")


class HandedOverBefore(InvalidInput):
    """Pieces cannot come back before they were fetched. Parameters: `first`, `latest`."""

    code = "returned_outside"
    sentence = N_("Tanggal kembali harus antara %(first)s dan %(latest)s.")


class NotSoManyFetched(Conflict):
    """More pieces come back than the buyer has of this pick-up. Parameters: `left`."""

    code = "not_so_many_fetched"
    sentence = N_("Dari pengambilan ini pemesan masih memegang %(left)s. Kurangi jumlahnya.")


class MoneyWasMoved(Conflict):
    """A payment entered by mistake can only be taken back while its money is still held. Parameters: `most`."""

    code = "money_was_moved"
    sentence = N_("Uang ini sudah terpakai untuk barang yang diambil atau sudah dikembalikan; tersisa %(most)s.")


class TakenBackBefore(Conflict):
    """The entry was taken back already, or takes one back itself."""

    code = "taken_back_already"
    sentence = N_("Catatan ini sudah dibatalkan.")
