"""Whether a line costs more to import when many are stored: at 1,000,000 stored lines against 10,000.

    .venv/bin/python -m bench.sales_growth [stored] [lines] [rounds]

Files of as many lines are imported as in `bench.sales_import`, first into an agency with 10,000 lines, then after the
table has grown by COPY to the greater number. Beside each round runs the COPY of the same rows into an empty reference
table, so that a busy machine slows both; the ratios of the two are compared. Aim: at most 1.15.
"""

import sys
from statistics import median

import psycopg

from bench.sales_import import REFERENCE, agency, copy_again, import_file, rows_posted_last, till_file
from core.dates import month_before, this_month
from outlets.sales_reports import LINE_COLUMNS
from tests.factories.till_shelves import make_shelf_of_the_export

AT_FIRST = 10_000
EACH_TIME = 100_000


def grow_to(connection: psycopg.Connection, stored: int) -> None:
    """Copy stored sales under further natural keys until there are so many."""
    copied = LINE_COLUMNS.replace("natural_key", "gen_random_uuid()")
    while (missing := stored - connection.execute("SELECT count(*) FROM sale_line").fetchone()[0]) > 0:  # type: ignore[index]
        connection.execute(
            f"INSERT INTO sale_line ({LINE_COLUMNS}) SELECT {copied} FROM sale_line LIMIT {min(missing, EACH_TIME)}"
        )
        connection.commit()
    connection.commit()
    connection.autocommit = True
    connection.execute("VACUUM ANALYZE sale_line")
    connection.autocommit = False


def main(stored: int = 1_000_000, lines: int = 20_000, rounds: int = 5) -> None:
    """Measure and print."""
    with agency() as (_app, connection):
        outlet, manager, _producers = make_shelf_of_the_export()
        outlet_id, manager_id = outlet.id, manager.id
        connection.execute(REFERENCE)
        connection.commit()
        month, number = this_month(), 0
        ratios: dict[int, float] = {}
        for level in (AT_FIRST, stored):
            found = []
            for turn in range(rounds + 1):
                month, number = month_before(month), number + 1
                if turn == 1:
                    grow_to(connection, level)
                checking, posting, _posted = import_file(outlet_id, manager_id, till_file(lines, month, number))
                connection.execute("TRUNCATE reference_line")
                floor = copy_again(connection, rows_posted_last(connection))
                if turn:  # the first one warms up, and gives `grow_to` lines to copy
                    found.append((checking + posting) / floor)
            ratios[level] = median(found)
            count = connection.execute("SELECT count(*) FROM sale_line").fetchone()[0]  # type: ignore[index]
            print(f"{count:>9,} lines stored: {ratios[level]:.2f} x COPY into an empty table", flush=True)
        print(f"a line costs {ratios[stored] / ratios[AT_FIRST]:.2f} x as much (aim 1.15)")


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
