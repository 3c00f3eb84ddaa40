"""Schema fields that speak the reader's language and never guess.

A schema describes shape only: type, length, range. What comes from a form is text typed by hand (`1.250`, `3,5`), what
comes by API is JSON of the right type; `typed_by_hand` on the schema says which, and nothing else differs.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from flask import g, has_app_context
from marshmallow import RAISE, ValidationError, fields, validate
from marshmallow import Schema as MarshmallowSchema

from core.dates import instant_of
from core.languages import speak
from core.money import LARGEST_LINE_RUPIAH, format_number
from core.wording import N_

TYPED_WHOLE_NUMBER = re.compile(r"-?(?:[0-9]{1,18}|[0-9]{1,3}(?:\.[0-9]{3}){1,5})", re.ASCII)
TYPED_PERCENT = re.compile(r"([0-9]{1,3})(?:[,.]([0-9]{1,2}))?\s*%?", re.ASCII)
TYPED_DAY = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})", re.ASCII)
LEAST_TYPED_RATE = 10
"""Basis points. What is typed as less than 0,1 % was meant as a fraction: 0,03 for 3 %."""
ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", re.ASCII)
FORBIDDEN_CHARACTERS = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\u061c\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff]"
)
"""Control characters but tab and line feed, halves of characters, what turns the reading direction, non-characters."""
INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff]")
LINE_BREAKS = re.compile("[\n\r\x85\u2028\u2029]")


class Schema(MarshmallowSchema):
    """The base of every schema that takes input: unknown fields are refused, messages are translated."""

    typed_by_hand = False
    error_messages = {  # noqa: RUF012 - marshmallow's own form
        "unknown": N_("Isian ini tidak dikenal."),
        "type": N_("Isinya harus berupa objek."),
    }

    class Meta:
        """Unknown fields are refused, so that a typing error cannot silently drop money."""

        unknown = RAISE

    def handle_error(self, error: ValidationError, _data: object, **_kwargs: object) -> None:
        """Translate the messages that marshmallow itself wrote."""
        error.messages = translated(error.messages)


class AnswerSchema(MarshmallowSchema):
    """The base of every schema that only gives answers."""


def page_of(item: type[MarshmallowSchema]) -> type[MarshmallowSchema]:
    """The schema of one page of a list: its items, and which page of how many it is."""
    return AnswerSchema.from_dict(
        {
            "items": fields.List(fields.Nested(item)),
            "page": fields.Integer(),
            "per_page": fields.Integer(),
            "total": fields.Integer(),
        },
        name=f"{item.__name__}Page",
    )


def translated(messages: Any) -> Any:  # noqa: ANN401 - nested lists and mappings of messages
    """The same nested messages, each spoken in the reader's language."""
    if isinstance(messages, Mapping):
        return {key: translated(value) for key, value in messages.items()}
    if isinstance(messages, list):
        return [translated(value) for value in messages]
    return speak(messages) if isinstance(messages, str) else messages


class Translated:
    """A mixin: common messages in Indonesian, spoken when an error is made."""

    default_error_messages = {  # noqa: RUF012 - marshmallow's own form
        "required": N_("Isian ini wajib diisi."),
        "null": N_("Isian ini wajib diisi."),
        "validator_failed": N_("Isian ini tidak sah."),
    }

    def make_error(self, key: str, **params: object) -> ValidationError:
        """The error of that key in the reader's language."""
        return ValidationError(speak(self.error_messages[key], **params))

    @property
    def by_hand(self) -> bool:
        """Whether the value was typed into a form, or came as text in a multipart body."""
        return bool(getattr(self.root, "typed_by_hand", False) or (has_app_context() and g.get("typed_by_hand")))


class Text(Translated, fields.Field):
    """Cleaned text: NFC, trimmed, without invisible characters; forbidden ones and too long a text are refused.

    A text is one line unless the field says `lines=True`, as those that are typed into a textarea do.
    """

    default_error_messages = {  # noqa: RUF012
        "type": N_("Isinya harus berupa teks."),
        "blank": N_("Isian ini wajib diisi."),
        "too_long": N_("Terlalu panjang: paling banyak %(most)s karakter."),
        "forbidden": N_("Ada karakter yang tidak dapat disimpan. Ketik ulang isian ini."),
        "one_line": N_("Tulis dalam satu baris. Hapus pindah baris di tengah isian ini."),
    }

    def __init__(self, *, most: int = 200, lines: bool = False, **kwargs: Any) -> None:  # noqa: ANN401 - marshmallow's
        """`most` is the greatest number of characters; with `lines` it may run over several lines."""
        super().__init__(**kwargs)
        self.most, self.lines = most, lines
        self.metadata.setdefault("max_length", most)

    def _deserialize(self, value: object, _attr: object, _data: object, **_kwargs: object) -> str:
        if not isinstance(value, str):
            raise self.make_error("type")
        if len(value) > 4 * self.most + 1000:
            raise self.make_error("too_long", most=self.most)
        if FORBIDDEN_CHARACTERS.search(value):
            raise self.make_error("forbidden")
        text = INVISIBLE.sub("", unicodedata.normalize("NFC", value.replace("\r\n", "\n"))).strip().strip("\u00a0")
        if not self.lines and LINE_BREAKS.search(text):
            raise self.make_error("one_line")
        if not text and self.required:
            raise self.make_error("blank")
        if len(text) > self.most:
            raise self.make_error("too_long", most=self.most)
        return text


class WholeNumber(Translated, fields.Field):
    """A whole number within bounds. By hand also `1.250` with dots for thousands; `1,250` and `1.5` are refused."""

    default_error_messages = {  # noqa: RUF012
        "type": N_("Isinya harus berupa bilangan bulat."),
        "not_whole": N_("Tulis bilangan bulat, misalnya 1250 atau 1.250."),
        "too_small": N_("Paling kecil %(least)s."),
        "too_large": N_("Paling besar %(most)s."),
    }

    def __init__(self, *, least: int = 0, most: int = 10**9, **kwargs: Any) -> None:  # noqa: ANN401
        """`least` and `most` are the bounds, both allowed."""
        super().__init__(**kwargs)
        self.least, self.most = least, most
        self.metadata.setdefault("minimum", least)
        self.metadata.setdefault("maximum", most)

    def _deserialize(self, value: object, _attr: object, _data: object, **_kwargs: object) -> int:
        if isinstance(value, str) and self.by_hand:
            typed = value.replace("\u00a0", " ").strip().removeprefix("Rp").strip()
            if not TYPED_WHOLE_NUMBER.fullmatch(typed):
                raise self.make_error("not_whole")
            value = int(typed.replace(".", ""))
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.make_error("type")
        if value < self.least:
            raise self.make_error("too_small", least=format_number(self.least))
        if value > self.most:
            raise self.make_error("too_large", most=format_number(self.most))
        return value


class Rupiah(WholeNumber):
    """An amount in whole rupiah."""

    def __init__(self, *, least: int = 0, most: int = LARGEST_LINE_RUPIAH, **kwargs: Any) -> None:  # noqa: ANN401
        """Between zero and the largest amount a single line may carry unless said otherwise."""
        super().__init__(least=least, most=most, **kwargs)


class Rate(Translated, fields.Field):
    """A rate in basis points. By hand it is typed as percent: `3`, `2,5`, `2,5 %`."""

    default_error_messages = {  # noqa: RUF012
        "type": N_("Isinya harus berupa bilangan bulat (basis poin)."),
        "not_a_rate": N_("Tulis persen, misalnya 3 atau 2,5."),
        "looks_like_a_fraction": N_("Tarif ditulis dalam persen: untuk %(percent)s %% tulis %(percent)s."),
        "out_of_range": N_("Tarif harus antara 0 % dan 100 %."),
    }

    def _deserialize(self, value: object, _attr: object, _data: object, **_kwargs: object) -> int:
        if isinstance(value, str) and self.by_hand:
            match = TYPED_PERCENT.fullmatch(value.strip())
            if match is None:
                raise self.make_error("not_a_rate")
            value = int(match[1]) * 100 + int((match[2] or "0").ljust(2, "0"))
            if 0 < value < LEAST_TYPED_RATE:
                raise self.make_error("looks_like_a_fraction", percent=value)
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.make_error("type")
        if not 0 <= value <= 10_000:
            raise self.make_error("out_of_range")
        return value


class Day(Translated, fields.Field):
    """A calendar day, `YYYY-MM-DD`; by hand also `31/12/2026`. Serialises as `YYYY-MM-DD`."""

    default_error_messages = {  # noqa: RUF012
        "not_a_day": N_("Tulis tanggal sebagai tahun-bulan-tanggal, misalnya 2026-11-22."),
        "no_such_day": N_("Tanggal ini tidak ada."),
        "odd_year": N_("Tahun harus antara 1900 dan 2100."),
    }

    def _serialize(self, value: date | None, _attr: object, _obj: object, **_kwargs: object) -> str | None:
        return None if value is None else value.isoformat()

    def _deserialize(self, value: object, _attr: object, _data: object, **_kwargs: object) -> date:
        if not isinstance(value, str):
            raise self.make_error("not_a_day")
        text = value.strip()
        if match := ISO_DAY.fullmatch(text):
            year, month, day = int(match[1]), int(match[2]), int(match[3])
        elif self.by_hand and (match := TYPED_DAY.fullmatch(text)):
            year, month, day = int(match[3]), int(match[2]), int(match[1])
        else:
            raise self.make_error("not_a_day")
        if not 1900 <= year <= 2100:
            raise self.make_error("odd_year")
        try:
            return date(year, month, day)
        except ValueError:
            raise self.make_error("no_such_day") from None


class Instant(Translated, fields.Field):
    """An instant, `2026-11-22T10:00:00+08:00`; without an offset it is meant in the agency's zone."""

    default_error_messages = {  # noqa: RUF012
        "not_an_instant": N_("Tulis waktu sebagai tanggal dan jam, misalnya 2026-11-22T10:00:00+08:00."),
    }

    def _deserialize(self, value: object, _attr: object, _data: object, **_kwargs: object) -> datetime:
        if not isinstance(value, str):
            raise self.make_error("not_an_instant")
        try:
            # An unescaped plus sign of an offset arrives as a space.
            return instant_of(value.strip().replace(" ", "+") if "T" in value else value)
        except ValueError:
            raise self.make_error("not_an_instant") from None


class Month(Translated, fields.Field):
    """A month, `2026-10`."""

    default_error_messages = {"not_a_month": N_("Tulis bulan sebagai tahun-bulan, misalnya 2026-10.")}  # noqa: RUF012

    def _deserialize(self, value: object, _attr: object, _data: object, **_kwargs: object) -> str:
        if not isinstance(value, str) or not re.fullmatch(r"20[0-9]{2}-(0[1-9]|1[0-2])", value, re.ASCII):
            raise self.make_error("not_a_month")
        return value


class Code(Translated, fields.Field):
    """One of the codes of a `StrEnum`, given and answered by value."""

    default_error_messages = {"unknown_code": N_("Pilih salah satu: %(codes)s.")}  # noqa: RUF012

    def __init__(self, codes: type[StrEnum], **kwargs: Any) -> None:  # noqa: ANN401
        """`codes` are the codes that are allowed."""
        super().__init__(**kwargs)
        self.codes = codes
        self.metadata.setdefault("enum", [code.value for code in codes])

    def _serialize(self, value: object, _attr: object, _obj: object, **_kwargs: object) -> str | None:
        return None if value is None else str(value)

    def _deserialize(self, value: object, _attr: object, _data: object, **_kwargs: object) -> StrEnum:
        if isinstance(value, str) and value in {code.value for code in self.codes}:
            return self.codes(value)
        raise self.make_error("unknown_code", codes=", ".join(code.value for code in self.codes))


class YesNo(Translated, fields.Field):
    """True or false; by hand a ticked box."""

    default_error_messages = {"type": N_("Isinya harus true atau false.")}  # noqa: RUF012

    def _deserialize(self, value: object, _attr: object, _data: object, **_kwargs: object) -> bool:
        if self.by_hand and isinstance(value, str):
            return value in {"1", "on", "true", "ya"}
        if not isinstance(value, bool):
            raise self.make_error("type")
        return value


class Id(WholeNumber):
    """The id of a row."""

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401
        """At least 1, at most what BIGINT holds."""
        super().__init__(least=1, most=2**63 - 1, **kwargs)


class Listed(Translated, fields.List):
    """A list of values, at most `most` of them."""

    default_error_messages = {  # noqa: RUF012
        "invalid": N_("Isinya harus berupa daftar."),
        "too_many": N_("Terlalu banyak: paling banyak %(most)s."),
    }

    def __init__(self, inner: Any, *, most: int = 500, **kwargs: Any) -> None:  # noqa: ANN401
        """`inner` is the field of each value."""
        super().__init__(inner, **kwargs)
        self.most = most

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[Any]:  # noqa: ANN401
        if isinstance(value, list) and len(value) > self.most:
            raise self.make_error("too_many", most=self.most)
        return super()._deserialize(value, attr, data, **kwargs)


class Nested(Translated, fields.Nested):
    """A nested object."""

    default_error_messages = {"type": N_("Isinya harus berupa objek.")}  # noqa: RUF012


class EMail(Text):
    """An e-mail address, lower case, without control characters."""

    default_error_messages = {"not_an_email": N_("Alamat surel ini tidak sah. Contoh: nama@contoh.id.")}  # noqa: RUF012

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401
        """At most 254 characters."""
        super().__init__(most=254, lines=True, **kwargs)
        self._check = validate.Email()

    def _deserialize(self, value: object, attr: object, data: object, **kwargs: object) -> str:
        text = super()._deserialize(value, attr, data, **kwargs).lower()
        if not text.isascii() or any(character.isspace() for character in text):
            raise self.make_error("not_an_email")
        try:
            return self._check(text)
        except ValidationError:
            raise self.make_error("not_an_email") from None
