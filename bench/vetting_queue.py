"""How fast the queue of the vetting desk opens with 50,000 waiting cases, beside the same rows selected bare.

    .venv/bin/python -m bench.vetting queue

Ours is the whole answer of `/verifikasi-dokumen` for a verifier: session, permissions, counts behind every filter, one
page of rows, the rendered page. Asked in turns are the plain queue, orders by risk and region, each filter, a late page
and a case. The floor is one SELECT of the same fifty rows with their count on the same server. Aim: the 95th percentile
under 200 ms.
"""

import time
from datetime import timedelta
from statistics import median, quantiles

import psycopg
from flask import Flask, current_app
from sqlalchemy import insert

from accounts.permissions import Role
from core.database import db
from core.dates import now
from partnerships import risk
from partnerships.growth import SizeClass
from partnerships.models import Producer, Requirement
from partnerships.regions import all_regions
from partnerships.requirement_kinds import KINDS
from partnerships.states import ProducerStatus, RequirementStatus
from tests.accounts.people_at_work import HASH, PASSWORD
from tests.clients import Client
from tests.factories.people import make_user

CASES_A_PRODUCER = 5
AIM_SECONDS = 0.2
FLOOR = """
SELECT r.id, r.kind, r.submitted_at, r.risk, r.risk_signs, jsonb_array_length(r.warnings), p.name, p.region_code,
    (SELECT count(*) FROM requirement WHERE status = 'submitted')
FROM requirement r JOIN producer p ON p.id = r.producer_id
WHERE r.status = 'submitted' ORDER BY r.submitted_at, r.id LIMIT 50
"""
ADDRESSES = (
    "",
    "?sort=-risk",
    "?sort=region",
    "?kind=pirt",
    "?risk=high&sort=-risk",
    "?region=64",
    "?age=7&kind=halal",
    "?page=500",
)


def fill(cases: int) -> list[int]:
    """Waiting documents of every kind, in every regency, handed in over the last month; the ids."""
    officer = make_user(Role.PARTNERSHIP_OFFICER)
    officer_id = officer.id
    regencies = [code for code, region in all_regions().items() if not region.is_province]
    producers = [
        {
            "name": f"Usaha {number}",
            "owner_name": f"Pemilik {number}",
            "owner_nik_encrypted": b"x",
            "owner_nik_hash": f"hash {number}",
            "owner_nik_last4": "0001",
            "phone": "+6281212166678",
            "region_code": regencies[number % len(regencies)],
            "address": "",
            "size_class": SizeClass.MICRO.value,
            "status": ProducerStatus.ACTIVE,
            "source": "self",
            "created_at": now(),
            "version": 1,
        }
        for number in range(cases // CASES_A_PRODUCER)
    ]
    ids = list(db.session.execute(insert(Producer).returning(Producer.id), producers).scalars())
    kinds = list(KINDS)
    documents = []
    for number in range(cases):
        kind = kinds[number % len(kinds)]
        warned = [{"code": "evidence_missing", "sentence": "Belum ada foto atau dokumen bukti.", "params": {}}]
        warnings = warned if number % 3 == 0 else []
        signs = risk.signs_of(
            kind, [str(found["code"]) for found in warnings], is_first=number % 5 == 0, refused_before=number % 11 == 0
        )
        documents.append(
            {
                "producer_id": ids[number // CASES_A_PRODUCER],
                "kind": kind,
                "number": f"20533740{number:08d}",
                "details": {},
                "facts": {"packaging": "Plastik", "regency_name": "Kota Balikpapan", "expiry_year": 2028},
                "warnings": warnings,
                "status": RequirementStatus.SUBMITTED,
                "source": "self",
                "submitted_by_id": officer_id,
                "submitted_at": now() - timedelta(minutes=number),
                "risk": risk.points(signs),
                "risk_signs": {sign.value: count for sign, count in signs.items()},
                "missing_items": [],
                "version": 1,
            }
        )
    found: list[int] = []
    for start in range(0, cases, 5_000):
        rows = insert(Requirement).returning(Requirement.id)
        found += db.session.execute(rows, documents[start : start + 5_000]).scalars()
    db.session.commit()
    return found


def verifier_in_front(app: Flask) -> Client:
    """A verifier of all regions who has signed in."""
    email = make_user(Role.VERIFIER, password_hash=HASH).email
    client = Client(app)
    client.get("/masuk")
    client.post("/masuk", {"email": email, "password": PASSWORD})
    return client


def seconds_of(client: Client, path: str) -> float:
    """How long one page takes; it must be a page."""
    started = time.perf_counter()
    answer = client.get(path)
    took = time.perf_counter() - started
    if answer.status_code != 200:
        raise SystemExit(f"{path}: {answer.status_code}")
    return took


def floor_seconds(connection: psycopg.Connection) -> float:
    """How long the bare select takes."""
    started = time.perf_counter()
    connection.execute(FLOOR).fetchall()
    return time.perf_counter() - started


def measure(connection: psycopg.Connection, cases: int = 50_000, pages: int = 200) -> None:
    """Measure and print, in an empty agency."""
    ids = fill(cases)
    client = verifier_in_front(current_app._get_current_object())  # type: ignore[attr-defined]  # noqa: SLF001 - the app itself
    db.session.remove()
    connection.commit()
    connection.autocommit = True
    connection.execute("ANALYZE")
    paths = [f"/verifikasi-dokumen{address}" for address in ADDRESSES]
    paths.append(f"/verifikasi-dokumen/{ids[len(ids) // 2]}?sort=-risk")
    for path in paths:
        seconds_of(client, path)
    ours: dict[str, list[float]] = {path: [] for path in paths}
    floors = []
    for number in range(pages):
        path = paths[number % len(paths)]
        ours[path].append(seconds_of(client, path))
        floors.append(floor_seconds(connection))
    for path, took in ours.items():
        print(f"{median(took) * 1000:7.1f} ms median {max(took) * 1000:7.1f} ms worst  {path}")
    p95 = quantiles([took for of_path in ours.values() for took in of_path], n=20)[-1]
    floor = quantiles(floors, n=20)[-1]
    print(
        f"{len(ids):,} cases: p95 {p95 * 1000:.0f} ms (aim {AIM_SECONDS * 1000:.0f}),"
        f" bare select p95 {floor * 1000:.0f} ms, {p95 / floor:.1f} x"
    )
