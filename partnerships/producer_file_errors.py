"""Why something about an uploaded file of registrations is refused."""

from core.errors import Conflict, InvalidInput, NotFound
from core.wording import N_


class UnknownProducerFile(NotFound):
    """No such file, or not this person's to see."""

    sentence = N_("Berkas pendaftaran ini tidak ditemukan.")


class ColumnsNotMatched(Conflict):
    """Somebody must first say which column is which. Parameters: `missing`."""

    code = "needs_mapping"
    sentence = N_("Kolom berkas ini belum dicocokkan: %(missing)s.")


class SheetNotInFile(InvalidInput):
    """A mapping names a sheet that the file does not have. Parameters: `name`."""

    code = "sheet_not_in_file"
    sentence = N_("Berkas ini tidak memiliki lembar bernama “%(name)s”.")


class AlreadyRegistered(Conflict):
    """The file was confirmed before. Parameters: `day`, `who`."""

    code = "already_registered"
    sentence = N_("Berkas ini sudah didaftarkan pada %(day)s oleh %(who)s. Tidak ada yang ditambahkan.")


class NothingToRegister(Conflict):
    """No row is new and none was chosen to fill what is empty."""

    code = "nothing_to_register"
    sentence = N_("Tidak ada baris yang dapat didaftarkan dari berkas ini. Tidak ada yang ditambahkan.")


class RowsAreWrong(InvalidInput):
    """Rows have faults and nobody said to leave them out. Parameters: `wrong`, `all`."""

    code = "rows_are_wrong"
    sentence = N_(
        "%(wrong)s dari %(all)s baris perlu diperbaiki. Perbaiki dan unggah lagi, atau pilih mendaftarkan baris yang"
        " benar saja."
    )


class FileDiscarded(Conflict):
    """The upload was set aside; it can be uploaded anew."""

    code = "file_discarded"
    sentence = N_("Unggahan ini sudah dibatalkan. Unggah lagi berkasnya bila tetap ingin didaftarkan.")


class FileRemoved(Conflict):
    """What the file held was removed when its time was over."""

    code = "file_removed"
    sentence = N_("Isi berkas ini sudah dihapus karena memuat NIK. Unggah lagi bila masih diperlukan.")


class ChoiceNotOffered(InvalidInput):
    """A row is to be merged or registered where that is not possible. Parameters: `row`."""

    code = "choice_not_offered"
    sentence = N_("Pilihan untuk baris %(row)s tidak tersedia. Yang NIK-nya berbeda tidak pernah digabung.")


class CheckOutdated(Conflict):
    """Registrations or regions changed since the check that the person saw, so other rows would be registered."""

    code = "check_outdated"
    sentence = N_("Hasil pemeriksaan berubah sejak ditampilkan. Periksa lagi sebelum mendaftarkan.")
