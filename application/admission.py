"""How much a web process takes in: so many requests work at once, some wait a little, the rest are asked to come back.

Without it an overload is a queue that grows until everybody's request times out. A request waits before it holds
anything (no connection of the database, no lock), its body is read before it takes its turn so that a slow telephone
keeps nobody waiting, and what is turned away has done nothing: sending it again is always right.
"""

import json
import random
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from tempfile import SpooledTemporaryFile
from typing import Any

from werkzeug.wsgi import ClosingIterator

from core.errors import StorageFull, is_full
from core.wording import N_

AT_ONCE = 4
"""Requests that work at the same time in one process; the pool of the database has a connection for each."""
MOST_WAITING = 16
PATIENCE_SECONDS = 4
LONGEST_BODY = 21 * 1024 * 1024
"""A longer one is not read at all: the application refuses it by its length."""
BODY_IN_MEMORY = 1024 * 1024
MOST_READING = 48
"""Bodies that arrive at the same time in one process; threads must be left for those whose request is here."""
SILENCE_SECONDS = 20
"""A sender that says nothing for so long has gone."""
PATIENCE_WITH_SENDERS_SECONDS = 60
SLOWEST_BYTES_PER_SECOND = 500
"""A body may take the seconds above and one more for so many bytes; one that drips is cut. A bad line does 3,000."""
NEVER_TURNED_AWAY = ("/sehat", "/siap", "/metrics", "/static/")
SENTENCE = N_("Layanan sedang sibuk. Coba lagi sebentar.")
ENGLISH = "We are busy. Please try again shortly."
SENTENCES = {
    StorageFull.code: StorageFull.sentence,
    "too_large": N_("Kiriman terlalu besar. Batasnya 20 MB."),
    "unreadable": N_("Kiriman tidak sampai utuh. Periksa sambungan, lalu kirim lagi."),
}
IN_ENGLISH = {
    StorageFull.code: "Storage is full. Please try again later, or tell the administrator.",
    "too_large": "What was sent is too large. The limit is 20 MB.",
    "unreadable": "What was sent did not arrive whole. Check the connection, then send it again.",
}

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
        most_reading: int = MOST_READING,
    ) -> None:
        """So many at once and waiting, how long one waits, and how many bodies may be on their way."""
        self.app = app
        self.turns = threading.BoundedSemaphore(at_once)
        self.room = threading.BoundedSemaphore(at_once + most_waiting)
        self.reading = threading.BoundedSemaphore(most_reading)
        self.patience = patience_seconds

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Serve a request when its turn comes."""
        path = str(environ.get("PATH_INFO", ""))
        if path.startswith(NEVER_TURNED_AWAY):
            return self.app(environ, start_response)
        if unread := self._why_unread(environ):
            return _answer(path, start_response, *unread)
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

    def _why_unread(self, environ: Environ) -> tuple[str, str, dict[str, str]] | None:
        """Status, code and headers of the answer when a body could not be read; None when it was."""
        if not self.reading.acquire(blocking=False):
            return "503 Service Unavailable", "busy", {"Retry-After": str(_some_seconds())}
        try:
            return None if _body_read(environ) else ("400 Bad Request", "unreadable", {})
        except _BodyTooLongError:
            return "413 Content Too Large", "too_large", {}
        except StorageFull:
            return "507 Insufficient Storage", StorageFull.code, {"Retry-After": "60"}
        finally:
            self.reading.release()

    def _leave(self) -> None:
        self.turns.release()
        self.room.release()


class _BodyTooLongError(Exception):
    """A body that did not say how long it is turned out to be longer than any we take."""


def _body_read(environ: Environ) -> bool:
    """Read a body before anything waits for it, so that a slow sender holds a thread and nothing else.

    A big one goes to a temporary file that has no name and is gone with the request. False when the sender broke off in
    the middle, fell silent or dripped. A body sent in chunks is read likewise and has its length from then on. Raises
    `StorageFull`, and `_BodyTooLongError` for chunks without end.
    """
    text = str(environ.get("CONTENT_LENGTH") or "0")
    length = int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0
    in_chunks = "chunked" in str(environ.get("HTTP_TRANSFER_ENCODING", "")).lower()
    if not in_chunks and not 0 < length <= LONGEST_BODY:
        return True
    most = LONGEST_BODY + 1 if in_chunks else length
    body = SpooledTemporaryFile(max_size=BODY_IN_MEMORY)  # noqa: SIM115 - closed with the request
    try:
        with _cut_when_too_slow(environ.get("gunicorn.socket"), most):
            read = _copied(environ["wsgi.input"], body, most)
    except OSError as error:
        body.close()
        if is_full(error):
            raise StorageFull from error
        return False
    if read > LONGEST_BODY or (read < length and not in_chunks):
        body.close()
        if in_chunks:
            raise _BodyTooLongError
        return False
    if in_chunks:
        environ["CONTENT_LENGTH"] = str(read)
        del environ["HTTP_TRANSFER_ENCODING"]
    body.seek(0)
    environ["wsgi.input"] = body
    return True


def _copied(source: Any, target: Any, most: int) -> int:  # noqa: ANN401 - what reads, and what writes
    """Copy at most so many bytes; how many there were."""
    read = 0
    while read < most and (part := source.read(min(most - read, 65_536))):
        target.write(part)
        read += len(part)
    return read


@contextmanager
def _cut_when_too_slow(connection: socket.socket | None, most: int) -> Iterator[None]:
    """Give up a connection on which nothing comes, or so little that the body would take hours."""
    if connection is None:
        yield
        return
    deadline = PATIENCE_WITH_SENDERS_SECONDS + most / SLOWEST_BYTES_PER_SECOND
    cut = threading.Timer(deadline, _stop_reading, (connection,))
    cut.daemon = True
    cut.start()
    connection.settimeout(SILENCE_SECONDS)
    try:
        yield
    finally:
        cut.cancel()
        with suppress(OSError):
            connection.settimeout(None)


def _stop_reading(connection: socket.socket) -> None:
    """Let whoever reads from a connection find its end."""
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RD)


def _busy(path: str, start_response: StartResponse) -> list[bytes]:
    """Come back in a few seconds, not all at the same one."""
    return _answer(path, start_response, "503 Service Unavailable", "busy", {"Retry-After": str(_some_seconds())})


def _some_seconds() -> int:
    return random.randint(2, 6)  # noqa: S311 - a pause, not a secret


def _answer(path: str, start_response: StartResponse, status: str, code: str, headers: dict[str, str]) -> list[bytes]:
    """A short answer that needs neither database nor templates."""
    if path.startswith("/api/"):
        number, _, title = status.partition(" ")
        sentence = SENTENCES.get(code, SENTENCE)
        problem = {"type": "about:blank", "title": title, "status": int(number), "code": code, "detail": sentence}
        body, kind = json.dumps(problem).encode(), "application/problem+json"
    else:
        said, english = SENTENCES.get(code, SENTENCE), IN_ENGLISH.get(code, ENGLISH)
        page = f"<!doctype html><html lang=id><title>{status[:3]}</title><p>{said}</p><p lang=en>{english}</p></html>"
        body, kind = page.encode(), "text/html; charset=utf-8"
    start_response(status, [("Content-Type", kind), ("Content-Length", str(len(body))), *headers.items()])
    return [body]
