"""Readiness of 5,000 products for every kind of outlet and every chain's set in one call, against reading the rows.

The floor is bare SQL through psycopg that fetches the very rows the call reads, as tuples, and does nothing with them.
Aim: under 2 s, and as many queries for 5,000 products as for one. Beside it the list of those closest to ready, judged
over the same rows for one place.
"""

import time
from collections.abc import Callable
from datetime import timedelta
from statistics import median

import psycopg
from sqlalchemy import event, insert

from accounts.permissions import Role
from core.database import db
from core.dates import now, today
from partnerships.closest_to_ready import Wanted, closest_to_ready
from partnerships.growth import SizeClass
from partnerships.models import Producer, Product, Requirement, RequirementProduct
from partnerships.readiness_matrix import readiness_everywhere
from partnerships.states import ProducerStatus, ProductStatus, RequirementStatus
from tests.factories.people import make_user

PRODUCTS = 5_000
PRODUCERS = 1_250
ROUNDS = 5

CATEGORIES = ("dry_food", "dry_food", "chilled_food", "liquid_drink", "cosmetics", "textile", "herbal")
PAPERS = ("nib", "npwp", "pirt", "bpom_md", "halal", "label_check", "bank_account")
STATUSES = ("accepted", "accepted", "accepted", "returned", "expired")
FLOOR = (
    (
        "SELECT product.id, producer_id, category, answered_yes, size_class FROM product"
        " JOIN producer ON producer.id = producer_id"
    ),
    "SELECT id, producer_id, kind, status, valid_until, replaced_by_id FROM requirement",
    "SELECT requirement_id, product_id FROM requirement_product",
    "SELECT kind, category, outlet_kind, size_class, need, starts_on, ends_on, source FROM requirement_rule",
)


def seconds(work: Callable[[], object]) -> float:
    """How long a piece of work takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def queries_of(work: Callable[[], object]) -> int:
    """How many statements a piece of work sends."""
    sent = []
    db.session.rollback()

    def note(*call: object) -> None:
        sent.append(call[2])

    event.listen(db.engine, "before_cursor_execute", note)
    work()
    event.remove(db.engine, "before_cursor_execute", note)
    return len(sent)


def read_all(connection: psycopg.Connection) -> int:
    """Fetch the rows and do nothing with them; how many."""
    return sum(len(connection.execute(statement).fetchall()) for statement in FLOOR)


def make_rows() -> None:
    """Producers of every size, their products, and seven papers each, some of which fall short."""
    by, day = make_user(), today()
    sizes = [size.value for size in SizeClass]
    producers = [
        {
            "id": n,
            "name": f"UMKM {n}",
            "owner_name": f"Pemilik {n}",
            "owner_nik_encrypted": b"",
            "owner_nik_hash": f"hash {n}",
            "owner_nik_last4": "0000",
            "phone": f"+62812{n:08d}",
            "region_code": "64.71",
            "size_class": sizes[n % len(sizes)],
            "status": ProducerStatus.ACTIVE,
            "source": "visit",
            "created_at": now(),
        }
        for n in range(1, PRODUCERS + 1)
    ]
    products = [
        {
            "id": n,
            "producer_id": 1 + n % PRODUCERS,
            "name": f"Produk {n}",
            "category": CATEGORIES[n % len(CATEGORIES)],
            "sku": f"P{n}",
            "price_rupiah": 15_000,
            "answered_yes": ["halal"] if n % 14 == 5 else [],
            "status": ProductStatus.ACTIVE,
            "submitted_by_id": by.id,
            "submitted_at": now(),
        }
        for n in range(1, PRODUCTS + 1)
    ]
    papers = [
        {
            "id": 1 + len(PAPERS) * n + place,
            "producer_id": 1 + n,
            "kind": kind,
            "status": RequirementStatus(STATUSES[n % len(STATUSES)]),
            "valid_until": day + timedelta(days=n % 900 - 100) if kind == "pirt" else None,
            "submitted_by_id": by.id,
            "submitted_at": now(),
        }
        for n in range(PRODUCERS)
        for place, kind in enumerate(PAPERS)
    ]
    covered = [
        {"requirement_id": paper["id"], "product_id": product_id}
        for paper in papers
        if paper["kind"] in {"pirt", "bpom_md", "halal", "label_check"}
        for product_id in range(int(str(paper["producer_id"])) - 1, PRODUCTS + 1, PRODUCERS)
        if product_id % 9
    ]
    for model, rows in ((Producer, producers), (Product, products), (Requirement, papers)):
        db.session.execute(insert(model), rows)
    db.session.execute(insert(RequirementProduct), covered)
    db.session.commit()


def measure(connection: psycopg.Connection) -> None:
    """Measure and print."""
    make_rows()
    ids, day = list(range(1, PRODUCTS + 1)), today()
    head = make_user(Role.HEAD)
    ours, floors, lists = [], [], []
    for number in range(ROUNDS + 1):
        taken = seconds(lambda: readiness_everywhere(ids, day))
        floor = seconds(lambda: read_all(connection))
        listing = seconds(lambda: closest_to_ready(head, Wanted(gaps=None), day))
        if number:
            ours.append(taken)
            floors.append(floor)
            lists.append(listing)
    found = readiness_everywhere(ids, day)
    places = len(next(iter(found.values())).needed)
    answers = sum(len(one.needed) for one in found.values())
    eligible = sum(len(one.eligible) for one in found.values())
    print(f"{len(found):,} products x {places} places = {answers:,} answers, {eligible:,} eligible")
    print(
        f"ours {median(ours):.3f} s, bare SQL reading {read_all(connection):,} rows {median(floors):.3f} s,"
        f" ratio {median(ours) / median(floors):.1f} (aim: under 2 s)"
    )
    print(
        f"queries: {queries_of(lambda: readiness_everywhere(ids[:1], day))} for one product,"
        f" {queries_of(lambda: readiness_everywhere(ids, day))} for {PRODUCTS:,}"
    )
    near = closest_to_ready(head, Wanted(gaps=None), day)
    print(f"closest to ready: {len(near):,} of {PRODUCERS:,} producers lack something, listed in {median(lists):.3f} s")
