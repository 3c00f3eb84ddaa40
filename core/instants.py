"""A field for an instant: a day and a time with its zone, as programs and devices write it."""

from datetime import UTC, datetime

from marshmallow import fields

from core.fields import Translated
from core.wording import N_


class Instant(Translated, fields.Field):
    """An ISO 8601 instant with its zone (`2026-11-22T10:42:00Z`), in UTC; a time without a zone is refused."""

    default_error_messages = {  # noqa: RUF012 - marshmallow's own form
        "not_an_instant": N_("Tulis tanggal dan jam sebagai ISO 8601, misalnya 2026-11-22T10:42:00Z."),
        "no_zone": N_("Sebut zona waktunya, misalnya Z atau +08:00."),
    }

    def _serialize(self, value: datetime | None, _attr: object, _obj: object, **_kwargs: object) -> str | None:
        return None if value is None else value.isoformat()

    def _deserialize(self, value: object, _attr: object, _data: object, **_kwargs: object) -> datetime:
        if not isinstance(value, str) or not value.isascii() or len(value) > 40 or "T" not in value:
            raise self.make_error("not_an_instant")
        try:
            instant = datetime.fromisoformat(value)
        except ValueError:
            raise self.make_error("not_an_instant") from None
        if instant.tzinfo is None:
            raise self.make_error("no_zone")
        try:
            return instant.astimezone(UTC)
        except OverflowError:
            raise self.make_error("not_an_instant") from None
