"""Preview of a file of 10,000 registrations, from its bytes to the commit, against reading the same file bare.

The registry holds as many producers already. Every tenth row is wrong, every tenth a producer of the registry, every
tenth a twin of an earlier row. The floor reads the cells of the file (`core.spreadsheets.read_table`, in its child
process where it is a workbook) and does nothing with them. Aim: under 6 s. Confirming registers the new rows; it is
measured too, and so is how many queries a check sends for 100 rows and for 10,000.
"""

import io
import time
from collections.abc import Callable
from statistics import median

import psycopg
from sqlalchemy import event, select
from werkzeug.datastructures import FileStorage

from accounts.models import UserAccount
from core.database import committed, db
from core.spreadsheets import read_table
from partnerships import producer_files
from partnerships.producer_file_check import check_file
from partnerships.producer_file_registering import confirm
from partnerships.registration_models import ProducerFile
from tests.factories.people import make_user
from tests.factories.producer_files import as_csv, as_xlsx, line

ROWS = 10_000
ROUNDS = 3
KNOWN = 1_000_000
"""From this number on people stand in the registry; below they are new."""


def nik_of(number: int) -> str:
    """A NIK for every number, spread over birthdays."""
    return f"647101{1 + number // 10_000 % 28:02d}{1 + number // 280_000 % 12:02d}85{number % 10_000:04d}"


def told(number: int, **change: str) -> dict[str, str]:
    """A row about the person of that number."""
    phone = f"0812{number % 10_000_000:07d}"
    usual = {"nik": nik_of(number), "telepon": phone, "alamat": f"Jalan {number}", "penjualan_setahun": "120.000.000"}
    return line(number, **usual | change)


def rows_of(round_number: int, rows: int = ROWS) -> list[dict[str, str]]:
    """Rows of every class; those that are new differ from round to round."""
    first = round_number * rows
    kinds: tuple[Callable[[int], dict[str, str]], ...] = (
        lambda n: told(n, nik="6471011313850001", telepon="tanya", modal="1,500"),
        lambda n: told(KNOWN + n % rows),
        lambda n: told(n - 9),
    )
    return [kinds[n % 10 - 7](first + n) if n % 10 >= 7 else told(first + n) for n in range(rows)]


def seconds(work: Callable[..., object], *args: object) -> tuple[float, float]:
    """How long a piece of work takes on the wall and in this process, which a busy machine does not slow."""
    started, busy = time.perf_counter(), time.process_time()
    work(*args)
    return time.perf_counter() - started, time.process_time() - busy


def read_bare(content: bytes, name: str) -> int:
    """Read every cell and do nothing with it; how many rows."""
    return sum(1 for sheet in read_table(content, name).sheets for _row in sheet.rows())


def queries_of(work: Callable[[], object]) -> int:
    """How many statements a piece of work sends."""
    sent: list[object] = []
    db.session.rollback()

    def note(*call: object) -> None:
        sent.append(call[2])

    event.listen(db.engine, "before_cursor_execute", note)
    work()
    event.remove(db.engine, "before_cursor_execute", note)
    return len(sent)


def preview(content: bytes, name: str, officer_id: int) -> int:
    """Upload a file as an officer, with its commit; its id."""
    db.session.remove()
    by = db.session.get_one(UserAccount, officer_id)
    found: int = committed(producer_files.upload, file=FileStorage(io.BytesIO(content), name), by=by).id
    return found


def confirm_as(file_id: int, officer_id: int) -> object:
    """Register what a preview showed, with its commit."""
    return committed(confirm, file_id, by=db.session.get_one(UserAccount, officer_id))


def measure(_connection: psycopg.Connection) -> None:
    """Measure and print."""
    officer_id = make_user().id
    everybody = as_csv([told(KNOWN + n) for n in range(ROWS)])
    file_id = preview(everybody, "umkm.csv", officer_id)
    wall, busy = seconds(confirm_as, file_id, officer_id)
    print(f"confirming {ROWS:,} new rows: {wall:.2f} s, {busy:.2f} s of processor time")
    for write, name in ((as_csv, "umkm.csv"), (as_xlsx, "umkm.xlsx")):
        ours, floors = [], []
        for number in range(ROUNDS + 1):
            content = write(rows_of(1 + number))
            ours.append(seconds(preview, content, name, officer_id))
            floors.append(seconds(read_bare, content, name))
        wall, busy = (median(column) for column in zip(*ours[1:], strict=True))
        floor = median(taken[0] for taken in floors[1:])
        last = select(ProducerFile.counts).order_by(ProducerFile.id.desc()).limit(1)
        counts = db.session.execute(last).scalar_one()
        print(
            f"{name}: preview {wall:.2f} s, {busy:.2f} s of processor time (aim: under 6 s); read bare {floor:.2f} s,"
            f" ratio {wall / floor:.1f}; {counts['rows_valid']:,} new, {counts['rows_wrong']:,} wrong,"
            f" {counts['rows_registered']:,} registered, {counts['rows_duplicate']:,} twins"
        )
    by = db.session.get_one(UserAccount, officer_id)
    few, many = as_csv(rows_of(1, 100)), as_csv(rows_of(1))
    print(
        f"queries of a check: {queries_of(lambda: check_file(few, 'umkm.csv', sheet=None, by=by))} for 100 rows,"
        f" {queries_of(lambda: check_file(many, 'umkm.csv', sheet=None, by=by))} for {ROWS:,}"
    )
