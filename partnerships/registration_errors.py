"""Why a step of a registration is refused."""

from core.errors import Conflict, InvalidInput
from core.wording import N_


class DraftGone(Conflict):
    """The draft was sent already, deleted, or nobody saved it for too long."""

    code = "draft_gone"
    sentence = N_("Draf ini sudah dikirim, dihapus, atau kedaluwarsa. Mulai lagi bila belum pernah mengirim.")


class StepMissing(Conflict):
    """An earlier step was not filled in."""

    code = "step_missing"
    sentence = N_("Ada langkah yang belum diisi. Lengkapi dahulu.")


class ConsentChanged(InvalidInput):
    """The wording of the consent changed after it was shown; nobody agrees to what they have not read."""

    code = "consent_changed"
    sentence = N_("Teks persetujuan baru saja berubah. Baca lagi, lalu setujui.")
