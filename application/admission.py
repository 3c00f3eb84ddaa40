"""How much a web process takes in: so many requests work at once, some wait a little, the rest are asked to come back.

Without it an overload is a queue that grows until everybody's request times out. A request waits before it holds
anything (no connection of the database, no lock), its body is read before it takes its turn so that a slow telephone
keeps nobody waiting, and what is turned away has done nothing: sending it again is always right.
"""

import io
import json
import random
import threading
from collections.abc import Callable, Iterable
from typing import Any

from werkzeug.wsgi import ClosingIterator

from core.wording import N_

AT_ONCE = 4
"""Requests that work at the same time in one process; the pool of the database has a connection for each."""
MOST_WAITING = 16
PATIENCE_SECONDS = 4
LONGEST_BODY_READ_FIRST = 1024 * 1024
NEVER_TURNED_AWAY = ("/sehat", "/siap", "/metrics", "/static/")
SENTENCE = N_("Layanan sedang sibuk. Coba lagi sebentar.")
ENGLISH = "We are busy. Please try again shortly."

Environ = dict[str, Any]
StartResponse = Callable[..., Any]


class Admission:
    """A WSGI application around another one. Turned away are those for whom no turn comes, with 503 and Retry-After."""

    def __init__(
        self,
        app: Callable[[Environ, StartResponse], Iterable[bytes]],
        *,
        at_once: int = AT_ONCE,
        most_waiting: int = MOST_WAITING,
        patience_seconds: float = PATIENCE_SECONDS,
    ) -> None:
        """So many at once and waiting, and how long one waits."""
        self.app = app
        self.turns = threading.BoundedSemaphore(at_once)
        self.room = threading.BoundedSemaphore(at_once + most_waiting)
        self.patience = patience_seconds

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Serve a request when its turn comes."""
        path = str(environ.get("PATH_INFO", ""))
        if path.startswith(NEVER_TURNED_AWAY):
            return self.app(environ, start_response)
        if not _body_read(environ):
            return _answer(path, start_response, "400 Bad Request", "unreadable", {})
        if not self.room.acquire(blocking=False):
            return _busy(path, start_response)
        if not self.turns.acquire(timeout=self.patience):
            self.room.release()
            return _busy(path, start_response)
        try:
            answer = self.app(environ, start_response)
        except BaseException:
            self._leave()
            raise
        return ClosingIterator(answer, self._leave)

    def _leave(self) -> None:
        self.turns.release()
        self.room.release()


def _body_read(environ: Environ) -> bool:
    """Read a body of ordinary length before anything waits for it; False when the sender broke off in the middle."""
    text = str(environ.get("CONTENT_LENGTH") or "0")
    length = int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0
    if not 0 < length <= LONGEST_BODY_READ_FIRST:
        return True
    try:
        body = environ["wsgi.input"].read(length)
    except OSError:
        return False
    if len(body) < length:
        return False
    environ["wsgi.input"] = io.BytesIO(body)
    return True


def _busy(path: str, start_response: StartResponse) -> list[bytes]:
    """Come back in a few seconds, not all at the same one."""
    seconds = random.randint(2, 6)  # noqa: S311 - a pause, not a secret
    return _answer(path, start_response, "503 Service Unavailable", "busy", {"Retry-After": str(seconds)})


def _answer(path: str, start_response: StartResponse, status: str, code: str, headers: dict[str, str]) -> list[bytes]:
    """A short answer that needs neither database nor templates."""
    if path.startswith("/api/"):
        number, _, title = status.partition(" ")
        problem = {"type": "about:blank", "title": title, "status": int(number), "code": code, "detail": SENTENCE}
        body, kind = json.dumps(problem).encode(), "application/problem+json"
    else:
        page = (
            f"<!doctype html><html lang=id><title>{status[:3]}</title><p>{SENTENCE}</p><p lang=en>{ENGLISH}</p></html>"
        )
        body, kind = page.encode(), "text/html; charset=utf-8"
    start_response(status, [("Content-Type", kind), ("Content-Length", str(len(body))), *headers.items()])
    return [body]
