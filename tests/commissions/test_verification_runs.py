"""verify-ledger as a page: run by night or on request, kept, and told to whoever keeps the money."""

from datetime import date, timedelta

import pytest
import time_machine
from flask import Flask

from accounts.models import UserAccount
from accounts.permissions import Role
from application.waiting import LEDGER_CHECKS, counts_of
from commissions import verification_runs
from commissions.verification import CHECKS
from core.database import committed, db
from core.jobs import Job, JobStatus, perform
from tests.accounts.people_at_work import HASH, signed_in
from tests.clients import Api
from tests.factories.ledger import make_pair, tamper
from tests.factories.people import make_user


def test_every_check_says_in_words_what_it_promises_and_which_invariants_it_holds() -> None:
    assert len({check.sentence for check in CHECKS}) == len({check.promise for check in CHECKS}) == len(CHECKS)
    assert all(check.invariants for check in CHECKS)
    held = {name for check in CHECKS for name in check.invariants}
    assert {f"L{n}" for n in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)} <= held
    assert {f"P{n}" for n in (1, 2, 3, 5, 6, 7, 8, 10, 12)} <= held
    assert {f"M{n}" for n in (1, 2, 3, 5, 6, 8)} <= held
    assert {f"K{n}" for n in (1, 2, 3, 4, 5)} <= held
    assert {f"Q{n}" for n in (1, 2, 5)} <= held


@pytest.fixture
def posted(own_app: Flask) -> Flask:
    """One sale."""
    make_pair().sell(date(2026, 10, 5), 3)
    return own_app


def verified() -> Job:
    """A run that was asked for by night and has come to its end."""
    job_id = committed(verification_runs.ask, by=None).id
    db.session.remove()
    perform(job_id)
    return db.session.get_one(Job, job_id)


def test_finance_asks_for_a_run_and_reads_that_everything_holds(posted: Flask) -> None:
    finance = make_user(Role.FINANCE, email="f@contoh.id", password_hash=HASH, name="Rina Keuangan")
    api, page = Api(posted, finance), signed_in(posted, finance)
    assert api.get("/ledger-verification").status_code == 404
    assert "Belum pernah diperiksa" in page.get("/pemeriksaan-buku").get_data(as_text=True)
    asked = page.post("/pemeriksaan-buku")
    job_id = db.session.query(Job).one().id
    assert asked.location == f"/pekerjaan/{job_id}"
    again = api.post("/ledger-verification", {})
    assert (again.status_code, again.json["code"]) == (409, "verification_under_way")
    db.session.remove()
    perform(job_id)
    told = api.get("/ledger-verification").json
    assert (told["job_id"], told["broken"], told["overdue"], len(told["checks"])) == (job_id, 0, False, len(CHECKS))
    assert told["checks"][1]["looked_at"] == 1
    words = page.get("/pemeriksaan-buku").get_data(as_text=True)
    assert f"Semua {len(CHECKS)} pemeriksaan terpenuhi." in words
    assert "Rina Keuangan" in words
    assert "Semua pemeriksaan terpenuhi." in page.get(f"/pekerjaan/{job_id}").get_data(as_text=True)


def test_what_is_broken_is_named_first_and_waits_for_those_who_keep_the_money(
    posted: Flask, clock_stands: time_machine.Traveller
) -> None:
    tamper(posted, "UPDATE sale_line SET commission_rupiah = commission_rupiah - 1 WHERE kind = 'sale'")
    job = verified()
    assert (job.status, job.asked_by_id) == (JobStatus.SUCCEEDED, None)
    assert job.result["broken"] > 0
    head = make_user(Role.HEAD, email="k@contoh.id", password_hash=HASH)
    head_id = head.id
    words = signed_in(posted, head).get("/pemeriksaan-buku").get_data(as_text=True)
    assert "1349 instead of 1350" in words
    assert words.index("1349 instead of 1350") < words.index("Setiap perpindahan memakai pasangan akun")
    assert "Pemeriksaan malam" in words
    assert counts_of(head)[LEDGER_CHECKS] == 1
    assert LEDGER_CHECKS not in counts_of(make_user(Role.VERIFIER))
    clock_stands.shift(timedelta(hours=37))
    assert Api(posted, head).get("/ledger-verification").json["overdue"] is True
    tamper(posted, "UPDATE sale_line SET commission_rupiah = commission_rupiah + 1 WHERE kind = 'sale'")
    verified()
    assert counts_of(db.session.get_one(UserAccount, head_id))[LEDGER_CHECKS] == 0


def test_the_night_asks_once(posted: Flask) -> None:
    assert posted is not None
    verification_runs.tick(0)
    verification_runs.tick(0)
    assert [(job.kind, job.asked_by_id) for job in db.session.query(Job)] == [(verification_runs.VERIFY, None)]
