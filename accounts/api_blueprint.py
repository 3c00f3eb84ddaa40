"""The blueprint every JSON door is on: strict bodies, one transaction a call, and answers that can be repeated."""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any, ClassVar

import flask_smorest
from flask import Response, current_app, request
from flask_login import current_user
from sqlalchemy import func, select

from accounts.models import StoredAnswer
from core.database import committed, db
from core.dates import now
from core.errors import Conflict, InvalidInput
from core.forms import StrictParser
from core.secrets_at_rest import decrypt, encrypt
from core.wording import N_

STORED_BODY = "stored_answer|body"


class KeyReused(Conflict):
    """An `Idempotency-Key` came back with another body."""

    code = "key_reused"
    sentence = N_("Idempotency-Key ini sudah dipakai untuk isi yang berbeda. Pakai kunci baru.")


class RequestInProgress(Conflict):
    """The first request with this `Idempotency-Key` is still running."""

    code = "request_in_progress"
    sentence = N_("Permintaan pertama dengan kunci ini masih dikerjakan. Coba lagi sebentar.")
    retry_after_seconds = 2


class BadKey(InvalidInput):
    """An `Idempotency-Key` that is empty, too long or not plain ASCII."""

    code = "bad_idempotency_key"
    sentence = N_("Idempotency-Key harus 1 sampai 255 karakter ASCII.")


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

    Only 2xx answers are kept, in the transaction that did the work, so either both exist or neither. A key is taken by
    an advisory lock while its first request runs; a crash lets go of it. Raises `KeyReused`, `RequestInProgress`.
    """

    @wraps(view)
    def door(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - any view
        key = request.headers.get("Idempotency-Key")
        if key is None or not current_user.is_authenticated:
            return committed(view, *args, **kwargs)
        if not 1 <= len(key) <= 255 or not key.isascii() or not key.isprintable():
            raise BadKey
        return committed(_answer, view, key, args, kwargs)

    return door


def _answer(view: Callable[..., Any], key: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Response:
    """The stored answer for a key, or the view's own, stored."""
    user_id = current_user.id
    lock = int.from_bytes(hashlib.sha256(f"{user_id}:{key}".encode()).digest()[:8], signed=True)
    if not db.session.execute(select(func.pg_try_advisory_xact_lock(lock))).scalar_one():
        raise RequestInProgress
    wanted = request_hash()
    stored = db.session.execute(
        select(StoredAnswer).where(StoredAnswer.user_id == user_id, StoredAnswer.key == key)
    ).scalar_one_or_none()
    if stored is not None:
        if stored.request_hash != wanted:
            raise KeyReused
        replay = Response(
            decrypt(stored.body_encrypted, STORED_BODY), status=stored.status, mimetype="application/json"
        )
        replay.headers["Idempotent-Replayed"] = "true"
        return replay
    response = current_app.make_response(view(*args, **kwargs))
    if 200 <= response.status_code < 300:
        db.session.add(
            StoredAnswer(
                user_id=user_id,
                key=key,
                request_hash=wanted,
                status=response.status_code,
                body_encrypted=encrypt(response.get_data(as_text=True), STORED_BODY),
                created_at=now(),
            )
        )
        db.session.flush()
    return response


def request_hash() -> str:
    """What makes two requests the same: method, path and body (for multipart the fields and file contents)."""
    digest = hashlib.sha256(f"{request.method} {request.path}\n".encode())
    if request.mimetype == "multipart/form-data":
        for name, value in sorted(request.form.items(multi=True)):
            digest.update(f"{len(name)}:{name}{len(value)}:{value}".encode())
        for name, file in sorted(request.files.items(multi=True), key=lambda item: item[0]):
            digest.update(f"{len(name)}:{name}".encode() + hashlib.sha256(file.stream.read()).digest())
            file.stream.seek(0)
    else:
        digest.update(request.get_data(cache=True))
    return digest.hexdigest()
