"""Why something about an outlet's own record, its people or its item codes is refused, each named after the fact."""

from core.errors import Conflict, InvalidInput, NotFound
from core.wording import N_


class OutletClosed(Conflict):
    """The outlet is closed: nothing new begins there."""

    code = "outlet_closed"
    sentence = N_("Gerai ini sudah ditutup. Buka kembali dahulu.")


class OutletNotClosed(Conflict):
    """Only an outlet that is closed can be reopened."""

    code = "outlet_not_closed"
    sentence = N_("Gerai ini tidak sedang ditutup.")


class OutletStillBusy(Conflict):
    """An outlet cannot close while something is open there; `blockers` in the answer lists it. Parameters: `what`."""

    code = "outlet_still_busy"
    sentence = N_("Gerai ini belum dapat ditutup: %(what)s. Selesaikan dahulu.")


class StockPolicyInUse(Conflict):
    """How stock is followed cannot change while goods are counted by the old way. Parameters: `what`."""

    code = "stock_policy_in_use"
    sentence = N_("Cara mencatat stok belum dapat diubah: %(what)s. Kosongkan atau hitung dahulu.")


class SameStockPolicy(InvalidInput):
    """Stock is followed this way already."""

    code = "same_stock_policy"
    sentence = N_("Stok gerai ini sudah dicatat dengan cara itu.")


class ChainInUse(Conflict):
    """Products stand in the outlet under agreements of the chain it would leave. Parameters: `count`."""

    code = "chain_in_use"
    sentence = N_("%(count)s produk berdiri di gerai ini dengan perjanjian jaringannya. Akhiri penempatannya dahulu.")


class PositionIncomplete(InvalidInput):
    """Latitude without longitude, or the other way round."""

    code = "position_incomplete"
    sentence = N_("Isi lintang dan bujur, atau kosongkan keduanya.")


class UnknownMember(NotFound):
    """Nobody of that number works at the outlet."""

    sentence = N_("Pengguna ini tidak bekerja di gerai tersebut.")


class UnknownOutletCode(NotFound):
    """No such item code, or not this person's to see."""

    sentence = N_("Kode barang ini tidak ditemukan.")


class CodeRetired(Conflict):
    """The code is no longer used."""

    code = "code_retired"
    sentence = N_("Kode ini sudah tidak dipakai.")


class CodeInUse(Conflict):
    """The outlet's till uses the code already. Parameters: `item`, `name`."""

    code = "code_in_use"
    sentence = N_("Kode %(item)s di gerai ini sudah berarti %(name)s.")


class NotPlacedHere(InvalidInput):
    """A code is to mean something that never stood in the outlet."""

    code = "not_placed_here"
    sentence = N_("Produk ini tidak pernah ditempatkan di gerai ini. Pilih penempatan di gerai ini.")


class SameVatStatus(InvalidInput):
    """That is how the outlet stands on that day already. Parameter: `day`."""

    code = "same_vat_status"
    sentence = N_("Pada %(day)s status PKP gerai sudah seperti itu. Periksa hari dan pilihannya.")
