"""Why something about producers, products and requirements is refused, each named after the fact."""

from collections.abc import Mapping, Sequence

from core.errors import Conflict, InvalidInput, NotFound, NotPermitted
from core.wording import N_, Problem


class UnknownProducer(NotFound):
    """No such producer, or not this person's to see."""

    sentence = N_("Pelaku UMKM ini tidak ditemukan.")


class UnknownProduct(NotFound):
    """No such product, or not this person's to see."""

    sentence = N_("Produk ini tidak ditemukan.")


class UnknownRequirement(NotFound):
    """No such document, or not this person's to see."""

    sentence = N_("Dokumen persyaratan ini tidak ditemukan.")


class UnknownKind(NotFound):
    """No requirement of that name exists."""

    sentence = N_("Jenis persyaratan ini tidak dikenal.")


class NoEvidence(NotFound):
    """The document was handed in without a photo or file."""

    sentence = N_("Dokumen ini tidak memiliki foto atau berkas bukti.")


class WrongContent(InvalidInput):
    """Readings of one or more fields stop the action; the code is that of the first of them."""

    def __init__(self, errors: Mapping[str, Sequence[Problem]]) -> None:
        """`errors` are the problems by field, at least one."""
        first = next(problem for problems in errors.values() for problem in problems)
        self.code, self.sentence = first.code, first.sentence
        super().__init__(errors={name: list(problems) for name, problems in errors.items()}, **dict(first.params))


class UnknownRegion(InvalidInput):
    """A code that names no regency or city."""

    code = "region_unknown"
    sentence = N_("Kode wilayah ini bukan kabupaten atau kota yang dikenal, misalnya 64.71 untuk Balikpapan.")


class RegionNotYours(NotPermitted):
    """Staff register producers only in the regions they work in."""

    code = "region_not_yours"
    sentence = N_("Wilayah ini di luar wilayah kerja Anda.")


class NotStartedYet(InvalidInput):
    """A business that began in the future."""

    code = "starts_in_future"
    sentence = N_("Tanggal mulai usaha tidak boleh di masa depan.")


class NikAlreadyRegistered(Conflict):
    """Somebody with this NIK is a producer already. Told to staff only."""

    code = "nik_already_registered"
    sentence = N_("NIK ini sudah terdaftar sebagai pelaku UMKM. Buka data yang sudah ada, jangan daftarkan dua kali.")


class ConsentNeeded(InvalidInput):
    """Nobody is registered by themselves without agreeing to it (UU 27/2022 Pasal 20)."""

    code = "consent_needed"
    sentence = N_("Setujui dahulu pemrosesan data agar pendaftaran dapat diperiksa.")


class AlreadyHasPassword(Conflict):
    """The account has a password already; its owner resets it without staff."""

    code = "already_has_password"
    sentence = N_("Akun ini sudah aktif. Pemiliknya dapat masuk, atau mengatur ulang kata sandi di halaman masuk.")


class ReasonNeeded(InvalidInput):
    """A decision against somebody, or out of the ordinary, needs a reason."""

    code = "reason_needed"
    sentence = N_("Tulis alasannya agar pelaku UMKM tahu apa yang harus diperbaiki.")


class PurposeNeeded(InvalidInput):
    """Personal data is opened only for a purpose."""

    code = "purpose_needed"
    sentence = N_("Tulis untuk apa data pribadi ini dibuka, paling sedikit 10 huruf.")


class MoveNotAllowed(Conflict):
    """The state it is in does not lead to the state wanted."""

    code = "move_not_allowed"
    sentence = N_("Dari keadaan sekarang, langkah ini tidak dapat dilakukan.")


class SecondPersonNeeded(NotPermitted):
    """Whoever typed something in may not decide about it."""

    code = "second_person_needed"
    sentence = N_("Data ini Anda yang mengisi, jadi petugas lain yang harus memutuskannya.")


class AlreadyDecided(Conflict):
    """Somebody else decided first. Parameters: `who`, `when`."""

    code = "already_decided"
    sentence = N_("Ini sudah diputuskan oleh %(who)s pada %(when)s.")


class ChangedMeanwhile(Conflict):
    """The record changed after the reader opened it. Parameters: `yours`, `current` versions."""

    code = "changed_meanwhile"
    sentence = N_("Data ini berubah sejak Anda membukanya (versi %(yours)s, sekarang %(current)s). Periksa lagi.")


class AlreadyWaiting(Conflict):
    """A document of this kind for the same thing is already waiting to be verified."""

    code = "already_waiting"
    sentence = N_("Dokumen jenis ini sedang diverifikasi. Tunggu keputusannya sebelum mengajukan lagi.")


class NotTheirProduct(InvalidInput):
    """A listed product is not one of this producer's."""

    code = "product_unknown"
    sentence = N_("Ada produk yang bukan milik pelaku UMKM ini.")


class SkuTaken(Conflict):
    """The producer already has a product with this SKU."""

    code = "sku_taken"
    sentence = N_("SKU ini sudah dipakai untuk produk lain. Pakai kode yang berbeda.")


class NotEditable(Conflict):
    """A product is edited only while it waits for curation or was sent back."""

    code = "not_editable"
    sentence = N_("Produk hanya dapat diubah selama menunggu kurasi atau setelah dikembalikan.")


class ProducerGone(Conflict):
    """A producer that is suspended or has left hands in nothing new."""

    code = "producer_not_active"
    sentence = N_("Pelaku UMKM ini dibekukan atau sudah keluar, jadi tidak dapat mengajukan apa pun.")


class QuestionUnknown(InvalidInput):
    """A yes to a question that is not asked of this category."""

    code = "question_unknown"
    sentence = N_("Pertanyaan ini tidak berlaku untuk kategori produk ini.")


class ReasonDoesNotFit(InvalidInput):
    """A reason of the list that does not go with this decision or this kind of document."""

    code = "reason_does_not_fit"
    sentence = N_("Alasan ini tidak cocok dengan keputusan atau jenis dokumen ini. Pilih alasan lain dari daftar.")


class LabelItemsMissing(Conflict):
    """A label is accepted only with all nine items. Parameters: `count`."""

    code = "label_items_missing"
    sentence = N_("%(count)s butir label belum ditandai ada. Kembalikan agar pelaku UMKM melengkapinya.")


class WaiverNotAsked(Conflict):
    """Nobody has asked to waive this document."""

    code = "waiver_not_asked"
    sentence = N_("Tidak ada permintaan pengecualian untuk dokumen ini.")


class WarningStands(Conflict):
    """Documents with a warning, or with a waiver asked for, are decided one by one."""

    code = "warning_stands"
    sentence = N_("Ada peringatan atau permintaan pengecualian, jadi dokumen ini harus dibuka sendiri.")


class TooManyFiles(InvalidInput):
    """A producer hands in only so many documents a day. Parameters: `most`."""

    code = "file_quota"
    sentence = N_("Paling banyak %(most)s dokumen sehari. Lanjutkan besok atau hubungi petugas.")
