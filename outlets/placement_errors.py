"""Why a change of a placement that stands is refused, each named after the fact."""

from core.errors import Conflict, InvalidInput
from core.wording import N_


class NotAcceptedYet(Conflict):
    """A proposal has no history of prices: it is declined and proposed anew."""

    code = "placement_not_accepted"
    sentence = N_("Penempatan ini belum diterima gerai. Tolak usulan ini, lalu usulkan lagi dengan harga lain.")


class OutsidePlacement(InvalidInput):
    """A price for a day on which the product does not stand there. Parameters: `first`, `last`."""

    code = "outside_placement"
    sentence = N_("Pilih hari dalam masa penempatan: %(first)s sampai %(last)s.")


class NoticeTooShort(InvalidInput):
    """A producer changes a price sooner than was agreed. Parameters: `days`, `day`."""

    code = "notice_too_short"
    sentence = N_(
        "Perubahan harga diberitahukan %(days)s hari sebelumnya, jadi paling cepat %(day)s. Bila gerai sudah setuju"
        " lebih cepat, minta petugas mencatatnya."
    )


class ReasonForThePast(InvalidInput):
    """A price that reaches back without saying why."""

    code = "reason_needed"
    sentence = N_("Harga untuk hari yang sudah lewat memerlukan alasan, misalnya salah ketik saat diusulkan.")


class SamePrice(InvalidInput):
    """The prices of that day are these already. Parameter: `day`."""

    code = "same_price"
    sentence = N_("Harga pada %(day)s sudah seperti itu.")


class NotOnTheShelf(Conflict):
    """Only what stands on a shelf can be suspended."""

    code = "placement_not_active"
    sentence = N_("Penempatan ini tidak sedang aktif.")


class NotSuspendedThere(Conflict):
    """Only a suspended placement can be resumed."""

    code = "placement_not_suspended"
    sentence = N_("Penempatan ini tidak sedang dibekukan.")
