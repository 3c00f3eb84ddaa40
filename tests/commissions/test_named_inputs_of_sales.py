"""The named bad inputs about numbers and days of sales, by JSON and by till file; the id is the catalogue's number.

What each is answered with stands in docs/named_inputs.md, which is held against this table.
"""

import io

import pytest
from flask import Flask

from outlets.models import Outlet
from tests.clients import Api
from tests.docs.tables import document
from tests.factories.outlets import make_agreement, make_outlet, make_outlet_code, make_outlet_member, make_placement

HEAD = "tanggal;kode_produk;jumlah;harga_satuan;no_struk"
GOOD = {"sold_on": "2026-11-20", "code": "KRP", "quantity": 2, "unit_price_rupiah": 15_000, "reference": "S1"}
OK = "accepted"
JSON_CASES: list[tuple[str, dict[str, object], str]] = [
    ("1", {"quantity": -1}, "422 return_names_no_sale"),
    ("2", {"quantity": 0}, "422 quantity_is_zero"),
    ("3", {"quantity": 1.5}, "422 lines.0.quantity"),
    ("8", {"quantity": "1.5e3"}, "422 lines.0.quantity"),
    ("10", {"quantity": 99999999999999999999}, "422 lines.0.quantity"),
    ("12", {"quantity": "\uff11\uff12\uff13"}, "422 lines.0.quantity"),
    ("13", {"quantity": "1_000"}, "422 lines.0.quantity"),
    ("14", {"quantity": "\u00b2"}, "422 lines.0.quantity"),
    ("16", {"quantity": "0x10"}, "422 lines.0.quantity"),
    ("17", {"quantity": True}, "422 lines.0.quantity"),
    ("18", {"quantity": None}, "422 lines.0.quantity"),
    ("18b", {"quantity": []}, "422 lines.0.quantity"),
    ("18c", {"quantity": "abc"}, "422 lines.0.quantity"),
    ("19", {"unit_price_rupiah": 0}, "422 price_is_zero"),
    ("20", {"unit_price_rupiah": 150_000}, "201 price_is_far"),
    ("21", {"quantity": 1_000_000_000, "unit_price_rupiah": 1_000_000}, "422 line_too_large"),
    ("27", {"sold_on": "2026-11-29"}, "422 in_the_future"),
    ("28", {"sold_on": "2026-02-31"}, "422 lines.0.sold_on"),
    ("30", {"sold_on": "20-11-26"}, "422 lines.0.sold_on"),
    ("32", {"sold_on": "2020-11-20"}, "422 not_placed"),
    ("34", {"sold_on": "2026-11-20T10:00:00"}, "422 lines.0.sold_on"),
    ("36", {"sold_on": "0001-01-01"}, "422 lines.0.sold_on"),
    ("138", {"status": "posted"}, "422 lines.0.status"),
]
CSV_CASES: list[tuple[str, str, str]] = [
    ("1", "20/11/2026;KRP;-1;15.000;S1", "201 return_names_no_sale"),
    ("2", "20/11/2026;KRP;0;15.000;S1", "201 quantity_is_zero"),
    ("3", "20/11/2026;KRP;1,5;15.000;S1", "201 not_a_whole_number"),
    ("4", "20/11/2026;KRP;1;15.000;S1", "201 accepted"),
    ("5", "20/11/2026;KRP;1;1,500;S1", "201 ambiguous_number"),
    ("6", "20/11/2026;KRP;1;15.000,50;S1", "201 fraction_of_rupiah"),
    ("7", "20/11/2026;KRP;1;Rp15.000,-;S1", "201 accepted"),
    ("8", "20/11/2026;KRP;1;1.5e3;S1", "201 not_a_number"),
    ("10", "20/11/2026;KRP;1;99999999999999999999;S1", "201 number_too_large"),
    ("15", "20/11/2026;KRP; 12\u00a0;15.000;S1", "201 accepted"),
    ("16", "20/11/2026;KRP;010;15.000;S1", "201 accepted"),
    ("19", "20/11/2026;KRP;1;0;S1", "201 price_is_zero"),
    ("27", "29/11/2026;KRP;1;15.000;S1", "201 in_the_future"),
    ("28", "31/02/2026;KRP;1;15.000;S1", "201 date_does_not_exist"),
    ("29", "02/11/2026;KRP;1;15.000;S1", "201 accepted"),
    ("30", "02-11-26;KRP;1;15.000;S1", "201 two_digit_year"),
    ("36", "01/01/0001;KRP;1;15.000;S1", "201 year_out_of_range"),
    ("82", "20/11/2026;KRP;1;15.000;S1;lebih", "201 field_count_differs"),
    ("91", "20/11/2026;XYZ;1;15.000;S1", "201 unknown_code"),
    ("95", "20/11/2026;=A1;1;15.000;S1", "201 unknown_code"),
    ("53", "20/11/2026;KRP;;15.000;S1", "201 number_missing"),
]


@pytest.fixture
def outlet(app: Flask) -> tuple[Outlet, Api]:
    made = make_outlet()
    placement = make_placement(outlet=made, retail_price_rupiah=15_000)
    make_agreement(placement.producer, made)
    make_outlet_code(placement, "KRP")
    return made, Api(app, make_outlet_member(made))


def answered_by_json(outlet: Outlet, api: Api, change: dict[str, object]) -> str:
    line = GOOD | change
    day = str(line["sold_on"])[:10]
    days = day if day in ("2026-11-29", "2020-11-20") else "2026-11-20"
    body = {"period_start": days, "period_end": days, "lines": [line]}
    answer = api.post(f"/outlets/{outlet.id}/sales-reports", body)
    told = answer.json
    rows = told.get("rows") or told.get("warnings") or []
    fields = list(told.get("errors") or {})
    code = rows[0]["code"] if rows else fields[0] if fields else told.get("code", OK)
    return f"{answer.status_code} {code}"


def answered_by_csv(outlet: Outlet, api: Api, row: str) -> str:
    data = {"file": (io.BytesIO(f"{HEAD}\n{row}\n".encode()), "kasir.csv")}
    answer = api.post(f"/outlets/{outlet.id}/sales-files", data=data, content_type="multipart/form-data")
    rows = answer.json.get("rows") or []
    return f"{answer.status_code} {rows[0]['code'] if rows else answer.json.get('code', OK)}"


def test_a_named_input_sent_as_json_is_answered_as_listed(outlet: tuple[Outlet, Api]) -> None:
    answers = {number: answered_by_json(*outlet, change) for number, change, _answer in JSON_CASES}
    assert answers == {number: answer for number, _change, answer in JSON_CASES}


def test_a_named_input_in_a_till_file_is_answered_as_listed(outlet: tuple[Outlet, Api]) -> None:
    answers = {number: answered_by_csv(*outlet, row) for number, row, _answer in CSV_CASES}
    assert answers == {number: answer for number, _row, answer in CSV_CASES}


def listed_rows() -> list[str]:
    """The rows of the document, one for each case."""
    by_json = [(number, "JSON", repr(change), answer) for number, change, answer in JSON_CASES]
    by_file = [(number, "CSV", row, answer) for number, row, answer in CSV_CASES]
    return [
        f"| {number} | {channel} | `{told.encode('ascii', 'backslashreplace').decode()}` | `{answer}` |"
        for number, channel, told, answer in by_json + by_file
    ]


def test_the_document_lists_what_each_named_input_is_answered_with() -> None:
    text = document("named_inputs.md")
    assert [row for row in listed_rows() if row not in text] == []
