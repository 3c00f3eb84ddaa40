"""The same two hundred rows mean the same, whatever format or channel they come in."""

import io
from collections import Counter
from datetime import date

import pytest
from sqlalchemy import select

from accounts.permissions import Role
from commissions.models import LedgerBook, Transfer
from core.database import db
from outlets.models import Outlet, OutletCode
from outlets.sales_models import SaleLine
from tests.clients import Api
from tests.commissions.test_sales_pages import browser_of
from tests.factories.outlets import make_agreement, make_outlet, make_outlet_code, make_outlet_member, make_placement
from tests.factories.partnerships import make_producer, make_product
from tests.factories.people import make_user
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


def test_what_a_form_can_say_comes_out_the_same_by_form_csv_xlsx_and_json(app, shelf) -> None:
    days = [date(2026, 10, 1 + n) for n in range(25)]
    sold = [(day, f"00{n:03d}", 1 + (n + day.day) % 9, 1_250 * (3 + n)) for day in days for n in range(8)]
    assert len(sold) == 200
    heading = [name for name in TEMPLATE if name != "no_struk"]
    typed = [heading, *([day, code, n, price] for day, code, n, price in sold)]
    found, previews = [], []
    finance = Api(app, make_user(Role.FINANCE))
    for channel in ("form", "csv", "xlsx", "json"):
        outlet, api = shelf()
        if channel == "form":
            by_form(app, outlet, sold)
        elif channel == "json":
            lines = [
                {"sold_on": day.isoformat(), "code": code, "quantity": n, "unit_price_rupiah": price}
                for day, code, n, price in sold
            ]
            month = {"period_start": "2026-10-01", "period_end": "2026-10-25"}
            answer = api.post(f"/outlets/{outlet.id}/sales-reports", {**month, "lines": lines})
            assert answer.status_code == 201
        else:
            content = as_xlsx(typed) if channel == "xlsx" else as_text(typed)
            data = {"file": (io.BytesIO(content), f"kasir.{channel}")}
            path = f"/outlets/{outlet.id}/sales-files"
            file = api.post(path, data=data, content_type="multipart/form-data").json
            assert (file["rows_read"], file["rows_valid"]) == (200, 200)
            assert api.post(f"/sales-files/{file['id']}/confirm", {}).status_code == 201
        lines_posted, transfers = posted_at(outlet)
        found.append((lines_posted, summed(transfers)))
        items = finance.get("/periods/2026-10/preview").json["items"]
        ours = [item for item in items if item["outlet_id"] == outlet.id]
        kept = ("producer_id", "gross_rupiah", "commission_rupiah", "outlet_owes_rupiah", "producer_owes_rupiah")
        previews.append(sorted(tuple(item[name] for name in kept) for item in ours))
    assert len(found[0][0]) == 200
    assert all(one == found[0] for one in found)
    assert len(previews[0]) == 2
    assert all(one == previews[0] for one in previews)


def by_form(app, outlet: Outlet, sold: list[tuple[date, str, int, int]]) -> None:
    """Report each day on the phone, product by product."""
    browser = browser_of(app, make_outlet_member(outlet))
    meant = dict(
        db.session.execute(select(OutletCode.code, OutletCode.placement_id).where(OutletCode.outlet_id == outlet.id))
        .tuples()
        .all()
    )
    browser.get("/penjualan")
    for day in sorted({day for day, *_ in sold}):
        sent: dict[str, object] = {"outlet_id": outlet.id, "day": day.isoformat()}
        for _day, code, n, price in [line for line in sold if line[0] == day]:
            sent |= {f"quantity-{meant[code]}": n, f"price-{meant[code]}": price}
        assert browser.post("/penjualan", sent).status_code == 303


def summed(transfers: list[tuple]) -> dict[tuple, int]:
    """Transfers by producer, accounts and month: a form posts day by day what a file posts at once."""
    sums: Counter = Counter()
    for producer_id, debit, credit, amount, period in transfers:
        sums[producer_id, debit, credit, period] += amount
    return dict(sums)
