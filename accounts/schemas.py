"""The shape of what is typed about accounts."""

import unicodedata
from typing import Any

from marshmallow import post_load

from accounts.permissions import Role
from core.fields import Code, EMail, Schema, Text, Translated, WholeNumber, fields
from core.languages import LANGUAGES
from core.wording import N_


class Password(Translated, fields.Field):
    """A password exactly as typed, spaces and all, brought to NFC; only what no keyboard sends is refused."""

    default_error_messages = {  # noqa: RUF012 - marshmallow's own form
        "type": N_("Isinya harus berupa teks."),
        "forbidden": N_("Ada karakter yang tidak dapat disimpan. Ketik ulang isian ini."),
        "too_long": N_("Kata sandi terlalu panjang."),
    }

    def _deserialize(self, value: object, _attr: object, _data: object, **_kwargs: object) -> str:
        if not isinstance(value, str):
            raise self.make_error("type")
        if len(value) > 1_000:
            raise self.make_error("too_long")
        if any(unicodedata.category(sign) in {"Cc", "Cs"} for sign in value):
            raise self.make_error("forbidden")
        return unicodedata.normalize("NFC", value)


class Language(Translated, fields.Field):
    """One of the languages the product speaks."""

    default_error_messages = {"unknown": N_("Pilih Bahasa Indonesia atau English.")}  # noqa: RUF012

    def _deserialize(self, value: object, _attr: object, _data: object, **_kwargs: object) -> str:
        if not isinstance(value, str) or value not in LANGUAGES:
            raise self.make_error("unknown")
        return value


def _code_field() -> Text:
    return Text(required=True, most=20, metadata={"label": N_("Kode 6 angka")})


def _current_password() -> Password:
    return Password(required=True, metadata={"label": N_("Kata sandi saat ini")})


class WithCurrentPassword(Schema):
    """A change that asks for the password once more; the verb does not get it."""

    current_password = _current_password()

    @post_load
    def without_password(self, loaded: dict[str, Any], **_kwargs: object) -> dict[str, Any]:
        """Leave the proof behind: the door has checked it."""
        return {name: value for name, value in loaded.items() if name != "current_password"}


class SignIn(Schema):
    """Who is signing in."""

    email = EMail(required=True, metadata={"label": N_("Surel")})
    password = Password(required=True, metadata={"label": N_("Kata sandi")})


class SecondStep(Schema):
    """A code of the authenticator."""

    code = _code_field()


class ForgottenPassword(Schema):
    """Whose password is forgotten."""

    email = EMail(required=True, metadata={"label": N_("Surel")})


class NewPassword(Schema):
    """A password, typed twice."""

    password = Password(required=True, metadata={"label": N_("Kata sandi baru")})
    password_again = Password(required=True, metadata={"label": N_("Ulangi kata sandi baru")})


class OwnAccount(Schema):
    """What people change about themselves."""

    name = Text(required=True, most=100, metadata={"label": N_("Nama")})
    language = Language(required=True, metadata={"label": N_("Bahasa")})


class OwnPassword(WithCurrentPassword):
    """Another password for oneself."""

    password = Password(required=True, metadata={"label": N_("Kata sandi baru")})
    password_again = Password(required=True, metadata={"label": N_("Ulangi kata sandi baru")})


class SecondStepOn(WithCurrentPassword):
    """Setting up the second step."""

    code = _code_field()


class SecondStepOff(WithCurrentPassword):
    """Doing without the second step."""


class NewToken(WithCurrentPassword):
    """A token for a program."""

    name = Text(required=True, most=100, metadata={"label": N_("Nama program")})
    valid_days = WholeNumber(required=True, least=1, most=3_650, metadata={"label": N_("Berlaku selama")})


class Identity(Schema):
    """A name and the address it signs in with."""

    name = Text(required=True, most=100, metadata={"label": N_("Nama")})
    email = EMail(required=True, metadata={"label": N_("Surel")})


class TypedPassword(Schema):
    """A password that comes on standard input."""

    password = Password(required=True, metadata={"label": N_("Kata sandi baru")})


class TokenFor(Schema):
    """Whose a token made on the terminal is, and what it is for."""

    email = EMail(required=True, metadata={"label": N_("Surel")})
    name = Text(required=True, most=100, metadata={"label": N_("Nama program")})


class Invitation(Identity):
    """Somebody who shall sign in."""

    role = Code(Role, required=True, metadata={"label": N_("Peran")})
    regions = Text(most=2_000, lines=True, load_default="", metadata={"label": N_("Wilayah kerja")})


class OtherRole(Schema):
    """Another role of a person."""

    role = Code(Role, required=True, metadata={"label": N_("Peran")})


class OtherRegions(Schema):
    """Where a member of staff works."""

    regions = Text(most=2_000, lines=True, load_default="", metadata={"label": N_("Wilayah kerja")})
