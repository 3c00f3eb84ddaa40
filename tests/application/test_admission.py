"""What is too much is turned away at once with a time to come back; what was taken in is served, and health answers."""

import errno
import io
import json
import socket
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy.exc import TimeoutError as PoolTimeout

from application import admission as admission_module
from application.admission import Admission
from tests.clients import Client


def ask(admission: Admission, path: str, body: bytes = b"", length: int | None = None) -> tuple[str, dict, bytes]:
    """Ask a WSGI application as a server does."""
    told: list[tuple[str, list[tuple[str, str]]]] = []
    environ = {
        "PATH_INFO": path,
        "CONTENT_LENGTH": str(len(body) if length is None else length),
        "wsgi.input": io.BytesIO(body),
    }
    answer = admission(environ, lambda status, headers: told.append((status, headers)))
    content = b"".join(answer)
    if hasattr(answer, "close"):
        answer.close()
    status, headers = told[0]
    return status, dict(headers), content


def test_one_works_one_waits_and_a_third_is_asked_to_come_back_while_health_answers() -> None:
    entered, go = threading.Event(), threading.Event()

    def slow(environ, start_response):
        if environ["PATH_INFO"] != "/sehat":
            entered.set()
            assert go.wait(20)
        start_response("200 OK", [])
        return [environ["wsgi.input"].read()]

    admission = Admission(slow, at_once=1, most_waiting=1, patience_seconds=20)
    with ThreadPoolExecutor(2) as pool:
        works = pool.submit(ask, admission, "/api/v1/a", b"first")
        assert entered.wait(20)
        waits = pool.submit(ask, admission, "/api/v1/b", b"second")
        while admission.room._value:
            pass
        status, headers, body = ask(admission, "/api/v1/c")
        assert (status[:3], 2 <= int(headers["Retry-After"]) <= 6, json.loads(body)["code"]) == ("503", True, "busy")
        assert ask(admission, "/")[1]["Content-Type"].startswith("text/html")
        assert ask(admission, "/sehat")[0] == "200 OK"
        go.set()
        assert (works.result()[2], waits.result()[2]) == (b"first", b"second")
    assert ask(admission, "/")[0] == "200 OK"


def test_who_waits_too_long_is_asked_to_come_back_and_a_failure_gives_its_turn_back() -> None:
    def fails(_environ, _start_response):
        raise RuntimeError

    admission = Admission(fails, at_once=1, most_waiting=1, patience_seconds=0.01)
    for _ in range(3):
        with pytest.raises(RuntimeError):
            ask(admission, "/")
    admission.turns.acquire()
    assert ask(admission, "/")[0][:3] == "503"


def test_a_body_that_breaks_off_is_never_read_as_a_shorter_one() -> None:
    admission = Admission(lambda _environ, _start: [b"never"])
    assert ask(admission, "/penjualan", b"quantity-1=2", 400)[0][:3] == "400"


def test_when_no_connection_is_free_pages_and_api_say_503_with_a_time_to_come_back(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def exhausted(*_arguments: object) -> None:
        raise PoolTimeout

    monkeypatch.setitem(app.view_functions, "public.landing", exhausted)
    answer = Client(app).get("/")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert Client(app).get("/sehat").status_code == 200


def test_twenty_slow_senders_keep_no_turn_from_anybody_and_the_next_body_is_asked_to_come_back() -> None:
    """A telephone on a bad line sends its body before it takes a turn; one that falls silent is given up."""
    go, reading = threading.Event(), threading.Semaphore(0)

    class Slow(io.BytesIO):
        def read(self, size: int = -1) -> bytes:
            reading.release()
            assert go.wait(20)
            return super().read(size)

    def echo(environ, start_response):
        start_response("200 OK", [])
        return [environ["wsgi.input"].read()[-3:]]

    admission = Admission(echo, at_once=1, most_waiting=20, patience_seconds=20, most_reading=20)
    big = b"x" * 2_000_000 + b"end"

    def send_slowly(_number: int) -> tuple[str, bytes]:
        told: list[str] = []
        environ = {"PATH_INFO": "/", "CONTENT_LENGTH": str(len(big)), "wsgi.input": Slow(big)}
        answer = admission(environ, lambda status, _headers: told.append(status))
        content = b"".join(answer)
        answer.close()
        return told[0], content

    with ThreadPoolExecutor(20) as pool:
        slow = pool.map(send_slowly, range(20))
        for _ in range(20):
            assert reading.acquire(timeout=20)
        assert ask(admission, "/sehat")[0] == "200 OK"
        assert admission.turns._value == 1
        assert ask(admission, "/", b"1")[0][:3] == "503"
        go.set()
        assert set(slow) == {("200 OK", b"end")}
    assert ask(admission, "/", b"1")[0] == "200 OK"


def test_a_sender_that_falls_silent_is_given_up_and_a_full_disk_is_said_with_a_time_to_come_back() -> None:
    class Broken(io.BytesIO):
        def __init__(self, error: OSError) -> None:
            super().__init__(b"never")
            self.error = error

        def read(self, _size: int = -1) -> bytes:
            raise self.error

    admission = Admission(lambda _environ, _start: [b"never"])
    for error, status in ((TimeoutError("timed out"), "400"), (OSError(errno.ENOSPC, "No space left"), "507")):
        told: list[str] = []
        environ = {"PATH_INFO": "/api/v1/x", "CONTENT_LENGTH": "5", "wsgi.input": Broken(error)}
        content = b"".join(admission(environ, lambda status, _headers, told=told: told.append(status)))
        assert told[0][:3] == status
        assert json.loads(content)["code"] == {"400": "unreadable", "507": "storage_full"}[status]


def test_a_body_in_chunks_is_read_before_its_turn_and_one_without_end_is_too_large(monkeypatch) -> None:
    monkeypatch.setattr(admission_module, "LONGEST_BODY", 1_000)

    def echo(environ, start_response):
        assert environ["CONTENT_LENGTH"] == "900"
        assert "HTTP_TRANSFER_ENCODING" not in environ
        start_response("200 OK", [])
        return [environ["wsgi.input"].read()]

    admission = Admission(echo)
    for length, status in ((900, "200"), (1_001, "413"), (5_000, "413")):
        told: list[str] = []
        environ = {"PATH_INFO": "/api/v1/x", "HTTP_TRANSFER_ENCODING": "chunked"}
        environ["wsgi.input"] = io.BytesIO(b"x" * length)
        content = b"".join(admission(environ, lambda status, _headers, told=told: told.append(status)))
        assert told[0][:3] == status
        assert content == b"x" * 900 if status == "200" else json.loads(content)["code"] == "too_large"


def test_a_body_that_drips_is_cut_when_it_would_take_hours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admission_module, "PATIENCE_WITH_SENDERS_SECONDS", 0.05)
    ours, theirs = socket.socketpair()
    stop = threading.Event()

    def drip() -> None:
        while not stop.wait(0.01):
            theirs.send(b"x")

    sender = threading.Thread(target=drip)
    sender.start()
    told: list[str] = []
    environ = {"PATH_INFO": "/", "CONTENT_LENGTH": "40", "gunicorn.socket": ours, "wsgi.input": ours.makefile("rb")}
    admission = Admission(lambda _environ, _start: [b"never"])
    content = b"".join(admission(environ, lambda status, _headers: told.append(status)))
    stop.set()
    sender.join()
    assert (told[0][:3], b"tidak sampai utuh" in content) == ("400", True)
    ours.close()
    theirs.close()
