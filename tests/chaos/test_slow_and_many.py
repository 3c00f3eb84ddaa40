"""Fifty senders on a bad line keep nobody waiting (fault 6); five thousand who come back at once all get in (40)."""

import asyncio
import json
import random
import socket
import threading
import time
from collections import Counter
from datetime import timedelta
from urllib.request import urlopen

import psycopg
import pytest

from application.config import libpq_url
from core.embedded_postgres import running
from tests.chaos.test_kill import outlet_ready
from tests.test_serve import Start, folder, start

__all__ = ["folder", "start"]

pytestmark = pytest.mark.long
SLOW_CLIENTS = 50
BYTES_PER_SECOND = 3_000
BODY = 45_000
"""Fifteen seconds on such a line."""
OUTLETS = 5_000
AT_MOST_OPEN = 800
LONGEST_DRAIN_SECONDS = 600


@pytest.fixture(autouse=True)
def clock_stands() -> None:
    """The clock runs here: real processes are waited for."""
    return


def send_slowly(port: int) -> str:
    """Send a body at 3 kB a second; the status that comes."""
    with socket.create_connection(("127.0.0.1", port), timeout=120) as line:
        head = "POST /api/v1/chains HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        line.sendall(f"{head}Content-Length: {BODY}\r\nConnection: close\r\n\r\n".encode())
        for _ in range(0, BODY, BYTES_PER_SECOND // 5):
            line.sendall(b" " * (BYTES_PER_SECOND // 5))
            time.sleep(0.2)
        return line.recv(200).decode().split(" ")[1]


def p95_of_pages(port: int, pages: int = 60) -> float:
    """How long nineteen of twenty public pages take at most, asked one after the other."""
    took = []
    for _ in range(pages):
        begun = time.perf_counter()
        with urlopen(f"http://127.0.0.1:{port}/verifikasi", timeout=60) as answer:
            assert answer.status == 200
        took.append(time.perf_counter() - begun)
        time.sleep(0.1)
    return sorted(took)[int(pages * 0.95)]


def test_fifty_senders_at_three_kilobytes_a_second_keep_nobody_waiting(start: Start) -> None:
    assert start.is_ready()
    alone = p95_of_pages(start.port)
    answers: list[str] = []
    senders = [threading.Thread(target=lambda: answers.append(send_slowly(start.port))) for _ in range(SLOW_CLIENTS)]
    for sender in senders:
        sender.start()
    time.sleep(1)
    beside = p95_of_pages(start.port)
    for sender in senders:
        sender.join()
    print(f"p95 {alone * 1000:.0f} ms alone, {beside * 1000:.0f} ms beside {SLOW_CLIENTS} slow senders")  # noqa: T201
    assert Counter(answers) == {"401": SLOW_CLIENTS}
    assert beside < max(3 * alone, 1.0)


def test_five_thousand_who_come_back_at_once_all_get_in_and_none_twice(start: Start) -> None:
    assert start.is_ready()
    token, outlet_id, first = outlet_ready(start)
    chance, asked_back = random.Random(40), Counter[int]()

    def body_of(number: int) -> bytes:
        day = (first + timedelta(days=number % 28)).isoformat()
        line = {"sold_on": day, "code": "899100001", "quantity": 1, "unit_price_rupiah": 15_000}
        body = {"period_start": day, "period_end": day, "lines": [{**line, "reference": f"N{number}"}]}
        return json.dumps(body).encode()

    async def once(number: int) -> tuple[int, dict[str, str]]:
        """One request on a connection of its own: status and headers."""
        body = body_of(number)
        reader, writer = await asyncio.open_connection("127.0.0.1", start.port)
        head = (
            f"POST /api/v1/outlets/{outlet_id}/sales-reports HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
            f"Authorization: Bearer {token}\r\nContent-Type: application/json\r\nIdempotency-Key: n-{number}\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        try:
            writer.write(head.encode() + body)
            answer = (await asyncio.wait_for(reader.read(), 60)).decode()
        finally:
            writer.close()
        first_line, *rest = answer.partition("\r\n\r\n")[0].split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in rest)}
        return int(first_line.split(" ")[1]), headers

    async def outlet(number: int, room: asyncio.Semaphore) -> None:
        """Send until it is taken, coming back when told to, or after a while when nothing is heard."""
        while True:
            try:
                async with room:
                    status, headers = await once(number)
            except (OSError, TimeoutError, IndexError):
                status, headers = 0, {"retry-after": "2"}
            asked_back[status] += 1
            if status == 201:
                return
            assert status in {0, 409, 429, 503}, status
            await asyncio.sleep(float(headers["retry-after"]) * chance.uniform(1, 1.5))

    async def all_at_once() -> None:
        room = asyncio.Semaphore(AT_MOST_OPEN)
        await asyncio.wait_for(
            asyncio.gather(*(outlet(number, room) for number in range(OUTLETS))), LONGEST_DRAIN_SECONDS
        )

    begun = time.monotonic()
    asyncio.run(all_at_once())
    took = time.monotonic() - begun
    print(f"{OUTLETS} reports at once taken in {took:.0f} s: {dict(asked_back)}")  # noqa: T201
    addresses = running(start.folder)
    assert addresses
    with psycopg.connect(libpq_url(addresses[1])) as connection:
        sums = connection.execute("SELECT count(*), count(DISTINCT reference) FROM etalase.sale_line").fetchone()
    assert sums == (OUTLETS, OUTLETS)
