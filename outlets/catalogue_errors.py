"""Why something about the public catalogue or its labels is refused."""

from core.errors import InvalidInput, NotFound
from core.wording import N_


class NotInTheCatalogue(NotFound):
    """A short code that leads to no product anybody may see."""

    sentence = N_("Produk ini tidak ada di katalog. Periksa kode pada labelnya, atau cari namanya di katalog.")


class LabelDatesWrong(InvalidInput):
    """A label whose goods end before they are made, or have ended already."""

    code = "label_dates_wrong"
    sentence = N_("Tanggal kedaluwarsa harus hari ini atau sesudahnya, dan tidak sebelum tanggal produksi.")


class MonthNotEnough(InvalidInput):
    """A label of goods that keep three months or less must name the day (PP 69/1999 Pasal 27)."""

    code = "month_not_enough"
    sentence = N_("Bulan dan tahun saja hanya boleh untuk masa simpan lebih dari 3 bulan. Cantumkan tanggal lengkap.")


class TooManyLabels(InvalidInput):
    """More labels than one file holds. Parameters: `most`, `pieces`."""

    code = "too_many_labels"
    sentence = N_("Kiriman ini %(pieces)s pcs; satu berkas memuat paling banyak %(most)s label. Cetak per produk.")


class TooManySkipped(InvalidInput):
    """More places are skipped than a sheet has. Parameters: `most`."""

    code = "too_many_skipped"
    sentence = N_("Label yang dilewati paling banyak %(most)s pada satu lembar.")
