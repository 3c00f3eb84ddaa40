"""How fast the stock of an outlet is read, against the bare SQL for the same rows.

    .venv/bin/python -m bench.stock [placements] [years] [rounds]
    .venv/bin/python -m bench.stock night [batches]

Ours is the first page of GET /outlets/{id}/stock with its count, and the list of what expires, with everything they
join and everybody they ask for. The floors are one SELECT of the same fifty batches and one count on `stock_lot` alone.
A batch expires by its date, so no nightly job has to touch any; what is past its date is found by the same list.
Aim: the stock of 500 placements and five years of movements under 100 ms.

`night` is the first nightly run over so many open batches (200,000): whatever the night does, most of it the digest of
what nears its end. Its floor is the one INSERT that notes those batches. Aim: under 60 s.
"""

import sys
import time
from collections.abc import Callable
from statistics import median

import psycopg

from accounts.models import UserAccount
from accounts.permissions import Role
from bench.sales_import import agency
from core.database import committed, db
from core.listing import listed
from outlets import expiry_night, stock_lists
from tests.factories.people import make_user
from tests.factories.stock import make_gallery

BATCHES_A_YEAR, SALES_A_BATCH = 12, 20

SEED = (
    """INSERT INTO product SELECT (jsonb_populate_record(product, jsonb_build_object(
           'id', nextval(pg_get_serial_sequence('product', 'id')), 'name', name || n, 'sku', 'B' || n))).*
       FROM product, generate_series(1, %(placements)s) n WHERE id = %(product)s""",
    """INSERT INTO placement SELECT (jsonb_populate_record(placement, jsonb_build_object(
           'id', nextval(pg_get_serial_sequence('placement', 'id')), 'product_id', product.id))).*
       FROM placement, product WHERE placement.id = %(placement)s AND product.sku LIKE 'B%%'""",
    """INSERT INTO stock_lot (placement_id, outlet_id, product_id, producer_id, batch, expires_on, expiry_precision,
           arrived_on, opening, received, sold, customer_returns, returned, damaged, lost, expired, bought_back,
           on_hand, movements)
       SELECT id, outlet_id, product_id, producer_id, 'L' || n, current_date - n * 30 + 200, 'day',
           current_date - n * 30, 0, %(sales)s + 2, %(sales)s, 0, 0, 0, 0, 0, 0, 2, %(sales)s + 1
       FROM placement, generate_series(1, %(batches)s) n WHERE outlet_id = %(outlet)s""",
    """INSERT INTO stock_movement (lot_id, number, chained_from, kind, quantity, left_before, left_after, business_date,
           source_kind, source_id, part, posted_at)
       SELECT id, n, nullif(n - 1, 0), CASE WHEN n = 1 THEN 'received' ELSE 'sold' END,
           CASE WHEN n = 1 THEN %(sales)s + 2 ELSE 1 END, CASE WHEN n = 1 THEN 0 ELSE %(sales)s + 4 - n END,
           %(sales)s + 3 - n, arrived_on + n, 'bench', id, n::text, now()
       FROM stock_lot, generate_series(1, %(sales)s + 1) n ORDER BY 1, 2""",
)
OPEN_BATCHES = (
    """INSERT INTO stock_lot (placement_id, outlet_id, product_id, producer_id, batch, expires_on, expiry_precision,
           arrived_on, opening, received, sold, customer_returns, returned, damaged, lost, expired, bought_back,
           on_hand, movements)
       SELECT id, outlet_id, product_id, producer_id, 'N' || n, current_date + n %% 400 - 5, 'day',
           current_date - 30, 0, 5, 0, 0, 0, 0, 0, 0, 0, 5, 1
       FROM placement, generate_series(1, %(each)s) n WHERE outlet_id = %(outlet)s""",
    """INSERT INTO stock_movement (lot_id, number, kind, quantity, left_before, left_after, business_date,
           source_kind, source_id, part, posted_at)
       SELECT id, 1, 'received', 5, 0, 5, arrived_on, 'bench', id, '', now() FROM stock_lot""",
)
NOTE = (
    "INSERT INTO expiry_notice (lot_id, told_on) SELECT id, current_date FROM stock_lot"
    " WHERE on_hand > 0 AND expires_on <= current_date + 30"
)
FIFTY = (
    "SELECT placement_id, batch, expires_on, opening, received, sold, customer_returns, returned, damaged, lost,"
    " expired, bought_back, on_hand FROM stock_lot WHERE outlet_id = %s ORDER BY placement_id, expires_on, id LIMIT 50"
)
COUNT = "SELECT count(*) FROM stock_lot WHERE outlet_id = %s"


def seconds(work: Callable[[], object], rounds: int) -> float:
    """The median time of some runs after a first one."""
    work()
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return median(times)


def main(placements: int = 500, years: int = 5, rounds: int = 9) -> None:
    """Measure and print."""
    with agency() as (app, connection):
        gallery = make_gallery()
        outlet_id, reader_id = gallery.outlet.id, make_user(Role.HEAD).id
        given = {
            "placements": placements - 1,
            "product": gallery.product.id,
            "placement": gallery.placement.id,
            "outlet": outlet_id,
            "batches": years * BATCHES_A_YEAR,
            "sales": SALES_A_BATCH,
        }
        for statement in SEED:
            connection.execute(statement, given)
        connection.commit()
        connection.autocommit = True
        connection.execute("ANALYZE")
        for table in ("placement", "stock_lot", "stock_movement"):
            print(table, connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
        with app.test_request_context("/"):
            _measure(connection, outlet_id, db.session.get_one(UserAccount, reader_id), rounds)


def night(batches: int = 200_000) -> None:
    """Measure and print the nightly run over so many open batches, beside the bare SQL."""
    placements = 500
    with agency() as (app, connection):
        gallery = make_gallery()
        make_user(Role.PARTNERSHIP_OFFICER)
        given = {"product": gallery.product.id, "placement": gallery.placement.id, "outlet": gallery.outlet.id}
        given |= {"placements": placements - 1, "each": batches // placements}
        for statement in (*SEED[:2], *OPEN_BATCHES):
            connection.execute(statement, given)
        connection.commit()
        connection.execute("ANALYZE")
        started = time.perf_counter()
        noted = connection.execute(NOTE).rowcount
        bare = time.perf_counter() - started
        connection.rollback()
        print(
            "open batches", connection.execute("SELECT count(*) FROM stock_lot").fetchone()[0], "near their end", noted
        )
        connection.rollback()
        print(f"bare SQL                {bare:7.3f} s")
        with app.test_request_context("/"):
            for name in ("the night", "the night after it"):
                started = time.perf_counter()
                committed(expiry_night.run)
                ours = time.perf_counter() - started
                print(f"{name:<23} {ours:7.3f} s  {ours / bare:5.1f} x")


def _measure(connection: psycopg.Connection, outlet_id: int, reader: UserAccount, rounds: int) -> None:
    """The two lists beside their floor."""
    orders = {"placement": (stock_lists.StockLot.placement_id, *stock_lists.ORDERS["expiry"])}

    def stock() -> object:
        return listed(stock_lists.rows(reader, outlet_id=outlet_id), orders=orders, default_order="placement")

    def ending() -> object:
        return listed(stock_lists.rows(reader, state="ending"), orders=stock_lists.ORDERS, default_order="expiry")

    def floor() -> object:
        return connection.execute(FIFTY, (outlet_id,)).fetchall(), connection.execute(COUNT, (outlet_id,)).fetchone()

    bare = seconds(floor, rounds)
    print(f"bare SQL                {bare * 1000:7.1f} ms")
    for name, work in (("stock of the outlet", stock), ("what expires, all of it", ending)):
        ours = seconds(work, rounds)
        print(f"{name:<23} {ours * 1000:7.1f} ms  {ours / bare:5.1f} x")


if __name__ == "__main__":
    if sys.argv[1:2] == ["night"]:
        night(*(int(word) for word in sys.argv[2:]))
    else:
        main(*(int(word) for word in sys.argv[1:]))
