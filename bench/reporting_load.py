"""Outlets report at closing hour while a big file is imported: how long an ordinary report takes, and what is refused.

    .venv/bin/python -m bench.reporting_load [SECONDS] [REPORTS_A_MINUTE] [FILE_LINES]

Starts the application with a database of its own, sends reports of 50 lines at an even pace, uploads a file meanwhile,
and prints the p50 and p95 of the answers, how many were asked to come back (503 or 429), errors, and whether the
database holds exactly what was answered. The aim is 60 reports a minute for 600 seconds with 50,000 lines beside.
"""

import json
import sys
import tempfile
import threading
import time
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from tests.chaos.test_kill import outlet_ready
from tests.test_serve import Start

LINES = 50
COME_BACK = frozenset({429, 503})


def post(url: str, token: str, body: bytes, kind: str) -> tuple[int, dict[str, object], bool]:
    """Status, JSON answered, and whether a refusal says when to come back."""
    headers = {"Authorization": f"Bearer {token}", "Content-Type": kind, "Idempotency-Key": str(uuid.uuid4())}
    try:
        with urlopen(Request(url, data=body, headers=headers, method="POST"), timeout=120) as answer:
            return answer.status, json.loads(answer.read()), True
    except HTTPError as error:
        return error.code, {}, "Retry-After" in error.headers
    except (URLError, OSError):
        return 0, {}, False


def report(first: date, number: int) -> bytes:
    """A report of 50 lines, each on a receipt of its own."""
    day = (first + timedelta(days=number % 28)).isoformat()
    line = {"sold_on": day, "code": "899100001", "quantity": 1, "unit_price_rupiah": 15_000}
    lines = [{**line, "reference": f"B{number}-{row}"} for row in range(LINES)]
    return json.dumps({"period_start": day, "period_end": day, "lines": lines}).encode()


def till_file(first: date, lines: int) -> tuple[bytes, str]:
    """A multipart body with a file of so many lines, and its type."""
    day = first.isoformat()
    rows = "\r\n".join(f"{day};899100001;1;15000;F{row}" for row in range(lines))
    mark = uuid.uuid4().hex
    head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="kasir.csv"\r\n'
    columns = "tanggal;kode_produk;jumlah;harga_satuan;no_struk"
    content = f"{head}Content-Type: text/csv\r\n\r\n{columns}\r\n{rows}\r\n--{mark}--\r\n"
    return content.encode(), f"multipart/form-data; boundary={mark}"


def main() -> None:
    """Run it once."""
    seconds, pace, file_lines = [int(given) for given in [*sys.argv[1:4], *["60", "60", "50000"][len(sys.argv[1:4]) :]]]
    parent = Path(tempfile.mkdtemp(prefix="etalase-load-"))
    parent.chmod(0o755)
    start = Start(parent / "data")
    start.process = start.begin()
    try:
        if not start.is_ready():
            raise SystemExit("the application did not start")
        token, outlet_id, first = outlet_ready(start)
        outlet = f"http://127.0.0.1:{start.port}/api/v1/outlets/{outlet_id}"
        statuses: Counter[str] = Counter()
        took: list[float] = []
        gross: list[int] = []
        lock = threading.Lock()

        def send(number: int) -> None:
            begun = time.perf_counter()
            status, answer, says_when = post(
                f"{outlet}/sales-reports", token, report(first, number), "application/json"
            )
            with lock:
                took.append(time.perf_counter() - begun)
                known = status == 201 or (status in COME_BACK and says_when)
                statuses[str(status) if known else f"ERROR {status}"] += 1
                if status == 201:
                    gross.append(int(str(answer["gross_rupiah"])))

        def import_file() -> None:
            begun = time.perf_counter()
            status, answer, _ = post(f"{outlet}/sales-files", token, *till_file(first, file_lines))
            print(f"file of {file_lines:,} lines: {status} {answer.get('status')}, {time.perf_counter() - begun:.1f} s")
            files = f"http://127.0.0.1:{start.port}/api/v1/sales-files"
            status, _, _ = post(f"{files}/{answer.get('id')}/confirm", token, b"{}", "application/json")
            print(f"confirmed: {status}, {time.perf_counter() - begun:.1f} s since it was sent")

        importer = threading.Thread(target=import_file)
        importer.start()
        with ThreadPoolExecutor(64) as pool:
            begun = time.monotonic()
            for number in range(seconds * pace // 60):
                time.sleep(max(0.0, begun + number * 60 / pace - time.monotonic()))
                pool.submit(send, number)
        importer.join()
        took.sort()
        print(f"{len(took)} reports of {LINES} lines in {seconds} s: {dict(statuses)}")
        print(f"p50 {took[len(took) // 2]:.3f} s, p95 {took[int(len(took) * 0.95)]:.3f} s, longest {took[-1]:.3f} s")
        wrong = [amount for amount in gross if amount != LINES * 15_000]
        print(f"wrong amounts: {len(wrong)}")
    finally:
        start.process.terminate()
        start.process.communicate(timeout=60)


if __name__ == "__main__":
    main()
