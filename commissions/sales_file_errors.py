"""Why something about an uploaded till file is refused."""

from core.errors import Conflict, InvalidInput, NotFound
from core.wording import N_
from outlets.sales_reports import AlreadyReported


class UnknownSalesFile(NotFound):
    """No such file, or not this person's to see."""

    sentence = N_("Berkas penjualan ini tidak ditemukan.")


class ColumnsNotMatched(Conflict):
    """Somebody must first say which column is which. Parameters: `missing`."""

    code = "needs_mapping"
    sentence = N_("Kolom berkas ini belum dicocokkan: %(missing)s.")


class ReadingInterrupted(Conflict):
    """Reading a file ended in a fault of ours, or ended whoever read it. Parameters: `filename`."""

    code = "reading_interrupted"
    sentence = N_(
        "Berkas %(filename)s tidak dapat dibaca (terlalu besar atau rusak). Simpan ulang sebagai berkas baru yang lebih"
        " kecil, lalu unggah lagi."
    )


class PostingInterrupted(Conflict):
    """Posting a file ended in a fault of ours, or ended whoever posted it; nothing is posted."""

    code = "posting_interrupted"
    sentence = N_("Pembukuan berkas ini terhenti dan tidak ada yang dibukukan. Bukukan lagi, atau hubungi petugas.")


class ColumnNotInFile(InvalidInput):
    """A mapping names a heading that the file does not have. Parameters: `title`."""

    code = "column_not_in_file"
    sentence = N_("Berkas ini tidak memiliki kolom berjudul “%(title)s”.")


class SheetNotInFile(InvalidInput):
    """A mapping names a sheet that the file does not have. Parameters: `name`."""

    code = "sheet_not_in_file"
    sentence = N_("Berkas ini tidak memiliki lembar bernama “%(name)s”.")


class PlacementNotHere(InvalidInput):
    """A code is to mean a placement that is not one of this outlet. Parameters: `code`."""

    code = "placement_not_here"
    sentence = N_("Penempatan yang dipilih untuk kode %(code)s bukan milik gerai ini.")


class ProductNotHere(InvalidInput):
    """What was typed for a code names no placement of this outlet, or several. Parameters: `product`, `code`."""

    code = "product_not_here"
    sentence = N_("“%(product)s” untuk kode %(code)s bukan satu produk di gerai ini. Pilih dari daftar.")


class FileAlreadyReported(AlreadyReported):
    """Every row of the file is posted already. Parameters: `day`, `who`."""

    sentence = N_("Semua baris berkas ini sudah dibukukan pada %(day)s oleh %(who)s. Tidak ada yang ditambahkan.")


class FileDiscarded(Conflict):
    """The upload was set aside; it can be uploaded anew."""

    code = "file_discarded"
    sentence = N_("Unggahan ini sudah dibatalkan. Unggah lagi berkasnya bila tetap ingin dibukukan.")


class FileBeingRead(Conflict):
    """A big file is being read or posted in the background; what it came to is shown when that ends."""

    code = "file_being_read"
    sentence = N_("Berkas ini sedang dikerjakan. Tunggu sampai selesai.")


class CheckOutdated(Conflict):
    """Prices, placements or reports changed since the check that the person saw, so other lines would be posted."""

    code = "check_outdated"
    sentence = N_(
        "Hasil pemeriksaan berubah sejak ditampilkan: kini %(lines)s baris senilai %(gross)s. Periksa lagi sebelum"
        " membukukan."
    )
