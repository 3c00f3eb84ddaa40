"""Two sources for the same day are never added up silently: both are shown side by side, and a person decides once."""

import io
from datetime import date

import pytest
from sqlalchemy import func, select

from accounts.permissions import Role
from commissions.verification import verify
from core.database import db
from outlets.sales_models import DayDecision, SaleLine
from tests.clients import Api
from tests.commissions.test_sales_import_pages import at_the_computer
from tests.factories.outlets import make_agreement, make_outlet, make_outlet_code, make_outlet_member, make_placement
from tests.factories.partnerships import make_product

FIRST = [("KRP", 5, 15_000), ("SMB", 3, 20_000)]
HEAD = "tanggal;kode_produk;jumlah;harga_satuan;no_struk"
SECOND = [
    HEAD,
    "05/10/2026;KRP;3;15.000;S1",
    "05/10/2026;KRP;4;15.000;S2",
    "05/10/2026;SMB;3;20.000;S3",
    "06/10/2026;KRP;1;15.000;S4",
]


class TwoTills:
    """An outlet that sells crackers and sambal at 3 %; its cashier reported 5 October on the phone."""

    def __init__(self, app) -> None:
        self.outlet = make_outlet()
        self.manager = make_outlet_member(self.outlet)
        self.cashier = make_outlet_member(self.outlet, Role.CASHIER)
        crackers = make_placement(outlet=self.outlet, retail_price_rupiah=15_000)
        sambal = make_placement(make_product(crackers.producer), self.outlet, retail_price_rupiah=20_000)
        make_agreement(crackers.producer, self.outlet)
        make_outlet_code(crackers, "KRP")
        make_outlet_code(sambal, "SMB")
        self.api = Api(app, self.manager)
        self.phone = Api(app, self.cashier)
        assert self.report(FIRST).status_code == 201

    def report(self, lines, *, day: str = "2026-10-05", api: Api | None = None, reference: str = "", **more):
        sold = [
            {"sold_on": day, "code": code, "quantity": n, "unit_price_rupiah": price, "reference": reference}
            for code, n, price in lines
        ]
        body = {"period_start": day, "period_end": day, "lines": sold, **more}
        return (api or self.phone).post(f"/outlets/{self.outlet.id}/sales-reports", body)

    def upload(self, rows=SECOND, api: Api | None = None) -> dict:
        data = {"file": (io.BytesIO("\n".join(rows).encode()), "kasir.csv")}
        path = f"/outlets/{self.outlet.id}/sales-files"
        return (api or self.api).post(path, data=data, content_type="multipart/form-data").json

    def confirm(self, file_id: int, decision: str | None = None, api: Api | None = None):
        body = {} if decision is None else {"overlap": {"decision": decision, "reason": "Kasir lupa dua struk."}}
        return (api or self.api).post(f"/sales-files/{file_id}/confirm", body)


@pytest.fixture
def tills(app) -> TwoTills:
    return TwoTills(app)


def sold_on(day: date) -> dict[str, int]:
    """Pieces by code in the books, net of what was taken back."""
    rows = select(SaleLine.code, func.sum(SaleLine.quantity)).where(SaleLine.sold_on == day).group_by(SaleLine.code)
    return {code: int(pieces) for code, pieces in db.session.execute(rows) if pieces}


def decided() -> list[tuple[date, str, str, bool]]:
    rows = db.session.execute(select(DayDecision).order_by(DayDecision.id)).scalars()
    return [(row.day, row.decision.value, row.reason, row.report_id is not None) for row in rows]


OCTOBER_5, OCTOBER_6 = date(2026, 10, 5), date(2026, 10, 6)


def test_a_second_source_is_shown_beside_the_first_by_product_and_day(tills: TwoTills) -> None:
    file = tills.upload()
    assert [notice["code"] for notice in file["notices"]] == ["day_already_reported"]
    shown = [(r["sold_on"], r["pieces_standing"], r["pieces_coming"], r["pieces_more"]) for r in file["differences"]]
    assert sorted(shown) == [("2026-10-05", 3, 3, 0), ("2026-10-05", 5, 7, 2)]
    assert {r["rupiah_coming"] for r in file["differences"]} == {105_000, 60_000}
    refused = tills.confirm(file["id"])
    assert (refused.status_code, refused.json["code"]) == (409, "day_already_reported")
    assert refused.json["differences"] == file["differences"]
    assert sold_on(OCTOBER_6) == {}


def test_keeping_the_first_posts_only_the_days_nobody_reported(tills: TwoTills) -> None:
    made = tills.confirm(tills.upload()["id"], "keep_first")
    assert (made.status_code, made.json["lines_posted"]) == (201, 1)
    assert (sold_on(OCTOBER_5), sold_on(OCTOBER_6)) == ({"KRP": 5, "SMB": 3}, {"KRP": 1})
    assert decided() == [(OCTOBER_5, "keep_first", "Kasir lupa dua struk.", True)]


def test_keeping_the_first_of_a_file_with_nothing_else_posts_nothing_and_says_so(tills: TwoTills) -> None:
    made = tills.confirm(tills.upload(SECOND[:4])["id"], "keep_first")
    assert (made.status_code, made.json["status"], made.json["reports"]) == (201, "refused", [])
    assert decided() == [(OCTOBER_5, "keep_first", "Kasir lupa dua struk.", False)]


def test_adding_what_is_missing_posts_the_two_pieces_beyond_and_nothing_twice(tills: TwoTills) -> None:
    file_id = tills.upload()["id"]
    made = tills.confirm(file_id, "add_missing").json
    assert (made["lines_posted"], made["gross_rupiah"], made["commission_rupiah"]) == (2, 45_000, 1_350)
    assert (sold_on(OCTOBER_5), sold_on(OCTOBER_6)) == ({"KRP": 7, "SMB": 3}, {"KRP": 1})
    assert tills.confirm(file_id, "add_missing").json["code"] == "already_reported"
    again = tills.upload([*SECOND, "05/10/2026;KRP;1;15.000;S9"])
    assert sum(row["pieces_more"] for row in again["differences"]) == 1
    assert tills.confirm(again["id"], "add_missing").json["lines_posted"] == 1
    assert sold_on(OCTOBER_5) == {"KRP": 8, "SMB": 3}
    assert [one.sentence for one in verify() if not one.holds] == []


def test_replacing_takes_the_first_back_by_reversal_and_enters_the_second(tills: TwoTills) -> None:
    made = tills.confirm(tills.upload()["id"], "replace").json
    assert made["lines_posted"] == 4
    assert (sold_on(OCTOBER_5), sold_on(OCTOBER_6)) == ({"KRP": 7, "SMB": 3}, {"KRP": 1})
    kinds = select(SaleLine.kind, func.count()).group_by(SaleLine.kind)
    assert {kind.value: count for kind, count in db.session.execute(kinds)} == {"sale": 6, "reversal": 2}
    assert [one.sentence for one in verify() if not one.holds] == []


def test_a_cashier_may_add_but_not_replace_what_stands(tills: TwoTills) -> None:
    file_id = tills.upload(api=tills.phone)["id"]
    assert tills.confirm(file_id, "replace", api=tills.phone).status_code == 403
    assert tills.confirm(file_id, "add_missing", api=tills.phone).status_code == 201


def test_what_both_have_by_receipt_stays_when_the_day_is_replaced(tills: TwoTills) -> None:
    assert tills.report([("KRP", 2, 15_000)], day="2026-10-07", reference="S7").status_code == 201
    without = [HEAD, "07/10/2026;KRP;2;15.000;S7", "07/10/2026;SMB;1;20.000;"]
    file = tills.upload(without)
    assert (file["rows_valid"], file["rows_duplicate"]) == (1, 1)
    assert tills.confirm(file["id"], "replace").json["lines_posted"] == 1
    assert sold_on(date(2026, 10, 7)) == {"KRP": 2, "SMB": 1}


def test_a_file_decided_upon_is_not_posted_when_the_first_source_has_changed_since(tills: TwoTills) -> None:
    file_id = tills.upload()["id"]
    line = db.session.execute(select(SaleLine.id).where(SaleLine.code == "SMB")).scalar_one()
    assert tills.api.post(f"/sales-lines/{line}/reversal", {"reason": "Salah ketik"}).status_code == 201
    assert tills.confirm(file_id, "add_missing").json["code"] == "check_outdated"


def test_a_program_is_shown_both_sources_and_may_say_what_a_person_decided(tills: TwoTills) -> None:
    sold = [("KRP", 6, 15_000)]
    refused = tills.report(sold, api=tills.api)
    assert (refused.status_code, refused.json["code"]) == (409, "day_already_reported")
    by_pieces = {(r["pieces_standing"], r["pieces_coming"]) for r in refused.json["differences"]}
    assert by_pieces == {(5, 6), (3, 0)}
    overlap = {"decision": "add_missing", "reason": "Satu bungkus terlupa."}
    added = tills.report(sold, api=tills.api, overlap=overlap)
    assert (added.status_code, added.json["lines_posted"], added.json["gross_rupiah"]) == (201, 1, 15_000)
    assert tills.report(sold, api=tills.api, overlap=overlap).json["code"] == "already_reported"
    assert sold_on(OCTOBER_5) == {"KRP": 6, "SMB": 3}


def test_a_decision_needs_a_reason(tills: TwoTills) -> None:
    body = {"overlap": {"decision": "add_missing", "reason": " "}}
    refused = tills.api.post(f"/sales-files/{tills.upload()['id']}/confirm", body)
    assert (refused.status_code, list(refused.json["errors"])) == (422, ["overlap.reason"])


def test_after_a_decision_the_day_stays_decided_for_receipts_too(tills: TwoTills) -> None:
    assert tills.report([("KRP", 1, 15_000)], day="2026-10-08", reference="A1").status_code == 201
    without = [HEAD, "08/10/2026;SMB;2;20.000;"]
    assert tills.confirm(tills.upload(without)["id"], "add_missing").status_code == 201
    third = tills.report([("SMB", 2, 20_000)], day="2026-10-08", reference="A2")
    assert (third.status_code, third.json["code"]) == (409, "day_already_reported")
    assert sold_on(date(2026, 10, 8)) == {"KRP": 1, "SMB": 2}


def test_the_page_shows_both_sources_and_asks_for_a_decision_with_a_reason(tills: TwoTills, app) -> None:
    browser = at_the_computer(app, tills.manager)
    file_id = tills.upload()["id"]
    page = browser.get(f"/penjualan/berkas/{file_id}").text
    assert "Dua sumber untuk hari yang sama" in page
    assert "+2" in page
    undecided = browser.post(f"/penjualan/berkas/{file_id}/bukukan", {"decision": "add_missing"})
    assert undecided.status_code == 422
    browser.post(f"/penjualan/berkas/{file_id}/bukukan", {"decision": "add_missing", "reason": "Dua struk terlupa"})
    assert sold_on(OCTOBER_5) == {"KRP": 7, "SMB": 3}
