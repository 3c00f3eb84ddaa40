"""Why something about deliveries, receipts and stock is refused, each named after the fact."""

from core.errors import Conflict, InvalidInput, NotFound, NotPermitted
from core.wording import N_


class UnknownDelivery(NotFound):
    """No such delivery, or not this person's to see."""

    sentence = N_("Surat titip jual ini tidak ditemukan.")


class UnknownDispute(NotFound):
    """No such dispute of a receipt, or not this person's to see."""

    sentence = N_("Keberatan ini tidak ditemukan.")


class UnknownHeldLine(NotFound):
    """No such held line, or not this person's to see."""

    sentence = N_("Baris yang ditahan ini tidak ditemukan.")


class NotEnoughOnHand(Conflict):
    """More pieces would leave a batch than it has. Parameters: `batch`, `pieces`, `left`."""

    code = "not_enough_on_hand"
    sentence = N_("Sisa kode produksi %(batch)s hanya %(left)s pcs, jadi %(pieces)s pcs tidak dapat dikurangkan.")


class MovedAlready(Conflict):
    """The same fact has moved these pieces before."""

    code = "moved_already"
    sentence = N_("Perubahan stok ini sudah dicatat. Muat ulang halaman untuk melihatnya.")


class BatchWithOtherExpiry(Conflict):
    """The batch is known there with another expiry date. Parameters: `batch`, `known`."""

    code = "batch_with_other_expiry"
    sentence = N_(
        "Kode produksi %(batch)s sudah tercatat dengan tanggal kedaluwarsa %(known)s."
        " Periksa labelnya, atau pakai kode produksi lain."
    )


class LinesNeeded(InvalidInput):
    """A delivery note or receipt without a line."""

    code = "lines_needed"
    sentence = N_("Isi paling sedikit satu produk dengan jumlahnya.")


class PlacementNotOfDelivery(InvalidInput):
    """A line names a placement of another producer or outlet, or one that does not exist."""

    code = "placement_not_here"
    sentence = N_("Produk ini tidak ditempatkan oleh produsen ini di gerai ini.")


class PlacementNotActive(Conflict):
    """Goods for a shelf on which the product does not stand that day. Parameters: `name`."""

    code = "placement_not_active"
    sentence = N_("Penempatan %(name)s tidak aktif pada tanggal kirim, jadi belum boleh dikirim.")


class DeliveriesStopped(Conflict):
    """A permit of the product has ended. Parameters: `name`."""

    code = "deliveries_stopped"
    sentence = N_("Pengiriman %(name)s dihentikan karena izinnya berakhir. Perbarui izinnya dahulu.")


class QuotaExceeded(Conflict):
    """On hand and in transit would pass the quota. Parameters: `name`, `quota`, `on_hand`, `in_transit`, `most`."""

    code = "quota_exceeded"
    sentence = N_(
        "Kuota %(name)s di gerai ini %(quota)s pcs: ada %(on_hand)s di gerai dan %(in_transit)s dalam perjalanan,"
        " jadi paling banyak %(most)s pcs lagi."
    )


class BatchTwice(InvalidInput):
    """The same batch of the same product stands twice on a note. Parameters: `batch`."""

    code = "batch_twice"
    sentence = N_("Kode produksi %(batch)s tertulis dua kali untuk produk yang sama. Gabungkan menjadi satu baris.")


class ExpiredAlready(InvalidInput):
    """The batch cannot be sold even on the day it is delivered. Parameters: `day`."""

    code = "expired_already"
    sentence = N_("Produk ini sudah kedaluwarsa sejak %(day)s. Produk kedaluwarsa tidak boleh dijual (PP 69/1999).")


class ExpiresBeforeProduction(InvalidInput):
    """The expiry date lies before the day of production."""

    code = "expires_before_production"
    sentence = N_("Tanggal kedaluwarsa mendahului tanggal produksi. Periksa labelnya.")


class ProducedLater(InvalidInput):
    """Goods that are delivered before they were made."""

    code = "produced_after_delivery"
    sentence = N_("Tanggal produksi sesudah tanggal kirim. Periksa labelnya.")


class ShelfLifeTooShort(InvalidInput):
    """Less shelf life is left than the outlet asks for. Parameters: `left`, `least`, `earliest`."""

    code = "shelf_life_too_short"
    sentence = N_(
        "Sisa masa simpan hanya %(left)s hari; gerai ini meminta paling sedikit %(least)s hari"
        " (kedaluwarsa %(earliest)s atau sesudahnya)."
    )


class ShelfLifeBelowAgreement(ShelfLifeTooShort):
    """Less shelf life is left than the agreement asks for, which asks for more than the placement does."""

    sentence = N_(
        "Sisa masa simpan hanya %(left)s hari; perjanjian dengan gerai ini meminta paling sedikit %(least)s hari"
        " (kedaluwarsa %(earliest)s atau sesudahnya)."
    )


class MonthNotEnough(InvalidInput):
    """Month and year are enough only for goods that keep longer than three months (PP 69/1999 Pasal 27)."""

    code = "month_not_enough"
    sentence = N_(
        "Bulan dan tahun saja hanya boleh bila masa simpan lebih dari tiga bulan (PP 69/1999 Pasal 27)."
        " Tulis tanggal lengkapnya, atau isi tanggal produksinya."
    )


class DeliveredOnImpossible(InvalidInput):
    """A day of delivery too far ahead or too long ago. Parameters: `first`, `last`."""

    code = "delivered_on_impossible"
    sentence = N_("Tanggal kirim harus antara %(first)s dan %(last)s.")


class DeliveryNotOpen(Conflict):
    """It was received or cancelled already. Parameters: `number`."""

    code = "delivery_not_open"
    sentence = N_("Surat titip jual %(number)s sudah dikonfirmasi atau dibatalkan.")


class NeverBothSides(NotPermitted):
    """Whoever wrote the note for the producer does not confirm it for the outlet."""

    code = "never_both_sides"
    sentence = N_("Anda menulis surat titip jual ini atas nama produsen, jadi orang lain yang mengonfirmasi gerai.")


class ReceiptLineUnknown(InvalidInput):
    """A line of the receipt that is not on the note, or stands twice. Parameters: `batch`."""

    code = "not_on_the_note"
    sentence = N_("Kode produksi %(batch)s tidak ada pada surat titip jual ini, atau tertulis dua kali.")


class ReceiptIncomplete(InvalidInput):
    """Not every line of the note is answered. Parameters: `batches`."""

    code = "receipt_incomplete"
    sentence = N_("Isi penerimaan semua baris. Belum ada: %(batches)s.")


class ReceiptDoesNotAddUp(InvalidInput):
    """Good, short and damaged are not together what was sent. Parameters: `batch`, `told`, `sent`."""

    code = "receipt_does_not_add_up"
    sentence = N_("Baik, kurang dan rusak untuk %(batch)s berjumlah %(told)s, padahal dikirim %(sent)s pcs.")


class NothingToDispute(Conflict):
    """The receipt says what the producer says. Parameters: `good`."""

    code = "nothing_to_dispute"
    sentence = N_("Penerimaan sudah menyebut %(good)s pcs baik. Isi jumlah yang berbeda.")


class TooLateToDispute(Conflict):
    """The days to dispute a receipt have passed. Parameters: `last`."""

    code = "too_late_to_dispute"
    sentence = N_("Keberatan hanya dapat diajukan sampai %(last)s.")


class DisputedAlready(Conflict):
    """There is a dispute about this line already."""

    code = "disputed_already"
    sentence = N_("Baris ini sudah dipersoalkan.")


class NotReceivedYet(Conflict):
    """There is no receipt yet that could be disputed."""

    code = "not_received_yet"
    sentence = N_("Gerai belum mengonfirmasi penerimaan ini.")


class DisputeDecided(Conflict):
    """Somebody decided about it already. Parameters: `who`."""

    code = "already_decided"
    sentence = N_("Sudah diputuskan oleh %(who)s.")


class DecidesOwnWords(NotPermitted):
    """Whoever disputed a receipt does not decide about it."""

    code = "second_person_needed"
    sentence = N_("Anda yang mengajukan keberatan ini, jadi petugas lain yang memutuskannya.")


class MoreGoodThanSent(InvalidInput):
    """More good pieces than were sent. Parameters: `sent`."""

    code = "more_than_was_sent"
    sentence = N_("Jumlah baik paling banyak %(sent)s pcs, sebanyak yang dikirim.")


class HeldLineDecided(Conflict):
    """Somebody released or refused it already. Parameters: `who`."""

    code = "already_decided"
    sentence = N_("Baris ini sudah diputuskan oleh %(who)s.")


class WorthChanged(Conflict):
    """Pieces of a batch left since the proposal; those charged now were left at another price.

    Parameters: `name`, `batch`.
    """

    code = "worth_changed"
    sentence = N_(
        "Sisa %(name)s, kode produksi %(batch)s, berubah sejak diusulkan, dan harga titipnya tidak sama lagi. Tolak"
        " usulan ini, lalu ajukan lagi."
    )
