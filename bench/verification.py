"""How long `verify-ledger` takes over millions of lines, and how much memory it is content with.

    .venv/bin/python -m bench.verification [lines] [producers] [outlets] [pairs]

A city's month is written (`bench/months.py`) and closed; then every check runs over all of it in a process of its own,
as the command does. Printed are the seconds of each check, and the most memory that process held. Aims: 5,000,000 lines
in ten minutes and 512 MB, which is `5000000 5000 1000 20000`.
"""

import resource
import subprocess
import sys
import time

from sqlalchemy import text

from application import create_app
from bench.months import build
from bench.sales_import import agency
from commissions.closing import close
from commissions.verification import verify_each
from core.database import committed, db

KEY = "a key for a benchmark, long enough"


def check_all(url: str, folder: str) -> None:
    """Run every check over a database and print what each took. Exits with 1 when one does not hold."""
    app = create_app(url, DATABASE_OWNER_URL=url, DATA_FOLDER=folder, SECRET_KEY=KEY)
    with app.app_context():
        db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        db.session.execute(text("SET LOCAL statement_timeout = 0"))
        begun = before = time.perf_counter()
        broken = 0
        for outcome in verify_each():
            now = time.perf_counter()
            said = "ok    " if outcome.holds else "BROKEN"
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(
                f"{now - before:8.1f} s {memory:6.0f} MB  {said} {outcome.looked_at:>12,}  {outcome.sentence}",
                flush=True,
            )
            broken += not outcome.holds
            before = now
    print(f"{before - begun:.0f} s and {memory:.0f} MB at most (aims for 5,000,000 lines: 600 s, 512 MB)")
    sys.exit(1 if broken else 0)


def main(lines: int = 100_000, producers: int = 500, outlets: int = 100, pairs: int = 2_000) -> None:
    """Build, close, check and print."""
    with agency() as (app, connection):
        month = build(connection, lines, producers, outlets, pairs).month
        committed(close, month, by=None, waive_missing=True, reason="bench")
        db.session.remove()
        connection.autocommit = True
        connection.execute("ANALYZE")
        print(f"{lines:,} lines, {pairs:,} statements", flush=True)
        words = [sys.executable, "-m", "bench.verification", "--check"]
        url, folder = str(app.config["SQLALCHEMY_DATABASE_URI"]), str(app.config["DATA_FOLDER"])
        subprocess.run([*words, url, folder], check=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--check"]:
        check_all(*sys.argv[2:])
    else:
        main(*(int(word) for word in sys.argv[1:]))
