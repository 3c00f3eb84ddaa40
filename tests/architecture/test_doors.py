"""Every door says who may enter, and every word a schema says to a person is translated."""

import pytest
from flask import Flask
from marshmallow import Schema as MarshmallowSchema
from marshmallow import fields as plain

from accounts.permissions import Permission
from core.fields import AnswerSchema, Schema, Translated
from tests.architecture.sources import sources


def views(app: Flask) -> dict[str, object]:
    """Every endpoint of ours with the access its view declares, looked for under every decorator."""
    found = {}
    for endpoint, view in app.view_functions.items():
        if endpoint == "static":
            continue
        access, inner = getattr(view, "access", None), view
        while access is None and (inner := getattr(inner, "__wrapped__", None)):
            access = getattr(inner, "access", None)
        found[endpoint] = access
    return found


def test_every_endpoint_declares_who_may_enter(app: Flask) -> None:
    undeclared = sorted(name for name, access in views(app).items() if access is None)
    assert undeclared == []


def test_every_permission_is_asked_for_somewhere(app: Flask) -> None:
    """On a door, or inside one that shows more to those who hold it."""
    used = {access for access in views(app).values() if isinstance(access, Permission)}
    named = {
        permission
        for path in sources()
        if path.name != "permissions.py"
        for permission in Permission
        if f".{permission.name}" in path.read_text(encoding="utf-8")
    }
    assert sorted(set(Permission) - used - named) == []


def _schemas(kind: type) -> list[type]:
    return [kind, *(found for child in kind.__subclasses__() for found in _schemas(child))]


def test_every_field_of_an_input_speaks_the_readers_language(app: Flask) -> None:
    """A field of marshmallow's own would answer in English; only answers may use them."""
    wrong = []
    for schema in _schemas(Schema):
        for name, field in schema().fields.items():
            if not isinstance(field, Translated) and not isinstance(field, plain.Raw | plain.Dict):
                wrong.append(f"{schema.__name__}.{name} is a {type(field).__name__}")
    assert wrong == []


def test_inputs_and_answers_are_told_apart(app: Flask) -> None:
    others = [
        schema.__name__
        for schema in _schemas(MarshmallowSchema)
        if schema.__module__.partition(".")[0] in {"accounts", "partnerships", "outlets", "commissions", "application"}
        and not issubclass(schema, Schema | AnswerSchema)
    ]
    assert others == []


@pytest.mark.parametrize("path", ["/", "/masuk", "/sehat", "/tidak-ada", "/api/v1/sales-lines", "/api/v1/nothing"])
def test_every_answer_carries_the_headers_that_leave_nothing_to_guess(app: Flask, path: str) -> None:
    answer = app.test_client().get(path)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"


def test_a_strange_host_is_refused(app: Flask) -> None:
    assert app.test_client().get("/sehat", headers={"Host": "evil.example"}).status_code == 400
