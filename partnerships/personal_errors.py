"""Why something about personal data is refused, each named after the fact."""

from core.errors import Conflict, InvalidInput, NotFound, NotPermitted
from core.wording import N_


class PersonErased(Conflict):
    """The producer's personal data was erased on its request; there is nothing left to use."""

    code = "person_erased"
    sentence = N_("Data pribadi pelaku UMKM ini sudah dihapus atas permintaannya.")


class ProcessingRestricted(Conflict):
    """The producer asked that its data be kept and nothing else be done with it (UU 27/2022 Pasal 11)."""

    code = "processing_restricted"
    sentence = N_("Pemrosesan data pelaku UMKM ini dibatasi atas permintaannya. Cabut pembatasannya lebih dulu.")


class NotOptional(InvalidInput):
    """The notice is acknowledged; what it tells of rests on law and agreement and cannot be withdrawn."""

    code = "not_a_consent"
    sentence = N_("Pemberitahuan privasi tidak dapat ditarik. Untuk berhenti, ajukan pembatasan atau penghapusan data.")


class SourceNeeded(InvalidInput):
    """Whoever writes something down for somebody else says where it can be found."""

    code = "source_needed"
    sentence = N_("Tulis sumbernya: di mana persetujuan atau permintaan ini dapat ditemukan lagi.")


class UnknownRequest(NotFound):
    """No such request, or not this person's to see."""

    sentence = N_("Permintaan ini tidak ditemukan.")


class UnknownExport(NotFound):
    """No such copy, not this person's to see, or its days are over."""

    sentence = N_("Salinan data ini tidak ada atau masa unduhnya sudah lewat. Ajukan permintaan baru.")


class AlreadyAsked(Conflict):
    """The same request is still open. Parameters: `when`."""

    code = "already_asked"
    sentence = N_("Permintaan yang sama masih dikerjakan sejak %(when)s.")


class RequestNotThere(Conflict):
    """The request is not in a state from which this step leads on. Parameters: `status`."""

    code = "request_not_there"
    sentence = N_("Langkah ini tidak dapat dilakukan: permintaan berstatus “%(status)s”.")


class WhoIsMeant(InvalidInput):
    """A request that is about nobody known yet: whom it is about is found out before anything is done."""

    code = "who_is_meant"
    sentence = N_("Tentukan dulu pelaku UMKM yang dimaksud; cocokkan nama, telepon dan KTP-nya.")


class PurposeOfConsentNeeded(InvalidInput):
    """A withdrawal names the consent it withdraws; nothing else names one."""

    code = "consent_purpose_needed"
    sentence = N_("Pilih persetujuan mana yang ditarik.")


class AnswerNeeded(InvalidInput):
    """A request is closed with words the person reads."""

    code = "answer_needed"
    sentence = N_("Tulis jawaban yang dibaca pemohon.")


class SecondPersonErases(NotPermitted):
    """Whoever prepared an erasure does not do it."""

    code = "second_person_needed"
    sentence = N_("Penghapusan dilakukan orang kedua, bukan yang menyiapkannya.")


class StillStands(Conflict):
    """An erasure with something still open. The blockers are in `extra`."""

    code = "still_stands"
    sentence = N_("Belum dapat dihapus: %(count)s hal masih terbuka. Selesaikan dulu yang disebut di bawah.")
