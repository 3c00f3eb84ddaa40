"""How fast a month is closed, against bare SQL for the same statements, and how long it keeps submitters waiting.

    .venv/bin/python -m bench.closing [lines] [producers] [outlets] [pairs] [rounds] [times]

Ours is `period close` as finance asks for it: figures, PPN, numbers, snapshots, seals, history, commit. The floor is
one statement that groups the journal of that month by book and account and inserts the very same statement rows into a
table with the same keys, checks and foreign keys, and its commit. Both on the same durable server (fsync on), in turns;
the medians are compared. While ours closes once more, one outlet sends reports for the month that is being closed and
another for the running one; the longest either waited is printed. With `times` above 1 all is done again with so many
times the lines behind the same journal. Aims: at most 1.3 times the floor; 10 times the lines at most 1.2 times the
time; nobody waits longer than 2 seconds. The whole city is `1000000 5000 1000 20000`.
"""

import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date
from statistics import median

import psycopg
from flask import Flask

from accounts.models import UserAccount
from bench.months import City, build
from bench.sales_import import agency
from commissions.closing import close
from commissions.ledger import ACCOUNTS, Book
from commissions.models import Statement
from commissions.posting import post_report
from commissions.pricing import ReportLine
from commissions.verification_of_database import append_only_tables
from core.database import committed, db
from core.dates import first_day, today
from outlets.models import Outlet
from outlets.states import Channel
from tests.factories.ledger import make_pair

COLUMNS = [column.name for column in Statement.__table__.columns]
MOVED = ", ".join(
    f"sum(amount_rupiah) FILTER (WHERE {side} = '{account}') AS {side}_{account}"
    for account, facts in ACCOUNTS.items()
    if facts.book is Book.PAIR
    for side in ("debit", "credit")
)
FLOOR = f"""
    INSERT INTO floor_statement ({", ".join(COLUMNS)})
    SELECT {", ".join("snapshot::jsonb" if name == "snapshot" else name for name in COLUMNS)}
    FROM (SELECT book_id AS moved_book, {MOVED} FROM transfer WHERE period = %s GROUP BY book_id) moved
    JOIN kept_statement ON book_id = moved_book ORDER BY id"""


def make_floor(connection: psycopg.Connection) -> None:
    """A table of statements like ours, and the rows of the last close with the snapshot as text, as ours sends it."""
    connection.execute("CREATE TABLE floor_statement (LIKE statement INCLUDING ALL)")
    keys = connection.execute(
        "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = 'statement'::regclass AND contype = 'f'"
    ).fetchall()
    for (definition,) in keys:
        connection.execute(f"ALTER TABLE floor_statement ADD {definition}")
    columns = ", ".join("snapshot::text" if name == "snapshot" else name for name in COLUMNS)
    connection.execute(f"CREATE TABLE kept_statement AS SELECT {columns} FROM statement")
    connection.commit()


def time_floor(connection: psycopg.Connection, month: str) -> float:
    """Seconds of the bare SQL with its commit."""
    connection.execute("TRUNCATE floor_statement")
    connection.commit()
    started = time.perf_counter()
    connection.execute(FLOOR, (month,))
    connection.commit()
    return time.perf_counter() - started


def open_again(connection: psycopg.Connection, month: str) -> None:
    """Undo the close, past the application, so that it can be measured again; the tables are left as they were."""
    tables = append_only_tables()
    for table in tables:
        connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    for statement in (
        "DELETE FROM statement",
        "DELETE FROM audit_event",
        "DELETE FROM number_series",
        "DELETE FROM chain_head",
        "DELETE FROM trial_balance",
        "UPDATE period SET status = 'open', closed_at = NULL",
        f"DELETE FROM transfer WHERE source = 'close:{month}'",
    ):
        connection.execute(statement)
    for table in tables:
        connection.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    connection.commit()
    connection.autocommit = True
    connection.execute("VACUUM ANALYZE statement, audit_event, transfer")
    connection.autocommit = False


@contextmanager
def submitting(app: Flask, outlet_id: int, placement_id: int, manager_id: int, month: str) -> Iterator[list[float]]:
    """Report a sale of a month again and again in a thread; gives how long each took, in seconds."""
    waits: list[float] = []
    stopped = threading.Event()

    def report() -> None:
        with app.app_context():
            while not stopped.is_set():
                started = time.perf_counter()
                line = ReportLine(1, first_day(month), placement_id, 1, 15_000, f"{month}-{outlet_id}-{started}")
                committed(
                    post_report,
                    db.session.get_one(Outlet, outlet_id),
                    period_start=first_day(month),
                    period_end=min(date.fromisoformat(f"{month}-28"), today()),
                    lines=[line],
                    nil=False,
                    channel=Channel.API,
                    by=db.session.get_one(UserAccount, manager_id),
                )
                waits.append(time.perf_counter() - started)
                db.session.remove()
                time.sleep(0.02)

    thread = threading.Thread(target=report)
    thread.start()
    try:
        yield waits
    finally:
        stopped.set()
        thread.join()


def measure(lines: int, producers: int, outlets: int, pairs: int, rounds: int) -> float:
    """Build a city, close its month in turns with the floor, print, and return the median seconds of ours."""
    with agency() as (app, connection):
        city = build(connection, lines, producers, outlets, pairs)
        late, current = make_pair(), make_pair()
        submitters = [
            (pair.outlet.id, pair.placement.id, pair.manager.id, month)
            for pair, month in ((late, city.month), (current, f"{today():%Y-%m}"))
        ]
        db.session.remove()
        size = connection.execute("SELECT (SELECT count(*) FROM sale_line), (SELECT count(*) FROM transfer)").fetchone()
        print(f"{size[0]:,} lines, {size[1]:,} transfers, {pairs:,} pairs")
        ours, floors = [], []
        for number in range(rounds + 1):
            seconds = _close(city, app=None, submitters=())
            if not number:
                make_floor(connection)
            floor = time_floor(connection, city.month)
            print(
                f"{number or 'warm':>5}  close {seconds:7.2f} s   floor {floor:7.2f} s   {seconds / floor:5.2f} x",
                flush=True,
            )
            if number:
                ours.append(seconds)
                floors.append(floor)
            open_again(connection, city.month)
        print(
            f"median: {pairs / median(ours):,.0f} statements/s, {median(ours) / median(floors):.2f} x the bare SQL"
            " (aim 1.3)"
        )
        seconds = _close(city, app=app, submitters=submitters)
        print(f"closed once more in {seconds:.2f} s while outlets reported")
    return median(ours)


def _close(city: City, *, app: Flask | None, submitters: Sequence[tuple[int, int, int, str]]) -> float:
    """Seconds of one close with its commit; `submitters` report meanwhile and the longest wait of each is printed."""
    with ExitStack() as stack:
        watched = [stack.enter_context(submitting(app, *one)) for one in submitters] if app else []
        if watched:
            time.sleep(0.5)
        started = time.perf_counter()
        committed(close, city.month, by=None, waive_missing=True, reason="bench")
        seconds = time.perf_counter() - started
        db.session.remove()
        if watched:
            time.sleep(0.5)
    for name, waits in zip(("of the month being closed", "of the running month"), watched, strict=False):
        print(f"submitter {name}: {len(waits)} reports, the longest took {max(waits):.2f} s (aim 2)")
    return seconds


def main(
    lines: int = 100_000,
    producers: int = 500,
    outlets: int = 100,
    pairs: int = 2_000,
    rounds: int = 3,
    times: int = 1,
) -> None:
    """Measure and print."""
    once = measure(lines, producers, outlets, pairs, rounds)
    if times > 1:
        more = measure(lines * times, producers, outlets, pairs, rounds)
        print(f"{times} times the lines: {more / once:.2f} x the time (aim 1.2 for 10 times)")


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
