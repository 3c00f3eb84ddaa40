"""The rules of a sales file, section 3 of the contract, as a till's clerk meets them: through the upload alone."""

import io
from typing import Any

import pytest
from flask import Flask

from tests.clients import Api
from tests.factories.ledger import Pair, make_pair
from tests.factories.outlets import make_outlet_code, make_placement
from tests.factories.partnerships import make_product
from tests.factories.tills import as_ods, as_xls, as_xlsx

HEAD = "tanggal;kode_produk;jumlah;harga_satuan;no_struk"
ROWS = [HEAD, "2026-10-05;0089;2;15.000;A1", "2026-10-06;0089;1;15000;A2"]
DRY_RUN = {
    *("id", "status", "rows_read", "rows_valid", "rows_duplicate", "rows_unknown_product", "rows_wrong", "rows"),
    *("gross_rupiah", "commission_rupiah", "mapping"),
}


@pytest.fixture
def pair(app: Flask) -> Pair:
    """A pair at 3 % whose till calls the product 0089."""
    found = make_pair()
    make_outlet_code(found.placement, "0089")
    return found


@pytest.fixture
def manager(app: Flask, pair: Pair) -> Api:
    return Api(app, pair.manager)


def upload(api: Api, pair: Pair, content: list[str] | bytes, name: str = "kasir.csv"):
    body = content if isinstance(content, bytes) else "\n".join(content).encode()
    path = f"/outlets/{pair.outlet.id}/sales-files"
    return api.post(path, data={"file": (io.BytesIO(body), name)}, content_type="multipart/form-data")


def figures(answer: Any) -> tuple[str, int, int, int, int]:
    assert answer.status_code == 201, answer.json
    assert set(answer.json) >= DRY_RUN
    classes = ("valid", "duplicate", "unknown_product", "wrong")
    assert answer.json["rows_read"] == sum(answer.json[f"rows_{name}"] for name in classes)
    names = ("status", "rows_read", "rows_valid", "gross_rupiah", "commission_rupiah")
    return tuple(answer.json[name] for name in names)


WHOLE = ("checked", 2, 2, 45_000, 1_350)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_a_csv_is_read_in_every_encoding_and_with_every_separator(
    manager: Api, pair: Pair, encoding: str, separator: str
) -> None:
    text = "\r\n".join(ROWS).replace(";", separator)
    assert figures(upload(manager, pair, text.encode(encoding))) == WHOLE


@pytest.mark.parametrize(("write", "name"), [(as_xlsx, "k.xlsx"), (as_ods, "k.ods"), (as_xls, "k.xls")])
def test_a_spreadsheet_is_read_in_every_format(manager: Api, pair: Pair, write: Any, name: str) -> None:
    rows = [HEAD.split(";"), ["2026-10-05", "0089", 2, 15_000, "A1"], ["2026-10-06", "0089", 1, 15_000, "A2"]]
    assert figures(upload(manager, pair, write(rows), name)) == WHOLE


@pytest.mark.parametrize(
    "head",
    [
        "date;code;qty;unit price;receipt",
        "Date;SKU;Quantity;Harga;Invoice",
        "TANGGAL;Barcode;Jumlah;Harga Satuan;No Struk",
    ],
)
def test_headings_are_known_by_their_other_names(manager: Api, pair: Pair, head: str) -> None:
    assert figures(upload(manager, pair, [head, *ROWS[1:]])) == WHOLE


@pytest.mark.parametrize(
    ("price", "gross"),
    [("1.250", 1_250), ("1.250,00", 1_250), ("1250", 1_250), ("Rp 15.000", 15_000), ("Rp15.000,-", 15_000)],
)
def test_a_dot_parts_thousands_and_a_comma_the_cents(manager: Api, pair: Pair, price: str, gross: int) -> None:
    answer = upload(manager, pair, [HEAD, f"2026-10-05;0089;1;{price};A1"])
    assert (answer.json["rows_valid"], answer.json["gross_rupiah"]) == (1, gross)


@pytest.mark.parametrize(
    "price", ["12,5", "1,250", "1.5e3", "1_000", "0x10", "\uff11\uff12", "\u00b2", "NaN", "abc", "-"]
)
def test_a_price_that_can_be_read_two_ways_or_none_is_refused_in_its_row(manager: Api, pair: Pair, price: str) -> None:
    answer = upload(manager, pair, [HEAD, f"2026-10-05;0089;1;{price};A1", *ROWS[1:]])
    assert (answer.json["rows_valid"], answer.json["rows_wrong"]) == (2, 1)
    (row,) = answer.json["rows"]
    assert (row["row"], row["heading"], row["value"]) == (2, "harga_satuan", price)
    assert row["message"]


def test_an_outlet_that_sets_its_number_style_is_read_by_it(manager: Api, pair: Pair) -> None:
    file_id = upload(manager, pair, [HEAD, '"2026-10-05";0089;1;"1,250.00";A1']).json["id"]
    taught = manager.post(f"/sales-files/{file_id}/mapping", {"number_style": "en"})
    assert (taught.status_code, taught.json["rows_valid"], taught.json["gross_rupiah"]) == (200, 1, 1_250)


@pytest.mark.parametrize("total", ["30.000", "30001"])
def test_a_total_is_checked_against_quantity_times_price(manager: Api, pair: Pair, total: str) -> None:
    answer = upload(manager, pair, [f"{HEAD};total", f"2026-10-05;0089;2;15.000;A1;{total}"])
    assert (answer.json["rows_valid"], answer.json["rows_wrong"]) == ((1, 0) if total == "30.000" else (0, 1))


def test_leading_zeros_of_a_code_are_kept(manager: Api, pair: Pair) -> None:
    answer = upload(manager, pair, [HEAD, "2026-10-05;89;1;15.000;A1", ROWS[1]])
    assert (answer.json["rows_valid"], answer.json["rows_unknown_product"]) == (1, 1)
    assert [unknown["code"] for unknown in answer.json["unknown_codes"]] == ["89"]


def test_a_code_is_looked_up_as_outlet_code_then_sku_then_gtin(manager: Api, pair: Pair) -> None:
    first = make_placement(make_product(pair.producer, sku="S-1", gtin="8991234567897"), pair.outlet)
    make_placement(make_product(pair.producer, sku="0089"), pair.outlet)
    answer = upload(
        manager, pair, [HEAD, *(f"2026-10-05;{code};1;15.000;A1" for code in ("0089", "S-1", "8991234567897"))]
    )
    assert answer.json["rows_valid"] == 3
    manager.post(f"/sales-files/{answer.json['id']}/confirm", {})
    lines = manager.get(f"/sales-lines?outlet_id={pair.outlet.id}").json["items"]
    assert [line["placement_id"] for line in lines] == [pair.placement.id, first.id, first.id]


def test_a_code_that_means_two_placements_is_refused(manager: Api, pair: Pair) -> None:
    for sku in ("S-1", "S-2"):
        make_placement(make_product(pair.producer, sku=sku, gtin="8991234567897"), pair.outlet)
    answer = upload(manager, pair, [HEAD, "2026-10-05;8991234567897;1;15.000;A1", ROWS[1]])
    assert answer.json["rows_valid"] == 1
    assert [row["code"] for row in answer.json["rows"]] == ["ambiguous_code"]


def test_two_scans_on_one_receipt_are_two_sales_and_the_same_receipt_in_another_file_is_a_duplicate(
    manager: Api, pair: Pair
) -> None:
    twice = upload(manager, pair, [HEAD, ROWS[1], ROWS[1]])
    assert figures(twice) == ("checked", 2, 2, 60_000, 1_800)
    confirmed = manager.post(f"/sales-files/{twice.json['id']}/confirm", {"skip_wrong": False})
    assert (confirmed.status_code, confirmed.json["gross_rupiah"]) == (201, 60_000)
    again = upload(manager, pair, [HEAD, ROWS[1], ROWS[1], ROWS[2]], "lain.csv")
    assert (again.json["rows_duplicate"], again.json["rows_valid"], again.json["gross_rupiah"]) == (2, 1, 15_000)


def test_a_file_with_foreign_headings_asks_for_its_columns_and_answers_the_dry_run_once_told(
    manager: Api, pair: Pair
) -> None:
    asked = upload(manager, pair, ["Tgl Jual;PLU Toko;Pcs;Nilai;Bon", "05/10/2026;0089;2;15.000;A1"])
    assert (asked.json["status"], asked.json["rows_valid"]) == ("needs_mapping", 0)
    columns = {
        "tanggal": "Tgl Jual",
        "kode_produk": "PLU Toko",
        "jumlah": "Pcs",
        "harga_satuan": "Nilai",
        "no_struk": "Bon",
    }
    told = manager.post(f"/sales-files/{asked.json['id']}/mapping", {"columns": columns, "date_style": "dmy"})
    assert (told.status_code, told.json["status"], told.json["gross_rupiah"]) == (200, "checked", 30_000)


def test_codes_are_taught_and_the_dry_run_comes_again(manager: Api, pair: Pair) -> None:
    parked = upload(manager, pair, [HEAD, "2026-10-05;TOKO-7;1;15.000;A1"]).json
    assert (parked["rows_unknown_product"], parked["rows_valid"]) == (1, 0)
    codes = {"codes": [{"code": "TOKO-7", "placement_id": pair.placement.id}]}
    told = manager.post(f"/sales-files/{parked['id']}/codes", codes)
    assert (told.status_code, told.json["rows_unknown_product"], told.json["rows_valid"]) == (200, 0, 1)


def test_one_file_of_two_months_makes_one_report_a_month(manager: Api, pair: Pair) -> None:
    file_id = upload(manager, pair, [*ROWS, "2026-11-02;0089;1;15.000;A3"]).json["id"]
    confirmed = manager.post(f"/sales-files/{file_id}/confirm", {})
    assert [(made["month"], made["gross_rupiah"]) for made in confirmed.json["reports"]] == [
        ("2026-10", 45_000),
        ("2026-11", 15_000),
    ]


def test_the_limits_are_20_megabytes_200000_rows_and_50_columns(manager: Api, pair: Pair) -> None:
    large = upload(manager, pair, b"x" * (21 * 2**20))
    assert (large.status_code, large.mimetype) == (413, "application/problem+json")
    wide = upload(manager, pair, [";".join([HEAD, *(f"k{number}" for number in range(46))]), ROWS[1]])
    assert (wide.status_code, wide.mimetype) == (413, "application/problem+json")
    long = upload(manager, pair, (HEAD + "\n" + "2026-10-05;0089;1;15.000;A1\n" * 200_001).encode())
    assert (long.status_code, long.mimetype) == (413, "application/problem+json")


@pytest.mark.parametrize(
    ("content", "status"),
    [(b"", 422), (HEAD.encode(), 422), (b"PK\x03\x04junk", 415), (b"\x89PNG\r\n\x1a\n" + bytes(64), 415)],
)
def test_what_is_no_sales_file_is_refused_as_a_problem(manager: Api, pair: Pair, content: bytes, status: int) -> None:
    answer = upload(manager, pair, content)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json"), answer.json
