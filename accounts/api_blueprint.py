"""The blueprint every JSON door is on: strict bodies, one transaction a call, and answers that can be repeated."""

from base64 import b64decode, b64encode
from collections.abc import Callable
from functools import wraps
from typing import Any, ClassVar

import flask_smorest
from flask import Response, current_app, request
from flask_login import current_user

from accounts.stored_answers import KeptAnswer, answer_once, check_key, request_hash
from core.database import committed
from core.forms import StrictParser

FILE_MARK = "data:"


class ApiBlueprint(flask_smorest.Blueprint):
    """A smorest blueprint whose POSTs run in one transaction and may be repeated with the same `Idempotency-Key`."""

    ARGUMENTS_PARSER = StrictParser()
    DEFAULT_LOCATION_CONTENT_TYPE_MAPPING: ClassVar[dict[str, str]] = {
        "json": "application/json",
        "form": "application/x-www-form-urlencoded",
        "files": "multipart/form-data",
        "json_or_multipart": "application/json",
    }

    def add_url_rule(
        self,
        rule: str,
        endpoint: str | None = None,
        view_func: Any = None,  # noqa: ANN401 - smorest's own signature
        provide_automatic_options: bool | None = None,  # noqa: FBT001
        *,
        parameters: Any = None,  # noqa: ANN401
        tags: Any = None,  # noqa: ANN401
        **options: Any,  # noqa: ANN401
    ) -> None:
        """Register a view; one that is not only read from is wrapped in its transaction."""
        if view_func is not None and set(options.get("methods") or ["GET"]) - {"GET", "HEAD", "OPTIONS"}:
            view_func = answered_once(view_func)
        super().add_url_rule(
            rule, endpoint, view_func, provide_automatic_options, parameters=parameters, tags=tags, **options
        )


def answered_once(view: Callable[..., Any]) -> Callable[..., Any]:
    """Run a view in one transaction; with an `Idempotency-Key` the same request is answered the same way again.

    Raises as `accounts.stored_answers.answer_once`, and `BadKey`.
    """

    @wraps(view)
    def door(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - any view
        key = request.headers.get("Idempotency-Key")
        if key is None or not current_user.is_authenticated:
            return committed(view, *args, **kwargs)
        check_key(key)
        return committed(_answer, view, key, args, kwargs)

    return door


def _answer(view: Callable[..., Any], key: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Response:
    """The stored answer for a key, or the view's own, stored."""
    made: list[Response] = []

    def make() -> KeptAnswer:
        response = current_app.make_response(view(*args, **kwargs))
        made.append(response)
        return KeptAnswer(response.status_code, _as_text(response))

    answer = answer_once(current_user.id, key, request_hash(), make)
    if not answer.is_replay:
        return made[0]
    body, mimetype = _from_text(answer.body)
    replay = Response(body, status=answer.status, mimetype=mimetype)
    replay.headers["Idempotent-Replayed"] = "true"
    return replay


def _as_text(response: Response) -> str:
    """The body of an answer as it is kept: JSON as it is, a file as a `data:` address, with which no JSON begins."""
    if response.is_json:
        return response.get_data(as_text=True)
    return f"{FILE_MARK}{response.mimetype};base64,{b64encode(response.get_data()).decode('ascii')}"


def _from_text(kept: str) -> tuple[bytes | str, str]:
    """The body and its type again from what was kept."""
    if not kept.startswith(FILE_MARK):
        return kept, "application/json"
    mimetype, _comma, encoded = kept.removeprefix(FILE_MARK).partition(";base64,")
    return b64decode(encoded), mimetype
