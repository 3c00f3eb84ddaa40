"""Why something about shelf slots and their turns is refused, each named after the fact."""

from core.errors import Conflict, InvalidInput, NotFound, NotPermitted
from core.wording import N_


class UnknownShelfSlot(NotFound):
    """No such slot, request or turn, or not this person's to see."""

    sentence = N_("Rak bergilir ini tidak ditemukan.")


class ShelfSlotExists(Conflict):
    """The outlet has a slot of that name. Parameters: `name`."""

    code = "shelf_slot_exists"
    sentence = N_("Gerai ini sudah memiliki rak bernama %(name)s. Pakai nama lain.")


class SlotDaysReversed(InvalidInput):
    """The last day of a slot lies before its first."""

    code = "slot_days_reversed"
    sentence = N_("Hari terakhir rak ini sebelum hari pertamanya. Tukar kedua tanggal.")


class NotInThisQueue(InvalidInput):
    """The producer is none this person may ask for here, or is suspended or gone."""

    code = "not_in_this_queue"
    sentence = N_("Pelaku UMKM ini tidak dapat meminta tempat di rak ini. Pilih yang aktif dari daftar.")


class NoGoodsOfCategory(InvalidInput):
    """The slot is for one category and the producer has no product on sale in it."""

    code = "no_goods_of_category"
    sentence = N_("Rak ini hanya untuk satu kategori, dan pelaku UMKM ini belum punya produk aktif di kategori itu.")


class WaitsAlready(Conflict):
    """The producer waits for this slot already."""

    code = "waits_already"
    sentence = N_("Pelaku UMKM ini sudah ada di antrean rak ini.")


class SourceOfWordNeeded(InvalidInput):
    """Whoever asks for a producer says how its word arrived."""

    code = "source_of_word_needed"
    sentence = N_("Isi lewat apa permintaan pelaku UMKM ini diterima.")


class NoLongerWaits(Conflict):
    """The request was served or withdrawn meanwhile."""

    code = "no_longer_waits"
    sentence = N_("Permintaan ini tidak lagi menunggu. Muat ulang antreannya.")


class ExceptionUndecided(Conflict):
    """A turn out of order for this request waits for a second person."""

    code = "exception_undecided"
    sentence = N_("Pengecualian untuk permintaan ini masih menunggu putusan petugas kedua.")


class NoFreePlace(Conflict):
    """Every place of the slot is taken on one of those days."""

    code = "no_free_place"
    sentence = N_("Semua tempat di rak ini terisi pada hari-hari itu. Pilih tanggal lain.")


class TurnOutsideSlot(InvalidInput):
    """A turn begins today or within a year, and within the days of the slot."""

    code = "turn_outside_slot"
    sentence = N_("Giliran mulai hari ini sampai setahun ke depan, dan selama rak ini dibuka.")


class ReasonForException(InvalidInput):
    """Somebody else is next. Parameters: `place`."""

    code = "reason_for_exception"
    sentence = N_("Permintaan ini urutan ke-%(place)s, bukan berikutnya. Pilih dasar dan tulis alasannya.")


class InTurnNeedsNoReason(InvalidInput):
    """A ground was given though it is this one's turn."""

    code = "in_turn_needs_no_reason"
    sentence = N_("Permintaan ini memang berikutnya. Kosongkan dasar dan alasan pengecualian.")


class ExceptionDecided(Conflict):
    """The exception was approved or declined before."""

    code = "exception_decided"
    sentence = N_("Pengecualian ini sudah diputuskan.")


class SecondPersonDecides(NotPermitted):
    """Who proposed an exception does not decide it."""

    code = "second_person_needed"
    sentence = N_("Pengecualian yang Anda usulkan diputuskan oleh petugas lain.")


class TurnNotRunning(Conflict):
    """Only a turn that was given and whose last day has not passed can be ended."""

    code = "turn_not_running"
    sentence = N_("Giliran ini tidak sedang berlaku, jadi tidak dapat diakhiri.")


class NotEarlier(InvalidInput):
    """A turn ends earlier on one of its own days before the last. Parameters: `first`, `last`."""

    code = "not_earlier"
    sentence = N_("Pilih hari dari %(first)s sampai sebelum %(last)s.")


class PlaceStillGiven(Conflict):
    """A slot cannot have fewer places than are given on a day to come. Parameters: `place`."""

    code = "place_still_given"
    sentence = N_("Tempat nomor %(place)s masih diberikan pada hari-hari mendatang. Akhiri gilirannya dahulu.")


class TurnsBeyondEnd(Conflict):
    """A slot cannot close before the last day of a turn that was given. Parameters: `day`."""

    code = "turns_beyond_end"
    sentence = N_(
        "Ada giliran yang berlaku sampai %(day)s. Akhiri giliran itu dahulu, atau pilih hari terakhir sesudahnya."
    )
