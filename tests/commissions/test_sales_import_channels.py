"""The same two hundred rows mean the same, whatever format or channel they come in."""

import io

import pytest
from sqlalchemy import select

from commissions.models import LedgerBook, Transfer
from core.database import db
from outlets.models import Outlet
from outlets.sales_models import SaleLine
from tests.clients import Api
from tests.factories.outlets import make_agreement, make_outlet, make_outlet_code, make_outlet_member, make_placement
from tests.factories.partnerships import make_producer, make_product
from tests.factories.tills import TEMPLATE, as_ods, as_text, as_xlsx, two_hundred_rows

ROWS = two_hundred_rows()


@pytest.fixture
def shelf(app):
    """Makes outlets that sell the seventeen codes of the rows at 3 % and 5 %."""
    producers = [make_producer(name="Keripik Bu Siti"), make_producer(name="Sambal Pak Budi")]
    products = [make_product(producers[n % 2]) for n in range(17)]

    def open_outlet() -> tuple[Outlet, Api]:
        outlet = make_outlet()
        for n, product in enumerate(products):
            make_outlet_code(make_placement(product, outlet), f"00{n:03d}")
        make_agreement(producers[0], outlet, rate_bp=300)
        make_agreement(producers[1], outlet, rate_bp=500)
        return outlet, Api(app, make_outlet_member(outlet))

    return open_outlet


def by_file(outlet: Outlet, api: Api, content: bytes, name: str) -> dict:
    data = {"file": (io.BytesIO(content), name)}
    file = api.post(f"/outlets/{outlet.id}/sales-files", data=data, content_type="multipart/form-data").json
    assert [file[count] for count in ("rows_read", "rows_valid", "rows_wrong")] == [200, 199, 1]
    assert [(row["code"], row["value"]) for row in file["rows"]] == [("return_names_no_sale", "-1")]
    posted = api.post(f"/sales-files/{file['id']}/confirm", {"skip_wrong": True}).json
    assert (posted["gross_rupiah"], posted["commission_rupiah"]) == (file["gross_rupiah"], file["commission_rupiah"])
    return posted


def by_json(outlet: Outlet, api: Api) -> dict:
    lines = [
        {"sold_on": day.isoformat(), "code": code, "quantity": n, "unit_price_rupiah": price, "reference": slip}
        for day, code, n, price, slip in ROWS
    ]
    month = {"period_start": "2026-10-01", "period_end": "2026-10-31"}
    return api.post(f"/outlets/{outlet.id}/sales-reports", {**month, "lines": lines, "skip_wrong": True}).json


def posted_at(outlet: Outlet) -> tuple[list[tuple], list[tuple]]:
    """The lines of an outlet and its transfers, without what differs by outlet."""
    columns = ("sold_on", "code", "reference", "occurrence", "quantity", "gross_rupiah", "rate_bp", "commission_rupiah")
    lines = select(*(getattr(SaleLine, name) for name in columns)).where(SaleLine.outlet_id == outlet.id)
    transfers = (
        select(LedgerBook.producer_id, Transfer.debit, Transfer.credit, Transfer.amount_rupiah, Transfer.period)
        .join(LedgerBook, LedgerBook.id == Transfer.book_id)
        .where(LedgerBook.outlet_id == outlet.id)
    )
    return tuple(sorted(tuple(row) for row in db.session.execute(query)) for query in (lines, transfers))


def test_csv_xlsx_ods_and_json_post_the_same_lines_and_the_same_ledger(shelf) -> None:
    typed = [TEMPLATE, *([day, code, n, price, slip] for day, code, n, price, slip in ROWS)]
    files = {
        "kasir.csv": as_text(),
        "kasir-utf16.csv": as_text(encoding="utf-16", delimiter="\t"),
        "kasir.xlsx": as_xlsx(typed),
        "kasir.ods": as_ods(typed),
    }
    found = []
    for name, content in files.items():
        outlet, api = shelf()
        by_file(outlet, api, content, name)
        found.append(posted_at(outlet))
    outlet, api = shelf()
    answer = by_json(outlet, api)
    assert (answer["lines_posted"], [row["code"] for row in answer["rows"]]) == (199, ["return_names_no_sale"])
    found.append(posted_at(outlet))
    gross = sum(n * price for _day, _code, n, price, _slip in ROWS if n > 0)
    assert sum(line[5] for line in found[0][0]) == gross == answer["gross_rupiah"]
    assert len(found[0][0]) == 199
    assert all(posted == found[0] for posted in found)


def test_what_came_by_json_is_known_again_in_a_file(shelf) -> None:
    outlet, api = shelf()
    by_json(outlet, api)
    data = {"file": (io.BytesIO(as_text()), "kasir.csv")}
    file = api.post(f"/outlets/{outlet.id}/sales-files", data=data, content_type="multipart/form-data").json
    assert (file["rows_valid"], file["rows_duplicate"]) == (0, 199)
    shuffled = as_text([TEMPLATE, *([f"{d:%d/%m/%Y}", code, n, price, slip] for d, code, n, price, slip in ROWS[::-1])])
    data = {"file": (io.BytesIO(shuffled), "terbalik.csv")}
    file = api.post(f"/outlets/{outlet.id}/sales-files", data=data, content_type="multipart/form-data").json
    assert (file["rows_valid"], file["rows_duplicate"]) == (0, 199)


def test_twelve_hundred_wrong_rows_are_counted_and_a_thousand_shown(shelf) -> None:
    outlet, api = shelf()
    rows = [["05/10/2026", "00001", 1, 0, f"S{n}"] for n in range(1_200)]
    data = {"file": (io.BytesIO(as_text([TEMPLATE, *rows])), "kasir.csv")}
    file = api.post(f"/outlets/{outlet.id}/sales-files", data=data, content_type="multipart/form-data").json
    assert (file["rows_wrong"], file["rows_total"], len(file["rows"])) == (1_200, 1_200, 1_000)
    refused = api.post(f"/sales-files/{file['id']}/confirm", {}).json
    assert (refused["rows_total"], len(refused["rows"])) == (1_200, 1_000)
