"""Months through their doors: what a close would say, who may close, and the job that does it."""

from datetime import date

import pytest
from flask import Flask

from accounts.models import AuditEvent
from accounts.permissions import Role
from commissions.closing import close
from commissions.models import Period, Statement
from core.database import committed, db
from core.jobs import Job, perform
from outlets.sales_models import SaleLine
from tests.accounts.people_at_work import HASH, signed_in
from tests.clients import Api
from tests.commissions.test_statement_doors import read
from tests.factories.ledger import close_month, make_pair
from tests.factories.payments import make_payment, make_statement_dispute
from tests.factories.people import make_user

OCTOBER = "2026-10"


def test_the_preview_says_what_the_statements_will_say_and_stores_nothing(app: Flask) -> None:
    pkp, other = make_pair(vat_registered=True, outlet_name="Gerai A"), make_pair(outlet_name="Gerai B")
    pkp.sell(date(2026, 10, 5), 1, 1_050, times=1_000)
    other.sell(date(2026, 10, 5), 1, 15_000)
    seen = Api(app, make_user(Role.FINANCE)).get(f"/periods/{OCTOBER}/preview").json
    assert (seen["status"], seen["refusals"], seen["missing"]) == ("open", [], [])
    assert [(item["outlet_name"], item["tax_rupiah"]) for item in seen["items"]] == [("Gerai A", 3_520), ("Gerai B", 0)]
    assert seen["totals"]["gross_rupiah"] == 1_050_000 + 15_000
    assert db.session.query(Statement).count() == 0
    close_month(OCTOBER)
    closed = Api(app, make_user(Role.FINANCE)).get(f"/periods/{OCTOBER}/preview").json
    assert closed["status"] == "closed"
    assert closed["items"] == seen["items"]


def test_the_preview_of_november_carries_what_october_still_leaves_open(app: Flask) -> None:
    pair = make_pair()
    pair.sell(date(2026, 10, 5))
    pair.sell(date(2026, 11, 5), 1, 10_000)
    seen = Api(app, make_user(Role.HEAD)).get("/periods/2026-11/preview").json
    assert seen["items"][0]["opening_rupiah"] == 14_550
    assert seen["items"][0]["closing_rupiah"] == 14_550 + 9_700
    assert [refusal["code"] for refusal in seen["refusals"]] == ["month_not_ended"]


def test_the_preview_names_outlets_that_did_not_report_and_counts_late_lines(app: Flask) -> None:
    pair, silent = make_pair(), make_pair(outlet_name="Gerai Diam")
    pair.sell(date(2026, 9, 5))
    close_month("2026-09", waive_missing=True, reason="uji")
    pair.sell(date(2026, 9, 7), 2)
    pair.sell(date(2026, 10, 5))
    seen = Api(app, make_user(Role.FINANCE)).get(f"/periods/{OCTOBER}/preview").json
    assert seen["missing"] == [{"outlet_id": silent.outlet.id, "outlet_name": "Gerai Diam"}]
    assert seen["late_lines"] == {"count": 1, "gross_rupiah": 30_000}
    assert [refusal["code"] for refusal in seen["refusals"]] == ["missing_reports"]


def test_the_preview_names_payments_nobody_confirmed_and_lines_nobody_decided_about(app: Flask) -> None:
    pair = make_pair()
    pair.sell(date(2026, 10, 5), 2)
    line = db.session.query(SaleLine).one()
    close_month(OCTOBER)
    statement = db.session.query(Statement).one()
    payment = make_payment(statement, pair.manager, 4_000)
    dispute = make_statement_dispute(statement, line, pair.manager)
    pair.sell(date(2026, 11, 5))
    person = make_user(Role.FINANCE, email="f@contoh.id", password_hash=HASH)
    finance = Api(app, person)
    seen = finance.get("/periods/2026-11/preview").json
    assert [(row["id"], row["paid_by"], row["amount_rupiah"]) for row in seen["unconfirmed_payments"]] == [
        (payment.id, "outlet", 4_000)
    ]
    assert [(row["dispute_id"], row["sale_line_id"], row["gross_rupiah"]) for row in seen["disputed_lines"]] == [
        (dispute.id, line.id, 30_000)
    ]
    page = signed_in(app, person).get("/periode/2026-11").get_data(as_text=True)
    assert "1 pembayaran menunggu pengesahan pihak lain" in page
    assert "Bersama-sama Rp4.000." in page
    assert "1 baris rekap terdahulu masih dipersoalkan" in page
    closed = finance.get(f"/periods/{OCTOBER}/preview").json
    assert (closed["unconfirmed_payments"], closed["disputed_lines"]) == ([], [])


@pytest.mark.parametrize("month", ["2026-13", "oktober", "2026-1", "1999-01", "2026-10x"])
def test_what_is_no_month_is_not_found(app: Flask, month: str) -> None:
    finance = Api(app, make_user(Role.FINANCE))
    assert finance.get(f"/periods/{month}/preview").status_code == 404
    assert finance.post(f"/periods/{month}/close", {}).status_code == 404


def test_closing_is_asked_for_by_finance_done_by_the_worker_and_refused_the_second_time(own_app: Flask) -> None:
    """Bad inputs 164 and 165."""
    make_pair().sell(date(2026, 10, 5))
    silent_id = make_pair(outlet_name="Gerai Diam").outlet.id
    finance = Api(own_app, make_user(Role.FINANCE))
    refused = finance.post(f"/periods/{OCTOBER}/close", {})
    assert (refused.status_code, refused.json["code"]) == (409, "missing_reports")
    assert refused.json["missing"] == [{"outlet_id": silent_id, "outlet_name": "Gerai Diam"}]
    unreasoned = finance.post(f"/periods/{OCTOBER}/close", {"waive_missing": True})
    assert (unreasoned.status_code, unreasoned.json["code"]) == (422, "reason_required")

    body = {"waive_missing": True, "reason": "Direnovasi"}
    asked = finance.post(f"/periods/{OCTOBER}/close", body, key="tutup-oktober")
    assert asked.status_code == 202
    job_id = asked.json["job_id"]
    assert finance.get(f"/jobs/{job_id}").json["status"] == "queued"
    waiting = finance.post(f"/periods/{OCTOBER}/close", body)
    assert (waiting.status_code, waiting.json["code"]) == (409, "already_closed")

    db.session.remove()
    perform(job_id)
    done = finance.get(f"/jobs/{job_id}").json
    assert (done["status"], done["done"], done["total"]) == ("succeeded", 1, 1)
    assert done["result"] == {
        "period": OCTOBER,
        "statements": 1,
        "outlet_owes_rupiah": 14_550,
        "producer_owes_rupiah": 0,
    }
    again = finance.post(f"/periods/{OCTOBER}/close", body)
    assert (again.status_code, again.json["code"]) == (409, "already_closed")
    replayed = finance.post(f"/periods/{OCTOBER}/close", body, key="tutup-oktober")
    assert (replayed.status_code, replayed.json["job_id"]) == (202, job_id)
    assert replayed.headers["Idempotent-Replayed"] == "true"
    event = db.session.query(AuditEvent).filter_by(action="period:closed").one()
    assert (event.subject_id, event.reason, event.after["waived_outlets"]) == (202610, "Direnovasi", [silent_id])


def test_a_job_that_died_after_its_close_finds_it_done(own_app: Flask) -> None:
    make_pair().sell(date(2026, 10, 5))
    finance = make_user(Role.FINANCE)
    job_id = Api(own_app, finance).post(f"/periods/{OCTOBER}/close", {}).json["job_id"]
    committed(close, OCTOBER, by=finance)
    db.session.remove()
    perform(job_id)
    job = db.session.get_one(Job, job_id)
    assert (job.status.value, job.result["statements"]) == ("succeeded", 1)
    assert db.session.query(Statement).count() == 1


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.FINANCE])
def test_nobody_but_finance_closes_a_month(app: Flask, role: Role) -> None:
    make_pair().sell(date(2026, 10, 5))
    assert Api(app, make_user(role)).post(f"/periods/{OCTOBER}/close", {}).status_code == 403
    assert db.session.query(Period).filter_by(month=OCTOBER).one().closed_at is None


def test_a_job_is_seen_by_whoever_asked_by_administrators_and_by_finance(app: Flask) -> None:
    make_pair().sell(date(2026, 10, 5))
    finance = make_user(Role.FINANCE)
    job_id = Api(app, finance).post(f"/periods/{OCTOBER}/close", {}).json["job_id"]
    seen_by = {
        role: Api(app, make_user(role)).get(f"/jobs/{job_id}").status_code
        for role in (Role.FINANCE, Role.ADMINISTRATOR, Role.VERIFIER, Role.PRODUCER, Role.OUTLET_MANAGER)
    }
    assert seen_by == {
        Role.FINANCE: 200,
        Role.ADMINISTRATOR: 200,
        Role.VERIFIER: 404,
        Role.PRODUCER: 404,
        Role.OUTLET_MANAGER: 404,
    }
    assert Api(app, finance).get(f"/jobs/{2**63}").status_code == 404
    assert "Menunggu giliran" in read(app, finance, f"/pekerjaan/{job_id}")


def test_the_pages_of_months_show_what_the_api_says(app: Flask) -> None:
    pair = make_pair(outlet_name="Maxi Balikpapan")
    make_pair(outlet_name="Gerai Diam")
    pair.sell(date(2026, 10, 5))
    finance = make_user(Role.FINANCE)
    assert "Oktober 2026" in read(app, finance, "/periode")
    page = read(app, finance, f"/periode/{OCTOBER}")
    for words in ("1 gerai belum melapor", "Gerai Diam", "Rp14.550", "Tutup Oktober 2026"):
        assert words in page
    assert "Tutup Oktober 2026" not in read(app, make_user(Role.HEAD), f"/periode/{OCTOBER}")
    close_month(OCTOBER, waive_missing=True, reason="Direnovasi")
    closed = read(app, finance, f"/periode/{OCTOBER}")
    assert "Ditutup tanpa laporan 1 gerai" in closed
    assert "Alasan: Direnovasi" in closed
    finance.language = "en"
    db.session.commit()
    assert "Closed without the reports of 1 outlets" in read(app, finance, f"/periode/{OCTOBER}")
