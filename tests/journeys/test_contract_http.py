"""How the API answers, whatever is asked: statuses, problems, pages of lists, languages, and bad input by the dozen."""

import json
from typing import Any

import pytest
from flask import Flask

from accounts.permissions import Role
from tests.clients import Api
from tests.factories.ledger import Pair, make_pair
from tests.factories.outlets import make_outlet_code
from tests.factories.partnerships import make_producer
from tests.factories.people import make_user

PROBLEM_KEYS = {"type", "title", "status", "code", "detail"}
SITI = {
    "name": "Keripik Bu Siti",
    "owner_name": "Siti Aminah",
    "owner_nik": "6471014508850001",
    "phone": "081212166678",
    "region_code": "64.71",
}


@pytest.fixture
def officer(app: Flask) -> Api:
    return Api(app, make_user(Role.PARTNERSHIP_OFFICER))


@pytest.fixture
def pair(app: Flask) -> Pair:
    found = make_pair()
    make_outlet_code(found.placement, "89912")
    return found


def raw(api: Api, path: str, body: bytes | str, content_type: str = "application/json", **headers: str):
    return api.post(path, data=body, headers={"Content-Type": content_type, **headers})


def report_line(api: Api, pair: Pair, text: str):
    """One line of a report whose JSON is written by hand, so that it can be anything."""
    body = f'{{"period_start": "2026-10-01", "period_end": "2026-10-31", "lines": [{text}]}}'
    return raw(api, f"/outlets/{pair.outlet.id}/sales-reports", body)


def with_value(name: str, value: str) -> str:
    """A good line, where one value is written as given."""
    good = {"sold_on": '"2026-10-05"', "code": '"89912"', "quantity": "1", "unit_price_rupiah": "15000"}
    return "{" + ", ".join(f'"{key}": {text}' for key, text in {**good, name: value}.items()) + "}"


def is_problem(answer: Any, status: int, code: str | None = None) -> None:
    """Whether an answer is a problem document of that status."""
    assert answer.status_code == status, answer.get_data(as_text=True)
    assert answer.mimetype == "application/problem+json"
    assert set(answer.json) >= PROBLEM_KEYS
    assert answer.json["status"] == status
    if code is not None:
        assert answer.json["code"] == code


# Numbers (bad inputs 1 to 26)


@pytest.mark.parametrize(
    "written",
    [
        *("1.5", "1e0", "1.0", "true", "false", "null", "[]", "{}", '"abc"', '"1"', '"1.500"', '"1,500"', '""'),
        *('"\\uff11\\uff12"', '"\\u0661"', '"\\u00b2"', '"1_000"', '"0x10"', '"Rp 15.000"', '"1.5e3"', '"NaN"'),
        "99999999999999999999",
    ],
)
@pytest.mark.parametrize("name", ["quantity", "unit_price_rupiah"])
def test_a_number_that_is_not_a_json_integer_within_bounds_is_refused_beside_its_field(
    app: Flask, pair: Pair, name: str, written: str
) -> None:
    answer = report_line(Api(app, pair.manager), pair, with_value(name, written))
    is_problem(answer, 422, "invalid_input")
    assert list(answer.json["errors"]) == [f"lines.0.{name}"]


@pytest.mark.parametrize(
    "written", ["NaN", "Infinity", "-Infinity", "1e400", "010", "0x10", "1_000", "+1", "9" * 5_000]
)
def test_a_number_that_is_no_json_is_unreadable(app: Flask, pair: Pair, written: str) -> None:
    is_problem(report_line(Api(app, pair.manager), pair, with_value("quantity", written)), 400, "unreadable")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"quantity": "0"}, "quantity_is_zero"),
        ({"unit_price_rupiah": "0"}, "price_is_zero"),
        ({"quantity": "-1"}, "return_names_no_sale"),
        ({"quantity": "1000000000", "unit_price_rupiah": "9000000"}, "line_too_large"),
        ({"sold_on": '"2026-11-23"'}, "outside_period"),
        ({"code": '"89913"'}, "unknown_code"),
    ],
)
def test_a_number_without_sense_is_refused_in_its_row(
    app: Flask, pair: Pair, changes: dict[str, str], code: str
) -> None:
    good = {"sold_on": '"2026-10-05"', "code": '"89912"', "quantity": "1", "unit_price_rupiah": "15000"}
    text = "{" + ", ".join(f'"{key}": {value}' for key, value in {**good, **changes}.items()) + "}"
    answer = report_line(Api(app, pair.manager), pair, text)
    is_problem(answer, 422, "lines_refused")
    (row,) = answer.json["rows"]
    assert (row["row"], row["code"]) == (1, code)
    assert set(row) >= {"row", "field", "code", "message"}


# Days (bad inputs 27 to 41)


@pytest.mark.parametrize(
    "written",
    [
        *('"31/10/2026"', '"2026-02-31"', '"2027-02-29"', '"2026-3-2"', '"02-03-26"', '"2 Maret 2026"'),
        *('"2026-10-05T16:00:00Z"', '"0001-01-01"', '"9999-12-31"', '"20226-01-01"', "20261005", "null", "true", '""'),
        '"\\uff12\\uff10\\uff12\\uff16-10-05"',
    ],
)
def test_a_day_is_written_year_month_day_and_exists(app: Flask, pair: Pair, written: str) -> None:
    answer = report_line(Api(app, pair.manager), pair, with_value("sold_on", written))
    is_problem(answer, 422, "invalid_input")
    assert list(answer.json["errors"]) == ["lines.0.sold_on"]


def test_tomorrow_is_refused_and_today_is_taken(app: Flask, pair: Pair) -> None:
    manager = Api(app, pair.manager)
    path = f"/outlets/{pair.outlet.id}/sales-reports"
    line = {"code": "89912", "quantity": 1, "unit_price_rupiah": 15_000}
    body = {"period_start": "2026-11-01", "period_end": "2026-11-30"}
    tomorrow = manager.post(path, {**body, "lines": [{**line, "sold_on": "2026-11-23"}]})
    is_problem(tomorrow, 422, "lines_refused")
    assert tomorrow.json["rows"][0]["code"] == "in_the_future"
    assert manager.post(path, {**body, "lines": [{**line, "sold_on": "2026-11-22"}]}).status_code == 201


# Text (bad inputs 53 to 61)


@pytest.mark.parametrize(
    "name",
    ["", "   ", "\u200b\u200b", "a\x00b", "x" * 121, "x" * 10_001, "a\u202eb", 7, None, ["a"], {"a": 1}, True],
)
def test_a_name_that_cannot_be_one_is_refused_beside_its_field(officer: Api, name: object) -> None:
    answer = officer.post("/producers", {**SITI, "name": name})
    is_problem(answer, 422, "invalid_input")
    assert list(answer.json["errors"]) == ["name"]


@pytest.mark.parametrize(
    "name",
    [
        *("<script>alert(1)</script>", "{{7*7}}", "%(x)s", "' OR 1=1 --", "=1+1", "../../etc/passwd", "null", "-"),
        *("Warung \U0001f35c", "\u1a00\u1a01", "\u062d\u0644\u0627\u0644", "x%0d%0aSet-Cookie: a=b"),
    ],
)
def test_a_strange_name_is_kept_as_it_was_written(officer: Api, name: str) -> None:
    answer = officer.post("/producers", {**SITI, "name": name})
    assert (answer.status_code, answer.json["name"]) == (201, name)


# What a request is (bad inputs 134 to 154)


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "text/csv", ""])
def test_another_type_of_body_is_wrong(officer: Api, content_type: str) -> None:
    is_problem(raw(officer, "/producers", json.dumps(SITI), content_type), 415, "wrong_type")


def test_a_compressed_body_is_not_taken(officer: Api) -> None:
    answer = raw(officer, "/producers", b"\x1f\x8b\x08\x00", **{"Content-Encoding": "gzip"})
    is_problem(answer, 415, "wrong_type")


@pytest.mark.parametrize(
    "body",
    [
        *(b"{", b"{} x", b"\xef\xbb\xbf{}", b'{"name": "a", "name": "b"}', b'{"name": "\\ud800"}', b"\xff\xfe"),
        *(b"[" * 100_000, b'{"a":' * 100_000, b'{"name": NaN}'),
    ],
)
def test_a_body_that_says_two_things_or_nothing_is_unreadable(officer: Api, body: bytes) -> None:
    is_problem(raw(officer, "/producers", body), 400, "unreadable")


@pytest.mark.parametrize("body", [b"[]", b'"a"', b"1", b"null", b"true"])
def test_a_body_that_is_no_object_is_refused(officer: Api, body: bytes) -> None:
    is_problem(raw(officer, "/producers", body), 422)


@pytest.mark.parametrize("name", ["role", "outlet_id", "status", "commission_bps", "approved_by", "id", "nama"])
def test_an_unknown_field_is_refused_by_its_name(officer: Api, name: str) -> None:
    answer = officer.post("/producers", {**SITI, name: 1})
    is_problem(answer, 422, "invalid_input")
    assert list(answer.json["errors"]) == [name]


def test_a_body_above_the_limit_is_too_large(officer: Api) -> None:
    is_problem(raw(officer, "/producers", b"x" * (25 * 2**20)), 413, "too_large")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer nonsense"},
        {"Authorization": "Bearer "},
        {"Authorization": "Basic YTpi"},
        {"Authorization": "nonsense"},
        {"Authorization": "Bearer \u00e9".encode().decode("latin-1")},
    ],
)
def test_without_a_good_token_the_answer_is_always_the_same(app: Flask, headers: dict[str, str]) -> None:
    answer = Api(app).get("/producers", headers=headers)
    is_problem(answer, 401, "not_signed_in")
    assert answer.json == Api(app).get("/producers").json


def test_a_token_in_the_address_opens_nothing(app: Flask, officer: Api) -> None:
    is_problem(Api(app).get(f"/producers?token={officer.token}&access_token={officer.token}"), 401, "not_signed_in")


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE"])
def test_a_wrong_method_names_the_right_ones(officer: Api, method: str) -> None:
    answer = officer.request(method, "/producers")
    is_problem(answer, 405, "method_not_allowed")
    assert {"GET", "POST"} <= set(answer.headers["Allow"].split(", "))


@pytest.mark.parametrize("wanted", ["1 OR 1=1", "1.0", "-1", "0", "9223372036854775808", "9" * 400, "abc", "%00"])
def test_an_id_that_is_none_is_not_there(officer: Api, wanted: str) -> None:
    is_problem(officer.get(f"/producers/{wanted}"), 404, "not_found")


@pytest.mark.parametrize(
    "query",
    ["page=0", "page=-1", "page=abc", "page=1.5", "per_page=0", "per_page=-5", "sort=password", "page=9" + "9" * 30],
)
@pytest.mark.parametrize("path", ["/producers", "/sales-lines", "/statements", "/agreements", "/placements"])
def test_a_page_that_cannot_be_is_refused_by_name(officer: Api, path: str, query: str) -> None:
    answer = officer.get(f"{path}?{query}")
    is_problem(answer, 422)
    assert query.partition("=")[0] in answer.json["errors"]


@pytest.mark.parametrize(
    "path",
    ["/producers", "/products", "/outlets", "/chains", "/agreements", "/placements", "/sales-lines", "/statements"],
)
def test_every_list_is_a_page_of_how_many(officer: Api, path: str) -> None:
    answer = officer.get(f"{path}?page=2&per_page=7").json
    assert answer == {"items": [], "page": 2, "per_page": 7, "total": 0}
    assert officer.get(path).json["per_page"] == 50
    assert officer.get(f"{path}?per_page=1000000").status_code in {200, 422}


def test_pages_follow_each_other_without_loss_or_repetition(officer: Api) -> None:
    ids = [make_producer(name=f"Usaha {number}").id for number in range(5)]
    pages = [officer.get(f"/producers?per_page=2&page={page}").json for page in (1, 2, 3)]
    assert [page["total"] for page in pages] == [5, 5, 5]
    assert [item["id"] for page in pages for item in page["items"]] == ids


def test_messages_are_in_the_readers_language(officer: Api) -> None:
    messages = {}
    for language in ("id", "en", "en-US,en;q=0.9", "id-ID", "fr"):
        answer = officer.post("/producers", {}, headers={"Accept-Language": language})
        messages[language] = (answer.json["detail"], answer.json["errors"]["name"][0])
    assert messages["id"] == messages["id-ID"] == messages["fr"]
    assert messages["en"] == messages["en-US,en;q=0.9"]
    assert messages["id"][1] == "Isian ini wajib diisi."
    assert messages["en"][1] != messages["id"][1]
    assert messages["en"][0] != messages["id"][0]


# Idempotency keys


def test_a_key_belongs_to_its_account_and_only_what_succeeded_is_kept(app: Flask, officer: Api) -> None:
    other = Api(app, make_user(Role.PARTNERSHIP_OFFICER))
    wrong = {**SITI, "region_code": "99.99"}
    assert officer.post("/producers", wrong, key="k-1").status_code == 422
    first = officer.post("/producers", SITI, key="k-1")
    assert first.status_code == 201
    again = officer.post("/producers", SITI, key="k-1")
    assert (again.status_code, again.json, again.headers["Idempotent-Replayed"]) == (201, first.json, "true")
    is_problem(officer.post("/producers", {**SITI, "name": "Lain"}, key="k-1"), 409, "key_reused")
    is_problem(officer.post("/chains", {"name": "Lain"}, key="k-1"), 409, "key_reused")
    assert other.post("/chains", {"name": "Lain"}, key="k-1").status_code == 201
    assert officer.get("/producers").json["total"] == 1


@pytest.mark.parametrize("key", ["", " " * 300, "x" * 256, "\u00e9"])
def test_a_key_is_1_to_255_plain_characters(officer: Api, key: str) -> None:
    is_problem(officer.post("/chains", {"name": "A"}, key=key), 422, "bad_idempotency_key")
    assert officer.post("/chains", {"name": "A"}, key="x" * 255).status_code == 201


# The description


def test_the_description_is_whole_every_reference_in_it_leads_somewhere(app: Flask) -> None:
    document = Api(app).get("/openapi.json").json
    assert document["openapi"].startswith("3.")
    ids = [
        operation["operationId"]
        for methods in document["paths"].values()
        for method, operation in methods.items()
        if method != "parameters" and "operationId" in operation
    ]
    assert len(ids) == len(set(ids))
    for pointer in references(document):
        target: Any = document
        for part in pointer.removeprefix("#/").split("/"):
            target = target[part]
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if method == "parameters":
                continue
            named = {
                parameter["name"] for parameter in [*operation.get("parameters", []), *methods.get("parameters", [])]
            }
            assert {part[1:].partition("}")[0] for part in path.split("/") if part.startswith("{")} <= named
            assert operation["responses"], (path, method)


def references(value: Any) -> list[str]:
    """Every `$ref` in a document."""
    if isinstance(value, dict):
        own = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
        return own + [found for inner in value.values() for found in references(inner)]
    if isinstance(value, list):
        return [found for inner in value for found in references(inner)]
    return []
