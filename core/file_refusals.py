"""Why a file with rows is refused as a whole. Each refusal has a stable code and says how to mend the file.

`FileTooLarge` and `WrongFileType` are their own families because HTTP has a status for each (413 and 415); everything
else is wrong content (422).
"""

from core.errors import InvalidInput
from core.wording import N_


class FileTooLarge(InvalidInput):
    """More bytes than a file may have, packed or unpacked. Parameters: `limit` (megabytes)."""

    code = "file_too_large"
    sentence = N_("Berkas terlalu besar (batas %(limit)s MB). Bagi menjadi beberapa berkas, misalnya satu per minggu.")


class TooManyRows(FileTooLarge):
    """More rows than a file may have. Parameters: `limit`."""

    code = "too_many_rows"
    sentence = N_("Berkas memuat lebih dari %(limit)s baris. Bagi menjadi beberapa berkas, misalnya satu per minggu.")


class TooManyColumns(FileTooLarge):
    """More columns than a file may have. Parameters: `limit`, `row`."""

    code = "too_many_columns"
    sentence = N_("Baris %(row)s memuat lebih dari %(limit)s kolom. Hapus kolom yang tidak diperlukan.")


class WrongFileType(InvalidInput):
    """The content is not what the name says, or a kind of file that is not read. Parameters: `filename`."""

    code = "wrong_file_type"
    sentence = N_(
        "Isi berkas %(filename)s tidak cocok dengan namanya atau jenisnya tidak dikenal. "
        "Simpan ulang sebagai CSV, XLSX, XLS atau ODS, lalu unggah lagi."
    )


class HtmlNotSpreadsheet(WrongFileType):
    """A web page or XML under the name of a spreadsheet, as some tills export. Parameters: `filename`."""

    code = "html_not_spreadsheet"
    sentence = N_(
        "Berkas %(filename)s sebenarnya halaman web (HTML atau XML). Buka dengan Excel atau LibreOffice, "
        "pilih Simpan Sebagai, jenis Excel Workbook (.xlsx), lalu unggah hasilnya."
    )


class MacrosRefused(WrongFileType):
    """A workbook that carries programs. Parameters: `filename`."""

    code = "macros_refused"
    sentence = N_("Berkas %(filename)s memuat makro. Simpan ulang sebagai Excel Workbook (.xlsx) tanpa makro.")


class LockedFile(WrongFileType):
    """A workbook behind a password. Parameters: `filename`."""

    code = "locked_file"
    sentence = N_("Berkas %(filename)s dikunci kata sandi. Buka, hapus kata sandinya, simpan, lalu unggah lagi.")


class EmptyFile(InvalidInput):
    """Nothing at all in the file. Parameters: `filename`."""

    code = "empty_file"
    sentence = N_("Berkas %(filename)s kosong. Ekspor ulang dari kasir, lalu unggah lagi.")


class NoRows(InvalidInput):
    """A heading and nothing below, or only blank rows. Parameters: `filename`."""

    code = "no_rows"
    sentence = N_("Tidak ada baris data dalam %(filename)s. Bila memang tidak ada penjualan, kirim laporan nihil.")


class UnreadableFile(InvalidInput):
    """Damaged, cut off, or not made as its format demands. Parameters: `filename`."""

    code = "unreadable_file"
    sentence = N_("Berkas %(filename)s rusak atau terpotong. Ekspor atau simpan ulang, lalu unggah lagi.")


class UnreasonableSheet(UnreadableFile):
    """Reading it needs more memory or time than any honest file of that size. Parameters: `filename`."""

    code = "unreasonable_sheet"
    sentence = N_(
        "Berkas %(filename)s tidak dapat dibaca: terlalu besar setelah dibuka, rusak, atau ada sel terisi jauh di luar "
        "tabel. Salin tabelnya ke berkas baru, lalu unggah lagi."
    )


class UnreadableText(UnreadableFile):
    """Bytes that are neither UTF-8, UTF-16 nor Windows-1252. Parameters: `filename`."""

    code = "unreadable_text"
    sentence = N_("Huruf dalam %(filename)s tidak dapat dibaca. Simpan ulang sebagai CSV UTF-8.")


class ForbiddenCharacter(UnreadableFile):
    """A control character in a text file. Parameters: `filename`, `row`."""

    code = "forbidden_character"
    sentence = N_(
        "Baris %(row)s dalam %(filename)s memuat karakter kendali yang tidak boleh ada. "
        "Hapus, atau ekspor ulang sebagai CSV."
    )


class UnclosedQuote(UnreadableFile):
    """A quotation mark that opens a cell and is not closed, so later rows are swallowed. Parameters: `row`."""

    code = "unclosed_quote"
    sentence = N_(
        "Tanda kutip di baris %(row)s tidak ditutup sehingga baris berikutnya ikut tertelan. "
        "Tutup atau hapus tanda kutip itu."
    )


class CellTooLong(UnreadableFile):
    """One cell longer than a cell can reasonably be. Parameters: `row`."""

    code = "cell_too_long"
    sentence = N_("Sel di baris %(row)s terlalu panjang. Periksa tanda kutip dan pemisah kolom di baris itu.")
