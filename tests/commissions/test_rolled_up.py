"""Many statements at once: added up per side, and their papers in one file."""

import os
import zipfile
from datetime import date, timedelta
from io import BytesIO

import pytest
import time_machine
from flask import Flask
from pypdf import PdfReader
from werkzeug.test import TestResponse

from accounts.models import UserAccount
from accounts.permissions import Role
from commissions import statement_batches
from commissions.issued_statements import StatementFilters
from commissions.rolled_up import RollUp, rolled_up
from commissions.statement_batches import Shape
from core.database import committed, db
from core.dates import now
from core.jobs import Job, JobStatus, perform
from outlets.money_routes import MoneyRoute
from tests.clients import Api
from tests.commissions.test_statement_doors import read
from tests.factories.ledger import Pair, close_month, make_pair
from tests.factories.outlets import make_outlet
from tests.factories.people import make_user

OCTOBER = "2026-10"


@pytest.fixture
def pairs(app: Flask) -> list[Pair]:
    """A producer at two outlets, one of which collects net and one where the producer collects; October is closed."""
    assert app is not None
    first = make_pair(outlet_name="Maxi Balikpapan")
    second = make_pair(MoneyRoute.PRODUCER_COLLECTS, producer=first.producer, outlet=make_outlet(name="Pojok Metro"))
    for pair in (first, second):
        pair.sell(date(2026, 10, 5))
    close_month(OCTOBER)
    return [first, second]


def test_debts_of_two_pairs_are_added_and_never_pay_each_other(pairs: list[Pair]) -> None:
    head = make_user(Role.HEAD)
    (row,) = db.session.execute(rolled_up(head, RollUp.PRODUCER, OCTOBER)).all()
    assert (row.name, row.statements, row.gross_rupiah, row.commission_rupiah) == ("Keripik Bu Siti", 2, 30_000, 900)
    assert (row.outlet_owes_rupiah, row.producer_owes_rupiah, row.closing_rupiah) == (14_550, 450, 14_100)
    by_outlet = db.session.execute(rolled_up(pairs[0].owner, RollUp.OUTLET)).all()
    assert {row.name: row.outlet_owes_rupiah for row in by_outlet} == {"Maxi Balikpapan": 14_550, "Pojok Metro": 0}
    assert db.session.execute(rolled_up(head, RollUp.CHAIN)).all() == []


def test_each_side_rolls_up_only_its_own(app: Flask, pairs: list[Pair]) -> None:
    stranger = make_pair(producer_name="Lain", outlet_name="Gerai Lain")
    answer = Api(app, pairs[1].manager).get("/statement-roll-ups?by=producer").json
    assert [(item["gross_rupiah"], item["statements"]) for item in answer["items"]] == [(15_000, 1)]
    assert Api(app, stranger.owner).get("/statement-roll-ups?by=outlet").json["total"] == 0
    page = read(app, pairs[0].owner, "/rekap/gabungan?by=outlet")
    assert "Pojok Metro" in page
    lines = read(app, pairs[0].owner, "/rekap/gabungan?by=outlet&export=csv").splitlines()
    assert lines[-1].startswith("TOTAL 2;")


def papers_asked_for(app: Flask, by: UserAccount, shape: Shape = Shape.ZIP) -> Job:
    """The job that made the papers of October, done."""
    with app.test_request_context():
        job = committed(statement_batches.ask_for_papers, StatementFilters(period=OCTOBER), by=by, shape=shape)
    perform(job.id)
    return db.session.get_one(Job, job.id)


def fetched(app: Flask, by: UserAccount, job: Job) -> TestResponse:
    """What the address of a job's papers answers somebody."""
    api = Api(app, by)
    return api.client.get(f"/rekap/unduhan/{job.id}", headers={"Authorization": f"Bearer {api.token}"})


def test_the_papers_of_a_list_come_in_one_file_that_only_its_asker_may_fetch(app: Flask, pairs: list[Pair]) -> None:
    owner = pairs[0].owner
    job = papers_asked_for(app, owner)
    assert (job.status, job.result["statements"]) == (JobStatus.SUCCEEDED, 2)
    with zipfile.ZipFile(BytesIO(fetched(app, owner, job).data)) as archive:
        assert archive.namelist() == ["REK-2026-00001.pdf", "REK-2026-00002.pdf"]
        assert archive.read("REK-2026-00001.pdf").startswith(b"%PDF-")
    assert fetched(app, pairs[1].manager, job).status_code == 404


def test_the_file_to_print_begins_each_paper_on_a_sheet_of_its_own(app: Flask, pairs: list[Pair]) -> None:
    job = papers_asked_for(app, pairs[0].owner, Shape.PRINT)
    answer = fetched(app, pairs[0].owner, job)
    assert answer.mimetype == "application/pdf"
    printed = PdfReader(BytesIO(answer.data))
    begins = {item.title: printed.get_destination_page_number(item) for item in printed.outline}
    assert begins == {"REK-2026-00001": 0, "REK-2026-00002": 2}
    assert printed.pages[1].extract_text() == ""
    assert len(printed.pages) == 4
    assert "REK-2026-00002" in printed.pages[2].extract_text()


def test_papers_are_given_out_for_two_days_and_then_removed_by_night(
    app: Flask, pairs: list[Pair], clock_stands: time_machine.Traveller
) -> None:
    owner = pairs[0].owner
    job = papers_asked_for(app, owner)
    path = statement_batches.path_of(job.id, Shape.ZIP)
    os.utime(path, times=(now().timestamp(),) * 2)
    clock_stands.shift(timedelta(days=2))
    assert fetched(app, owner, job).status_code == 200
    assert statement_batches.sweep() == 0
    clock_stands.shift(timedelta(seconds=1))
    gone = fetched(app, owner, job)
    assert gone.status_code == 404
    assert "berkas disimpan dua hari" in gone.get_data(as_text=True)
    assert statement_batches.sweep() == 1
    assert not path.exists()


def test_an_empty_list_makes_no_file(app: Flask) -> None:
    with app.test_request_context(), pytest.raises(statement_batches.NoStatementToPrint):
        statement_batches.ask_for_papers(StatementFilters(period="2020-01"), by=make_user(Role.HEAD))
