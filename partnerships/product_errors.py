"""Why something about a product, its changes, prices and curation is refused."""

from core.errors import Conflict, InvalidInput
from core.wording import N_


class StartsInThePast(InvalidInput):
    """A price from a day that is over; what was sold then was sold at the price of then."""

    code = "starts_in_past"
    sentence = N_("Harga baru berlaku paling cepat hari ini. Pilih hari ini atau tanggal sesudahnya.")


class NothingChanged(Conflict):
    """A change that changes nothing."""

    code = "nothing_changed"
    sentence = N_("Tidak ada yang berubah, jadi tidak ada yang perlu ditinjau.")


class NoteNeeded(InvalidInput):
    """A change of how a product is made is told in words."""

    code = "note_needed"
    sentence = N_("Jelaskan apa yang berubah dalam cara pembuatannya.")


class NoChangeWaiting(Conflict):
    """No change of this product waits."""

    code = "no_change_waiting"
    sentence = N_("Tidak ada perubahan produk ini yang menunggu kurasi.")


class CheckUnknown(InvalidInput):
    """A tick at an item the checklist of this product does not have."""

    code = "check_unknown"
    sentence = N_("Ada butir daftar periksa yang tidak berlaku untuk produk ini.")


class ChecklistIncomplete(InvalidInput):
    """An acceptance with items that are not ticked. Parameters: `count`."""

    code = "checklist_incomplete"
    sentence = N_("%(count)s butir belum dicentang. Centang semuanya, atau kembalikan produk ini.")


class RouteNotOpen(Conflict):
    """A verifier decides on the permit only where the answers leave it to a verifier."""

    code = "route_not_open"
    sentence = N_("Izin produk ini sudah ditentukan oleh jawabannya, jadi tidak perlu diputuskan petugas.")
