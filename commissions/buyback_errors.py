"""Why something about buy-backs is refused, each named after the fact."""

from core.errors import Conflict, InvalidInput, NotFound, NotPermitted
from core.wording import N_


class UnknownBuyback(NotFound):
    """No such buy-back, or not this person's to see."""

    sentence = N_("Pembelian kembali ini tidak ditemukan.")


class UnknownBudget(NotFound):
    """No such budget line."""

    sentence = N_("Pos anggaran ini tidak ditemukan.")


class BudgetExists(Conflict):
    """A line of that code is there for that year."""

    code = "budget_exists"
    sentence = N_("Pos anggaran %(code)s untuk tahun %(year)s sudah ada.")


class BudgetUsedUp(Conflict):
    """The line does not hold enough for what is to be approved. Parameters: `left`, `needed`."""

    code = "budget_used_up"
    sentence = N_(
        "Sisa pos anggaran %(left)s, sedangkan pembelian ini %(needed)s. Kurangi barangnya, atau pilih pos lain."
    )


class BelowWhatIsUsed(Conflict):
    """A budget line cannot be made smaller than what was approved from it. Parameters: `used`."""

    code = "below_what_is_used"
    sentence = N_("Dari pos ini sudah disetujui %(used)s; nilainya tidak dapat lebih kecil dari itu.")


class BudgetOfAnotherYear(InvalidInput):
    """Goods are bought from the budget of the year they are bought in. Parameters: `year`."""

    code = "budget_of_another_year"
    sentence = N_("Pos anggaran ini untuk tahun %(year)s. Pilih pos tahun berjalan.")


class StockNotFollowed(Conflict):
    """Only what is known to lie on the shelf can be bought back."""

    code = "stock_not_followed"
    sentence = N_("Stok gerai ini tidak dicatat, jadi sisanya tidak dapat dibuktikan. Catat stoknya lebih dahulu.")


class PlacementHasEnded(Conflict):
    """Goods whose placement is over go back to their producer; the agency does not buy them. Parameter: `name`."""

    code = "placement_has_ended"
    sentence = N_(
        "Penempatan %(name)s di gerai ini sudah berakhir, jadi sisanya tidak dapat dibeli kembali. Kembalikan barangnya"
        " kepada pelaku UMKM lewat menu Retur barang."
    )


class UnknownBatch(InvalidInput):
    """The outlet has no such batch of this placement."""

    code = "unknown_batch"
    sentence = N_("Kode produksi ini tidak ada di gerai ini. Pilih dari daftar sisa barang.")


class WorthNothing(InvalidInput):
    """A share so small that not one rupiah would be paid. Parameters: `share`."""

    code = "worth_nothing"
    sentence = N_("%(share)s persen dari harga titip barang ini kurang dari Rp1. Naikkan bagiannya.")


class NothingToBuy(InvalidInput):
    """A proposal without a line."""

    code = "nothing_to_buy"
    sentence = N_("Isi jumlah sedikitnya satu barang yang akan dibeli kembali.")


class NamedTwice(InvalidInput):
    """The same batch stands on two lines."""

    code = "batch_named_twice"
    sentence = N_("Kode produksi yang sama disebut dua kali. Jadikan satu baris.")


class AlreadyDecided(Conflict):
    """Somebody has decided about this buy-back. Parameters: `who`, `when`."""

    code = "already_decided"
    sentence = N_("Pembelian kembali ini sudah diputuskan oleh %(who)s pada %(when)s.")


class SecondPersonNeeded(NotPermitted):
    """Who proposed may not approve."""

    code = "second_person_needed"
    sentence = N_("Anda yang mengusulkan, jadi orang lain yang harus menyetujui.")


class NotApproved(Conflict):
    """Nothing is paid or disposed of before the approval."""

    code = "not_approved"
    sentence = N_("Pembelian kembali ini belum disetujui.")


class MoreThanIsDue(Conflict):
    """A payment above what the agency still owes this producer. Parameters: `due`."""

    code = "more_than_is_due"
    sentence = N_("Dinas masih berutang %(due)s kepada produsen ini untuk pembelian ini. Periksa jumlahnya.")


class NotAPartOfIt(InvalidInput):
    """A producer none of whose goods were bought."""

    code = "not_part_of_buyback"
    sentence = N_("Produsen ini tidak ada dalam pembelian kembali ini.")


class AlreadyDisposed(Conflict):
    """The proof is there already."""

    code = "already_disposed"
    sentence = N_("Pemusnahan pembelian ini sudah dicatat.")


class DayInFuture(InvalidInput):
    """A day that has not come yet."""

    code = "day_in_future"
    sentence = N_("Tanggal ini belum tiba. Isi tanggal kejadiannya.")


class DayBeforeApproval(InvalidInput):
    """A day before the approval. Parameters: `day`."""

    code = "before_approval"
    sentence = N_("Tanggal ini mendahului persetujuan pada %(day)s.")
