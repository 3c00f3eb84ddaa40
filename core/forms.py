"""The hinge of the two doors: one schema and one verb, entered by a page's form or by JSON.

A page builds a `SchemaForm`, submits a verb through it and shows the form again when it is refused. The API loads the
same schema with `StrictParser`, which accepts only JSON that says one thing.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from flask import g, request
from marshmallow import Schema as MarshmallowSchema
from marshmallow import ValidationError
from webargs.flaskparser import FlaskParser
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from core import fields as our_fields
from core.database import committed
from core.errors import InvalidInput, NotFound, NotPermitted, Refusal
from core.languages import say, say_refusal, speak
from core.wording import N_

DEEPEST_JSON = 50


def wants_json() -> bool:
    """Whether the answer goes to a program: a call of the API, or a page's own script that asks for nothing else."""
    return request.path.startswith("/api/") or request.headers.get("Accept") == "application/json"


class WrongShape(InvalidInput):
    """A schema refused the shape of what was sent; `messages` are its words, already in the reader's language."""

    def __init__(self, messages: Mapping[str, Any]) -> None:
        """`messages` maps each field to its list of messages, nested as the input is."""
        super().__init__()
        self.messages = messages


class SchemaForm:
    """One form on a page: what was typed, what is wrong with it, and the verb it submits."""

    def __init__(
        self,
        schema: type[MarshmallowSchema],
        values: Mapping[str, Any] | None = None,
        *,
        labels: Mapping[str, str] | None = None,
        choices: Mapping[str, list[tuple[str, str]]] | None = None,
    ) -> None:
        """`values` fill the fields at first; `labels` and `choices` are shown by the field macros."""
        self.schema = schema()
        self.schema.typed_by_hand = True
        self.values: dict[str, Any] = dict(values or {})
        self.labels = dict(labels or {})
        self._choices = dict(choices or {})
        self.errors: dict[str, list[str]] = {}
        self.problems: list[str] = []
        self.refusal: Refusal | None = None
        if request.method == "POST":
            self.values = self._typed()

    def _typed(self) -> dict[str, Any]:
        """What came with the request: lists stay lists, empty answers are left out, files come along."""
        typed: dict[str, Any] = {}
        sources: list[MultiDict[str, Any]] = [request.form, request.files]
        for source in sources:
            for name, all_values in source.lists():
                field = self.schema.fields.get(name)
                if field is None:
                    continue
                if isinstance(field, our_fields.Listed):
                    typed[name] = [value for value in all_values if value != "" and not _is_no_file(value)]
                    continue
                value = all_values[-1]
                if _is_no_file(value):
                    continue
                typed[name] = value
        return typed

    def submit(self, verb: Callable[..., Any], **given: Any) -> Any:  # noqa: ANN401 - whatever the verb returns
        """Load the schema and run the verb in a transaction; None when refused, with the reasons on the form.

        The verb gets the loaded values as keywords together with `given`. `NotFound` and `NotPermitted` are not the
        form's to show and pass through.
        """
        try:
            sent = {name: value for name, value in self.values.items() if value not in ("", None)}
            loaded = self.schema.load(sent)
        except ValidationError as error:
            self.errors = flat_messages(error.messages)
            return None
        try:
            return committed(verb, **loaded, **given)
        except Refusal as refusal:
            self.show(refusal)
            return None

    def show(self, refusal: Refusal) -> None:
        """Put a refusal onto the form: its field messages beside the fields, its own sentence on top.

        `NotFound` and `NotPermitted` are raised again.
        """
        if isinstance(refusal, NotFound | NotPermitted):
            raise refusal
        self.refusal = refusal
        for name, problems in refusal.errors.items():
            self.errors.setdefault(name, []).extend(say(problem) for problem in problems)
        if not any(name in self.schema.fields for name in self.errors):
            self.problems.append(say_refusal(refusal))

    @property
    def is_refused(self) -> bool:
        """Whether there is something to mend."""
        return bool(self.errors or self.problems)

    def label(self, name: str) -> str:
        """The label of a field in the reader's language."""
        if name in self.labels:
            return str(self.labels[name])
        label = self.schema.fields[name].metadata.get("label", name) if name in self.schema.fields else name
        return speak(str(label))

    def required(self, name: str) -> bool:
        """Whether the field must be filled."""
        field = self.schema.fields.get(name)
        return bool(field is not None and field.required)

    def choices(self, name: str) -> list[tuple[str, str]]:
        """The choices of a field as (value, label)."""
        return self._choices.get(name, [])

    def value(self, name: str) -> Any:  # noqa: ANN401 - text or a list of texts
        """What stands in the field now."""
        return self.values.get(name, "")


def _is_no_file(value: object) -> bool:
    """Whether this is the file field of a form in which nothing was chosen."""
    return isinstance(value, FileStorage) and not value.filename


def flat_messages(messages: Any, prefix: str = "") -> dict[str, list[str]]:  # noqa: ANN401 - nested by nature
    """Nested messages as one list a field: `lines.0.quantity` names the quantity of the first line."""
    if isinstance(messages, Mapping):
        flat: dict[str, list[str]] = {}
        for key, value in messages.items():
            name = str(key) if not prefix else f"{prefix}.{key}"
            for inner, texts in flat_messages(value, name).items():
                flat.setdefault(inner, []).extend(texts)
        return flat
    texts = messages if isinstance(messages, list) else [messages]
    return {prefix.removesuffix("._schema") or "_schema": [str(text) for text in texts]}


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose keys differ; JSON that names a key twice says two things and is refused."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("duplicate key")
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _finite(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise ValueError("number too large")
    return number


def strict_json(body: bytes) -> Any:  # noqa: ANN401 - any JSON value
    """JSON that can be read in one way only.

    Raises ValueError for a key named twice, NaN, a byte order mark, what is nested too deep and infinite numbers.
    """
    text = body.decode("utf-8")
    if text.count("[") + text.count("{") > 10 * DEEPEST_JSON and _depth(text) > DEEPEST_JSON:
        raise ValueError("nested too deep")
    try:
        value = json.loads(text, object_pairs_hook=_no_twins, parse_constant=_no_constant, parse_float=_finite)
    except RecursionError:
        raise ValueError("nested too deep") from None
    text.encode("utf-8")
    json.dumps(value, ensure_ascii=False).encode("utf-8")
    return value


def _depth(text: str) -> int:
    """An upper bound of how deep the brackets of a text are nested."""
    deepest = depth = 0
    for character in text:
        if character in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif character in "]}":
            depth -= 1
    return deepest


GIVEN_TWICE = N_("Disebut lebih dari sekali. Sebut sekali saja.")


class StrictParser(FlaskParser):
    """Reads API bodies: JSON in one meaning only, or multipart where a file comes along."""

    DEFAULT_VALIDATION_STATUS = 422

    def load_json(self, req: Any, schema: Any) -> Any:  # noqa: ANN401, ARG002 - webargs' signature
        """The JSON body. An absent body is an empty object; another content type, or a compressed one, is refused."""
        body = req.get_data(cache=True)
        if not body:
            return {}
        if not req.is_json or req.headers.get("Content-Encoding", "identity") != "identity":
            raise UnsupportedMediaType
        try:
            return strict_json(body)
        except ValueError:
            raise BadRequest("unreadable_json") from None

    def load_querystring(self, req: Any, schema: Any) -> Any:  # noqa: ANN401
        """The filters of an address, which are text however they are meant.

        One that is named twice means two things and is refused, unless it is a list.
        """
        g.typed_by_hand = req.method in {"GET", "HEAD"}
        twice = [
            name
            for name, values in req.args.lists()
            if len(values) > 1 and not isinstance(schema.fields.get(name), our_fields.Listed)
        ]
        if twice:
            raise ValidationError({name: [speak(GIVEN_TWICE)] for name in twice})
        return super().load_querystring(req, schema)

    def load_json_or_multipart(self, req: Any, schema: Any) -> Any:  # noqa: ANN401
        """JSON, or the fields and files of a multipart body (whose values were typed, so they are text)."""
        if req.mimetype != "multipart/form-data":
            return self.load_json(req, schema)
        g.typed_by_hand = True
        loaded: dict[str, Any] = {}
        for name, values in req.form.lists():
            field = schema.fields.get(name)
            if field is not None and field.metadata.get("json"):
                loaded[name] = self._embedded_json(values[-1])
            elif isinstance(field, our_fields.Listed):
                loaded[name] = values
            else:
                loaded[name] = values[-1]
        for name, files in req.files.lists():
            loaded[name] = files if isinstance(schema.fields.get(name), our_fields.Listed) else files[0]
        return loaded

    @staticmethod
    def _embedded_json(text: str) -> Any:  # noqa: ANN401
        try:
            return strict_json(text.encode("utf-8"))
        except ValueError:
            raise BadRequest("unreadable_json") from None

    def handle_error(
        self,
        error: ValidationError,
        req: Any,  # noqa: ANN401, ARG002
        schema: Any,  # noqa: ANN401, ARG002
        *,
        error_status_code: int | None,  # noqa: ARG002
        error_headers: Mapping[str, str] | None,  # noqa: ARG002
    ) -> NoReturn:
        """A refused shape is a refusal like any other."""
        messages = error.messages
        if isinstance(messages, Mapping) and set(messages) <= {"json", "query", "json_or_multipart", "files", "form"}:
            messages = next(iter(messages.values()), {})
        raise WrongShape(flat_messages(messages))


StrictParser.__location_map__ = {
    **FlaskParser.__location_map__,
    "json_or_multipart": "load_json_or_multipart",
}
