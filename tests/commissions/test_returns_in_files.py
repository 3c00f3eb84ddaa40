"""What customers brought back stands in a till's file as negative rows, and names the receipt it was sold on."""

import io
from datetime import date

import pytest
from sqlalchemy import select

from commissions.verification import verify
from core.database import db
from outlets.sales_models import LineKind, SaleLine
from tests.clients import Api
from tests.factories.outlets import make_agreement, make_outlet, make_outlet_code, make_outlet_member, make_placement
from tests.factories.partnerships import make_requirement
from tests.factories.stock import make_gallery, make_stock
from tests.factories.watches import make_hold

HEAD = "tanggal;kode_produk;jumlah;harga_satuan;no_struk;struk_asal"
SALES = ["05/10/2026;KRP;7;3.333;S1;", "06/10/2026;KRP;1;3.333;S2;"]


@pytest.fixture
def till(app):
    outlet = make_outlet()
    placement = make_placement(outlet=outlet, retail_price_rupiah=3_333)
    make_agreement(placement.producer, outlet, rate_bp=200)
    make_outlet_code(placement, "KRP")
    return outlet, Api(app, make_outlet_member(outlet))


def upload(till, *rows: str, head: str = HEAD) -> dict:
    outlet, api = till
    data = {"file": (io.BytesIO("\n".join([head, *rows]).encode()), "kasir.csv")}
    return api.post(f"/outlets/{outlet.id}/sales-files", data=data, content_type="multipart/form-data").json


def confirm(till, file: dict, **body: object) -> dict:
    return till[1].post(f"/sales-files/{file['id']}/confirm", body).json


def test_two_of_seven_brought_back_give_back_134_whether_the_sale_is_in_the_file_or_in_the_books(till) -> None:
    file = upload(till, *SALES, "07/10/2026;KRP;-2;3.333;R1;S1")
    assert (file["rows_valid"], file["rows_returned"], file["rows_wrong"]) == (3, 1, 0)
    assert (file["gross_rupiah"], file["commission_rupiah"]) == (6 * 3_333, 467 + 67 - 134)
    made = confirm(till, file)
    assert (made["lines_posted"], made["gross_rupiah"], made["commission_rupiah"]) == (3, 19_998, 400)
    later = upload(till, "03/11/2026;KRP;-5;3.333;R2;S1")
    assert (later["rows_valid"], later["gross_rupiah"], later["commission_rupiah"]) == (1, -16_665, -333)
    assert confirm(till, later)["reports"][0]["month"] == "2026-11"
    returned = db.session.execute(select(SaleLine).where(SaleLine.kind == LineKind.CUSTOMER_RETURN)).scalars()
    assert sorted((line.sold_on, line.quantity, line.reference) for line in returned) == [
        (date(2026, 10, 7), -2, "R1"),
        (date(2026, 11, 3), -5, "R2"),
    ]
    again = upload(till, *SALES, "07/10/2026;KRP;-2;3.333;R1;S1")
    assert (again["rows_valid"], again["rows_duplicate"]) == (0, 3)
    assert [one.sentence for one in verify() if not one.holds] == []


def test_a_return_that_cannot_be_is_named_with_its_row(till) -> None:
    file = upload(
        till,
        *SALES,
        "07/10/2026;KRP;-8;3.333;R1;S1",
        "07/10/2026;KRP;-1;4.000;R2;S1",
        "07/10/2026;KRP;-1;3.333;R3;S9",
        "04/10/2026;KRP;-1;3.333;R4;S1",
        "07/10/2026;KRP;-1;3.333;R5;",
    )
    assert [(row["row"], row["column"], row["value"], row["code"]) for row in file["rows"]] == [
        (4, "C", "-8", "more_than_was_sold"),
        (5, "C", "-1", "return_price_differs"),
        (6, "C", "-1", "sale_not_found"),
        (7, "C", "-1", "returned_outside"),
        (8, "C", "-1", "return_names_no_sale"),
    ]
    assert confirm(till, file, skip_wrong=True)["lines_posted"] == 2


def test_the_column_of_the_original_receipt_is_matched_once_by_whatever_name_the_till_gives_it(till) -> None:
    _outlet, api = till
    head = "tanggal;kode_produk;jumlah;harga_satuan;no_struk;Kembali dari"
    first = upload(till, *SALES, "07/10/2026;KRP;-1;3.333;R1;S2", head=head)
    assert [row["code"] for row in first["rows"]] == ["return_names_no_sale"]
    columns = {**first["mapping"]["columns"], "struk_asal": "Kembali dari"}
    mapped = api.post(f"/sales-files/{first['id']}/mapping", {"columns": columns}).json
    assert (mapped["rows_valid"], mapped["rows_returned"]) == (3, 1)


def test_the_dry_run_says_which_lines_would_be_held_and_why(app) -> None:
    gallery = make_gallery()
    make_stock(gallery)
    make_outlet_code(gallery.placement, "KRP")
    till = gallery.outlet, Api(app, gallery.manager)
    head = HEAD.removesuffix(";struk_asal")
    rows = [f"{day:02d}/11/2026;KRP;4;15.000;S{day}" for day in range(3, 9)]
    file = upload(till, *rows, head=head)
    assert (file["rows_valid"], file["rows_wrong"]) == (6, 0)
    assert 0 < file["rows_held"] < 6
    posted = 6 - file["rows_held"]
    assert file["gross_rupiah"] == posted * 60_000
    assert {row["code"] for row in file["warnings"]} == {"held_more_than_on_hand"}
    made = confirm(till, file)
    assert (made["lines_posted"], made["lines_held"], made["gross_rupiah"]) == (posted, 6 - posted, posted * 60_000)


def test_a_permit_that_ended_holds_the_same_lines_in_the_dry_run_and_in_the_books(app) -> None:
    gallery = make_gallery()
    make_stock(gallery)
    make_outlet_code(gallery.placement, "KRP")
    make_hold(gallery.placement, make_requirement(gallery.producer), since=date(2026, 11, 10))
    till = gallery.outlet, Api(app, gallery.manager)
    head = HEAD.removesuffix(";struk_asal")
    file = upload(till, "09/11/2026;KRP;1;15.000;S1", "12/11/2026;KRP;1;15.000;S2", head=head)
    assert [(row["row"], row["code"]) for row in file["warnings"]] == [(3, "held_permit_ended")]
    made = confirm(till, file)
    assert (made["lines_posted"], made["lines_held"]) == (1, 1)
    waiting = Api(app, gallery.manager).get("/held-lines").json["items"]
    assert [(line["reason"], line["row"]) for line in waiting] == [("permit_ended", 3)]
