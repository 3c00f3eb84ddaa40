"""A proxy that behaves like a bad network: it loses requests and answers, delays them, and delivers them twice or late.

One connection carries one request. What happens to it is drawn from a seeded chance, so a run can be repeated.
"""

import random
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Weather:
    """How often, of 100 requests, each thing happens; `delay_seconds` is the longest delay."""

    lost_requests: int = 0
    lost_answers: int = 0
    twice: int = 0
    late_copies: int = 0
    delayed: int = 0
    cut_bodies: int = 0
    delay_seconds: float = 0.02


class Proxy:
    """Listens on a port of its own and passes requests on; `seen` counts what it did to them."""

    def __init__(self, address: str, weather: Weather, seed: int) -> None:
        """`address` is the server's, such as `http://127.0.0.1:8000`."""
        parts = urlsplit(address)
        self.server = (str(parts.hostname), int(parts.port or 80))
        self.weather, self.chance = weather, random.Random(seed)
        self.seen: Counter[str] = Counter()
        self.lock = threading.Lock()
        self.copies: list[threading.Thread] = []
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.address = f"http://127.0.0.1:{self.listener.getsockname()[1]}"

    def run(self) -> None:
        """Serve until the listener is closed."""
        with suppress(OSError):
            while True:
                client, _ = self.listener.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with client, suppress(OSError):
            request = _whole(client)
            happens = self._drawn()
            if "delayed" in happens:
                time.sleep(self.weather.delay_seconds * self.chance.random())
            if "lost_requests" in happens:
                return
            if "cut_bodies" in happens:
                self._forward(request[: len(request) * 2 // 3], wait=False)
                return
            if "late_copies" in happens:  # arrives again after whatever the client sends next
                copy = threading.Thread(target=self._later, args=(request,), daemon=True)
                self.copies.append(copy)
                copy.start()
            if "twice" in happens:
                self._forward(request)
            answer = self._forward(request)
            if "lost_answers" not in happens:
                client.sendall(answer)

    def _drawn(self) -> set[str]:
        """What happens to this request."""
        with self.lock:
            names = ("lost_requests", "lost_answers", "twice", "late_copies", "delayed", "cut_bodies")
            happens = {name for name in names if self.chance.randrange(100) < getattr(self.weather, name)}
            self.seen.update(happens | {"requests"})
            return happens

    def _later(self, request: bytes) -> None:
        time.sleep(5 * self.weather.delay_seconds)
        with suppress(OSError):
            self._forward(request)

    def _forward(self, request: bytes, *, wait: bool = True) -> bytes:
        """Send a request to the server; its whole answer."""
        with socket.create_connection(self.server, timeout=30) as upstream:
            upstream.sendall(request)
            return _whole(upstream) if wait else b""


def _whole(sender: socket.socket) -> bytes:
    """A whole HTTP message, by its Content-Length."""
    received = b""
    while b"\r\n\r\n" not in received:
        if not (part := sender.recv(65_536)):
            return received
        received += part
    head, _, body = received.partition(b"\r\n\r\n")
    lengths = [line.split(b":")[1] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    length = int(lengths[0]) if lengths else 0
    while len(body) < length and (part := sender.recv(65_536)):
        body += part
    return head + b"\r\n\r\n" + body


@contextmanager
def weather_between(address: str, weather: Weather, seed: int = 1) -> Iterator[Proxy]:
    """A proxy before a server; late copies have arrived when it ends."""
    proxy = Proxy(address, weather, seed)
    threading.Thread(target=proxy.run, daemon=True).start()
    try:
        yield proxy
    finally:
        proxy.listener.close()
        for copy in proxy.copies:
            copy.join(timeout=30)
