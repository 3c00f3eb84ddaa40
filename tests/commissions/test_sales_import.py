"""A till's file goes from upload to ledger in steps, and nothing is posted that its owner did not see."""

import io
from datetime import date

import pytest
from sqlalchemy import func, select

from accounts.permissions import Role
from commissions.models import Period, PeriodStatus, Transfer
from core.database import db
from core.dates import now
from outlets.models import OutletCode, TillFormat
from outlets.sales_models import SaleLine, SalesReport
from outlets.states import PlacementStatus
from tests.clients import Api
from tests.factories.outlets import make_agreement, make_outlet, make_outlet_code, make_outlet_member, make_placement
from tests.factories.people import make_user

OCTOBER = [
    "tanggal;kode_produk;jumlah;harga_satuan;no_struk",
    "05/10/2026;85123A;6;51.000;536365",
    "05/10/2026;85123A;6;51.000;536365",
    "06/10/2026;85123A;1;15.000;536366",
]


class Till:
    """An outlet with one product on its shelf at Rp51.000 under a 3 % agreement, and a program of its manager."""

    def __init__(self, app, role: Role = Role.OUTLET_MANAGER) -> None:
        self.app = app
        self.outlet = make_outlet()
        self.manager = make_outlet_member(self.outlet, role)
        self.placement = make_placement(outlet=self.outlet, retail_price_rupiah=51_000)
        make_agreement(self.placement.producer, self.outlet)
        make_outlet_code(self.placement, "85123A")
        self.api = Api(app, self.manager)

    def upload(self, rows: list[str] | bytes = OCTOBER, name: str = "kasir.csv", api: Api | None = None):
        content = rows if isinstance(rows, bytes) else "\r\n".join(rows).encode()
        data = {"file": (io.BytesIO(content), name)}
        path = f"/outlets/{self.outlet.id}/sales-files"
        return (api or self.api).post(path, data=data, content_type="multipart/form-data")

    def confirm(self, file_id: int, *, skip_wrong: bool = False, api: Api | None = None):
        return (api or self.api).post(f"/sales-files/{file_id}/confirm", {"skip_wrong": skip_wrong})


@pytest.fixture
def till(app) -> Till:
    return Till(app)


def lines_and_transfers() -> tuple[int, int]:
    return (
        db.session.execute(select(func.count()).select_from(SaleLine)).scalar_one(),
        db.session.execute(select(func.count()).select_from(Transfer)).scalar_one(),
    )


def test_a_dry_run_tells_what_would_be_posted_and_posts_nothing(till: Till) -> None:
    answer = till.upload()
    assert answer.status_code == 201
    told = {name: answer.json[name] for name in ("status", "rows_read", "rows_valid", "gross_rupiah", "rows")}
    assert told == {"status": "checked", "rows_read": 3, "rows_valid": 3, "gross_rupiah": 627_000, "rows": []}
    assert answer.json["commission_rupiah"] == 9_180 + 9_180 + 450
    assert [row["code"] for row in answer.json["warnings"]] == ["price_is_far"]
    assert lines_and_transfers() == (0, 0)
    assert till.api.get(f"/sales-files/{answer.json['id']}").json == answer.json


def test_confirming_posts_what_was_shown_and_a_second_confirmation_says_who_and_when(till: Till) -> None:
    file_id = till.upload().json["id"]
    made = till.confirm(file_id)
    assert made.status_code == 201
    assert (made.json["lines_posted"], made.json["gross_rupiah"]) == (3, 627_000)
    assert made.json["commission_rupiah"] == 18_810
    assert [(report["month"], report["lines_posted"]) for report in made.json["reports"]] == [("2026-10", 3)]
    line = db.session.execute(select(SaleLine).order_by(SaleLine.id)).scalars().first()
    report = db.session.get_one(SalesReport, line.report_id)
    assert (report.channel, report.sales_file_id, line.file_row, line.occurrence) == ("file", file_id, 2, 1)
    again = till.confirm(file_id)
    assert (again.status_code, again.json["code"]) == (409, "already_reported")
    assert "22 November 2026 oleh Budi Santoso" in again.json["detail"]
    assert lines_and_transfers() == (3, 2)


def test_the_same_bytes_once_more_are_all_duplicates_and_add_nothing(till: Till) -> None:
    till.confirm(till.upload().json["id"])
    second = till.upload(name="lain.csv").json
    assert (second["rows_valid"], second["rows_duplicate"], second["rows_read"]) == (0, 3, 3)
    assert {row["code"] for row in second["rows"]} == {"already_reported"}
    assert second["notices"][0]["code"] == "already_uploaded"
    assert "sudah pernah diunggah" in second["notices"][0]["message"]
    assert "22 November 2026 oleh Budi Santoso" in second["notices"][0]["message"]
    refused = till.confirm(second["id"], skip_wrong=True)
    assert (refused.status_code, refused.json["code"]) == (409, "already_reported")
    assert lines_and_transfers() == (3, 2)


def test_only_the_new_rows_of_an_overlapping_file_are_posted(till: Till) -> None:
    till.confirm(till.upload().json["id"])
    more = till.upload([*OCTOBER, "07/10/2026;85123A;2;51.000;536400"]).json
    assert (more["rows_valid"], more["rows_duplicate"], more["gross_rupiah"]) == (1, 3, 102_000)
    made = till.confirm(more["id"]).json
    assert (made["lines_posted"], made["rows_left_out"]) == (1, 3)


def test_each_row_stands_in_one_class_and_is_named_with_sheet_row_column_and_value(till: Till) -> None:
    answer = till.upload(
        [
            OCTOBER[0],
            "05/10/2026;85123A;6;51.000;536365",
            "05/10/2026;POST;1;20.000;536365",
            "31/02/2026;85123A;6;51.000;536365",
            "05/10/2026;85123A;12,5;51.000;536365",
            "05/10/2026;85123A;6;1,250;536365",
            "05/10/2026;85123A;-1;51.000;C536365",
            "05/10/2026;85123A;6;0;536365",
            "31/12/2025;85123A;1;51.000;500001",
            "23/11/2026;85123A;1;51.000;540001",
        ]
    ).json
    assert [answer[name] for name in ("rows_read", "rows_valid", "rows_unknown_product", "rows_wrong")] == [9, 1, 1, 7]
    assert [(row["row"], row["column"], row["heading"], row["value"], row["code"]) for row in answer["rows"]] == [
        (3, "B", "kode_produk", "POST", "unknown_code"),
        (4, "A", "tanggal", "31/02/2026", "date_does_not_exist"),
        (5, "C", "jumlah", "12,5", "not_a_whole_number"),
        (6, "D", "harga_satuan", "1,250", "ambiguous_number"),
        (7, "C", "jumlah", "-1", "return_names_no_sale"),
        (8, "D", "harga_satuan", "0", "price_is_zero"),
        (9, "A", "tanggal", "2025-12-31", "not_placed"),
        (10, "A", "tanggal", "2026-11-23", "in_the_future"),
    ]
    assert till.placement.product.name in answer["rows"][6]["message"]


def test_wrong_rows_stop_the_posting_unless_the_good_ones_are_asked_for(till: Till) -> None:
    file_id = till.upload([*OCTOBER, "06/10/2026;POST;1;20.000;536366"]).json["id"]
    refused = till.confirm(file_id)
    assert (refused.status_code, refused.json["code"]) == (422, "lines_refused")
    assert [(row["row"], row["code"]) for row in refused.json["rows"]] == [(5, "unknown_code")]
    assert lines_and_transfers() == (0, 0)
    made = till.confirm(file_id, skip_wrong=True)
    assert (made.status_code, made.json["lines_posted"], made.json["rows_left_out"]) == (201, 3, 1)


def test_a_file_without_a_good_row_is_never_confirmed(till: Till) -> None:
    file_id = till.upload([OCTOBER[0], "06/10/2026;POST;1;20.000;536366"]).json["id"]
    assert till.confirm(file_id, skip_wrong=True).json["code"] == "lines_refused"


FOREIGN = ["Waktu;PLU;Pcs;Hrg;Bon", "05/10/2026;85123A;6;51.000;536365"]
FOREIGN_COLUMNS = {"tanggal": "Waktu", "kode_produk": "PLU", "jumlah": "Pcs", "harga_satuan": "Hrg", "no_struk": "Bon"}


def test_columns_are_matched_once_and_remembered_for_the_next_upload(till: Till) -> None:
    first = till.upload(FOREIGN).json
    assert (first["status"], first["rows_read"]) == ("needs_mapping", 0)
    assert first["mapping"]["columns"] == FOREIGN_COLUMNS
    assert first["mapping"]["sample"] == [["05/10/2026", "85123A", "6", "51.000", "536365"]]
    too_early = till.confirm(first["id"])
    assert (too_early.status_code, too_early.json["code"]) == (409, "needs_mapping")
    mapped = till.api.post(f"/sales-files/{first['id']}/mapping", {"columns": FOREIGN_COLUMNS})
    assert (mapped.status_code, mapped.json["status"], mapped.json["rows_valid"]) == (200, "checked", 1)
    next_month = till.upload(["Waktu;PLU;Pcs;Hrg;Bon", "05/11/2026;85123A;1;51.000;600001"]).json
    assert (next_month["status"], next_month["rows_valid"]) == ("checked", 1)


def test_a_mapping_names_columns_that_the_file_has(till: Till) -> None:
    file_id = till.upload(FOREIGN).json["id"]
    wrong = till.api.post(f"/sales-files/{file_id}/mapping", {"columns": {**FOREIGN_COLUMNS, "jumlah": "Banyaknya"}})
    assert (wrong.status_code, wrong.json["code"]) == (422, "column_not_in_file")
    twice = till.api.post(f"/sales-files/{file_id}/mapping", {"columns": {**FOREIGN_COLUMNS, "jumlah": "Hrg"}})
    assert (twice.status_code, twice.json["code"]) == (422, "unknown_column")
    ours = till.api.post(f"/sales-files/{file_id}/mapping", {"columns": {"komisi": "Hrg"}})
    assert (ours.status_code, list(ours.json["errors"])) == (422, ["columns.komisi"])
    assert db.session.get(TillFormat, till.outlet.id) is None


def test_an_outlet_teaches_how_it_writes_numbers_and_dates(till: Till) -> None:
    american = [OCTOBER[0], "10/05/2026;85123A;6;51,000;536365"]
    first = till.upload(american).json
    assert [row["code"] for row in first["rows"]] == ["ambiguous_number"]
    style = {"number_style": "en", "date_style": "mdy"}
    mapped = till.api.post(f"/sales-files/{first['id']}/mapping", style).json
    assert (mapped["rows_valid"], mapped["gross_rupiah"]) == (1, 306_000)
    till.confirm(first["id"])
    assert db.session.execute(select(SaleLine.sold_on)).scalar_one() == date(2026, 10, 5)
    later = till.upload([OCTOBER[0], "10/06/2026;85123A;1;51,000;536366"]).json
    assert (later["rows_valid"], later["mapping"]["number_style"], later["mapping"]["date_style"]) == (1, "en", "mdy")


def test_a_code_nobody_knows_is_parked_with_suggestions_and_resolved_once_for_all(till: Till) -> None:
    parked = till.upload([OCTOBER[0], "05/10/2026;85123B;2;51.000;1", "05/10/2026;85123B;1;51.000;2"]).json
    assert (parked["rows_valid"], parked["rows_unknown_product"]) == (0, 2)
    assert parked["unknown_codes"] == [
        {
            "code": "85123B",
            "name": "",
            "rows": 2,
            "first_row": 2,
            "suggestions": [{"placement_id": till.placement.id, "name": till.placement.product.name}],
        }
    ]
    body = {"codes": [{"code": "85123B", "placement_id": till.placement.id}]}
    solved = till.api.post(f"/sales-files/{parked['id']}/codes", body)
    assert (solved.status_code, solved.json["rows_valid"], solved.json["unknown_codes"]) == (200, 2, [])
    later = till.upload([OCTOBER[0], "06/10/2026;85123B;1;51.000;3"]).json
    assert (later["rows_valid"], later["rows_unknown_product"]) == (1, 0)


def test_a_code_can_only_mean_a_placement_of_this_outlet(till: Till) -> None:
    elsewhere = make_placement()
    proposed = make_placement(outlet=till.outlet, status=PlacementStatus.PROPOSED)
    file_id = till.upload([OCTOBER[0], "05/10/2026;X1;2;51.000;1"]).json["id"]
    for placement in (elsewhere, proposed):
        body = {"codes": [{"code": "X1", "placement_id": placement.id}]}
        refused = till.api.post(f"/sales-files/{file_id}/codes", body)
        assert (refused.status_code, refused.json["code"]) == (422, "placement_not_here")
    assert db.session.query(OutletCode).filter_by(outlet_id=till.outlet.id, code="X1").count() == 0


def test_one_file_of_two_months_makes_a_report_for_each_and_a_closed_month_posts_late(till: Till) -> None:
    closer = make_user(Role.FINANCE)
    db.session.add(Period(month="2026-10", status=PeriodStatus.CLOSED, closed_at=now(), closed_by_id=closer.id))
    db.session.commit()
    file_id = till.upload([*OCTOBER, "02/11/2026;85123A;1;51.000;600001"]).json["id"]
    reports = till.confirm(file_id).json["reports"]
    assert [(made["month"], made["posted_in"], made["late"], made["lines_posted"]) for made in reports] == [
        ("2026-10", "2026-11", True, 3),
        ("2026-11", "2026-11", False, 1),
    ]
    assert db.session.execute(select(func.count()).where(SaleLine.late)).scalar_one() == 3


def test_sales_of_more_than_three_closed_months_ago_are_entered_by_staff(till: Till) -> None:
    closer = make_user(Role.FINANCE)
    db.session.add(Period(month="2026-10", status=PeriodStatus.CLOSED, closed_at=now(), closed_by_id=closer.id))
    db.session.commit()
    old = [OCTOBER[0], "31/07/2026;85123A;1;51.000;400001", "01/08/2026;85123A;1;51.000;410001"]
    own = till.upload(old).json
    assert (own["rows_valid"], [(row["row"], row["code"]) for row in own["rows"]]) == (1, [(2, "too_long_ago")])
    assert "sebelum 1 Agustus 2026" in own["rows"][0]["message"]
    officer = Api(till.app, make_user(Role.PARTNERSHIP_OFFICER))
    assert till.upload(old, api=officer).json["rows_valid"] == 2


def test_a_day_that_another_report_keeps_to_itself_is_announced_and_refused(till: Till) -> None:
    without = [OCTOBER[0].replace(";no_struk", ""), "05/10/2026;85123A;1;51.000"]
    till.confirm(till.upload(without).json["id"])
    second = till.upload(OCTOBER).json
    assert [notice["code"] for notice in second["notices"]] == ["day_already_reported"]
    refused = till.confirm(second["id"])
    assert (refused.status_code, refused.json["code"]) == (409, "day_already_reported")
    assert lines_and_transfers() == (1, 2)


def test_nothing_is_posted_that_its_owner_did_not_see(till: Till) -> None:
    file_id = till.upload().json["id"]
    till.placement.ends_on = date(2026, 10, 5)
    db.session.commit()
    refused = till.confirm(file_id, skip_wrong=True)
    assert (refused.status_code, refused.json["code"]) == (409, "check_outdated")
    assert lines_and_transfers() == (0, 0)
    again = till.api.post(f"/sales-files/{file_id}/mapping", {}).json
    assert (again["rows_valid"], again["rows_wrong"]) == (2, 1)
    assert till.confirm(file_id, skip_wrong=True).json["lines_posted"] == 2


@pytest.mark.parametrize(
    ("content", "name", "status", "code"),
    [
        (b"", "kosong.csv", 422, "empty_file"),
        (b"tanggal;kode_produk;jumlah;harga_satuan", "judul.csv", 422, "no_rows"),
        (b"\x1f\x8b\x08junk", "kasir.csv", 415, "wrong_file_type"),
        (b"<html><table>", "kasir.xls", 415, "html_not_spreadsheet"),
        (b"PK\x03\x04broken", "kasir.xlsx", 422, "unreadable_file"),
        (b"a;b\n1;2", "kasir.csv", 422, "missing_columns"),
        (b"x" * (20 * 1024 * 1024 + 1), "besar.csv", 413, "file_too_large"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_code_and_leaves_nothing_behind(
    till: Till, content: bytes, name: str, status: int, code: str
) -> None:
    refused = till.upload(content, name)
    assert (refused.status_code, refused.json["code"]) == (status, code)
    assert till.api.get("/sales-files/1").status_code == 404


def test_a_file_is_required(till: Till) -> None:
    path = f"/outlets/{till.outlet.id}/sales-files"
    missing = till.api.post(path, data={"source": "x"}, content_type="multipart/form-data")
    assert (missing.status_code, list(missing.json["errors"])) == (422, ["file"])


def test_cashiers_and_officers_upload_and_others_do_not(app) -> None:
    till = Till(app, Role.CASHIER)
    assert till.upload().status_code == 201
    for role, status in {
        Role.PARTNERSHIP_OFFICER: 201,
        Role.ADMINISTRATOR: 201,
        Role.VERIFIER: 403,
        Role.FINANCE: 403,
        Role.HEAD: 403,
        Role.PRODUCER: 403,
    }.items():
        assert till.upload(api=Api(app, make_user(role))).status_code == status, role
    assert till.upload(api=Api(app)).status_code == 401


def test_a_file_of_another_outlet_or_region_is_not_there(till: Till) -> None:
    file_id = till.upload().json["id"]
    neighbour = Till(till.app)
    elsewhere = Api(till.app, make_user(Role.PARTNERSHIP_OFFICER, regions=("62.71",)))
    producer = Api(till.app, make_user(Role.PRODUCER))
    for api in (neighbour.api, elsewhere):
        assert till.upload(api=api).status_code == 404
        assert till.confirm(file_id, api=api).status_code == 404
        assert api.post(f"/sales-files/{file_id}/mapping", {}).status_code == 404
        assert api.post(f"/sales-files/{file_id}/codes", {"codes": []}).status_code == 404
    for api in (neighbour.api, elsewhere, producer):
        assert api.get(f"/sales-files/{file_id}").status_code == 404
    assert till.api.get(f"/sales-files/{2**63}").status_code == 404
    assert till.api.post(f"/sales-files/{2**70}/confirm", {}).status_code == 404
    assert lines_and_transfers() == (0, 0)


def test_the_messages_speak_the_language_of_the_reader(till: Till) -> None:
    file_id = till.upload([OCTOBER[0], "05/10/2026;85123A;6;0;536365"]).json["id"]
    rows = till.api.get(f"/sales-files/{file_id}", headers={"Accept-Language": "id"}).json["rows"]
    assert rows[0]["message"] == "Harga 0: isi harga yang dibayar pembeli, atau hapus baris ini."
