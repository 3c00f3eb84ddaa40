"""How fast a till's file becomes committed lines and ledger, against a bare COPY of the same rows.

    .venv/bin/python -m bench.sales_import [lines] [rounds]

Ours is everything the two steps of a person cost, from the bytes of the CSV to the second commit: keep the original,
read and check every row, commit; then read and check again, write reports, lines, ledger and history, commit. The floor
is one COPY of the very rows that came of it into a reference table with primary key, one unique key, two foreign keys
and the checks, and its commit. Both run on the same durable server (fsync on), in turns, so that a busy machine slows
both; the medians are compared. Aim: at most 1.8 times the floor. Printed beside: how fast lines are read, checked,
priced and written out without the database, how long the same rows take as XLSX until they are parsed, and how long the
dry run of 200,000 rows takes, with the greatest memory of this process and of the child that opened the workbook.
"""

import io
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import psycopg
import xlsxwriter
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy.engine import make_url
from werkzeug.datastructures import FileStorage

from accounts.models import UserAccount
from application import create_app
from commissions import sales_import
from commissions.posting import blocks_of
from commissions.sales_file_check import check_file
from commissions.tax_codes import TaxCodes
from core.collector import resting_collector, spare_what_is_loaded
from core.column_matching import TaughtColumns
from core.database import SCHEMA, committed, db
from core.dates import days_between, first_day, last_day, month_before, this_month
from core.embedded_postgres import start
from core.spreadsheets import read_table
from outlets.models import Outlet
from outlets.sales_models import SalesReport
from outlets.sales_reports import LINE_COLUMNS
from tests.factories.till_shelves import items_of_the_export, make_shelf_of_the_export

REFERENCE = f"""
CREATE TABLE {SCHEMA}.reference_line (
    LIKE {SCHEMA}.sale_line INCLUDING IDENTITY INCLUDING CONSTRAINTS,
    PRIMARY KEY (id),
    UNIQUE (natural_key),
    FOREIGN KEY (report_id) REFERENCES {SCHEMA}.sales_report (id),
    FOREIGN KEY (placement_id, outlet_id) REFERENCES {SCHEMA}.placement (id, outlet_id)
)
"""
"""Checks come with CONSTRAINTS; the index of pairs, which our own table also keeps up, does not."""


def till_file(lines: int, month: str, round_number: int) -> bytes:
    """A month of receipts of one to nine lines, in the columns of the template."""
    chance = random.Random(round_number)
    items = [(code, price or 1_000) for code, (_name, price) in items_of_the_export().items()]
    days = days_between(first_day(month), last_day(month))
    rows = ["tanggal;kode_produk;jumlah;harga_satuan;no_struk"]
    receipt = 0
    while len(rows) <= lines:
        receipt += 1
        day = days[receipt * len(days) * 5 // (lines + 5) % len(days)]
        for _ in range(min(chance.randint(1, 9), lines + 1 - len(rows))):
            code, price = chance.choice(items)
            rows.append(f"{day:%d/%m/%Y};{code};{chance.randint(1, 12)};{price};{round_number}-{receipt:06d}")
    return "\r\n".join(rows).encode()


def import_file(outlet_id: int, manager_id: int, content: bytes) -> tuple[float, float, int]:
    """Seconds of the upload and of the confirmation, each with its commit, and the lines posted."""
    db.session.remove()
    manager = db.session.get_one(UserAccount, manager_id)
    started = time.perf_counter()
    file = FileStorage(io.BytesIO(content), filename="kasir.csv")
    file_id = committed(sales_import.upload, outlet_id, file=file, by=manager).id
    checked = time.perf_counter()
    posted = committed(sales_import.confirm, file_id, by=manager).lines_posted
    return checked - started, time.perf_counter() - checked, posted


def copy_again(connection: psycopg.Connection, rows: bytes) -> float:
    """Seconds of one COPY of rows into the reference table, with its commit."""
    started = time.perf_counter()
    with connection.cursor() as cursor, cursor.copy(f"COPY reference_line ({LINE_COLUMNS}) FROM STDIN") as copy:
        copy.write(rows)
    connection.commit()
    return time.perf_counter() - started


def rows_posted_last(connection: psycopg.Connection) -> bytes:
    """The lines of the newest report, as COPY writes them."""
    newest = f"SELECT {LINE_COLUMNS} FROM sale_line WHERE report_id = (SELECT max(id) FROM sales_report) ORDER BY id"
    with connection.cursor() as cursor, cursor.copy(f"COPY ({newest}) TO STDOUT") as copy:
        rows = b"".join(bytes(block) for block in copy)
    connection.commit()
    return rows


@contextmanager
def agency() -> Iterator[tuple[Flask, psycopg.Connection]]:
    """An empty agency on a durable server of its own, and a connection of the owner."""
    with tempfile.TemporaryDirectory(prefix="etalase-bench-") as folder, start(Path(folder)) as server:
        app = create_app(
            server.url,
            DATABASE_OWNER_URL=server.owner_url,
            DATA_FOLDER=folder,
            SECRET_KEY="a key for a benchmark, long enough",
        )
        url = make_url(server.owner_url).set(drivername="postgresql").render_as_string(hide_password=False)
        with app.app_context():
            upgrade()
            spare_what_is_loaded()  # as a served application does
            with psycopg.connect(url, options=f"-c search_path={SCHEMA}") as connection:
                yield app, connection
            db.engine.dispose()


def outside_the_database(outlet: Outlet, manager: UserAccount, content: bytes, month: str) -> float:
    """Lines a second from bytes to the blocks that COPY is given, the few queries for the price book included."""
    started = time.perf_counter()
    with resting_collector():
        check = check_file(outlet, content, "kasir.csv", TaughtColumns(), by=manager)
        report = SalesReport(id=1, outlet_id=outlet.id, period_start=first_day(month))
        for _block in blocks_of(report, TaxCodes(outlet), check.checked, month, late=False):
            pass
    return len(check.checked.priced) / (time.perf_counter() - started)


def as_workbook(content: bytes) -> bytes:
    """The same rows as XLSX."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("Penjualan")
    for number, line in enumerate(content.decode().splitlines()):
        for place, cell in enumerate(line.split(";")):
            if number and place in {2, 3}:
                sheet.write_number(number, place, int(cell))
            else:
                sheet.write_string(number, place, cell)
    book.close()
    return out.getvalue()


def print_files(outlet: Outlet, manager: UserAccount, lines: int, month: str) -> None:
    """What stands beside the ratio: processing alone, the same rows as XLSX, and a dry run of 200,000 rows."""
    content = till_file(lines, month, 0)
    speed = max(outside_the_database(outlet, manager, content, month) for _ in range(3))
    print(f"outside the database: {speed:,.0f} lines/s (aim 60,000)")
    workbook = as_workbook(content)
    started = time.perf_counter()
    rows = sum(1 for sheet in read_table(workbook, "kasir.xlsx").sheets for _ in sheet.rows())
    print(f"XLSX of {rows - 1:,} rows parsed in {time.perf_counter() - started:.2f} s")
    big = till_file(200_000, month, 0)
    started = time.perf_counter()
    check_file(outlet, big, "kasir.csv", TaughtColumns(), by=manager)
    print(f"dry run of 200,000 rows: {time.perf_counter() - started:.2f} s (aim 10)")
    ours, child = (resource.getrusage(who).ru_maxrss >> 10 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(f"greatest memory: this process {ours} MB, a child {child} MB (aim 400)")


def main(lines: int = 100_000, rounds: int = 5) -> None:
    """Measure and print."""
    with agency() as (_app, connection):
        outlet, manager, _producers = make_shelf_of_the_export()
        outlet_id, manager_id = outlet.id, manager.id
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            print(setting, connection.execute(f"SHOW {setting}").fetchone()[0])
        connection.execute(REFERENCE)
        connection.commit()
        ours, floors = [], []
        month = this_month()
        print("round  upload s confirm s   lines/s   COPY s COPY lines/s  ratio")
        for number in range(rounds + 1):
            month = month_before(month)
            content = till_file(lines, month, number)
            checking, posting, posted = import_file(outlet_id, manager_id, content)
            if posted != lines:
                raise SystemExit(f"{posted} lines posted, not {lines}")
            floor = copy_again(connection, rows_posted_last(connection))
            total = checking + posting
            label = str(number) if number else "warm"
            print(
                f"{label:>5} {checking:9.2f} {posting:9.2f} {lines / total:9,.0f} {floor:8.2f} {lines / floor:12,.0f}"
                f" {total / floor:6.2f}",
                flush=True,
            )
            if number:
                ours.append(total)
                floors.append(floor)
        db.session.remove()
        outlet, manager = db.session.get_one(Outlet, outlet_id), db.session.get_one(UserAccount, manager_id)
        print_files(outlet, manager, lines, month_before(month))
        ratio = median(ours) / median(floors)
        print(
            f"median: {lines / median(ours):,.0f} lines/s from bytes to committed ledger, {ratio:.2f} x COPY (aim 1.8)"
        )


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
