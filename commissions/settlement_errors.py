"""What is refused when two sides settle, in words that say how to mend it."""

from core.errors import Conflict, InvalidInput, NotFound, NotPermitted
from core.wording import N_


class UnknownPair(NotFound):
    """The two have nothing to do with each other, or it is not this person's to see."""

    sentence = N_("Pasangan produsen dan gerai ini tidak ditemukan.")


class PairNeeded(InvalidInput):
    """Nobody said between whom the money moved, and it does not follow."""

    code = "pair_required"
    sentence = N_("Sebutkan produsen dan gerainya, atau rekap yang dibayar.")


class NotOfThisPair(InvalidInput):
    """A statement of two others."""

    code = "not_of_this_pair"
    sentence = N_("Rekap ini milik pasangan produsen dan gerai yang lain.")


class NamedTwice(InvalidInput):
    """The same claim of the same statement twice."""

    code = "named_twice"
    sentence = N_("Tagihan rekap ini sudah disebut di atas. Gabungkan jumlahnya.")


class MoreAllocatedThanPaid(InvalidInput):
    """The parts of a payment exceed it. Parameters: `parts`, `amount`."""

    code = "more_allocated_than_paid"
    sentence = N_("Pembagiannya berjumlah %(parts)s, lebih besar dari pembayarannya, %(amount)s.")


class UnknownPayment(NotFound):
    """There is no such payment, or it is not this person's to see."""

    sentence = N_("Pembayaran tidak ditemukan.")


class DayInFuture(InvalidInput):
    """A day that has not come yet."""

    code = "day_in_future"
    sentence = N_("Tanggal ini belum tiba. Isi tanggal kejadiannya.")


class DayBeforePayment(InvalidInput):
    """Money cannot come back before it was paid. Parameters: `day`."""

    code = "before_payment"
    sentence = N_("Tanggal ini mendahului tanggal bayarnya, %(day)s.")


class AlreadyDecided(Conflict):
    """Somebody decided it before. Parameters: `who`, `when`."""

    code = "already_decided"
    sentence = N_("Ini sudah diputuskan oleh %(who)s pada %(when)s.")


class NotWaiting(Conflict):
    """It does not wait for a decision any more."""

    code = "not_waiting"
    sentence = N_("Ini tidak lagi menunggu jawaban.")


class NotConfirmedYet(Conflict):
    """Only a payment that was confirmed can come back."""

    code = "not_confirmed"
    sentence = N_("Pembayaran ini belum dikonfirmasi, jadi belum ada yang dapat kembali.")


class AlreadyReturned(Conflict):
    """It came back before."""

    code = "already_returned"
    sentence = N_("Pembayaran ini sudah dicatat kembali.")


class SecondPersonNeeded(NotPermitted):
    """Whoever entered it does not confirm it."""

    code = "second_person_needed"
    sentence = N_("Anda yang mencatat ini, jadi orang lain dari pihak yang lain yang mengonfirmasi.")


class OtherSideNeeded(NotPermitted):
    """It was entered for this side, so the other one decides."""

    code = "other_side_needed"
    sentence = N_("Ini dicatat untuk pihak Anda, jadi pihak yang lain yang menjawab.")


class OnlyWhoEnteredIt(NotPermitted):
    """Only the side that entered it takes it back."""

    code = "only_who_entered_it"
    sentence = N_("Hanya pihak yang mencatat yang dapat menariknya kembali.")


class NeverBothSides(Conflict):
    """Staff have stood in for one side already; the other one has to answer itself."""

    code = "never_both_sides"
    sentence = N_("Petugas sudah mewakili pihak yang lain; pihak ini harus menjawab sendiri.")


class SideRequired(InvalidInput):
    """Staff say for which side they speak and how they know."""

    code = "side_required"
    sentence = N_("Pilih pihak yang Anda wakili dan tulis dari mana jawabannya Anda terima.")
