"""What the address of a page asks for, read by a schema: a wrong filter is refused in words, never silently dropped."""

from collections.abc import Mapping
from typing import Any

from flask import request
from marshmallow import ValidationError

from core.fields import Schema
from core.forms import WrongShape, flat_messages


def asked(schema: type[Schema], sent: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The values of the address (or of a form) that a schema names; empty and unknown ones are left out.

    Raises `WrongShape`.
    """
    reader = schema()
    reader.typed_by_hand = True
    values = request.args if sent is None else sent
    named = {name: text for name in reader.fields if (text := values.get(name, "").strip())}
    try:
        return dict(reader.load(named))
    except ValidationError as error:
        raise WrongShape(flat_messages(error.messages)) from None
