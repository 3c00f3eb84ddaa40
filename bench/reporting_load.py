"""Outlets report at closing hour while a big file is imported: how long an ordinary report takes, and what is refused.

    .venv/bin/python -m bench.reporting_load [SECONDS] [REPORTS_A_MINUTE] [FILE_LINES]

Starts the application with a database of its own, sends reports of 50 lines at an even pace, uploads a file meanwhile,
and prints the p50 and p95 of the answers, how many were asked to come back (503 or 429), errors, whether the database
holds exactly the reports, lines and money that were answered, and whether the ledger stands. The aim is 60 reports a
minute for 600 seconds with 50,000 lines beside, and at ten times that pace that nothing but 503 or 429 comes of it.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import psycopg

from application.config import libpq_url
from core.embedded_postgres import running
from tests.chaos.test_kill import outlet_ready
from tests.test_serve import PROJECT, Start

LINES = 50
PRICE_RUPIAH = 15_000
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
    line = {"sold_on": day, "code": "899100001", "quantity": 1, "unit_price_rupiah": PRICE_RUPIAH}
    lines = [{**line, "reference": f"B{number}-{row}"} for row in range(LINES)]
    return json.dumps({"period_start": day, "period_end": day, "lines": lines}).encode()


def till_file(first: date, lines: int) -> tuple[bytes, str]:
    """A multipart body with a file of so many lines, and its type."""
    day = first.isoformat()
    rows = "\r\n".join(f"{day};899100001;1;{PRICE_RUPIAH};F{row}" for row in range(lines))
    mark = uuid.uuid4().hex
    head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="kasir.csv"\r\n'
    columns = "tanggal;kode_produk;jumlah;harga_satuan;no_struk"
    content = f"{head}Content-Type: text/csv\r\n\r\n{columns}\r\n{rows}\r\n--{mark}--\r\n"
    return content.encode(), f"multipart/form-data; boundary={mark}"


@dataclass
class Load:
    """What is sent to one outlet, and what came back."""

    outlet: str
    token: str
    first: date
    statuses: Counter[str] = field(default_factory=Counter)
    took: list[float] = field(default_factory=list)
    gross: list[int] = field(default_factory=list)
    lines_imported: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def send(self, number: int) -> None:
        """Send one report and note how long its answer took."""
        begun = time.perf_counter()
        status, answer, says_when = post(
            f"{self.outlet}/sales-reports", self.token, report(self.first, number), "application/json"
        )
        with self.lock:
            self.took.append(time.perf_counter() - begun)
            known = status == 201 or (status in COME_BACK and says_when)
            self.statuses[str(status) if known else f"ERROR {status}"] += 1
            if status == 201:
                self.gross.append(int(str(answer["gross_rupiah"])))

    def import_file(self, lines: int) -> None:
        """Upload a file and confirm it, coming back when asked to."""
        begun = time.perf_counter()
        content, kind = till_file(self.first, lines)
        status, answer, _ = self.until_taken(f"{self.outlet}/sales-files", content, kind)
        print(f"file of {lines:,} lines: {status} {answer.get('status')}, {time.perf_counter() - begun:.1f} s")
        files = self.outlet.partition("/outlets/")[0] + "/sales-files"
        status, _, _ = self.until_taken(f"{files}/{answer.get('id')}/confirm", b"{}", "application/json")
        print(f"confirmed: {status}, {time.perf_counter() - begun:.1f} s since it was sent", flush=True)
        self.lines_imported += lines if status == 201 else 0

    def until_taken(self, url: str, body: bytes, kind: str) -> tuple[int, dict[str, object], bool]:
        """Send until the answer is no request to come back."""
        while (answered := post(url, self.token, body, kind))[0] in COME_BACK:
            time.sleep(2)
        return answered

    def tell(self, seconds: int) -> None:
        """Print what came back."""
        took = sorted(self.took)
        print(f"{len(took)} reports of {LINES} lines in {seconds} s: {dict(self.statuses)}")
        print(f"p50 {took[len(took) // 2]:.3f} s, p95 {took[int(len(took) * 0.95)]:.3f} s, longest {took[-1]:.3f} s")
        print(f"wrong amounts: {len([amount for amount in self.gross if amount != LINES * PRICE_RUPIAH])}")


def hold_against_the_database(start: Start, load: Load) -> None:
    """Print whether what was answered is what is stored, and whether the ledger stands."""
    lines = len(load.gross) * LINES + load.lines_imported
    told = (len(load.gross), lines, sum(load.gross) + load.lines_imported * PRICE_RUPIAH)
    addresses = running(start.folder)
    if addresses is None:
        raise SystemExit("the database is gone")
    with psycopg.connect(libpq_url(addresses[1])) as connection:
        query = """SELECT (SELECT count(*) FROM etalase.sales_report WHERE channel = 'api'),
                          (SELECT count(*) FROM etalase.sale_line), (SELECT sum(gross_rupiah) FROM etalase.sale_line)"""
        held = connection.execute(query).fetchone()
    print(f"reports by the API, lines, rupiah answered {told}, stored {tuple(map(int, held or ()))}")
    words = [sys.executable, "-m", "application.serve", "flask", "verify-ledger"]
    verified = subprocess.run(words, cwd=PROJECT, env=start.environment, capture_output=True, text=True, check=False)
    print(f"verify-ledger: {'all holds' if verified.returncode == 0 else verified.stdout}")


def main() -> None:
    """Run it once."""
    seconds, pace, file_lines = [int(given) for given in [*sys.argv[1:4], *["60", "60", "50000"][len(sys.argv[1:4]) :]]]
    parent = Path(tempfile.mkdtemp(prefix="etalase-load-"))
    parent.chmod(0o755)
    start = Start(parent / "data")
    start.process = start.begin()
    threading.Thread(target=start.process.stdout.read, daemon=True).start()  # type: ignore[union-attr] # a pipe
    try:
        if not start.is_ready():
            raise SystemExit("the application did not start")
        token, outlet_id, first = outlet_ready(start)
        load = Load(f"http://127.0.0.1:{start.port}/api/v1/outlets/{outlet_id}", token, first)
        busy = os.getloadavg()[0]
        importer = threading.Thread(target=load.import_file, args=(file_lines,))
        importer.start()
        with ThreadPoolExecutor(256) as pool:
            begun = time.monotonic()
            for number in range(seconds * pace // 60):
                time.sleep(max(0.0, begun + number * 60 / pace - time.monotonic()))
                pool.submit(load.send, number)
        importer.join()
        load.tell(seconds)
        print(f"load of the machine: {busy:.1f} before, {os.getloadavg()[0]:.1f} after")
        hold_against_the_database(start, load)
    finally:
        start.process.terminate()
        start.process.wait(timeout=60)
        shutil.rmtree(parent, ignore_errors=True)


if __name__ == "__main__":
    main()
