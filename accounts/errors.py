"""Why an account, a password, a link or a code is refused."""

from core.errors import Conflict, InvalidInput, NotFound, Refusal
from core.wording import N_


class SignInRefused(InvalidInput):
    """The address and the password do not belong together; whether the account exists is not said."""

    code = "sign_in_refused"
    sentence = N_("Surel atau kata sandi tidak cocok.")


class TooManyAttempts(Refusal):
    """Too many failed attempts; `retry_after_seconds` says how long to wait."""

    code = "too_many_attempts"
    status = 429
    sentence = N_("Terlalu banyak percobaan. Coba lagi dalam %(seconds)s detik.")

    def __init__(self, seconds: int) -> None:
        """`seconds` is the wait, at least 1."""
        super().__init__(seconds=seconds)
        self.retry_after_seconds = seconds


class LinkNotUsable(NotFound):
    """A one-time link that is unknown, used or expired; the answer is the same."""

    code = "link_not_usable"
    sentence = N_("Tautan ini sudah dipakai atau kedaluwarsa. Minta tautan baru kepada petugas.")


class ProofExpired(InvalidInput):
    """The password was given too long ago for its second step."""

    code = "proof_expired"
    sentence = N_("Waktu untuk langkah kedua sudah habis. Masuk lagi dengan kata sandi Anda.")


class PasswordTooShort(InvalidInput):
    """A password of fewer characters than the role needs."""

    code = "password_too_short"
    sentence = N_("Kata sandi harus paling sedikit %(least)s karakter. Rangkaian beberapa kata mudah diingat.")


class PasswordTooLong(InvalidInput):
    """A password of more than 128 characters."""

    code = "password_too_long"
    sentence = N_("Kata sandi paling banyak %(most)s karakter.")


class PasswordTooCommon(InvalidInput):
    """A password others guess first."""

    code = "password_too_common"
    sentence = N_("Kata sandi ini terlalu mudah ditebak. Pakai rangkaian kata lain.")


class PasswordsDiffer(InvalidInput):
    """The password was not typed the same way twice."""

    code = "passwords_differ"
    sentence = N_("Kedua kata sandi tidak sama.")


class WrongPassword(InvalidInput):
    """The current password is not right."""

    code = "wrong_password"
    sentence = N_("Kata sandi saat ini tidak cocok.")


class WrongCode(InvalidInput):
    """A code of the authenticator that is wrong, too old or already used."""

    code = "wrong_code"
    sentence = N_("Kode ini tidak cocok atau sudah dipakai. Tunggu kode berikutnya lalu coba lagi.")


class EmailTaken(Conflict):
    """Another account has this address."""

    code = "email_taken"
    sentence = N_("Alamat surel ini sudah dipakai akun lain.")


class LastAdministrator(Conflict):
    """Nobody would be left who may manage accounts."""

    code = "last_administrator"
    sentence = N_("Ini administrator terakhir. Undang administrator lain terlebih dahulu.")


class RolesNotInterchangeable(Conflict):
    """A role of the agency cannot become one of a partner, nor the other way: what belongs to the account differs."""

    code = "roles_not_interchangeable"
    sentence = N_("Peran ini tidak dapat diganti menjadi peran itu. Undang akun baru untuk peran yang baru.")


class RegionsOnlyForStaff(InvalidInput):
    """Only staff work in regions; partners see what is theirs."""

    code = "regions_only_for_staff"
    sentence = N_("Wilayah kerja hanya untuk petugas.")


class OnlyStaff(InvalidInput):
    """Somebody of a producer or outlet is invited from the producer's or outlet's page, so that they belong to it."""

    code = "only_staff"
    sentence = N_("Orang produsen dan gerai diundang dari halaman produsen atau gerainya.")


class UnknownRegion(InvalidInput):
    """A region code that does not exist."""

    code = "unknown_region"
    sentence = N_("Kode wilayah “%(region)s” tidak dikenal. Contoh: 64.71 untuk Kota Balikpapan.")


class SecondStepRequired(Conflict):
    """Staff of an agency in production cannot go without the second step."""

    code = "second_step_required"
    sentence = N_("Verifikasi dua langkah wajib bagi petugas dan tidak dapat dimatikan.")


class AccountInactive(Conflict):
    """The account is switched off."""

    code = "account_inactive"
    sentence = N_("Akun ini nonaktif. Aktifkan dahulu.")


class UnknownAddress(NotFound):
    """Nobody has this e-mail address; said on the terminal only, never to a stranger."""

    code = "unknown_address"
    sentence = N_("Tidak ada akun dengan alamat surel %(email)s.")
