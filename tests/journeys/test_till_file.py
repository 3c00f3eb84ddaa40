"""The real till export of two days in October, uploaded as it is and carried into the ledger to the rupiah."""

import io
from collections import Counter

import openpyxl
import pytest
from pypdf import PdfReader
from sqlalchemy import func, select

from accounts.permissions import Role
from commissions.ledger import Account
from commissions.models import Transfer
from commissions.verification import verify
from core.database import db
from core.jobs import perform
from core.money import format_number
from outlets.money_routes import MoneyRoute
from outlets.sales_models import SaleLine, SalesReport
from tests.clients import Api
from tests.factories.people import make_user
from tests.factories.till_shelves import TILL_COLUMNS, TILL_EXPORT, items_of_the_export, make_shelf_of_the_export

GROSS = 2_106_834_200
COMMISSION = 63_205_026


class Journey:
    """The outlet's program, and what it sends."""

    def __init__(self, app, **shelf) -> None:
        self.outlet, self.manager, self.producers = make_shelf_of_the_export(**shelf)
        self.api = Api(app, self.manager)

    def upload(self, content: bytes, name: str) -> dict:
        data = {"file": (io.BytesIO(content), name)}
        path = f"/outlets/{self.outlet.id}/sales-files"
        answer = self.api.post(path, data=data, content_type="multipart/form-data")
        assert answer.status_code == 201, answer.json
        return answer.json


@pytest.fixture
def journey(app) -> Journey:
    return Journey(app)


def totals(column, *conditions) -> int:
    return int(db.session.execute(select(func.coalesce(func.sum(column), 0)).where(*conditions)).scalar_one())


def resaved_as_xlsx() -> bytes:
    """The same rows as a spreadsheet program saves them: numbers as numbers, dates as texts, codes as texts."""
    book = openpyxl.Workbook()
    for number, line in enumerate(TILL_EXPORT.read_bytes().decode("cp1252").splitlines()):
        cells = line.split(";")
        if number:
            cells[5:] = [int(cell.replace(".", "")) for cell in cells[5:]]
        book.active.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_the_till_export_becomes_lines_and_ledger_once_and_to_the_rupiah(journey: Journey) -> None:
    assert len(items_of_the_export()) == 1_602
    export = TILL_EXPORT.read_bytes()

    first = journey.upload(export, TILL_EXPORT.name)
    assert (first["status"], first["mapping"]["missing"]) == ("needs_mapping", ["kode_produk"])
    assert first["mapping"]["columns"]["kode_produk"] == "PLU"

    checked = journey.api.post(f"/sales-files/{first['id']}/mapping", {"columns": TILL_COLUMNS}).json
    assert (checked["status"], checked["rows_read"], checked["rows_valid"]) == ("checked", 5_217, 5_125)
    assert (checked["gross_rupiah"], checked["commission_rupiah"]) == (GROSS, COMMISSION)
    assert (checked["rows_duplicate"], checked["rows_unknown_product"], checked["rows_wrong"]) == (0, 10, 82)
    reasons = Counter(row["code"] for row in checked["rows"])
    assert reasons == {"return_names_no_sale": 72, "price_is_zero": 10, "unknown_code": 10}
    assert all(row["message"] and row["column"] and row["heading"] and row["value"] for row in checked["rows"])
    assert [(code["code"], code["name"], code["rows"]) for code in checked["unknown_codes"][:2]] == [
        ("POST", "POSTAGE", 4),
        ("DOT", "DOTCOM POSTAGE", 2),
    ]
    assert not any(code["code"][0].isdigit() for code in checked["unknown_codes"])

    refused = journey.api.post(f"/sales-files/{first['id']}/confirm", {})
    assert (refused.status_code, refused.json["code"], refused.json["rows_total"]) == (422, "lines_refused", 92)
    confirmed = journey.api.post(f"/sales-files/{first['id']}/confirm", {"skip_wrong": True}).json
    assert (confirmed["lines_posted"], confirmed["rows_left_out"]) == (5_125, 92)
    assert (confirmed["gross_rupiah"], confirmed["commission_rupiah"]) == (GROSS, COMMISSION)
    assert [report["month"] for report in confirmed["reports"]] == ["2026-10"]
    assert_it_stands(lines=5_125)

    for content, name in ((export, "salinan.csv"), (resaved_as_xlsx(), "disimpan_ulang.xlsx")):
        again = journey.upload(content, name)
        assert (again["rows_read"], again["rows_valid"], again["rows_duplicate"]) == (5_217, 0, 5_125)
        told = [notice["code"] for notice in again["notices"]]
        assert told[:-1] == (["already_uploaded"] if name.endswith(".csv") else []) + ["already_reported"]
        assert any("5.125 baris sudah dibukukan pada 22 November 2026" in n["message"] for n in again["notices"])
        nothing = journey.api.post(f"/sales-files/{again['id']}/confirm", {"skip_wrong": True})
        assert (nothing.status_code, nothing.json["code"]) == (409, "already_reported")
        assert "22 November 2026 oleh Budi Santoso" in nothing.json["detail"]
    assert_it_stands(lines=5_125)


def test_the_same_figures_stand_in_the_preview_the_statements_and_their_documents(app) -> None:
    journey = Journey(app, routes=tuple(MoneyRoute))
    file_id = journey.upload(TILL_EXPORT.read_bytes(), TILL_EXPORT.name)["id"]
    journey.api.post(f"/sales-files/{file_id}/mapping", {"columns": TILL_COLUMNS})
    assert journey.api.post(f"/sales-files/{file_id}/confirm", {"skip_wrong": True}).status_code == 201

    finance = Api(app, make_user(Role.FINANCE))
    seen = finance.get("/periods/2026-10/preview").json
    assert (seen["totals"]["gross_rupiah"], seen["totals"]["commission_rupiah"]) == (GROSS, COMMISSION)
    assert (len(seen["items"]), seen["refusals"], seen["missing"]) == (3, [], [])
    asked = finance.post("/periods/2026-10/close", {})
    assert asked.status_code == 202
    perform(asked.json["job_id"])
    assert finance.get(f"/jobs/{asked.json['job_id']}").json["status"] == "succeeded"

    statements = finance.get("/statements?period=2026-10").json["items"]
    assert sum(statement["gross_rupiah"] for statement in statements) == GROSS
    assert sum(statement["commission_rupiah"] for statement in statements) == COMMISSION
    for statement in statements:
        pdf = finance.get(f"/statements/{statement['id']}.pdf")
        text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf.data)).pages)
        for amount in (statement["gross_rupiah"], statement["commission_rupiah"], statement["outlet_owes_rupiah"]):
            assert format_number(amount) in text
    assert [outcome.sentence for outcome in verify() if not outcome.holds] == []


def assert_it_stands(lines: int) -> None:
    """The figures of the dry run stand in the lines and in the ledger, and nothing else does."""
    assert db.session.execute(select(func.count()).select_from(SaleLine)).scalar_one() == lines
    assert db.session.execute(select(func.count()).select_from(SalesReport)).scalar_one() == 1
    assert (totals(SaleLine.gross_rupiah), totals(SaleLine.commission_rupiah)) == (GROSS, COMMISSION)
    assert totals(Transfer.amount_rupiah, Transfer.credit == Account.SALES) == GROSS
    assert totals(Transfer.amount_rupiah, Transfer.debit == Account.COMMISSION) == COMMISSION
    takings = totals(Transfer.amount_rupiah, Transfer.debit == Account.TAKINGS) - totals(
        Transfer.amount_rupiah, Transfer.credit == Account.TAKINGS
    )
    assert takings == GROSS - COMMISSION
