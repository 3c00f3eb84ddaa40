"""Why something about a Pojok UMKM is refused, each named after the fact."""

from core.errors import Conflict, InvalidInput, NotPermitted
from core.wording import N_


class CornerExists(Conflict):
    """The office has a corner already. Parameters: `office`."""

    code = "corner_exists"
    sentence = N_("%(office)s sudah memiliki Pojok UMKM di kabupaten/kota ini.")


class RateOutsideBand(InvalidInput):
    """A corner takes from nothing up to the upper end of the band. Parameters: `highest`."""

    code = "rate_outside_band"
    sentence = N_("Komisi Pojok UMKM antara 0 %% dan %(highest)s.")


class NoCornerTerms(Conflict):
    """The corner has no standing terms yet, so nobody can be taken in under them."""

    code = "no_corner_terms"
    sentence = N_("Pengelola Pojok UMKM ini belum menyetujui syarat tetapnya. Isi syarat itu dahulu.")


class ManagerMustAgree(NotPermitted):
    """An officer wrote the terms down for the corner, so an officer cannot stand in for the producer as well."""

    code = "never_both_sides"
    sentence = N_(
        "Syarat tetap Pojok ini dicatat petugas, sehingga petugas tidak boleh mewakili pelaku UMKM juga. Minta"
        " pengelola menyetujui syaratnya sendiri, atau biarkan pelaku UMKM menitipkan produknya sendiri."
    )


class NotOfThisRegion(InvalidInput):
    """A corner takes in producers of its regency; others propose an agreement as everywhere. Parameters: `region`."""

    code = "not_of_this_region"
    sentence = N_("Pojok UMKM ini menerima pelaku UMKM %(region)s. Dari daerah lain, usulkan perjanjian seperti biasa.")
