"""Why something about a campaign, its pool or its orders is refused, each named after the fact."""

from core.errors import Conflict, InvalidInput, NotFound
from core.wording import N_


class UnknownCampaign(NotFound):
    """No such campaign, or not this person's to see."""

    sentence = N_("Pesanan bersama ini tidak ditemukan.")


class UnknownOrder(NotFound):
    """No such order, or not this person's to see; a wrong code is answered the same way."""

    sentence = N_("Pesanan ini tidak ditemukan. Periksa kodenya, lalu coba lagi.")


class UnknownShortage(NotFound):
    """No such note about material, or not this person's to see."""

    sentence = N_("Catatan kekurangan bahan ini tidak ditemukan.")


class NotInPool(NotFound):
    """The producer is not in the pool, or not this person's to speak for."""

    sentence = N_("Pelaku UMKM ini tidak ada di kelompok pesanan bersama ini.")


class CampaignDaysReversed(InvalidInput):
    """A last day lies before its first."""

    code = "campaign_days_reversed"
    sentence = N_("Hari terakhir mendahului hari pertamanya. Periksa tanggal buka, tutup dan penyerahan.")


class CampaignTooLong(InvalidInput):
    """Deliveries stretch over more days than anybody promises for. Parameters: `most`."""

    code = "campaign_too_long"
    sentence = N_("Masa penyerahan paling lama %(most)s hari. Buka pesanan bersama berikutnya untuk sisanya.")


class CampaignOver(InvalidInput):
    """All days of delivery lie in the past."""

    code = "campaign_over"
    sentence = N_("Hari penyerahan terakhir sudah lewat. Pilih tanggal mulai besok.")


class NoAgreementWithOutlet(InvalidInput):
    """The producer has no agreement in force with the outlet. Parameters: `day`."""

    code = "no_agreement_with_outlet"
    sentence = N_(
        "Pelaku UMKM ini belum punya perjanjian yang berlaku dengan gerai pengambilan pada %(day)s. Buat atau terima"
        " perjanjiannya dahulu."
    )


class ProducerNotActive(InvalidInput):
    """Only an active producer makes goods for a campaign."""

    code = "producer_not_active"
    sentence = N_("Hanya pelaku UMKM yang aktif dapat ikut. Lengkapi dan verifikasi usahanya dahulu.")


class AlreadyInPool(Conflict):
    """The producer is in the pool already."""

    code = "already_in_pool"
    sentence = N_("Pelaku UMKM ini sudah ikut. Ubah kemampuannya di halaman pesanan bersama ini.")


class DayOffOutside(InvalidInput):
    """A day off on which the campaign has no work. Parameters: `day`."""

    code = "day_off_outside"
    sentence = N_("Hari libur %(day)s di luar masa penyerahan. Hapus atau perbaiki tanggalnya.")


class SourceOfJoiningNeeded(InvalidInput):
    """Whoever lets a producer join or leave says how its word arrived."""

    code = "source_of_joining_needed"
    sentence = N_("Isi lewat apa pelaku UMKM menyatakan ikut.")


class CampaignCancelled(Conflict):
    """The campaign was cancelled; nothing goes on in it."""

    code = "campaign_cancelled"
    sentence = N_("Pesanan bersama ini dibatalkan; tidak ada lagi yang dapat diubah.")


class NotTakingOrders(Conflict):
    """The campaign is closed, or its days of ordering have not begun or are over. Parameters: `opens`, `closes`."""

    code = "not_taking_orders"
    sentence = N_("Pesanan bersama ini tidak sedang menerima pesanan. Pesanan diterima %(opens)s sampai %(closes)s.")


class CampaignMoveNotPossible(Conflict):
    """The campaign cannot go from its state to that one."""

    code = "campaign_move_not_possible"
    sentence = N_("Langkah ini tidak mungkin dari keadaan pesanan bersama sekarang. Muat ulang halamannya.")


class PiecesDeliveredAlready(Conflict):
    """Something was delivered or handed over, so the campaign can be closed and not cancelled."""

    code = "pieces_delivered_already"
    sentence = N_("Sudah ada barang yang diserahkan. Tutup pesanan bersama ini; membatalkannya tidak dapat lagi.")


class WantedTooEarly(InvalidInput):
    """The buyer wants it before today, or more than a year from now."""

    code = "wanted_too_early"
    sentence = N_("Tanggal diinginkan harus hari ini sampai setahun ke depan.")


class FilledByAProgram(InvalidInput):
    """A field of the public form that nobody sees was filled."""

    code = "filled_by_a_program"
    sentence = N_("Formulir ini tampak diisi oleh program. Muat ulang halamannya, lalu isi sendiri.")


class OrderAtItsEnd(Conflict):
    """The order was handed over or cancelled."""

    code = "order_at_its_end"
    sentence = N_("Pesanan ini sudah diambil atau dibatalkan, jadi tidak dapat diubah.")


class NoRoomForMore(Conflict):
    """The pool has no room for a larger order. Parameters: `most`."""

    code = "no_room_for_more"
    sentence = N_("Jumlah ini tidak muat lagi. Paling banyak %(most)s; sisanya dapat dipesan tersendiri.")


class OlderPrice(Conflict):
    """The price has changed since, so more pieces are an order of their own. Parameters: `price`."""

    code = "older_price"
    sentence = N_(
        "Harga sudah berubah sejak pesanan ini. Pesan tambahannya tersendiri dengan harga sekarang, %(price)s."
    )


class OpenAlready(Conflict):
    """The first day of ordering has begun, so it is not moved any more."""

    code = "open_already"
    sentence = N_("Masa pesan sudah dimulai, jadi hari bukanya tidak dapat dipindah lagi.")


class DeliveryBegan(Conflict):
    """The first day of delivery has begun, so it is not moved any more."""

    code = "delivery_began"
    sentence = N_("Masa penyerahan sudah dimulai, jadi hari pertamanya tidak dapat dipindah lagi.")


class DayHasBegun(InvalidInput):
    """A day that has begun is not changed any more. Parameters: `day`."""

    code = "day_has_begun"
    sentence = N_("%(day)s sudah dimulai atau lewat. Pilih hari mulai besok.")


class PromisedOutside(Conflict):
    """Pieces are promised to buyers, or given to producers, for days that would fall away. Parameters: `day`."""

    code = "promised_outside"
    sentence = N_(
        "Sudah ada yang dijanjikan atau dibagikan untuk %(day)s. Masa penyerahan harus tetap memuat hari itu."
    )


class FewerThanHandedOver(InvalidInput):
    """An order cannot be for fewer pieces than were fetched. Parameters: `least`."""

    code = "fewer_than_handed_over"
    sentence = N_("Sudah diambil %(least)s. Jumlah pesanan tidak dapat kurang dari itu.")


class FetchedInPart(Conflict):
    """Pieces of the order were fetched or paid, so it is made smaller and not cancelled."""

    code = "fetched_in_part"
    sentence = N_("Sebagian pesanan ini sudah diambil. Kurangi jumlahnya menjadi yang sudah diambil.")


class CancellingNotConfirmed(InvalidInput):
    """The buyer did not tick that it means it."""

    code = "cancelling_not_confirmed"
    sentence = N_("Centang dahulu bahwa pesanan ini sungguh dibatalkan.")


class BuyerStillNeeded(Conflict):
    """The order is open, so its buyer must be reachable."""

    code = "buyer_still_needed"
    sentence = N_("Data pemesan dihapus setelah pesanan diambil atau dibatalkan. Batalkan pesanannya dahulu.")
