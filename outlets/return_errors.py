"""Why something about returns is refused, each named after the fact."""

from core.errors import Conflict, InvalidInput, NotFound
from core.wording import N_


class UnknownReturn(NotFound):
    """No such return, or not this person's to see."""

    sentence = N_("Retur barang ini tidak ditemukan.")


class NothingToReturn(InvalidInput):
    """A return without a line."""

    code = "nothing_to_return"
    sentence = N_("Isi jumlah sedikitnya satu barang yang akan diretur.")


class NotOnThatShelf(InvalidInput):
    """A batch this producer does not have at this outlet."""

    code = "unknown_batch"
    sentence = N_("Kode produksi ini tidak ada di gerai ini. Pilih dari daftar sisa barang.")


class SetAsideAlready(Conflict):
    """More pieces than are left when those of other open returns are taken off. Parameters: `batch`, `free`."""

    code = "set_aside_already"
    sentence = N_("Dari kode produksi %(batch)s hanya %(free)s pcs yang belum disisihkan untuk retur lain.")


class StockIsNotFollowed(Conflict):
    """The outlet keeps no books of its stock, so nothing can leave them."""

    code = "stock_not_followed"
    sentence = N_("Stok gerai ini tidak dicatat, jadi retur tidak mengubah apa pun. Kembalikan barangnya dengan surat.")


class DeadlineImpossible(InvalidInput):
    """A last day to fetch the goods in the past, or too far off. Parameters: `first`, `last`."""

    code = "deadline_impossible"
    sentence = N_("Batas pengambilan harus antara %(first)s dan %(last)s.")


class ReturnIsClosed(Conflict):
    """The goods were fetched, destroyed, or the return was cancelled. Parameter: `number`."""

    code = "return_closed"
    sentence = N_("Retur %(number)s sudah selesai. Muat ulang halaman untuk melihatnya.")


class DeadlineNotPassed(Conflict):
    """The producer may still come. Parameter: `day`."""

    code = "deadline_not_passed"
    sentence = N_("Produsen masih dapat mengambil barangnya sampai %(day)s. Musnahkan hanya sesudahnya.")


class DayNotPossible(InvalidInput):
    """A day before the announcement, or in the future. Parameters: `first`, `last`."""

    code = "day_not_possible"
    sentence = N_("Tanggal ini harus antara %(first)s dan %(last)s.")
