"""A text of one line is one line; only what is typed into a textarea may run over several."""

import re
from pathlib import Path

import pytest
from flask import Flask
from marshmallow import ValidationError

from core.fields import Schema, Text

TEMPLATES = Path(__file__).parents[2] / "templates"
TEXTAREA = re.compile(r'\btextarea\(\w+, "(\w+)"')

ONE_LINE = {"outlets.compliance_schemas.SetLetterHead.address"}
"""Fields of one line that share their name with a textarea of another page."""


class Names(Schema):
    """A name of one line and a note of many."""

    name = Text(required=True)
    note = Text(lines=True, load_default="")


@pytest.mark.parametrize("gap", ["\n", "\r\n", "\r", "\x85", "\u2028", "\u2029"])
def test_a_line_break_inside_a_name_is_refused_and_said_how_to_mend(app: Flask, gap: str) -> None:
    with app.test_request_context(), pytest.raises(ValidationError) as refused:
        Names().load({"name": f"Keripik{gap}singkong"})
    assert refused.value.messages == {"name": ["Tulis dalam satu baris. Hapus pindah baris di tengah isian ini."]}


def test_a_line_break_at_an_end_is_only_a_key_pressed_too_often(app: Flask) -> None:
    with app.test_request_context():
        assert Names().load({"name": "\nKeripik singkong\r\n"})["name"] == "Keripik singkong"


def test_a_note_keeps_its_lines(app: Flask) -> None:
    with app.test_request_context():
        loaded = Names().load({"name": "Keripik", "note": "Label kurang.\r\nFoto buram."})
    assert loaded["note"] == "Label kurang.\nFoto buram."


def schemas(base: type) -> list[type]:
    """Every schema of the product below one."""
    return [found for child in base.__subclasses__() for found in (child, *schemas(child))]


def test_whatever_is_typed_into_a_textarea_may_have_lines(app: Flask) -> None:
    """By the name of the field: a page that offers a textarea must not refuse the key that makes a new line."""
    names = {name for page in TEMPLATES.rglob("*.html") for name in TEXTAREA.findall(page.read_text())}
    assert {"reason", "address", "findings"} <= names
    refusing = {
        f"{schema.__module__}.{schema.__name__}.{name}"
        for schema in schemas(Schema)
        if not schema.__module__.startswith("tests.")
        for name, field in schema._declared_fields.items()
        if name in names and isinstance(field, Text) and not field.lines
    }
    assert refusing - ONE_LINE == set()
