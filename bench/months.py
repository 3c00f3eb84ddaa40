"""A month of a whole city, written straight into the tables as the product would have left them, for other benchmarks.

Producers, outlets and agreements are copies of one pair made the ordinary way; lines are spread evenly over pairs,
weeks and three products each. Transfers and totals by product are summed from the lines at the ledger's own grain, so
`verify-ledger` holds over what comes out.
"""

from dataclasses import dataclass

import psycopg

from core.database import db
from core.dates import month_before, this_month
from tests.factories.ledger import make_pair
from tests.factories.partnerships import make_product

PRODUCTS_EACH = 3
WEEKS = 4


@dataclass(frozen=True)
class City:
    """How large the month is: how many lines, producers, outlets, and pairs of them that trade."""

    lines: int
    producers: int
    outlets: int
    pairs: int
    month: str


def clone(table: str, source: str, series: str, *changes: str) -> str:
    """An INSERT of as many copies of one row as a series has numbers `n`; `changes` are jsonb_build_object's words."""
    changed = ", ".join((f"'id', nextval(pg_get_serial_sequence('{table}', 'id'))", *changes))
    return (
        f"INSERT INTO {table} SELECT (jsonb_populate_record({table}, jsonb_build_object({changed}))).*"
        f" FROM {table}, {series} WHERE {source} ORDER BY n"
    )


SEED = (
    "CREATE TEMP TABLE place (n bigint PRIMARY KEY, producer_id bigint, outlet_id bigint)",
    clone(
        "producer",
        "producer.id = %(producer)s",
        "generate_series(1, %(producers)s) n",
        "'name', 'Produsen ' || n",
        "'owner_nik_hash', md5(n::text) || md5((-n)::text)",
    ),
    clone("outlet", "outlet.id = %(outlet)s", "generate_series(1, %(outlets)s) n", "'name', 'Gerai ' || n"),
    """INSERT INTO place SELECT n, producer.id, outlet.id FROM generate_series(0, %(pairs)s - 1) n
       JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM producer WHERE id <> %(producer)s) producer
         ON producer.place = n %% %(producers)s
       JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM outlet WHERE id <> %(outlet)s) outlet
         ON outlet.place = (n / %(producers)s * 7 + n) %% %(outlets)s""",
    clone(
        "agreement",
        "agreement.id = %(agreement)s",
        "place",
        "'producer_id', place.producer_id",
        "'outlet_id', place.outlet_id",
    ),
    """INSERT INTO agreement_version (agreement_id, number, starts_on, money_route, payment_term_days, created_at,
           created_by_id)
       SELECT agreement.id, 1, starts_on, 'outlet_remits_net', 15, now(), proposed_by_id
       FROM agreement WHERE id <> %(agreement)s""",
    """INSERT INTO agreement_rate (agreement_id, scope, rate_bp, starts_on, created_at, created_by_id)
       SELECT agreement.id, 'base', 300, starts_on, now(), proposed_by_id FROM agreement WHERE id <> %(agreement)s""",
    clone(
        "product",
        "product.id = %(product)s",
        "(SELECT DISTINCT producer_id FROM place) place, generate_series(1, %(products)s) n",
        "'producer_id', place.producer_id",
        "'name', 'Keripik ' || n",
        "'sku', 'B' || place.producer_id || '-' || n",
        "'gtin', NULL",
    ),
    clone(
        "placement",
        "placement.id = %(placement)s",
        "place JOIN product goods ON goods.producer_id = place.producer_id",
        "'producer_id', place.producer_id",
        "'outlet_id', place.outlet_id",
        "'product_id', goods.id",
    ),
    "INSERT INTO ledger_book (kind, producer_id, outlet_id) SELECT 'pair', producer_id, outlet_id FROM place",
    """INSERT INTO sales_report (outlet_id, period_start, period_end, channel, source, is_nil, reported_by_id,
           reported_at)
       SELECT id, %(day)s::date + week * 7, %(day)s::date + week * 7 + 6, 'api', '', false, %(reporter)s, now()
       FROM outlet, generate_series(0, %(weeks)s - 1) week WHERE id <> %(outlet)s ORDER BY id, week""",
    "INSERT INTO period (month, status) VALUES (%(month)s, 'open') ON CONFLICT DO NOTHING",
    """CREATE TEMP TABLE shelf AS
       SELECT place.n, goods.number, place.producer_id, place.outlet_id, goods.id AS product_id,
           placement.id AS placement_id, agreement.id AS agreement_id, agreement_rate.id AS rate_id, report.week,
           report.id AS report_id
       FROM place
       JOIN (SELECT id, producer_id, row_number() OVER (PARTITION BY producer_id ORDER BY id) - 1 AS number
             FROM product) goods ON goods.producer_id = place.producer_id
       JOIN placement ON placement.product_id = goods.id AND placement.outlet_id = place.outlet_id
       JOIN agreement ON agreement.producer_id = place.producer_id AND agreement.outlet_id = place.outlet_id
       JOIN agreement_rate ON agreement_rate.agreement_id = agreement.id
       JOIN (SELECT id, outlet_id, row_number() OVER (PARTITION BY outlet_id ORDER BY id) - 1 AS week
             FROM sales_report) report ON report.outlet_id = place.outlet_id""",
    "CREATE INDEX ON shelf (n, week, number)",
    "ANALYZE shelf",
    """INSERT INTO report_item (report_id, placement_id, outlet_id, product_id, producer_id)
       SELECT report_id, placement_id, outlet_id, product_id, producer_id FROM shelf""",
    """INSERT INTO sale_line (report_id, outlet_id, producer_id, placement_id, product_id, agreement_id,
           agreement_version, rate_id, rule, money_route, kind, sold_on, period, late, code, reference, occurrence,
           file_row, quantity, unit_price_rupiah, gross_rupiah, rate_bp, commission_rupiah)
       SELECT report_id, outlet_id, producer_id, placement_id, product_id, agreement_id, 1, rate_id, 'base',
           'outlet_remits_net', 'sale', %(day)s::date + week::int * 7 + (line %% 7)::int, %(month)s, false, 'K',
           'S' || line, 1, NULL, pieces, price, pieces * price, 300, (pieces * price * 300 + 5000) / 10000
       FROM (SELECT line, 1 + line %% 5 AS pieces, 5000 + 1001 * (line / %(pairs)s %% %(products)s) AS price
             FROM generate_series(0, %(lines)s - 1) line) sold
       JOIN shelf ON shelf.n = line %% %(pairs)s AND shelf.number = line / %(pairs)s %% %(products)s
           AND shelf.week = line / (%(pairs)s::bigint * %(products)s) %% %(weeks)s
       ORDER BY report_id""",
    """CREATE TEMP TABLE posted AS
       SELECT book.id AS book_id, line.producer_id, report_id, product_id, unit_price_rupiah, count(*) AS lines,
           sum(quantity)::bigint AS quantity, sum(gross_rupiah)::bigint AS gross,
           sum(commission_rupiah)::bigint AS commission, max(sold_on) AS day
       FROM sale_line line JOIN ledger_book book USING (producer_id, outlet_id)
       GROUP BY book.id, line.producer_id, report_id, product_id, unit_price_rupiah""",
    """INSERT INTO posted_total (book_id, period, source, product_id, kind, sold_in, unit_price_rupiah, rate_bp, rule,
           money_route, lines, quantity, gross_rupiah, commission_rupiah)
       SELECT book_id, %(month)s, 'report:' || report_id, product_id, 'sale', %(month)s, unit_price_rupiah, 300, 'base',
           'outlet_remits_net', lines, quantity, gross, commission FROM posted ORDER BY report_id, book_id""",
    """INSERT INTO transfer (book_id, kind, debit, credit, amount_rupiah, source, part, period, sold_in, business_date,
           posted_at)
       SELECT book_id, 'sale', debit, credit, amount, 'report:' || report_id,
           concat_ws(':', producer_id, leg, debit, credit, %(month)s::text, '', ''), %(month)s, %(month)s, day, now()
       FROM (SELECT book_id, producer_id, report_id, sum(gross)::bigint AS gross, sum(commission)::bigint AS commission,
                 max(day) AS day FROM posted GROUP BY book_id, producer_id, report_id) sums
       CROSS JOIN LATERAL (VALUES ('gross', 'takings', 'sales', gross), ('commission', 'commission', 'takings',
           commission)) legs (leg, debit, credit, amount)
       WHERE amount > 0 ORDER BY report_id, book_id""",
    "DROP TABLE place, shelf, posted",
)


def build(connection: psycopg.Connection, lines: int, producers: int, outlets: int, pairs: int) -> City:
    """Write a city's month, the one before the running one, and say how large it became."""
    pair = make_pair()
    month = month_before(this_month())
    for _ in range(PRODUCTS_EACH - 1):
        make_product(pair.producer)
    given = {
        "producer": pair.producer.id,
        "outlet": pair.outlet.id,
        "product": pair.placement.product_id,
        "placement": pair.placement.id,
        "agreement": connection.execute("SELECT id FROM agreement").fetchone()[0],
        "reporter": pair.manager.id,
        "producers": producers,
        "outlets": outlets,
        "pairs": pairs,
        "lines": lines,
        "products": PRODUCTS_EACH,
        "weeks": WEEKS,
        "day": f"{month}-01",
        "month": month,
    }
    db.session.remove()  # so that no connection of the application idles in a transaction meanwhile
    connection.execute("UPDATE placement SET status = 'suspended'")  # so that nobody waits for reports of copies
    for statement in SEED:
        connection.execute(statement, given)
    connection.commit()
    connection.autocommit = True
    connection.execute("ANALYZE")
    connection.autocommit = False
    return City(lines, producers, outlets, pairs, month)
