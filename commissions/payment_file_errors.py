"""What is refused of payment files, in words that say how to mend it."""

from core.errors import Conflict, InvalidInput, NotFound
from core.wording import N_


class UnknownPaymentFile(NotFound):
    """There is no such file, or it is not this person's to see."""

    sentence = N_("Berkas pembayaran tidak ditemukan.")


class NothingToPay(InvalidInput):
    """The outlet owes nothing on a closed month, or nothing was chosen."""

    code = "nothing_to_pay"
    sentence = N_("Tidak ada tagihan yang dipilih. Pilih paling sedikit satu tagihan yang terutang oleh gerai.")


class NotOwed(InvalidInput):
    """The outlet does not owe this claim. Parameters: `statement`."""

    code = "not_owed"
    sentence = N_("Tagihan rekap %(statement)s tidak terutang oleh gerai ini. Muat ulang halaman, lalu pilih lagi.")


class PaymentWaits(Conflict):
    """A payment of the claim waits for the other side's answer. Parameters: `statement`, `number`."""

    code = "payment_waits"
    sentence = N_(
        "Pembayaran %(number)s untuk rekap %(statement)s masih menunggu jawaban produsen. Tunggu jawabannya dahulu,"
        " supaya tidak dibayar dua kali."
    )


class InAnotherFile(Conflict):
    """The claim waits in a file that is open. Parameters: `statement`, `number`."""

    code = "in_another_file"
    sentence = N_(
        "Tagihan rekap %(statement)s sudah ada di berkas %(number)s yang belum ditransfer. Selesaikan atau batalkan"
        " berkas itu dahulu, supaya tidak dibayar dua kali."
    )


class NoAccountToPay(Conflict):
    """None of the producers has an accepted account."""

    code = "no_account_to_pay"
    sentence = N_("Belum ada produsen pada berkas ini yang rekeningnya diterima, jadi tidak ada yang dapat ditransfer.")


class AccountChanged(Conflict):
    """An account is not the accepted one any more. Parameters: `producer`."""

    code = "account_changed"
    sentence = N_(
        "Rekening %(producer)s berubah sejak berkas ini dibuat. Batalkan berkas ini, lalu buat yang baru dengan"
        " rekening yang berlaku."
    )


class DebitAccountNeeded(InvalidInput):
    """The bank's layout names the account that is debited."""

    code = "debit_account_required"
    sentence = N_("Berkas ini dibuat tanpa rekening asal. Buat yang baru dengan rekening asal gerai.")


class DebitAccountNotDigits(InvalidInput):
    """An account number is digits."""

    code = "account_not_digits"
    sentence = N_("Nomor rekening hanya terdiri atas angka, 5 sampai 20. Ketik seperti pada buku tabungan.")


class AlreadyEnded(Conflict):
    """It was sent or cancelled before."""

    code = "already_ended"
    sentence = N_("Berkas ini sudah selesai atau dibatalkan.")
