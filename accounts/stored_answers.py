"""Answers kept under an `Idempotency-Key`: the same request gets the same answer again and has its effect once.

An answer is kept in the transaction that did the work, so either both exist or neither. A key belongs to one account;
the same words of another account are another key.
"""

import hashlib
from collections.abc import Callable
from typing import NamedTuple

from flask import request
from sqlalchemy import func, select

from accounts.models import StoredAnswer
from core.database import db
from core.dates import now
from core.errors import Conflict, InvalidInput
from core.secrets_at_rest import decrypt, encrypt
from core.wording import N_

STORED_BODY = "stored_answer|body"
LONGEST_KEY = 255


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


class KeptAnswer(NamedTuple):
    """An answer: its HTTP status and body, and whether it was given before."""

    status: int
    body: str
    is_replay: bool = False


def check_key(key: str) -> None:
    """Refuse a key nobody could repeat. Raises `BadKey`."""
    if not 1 <= len(key) <= LONGEST_KEY or not key.isascii() or not key.isprintable():
        raise BadKey


def answer_once(user_id: int, key: str, wanted: str, make: Callable[[], KeptAnswer]) -> KeptAnswer:
    """The answer kept under a key, or the one `make` gives, which is kept when its status is 2xx.

    `wanted` is the hash of what was sent. A key is taken by an advisory lock while its first request runs; a crash
    lets go of it. To be called inside the transaction that does the work. Raises `KeyReused`, `RequestInProgress`.
    """
    if not db.session.execute(select(func.pg_try_advisory_xact_lock(lock_of(user_id, key)))).scalar_one():
        raise RequestInProgress
    stored = stored_under(user_id, key)
    if stored is not None:
        if stored.request_hash != wanted:
            raise KeyReused
        return KeptAnswer(stored.status, body_of(stored), is_replay=True)
    answer = make()
    if 200 <= answer.status < 300:
        keep(user_id, key, wanted, answer)
    return answer


def lock_of(user_id: int, key: str) -> int:
    """The number of the advisory lock by which a key is taken."""
    return int.from_bytes(hashlib.sha256(f"{user_id}:{key}".encode()).digest()[:8], signed=True)


def stored_under(user_id: int, key: str) -> StoredAnswer | None:
    """The answer an account got under a key."""
    rows = select(StoredAnswer).where(StoredAnswer.user_id == user_id, StoredAnswer.key == key)
    return db.session.execute(rows).scalar_one_or_none()


def body_of(stored: StoredAnswer) -> str:
    """The body of a kept answer, opened."""
    return decrypt(stored.body_encrypted, STORED_BODY)


def keep(user_id: int, key: str, wanted: str, answer: KeptAnswer) -> None:
    """Keep the answer of a key, in the transaction of the work it tells of."""
    db.session.add(
        StoredAnswer(
            user_id=user_id,
            key=key,
            request_hash=wanted,
            status=answer.status,
            body_encrypted=encrypt(answer.body, STORED_BODY),
            created_at=now(),
        )
    )
    db.session.flush()


def request_hash(*, without: frozenset[str] = frozenset()) -> str:
    """What makes two requests the same: method, path and body (of a form the fields and the contents of its files).

    `without` names fields of a form that differ from one sending to the next and mean nothing.
    """
    digest = hashlib.sha256(f"{request.method} {request.path}\n".encode())
    if request.mimetype in {"multipart/form-data", "application/x-www-form-urlencoded"} and (
        request.mimetype == "multipart/form-data" or without
    ):
        for name, value in sorted(request.form.items(multi=True)):
            if name not in without:
                digest.update(f"{len(name)}:{name}{len(value)}:{value}".encode())
        for name, file in sorted(request.files.items(multi=True), key=lambda item: item[0]):
            file.stream.seek(0)  # a verb may have read it before
            digest.update(f"{len(name)}:{name}".encode() + hashlib.sha256(file.stream.read()).digest())
            file.stream.seek(0)
    else:
        digest.update(request.get_data(cache=True))
    return digest.hexdigest()
